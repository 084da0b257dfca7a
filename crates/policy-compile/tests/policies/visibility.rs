//! docs/domain.md section 4, cell by cell: what each role sees of a case, for the state's purpose. What is not here is denied.
//!
//! `sees` is the action `view`. `opens` is the action `reveal`, wherever the table says F of something sealed. A cell that
//! the table leaves empty is a role that a row does not name: it then has what it always has (`always`) and nothing else.

use domain::words::Side;
use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, Role, StateToken};

use Class::{
    AgencyLegal, Audit, CaseState, CustomerArea, CustomerIdentity, CustomerMoney, ExtendedProfile, InternalMoney,
    InternalNotes, Interview, OwnTerms, PublicProfile, Welfare, WorkerContact, WorkerFirstName, WorkerIdentity,
    WorkerName, WorkerPermitFields, WorkerSensitive, WorkerSensitiveResult,
};
use StateToken as S;

use crate::questions::{ask, table};

struct Cell {
    role: Role,
    relation: Relation,
    sees: &'static [Class],
    opens: &'static [Class],
}

struct Row {
    states: &'static [S],
    purpose: Purpose,
    cells: &'static [Cell],
}

const fn cell(role: Role, relation: Relation, sees: &'static [Class], opens: &'static [Class]) -> Cell {
    Cell { role, relation, sees, opens }
}

const fn cus(sees: &'static [Class], opens: &'static [Class]) -> Cell {
    cell(Role::Customer, Relation::Party, sees, opens)
}

const fn agu(sees: &'static [Class], opens: &'static [Class]) -> Cell {
    cell(Role::AgencyUser, Relation::Party, sees, opens)
}

const fn agf(sees: &'static [Class]) -> Cell {
    cell(Role::AgencyAdmin, Relation::Party, sees, &[])
}

const fn wrk(sees: &'static [Class], opens: &'static [Class]) -> Cell {
    cell(Role::Worker, Relation::Subject, sees, opens)
}

const fn ops(sees: &'static [Class], opens: &'static [Class]) -> Cell {
    cell(Role::Moderator, Relation::Assigned, sees, opens)
}

const fn fin(sees: &'static [Class]) -> Cell {
    cell(Role::Finance, Relation::Assigned, sees, &[])
}

const fn dpo(sees: &'static [Class], opens: &'static [Class]) -> Cell {
    cell(Role::Dpo, Relation::Assigned, sees, opens)
}

const fn row(states: &'static [S], purpose: Purpose, cells: &'static [Cell]) -> Row {
    Row { states, purpose, cells }
}

const ENDED: &[S] =
    &[S::Expired, S::Declined, S::CancelledByCustomer, S::CancelledByAgency, S::WorkerWithdrew, S::PermitRefused];

