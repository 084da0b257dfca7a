//! Money arrives in the books of a case: its entry, its receipt, and the step that it was waited for.

use audit::Draft;
use domain::ids::UserId;
use domain::{OrgId, StepToken};
use jiff::Timestamp;
use serde_json::json;
use store::tables::payments::{self as table, Payment};
use store::tables::{invoices, organisations};
use store::{Recorded, StoreError, Tx};
use uuid::Uuid;

use crate::admit::OpenCase;
use crate::caller::Caller;
use crate::{AppError, Desk, cases, notices, record};

/// Where money comes from that nobody noted before.
#[derive(Debug, Clone)]
pub struct Source {
    /// `bank` or `card`.
    pub method: &'static str,
    /// What it is known by there, so that the same is counted once.
    pub key: String,
}

/// What became of it.
#[derive(Debug)]
pub struct Landed {
    /// The payment.
    pub payment: Uuid,
    /// The number of its receipt.
    pub receipt: String,
    /// The records to keep.
    pub drafts: Vec<Draft>,
}

impl Landed {
    /// Its records alone: the first is the payment's, the next that of the step which it was waited for.
    pub(super) fn recorded(self) -> Recorded<()> {
        let mut drafts = self.drafts.into_iter();
        let first = drafts.next().expect("money that lands has a record");
        drafts.fold(Recorded::with((), first), Recorded::and)
    }
}

/// The series of receipts: the platform's, for what comes in and what goes back.
const RECEIPTS: &str = "RCT";

/// Puts money that came in to a case. `None` where the same was put there before: nothing changes then. `nth` is the first of two
/// numbers for records and the number of the payment's identifier.
pub fn land(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    source: &Source,
    amount_minor: i64,
    nth: u16,
) -> Result<Option<Landed>, AppError> {
    let permit = open.step(desk, caller, StepToken::ConfirmPayment)?;
    if table::of_source(tx, &source.key)?.is_some() {
        return Ok(None);
    }
    let new = Payment {
        method: source.method.to_owned(),
        source: Some(source.key.clone()),
        noted_by: Some(caller.actor_id()).filter(|_| caller.is_operator()),
        ..blank(desk, open, desk.id(0x100 + nth), amount_minor)
    };
    let (landed, answered) = arrive(tx, desk, caller, open, &permit, new, nth)?;
    // Another was quicker: what was posted here is taken back with everything else.
    if table::add(tx, &answered)? { Ok(Some(landed)) } else { Err(AppError::Conflict("moved_at_once")) }
}

/// A payment of a case of which nothing is known yet but its sum.
pub(super) fn blank(desk: &Desk, open: &OpenCase, id: Uuid, amount_minor: i64) -> Payment {
    Payment {
        id,
        case: open.row.id,
        customer: open.row.customer,
        agency: open.row.agency,
        method: "cash".to_owned(),
        way: "in".to_owned(),
        amount_minor,
        currency: desk.pack_of(&open.case).rules().money.currency.code().to_owned(),
        state: "noted".to_owned(),
        receipt: None,
        source: None,
        noted_by: None,
        noted_at: desk.now,
        answered_by: None,
        answered_at: None,
        entry: None,
        record: None,
        version: 1,
    }
}

/// Posts it, gives it its receipt, takes the step that it was waited for. The payment as it is kept then.
pub(super) fn arrive(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    permit: &policy::Permit,
    payment: Payment,
    nth: u16,
) -> Result<(Landed, Payment), AppError> {
    let minor = if payment.way == "out" { -payment.amount_minor } else { payment.amount_minor };
    let (after, entry) = cases::receive(tx, desk, caller, open, minor, nth)?;
    let receipt = receipt(tx, desk.now)?;
    let draft = record::allowed(desk, caller, permit, nth)
        .object(audit::Object::new("payment", payment.id))
        .fact("method", audit::Fact::Word(payment.method.clone()))
        .fact("way", audit::Fact::Word(payment.way.clone()));
    let mut drafts = vec![entry.on(draft)];
    drafts.extend(cases::confirm(tx, desk, caller, &after, nth + 1)?);
    let answered = Payment {
        state: "confirmed".to_owned(),
        receipt: Some(receipt.clone()),
        answered_by: by(caller),
        answered_at: Some(desk.now),
        entry: Some(entry.n),
        record: Some(desk.record(nth).0),
        version: payment.version + 1,
        ..payment
    };
    let args = json!({ "case": open.row.reference, "number": receipt });
    let template = if answered.way == "out" { "payment-returned" } else { "payment-received" };
    notices::tell_org(tx, desk, open.row.customer, template, &format!("{template}:{}", answered.id), &args)?;
    Ok((Landed { payment: answered.id, receipt, drafts }, answered))
}

/// Who answers for it; nobody where it is the system.
pub(super) fn by(caller: &Caller) -> Option<UserId> {
    Some(caller.actor_id()).filter(|_| caller.is_operator())
}

/// The next receipt of the platform: `RCT-2026-00001`.
fn receipt(tx: &mut Tx, now: Timestamp) -> Result<String, AppError> {
    let operator: OrgId = organisations::operator(tx)?
        .map(|org| org.id)
        .ok_or_else(|| StoreError::Damaged("the operator's organisation is missing".to_owned()))?;
    let year = domain::calendar::muscat(now).year();
    let n = invoices::next_number(tx, operator, RECEIPTS, i64::from(year))?;
    Ok(format!("{RECEIPTS}-{year}-{n:05}"))
}
