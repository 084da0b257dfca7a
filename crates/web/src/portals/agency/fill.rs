//! Fills the roster's pages from what the agency may see.

use app::admit::Key;
use app::notes::About;
use app::workers::{self, Ends, Gap, Marks, Paper, WorkerRecord as W};
use app::{AppError, Caller, Desk, Limit};
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::reidentification::PublicForm;
use domain::{ChangeReason, Class, Side, StateToken, StepToken, WorkerId};
use jiff::{SignedDuration, Timestamp};
use policy::{Seen, Sight};

use super::roster_search::RosterAsk;
use super::{Asked, Full, LANES, Lane, Lock, RosterRow, WorkerRecord};
use crate::page::{Page, Portal};
use crate::portals::fill::{self as case_fill, words};
use crate::portals::public::{Available, Card};
use crate::portals::{Panel, PaperRow, Stat, States, Tab, Task, Told, age, noting, papers, state_name};
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Next, Sees, SeesRow, Shown, StepForm, Tone, Turn, Weight, icon};

/// A hold that ends later than this lasts as long as its case.
const LONG: SignedDuration = SignedDuration::from_hours(24 * 366);

/// How many are in these states.
pub fn count(counts: &[(StateToken, i64)], states: &[StateToken]) -> u64 {
    counts.iter().filter(|(state, _)| states.contains(state)).map(|(_, many)| many.unsigned_abs()).sum()
}

/// What stops the agency as a whole, in words.
pub fn stopped(page: &Page, trades: bool) -> String {
    if trades { String::new() } else { page.t("licence-not-in-force") }
}

/// The figures at the top of the roster.
pub fn stats(page: &Page, counts: &[(StateToken, i64)]) -> Vec<Stat> {
    let stat = |key: &str, value: u64| Stat { icon: None, label: page.t(key), value: value.to_string() };
    vec![
        stat("lane-finish", count(counts, &[StateToken::RosterDraft, StateToken::RosterResting])),
        stat("lane-review", count(counts, &[StateToken::RosterConsented, StateToken::RosterReviewed])),
        stat("stat-listed", count(counts, &[StateToken::RosterListed])),
        stat(
            "lane-case",
            count(counts, &[StateToken::RosterLocked, StateToken::RosterEngaged, StateToken::RosterPlaced]),
        ),
    ]
}

/// The figures of the agency's day: the roster's, and its cases'.
pub fn day_stats(page: &Page, roster: &[(StateToken, i64)], cases: &[(StateToken, i64)], late: i64) -> Vec<Stat> {
    let open = cases.iter().filter(|(state, _)| case_fill::groups::is_open(*state)).map(|(_, many)| many).sum::<i64>();
    let sign = (late > 0).then(|| icon("alert-triangle"));
    let mut stats = stats(page, roster);
    stats.push(Stat { icon: None, label: page.t("stat-open-cases"), value: open.to_string() });
    stats.push(Stat { icon: sign, label: page.t("stat-late"), value: late.to_string() });
    stats
}

/// Records in which the operator asked for a change, as tasks of the day.
pub fn asked_tasks(page: &Page, workers: &[(Seen<W>, ChangeReason)]) -> Vec<Task> {
    let task = |(seen, reason): &(Seen<W>, ChangeReason)| {
        let reference = seen.key(&W::REFERENCE);
        Task {
            href: format!("/agency/workers/{reference}"),
            title: page.t("record-asked-task"),
            detail: page.lang.list(&[reference.clone(), page.t(format!("change-{reason}"))]),
            badge: Badge::new(Tone::Wait, "message-circle", page.t("record-asked-badge")),
            due: None,
        }
    };
    workers.iter().map(task).collect()
}

/// What is known of a page of workers beside their records.
pub struct Named {
    /// Their full names.
    pub names: Vec<(WorkerId, String)>,
    /// The changes that were asked of some.
    pub asked: Vec<(WorkerId, ChangeReason)>,
    /// What is missing of each, and which papers end.
    pub marks: Vec<Marks>,
}

/// One lane of the board. `total` is how many are in it, where that is known; `more` leads to all of them.
pub fn lane(
    page: &Page,
    (id, sign): (&'static str, &'static str),
    total: Option<u64>,
    workers: &[Seen<W>],
    more: Option<String>,
    names: &Named,
) -> Lane {
    let shown = workers.len();
    let at_least = if more.is_some() { format!("{shown}+") } else { shown.to_string() };
    Lane {
        id,
        icon: icon(sign),
        title: page.t(format!("lane-{id}")),
        note: page.t(format!("lane-{id}.note")),
        count: total.map_or(at_least, |total| total.to_string()),
        workers: workers.iter().map(|worker| roster_row(page, worker, names)).collect(),
        more,
    }
}

