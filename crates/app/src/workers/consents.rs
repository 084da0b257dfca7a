//! Consents: given one by one, in the worker's own language, and taken back at once.

use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::ConsentId;
use domain::worker::RosterStep;
use domain::{CaseId, Role, StateToken};
use store::tables::consents::{self as table, Receipt};
use store::{Recorded, Tx};

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::vocabulary::LANGUAGES;
use crate::{AppError, Desk, record};

/// The version of the consent texts that this build shows.
pub const TEXT_VERSION: &str = "2026-1";

/// A consent as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To what.
    pub kind: ConsentKind,
    /// The language in which the text was read or heard: one that the worker speaks (ISO 639).
    pub language: String,
    /// How.
    pub method: ConsentMethod,
    /// For one case only.
    pub case: Option<CaseId>,
}

/// Gives a consent. A worker gives their own; an agency may record one that was given on paper or by voice.
pub fn give(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    given: &Given,
) -> Result<Recorded<ConsentId>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let own = caller.role == Role::Worker;
    if own != (given.method == ConsentMethod::InApp) {
        return Err(AppError::invalid("/method", "consent_method_wrong"));
    }
    if !own && !matches!(caller.role, Role::AgencyUser | Role::AgencyAdmin) {
        return Err(AppError::NotFound);
    }
    // A text in a language that she does not speak was not understood, and a receipt of it would prove nothing.
    let shipped = LANGUAGES.tokens().any(|token| token == given.language);
    if !shipped || !open.row.facts.languages.contains(&given.language) {
        return Err(AppError::invalid("/language", "consent_language"));
    }
    let taken_back = |receipt: &Receipt| receipt.kind == given.kind.as_str() && receipt.withdrawn_at.is_some();
    if !own && table::of_worker(tx, open.row.id)?.iter().any(taken_back) {
        return Err(AppError::Conflict("consent_taken_back"));
    }
    let id = ConsentId(desk.id(20));
    let receipt = Receipt {
        id,
        worker: open.row.id,
        case: given.case,
        kind: given.kind.as_str().to_owned(),
        text_version: TEXT_VERSION.to_owned(),
        language: given.language.clone(),
        method: given.method.as_str().to_owned(),
        given_by: caller.actor_id(),
        given_at: desk.now,
        withdrawn_at: None,
    };
    table::insert(tx, &receipt)?;
    let draft = record::plain(desk, caller, "consent_given", 1)
        .object(audit::Object::new("worker", open.row.id.0))
        .relation(open.relations)
        .fact("kind", audit::Fact::Word(given.kind.as_str().to_owned()));
    Ok(Recorded::with(id, draft))
}

/// Takes a consent back. Without the consent to be listed the profile leaves the catalogue in the same transaction, by the
/// store's own trigger: whoever is held stays in that case, and is shown to nobody else when the hold ends.
pub fn withdraw(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    kind: ConsentKind,
) -> Result<Recorded<u64>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    if caller.role != Role::Worker {
        return Err(AppError::NotFound);
    }
    let taken = table::withdraw(tx, open.row.id, kind.as_str(), desk.now)?;
    let draft = record::plain(desk, caller, "consent_withdrawn", 1)
        .object(audit::Object::new("worker", open.row.id.0))
        .relation(open.relations)
        .fact("kind", audit::Fact::Word(kind.as_str().to_owned()));
    let recorded = Recorded::with(taken, draft);
    if kind == ConsentKind::Listing && open.standing == StateToken::RosterListed {
        let step = super::take(tx, desk, caller, key, open.row.version, RosterStep::Unlist {}, &[])?;
        return Ok(recorded.join(step));
    }
    Ok(recorded)
}

/// A worker's receipts, for the worker and their own agency.
pub fn consents(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<Receipt>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    Ok(table::of_worker(tx, open.row.id)?)
}
