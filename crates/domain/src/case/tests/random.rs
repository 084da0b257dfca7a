//! Random people take random steps at random times with random evidence; the case never reaches an illegal state.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::print::{states, steps};
use crate::case::{
    Case, Cause, Clock, Effect, MoneyEvent, Moved, OVERLAYS, Ruling, State, Step, TRANSITIONS, Then, TimerChange,
};
use crate::invoice::{self, Draft, InvoiceKind};
use crate::ledger::{self, Account, Balances, Transaction};
use crate::pack::Pack;
use crate::sample::{Journey, person, step};
use crate::words::{OverlayKind, Role, Side, StateToken as S, Statement, StepToken as Do, TimerKind};

/// One attempt: everything drawn from small numbers, so that a failure shrinks well.
#[derive(Debug, Clone)]
struct Draw {
    step: usize,
    role: usize,
    detail: u8,
    minutes: i64,
    missing: Option<usize>,
}

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let minutes = prop_oneof![12 => 0..30_i64, 2 => 0..5_000_i64, 1 => 0..400_000_i64];
    let missing = prop_oneof![6 => Just(None), 1 => (0..Statement::COUNT + 6).prop_map(Some)];
    let draw = (0..200_usize, 0..Role::COUNT, any::<u8>(), minutes, missing)
        .prop_map(|(step, role, detail, minutes, missing)| Draw { step, role, detail, minutes, missing });
    prop::collection::vec(draw, 1..120)
}

/// Who takes part in a placement.
const PEOPLE: [Role; 8] = [
    Role::Customer,
    Role::AgencyUser,
    Role::AgencyAdmin,
    Role::Worker,
    Role::Moderator,
    Role::Finance,
    Role::Dpo,
    Role::System,
];

/// Mostly somebody does what leads on, sometimes what is open beside it, sometimes anybody tries anything; when nothing
/// leads on, time passes until the next clock runs out.
fn attempt(journey: &mut Journey, draw: &Draw) -> (Step, Role) {
    journey.at += SignedDuration::from_mins(draw.minutes);
    journey.facts = crate::sample::facts(journey.at);
    journey.facts.answers_agree = [None, Some(true), Some(true), Some(false)][usize::from(draw.detail) % 4];
    journey.facts.replacement_placed = draw.detail.is_multiple_of(2);
    match draw.missing {
        Some(n) if n < Statement::COUNT => journey.unsaid(Statement::ALL[n]),
        Some(n) => match n - Statement::COUNT {
            0 => journey.facts.licence_valid = false,
            1 => journey.facts.customer_verified = false,
            2 => journey.facts.consents.clear(),
            3 => journey.facts.common_language = false,
            4 => journey.facts.arrival_code_matches = false,
            _ => journey.facts.worker = S::RosterLocked,
        },
        None => {}
    }
    let detail = usize::from(draw.detail);
    let timers: Vec<_> = journey.case.clocks.iter().map(|(kind, _)| kind).collect();
    let all: Vec<Do> = steps().collect();
    let (token, role) = match draw.step % 8 {
        0 => (all[draw.step / 8 % all.len()], Role::ALL[draw.role]),
        1 if !timers.is_empty() => return (Step::Expire { timer: timers[detail % timers.len()] }, Role::System),
        kind => {
            let mut open = open(journey);
            if kind != 2 {
                open.retain(|(step, _)| leads_on(*step, journey));
            }
            match open.get(detail % open.len().max(1)) {
                Some(step) => *step,
                None => return next_clock(journey),
            }
        }
    };
    (with_detail(step(token, journey.at), draw.detail, &journey.case), role)
}

fn open(journey: &Journey) -> Vec<(Do, Role)> {
    let of = |role: &Role| {
        let open = journey.case.open_steps(&person(*role), journey.at, &journey.pack);
        let role = *role;
        open.into_iter().map(move |step| (step, role))
    };
    PEOPLE.iter().flat_map(of).collect()
}

fn leads_on(step: Do, journey: &Journey) -> bool {
    let meets = matches!(step, Do::ProposeMeeting | Do::ChooseSlot);
    let moves_meeting = meets && journey.case.is_aside(step, journey.at);
    !matches!(step, Do::Cancel | Do::Withdraw | Do::Decline | Do::Claim | Do::Pause | Do::MarkMissed) && !moves_meeting
}

