//! The life of an agency in the demo: founded with its people, files taken into its roster by the ordinary import, workers
//! who consent in their own language, reviews, listings, and the question each fortnight who is still available.

use std::collections::HashMap;
use std::sync::Arc;

use app::admit::{self, Key};
use app::imports::{self, Answers, Chosen, ImportError, Limits, NewFile, WorkerDraft};
use app::setup::{self, Found};
use app::workers::{self, Given, RosterStep};
use app::{AppError, Caller, Desk};
use domain::attest::Statement;
use domain::calendar;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::{Role, StateToken, WorkerId};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use store::Tx;

use super::cast::{self, Wave};
use super::changes;
use super::tales::Size;
use super::world::{NewMember, Team, Worker, World, member};
use crate::adapters::streams;

/// Workers under way at the same time.
const AT_ONCE: usize = 16;
/// The agencies ask a day before the fortnight of the pack is over.
const ASK_EVERY_DAYS: u16 = 13;
/// The file that is shipped as a sample.
const SAMPLE: &str = include_str!("../../../../samples/roster-ag-021.csv");

/// A moment so many days before the end, at a time of day in Muscat.
pub fn moment(world: &World, days_ago: u16, minutes: i64) -> Timestamp {
    let day = calendar::days_before(calendar::muscat(world.walk.end()), days_ago);
    calendar::start_of(day) + SignedDuration::from_mins(minutes)
}

/// The seed of an agency's `nth` made-up file. Files whose seeds end in different digits share no number; the shipped
/// sample's ends in 1.
pub const fn seed(seed: u64, nth: usize) -> u64 {
    seed.wrapping_mul(10).wrapping_add(2 + nth as u64)
}

/// From its founding on. `number` is the agency's place in the cast.
pub async fn agency(world: Arc<World>, number: usize, size: Size) -> Result<(), AppError> {
    let agency = &cast::AGENCIES[number];
    let first = agency.waves[0].days_ago;
    if !world.walk.until(moment(&world, first + 2, 9 * 60)).await {
        return Ok(());
    }
    let team = found(&world, number).await?;
    let mut places = 0;
    let sound = size.agencies.iter().filter(|number| cast::AGENCIES[**number].lapsed.is_none()).count();
    let crowd = (size.crowd > 0 && agency.lapsed.is_none()).then(|| cast::crowd(size.crowd.div_ceil(sound)));
    for (nth, wave) in agency.waves.iter().copied().chain(crowd).enumerate() {
        let life = Life { world: Arc::clone(&world), team: Arc::clone(&team), number, nth, first: places };
        places += wave.workers;
        world.walk.live(format!("{} wave {nth}", agency.code), life.wave(wave));
    }
    if number == 0 {
        let change = changes::asked(Arc::clone(&world), Arc::clone(&team), number);
        world.walk.live(format!("changes asked of {}", agency.code), change);
    }
    let mut days_ago = i32::from(first) - 10;
    while let Ok(ago) = u16::try_from(days_ago) {
        let minutes = 8 * 60 + i64::try_from(number).unwrap_or(0);
        let may_list = agency.lapsed.is_none_or(|lapsed| ago > lapsed);
        if !may_list || !world.walk.until(moment(&world, ago, minutes)).await {
            break;
        }
        confirm(&world, &team, number, ago).await?;
        days_ago -= i32::from(ASK_EVERY_DAYS);
    }
    Ok(())
}

async fn found(world: &World, number: usize) -> Result<Arc<Team>, AppError> {
    let agency = &cast::AGENCIES[number];
    let today = calendar::muscat(world.walk.end());
    let licence_until = match agency.lapsed {
        Some(days_ago) => calendar::days_before(today, days_ago + 1),
        None => calendar::days_after(today, 90 + u16::try_from(number * 37 % 300).unwrap_or(0)),
    };
    let found = Found::Agency {
        code: agency.code.to_owned(),
        name: agency.name.to_owned(),
        name_ar: agency.name_ar.to_owned(),
        licence_until,
    };
    let org = setup::organisation(&world.house, found).await?;
    let domain = agency.code.to_lowercase();
    let mut callers = Vec::new();
    for (nth, name) in agency.people.iter().enumerate() {
        let new = NewMember {
            name,
            role: if nth == 0 { Role::AgencyAdmin } else { Role::AgencyUser },
            language: if nth == 2 { "ar" } else { "en" },
            email: cast::email(name, &domain),
            phone: Some(format!("+968590{number:02}{nth:03}")),
            organisation: agency.name,
            reference: None,
            rank: if number == 0 { 1 } else { 4 },
        };
        callers.push(world.member(org, new).await?);
    }
    let user = callers.swap_remove(1);
    Ok(world.meet_agency(number, Team { org, admin: callers.swap_remove(0), user }))
}

