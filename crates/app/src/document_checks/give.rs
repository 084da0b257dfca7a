//! What a moderator found is kept, recorded, and told to whoever filed the paper once it is settled.

use audit::{Fact, Object};
use domain::{CheckReason, CheckResult, StepToken};
use serde_json::json;
use store::tables::document_checks::{self as table, Opinion};
use store::tables::documents;
use store::{Recorded, Tx};
use uuid::Uuid;

use super::compare;
use super::queue::{Standing, is_settled, one};
use crate::caller::Caller;
use crate::{AppError, Desk, admit, notices, record};

/// What a moderator says of a paper.
#[derive(Debug, Clone)]
pub struct Found {
    /// What they found.
    pub result: CheckResult,
    /// Why it is not accepted, by a word of its result.
    pub reason: Option<CheckReason>,
    /// The machine-readable lines as they copied them; empty where the paper has none. They are checked and not kept.
    pub lines: String,
    /// Whether somebody else is to look too. Of what is not accepted somebody always does.
    pub second: bool,
}

/// Keeps what a moderator found; the answer says how the paper stands after it. [`AppError::Conflict`] `check_second_person` for whoever
/// filed the paper or was the first, and `moved_at_once` where somebody else said it meanwhile. [`AppError::Invalid`] where a reason does
/// not go with the result, or what does not hold is to be accepted: check digits that do not fit, a last day that is over.
pub fn give(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    found: &Found,
) -> Result<Recorded<Standing>, AppError> {
    let task = one(tx, desk, caller, id)?;
    let row = documents::get(tx, id)?.ok_or(AppError::NotFound)?;
    let permit = admit::office(desk, caller, StepToken::Check, row.org, row.version)?;
    if !task.yours {
        return Err(AppError::Conflict("check_second_person"));
    }
    let lines = match found.lines.trim() {
        "" => None,
        text => Some(compare::lines(text, desk.today())?.fits()),
    };
    holds(found, lines, task.expires_on.is_some_and(|day| day < desk.today()))?;
    let nth = if task.first.is_some() { 2 } else { 1 };
    let opinion = Opinion {
        nth,
        result: found.result,
        reason: found.reason,
        lines,
        second: nth == 1 && (found.second || found.result != CheckResult::Accepted),
        by: caller.actor_id(),
        at: desk.real,
    };
    if !table::insert(tx, id, &opinion)? {
        return Err(AppError::Conflict("moved_at_once"));
    }
    let settled = is_settled(std::slice::from_ref(&opinion));
    if settled {
        let args = json!({
            "kind": row.kind.as_str(), "record": task.reference, "result": found.result.as_str(),
            "reason": found.reason.map_or("none", CheckReason::as_str),
        });
        let key = format!("document-compared:{id}");
        notices::message_of(tx, desk, Some(row.org), row.uploaded_by, "document-compared", &key, &args)?;
    }
    let mut draft = record::allowed(desk, caller, &permit, 0)
        .object(Object::new("document", id).at(row.version))
        .fact("kind", Fact::Word(row.kind.as_str().to_owned()))
        .fact("result", Fact::Word(found.result.as_str().to_owned()))
        .fact("nth", Fact::Number(nth))
        .fact("second", Fact::Flag(opinion.second));
    draft = row.worker.into_iter().fold(draft, |draft, worker| draft.object(Object::new("worker", worker.0)));
    draft =
        found.reason.into_iter().fold(draft, |draft, why| draft.fact("reason", Fact::Word(why.as_str().to_owned())));
    draft = lines.into_iter().fold(draft, |draft, fits| draft.fact("lines", Fact::Flag(fits)));
    "document_compared".clone_into(&mut draft.action);
    let standing = if settled {
        Standing::Settled { result: opinion.result, reason: opinion.reason, at: opinion.at }
    } else {
        Standing::Second
    };
    Ok(Recorded::with(standing, draft))
}

/// Whether this can be said of a paper whose lines fit or not, and whose last day is over or not.
fn holds(found: &Found, lines: Option<bool>, over: bool) -> Result<(), AppError> {
    if !found.result.goes_with(found.reason) {
        return Err(AppError::invalid("/reason", "check_reason"));
    }
    match found.result {
        CheckResult::Accepted if lines == Some(false) => Err(AppError::invalid("/result", "check_digits")),
        CheckResult::Accepted if over => Err(AppError::invalid("/result", "check_over")),
        _ => Ok(()),
    }
}