/// The lanes as ways to narrow the table, counted where nothing else narrows it.
pub fn tabs(page: &Page, counts: &[(StateToken, i64)], ask: &RosterAsk) -> Vec<Tab> {
    let tab = |(id, _, states): &(&'static str, &str, &[StateToken])| Tab {
        word: page.t(format!("lane-{id}")),
        href: ask.seen_as("table", if ask.stage == *id { "" } else { id }),
        here: *id == ask.stage,
        count: (!ask.is_narrow()).then(|| count(counts, states)),
    };
    LANES.iter().map(tab).collect()
}

/// The papers of a record that end soon or have ended, in words, and whether one has.
pub fn ending(page: &Page, papers: &[Paper]) -> Option<(String, bool)> {
    let said: Vec<String> =
        papers.iter().filter(|paper| paper.ends != Ends::Later).map(|paper| paper_words(page, paper)).collect();
    let past = papers.iter().any(|paper| paper.ends == Ends::Past);
    (!said.is_empty()).then(|| (page.lang.list(&said), past))
}

/// "Passport ends in March 2027".
pub fn paper_words(page: &Page, paper: &Paper) -> String {
    page.lang.t1(
        &format!("paper-{}-{}", paper.kind.as_str(), paper.ends.as_str()),
        "month",
        page.lang.month(paper.month),
    )
}

/// What a record lacks, in the words of its fields.
pub fn gaps(page: &Page, missing: &[Gap]) -> Vec<String> {
    let field = |gap: &Gap| match gap {
        Gap::Kin => page.t("field-kin_name"),
        gap => page.t(format!("field-{}", gap.as_str())),
    };
    missing.iter().map(field).collect()
}

fn state(seen: &Seen<W>) -> StateToken {
    seen.show(&W::STATE).visible().and_then(|word| StateToken::parse(word).ok()).unwrap_or(StateToken::None)
}

/// The badge of a roster state.
pub fn badge(page: &Page, state: StateToken) -> Badge {
    let (tone, sign) = match state {
        StateToken::RosterDraft => (Tone::Mute, "user"),
        StateToken::RosterConsented => (Tone::Info, "user-check"),
        StateToken::RosterReviewed => (Tone::Info, "eye-check"),
        StateToken::RosterListed => (Tone::Ok, "world"),
        StateToken::RosterLocked | StateToken::RosterEngaged | StateToken::RosterPlaced => (Tone::Info, "lock"),
        _ => (Tone::Mute, "clock"),
    };
    Badge::new(tone, sign, state_name(page.lang, state))
}

/// One worker of the roster.
pub fn roster_row(page: &Page, seen: &Seen<W>, named: &Named) -> RosterRow {
    let id = WorkerId(*seen.key(&W::ID));
    let reference = seen.key(&W::REFERENCE).clone();
    let state = state(seen);
    let name = named.names.iter().find(|(worker, _)| *worker == id).map(|(_, name)| name.clone());
    let first = seen.show(&W::FIRST_NAME).visible().cloned();
    let marks = named.marks.iter().find(|marks| marks.worker == id);
    let asked = named.asked.iter().find(|(worker, _)| *worker == id);
    let asked =
        asked.map(|(_, asked)| (page.lang.list(&[page.t("record-asked"), page.t(format!("change-{asked}"))]), false));
    RosterRow {
        percent: marks.and_then(|marks| marks.percent),
        missing: marks.map(|marks| page.lang.list(&gaps(page, &marks.missing))).unwrap_or_default(),
        version: *seen.key(&W::VERSION),
        href: format!("/agency/workers/{reference}"),
        name: match name.or(first) {
            Some(name) => Shown::clear(name),
            None => Shown::hidden(String::new()),
        },
        work: seen.show(&W::WORK).visible().map(|work| words::list(page, "work", work)).unwrap_or_default(),
        badge: badge(page, state),
        warnings: asked.into_iter().chain(marks.and_then(|marks| ending(page, &marks.papers))).collect(),
        lock: lock(page, state, marks),
        actions: vec![(page.t("roster-open"), format!("/agency/workers/{reference}"))],
        reference,
    }
}

/// One worker whose papers end.
pub fn paper_row(page: &Page, seen: &Seen<W>, named: &Named) -> PaperRow {
    let row = roster_row(page, seen, named);
    let marks = named.marks.iter().find(|marks| marks.worker.0 == *seen.key(&W::ID));
    let (words, past) = marks.and_then(|marks| ending(page, &marks.papers)).unwrap_or_default();
    PaperRow { href: row.href, name: row.name, reference: row.reference, words, past }
}

/// What a record lacks and when its papers end.
fn full(page: &Page, marks: &Marks) -> Option<Full> {
    let papers = marks.papers.iter().map(|paper| (paper_words(page, paper), paper.ends)).collect();
    Some(Full { lang: page.lang, percent: marks.percent?, missing: gaps(page, &marks.missing), papers })
}