#[rustfmt::skip]
const TABLE: &[Row] = &[
    row(&[S::Enquiry, S::Held], Purpose::Select, &[
        cus(&[PublicProfile], &[]),
        wrk(&[CustomerArea], &[]),
        ops(&[PublicProfile, ExtendedProfile], &[]),
    ]),
    row(&[S::Enquiry, S::Held], Purpose::Verify, &[
        cus(&[PublicProfile], &[]),
        ops(&[PublicProfile, ExtendedProfile, AgencyLegal], &[CustomerIdentity, AgencyLegal]),
    ]),
    row(&[S::Accepted], Purpose::Assess, &[
        cus(&[PublicProfile, ExtendedProfile], &[]),
        agu(&[CustomerArea], &[]), agf(&[CustomerArea]),
        wrk(&[CustomerArea], &[]),
        ops(&[ExtendedProfile], &[CustomerIdentity]),
    ]),
    row(&[S::MeetingSet, S::Met], Purpose::Interview, &[
        cus(&[PublicProfile, ExtendedProfile, Interview, WorkerFirstName], &[]),
        agu(&[CustomerArea], &[]), agf(&[CustomerArea]),
        wrk(&[CustomerArea], &[]),
    ]),
    row(&[S::Offered], Purpose::Contract, &[
        cus(&[PublicProfile, Interview, WorkerFirstName, OwnTerms], &[WorkerSensitiveResult]),
        agu(&[CustomerArea, CustomerMoney, OwnTerms], &[]), agf(&[CustomerMoney, OwnTerms]),
        wrk(&[CustomerArea], &[]),
        ops(&[CustomerMoney, OwnTerms], &[]),
        fin(&[CustomerMoney]),
    ]),
    row(&[S::Signed, S::DepositPaid], Purpose::Contract, &[
        cus(&[PublicProfile, WorkerFirstName, OwnTerms], &[WorkerName]),
        agu(&[OwnTerms], &[CustomerIdentity]), agf(&[CustomerMoney, OwnTerms]),
        wrk(&[CustomerArea], &[]),
        ops(&[CustomerMoney, OwnTerms], &[]),
        fin(&[CustomerMoney, InternalMoney]),
    ]),
    row(&[S::Signed, S::DepositPaid], Purpose::Billing, &[
        cus(&[PublicProfile, WorkerFirstName, OwnTerms], &[WorkerName]),
        agu(&[OwnTerms], &[]), agf(&[CustomerMoney, OwnTerms]),
        ops(&[CustomerMoney, OwnTerms], &[]),
        fin(&[CustomerMoney, InternalMoney]),
    ]),
    row(&[S::Permit], Purpose::Permit, &[
        cus(&[PublicProfile, WorkerFirstName], &[WorkerPermitFields, WorkerSensitiveResult]),
        agu(&[], &[CustomerIdentity]), agf(&[CustomerMoney]),
        ops(&[], &[WorkerIdentity, WorkerPermitFields, CustomerIdentity]),
        fin(&[CustomerMoney]),
    ]),
    row(&[S::Travel], Purpose::Arrival, &[
        cus(&[PublicProfile, WorkerFirstName], &[WorkerName, WorkerSensitiveResult]),
        agf(&[CustomerMoney]),
        wrk(&[], &[CustomerIdentity]),
        ops(&[], &[WorkerIdentity, WorkerSensitive, WorkerContact, CustomerIdentity]),
        fin(&[CustomerMoney]),
    ]),
    row(&[S::Arrived], Purpose::Arrival, &[
        cus(&[PublicProfile, WorkerFirstName], &[WorkerName, WorkerSensitiveResult]),
        agu(&[], &[CustomerIdentity]), agf(&[CustomerMoney]),
        wrk(&[], &[CustomerIdentity]),
        ops(&[], &[WorkerIdentity, WorkerSensitive, WorkerContact, CustomerIdentity]),
        fin(&[CustomerMoney]),
    ]),
    row(&[S::HandedOver, S::InGuarantee], Purpose::Placement, &[
        cus(&[PublicProfile, WorkerFirstName], &[WorkerName, WorkerPermitFields, WorkerContact]),
        agu(&[], &[CustomerIdentity]), agf(&[CustomerMoney]),
        fin(&[CustomerMoney, InternalMoney]),
    ]),
    row(&[S::HandedOver, S::InGuarantee], Purpose::Welfare, &[
        cus(&[PublicProfile], &[]),
        agf(&[CustomerMoney]),
        ops(&[], &[WorkerContact, CustomerIdentity]),
        fin(&[CustomerMoney, InternalMoney]),
        cell(Role::WelfareOfficer, Relation::Assigned, &[], &[WorkerIdentity, WorkerName, WorkerContact, Welfare]),
    ]),
    row(&[S::Claim, S::Replacement, S::RefundDue], Purpose::Claim, &[
        agu(&[], &[CustomerIdentity]), agf(&[CustomerMoney]),
        ops(&[CustomerMoney], &[]),
        fin(&[CustomerMoney]),
        dpo(&[], &[Welfare]),
    ]),
    row(&[S::Completed, S::Archived], Purpose::Billing, &[
        cus(&[OwnTerms], &[]),
        agu(&[CustomerMoney], &[]), agf(&[CustomerMoney]),
        fin(&[CustomerMoney, InternalMoney]),
    ]),
    row(ENDED, Purpose::Billing, &[
        agu(&[CustomerMoney], &[]), agf(&[CustomerMoney]),
        fin(&[CustomerMoney, InternalMoney]),
    ]),
];

/// What a worker sees of themselves.
const OWN: &[Class] = &[
    PublicProfile,
    ExtendedProfile,
    Interview,
    WorkerFirstName,
    WorkerName,
    WorkerSensitiveResult,
    WorkerContact,
    OwnTerms,
    Audit,
];

