//! One step for many workers of the caller's own roster: each in a transaction of its own, with its own record and its own
//! answer. A refusal of one stops none of the others.

use domain::attest::Statement;
use domain::worker::RosterStep;
use domain::{Class, ClassSet, FieldAction, Role, StateToken, StepToken, WorkerId};
use envelope::Phone;
use serde::{Deserialize, Serialize};
use store::tables::attested;
use store::tables::identities::{self, Sealed};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::see::open_columns;
use super::step::{attest, statements, take};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::error::Fault;
use crate::invitations;
use crate::once::{self, Once};
use crate::sign_in::Address;
use crate::{AppError, Desk, House, record};

/// LIMIT: workers of one request.
pub const MANY_MAX: usize = 100;

/// What an agency does for many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManyStep {
    /// Declares that the worker paid nothing: what the operator's check still wants of the agency.
    Submit,
    /// Asks for the worker's consent: the invitation to sign in, to the number on file.
    Invite,
    /// Takes the profile off the list.
    Unlist,
    /// Says that a listed worker is still available.
    List,
}

impl ManyStep {
    /// All of them, in the order in which a worker comes to them.
    pub const ALL: [Self; 4] = [Self::Submit, Self::Invite, Self::List, Self::Unlist];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Invite => "invite",
            Self::Unlist => "unlist",
            Self::List => "list",
        }
    }
}

/// One of the many, on the version that the caller saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOfMany {
    /// Who; a name that cannot be one is answered like an unused one.
    pub key: Option<Key>,
    /// The version.
    pub version: i64,
}

/// What became of one of them.
#[derive(Debug)]
pub struct OutcomeOfOne {
    /// Done, or why not.
    pub done: Result<(), AppError>,
    /// The record as it stands after it; none of whom the caller may not know of.
    pub after: Option<Standing>,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The identifier.
    pub id: WorkerId,
    /// The agency's reference.
    pub reference: String,
    /// The version.
    pub version: i64,
    /// The state.
    pub state: StateToken,
}

