//! Reading the whole log: for auditors and data-protection officers, as policy has it. It holds pseudonyms, words and hashes.

use audit::hash::to_hex;
use audit::{Actor, Decision, Event, Fact, Hash, Proof};
use domain::{Class, Overlay, Purpose, RelationSet, Role, StateToken};
use jiff::Timestamp;
use policy::{Ask, Sight};
use store::Tx;
use store::tables::search::{self, Search};
use store::tables::{Limit, checkpoints, closing, inspect, records, witnesses};
use uuid::Uuid;

use super::branch::{Branch, CLOSE, Way, close_from};
use super::close::{Dropped, dropped};
use super::prove::{Proven, prove};
use super::sign::draw;
use crate::caller::Caller;
use crate::ports::Signed;
use crate::{AppError, Desk, House, ledger};

/// So many records on either side of one are shown with it.
const NEAR: i64 = 2;
/// Leaves of one tile.
const TILE: u64 = audit::tiles::WIDTH as u64;

/// One record in words.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub n: i64,
    /// Its identifier.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The person who did it, or the job; none for nobody in particular.
    pub actor: Option<String>,
    /// In which role.
    pub role: Role,
    /// For which organisation.
    pub org: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// To what: `worker:…@3`.
    pub objects: Vec<String>,
    /// What for.
    pub purpose: Option<Purpose>,
    /// Classes of the data concerned.
    pub classes: Vec<Class>,
    /// Whether it was allowed.
    pub allowed: bool,
    /// The rules that decided.
    pub policies: Vec<String>,
    /// The open facts, name and value.
    pub facts: Vec<(String, String)>,
}

impl Entry {
    /// `None` for bytes that are no record of a version that this program knows: verification names them.
    fn of(event: &records::Event) -> Option<Self> {
        let draft = Event::parse(&event.body).ok()?.draft;
        let said = |fact: &Fact| match fact {
            Fact::Flag(flag) => flag.to_string(),
            Fact::Number(number) => number.to_string(),
            Fact::Word(word) => word.clone(),
            Fact::Id(id) => id.to_string(),
            Fact::Hash(hash) => to_hex(hash),
        };
        Some(Self {
            n: event.n,
            id: event.id.0,
            at: event.at,
            actor: match &draft.actor {
                Actor::Anonymous => None,
                Actor::User(user) => Some(user.0.to_string()),
                Actor::Job(job) => Some(job.clone()),
            },
            role: draft.role,
            org: draft.org.map(Uuid::from),
            action: draft.action.clone(),
            objects: draft.object.iter().map(ToString::to_string).collect(),
            purpose: draft.purpose,
            classes: draft.class.iter().collect(),
            allowed: draft.decision == Decision::Allow,
            policies: draft.policy.clone(),
            facts: draft.facts.iter().map(|(name, fact)| (name.clone(), said(fact))).collect(),
        })
    }
}

/// What makes the log trustworthy at this moment, as far as it is known without deriving everything anew.
#[derive(Debug, Clone)]
pub struct Health {
    /// Records.
    pub size: u64,
    /// Whether the last record is the one that the head names.
    pub ordered: bool,
    /// The last checkpoint that is kept, and when it was signed.
    pub signed: Option<(Signed, Timestamp)>,
    /// Whether the log holds what was signed last.
    pub grew: bool,
    /// How the witnesses fare that it is given to now.
    pub witnesses: Vec<witnesses::Health>,
    /// How many records have no body any more.
    pub dropped: u64,
    /// The last closing: its record's number, and when.
    pub closed: Option<(i64, Timestamp)>,
    /// How the books fare.
    pub books: ledger::Health,
}

/// A record, or what stays of it.
#[derive(Debug, Clone)]
pub enum Found {
    /// It with its proof.
    Whole(Box<Shown>),
    /// Its body was dropped.
    Dropped(Dropped),
}

/// One record with its proof and what stands around it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The record; none when its bytes cannot be read.
    pub entry: Option<Entry>,
    /// The proof.
    pub proven: Proven,
    /// The proof as a tree.
    pub tree: Branch,
    /// It and those around it, highest number first.
    pub near: Vec<Entry>,
    /// The numbers of those around it whose bodies were dropped.
    pub near_dropped: Vec<u64>,
}