/// What a role keeps in sight in every state of a case, whatever the row: its own, and where the case stands.
fn always(role: Role, relation: Relation) -> (ClassSet, ClassSet) {
    let of = |sees: &[Class], opens: &[Class]| (ClassSet::of(sees), ClassSet::of(opens));
    match (role, relation) {
        (Role::Customer, Relation::Party) => of(&[CustomerMoney, CaseState], &[]),
        (Role::AgencyUser | Role::AgencyAdmin, Relation::Party) => of(&[CaseState], &[]),
        (Role::Worker, Relation::Subject) => {
            let (sees, opens) = of(OWN, &[WorkerIdentity, WorkerPermitFields, WorkerSensitive]);
            (sees.with(CaseState), opens.union(sees))
        }
        (Role::Moderator, Relation::Assigned) => of(&[CaseState, InternalNotes], &[]),
        _ if Side::of(role) == Side::Operator && role != Role::PlatformAdmin => of(&[CaseState], &[]),
        _ => of(&[], &[]),
    }
}

/// The relation in which a role stands to a case.
fn on_a_case(role: Role) -> Relation {
    match Side::of(role) {
        Side::Customer | Side::Agency if role != Role::Anonymous => Relation::Party,
        Side::Worker => Relation::Subject,
        Side::Operator => Relation::Assigned,
        _ => Relation::None,
    }
}

fn words(classes: ClassSet) -> Vec<&'static str> {
    classes.iter().map(Class::as_str).collect()
}

#[test]
fn every_cell_of_the_table_is_what_the_policies_say_and_every_other_is_denied() {
    let table = table();
    for row in TABLE {
        for state in row.states {
            for role in Role::ALL {
                let relation = on_a_case(*role);
                let (sees, opens) = always(*role, relation);
                let cell = row.cells.iter().find(|cell| cell.role == *role);
                assert!(cell.is_none_or(|cell| cell.relation == relation), "the table names {role} as {relation}");
                let (more, reveals) = cell.map_or((&[][..], &[][..]), |cell| (cell.sees, cell.opens));
                let (sees, opens) = (sees.union(ClassSet::of(more)), opens.union(ClassSet::of(reveals)));
                let ask = ask(*role, relation, Some(row.purpose), *state, Overlay::None);
                let place = format!("{role} in {state} for {}", row.purpose);
                assert_eq!(words(table.open(&ask, FieldAction::View)), words(sees), "{place} sees");
                let revealed = table.open(&ask, FieldAction::Reveal);
                let expected =
                    if *role == Role::Worker { opens.without(ClassSet::EMPTY.with(CaseState)) } else { opens };
                assert_eq!(words(revealed), words(expected), "{place} opens");
            }
        }
    }
}

#[test]
fn a_state_opens_nothing_for_the_purpose_of_another_state() {
    let table = table();
    let opened = |role, relation, purpose, state| {
        let ask = ask(role, relation, Some(purpose), state, Overlay::None);
        table.open(&ask, FieldAction::Reveal)
    };
    let purposes = |state: S| TABLE.iter().filter(move |row| row.states.contains(&state)).map(|row| row.purpose);
    for role in [Role::Customer, Role::AgencyUser, Role::AgencyAdmin, Role::Finance] {
        for state in TABLE.iter().flat_map(|row| row.states) {
            for purpose in Purpose::ALL.iter().filter(|purpose| !purposes(*state).any(|other| other == **purpose)) {
                let open = opened(role, on_a_case(role), *purpose, *state);
                assert_eq!(words(open), Vec::<&str>::new(), "{role} in {state} for {purpose}");
            }
        }
    }
}

#[test]
fn owners_keep_sight_of_their_own_in_every_state_and_with_or_without_a_purpose() {
    let table = table();
    let agency = [PublicProfile, ExtendedProfile, Interview, WorkerFirstName, WorkerName, WorkerContact];
    let worker = [agency.as_slice(), &[WorkerSensitiveResult, OwnTerms, Audit]].concat();
    let customer = [CustomerIdentity, CustomerArea, CustomerMoney];
    let owners = [
        (Role::AgencyUser, Relation::OwnOrg, &agency[..]),
        (Role::AgencyAdmin, Relation::OwnOrg, &agency[..]),
        (Role::Worker, Relation::Subject, &worker[..]),
        (Role::Customer, Relation::OwnOrg, &customer[..]),
    ];
    for (role, relation, own) in owners {
        for state in StateToken::ALL {
            for purpose in crate::questions::purposes() {
                let seen = table.open(&ask(role, relation, purpose, *state, Overlay::None), FieldAction::View);
                assert!(seen.contains(ClassSet::of(own)), "{role} in {state}: {:?}", words(seen));
            }
        }
    }
    let (state, stated) = (S::Offered, Some(Purpose::Compliance));
    let numbers = ClassSet::of(&[WorkerIdentity, WorkerPermitFields]);
    let open = |role, action| table.open(&ask(role, Relation::OwnOrg, stated, state, Overlay::None), action);
    assert!(open(Role::AgencyUser, FieldAction::ViewMasked).contains(numbers), "masked for the agency user");
    assert!(!open(Role::AgencyUser, FieldAction::Reveal).has(WorkerIdentity), "and not more");
    assert!(open(Role::AgencyUser, FieldAction::Reveal).has(WorkerSensitiveResult), "the result of the examination");
    assert!(open(Role::AgencyAdmin, FieldAction::Reveal).contains(numbers), "full for the admin");
}

