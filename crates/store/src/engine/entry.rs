//! A sealed record and the columns that find it again.

use super::error::StoreError;
use super::tx::Tx;
use crate::params;
use audit::ledger::Said;
use audit::{Actor, Decision, Draft, Event, Fact, Glance, Object, Record};
use domain::{Purpose, StateToken, StepToken};
use jiff::Timestamp;
use uuid::Uuid;

/// A record as the log's tables keep it. The columns beside the bytes are derived from them and prove nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub record: Record,
    pub org: Option<Uuid>,
    /// The worker concerned, who may list what happened to their data; of several, the first.
    pub subject: Option<Uuid>,
    /// The other workers concerned, and the organisations that are told: they may list it as well.
    pub others: Vec<Uuid>,
    pub object: Option<Uuid>,
    /// The case that it is about, or through which it was done.
    pub case: Option<Uuid>,
    /// The person who did it.
    pub actor: Option<Uuid>,
    pub action: String,
    pub purpose: Option<Purpose>,
    pub at: Timestamp,
}

/// What a record is found by: derived from its bytes, and compared with them when the log is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundBy {
    pub id: Uuid,
    pub org: Option<Uuid>,
    pub subject: Option<Uuid>,
    /// The further workers and the organisations that are told, in order.
    pub others: Vec<Uuid>,
    pub object: Option<Uuid>,
    pub case: Option<Uuid>,
    pub actor: Option<Uuid>,
    pub action: String,
    pub purpose: Option<String>,
    pub at: Timestamp,
}

/// Where a record left the case that it moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The case.
    pub case: Uuid,
    /// Its version since then.
    pub version: i64,
    /// Its state since then.
    pub to: StateToken,
    /// What the step posted in the case's books.
    pub posted: Option<Said>,
}

impl Moved {
    /// Of a step's record, and of the one that opened the case; none of any other record.
    fn of(draft: &Draft) -> Option<Self> {
        let case = draft.object.first().filter(|object| object.kind == "case" && draft.decision == Decision::Allow)?;
        let to = match draft.facts.get("to") {
            Some(Fact::Word(to)) => StateToken::parse(to).ok()?,
            None if draft.action == StepToken::Enquire.as_str() => StateToken::Enquiry,
            _ => return None,
        };
        Some(Self { case: case.id, version: case.version?.checked_add(1)?, to, posted: Said::of(draft) })
    }
}

impl Entry {
    /// Seals a draft. A draft that cannot be sealed ends its transaction: no record, no action.
    pub fn seal(draft: &Draft) -> Result<Self, StoreError> {
        let record = Record::seal(draft).map_err(|error| StoreError::Program(error.to_string()))?;
        Ok(Self::of(record, draft))
    }

    /// Takes back stored bytes, and derives the columns anew.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, StoreError> {
        let damaged = |error: audit::FormatError| StoreError::Damaged(error.to_string());
        let event = Event::parse(&bytes).map_err(damaged)?;
        let record = Record::from_stored(bytes).map_err(damaged)?;
        Ok(Self::of(record, &event.draft))
    }

    /// The columns and ways by which stored bytes are found, and where they left the case that they moved. `None` for bytes that
    /// are no record.
    pub fn found_by(bytes: &[u8]) -> Option<(FoundBy, Option<Moved>)> {
        let said = Glance::of(bytes)?;
        let Led { subject, mut others, object, case } = Led::by(said.objects.iter().copied());
        others.sort_unstable();
        others.dedup();
        // Only records about cases are read whole: most of the log is not.
        let moved = case.and_then(|_| Moved::of(&Event::parse(bytes).ok()?.draft));
        let found_by = FoundBy {
            id: said.id.0,
            org: said.org.map(Uuid::from),
            subject,
            others,
            object,
            case,
            actor: said.user,
            action: said.action.to_owned(),
            purpose: said.purpose.map(str::to_owned),
            at: said.ts,
        };
        Some((found_by, moved))
    }

    /// Leaves the way from each other worker, and from each organisation that is told, to this record, in the record's own transaction.
    pub fn leave_ways(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for other in &self.others {
            tx.run(
                "insert into record_subject (subject, record) values ($1, $2) on conflict do nothing",
                params![*other, self.record.id().0],
            )?;
        }
        Ok(())
    }

    fn of(record: Record, draft: &Draft) -> Self {
        let Led { subject, others, object, case } =
            Led::by(draft.object.iter().map(|object| (object.kind.as_str(), object.id)));
        Self {
            record,
            org: draft.org.map(Uuid::from),
            subject,
            others,
            object,
            case,
            actor: match draft.actor {
                Actor::User(user) => Some(user.0),
                Actor::Anonymous | Actor::Job(_) => None,
            },
            action: draft.action.clone(),
            purpose: draft.purpose,
            at: draft.ts,
        }
    }
}

/// What leads to a record by its objects.
struct Led {
    subject: Option<Uuid>,
    others: Vec<Uuid>,
    object: Option<Uuid>,
    case: Option<Uuid>,
}

impl Led {
    fn by<'a>(objects: impl Iterator<Item = (&'a str, Uuid)> + Clone) -> Self {
        let of = |kind: &'static str| objects.clone().filter(move |object| object.0 == kind).map(|(_, id)| id);
        let subject = of("worker").next();
        let others = of("worker").filter(|other| Some(*other) != subject).chain(of(Object::TOLD)).collect();
        Self { subject, others, object: objects.clone().next().map(|(_, id)| id), case: of("case").next() }
    }
}
