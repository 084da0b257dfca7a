//! A customer asks for a published worker: the case begins.

use domain::case::{Actor, Case, Facts, Opening};
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, OrgId, Overlay, Relation, RelationSet, StateToken, StepToken};
use policy::{Ask, ObjectRef};
use store::tables::cases::{self, CaseRow};
use store::tables::{catalogue, customers, people};
use store::{Recorded, Tx};

use super::see::about;
use super::{carry, facts};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::{AppError, Desk, record};

/// What a customer asks for.
#[derive(Debug, Clone)]
pub struct Enquiry {
    /// The published profile.
    pub profile: Reference,
    /// The case that this one replaces.
    pub replaces: Option<Key>,
    /// The client's key, so that the same request opens one case.
    pub once: Once,
}

/// The case that a new one may replace: it waits for its replacement, at this agency, and no other follows it already.
fn replaced(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key, agency: OrgId) -> Result<CaseId, AppError> {
    let old = admit::case(tx, desk, caller, key)?;
    let follows = |state: &StateToken| *state == StateToken::Enquiry || admit::is_live(*state);
    let waits = old.row.state == StateToken::Replacement && old.row.agency == agency;
    if !waits || cases::following(tx, old.row.id)?.iter().any(follows) {
        return Err(AppError::Conflict("replaces_wrong"));
    }
    Ok(old.row.id)
}

/// Opens a case and returns its identifier.
pub fn enquire(tx: &mut Tx, desk: &Desk, caller: &Caller, ask: &Enquiry) -> Result<Recorded<CaseId>, AppError> {
    let customer = caller.org.ok_or(AppError::NotFound)?;
    let id = CaseId(desk.id(0));
    let behind = catalogue::behind(tx, ask.profile.as_str())?;
    let trades = match behind {
        Some((_, agency)) => admit::trades(tx, desk, agency)?,
        None => true,
    };
    let overlay = if trades { Overlay::None } else { Overlay::LicenceLapsed };
    let question = Ask::new(caller.role, RelationSet::NONE.with(Relation::OwnOrg), StateToken::None, overlay)
        .with_working_purpose();
    let object = ObjectRef { kind: "case", id: id.0, version: 0 };
    let permit = desk
        .policy
        .admit_step(&question, StepToken::Enquire, object)
        .map_err(|denial| record::denied(desk, caller, denial))?;
    let (worker, agency) = behind.ok_or(AppError::NotFound)?;
    let replaces = match &ask.replaces {
        Some(key) => Some(replaced(tx, desk, caller, key, agency)?),
        None => None,
    };
    if people::is_shared_with(tx, agency)? {
        return Err(AppError::Conflict("one_person_two_sides"));
    }
    // One case about a profile is enough for whoever asks; a second one would only stand twice on the agency's board.
    if let Some(reference) = about(tx, desk, caller, ask.profile.as_str())? {
        return Err(AppError::AskedAlready(reference));
    }
    let record_of = customers::get(tx, customer)?.ok_or(AppError::NotFound)?;
    let evidence = Facts { licence_valid: trades, ..facts::of_customer(&record_of) };
    let by = Actor { role: caller.role, org: caller.org, user: caller.actor_id() };
    let opening = Opening { id, worker, customer, agency, replaces };
    let moved = Case::enquire(opening, &by, &evidence, desk.now, desk.pack())?;

    let row = CaseRow {
        id,
        reference: desk.reference(ReferenceKind::Case, 3).to_string(),
        customer,
        agency,
        worker,
        state: moved.case.state.token(),
        overlay: moved.case.overlay(),
        body: serde_json::to_value(&moved.case).expect("a case serialises"),
        previous: replaces,
        opened_at: desk.now,
        moved_at: desk.now,
        due_at: carry::next_due(&moved.case),
        version: moved.case.version,
    };
    cases::insert(tx, &row)?;
    carry::out(tx, desk, &row, &moved)?;
    once::keep(tx, desk, ask.once.as_ref(), &id.to_string())?;
    let draft = record::allowed(desk, caller, &permit, 0).object(audit::Object::new("worker", worker.0));
    Ok(Recorded::with(id, draft))
}