/// Takes the step for each of them, in their order. The same request sent again takes it for those for whom it was not taken.
pub async fn many(
    house: &House,
    caller: &Caller,
    step: ManyStep,
    workers: Vec<OneOfMany>,
    once: Once,
) -> Result<Vec<OutcomeOfOne>, AppError> {
    if !matches!(caller.role, Role::AgencyUser | Role::AgencyAdmin) {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    sound(house, caller, &workers).await?;
    begun(house, caller, step, workers.len(), &once).await?;
    let mut done = Vec::with_capacity(workers.len());
    for (nth, one) in workers.iter().enumerate() {
        done.push(take_one(house, caller, step, one, part(&once, nth)).await);
    }
    let keys: Vec<Option<Key>> = workers.into_iter().map(|one| one.key).collect();
    let after = house
        .read(caller, move |tx, desk, caller| {
            let mut standing = |key: &Key| match admit::worker(tx, desk, caller, key) {
                Ok(open) => Ok(Some(Standing {
                    id: open.row.id,
                    reference: open.row.reference,
                    version: open.row.version,
                    state: open.standing,
                })),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            };
            keys.iter().map(|key| key.as_ref().map_or(Ok(None), &mut standing)).collect::<Result<Vec<_>, AppError>>()
        })
        .await?;
    Ok(done.into_iter().zip(after).map(|(done, after)| OutcomeOfOne { done, after }).collect())
}

/// Whether it is a list of different workers, however each is named.
async fn sound(house: &House, caller: &Caller, workers: &[OneOfMany]) -> Result<(), AppError> {
    if workers.is_empty() {
        return Err(AppError::invalid("/workers", "workers_wanted"));
    }
    if workers.len() > MANY_MAX {
        return Err(AppError::invalid("/workers", "workers_many"));
    }
    let keys: Vec<Option<Key>> = workers.iter().map(|one| one.key.clone()).collect();
    let named = house.read(caller, move |tx, desk, caller| ids(tx, desk, caller, &keys)).await?;
    let twice = |(nth, one): (usize, &Option<Uuid>)| {
        let again = one.is_some() && named[..nth].contains(one);
        again.then(|| Fault { pointer: format!("/workers/{nth}/id"), reason: "worker_twice" })
    };
    let faults: Vec<Fault> = named.iter().enumerate().filter_map(twice).collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Who is named, by reference or by id. An id of nobody is taken as it is, so that it is told to stand twice like any other.
fn ids(tx: &mut Tx, desk: &Desk, caller: &Caller, keys: &[Option<Key>]) -> Result<Vec<Option<Uuid>>, AppError> {
    let mut id = |key: &Option<Key>| match key {
        None => Ok(None),
        Some(Key::Id(id)) => Ok(Some(*id)),
        Some(key) => match admit::worker(tx, desk, caller, key) {
            Ok(open) => Ok(Some(open.row.id.0)),
            Err(AppError::NotFound) => Ok(None),
            Err(error) => Err(error),
        },
    };
    keys.iter().map(&mut id).collect()
}

/// Keeps that this request was begun, so that its key serves no other. A crash after this leaves nobody's step taken.
async fn begun(house: &House, caller: &Caller, step: ManyStep, many: usize, once: &Once) -> Result<(), AppError> {
    if once.is_none() || is_kept(house, caller, once).await? {
        return Ok(());
    }
    let many = i64::try_from(many).unwrap_or(i64::MAX);
    house
        .write_once(caller, once.clone(), "workers", move |_, desk, caller| {
            let draft = record::plain(desk, caller, "roster_steps", 0)
                .fact("step", audit::Fact::Word(step.as_str().to_owned()))
                .fact("workers", audit::Fact::Number(many));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// The key of the request's `nth` part.
fn part(once: &Once, nth: usize) -> Once {
    once.as_ref().map(|(key, hash)| (once::Key { key: format!("{}/{nth}", key.key), ..key.clone() }, hash.clone()))
}

async fn is_kept(house: &House, caller: &Caller, once: &Once) -> Result<bool, AppError> {
    let Some((key, hash)) = once.clone() else { return Ok(false) };
    match house.read(caller, move |tx, _, _| once::find(tx, &key)).await? {
        Some(kept) if kept.body_hash == hash => Ok(true),
        Some(_) => Err(AppError::Conflict("key_reused")),
        None => Ok(false),
    }
}

async fn take_one(house: &House, caller: &Caller, step: ManyStep, one: &OneOfMany, once: Once) -> Result<(), AppError> {
    if is_kept(house, caller, &once).await? {
        return Ok(());
    }
    let OneOfMany { key: Some(key), version } = one.clone() else { return Err(AppError::NotFound) };
    let taken = match step {
        ManyStep::Invite => return invite(house, caller, key, version, once).await,
        ManyStep::Submit => {
            return house
                .write_once(caller, once, "submit", move |tx, desk, caller| submit(tx, desk, caller, &key, version))
                .await;
        }
        ManyStep::Unlist => RosterStep::Unlist {},
        ManyStep::List => RosterStep::List {},
    };
    house
        .write_once(caller, once, step.as_str(), move |tx, desk, caller| {
            take(tx, desk, caller, &key, version, taken, &[])
        })
        .await
        .map(drop)
}

/// Where a record still comes to the operator's check.
const BEFORE_CHECK: [StateToken; 3] = [StateToken::RosterDraft, StateToken::RosterConsented, StateToken::RosterResting];

/// The agency's part of the check: once said of a record as it is, it is not said again.
fn submit(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key, version: i64) -> Result<Recorded<()>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    if open.row.version != version {
        return Err(AppError::Stale { given: version });
    }
    if !BEFORE_CHECK.contains(&open.standing) {
        return Err(AppError::Conflict("submit_not_now"));
    }
    let stated = statements(attested::of(tx, open.row.id.0)?);
    let is_said =
        |said: &domain::attest::Attested| said.statement == Statement::WorkerPaidNothing && open.record.counts(said);
    if stated.iter().any(is_said) {
        return Err(AppError::Conflict("submitted_already"));
    }
    attest(tx, desk, caller, key, &[Statement::WorkerPaidNothing])
}

/// Opens the number on file with a record of it, and sends the invitation there.
async fn invite(house: &House, caller: &Caller, key: Key, version: i64, once: Once) -> Result<(), AppError> {
    let wanted = key.clone();
    let (worker, sealed, permit, language) = house
        .write(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, desk, caller, &wanted)?;
            drop(open.step(desk, caller, StepToken::Invite)?);
            if open.row.version != version {
                return Err(AppError::Stale { given: version });
            }
            if open.row.person.is_some() {
                return Err(AppError::Conflict("worker_has_sign_in"));
            }
            let permit = open.fields(desk, caller, FieldAction::View, ClassSet::EMPTY.with(Class::WorkerContact))?;
            let phone = identities::get(tx, open.row.id)?.and_then(|sealed| sealed.phone);
            let Some(phone) = phone else { return Err(AppError::Conflict("no_phone")) };
            let speaks = |language: &str| open.row.facts.languages.iter().any(|spoken| spoken == language);
            // The message comes in one of two languages; Arabic where it is hers and English is not.
            let language = if speaks("ar") && !speaks("en") { "ar" } else { "en" };
            let draft = record::allowed(desk, caller, &permit, 0);
            let sealed = Sealed { phone: Some(phone), ..Sealed::default() };
            Ok(Recorded::with((open.row.id, sealed, permit, language), draft))
        })
        .await?;
    let opened = open_columns(house, worker, &sealed, &permit).await?;
    let number = opened.into_iter().find(|(column, _)| *column == "phone").map(|(_, number)| number);
    let phone = number.and_then(|number| Phone::parse(&number).ok()).ok_or(AppError::Conflict("no_phone"))?;
    let to = Address::Sms(phone);
    invitations::invite_worker(house, caller, key, language, to, once).await.map(|_: Uuid| ())
}