fn next_clock(journey: &mut Journey) -> (Step, Role) {
    let running = journey.case.clocks.iter().filter_map(|(kind, _)| Some((journey.case.clocks.due_at(kind)?, kind)));
    match running.min() {
        Some((due, timer)) => {
            journey.at = journey.at.max(due);
            journey.facts.attested = crate::sample::attested(journey.at);
            (Step::Expire { timer }, Role::System)
        }
        None => (Step::Archive {}, Role::System),
    }
}

fn with_detail(step: Step, detail: u8, case: &Case) -> Step {
    let overlay = OverlayKind::ALL[usize::from(detail) % OverlayKind::COUNT];
    let raised = case.overlays.iter().next().map_or(overlay, |(kind, _)| kind);
    match step {
        Step::Pause { .. } => Step::Pause { overlay },
        Step::Lift { .. } => Step::Lift { overlay: raised },
        Step::RuleClaim { .. } => Step::RuleClaim {
            ruling: [Ruling::Founded, Ruling::Unfounded, Ruling::Withdrawn][usize::from(detail) % 3],
            employer_abuse: detail > 200,
        },
        Step::Claim { .. } => Step::Claim { cause: if detail > 128 { Cause::Abuse } else { Cause::Other } },
        Step::ApproveRefund { .. } if detail > 230 => Step::ApproveRefund { amount_minor: 0 },
        Step::ApproveRefund { .. } if detail > 150 => {
            Step::ApproveRefund { amount_minor: case.account.paid_minor / 255 * i64::from(detail) }
        }
        Step::ApproveRefund { .. } => Step::ApproveRefund { amount_minor: case.account.paid_minor },
        Step::PayRefund { .. } => match &case.state {
            State::RefundDue { approval: Some(approval), .. } => {
                Step::PayRefund { amount_minor: approval.amount_minor }
            }
            _ => Step::PayRefund { amount_minor: 0 },
        },
        other => other,
    }
}

/// What the world outside keeps of a case, by the effects alone.
#[derive(Default)]
struct Outside {
    timers: BTreeMap<TimerKind, Clock>,
    held: bool,
    access: Vec<Side>,
    money: Vec<MoneyEvent>,
    books: Balances,
    papers: Vec<Draft>,
    rests: u32,
}

impl Outside {
    /// Posts what a step did to the money, and finds no sum that is nothing and no account below nothing.
    fn post(&mut self, before: &Case, moved: &Moved, pack: &Pack) {
        let events = moved.effects.iter().filter_map(|effect| match effect {
            Effect::Money { event } => Some(*event),
            _ => None,
        });
        self.papers.extend(invoice::drafts(before, &moved.case, events.clone(), pack));
        for transaction in ledger::post(before, &moved.case, events, pack) {
            self.add(&transaction);
        }
    }

    /// Money comes in ahead of what it is for.
    fn came_in(&mut self, minor: i64, pack: &Pack) {
        self.add(&ledger::unapplied(minor, pack.rules().money.currency));
    }

    fn add(&mut self, transaction: &Transaction) {
        assert!(transaction.lines().iter().all(|line| line.minor > 0), "{transaction:?}");
        transaction.lines().iter().for_each(|line| self.books.add(*line));
        assert!(self.books.is_even(), "{transaction:?}");
        for account in Account::ALL {
            assert!(self.books.of(*account) >= 0, "{account} after {transaction:?}");
        }
    }

    fn follow(&mut self, moved: &Moved) {
        for change in &moved.timers {
            match change {
                TimerChange::Set { kind, clock } => drop(self.timers.insert(*kind, *clock)),
                TimerChange::Clear { kind } => assert!(self.timers.remove(kind).is_some(), "{kind} was not there"),
            }
        }
        for effect in &moved.effects {
            match effect {
                Effect::PlaceHold { .. } => {
                    assert!(!self.held, "held twice");
                    self.held = true;
                }
                Effect::ExtendHold { .. } => assert!(self.held, "extended without a hold"),
                Effect::ReleaseHold { .. } => {
                    assert!(self.held, "released without a hold");
                    self.held = false;
                }
                Effect::OpenAccess { to } => self.access.push(*to),
                Effect::CloseAccess { to } => self.access.retain(|side| side != to),
                Effect::Money { event } => self.money.push(*event),
                Effect::RestWorker => self.rests += 1,
                _ => {}
            }
        }
    }
}