fn lock(page: &Page, state: StateToken, marks: Option<&Marks>) -> Option<Lock> {
    let sealed = matches!(state, StateToken::RosterEngaged | StateToken::RosterPlaced);
    if !sealed && state != StateToken::RosterLocked {
        return None;
    }
    let case = marks.and_then(|marks| marks.case.as_ref());
    let hold = case.and_then(|case| case.hold).filter(|(_, until)| *until < page.now + LONG);
    let title = match hold {
        _ if sealed => page.t("hold-sealed"),
        Some((_, until)) => page.t1("hold-until", "when", page.when(until).words()),
        None => state_name(page.lang, state),
    };
    Some(Lock {
        sealed,
        title,
        case: case.map(|case| (case.reference.clone(), state_name(page.lang, case.state))),
        left: hold.filter(|_| !sealed).map(|(since, until)| left(page.now, since, until)),
    })
}

/// How much of a stretch of time is left, in percent.
fn left(now: Timestamp, since: Timestamp, until: Timestamp) -> u8 {
    let whole = until.duration_since(since).as_secs().max(1);
    u8::try_from((until.duration_since(now).as_secs() * 100 / whole).clamp(0, 100)).unwrap_or_default()
}

/// A worker as the public sees them, by what the re-identification check lets be told once it was done. None for whoever may
/// not see the public profile in this state: the facts beside it say of each field that it is hidden.
pub fn card(page: &Page, seen: &Seen<W>, agency: String, told: Option<&PublicForm>) -> Option<Card> {
    if seen.sight(Class::PublicProfile) != Sight::Visible {
        return None;
    }
    let text =
        |value: Option<&Vec<String>>, kind: &str| value.map(|list| words::list(page, kind, list)).unwrap_or_default();
    let today = crate::i18n::muscat(page.now).date();
    let from = seen.show(&W::AVAILABLE_FROM).visible().copied().unwrap_or(today);
    Some(Card {
        reference: seen.key(&W::REFERENCE).clone(),
        work: text(seen.show(&W::WORK).visible(), "work"),
        experience: seen.show(&W::EXPERIENCE_YEARS).visible().and_then(|years| u32::try_from(*years).ok()).unwrap_or(0),
        age: told.map(|told| &told.age).or(seen.show(&W::AGE).visible()).map(age).unwrap_or_default(),
        speaks: text(told.map(|told| &told.languages).or(seen.show(&W::LANGUAGES).visible()), "language"),
        skills: text(told.map(|told| &told.skills).or(seen.show(&W::SKILLS).visible()), "skill"),
        agency,
        available: if from <= today { Available::Now } else { Available::From(from) },
    })
}

