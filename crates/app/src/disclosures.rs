//! Disclosures: one address for opening what is sealed; and what the log says about one worker or one household, for
//! that worker or that household.

use audit::{Decision, Event};
use domain::ids::RecordId;
use domain::{ClassSet, Purpose, Role};
use jiff::Timestamp;
use store::Tx;
use store::tables::records::{self, About};
use store::tables::{Limit, organisations};

use crate::caller::Caller;
use crate::workers::{Disclosed, Through};
use crate::{AppError, Desk, House, cases};

/// Opens the named fields for a stated purpose, all or none: of the worker, or of the household of a case.
pub async fn open(
    house: &House,
    caller: &Caller,
    through: Through,
    fields: Vec<String>,
    purpose: Purpose,
) -> Result<Disclosed, AppError> {
    match through {
        Through::Case(key) if fields.iter().any(|field| cases::is_of_customer(field)) => {
            cases::disclose(house, caller, key, fields, purpose).await
        }
        through => crate::workers::disclose(house, caller, through, fields, purpose).await,
    }
}

/// An event about the person who asks. No number, no order in the log, no name of whoever it was: role and firm only.
#[derive(Debug, Clone)]
pub struct SeenOfMe {
    /// The event.
    pub id: RecordId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: String,
    /// In which role.
    pub role: Role,
    /// What for.
    pub purpose: Option<Purpose>,
    /// Which classes of data.
    pub classes: ClassSet,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Whether it was the household itself that looked.
    pub own: bool,
    /// The firm for which it was done, if it was one: an agency or the operator.
    pub firm: Option<Firm>,
}

/// A firm as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// An agency's code.
    pub code: Option<String>,
    /// The trade name.
    pub name: Option<String>,
    /// The trade name in Arabic script.
    pub name_ar: Option<String>,
}

/// One page of everything recorded about the worker or the household that asks, newest first. What the household did
/// itself is left out by whoever shows it.
pub fn mine(
    tx: &mut Tx,
    _: &Desk,
    caller: &Caller,
    before: Option<uuid::Uuid>,
    limit: Limit,
) -> Result<(Vec<SeenOfMe>, Option<RecordId>), AppError> {
    let about = match (caller.role, caller.user, caller.org) {
        // Of every roster that they are on: who looked at a person is told to the person.
        (Role::Worker, Some(person), _) => About::Person(person),
        (Role::Customer | Role::CustomerApprover, _, Some(org)) => About::Object(org.0),
        _ => return Err(AppError::NotFound),
    };
    let before = match before {
        Some(id) => records::place_of(tx, RecordId(id))?,
        None => None,
    };
    let mut events = records::page(tx, about, before, limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.id);
    let mut seen = Vec::with_capacity(events.len());
    for event in events {
        let Ok(parsed) = Event::parse(&event.body) else { continue };
        let draft = parsed.draft;
        // Firms and the operator are known by name; a household is a household.
        let firm = match draft.org {
            Some(org) => organisations::get(tx, org)?.filter(|org| org.kind != "customer"),
            None => None,
        };
        seen.push(SeenOfMe {
            id: event.id,
            at: event.at,
            action: draft.action,
            role: draft.role,
            purpose: draft.purpose,
            classes: draft.class,
            allowed: draft.decision == Decision::Allow,
            own: draft.org.is_some() && draft.org == caller.org && draft.role != Role::Worker && !is_agency(draft.role),
            firm: firm.map(|org| Firm { code: org.code, name: org.name, name_ar: org.name_ar }),
        });
    }
    Ok((seen, next))
}

const fn is_agency(role: Role) -> bool {
    matches!(role, Role::AgencyUser | Role::AgencyAdmin)
}