/// Whether the caller reads the log for the purpose that they state; to whom the log is not open at all, it is not there.
fn may(desk: &Desk, caller: &Caller) -> Result<(), AppError> {
    let sees = |purpose: Purpose| {
        let ask =
            Ask::new(caller.role, RelationSet::NONE, StateToken::None, Overlay::None).with_stated_purpose(purpose);
        desk.policy.view(&ask).sight(Class::Audit) == Sight::Visible
    };
    if !sees(Purpose::Audit) {
        return Err(AppError::NotFound);
    }
    match caller.purpose {
        Some(purpose) if sees(purpose) => Ok(()),
        Some(_) | None => Err(AppError::invalid("Amana-Purpose", "purpose_of_log")),
    }
}

/// Whether a role reads the log at all, for whoever builds a menu.
pub fn is_open_to(desk: &Desk, caller: &Caller) -> bool {
    may(desk, &caller.clone().for_purpose(Purpose::Audit)).is_ok()
}

/// One page of the log, newest first, and the number to go on before.
pub fn search(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    wanted: &Search,
    before: Option<i64>,
    limit: Limit,
) -> Result<(Vec<Entry>, Option<i64>), AppError> {
    may(desk, caller)?;
    let mut events = search::search(tx, wanted, before, limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.n);
    Ok((events.iter().filter_map(Entry::of).collect(), next))
}

/// One record with its proof, or what stays of it. `NotFound` where there is none.
pub fn one(tx: &mut Tx, house: &House, desk: &Desk, caller: &Caller, n: u64) -> Result<Found, AppError> {
    may(desk, caller)?;
    if let Some(dropped) = dropped(tx, n)? {
        return Ok(Found::Dropped(dropped));
    }
    let proven = prove(tx, &house.log, n)?.ok_or(AppError::NotFound)?;
    let number = i64::try_from(n).unwrap_or(i64::MAX);
    let events = records::around(tx, number, NEAR)?;
    let near_dropped = closing::among(tx, number.saturating_sub(NEAR), number.saturating_add(NEAR))?;
    let near: Vec<Entry> = events.iter().filter_map(Entry::of).collect();
    let entry = near.iter().find(|entry| entry.n.unsigned_abs() == n).cloned();
    let tree = drawn(tx, &proven)?;
    Ok(Found::Whole(Box::new(Shown { entry, proven, tree, near, near_dropped })))
}

fn drawn(tx: &mut Tx, proven: &Proven) -> Result<Branch, AppError> {
    let (index, size) = (proven.n - 1, proven.checkpoint.size);
    let given: &[Hash] = match &proven.proof {
        Proof::Inclusion { hashes, .. } => hashes,
        Proof::Growth { .. } => &[],
    };
    let from = close_from(index);
    let tile = checkpoints::hashes(tx, 0, from / TILE)?;
    let [skipped, close] = [from % TILE, CLOSE].map(|count| usize::try_from(count).unwrap_or_default());
    let close: Vec<Hash> = tile.into_iter().skip(skipped).take(close).collect();
    let way = Way { index, event: &proven.event, given, close: &close };
    Ok(way.drawn(size))
}

/// The signed head of the log as it is now; none while it is empty.
pub fn signed_head(tx: &mut Tx, house: &House, desk: &Desk, caller: &Caller) -> Result<Option<Signed>, AppError> {
    may(desk, caller)?;
    Ok(draw(tx, &house.log)?)
}

/// How the log fares.
pub fn health(tx: &mut Tx, house: &House, desk: &Desk, caller: &Caller) -> Result<Health, AppError> {
    may(desk, caller)?;
    let head = inspect::head(tx)?;
    let ordered = head == inspect::last(tx)?;
    let kept = checkpoints::newest(tx)?;
    let signed = kept.and_then(|kept| Some((house.log.open(&kept.note).ok()?, kept.at)));
    let size = head.map_or(0, |head| head.n);
    let grew = match &signed {
        Some((signed, _)) => signed.size <= size && checkpoints::root(tx, signed.size)? == Some(signed.root),
        None => false,
    };
    let named = |health: &witnesses::Health| house.witnesses.iter().any(|witness| witness.name() == health.name);
    let witnesses = witnesses::all(tx)?.into_iter().filter(named).collect();
    let closings = Search { action: Some(audit::CLOSED.to_owned()), ..Search::default() };
    let closed = search::search(tx, &closings, None, Limit::new(1).expect("one is a size"))?;
    let closed = closed.first().map(|event| (event.n, event.at));
    let books = ledger::health(tx, house.log.ledger())?;
    Ok(Health { size, ordered, signed, grew, witnesses, dropped: closing::count(tx)?, closed, books })
}
