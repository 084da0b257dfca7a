//! What has to be true beside the policy's word before a paper opens: the worker's consent, and that the state needs this very paper.

use domain::consent::ConsentKind;
use domain::{ClassSet, DocumentKind, DocumentOwner, DocumentRule, Purpose, Relation, Side, WorkerId};
use policy::ObjectRef;
use store::Tx;
use store::tables::consents::{self, Receipt};
use uuid::Uuid;

use crate::admit::Key;
use crate::caller::Caller;
use crate::documents::{self, Opened, Whose};
use crate::{AppError, Desk, cases, record};

/// Whether it is true for this caller. The answer to a refusal is [`admit`]'s.
pub(super) fn lets(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    whose: &Whose,
    kind: DocumentKind,
) -> Result<bool, AppError> {
    match (whose.kind, whose.worker) {
        (DocumentOwner::Worker, Some(worker)) => consented(tx, desk, caller, (whose, worker), kind),
        // Of a household's data each state needs a part; the card is needed where its number is.
        (DocumentOwner::Household, _) if whose.case.is_some() => {
            Ok(cases::needs(whose.ask.role(), whose.ask.state(), "civil_id"))
        }
        _ => Ok(true),
    }
}

/// A household needs a consent that stands, for this case or for every one. The agency that filed the paper may open it until the
/// worker takes the consent back. The worker and those who verify ask nobody.
fn consented(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    (whose, worker): (&Whose, WorkerId),
    kind: DocumentKind,
) -> Result<bool, AppError> {
    let side = Side::of(caller.role);
    if !matches!(side, Side::Customer | Side::Agency) {
        return Ok(true);
    }
    let wanted = if kind == DocumentKind::Photo { ConsentKind::Photo } else { ConsentKind::Papers };
    let mut receipts = consents::of_worker(tx, worker)?;
    receipts
        .retain(|receipt| receipt.kind == wanted.as_str() && receipt.case.is_none_or(|case| Some(case) == whose.case));
    let stands = |receipt: &Receipt| receipt.given_at <= desk.now && receipt.withdrawn_at.is_none();
    Ok(receipts.iter().any(stands) || receipts.is_empty() && side == Side::Agency)
}

/// A paper that the caller may open at this moment, by policy and by all that lies beside it. A refusal is recorded.
pub(super) fn admit(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    document: Uuid,
    case: Option<&Key>,
) -> Result<Opened, AppError> {
    let opened = documents::admit(tx, desk, caller, document, case)?;
    if opened.row.replaced_at.is_some() {
        return Err(AppError::Conflict("document_replaced"));
    }
    if lets(tx, desk, caller, &opened.whose, opened.row.kind)? {
        return Ok(opened);
    }
    let object = ObjectRef { kind: "document", id: opened.row.id, version: opened.row.version };
    let wanted = ClassSet::EMPTY.with(opened.rule.class);
    let denial = desk.policy.refuse_fields(&opened.whose.ask, opened.rule.opened_by(), object, wanted);
    Err(record::denied(desk, caller, denial))
}

/// The purposes for which such a paper opens to the caller, in the order of the list of all.
pub(super) fn purposes(desk: &Desk, whose: &Whose, rule: &DocumentRule) -> Vec<Purpose> {
    // An emergency is what a second person has let through, never a choice.
    let emergency = whose.ask.relations().has(Relation::BreakGlass);
    let choices = Purpose::ALL.iter().copied().filter(|purpose| *purpose != Purpose::BreakGlass || emergency);
    choices
        .filter(|purpose| desk.policy.open(&whose.ask.with_stated_purpose(*purpose), rule.opened_by()).has(rule.class))
        .collect()
}
