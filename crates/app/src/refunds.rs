//! What goes back to a household and how it is reckoned: seen by whom policy opens the money of the case, printed by whoever states that
//! it was. Approving and paying are steps of the case.

use domain::attest::{self, Statement};
use domain::case::{Case, Prospect, State};
use domain::pack::Pack;
use domain::refund::{Found, RefundRule, Working};
use domain::{Class, StateToken, StepToken, TimerKind};
use jiff::Timestamp;
use store::tables::attested;
use store::{Recorded, Tx};

use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::workers::statements;
use crate::{AppError, Desk, cases, ledger};

/// The refund of a case as the caller may see it.
#[derive(Debug, Clone)]
pub struct RefundView {
    /// The public reference of the case.
    pub case: String,
    /// Where it stands.
    pub state: StateToken,
    /// What would go back by how the case ends; nothing before an offer and after an end.
    pub prospects: Vec<Prospect>,
    /// How many days the guarantee lasts by the case's rules.
    pub guarantee_days: u16,
    /// How it is reckoned, once a claim was brought or the case ended with money to give back.
    pub working: Option<Working>,
    /// The least that the rule lets be approved, where documented costs or fees may be taken off: minor units.
    pub least_minor: Option<i64>,
    /// What the operator approved, minor units.
    pub approved_minor: Option<i64>,
    /// What went back, minor units.
    pub refunded_minor: i64,
    /// Until when it is to be paid.
    pub pay_until: Option<Timestamp>,
    /// When it was last printed by somebody whose word counts, for the claim or end at which the case stands.
    pub printed_at: Option<Timestamp>,
    /// Whether it counts as printed when the caller prints it now.
    pub prints: bool,
}

/// The refund of a case. Whoever may not see what the customer pays in its state gets the answer for an unused name.
pub fn refund(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<RefundView, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    if !sees(desk, caller, &open) {
        return Err(AppError::NotFound);
    }
    let (case, pack) = (&open.case, desk.pack_of(&open.case));
    let said = statements(attested::of(tx, open.row.id.0)?);
    let printed = attest::latest(said.iter().filter(|said| case.counts(said)), Statement::FormulaPrinted);
    let working = working(case, pack);
    let prints = working.is_some() && counts(desk, caller, &open);
    Ok(RefundView {
        case: open.row.reference.clone(),
        state: open.row.state,
        prospects: case.refund_prospects(pack, desk.today()),
        guarantee_days: pack.rules().guarantee.days,
        least_minor: working.as_ref().and_then(|working| least(case, pack, working)),
        approved_minor: approved(case),
        refunded_minor: case.account.refunded_minor,
        pay_until: case.clocks.due_at(TimerKind::RefundPay),
        printed_at: printed.map(|said| said.at),
        prints,
        working,
    })
}

/// Prints the working: by finance or a moderator, while the case waits for that statement, it counts as the statement that it was
/// printed. `NotFound` where there is no working, or the caller's print would not count: whoever only reads it prints the page.
pub fn print(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Recorded<()>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let seen = sees(desk, caller, &open) && working(&open.case, desk.pack_of(&open.case)).is_some();
    if !seen || !counts(desk, caller, &open) {
        return Err(AppError::NotFound);
    }
    cases::attest(tx, desk, caller, key, &[Statement::FormulaPrinted])
}

fn sees(desk: &Desk, caller: &Caller, open: &OpenCase) -> bool {
    ledger::seen(desk, caller, open).1.has(Class::CustomerMoney)
}

/// Whether the caller's word that it was printed counts now.
fn counts(desk: &Desk, caller: &Caller, open: &OpenCase) -> bool {
    Statement::FormulaPrinted.by().contains(&caller.role)
        && open.case.asks_for(Statement::FormulaPrinted)
        && desk.policy.may_step(&open.ask(caller), StepToken::Attest)
}

/// The working of a claim, or of an end with money to give back. What was taken off is read from what was approved.
fn working(case: &Case, pack: &Pack) -> Option<Working> {
    let ends = matches!(case.state, State::Claim { .. })
        || case.state.end().is_some_and(|end| end.refund != RefundRule::Nothing);
    if !ends || case.account.paid_minor == 0 {
        return None;
    }
    let settled = approved(case).or_else(|| Some(case.account.refunded_minor).filter(|back| *back > 0));
    let off = settled.map_or(0, |minor| (case.account.paid_minor - minor).max(0));
    let found = match case.refund_rule(pack) {
        RefundRule::LessActualCost => Found { costs_minor: off, ..Found::default() },
        RefundRule::LessGovernmentFee => Found { government_fee_minor: off, ..Found::default() },
        _ => Found::default(),
    };
    case.refund_working(pack, &found).ok()
}

/// What would be left of it with the largest costs or fees that the rule lets be taken off.
fn least(case: &Case, pack: &Pack, working: &Working) -> Option<i64> {
    let paid = case.account.paid_minor;
    let found = match working.rule {
        RefundRule::LessActualCost => Found { costs_minor: paid, ..Found::default() },
        RefundRule::LessGovernmentFee => {
            let fee = case.state.agreement().map_or(0, |agreement| agreement.government_minor);
            Found { government_fee_minor: fee.min(paid), ..Found::default() }
        }
        _ => return None,
    };
    case.refund_working(pack, &found).ok().map(|working| working.sum_minor())
}

const fn approved(case: &Case) -> Option<i64> {
    match &case.state {
        State::RefundDue { approval: Some(approval), .. } => Some(approval.amount_minor),
        _ => None,
    }
}
