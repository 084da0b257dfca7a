//! The steps that policies permit are the steps that the domain's tables give to a role, and no others.

use std::collections::BTreeSet;

use crate::questions::{ask, purposes, table};
use domain::StepToken as Do;
use domain::attest::Statement;
use domain::case::{OVERLAYS, TIMEOUTS, TRANSITIONS, asks_for};
use domain::office::OFFICE;
use domain::words::Side;
use domain::worker::ROSTER;
use domain::{Overlay, Relation, Role, StateToken, StepToken};

type Move = (Role, StepToken, StateToken);

/// A case can be stopped from its enquiry until it is put away.
fn live() -> impl Iterator<Item = StateToken> {
    let all = StateToken::ALL.iter().copied();
    all.filter(|state| {
        (StateToken::Enquiry..=StateToken::PermitRefused).contains(state) && *state != StateToken::Archived
    })
}

/// Every move of the domain's tables.
fn moves() -> BTreeSet<Move> {
    let mut moves = BTreeSet::new();
    let mut add = |who: &[Role], step: StepToken, from: &[StateToken]| {
        moves.extend(who.iter().flat_map(|role| from.iter().map(move |state| (*role, step, *state))));
    };
    for row in TRANSITIONS {
        add(row.who, row.step, row.from);
    }
    for row in ROSTER {
        add(row.who, row.step, row.from);
    }
    for row in OFFICE {
        add(row.who, row.step, row.from);
    }
    for row in TIMEOUTS {
        add(&[Role::System], StepToken::Expire, row.states);
    }
    // A role states something wherever a case waits for any of what is its to state.
    for said in Statement::ALL {
        let asked: Vec<StateToken> = StateToken::ALL.iter().copied().filter(|at| asks_for(*at, *said)).collect();
        add(said.by(), StepToken::Attest, &asked);
    }
    let live: Vec<StateToken> = live().collect();
    for overlay in OVERLAYS {
        add(overlay.raised_by, StepToken::Pause, &live);
        add(overlay.lifted_by, StepToken::Lift, &live);
    }
    moves
}

/// How somebody in this role stands to the object of this step when it is theirs to take.
fn relation(role: Role, step: StepToken, from: StateToken) -> Relation {
    let roster = domain::worker::STATES.contains(&from) || from == StateToken::None;
    match Side::of(role) {
        Side::Customer if matches!(step, StepToken::Enquire | StepToken::Invite) => Relation::OwnOrg,
        Side::Agency if roster => Relation::OwnOrg,
        Side::Customer | Side::Agency => Relation::Party,
        Side::Worker => Relation::Subject,
        Side::Operator => Relation::Assigned,
        // Money is a task of the system's too; its clocks need none.
        Side::System if matches!(step, Do::ConfirmDeposit | Do::ConfirmPayment) => Relation::Assigned,
        Side::System => Relation::None,
    }
}

#[test]
fn policy_and_domain_give_each_step_to_the_same_roles_from_the_same_states() {
    let (table, moves) = (table(), moves());
    for role in Role::ALL {
        for step in StepToken::ALL {
            for state in StateToken::ALL {
                let ask = ask(*role, relation(*role, *step, *state), None, *state, Overlay::None);
                let expected = moves.contains(&(*role, *step, *state));
                assert_eq!(table.may_step(&ask, *step), expected, "{role} {step} from {state}");
            }
        }
    }
}

#[test]
fn whoever_has_nothing_to_do_with_the_object_takes_no_step() {
    let table = table();
    for role in Role::ALL.iter().filter(|role| Side::of(**role) != Side::System) {
        for step in StepToken::ALL {
            // Protection does not wait for a task.
            if *step == StepToken::Pause && Side::of(*role) == Side::Operator {
                continue;
            }
            for state in StateToken::ALL {
                for purpose in purposes() {
                    let ask = ask(*role, Relation::None, purpose, *state, Overlay::None);
                    assert!(!table.may_step(&ask, *step), "{role} {step} from {state}");
                }
            }
        }
    }
}

#[test]
fn a_case_that_stands_still_can_only_be_paused_and_lifted_and_asked_by_the_laws_clocks_and_in_an_emergency() {
    let table = table();
    for overlay in [Overlay::Frozen, Overlay::Safeguarding] {
        for (role, step, state) in moves() {
            let ask = ask(role, relation(role, step, state), None, state, overlay);
            let protects = role != Role::System || overlay != Overlay::Safeguarding || step == StepToken::Pause;
            let emergency = matches!(step, Do::AskBreakGlass | Do::AnswerBreakGlass | Do::ReviewBreakGlass);
            let expected = matches!(step, Do::Pause | Do::Lift) && protects || step == Do::Expire || emergency;
            assert_eq!(table.may_step(&ask, step), expected, "{role} {step} from {state} under {overlay}");
        }
    }
}

#[test]
fn without_a_licence_an_agency_starts_nothing_and_everybody_may_still_leave() {
    let table = table();
    let may = |role, step, state| {
        table.may_step(&ask(role, relation(role, step, state), None, state, Overlay::LicenceLapsed), step)
    };
    for (role, step, state) in moves() {
        let starts = [Do::Enquire, Do::Hold, Do::Accept, Do::Offer, Do::FilePermit, Do::Draft, Do::List];
        assert_eq!(may(role, step, state), !starts.contains(&step), "{role} {step} from {state}");
    }
}
