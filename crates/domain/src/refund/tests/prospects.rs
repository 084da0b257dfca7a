//! What is said before paying is what comes back afterwards.

use crate::calendar::muscat;
use crate::case::{Ending, Prospect, Step};
use crate::refund::{Found, Until};
use crate::sample::Journey;
use crate::words::{Role, StateToken as S, StepToken as Do};

fn prospects(journey: &Journey) -> Vec<Prospect> {
    journey.case.refund_prospects(&journey.pack, muscat(journey.at))
}

fn sums(journey: &Journey) -> Vec<(i64, i64)> {
    prospects(journey).iter().map(|one| (one.least_minor, one.most_minor)).collect()
}

#[test]
fn before_anybody_pays_each_ending_has_its_sum_in_the_order_of_time() {
    let journey = Journey::to(S::Signed);
    let agreement = journey.case.state.agreement().expect("agreed").clone();
    let (deposit, total) = (agreement.deposit_minor, agreement.total_minor);
    let cap = journey.pack.rules().refund.cancel_cost_cap_basis_points.of(deposit);
    let fee = agreement.government_minor.min(deposit);
    assert!(cap > 0 && fee > 0);
    let expected =
        [(deposit - cap, deposit), (deposit, deposit), (deposit - fee, deposit), (total, total), (0, 0), (0, 0)];
    assert_eq!(sums(&journey), expected);
    let endings: Vec<_> = prospects(&journey).into_iter().map(|one| one.ending).collect();
    let [Ending::Household, Ending::Others, Ending::Permit, Ending::Stage(stage), Ending::Later, Ending::Abuse] =
        endings[..]
    else {
        panic!("{endings:?}")
    };
    assert_eq!(stage.until, Until::Guarantee);
}

#[test]
fn nothing_is_said_before_an_offer_nor_after_an_end_and_after_the_arrival_only_what_can_still_come() {
    assert_eq!(sums(&Journey::to(S::Met)), []);
    let mut cancelled = Journey::to(S::DepositPaid);
    cancelled.go(Do::Cancel, Role::AgencyUser);
    assert_eq!(sums(&cancelled), []);
    let placed = Journey::to(S::InGuarantee);
    assert!(matches!(prospects(&placed)[..], [Prospect { ending: Ending::Stage(_), .. }, _, _]));
}

#[test]
fn the_guard_takes_every_sum_that_was_said_and_none_above_it() {
    let mut cancelled = Journey::to(S::DepositPaid);
    let [household, ..] = prospects(&cancelled)[..] else { panic!("nothing was said") };
    cancelled.go(Do::Cancel, Role::Customer);
    for (minor, taken) in [
        (household.least_minor - 1, false),
        (household.least_minor, true),
        (household.most_minor, true),
        (household.most_minor + 1, false),
    ] {
        let approve = Step::ApproveRefund { amount_minor: minor };
        assert_eq!(cancelled.attempt(&approve, Role::Moderator).is_ok(), taken, "{minor}");
    }
    let mut claimed = Journey::to(S::InGuarantee);
    let [stage, ..] = prospects(&claimed)[..] else { panic!("nothing was said") };
    claimed.go(Do::Claim, Role::Customer);
    claimed.go(Do::RuleClaim, Role::Moderator);
    let working = claimed.case.refund_working(&claimed.pack, &Found::default()).expect("a working");
    assert_eq!(working.sum_minor(), stage.most_minor);
}