fn holds(journey: &Journey, before: &Case, outside: &Outside, role: Role) {
    let (case, event) = (&journey.case, &journey.last.event);
    let (from, to) = (before.state.token(), case.state.token());

    // Nobody but the listed side moves, and only to where the table says.
    let overlay_rule = event.overlay.map(OverlayKind::rule);
    match (event.step, overlay_rule) {
        (Do::Pause, Some(rule)) => assert!(rule.raised_by.contains(&role) && from == to),
        (Do::Lift, Some(rule)) => assert!(rule.lifted_by.contains(&role) && from == to),
        (Do::Expire, _) => {
            let timer = event.timer.expect("a clock ran out");
            let then = crate::case::TIMEOUTS.iter().find(|row| row.timer == timer && row.states.contains(&from));
            let go = matches!(then.map(|row| row.then), Some(Then::Go(there)) if there == to);
            assert!(role == Role::System && (go || from == to), "{timer} led from {from} to {to}");
        }
        (step, _) => assert!(
            TRANSITIONS.iter().any(|row| {
                row.from.contains(&from) && row.step == step && row.who.contains(&role) && row.to.contains(&to)
            }),
            "{step} by {role} led from {from} to {to}"
        ),
    }

    // Steps are counted, identity and pins stay.
    assert_eq!(case.version, before.version + 1);
    assert_eq!(event.version, case.version);
    assert_eq!(case.since, if from == to { before.since } else { event.at });
    assert_eq!(
        (case.id, case.worker, case.customer, case.agency),
        (before.id, before.worker, before.customer, before.agency)
    );
    assert!(before.pack.is_none() || before.pack == case.pack, "the pack is pinned once");
    assert_eq!(case.state.agreement().is_some(), case.pack.is_some(), "an agreement has a pack");
    if let Some(arrival) = before.state.arrival() {
        assert_eq!(case.state.arrival(), Some(arrival), "the guarantee's end never moves");
    }
    let arrived = case.state.arrival().is_some();
    assert!(!arrived || case.account.paid_minor > 0, "nobody arrives unpaid");

    // Under a freeze nothing moves, and only statutory clocks run; without one none stands still.
    if before.overlays.freeze() {
        assert_eq!(from, to);
        assert!(matches!(event.step, Do::Pause | Do::Lift | Do::Expire));
    }
    for (kind, clock) in case.clocks.iter() {
        let stopped = matches!(clock, Clock::LeftMicros(_));
        assert_eq!(stopped, case.overlays.freeze() && !kind.is_statutory(), "{kind} in {to}");
    }
    for rule in OVERLAYS.iter().filter(|rule| rule.two_people) {
        let lifted = before.overlays.has(rule.kind) && !case.overlays.has(rule.kind);
        assert!(
            !lifted || before.overlays.iter().any(|(kind, raised)| kind == rule.kind && raised.first_lift.is_some())
        );
    }

    // Money: nothing appears or disappears, and each event happens once.
    let account = case.account;
    assert_eq!(account.paid_minor, account.held_minor + account.earned_minor + account.refunded_minor);
    assert!(account.held_minor >= 0 && account.refunded_minor >= 0 && account.refunded_minor <= account.paid_minor);
    let count = |same: fn(&MoneyEvent) -> bool| outside.money.iter().filter(|event| same(event)).count();
    let accrued = count(|e| matches!(e, MoneyEvent::CommissionAccrued));
    let reversed = count(|e| matches!(e, MoneyEvent::CommissionReversed));
    assert!(accrued <= 2 && reversed <= 1 && accrued - reversed <= 1, "accrued {accrued} times, reversed {reversed}");
    assert!(outside.books.is_even());
    assert_eq!(
        outside.books.fit(&account),
        Ok(()),
        "the books in {to} are those of the case: {account:?} {:?}",
        outside.books
    );
    let open = outside.books.of(Account::Receivable);
    assert!(open >= 0 && (open == 0 || matches!(to, S::Signed | S::Arrived)), "{open} is owed in {to}");
    papers_tie_out(outside, case);
    assert!(count(|e| matches!(e, MoneyEvent::DepositHeld(_))) <= 1);
    assert!(count(|e| matches!(e, MoneyEvent::GovernmentFeeDue(_))) <= 1);
    assert!(count(|e| matches!(e, MoneyEvent::BalanceInvoiced(_))) <= 1);
    assert!(count(|e| matches!(e, MoneyEvent::BalanceReceived(_))) <= 1);
    assert!(count(|e| matches!(e, MoneyEvent::Earned(_))) <= 2);
    if let (Do::ApproveRefund, State::RefundDue { approval: Some(old), .. }) = (event.step, &before.state) {
        let late = event.at > old.at + SignedDuration::from_hours(24);
        assert!(late || old.version != before.version, "what still stands is not approved again");
    }
    assert!(count(|e| matches!(e, MoneyEvent::Refunded(_))) <= 1);

    // After an exit there is nothing but replacement, refund and archive.
    let exits =
        [S::Expired, S::Declined, S::CancelledByCustomer, S::CancelledByAgency, S::WorkerWithdrew, S::PermitRefused];
    if exits.contains(&from) {
        assert!(from == to || matches!(to, S::Replacement | S::RefundDue | S::Archived), "from {from} to {to}");
    }
    if to == S::Archived {
        assert_eq!(account.held_minor, 0);
    }

    // The world outside, led by effects alone, agrees with the case.
    assert_eq!(outside.timers, case.clocks.iter().collect(), "timer rows follow the clocks");
    assert_eq!(outside.held, matches!(to, S::Held | S::Accepted | S::MeetingSet | S::Met | S::Offered), "held in {to}");
    let ended = exits.contains(&to) || matches!(to, S::Completed | S::Archived);
    assert!(!ended || outside.access.is_empty(), "nobody looks across the wall in {to}");
    assert!(!matches!(to, S::Enquiry | S::Held) || outside.access.is_empty());
    assert!(outside.rests <= 1, "a worker rests once");

    let json = serde_json::to_string(case).expect("a case is JSON");
    assert_eq!(&serde_json::from_str::<Case>(&json).expect("and reads back"), case);
}

