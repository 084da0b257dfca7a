//! Statements about what happened outside the product, made by the role that may make them and shown as "attested by".

use domain::StepToken;
use domain::attest::{Attested, Statement};
use store::tables::attested;
use store::{Recorded, Tx};

use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::workers::statements;
use crate::{AppError, Desk, record};

/// Makes statements about a case without a step.
pub fn attest(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    states: &[Statement],
) -> Result<Recorded<()>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let permit = open.step(desk, caller, StepToken::Attest)?;
    if states.is_empty() {
        return Err(AppError::invalid("/attest", "statements_wanted"));
    }
    state(tx, desk, caller, &open, states)?;
    let mut draft = record::allowed(desk, caller, &permit, 0);
    for statement in states {
        draft = draft.fact(statement.as_str(), audit::Fact::Flag(true));
    }
    Ok(Recorded::with((), draft))
}

/// What has been stated about a case so far.
pub fn stated(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<Attested>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    Ok(statements(attested::of(tx, open.row.id.0)?))
}

/// Keeps the statements, each only from a role whose word counts and while the case waits for it: what is said of a case
/// that stands still (policy refuses it), or long before it is asked, would count unseen later.
pub(super) fn state(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    states: &[Statement],
) -> Result<(), AppError> {
    if !states.is_empty() {
        drop(open.step(desk, caller, StepToken::Attest)?);
    }
    for (at, statement) in states.iter().enumerate() {
        if !statement.by().contains(&caller.role) {
            return Err(AppError::invalid(format!("/attest/{at}"), "not_your_statement"));
        }
        if !open.case.asks_for(*statement) {
            return Err(AppError::Conflict("statement_unasked"));
        }
        if states[..at].contains(statement) {
            continue;
        }
        let new = attested::Statement {
            statement: statement.as_str().to_owned(),
            role: caller.role,
            by: caller.actor_id(),
            at: desk.now,
        };
        attested::about_case(tx, open.row.id.0, &new)?;
    }
    Ok(())
}
