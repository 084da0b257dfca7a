//! Cash at a counter and money that goes back: noted by one person, confirmed by another.

use domain::StepToken;
use serde_json::json;
use store::tables::payments::{self as table, Ended, Payment};
use store::tables::{Limit, cases};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::land::{arrive, blank, by};
use super::{AMOUNT_MAX, METHODS};
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::{AppError, Desk, notices, record};

/// A payment as the caller may see it.
#[derive(Debug, Clone)]
pub struct PaymentView {
    /// It.
    pub payment: Payment,
    /// The public reference of the case.
    pub case: String,
    /// Whether the caller may confirm or refuse it: it waits, and somebody else noted it.
    pub answers: bool,
}

/// A payment as it is noted.
#[derive(Debug, Clone)]
pub struct Noted {
    /// For which case.
    pub case: Key,
    /// `cash` or `bank`.
    pub method: String,
    /// `in`, or `out` for what came in and pays for nothing.
    pub way: String,
    /// Minor units of the case's currency.
    pub amount_minor: i64,
    /// The client's key, so that the same request notes it once.
    pub once: Once,
}

/// Notes money that came in at a counter, or that is to go back. It is in no book until another person confirms it. Conflict:
/// `payment_more_than_there` where more would go back than is there.
pub fn note_payment(tx: &mut Tx, desk: &Desk, caller: &Caller, ask: &Noted) -> Result<Recorded<Uuid>, AppError> {
    let open = admit::case(tx, desk, caller, &ask.case)?;
    let permit = open.step(desk, caller, StepToken::NotePayment)?;
    if !METHODS[..2].contains(&ask.method.as_str()) {
        return Err(AppError::invalid("/method", "payment_method"));
    }
    let out = match ask.way.as_str() {
        "in" => false,
        "out" if caller.is_operator() => true,
        _ => return Err(AppError::invalid("/way", "payment_way")),
    };
    // An agency tells of what lies in its own till; what a bank says is read from the bank's file.
    if !caller.is_operator() && ask.method != "cash" {
        return Err(AppError::invalid("/method", "payment_method"));
    }
    if !(1..=AMOUNT_MAX).contains(&ask.amount_minor) {
        return Err(AppError::invalid("/amount_minor", "payment_amount"));
    }
    if out && open.case.account.unapplied_minor < ask.amount_minor {
        return Err(AppError::Conflict("payment_more_than_there"));
    }
    let new = Payment {
        method: ask.method.clone(),
        way: ask.way.clone(),
        noted_by: Some(caller.actor_id()),
        ..blank(desk, &open, desk.id(1), ask.amount_minor)
    };
    table::add(tx, &new)?;
    let args = json!({ "case": open.row.reference });
    notices::tell_operator(tx, desk, "task-payment-noted", &format!("payment:{}", new.id), &args)?;
    once::keep(tx, desk, ask.once.as_ref(), &new.id.to_string())?;
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("payment", new.id))
        .fact("method", audit::Fact::Word(new.method))
        .fact("way", audit::Fact::Word(new.way));
    Ok(Recorded::with(new.id, draft))
}

/// The second person's answer: a yes posts it and gives it its receipt. Conflicts: `payment_own` (they noted it), `payment_over`
/// (somebody answered already), `payment_more_than_there`.
pub fn answer_payment(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    yes: bool,
) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let noted = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let open = admit::case(tx, desk, caller, &Key::Id(noted.case.0))?;
    let permit = open.step(desk, caller, StepToken::ConfirmPayment)?;
    if noted.state != "noted" {
        return Err(AppError::Conflict("payment_over"));
    }
    if noted.noted_by == Some(caller.actor_id()) {
        return Err(AppError::Conflict("payment_own"));
    }
    if !yes {
        let refused = Payment {
            state: "refused".to_owned(),
            answered_by: by(caller),
            answered_at: Some(desk.now),
            record: Some(desk.record(0).0),
            ..noted
        };
        table::answer(tx, &refused)?;
        let draft = record::allowed(desk, caller, &permit, 0)
            .object(audit::Object::new("payment", id))
            .fact("yes", audit::Fact::Flag(false));
        return Ok(Recorded::with((), draft));
    }
    let (landed, answered) = arrive(tx, desk, caller, &open, &permit, noted, 0)?;
    table::answer(tx, &answered)?;
    Ok(landed.recorded())
}

/// Whether the caller may answer this payment of this case.
pub fn may_answer(desk: &Desk, caller: &Caller, open: &OpenCase, payment: &Payment) -> bool {
    payment.state == "noted"
        && caller.is_operator()
        && payment.noted_by != Some(caller.actor_id())
        && desk.policy.may_step(&open.ask(caller), StepToken::ConfirmPayment)
}

/// Whether the caller may note a payment of this case.
pub fn may_note(desk: &Desk, caller: &Caller, open: &OpenCase) -> bool {
    desk.policy.may_step(&open.ask(caller), StepToken::NotePayment)
}

/// Whether the caller looks after the payments of all cases.
pub fn is_open_to(desk: &Desk, caller: &Caller) -> bool {
    admit::may_count(desk, caller, StepToken::MatchBank)
}

/// The cash that was noted for a case, oldest first: for whoever may note more of it, so that nobody notes the same twice.
pub fn at_the_counter(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<PaymentView>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    if !may_note(desk, caller, &open) {
        return Err(AppError::NotFound);
    }
    let rows = table::of_case(tx, open.row.id.0)?;
    let cash = rows.into_iter().filter(|payment| payment.method == "cash" && payment.way == "in");
    let view = |payment| {
        let answers = may_answer(desk, caller, &open, &payment);
        PaymentView { case: open.row.reference.clone(), payment, answers }
    };
    Ok(cash.map(view).collect())
}

/// What waits for a second person, oldest first: for finance alone.
pub fn waiting(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Vec<PaymentView>, AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let rows = table::waiting(tx, Limit::PAGE)?;
    views(tx, desk, caller, rows)
}

/// A page of all payments, newest first: for finance alone.
pub fn payments(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    before: Option<Ended>,
    limit: Limit,
) -> Result<(Vec<PaymentView>, Option<Ended>), AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let mut rows = table::page(tx, before, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| (last.noted_at, last.id));
    Ok((views(tx, desk, caller, rows)?, next))
}

fn views(tx: &mut Tx, desk: &Desk, caller: &Caller, rows: Vec<Payment>) -> Result<Vec<PaymentView>, AppError> {
    let mut views = Vec::new();
    for payment in rows {
        let Some(row) = cases::get(tx, payment.case)? else { continue };
        let Ok(open) = admit::open(row, caller) else { continue };
        let answers = may_answer(desk, caller, &open, &payment);
        views.push(PaymentView { case: open.row.reference, payment, answers });
    }
    Ok(views)
}