/// The page of one record; `before` is where the older events begin.
pub async fn record(
    site: &Site,
    caller: &Caller,
    page: Page,
    reference: &str,
    before: Option<i64>,
) -> Result<WorkerRecord, AppError> {
    let key = Key::parse(ReferenceKind::Worker, reference)?;
    let again = key.clone();
    let (steps, open, declared, editable, (events, older), sees, signs_in, change, told, marks) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let open = app::admit::worker(tx, desk, caller, &again)?;
            let signs_in = open.row.person.is_some() || !desk.policy.may_step(&open.ask(caller), StepToken::Invite);
            let stated = workers::stated(tx, desk, caller, &again)?;
            let declared = stated.iter().any(|said| said.statement == Statement::WorkerPaidNothing);
            let events = workers::history(tx, desk, caller, &again, before, Limit::PAGE)?;
            let sees = workers::visibility(tx, desk, caller, &again)?;
            let editable = workers::may_edit(desk, caller, &open);
            let change = workers::change(tx, desk, caller, &open)?.filter(|change| change.answered_at.is_none());
            let told = workers::public_form(tx, desk, caller, &again)?;
            let steps = workers::open_steps(desk, caller, &open);
            let marks = workers::marks(tx, desk, caller, &open)?;
            Ok((steps, open, declared, editable, events, sees, signs_in, change, told, marks))
        })
        .await?;
    let (standing, version) = (open.standing, open.row.version);
    let seen = workers::get(&site.house, caller, key).await?;
    let desk = site.house.desk();
    let reference = seen.key(&W::REFERENCE).as_str();
    let address = format!("/agency/workers/{reference}");
    let forms: Vec<StepForm> = steps
        .iter()
        .filter(|step| !matches!(step, StepToken::Unlist))
        .map(|step| form(&page, &desk, *step, "agency", &address, version, Weight::Turn, Vec::new()))
        .collect();
    let ends = steps
        .iter()
        .filter(|step| matches!(step, StepToken::Unlist))
        .map(|step| form(&page, &desk, *step, "agency", &address, version, Weight::Stop, Vec::new()))
        .collect();
    let turn = if forms.is_empty() { waits(&page, standing) } else { Turn::Yours(forms) };
    let name = seen.show(&W::NAME).visible().cloned().flatten();
    let about = About::Worker(Key::Id(open.row.id.0));
    let notes = noting::panel(site, caller, &page, Portal::Agency, about, &address, seen.view().ask()).await?;
    let documents = papers::of_worker(site, caller, &page, Key::Id(open.row.id.0), address.clone()).await?;
    Ok(WorkerRecord {
        notes,
        documents,
        reference: reference.to_owned(),
        name: name.map_or_else(|| Shown::hidden(page.t("opens-never")), Shown::clear),
        badge: badge(&page, standing),
        lock: lock(&page, standing, marks.as_ref()),
        asked: change.map(|change| Asked {
            reason: page.t(format!("change-{}", change.reason)),
            message: change.message,
            edits: change.changed.len(),
            answer: format!("{address}/answers"),
            version,
        }),
        sign_in: (!signs_in).then(|| format!("{address}/sign-in")),
        edit: editable.then(|| format!("{address}/edit")),
        next: Next { lang: page.lang, by: String::new(), turn },
        states: (!declared).then(|| States {
            lang: page.lang,
            action: format!("{address}/statements"),
            csrf: page.csrf.clone(),
            field: statement_field(&page, &[Statement::WorkerPaidNothing]),
        }),
        panels: vec![Panel {
            title: page.t("panel-worker"),
            facts: case_fill::worker_facts(&page, Some(&desk.policy), &seen),
            reveal: case_fill::reveal_of(&desk, &page, seen.view().ask(), &format!("{address}/disclosures")),
        }],
        full: marks.as_ref().and_then(|marks| full(&page, marks)),
        public: card(&page, &seen, String::new(), told.as_ref().map(|told| &told.form)),
        told: told.map(|told| Told::of(&page, &told, desk.pack().rules().reidentification.people_min, "agency")),
        sees: roster_sees(&page, &sees),
        timeline: case_fill::roster_timeline(&page, Side::Agency, &events, &address, older, before.is_some()),
        ends,
        page,
    })
}

/// Who sees what of a record: the agency, everybody, the operator's reviewer.
fn roster_sees(page: &Page, sees: &[workers::RosterSees]) -> Sees {
    let row = |row: &workers::RosterSees| {
        let cells = [("you", &row.you), ("public", &row.public), ("operator", &row.operator)];
        SeesRow {
            thing: page.t(format!("class-{}", row.class)),
            eyes: cells.iter().map(|(_, cell)| case_fill::eye((cell.sight, cell.on_request))).collect(),
            rules: cells.iter().flat_map(|(party, cell)| case_fill::rules(page, party, cell)).collect(),
        }
    };
    let parties = ["sees-you", "sees-public", "sees-operator"].map(|party| page.t(party)).to_vec();
    Sees { lang: page.lang, parties, rows: sees.iter().map(row).collect(), log: None }
}

/// Whose turn a record is when it is not the agency's.
fn waits(page: &Page, state: StateToken) -> Turn {
    match state {
        StateToken::RosterDraft | StateToken::RosterResting => Turn::Theirs(page.t("wait-worker")),
        StateToken::RosterConsented | StateToken::RosterReviewed => Turn::Theirs(page.t("wait-operator")),
        StateToken::RosterLocked | StateToken::RosterEngaged | StateToken::RosterPlaced => {
            Turn::Rests(page.t("record-in-case"))
        }
        state => Turn::Rests(state_name(page.lang, state)),
    }
}

/// The form of a roster step.
#[expect(clippy::too_many_arguments, reason = "one place builds every form of a roster")]
pub fn form(
    page: &Page,
    desk: &Desk,
    step: StepToken,
    by: &'static str,
    address: &str,
    version: i64,
    weight: Weight,
    statements: Vec<Statement>,
) -> StepForm {
    let fields = if statements.is_empty() { Vec::new() } else { vec![statement_field(page, &statements)] };
    StepForm {
        lang: page.lang,
        step,
        by,
        action: format!("{address}/steps"),
        csrf: page.csrf.clone(),
        version,
        key: desk.id(u16::try_from(step.index()).unwrap_or_default()).to_string(),
        weight,
        hidden: Vec::new(),
        fields,
        brief: false,
        cost: String::new(),
    }
}

/// Statements to tick, each on its own.
pub fn statement_field(page: &Page, statements: &[Statement]) -> Field {
    let choice = |said: &Statement| Choice::new(said.as_str(), page.t(format!("statement-{said}")));
    Field::new("attest", page.t("input-attest"), Kind::Checks(statements.iter().map(choice).collect()))
}