#[test]
fn under_safeguarding_each_side_sees_what_the_last_row_says() {
    let table = table();
    let sees = |role, purpose, state| {
        let ask = ask(role, on_a_case(role), Some(purpose), state, Overlay::Safeguarding);
        (table.open(&ask, FieldAction::View), table.open(&ask, FieldAction::Reveal))
    };
    for row in TABLE {
        for state in row.states {
            let (customer, opened) = sees(Role::Customer, row.purpose, *state);
            let own = ClassSet::of(&[CaseState, CustomerMoney, OwnTerms]);
            assert!(own.contains(customer) && opened == ClassSet::EMPTY, "customer in {state}: {:?}", words(customer));
            for agency in [Role::AgencyUser, Role::AgencyAdmin] {
                assert_eq!(sees(agency, row.purpose, *state), (ClassSet::of(&[CaseState]), ClassSet::EMPTY));
            }
            assert_eq!(sees(Role::Finance, row.purpose, *state), (ClassSet::EMPTY, ClassSet::EMPTY));
            assert!(sees(Role::Worker, row.purpose, *state).1.has(Welfare), "the worker in {state}");
            let officer = ClassSet::of(&[WorkerIdentity, WorkerName, WorkerContact, Welfare]);
            assert_eq!(sees(Role::WelfareOfficer, Purpose::Welfare, *state).1, officer, "the officer in {state}");
            assert!(sees(Role::Dpo, Purpose::Welfare, *state).1.has(Welfare), "the DPO in {state}");
        }
    }
    let own = ask(Role::AgencyUser, Relation::OwnOrg, None, S::InGuarantee, Overlay::Safeguarding);
    let own = table.open(&own, FieldAction::View);
    assert!(!own.has(WorkerContact) && own.has(WorkerName), "the agency loses contact, not its worker");
}

#[test]
fn on_the_roster_each_side_sees_what_the_first_row_says() {
    let table = table();
    let view = |role, relation, purpose, state| {
        table.open(&ask(role, relation, purpose, state, Overlay::None), FieldAction::View)
    };
    for state in [S::RosterListed, S::RosterLocked] {
        for role in [Role::Anonymous, Role::Customer, Role::CustomerApprover, Role::Worker, Role::AgencyUser] {
            assert_eq!(words(view(role, Relation::None, Some(Purpose::Browse), state)), ["public_profile"]);
        }
    }
    for state in [S::RosterDraft, S::RosterConsented, S::RosterReviewed, S::RosterResting, S::RosterWithdrawn] {
        assert_eq!(view(Role::Anonymous, Relation::None, Some(Purpose::Browse), state), ClassSet::EMPTY, "{state}");
        assert_eq!(view(Role::Customer, Relation::None, None, state), ClassSet::EMPTY, "{state}");
    }
    let review = |state, purpose| {
        table.open(&ask(Role::Moderator, Relation::Assigned, Some(purpose), state, Overlay::None), FieldAction::Reveal)
    };
    let papers = ClassSet::of(&[WorkerIdentity, WorkerSensitive]);
    assert!(review(S::RosterConsented, Purpose::Verify).contains(papers));
    assert_eq!(review(S::RosterConsented, Purpose::Browse), ClassSet::EMPTY, "only in a review task");
    assert_eq!(review(S::RosterPlaced, Purpose::Verify).without(ClassSet::of(&[AgencyLegal])), ClassSet::EMPTY);
    let legal = view(Role::AgencyAdmin, Relation::OwnOrg, None, S::RosterListed);
    assert!(
        legal.has(AgencyLegal) && !view(Role::AgencyUser, Relation::OwnOrg, None, S::RosterListed).has(AgencyLegal)
    );
}
