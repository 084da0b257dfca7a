//! The evidence that a step's guards ask for, loaded in the step's own transaction and only from rows that its scope may see.

use domain::attest::{Attested, Statement};
use domain::case::{Actor, Facts, State, Step};
use domain::{OrgId, Role, StateToken};
use store::Tx;
use store::tables::customers::Customer;
use store::tables::{attested, cases, catalogue, consents, customers, holds, workers};

use crate::admit::{self, OpenCase};
use crate::caller::Caller;
use crate::workers::{receipts, statements};
use crate::{AppError, Desk, documents};

/// What a customer's own record proves.
pub(super) fn of_customer(record: &Customer) -> Facts {
    Facts {
        phone_verified: record.phone_proved_at.is_some(),
        notice_accepted: record.privacy_notice.is_some(),
        customer_verified: record.verified_at.is_some(),
        ..Facts::default()
    }
}

/// Everything that the guards of this step may ask. `arrival_code` is whether the code that the agency typed is the worker's.
pub(super) fn load(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    step: &Step,
    arrival_code: bool,
) -> Result<Facts, AppError> {
    let row = &open.row;
    let mut facts = match customers::get(tx, row.customer)? {
        Some(record) => of_customer(&record),
        None => Facts::default(),
    };
    facts.licence_valid = admit::trades(tx, desk, row.agency)?;
    // Nothing else asks it.
    facts.papers_hold =
        !matches!(step, Step::FilePermit {}) || documents::worker_papers_hold(tx, row.worker, desk.today())?;
    facts.worker = standing(tx, open, facts.licence_valid)?;
    if let Some(worker) = workers::get(tx, row.worker)? {
        facts.worker_languages.clone_from(&worker.facts.languages);
    }
    // Households of the trade speak Arabic or English; a worker who speaks neither needs an interpreter.
    facts.common_language = facts.worker_languages.iter().any(|language| language == "ar" || language == "en");
    if matches!(caller.role, Role::Worker | Role::AgencyUser | Role::AgencyAdmin | Role::System | Role::Moderator) {
        facts.consents = receipts(consents::of_worker(tx, row.worker)?);
    }
    if caller.org == Some(row.customer) {
        let own = u8::from(holds::of_case(tx, row.id)?.is_some());
        let held = 2 - u8::try_from(holds::free_slots(tx, row.customer)?.len()).unwrap_or(0);
        facts.customer_holds = held.saturating_sub(own);
        facts.hold_lapsed_at = holds::last_lapse(tx, row.customer, row.worker)?;
    }
    if matches!(step, Step::Answer { .. }) {
        facts.answers_agree = cases::answers_agree(tx, row.id)?;
    }
    facts.arrival_code_matches = arrival_code;
    facts.replacement_placed = replaced(tx, row.id, row.customer)?;
    facts.attested = statements(attested::of(tx, row.id.0)?);
    facts.attested.extend(balance_is_there(open));
    Ok(facts)
}

/// The balance came in, by the case's own account: nobody needs to state it.
fn balance_is_there(open: &OpenCase) -> Option<Attested> {
    let (State::Arrived { agreement, .. }, account) = (&open.case.state, open.case.account) else { return None };
    let rest = agreement.total_minor - account.paid_minor;
    let said = Attested {
        statement: Statement::BalanceSettled,
        by: Role::Finance,
        user: Actor::SYSTEM.user,
        at: open.row.moved_at,
    };
    Some(said).filter(|_| rest > 0 && account.unapplied_minor >= rest)
}

/// Where the worker stands, as far as this scope can tell. The hold's constraint has the last word.
fn standing(tx: &mut Tx, open: &OpenCase, trades: bool) -> Result<StateToken, AppError> {
    if holds::of_case(tx, open.row.id)?.is_some() {
        return Ok(StateToken::RosterLocked);
    }
    let Some(reference) = catalogue::reference_of(tx, open.row.worker)? else { return Ok(StateToken::None) };
    // Hidden by a standstill: not to be had. Of a licence its own guard speaks.
    if trades && !catalogue::is_shown(tx, &reference)? {
        return Ok(StateToken::None);
    }
    let held = catalogue::get(tx, &reference)?.is_some_and(|profile| profile.held);
    Ok(if held { StateToken::RosterLocked } else { StateToken::RosterListed })
}

/// Whether the case that replaces this one reached the hand-over.
fn replaced(tx: &mut Tx, case: domain::CaseId, _: OrgId) -> Result<bool, AppError> {
    let following = cases::following(tx, case)?;
    Ok(following.iter().any(|state| {
        matches!(state, StateToken::HandedOver | StateToken::InGuarantee | StateToken::Completed | StateToken::Claim)
    }))
}