/// Who is still available: every listed worker who is in no case, but a few that nobody answered for lately.
async fn confirm(world: &Arc<World>, team: &Arc<Team>, number: usize, days_ago: u16) -> Result<(), AppError> {
    let lately = days_ago <= 2 * ASK_EVERY_DAYS;
    let answered_for = |place: usize| !(lately && cast::is_silent(place));
    let asked: Vec<_> = world.listed(number).into_iter().filter(|(place, _)| answered_for(*place)).collect();
    let one = |(place, worker): (usize, Worker)| {
        let (world, team) = (Arc::clone(world), Arc::clone(team));
        async move {
            let name = format!("confirm {number}/{place}/{days_ago}");
            streams::named(world.walk.seed(), &name, list_again(&world, &team.user, worker.id)).await
        }
    };
    stream::iter(asked).map(one).buffer_unordered(AT_ONCE).try_collect().await
}

async fn list_again(world: &World, caller: &Caller, worker: WorkerId) -> Result<(), AppError> {
    let key = Key::Id(worker.0);
    let standing =
        world.house.read(caller, move |tx, desk, caller| Ok(admit::worker(tx, desk, caller, &key)?.standing)).await?;
    if standing != StateToken::RosterListed {
        return Ok(());
    }
    match world.roster_step(caller, worker, RosterStep::List {}, &[]).await {
        // Her case ended today, and her rest begins with the next jobs.
        Err(AppError::Refused(refusal)) if refusal.rule == "no_rest_owed" => Ok(()),
        other => other,
    }
}

/// One file, from the import to the listings.
struct Life {
    world: Arc<World>,
    team: Arc<Team>,
    number: usize,
    nth: usize,
    /// The place on the roster of its first worker.
    first: usize,
}

/// A worker of the file, and how far they come while the file is recent.
struct Row {
    place: usize,
    id: WorkerId,
    draft: WorkerDraft,
    reached: Reached,
    /// One of many, whom the list of people leaves out.
    crowd: bool,
}

impl Row {
    /// Whether this stage, the last one reached, was reached in these days. The operator is behind with one in nine only.
    fn is_fresh(&self, stage: Reached) -> bool {
        matches!(stage, Reached::Consented | Reached::Reviewed)
            && self.reached == stage
            && !self.place.is_multiple_of(9)
    }
}

/// How far a worker of a recent file is on the way to the catalogue. In order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Drafted,
    SignedIn,
    Consented,
    Reviewed,
    Listed,
}

impl Reached {
    const fn of(wave: &Wave, nth: usize) -> Self {
        match nth % 5 {
            _ if !wave.is_recent() => Self::Listed,
            0 => Self::Drafted,
            1 => Self::SignedIn,
            2 => Self::Consented,
            3 => Self::Reviewed,
            _ => Self::Listed,
        }
    }
}

impl Life {
    async fn wave(self, wave: Wave) -> Result<(), AppError> {
        let on = |day: u16, minutes: i64| wave.days_ago.checked_sub(day).map(|ago| moment(&self.world, ago, minutes));
        let life = Arc::new(Self { world: Arc::clone(&self.world), team: Arc::clone(&self.team), ..self });
        let Some(at) = on(0, 10 * 60) else { return Ok(()) };
        if !life.world.walk.until(at).await {
            return Ok(());
        }
        let rows: Vec<Arc<Row>> = life.import(&wave).await?.into_iter().map(Arc::new).collect();
        let stages = [
            (on(1, 11 * 60), Reached::SignedIn),
            (on(2, 17 * 60), Reached::Consented),
            (on(4, 10 * 60 + 30), Reached::Reviewed),
            (on(5, 10 * 60), Reached::Listed),
        ];
        let lately = moment(&life.world, 2, 17 * 60 + 30);
        let mut days: Vec<(Timestamp, Reached, bool)> = stages
            .into_iter()
            .filter_map(|(at, stage)| Some((at?, stage, false)))
            .chain([(lately, Reached::Consented, true), (lately, Reached::Reviewed, true)])
            .collect();
        days.sort_by_key(|(at, ..)| *at);
        for (at, stage, fresh) in days {
            if !life.world.walk.until(at).await {
                break;
            }
            let on_that_day = |row: &&Arc<Row>| row.reached >= stage && row.is_fresh(stage) == fresh;
            life.each(rows.iter().filter(on_that_day), stage).await?;
        }
        Ok(())
    }

    /// The file is read, mapped as guessed, and taken in: rows that are bad stay out.
    async fn import(&self, wave: &Wave) -> Result<Vec<Row>, AppError> {
        let code = cast::AGENCIES[self.number].code;
        let desk = self.world.house.desk();
        let file = match wave.sample {
            true => SAMPLE.to_owned(),
            false => {
                imports::sample::roster_csv(seed(self.world.walk.seed(), self.nth), code, wave.workers, desk.today())
            }
        };
        let unreadable = |error| match error {
            ImportError::App(error) => error,
            ImportError::File(_) | ImportError::Mapping(_) => AppError::Conflict("sample_unreadable"),
        };
        let file_name = format!("roster-{}-{}.csv", code.to_lowercase(), desk.today());
        let (house, user) = (&self.world.house, &self.team.user);
        let (bytes, limits) = (file.into_bytes(), Limits::default());
        let new = NewFile { name: file_name, bytes, answers: Answers::default(), limits };
        let (import, _) = imports::begin(house, user, new, None).await.map_err(unreadable)?;
        let id = import.id;
        let tried = imports::preview(house, user, id, import.answers).await.map_err(unreadable)?;
        let mut drafts: HashMap<u32, WorkerDraft> =
            tried.accepted.into_iter().map(|(line, worker)| (line, *worker)).collect();
        imports::take(house, user, id, tried.import.version, Chosen::All, None).await.map_err(unreadable)?;
        imports::carry_on(house, id, usize::MAX).await?;
        let most = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        let entered =
            house.read(user, move |tx, desk, caller| imports::workers_of(tx, desk, caller, id, 0, most)).await?;
        let rows = entered.into_iter().enumerate().filter_map(|(nth, (line, id))| {
            let draft = drafts.remove(&line)?;
            Some(Row { place: self.first + nth, id, draft, reached: Reached::of(wave, nth), crowd: wave.crowd })
        });
        Ok(rows.collect())
    }

