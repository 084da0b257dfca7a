//! What follows from a move: money, holds, access across the wall, rest, notices. Read from the case before and after.

use super::Attempt;
use crate::case::{Account, Case, Effect, MoneyEvent, Notice, Ruling, State, Step, Task};
use crate::words::{Side, StateToken as S, StepToken as Do};

const PARTIES: [Side; 3] = [Side::Customer, Side::Agency, Side::Worker];

/// The account after a step, and what happened to it.
pub(in crate::case) fn money(before: &Case, to: &State, step: &Step) -> (Account, Vec<MoneyEvent>) {
    use MoneyEvent as M;
    let account = before.account;
    let total = to.agreement().map_or(0, |agreement| agreement.total_minor);
    let rest = total - account.paid_minor;
    let (account, mut events) = match (step, to) {
        (Step::Sign { .. }, State::Signed { agreement }) => {
            (account, vec![M::CommissionAccrued, M::DepositInvoiced(agreement.deposit_minor)])
        }
        (Step::ConfirmDeposit { amount_minor }, _) => {
            (account.receive(*amount_minor), vec![M::DepositHeld(*amount_minor)])
        }
        (Step::RecordPermit { .. }, State::Permit { agreement, .. }) => {
            (account, vec![M::GovernmentFeeDue(agreement.government_minor)])
        }
        (Step::RecordArrival { .. }, _) => (account, vec![M::BalanceInvoiced(rest)]),
        (Step::HandOver {}, State::HandedOver { service }) => {
            let after = account.receive(rest).earn_all_but(service.agreement.reserve_minor);
            (after, vec![M::BalanceReceived(rest), M::Earned(after.earned_minor)])
        }
        (Step::Claim { .. }, _) => (account, vec![M::Frozen]),
        (Step::RuleClaim { ruling: Ruling::Unfounded | Ruling::Withdrawn, .. }, _) => (account, vec![M::Unfrozen]),
        (Step::ApproveRefund { amount_minor }, _) => (account, vec![M::RefundApproved(*amount_minor)]),
        (Step::PayRefund { amount_minor }, _) => (account.refund(*amount_minor), vec![M::Refunded(*amount_minor)]),
        (Step::Complete {}, _) => (account.earn_all_but(0), vec![M::Earned(account.held_minor), M::CommissionInvoiced]),
        // The replacement reached hand-over: what this case still held pays for it.
        (Step::Expire { .. }, State::Replacement { placed: true, .. }) if account.held_minor > 0 => {
            (account.earn_all_but(0), vec![M::Earned(account.held_minor), M::CommissionAccrued, M::CommissionInvoiced])
        }
        _ => (account, Vec::new()),
    };
    let (from, to) = (before.state.token(), to.token());
    if is_engaged(from) && is_over(to) && to != S::Completed {
        match (from, before.state.agreement()) {
            // Invoiced with the last signature, and not paid.
            (S::Signed, Some(agreement)) => events.push(M::DepositReversed(agreement.deposit_minor)),
            // Invoiced at the arrival and paid at the hand-over, which does not come any more.
            (S::Arrived, Some(agreement)) => {
                events.push(M::BalanceReversed(agreement.total_minor - before.account.paid_minor));
            }
            _ => {}
        }
        events.push(M::CommissionReversed);
    }
    (account, events)
}

/// What follows beside the money.
pub(in crate::case) fn effects(attempt: &Attempt<'_>, after: &Case) -> Vec<Effect> {
    let (before, from, step) = (attempt.case, attempt.from, attempt.step);
    let to = after.state.token();
    let mut effects = Vec::new();
    if let Step::Offer { quote, .. } = step {
        effects.push(Effect::KeepQuote { quote: quote.clone() });
    }
    hold(before, after, &mut effects);
    if from == to {
        return effects;
    }
    access(from, to, &mut effects);
    if rests(from, to, step.token()) {
        effects.push(Effect::RestWorker);
    }
    match to {
        S::Replacement => effects.push(Effect::InviteReplacement),
        S::Claim => effects.push(Effect::Alert { task: Task::HearWorker }),
        S::RefundDue if step.token() == Do::Expire => effects.push(Effect::Alert { task: Task::RefundOwed }),
        _ if is_exit(to) && after.account.held_minor > 0 => effects.push(Effect::Alert { task: Task::RefundOwed }),
        _ => {}
    }
    notices(attempt, after, &mut effects);
    effects
}

/// The hold lives from C02 until all three have signed; then the case itself keeps the worker (engaged).
fn hold(before: &Case, after: &Case, effects: &mut Vec<Effect>) {
    let (from, to) = (before.state.token(), after.state.token());
    match (&before.state, &after.state) {
        (State::Enquiry {}, State::Held { firm, .. }) => {
            effects.extend(after.hold_until().map(|until| Effect::PlaceHold { until, firm: *firm }));
        }
        (State::Held { .. }, State::Held { firm, .. }) => {
            effects.push(Effect::ExtendHold { until: after.hold_until(), firm: *firm });
        }
        (State::Held { firm, .. }, State::Accepted { .. }) => {
            effects.push(Effect::ExtendHold { until: None, firm: *firm });
        }
        _ if is_holding(from) && !is_holding(to) => {
            effects.push(Effect::ReleaseHold { lapsed: to == S::Expired });
        }
        _ => {}
    }
}

/// Across the wall each side sees the other from C03 on, as policy then allows; at the end nobody does.
fn access(from: S, to: S, effects: &mut Vec<Effect>) {
    let sides = [Side::Customer, Side::Agency];
    match (from, to) {
        (S::Held, S::Accepted) => effects.extend(sides.map(|to| Effect::OpenAccess { to })),
        (S::Enquiry | S::Held, _) => {}
        (_, S::Replacement | S::RefundDue) => effects.push(Effect::CloseAccess { to: Side::Customer }),
        (_, to) if is_exit(to) || matches!(to, S::Completed | S::Archived) => {
            effects.extend(sides.map(|to| Effect::CloseAccess { to }));
        }
        _ => {}
    }
}

/// R5-R7 to R8 (docs/domain.md section 2): after a signature every ending lets the worker rest, before it only her own leaving does.
fn rests(from: S, to: S, step: Do) -> bool {
    is_over(to) && (is_engaged(from) || (step == Do::Withdraw && is_holding(from)))
}

/// From the last signature on.
const fn is_engaged(state: S) -> bool {
    matches!(
        state,
        S::Signed | S::DepositPaid | S::Permit | S::Travel | S::Arrived | S::HandedOver | S::InGuarantee | S::Claim
    )
}

fn is_over(state: S) -> bool {
    is_exit(state) || matches!(state, S::Replacement | S::RefundDue | S::Completed)
}

fn notices(attempt: &Attempt<'_>, after: &Case, effects: &mut Vec<Effect>) {
    let to = after.state.token();
    if matches!(to, S::Enquiry | S::Archived) {
        return;
    }
    let turn = after.turn(attempt.at, attempt.pack).sides;
    for whom in PARTIES.into_iter().filter(|side| turn.contains(side) || *side != attempt.by.side()) {
        let notice = if turn.contains(&whom) { Notice::YourTurn(to) } else { Notice::Moved(to) };
        effects.push(Effect::Notify { whom, notice });
    }
}

const fn is_holding(state: S) -> bool {
    matches!(state, S::Held | S::Accepted | S::MeetingSet | S::Met | S::Offered)
}

const fn is_exit(state: S) -> bool {
    matches!(
        state,
        S::Expired | S::Declined | S::CancelledByCustomer | S::CancelledByAgency | S::WorkerWithdrew | S::PermitRefused
    )
}