/// What was invoiced and credited is what the books say is owed, was paid and went back; and so is its tax.
fn papers_tie_out(outside: &Outside, case: &Case) {
    let of = |account| outside.books.of(account);
    let (mut asked, mut tax, mut commission) = (0, 0, 0);
    for paper in &outside.papers {
        let (net, vat) = invoice::sums(&paper.lines);
        let sign = if paper.kind == InvoiceKind::CreditNote { -1 } else { 1 };
        match paper.kind {
            InvoiceKind::Commission => commission += i128::from(net + vat),
            _ => (asked, tax) = (asked + sign * i128::from(net + vat), tax + sign * i128::from(vat)),
        }
    }
    let account = case.account;
    assert_eq!(asked, of(Account::Receivable) + i128::from(account.paid_minor - account.refunded_minor));
    // A refund that is approved has left the tax already; its credit note comes when it is paid.
    let approved = of(Account::Refundable);
    assert!(tax == of(Account::Vat) || (approved > 0 && (0..=approved).contains(&(tax - of(Account::Vat)))));
    assert!(commission == 0 || commission == of(Account::CommissionDue));
    assert_eq!(of(Account::Unapplied), i128::from(account.unapplied_minor));
}

/// Walks; returns the states seen.
fn walk(draws: &[Draw]) -> Vec<S> {
    let mut journey = Journey::new();
    let mut outside = Outside::default();
    outside.follow(&journey.last);
    let mut seen = vec![journey.state()];
    for draw in draws {
        let (step, role) = attempt(&mut journey, draw);
        // Sometimes money comes in: before it is asked for, in parts, or too much of it.
        if draw.step % 16 == 9 {
            let minor = [1, 77_000, 400_001, 900_000][usize::from(draw.detail) % 4];
            outside.came_in(minor, &journey.pack);
            journey.case = journey.case.came_in(minor).expect("far from the limit");
        }
        let before = journey.case.clone();
        match journey.attempt(&step, role) {
            Ok(moved) => {
                journey.case = moved.case.clone();
                outside.follow(&moved);
                outside.post(&before, &moved, &journey.pack);
                journey.last = moved;
                holds(&journey, &before, &outside, role);
                seen.push(journey.state());
            }
            Err(refusal) => assert_eq!((refusal.from, refusal.attempted), (before.state.token(), step.token())),
        }
    }
    seen
}

/// How many histories are walked: so many as `SOAK_MONEY` says, for `make soak`.
fn histories() -> u32 {
    std::env::var("SOAK_MONEY").ok().and_then(|count| count.parse().ok()).unwrap_or(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: histories(), ..ProptestConfig::default() })]
    #[test]
    fn random_steps_never_reach_an_illegal_state(draws in draws()) {
        walk(&draws);
    }
}

#[test]
fn the_random_walks_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..2_000 {
        let draws = draws().new_tree(&mut runner).expect("a draw").current();
        seen.extend(walk(&draws));
        if seen.len() == states().count() {
            return;
        }
    }
    let missed: Vec<_> = states().filter(|state| !seen.contains(state)).collect();
    panic!("never reached: {missed:?}");
}