    /// One stage for each of them, several at a time.
    async fn each(self: &Arc<Self>, rows: impl Iterator<Item = &Arc<Row>>, stage: Reached) -> Result<(), AppError> {
        let rows: Vec<Arc<Row>> = rows.cloned().collect();
        let one = |row: Arc<Row>| {
            let life = Arc::clone(self);
            async move {
                let name = format!("worker {}/{} {stage:?}", life.number, row.place);
                streams::named(life.world.walk.seed(), &name, life.stage(&row, stage)).await
            }
        };
        stream::iter(rows).map(one).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn stage(&self, row: &Row, stage: Reached) -> Result<(), AppError> {
        match stage {
            Reached::Drafted => Ok(()),
            Reached::SignedIn => self.sign_in(row).await,
            Reached::Consented => self.consent(row).await,
            Reached::Reviewed => self.review(row).await,
            Reached::Listed => self.list(row).await,
        }
    }

    async fn sign_in(&self, row: &Row) -> Result<(), AppError> {
        let agency = &cast::AGENCIES[self.number];
        let key = Key::Id(row.id.0);
        let read = move |tx: &mut Tx, desk: &Desk, caller: &Caller| Ok(admit::worker(tx, desk, caller, &key)?.row);
        let record = self.world.house.read(&self.team.user, read).await?;
        let speaks = |language: &str| row.draft.languages.contains(&language);
        let new = NewMember {
            name: &row.draft.full_name,
            role: Role::Worker,
            language: if speaks("ar") && !speaks("en") { "ar" } else { "en" },
            email: email(&record.facts.first_name, agency.code, row.place),
            phone: row.draft.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            organisation: agency.name,
            reference: Some(record.reference),
            rank: 6,
        };
        let caller = match row.crowd {
            true => member(&self.world.house, self.team.org, new).await?.0,
            false => self.world.member(self.team.org, new).await?,
        };
        setup::worker_sign_in(&self.world.house, row.id, caller.user.ok_or(AppError::NotFound)?).await?;
        let language = row.draft.languages.first().copied().unwrap_or("en").to_owned();
        let worker = Worker { id: row.id, caller, language, wage_minor: row.draft.wage_minor, listed: false };
        self.world.meet_worker(self.number, row.place, worker);
        Ok(())
    }

    async fn consent(&self, row: &Row) -> Result<(), AppError> {
        let worker = self.world.signed_in(self.number, row.place)?;
        for kind in [ConsentKind::Listing, ConsentKind::Meet] {
            let given = Given { kind, language: worker.language.clone(), method: ConsentMethod::InApp, case: None };
            let key = Key::Id(row.id.0);
            let give = move |tx: &mut Tx, desk: &Desk, caller: &Caller| workers::give(tx, desk, caller, &key, &given);
            self.world.house.write(&worker.caller, give).await?;
        }
        self.world.roster_step(&worker.caller, row.id, RosterStep::Consent {}, &[]).await
    }

    async fn review(&self, row: &Row) -> Result<(), AppError> {
        let key = Key::Id(row.id.0);
        let declare = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            workers::attest(tx, desk, caller, &key, &[Statement::WorkerPaidNothing])
        };
        self.world.house.write(&self.team.user, declare).await?;
        let said = &[Statement::ScansClean, Statement::ReidentificationChecked];
        self.world.roster_step(&self.world.staff(Role::Moderator, 0), row.id, RosterStep::Review {}, said).await
    }

    async fn list(&self, row: &Row) -> Result<(), AppError> {
        let moderator = self.world.staff(Role::Moderator, 1);
        // Others were listed since the review, so the check may come out differently: it is looked at anew.
        let said = &[Statement::PublicFieldsOnly, Statement::ReidentificationChecked];
        self.world.roster_step(&moderator, row.id, RosterStep::List {}, said).await?;
        let worker = self.world.signed_in(self.number, row.place)?;
        self.world.meet_worker(self.number, row.place, Worker { listed: true, ..worker });
        Ok(())
    }
}

/// `asha.021.17@workers.example`: names repeat, places do not.
fn email(first_name: &str, code: &str, place: usize) -> String {
    let name: String = first_name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{name}.{}.{place}@workers.example", code.trim_start_matches("AG-"))
}
