//! What must hold whatever the policies say, checked on every question there is.

use crate::questions::{every_ask, folder, sources, table};
use domain::words::Side;
use domain::{Class, ClassSet, FieldAction, Overlay, Relation, Role, StateToken};
use policy::{Ask, Effect, Table};
use policy_compile::{Sources, compile};

const NAMED: &[Class] = &[Class::WorkerIdentity, Class::WorkerPermitFields];

/// No question opens any of these classes, by any of these actions, if the condition holds.
fn never(table: &Table, actions: &[FieldAction], classes: &[Class], when: impl Fn(&Ask) -> bool) {
    let classes = ClassSet::of(classes);
    for ask in every_ask().filter(|ask| when(ask)) {
        for action in actions {
            let open: Vec<Class> = table.open(&ask, *action).iter().filter(|class| classes.has(*class)).collect();
            assert!(open.is_empty(), "{action} {open:?} is open to {ask:?}");
        }
    }
}

fn all_but(open: &[Class]) -> Vec<Class> {
    Class::ALL.iter().copied().filter(|class| !open.contains(class)).collect()
}

#[test]
fn nobody_ever_touches_credentials() {
    never(table(), FieldAction::ALL, &[Class::Credentials], |_| true);
}

#[test]
fn the_signed_out_see_the_public_profile_and_nothing_else() {
    let table = table();
    never(table, FieldAction::ALL, &all_but(&[Class::PublicProfile]), |ask| ask.role() == Role::Anonymous);
    let listed = |state| matches!(state, StateToken::RosterListed | StateToken::RosterLocked);
    let all = Class::ALL;
    never(table, FieldAction::ALL, all, |ask| ask.role() == Role::Anonymous && !listed(ask.state()));
    let beyond = [FieldAction::Reveal, FieldAction::Export, FieldAction::Edit, FieldAction::Share];
    never(table, &beyond, all, |ask| ask.role() == Role::Anonymous);
}

#[test]
fn a_stranger_without_a_purpose_sees_only_what_is_public() {
    let stranger = |ask: &Ask| ask.relations().has(Relation::None) && ask.purpose().is_none();
    never(table(), FieldAction::ALL, &all_but(&[Class::PublicProfile]), stranger);
}

#[test]
fn another_organisation_sees_only_what_is_public_whatever_it_says() {
    let parties = [Side::Customer, Side::Agency, Side::Worker];
    let stranger = |ask: &Ask| ask.relations().has(Relation::None) && parties.contains(&Side::of(ask.role()));
    never(table(), FieldAction::ALL, &all_but(&[Class::PublicProfile]), stranger);
}

#[test]
fn without_a_purpose_people_see_their_own_and_where_their_case_stands() {
    let others = |ask: &Ask| ask.purpose().is_none() && ask.relations().has(Relation::Party);
    let known = [Class::PublicProfile, Class::CaseState, Class::CustomerMoney, Class::OwnTerms];
    never(table(), FieldAction::ALL, &all_but(&known), others);
    let not_theirs = |ask: &Ask| others(ask) && !matches!(ask.role(), Role::Customer | Role::Worker);
    never(table(), FieldAction::ALL, &all_but(&[Class::PublicProfile, Class::CaseState]), not_theirs);
}

#[test]
fn no_customer_ever_sees_welfare_notes_inner_money_or_health_reports() {
    let closed =
        [Class::Welfare, Class::InternalNotes, Class::InternalMoney, Class::WorkerSensitive, Class::AgencyLegal];
    never(table(), FieldAction::ALL, &closed, |ask| Side::of(ask.role()) == Side::Customer);
}

#[test]
fn no_agency_ever_sees_welfare_or_a_full_health_report() {
    let seeing =
        [FieldAction::ViewMasked, FieldAction::View, FieldAction::Reveal, FieldAction::Export, FieldAction::Share];
    never(table(), &seeing, &[Class::Welfare, Class::WorkerSensitive], |ask| Side::of(ask.role()) == Side::Agency);
}

#[test]
fn no_worker_ever_sees_rates_margins_or_notes() {
    let closed = [Class::InternalMoney, Class::InternalNotes, Class::CustomerMoney];
    never(table(), FieldAction::ALL, &closed, |ask| ask.role() == Role::Worker);
}

#[test]
fn who_runs_the_machines_sees_nothing_above_the_public_profile() {
    never(table(), FieldAction::ALL, &all_but(&[Class::PublicProfile]), |ask| ask.role() == Role::PlatformAdmin);
}

#[test]
fn timers_have_no_eyes() {
    never(table(), FieldAction::ALL, Class::ALL, |ask| ask.role() == Role::System);
}

#[test]
fn what_is_sealed_by_its_nature_is_never_opened_by_looking() {
    let sealed =
        [Class::WorkerIdentity, Class::WorkerPermitFields, Class::WorkerSensitive, Class::Welfare, Class::Credentials];
    never(table(), &[FieldAction::View], &sealed, |_| true);
    let own_lists = [Class::WorkerName, Class::WorkerContact, Class::CustomerIdentity];
    let owner = |ask: &Ask| ask.relations().has(Relation::OwnOrg) || ask.relations().has(Relation::Subject);
    never(table(), &[FieldAction::View], &own_lists, |ask| !owner(ask));
}

#[test]
fn a_standstill_hides_worker_and_household_from_both_parties() {
    let worker = [
        Class::WorkerName,
        Class::WorkerFirstName,
        Class::WorkerIdentity,
        Class::WorkerPermitFields,
        Class::WorkerContact,
        Class::WorkerSensitiveResult,
        Class::Interview,
        Class::ExtendedProfile,
    ];
    let under = |ask: &Ask| [Overlay::Safeguarding, Overlay::Frozen].contains(&ask.overlay());
    never(table(), FieldAction::ALL, &worker, |ask| under(ask) && Side::of(ask.role()) == Side::Customer);
    let from_agency = [Class::WorkerContact, Class::CustomerIdentity, Class::CustomerArea, Class::Welfare];
    never(table(), FieldAction::ALL, &from_agency, |ask| under(ask) && Side::of(ask.role()) == Side::Agency);
}

#[test]
fn no_party_can_tell_protection_from_another_standstill() {
    let table = table();
    let parties = [Side::Customer, Side::Agency];
    for ask in
        every_ask().filter(|ask| ask.overlay() == Overlay::Safeguarding && parties.contains(&Side::of(ask.role())))
    {
        let relation = ask.relations().iter().next().expect("one relation");
        let purpose = ask.purpose().map(|given| given.purpose);
        let frozen = crate::questions::ask(ask.role(), relation, purpose, ask.state(), Overlay::Frozen);
        for action in FieldAction::ALL {
            assert_eq!(table.open(&ask, *action), table.open(&frozen, *action), "{action} for {ask:?}");
        }
    }
}

#[test]
fn an_overlay_opens_nothing_but_welfare_to_those_who_protect() {
    let table = table();
    for ask in every_ask().filter(|ask| ask.overlay() != Overlay::None) {
        let relation = ask.relations().iter().next().expect("one relation");
        let purpose = ask.purpose().map(|given| given.purpose);
        let plain = crate::questions::ask(ask.role(), relation, purpose, ask.state(), Overlay::None);
        for action in FieldAction::ALL {
            let more = table.open(&ask, *action).without(table.open(&plain, *action));
            let allowed = ClassSet::of(&[Class::Welfare]);
            assert!(allowed.contains(more), "{action} {:?} for {ask:?}", more.iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn who_sees_a_thing_sees_its_mask() {
    let table = table();
    for ask in every_ask() {
        let masked = table.open(&ask, FieldAction::ViewMasked);
        assert!(masked.contains(table.open(&ask, FieldAction::View)), "{ask:?}");
    }
}

#[test]
fn nothing_is_shared_yet() {
    never(table(), &[FieldAction::Share], Class::ALL, |_| true);
}

#[test]
fn without_the_openings_identity_and_licences_are_for_operators_and_the_workers_own_admin() {
    let table = &compile(&sources().without("openings.cedar")).unwrap_or_else(|refused| panic!("{refused}"));
    let opening = [FieldAction::View, FieldAction::Reveal, FieldAction::Export, FieldAction::Share];
    let allowed = |ask: &Ask| match Side::of(ask.role()) {
        Side::Operator => ask.relations().has(Relation::Assigned) || ask.relations().has(Relation::BreakGlass),
        Side::Agency => ask.role() == Role::AgencyAdmin && ask.relations().has(Relation::OwnOrg),
        // A person's own papers are their own.
        Side::Worker => ask.relations().has(Relation::Subject),
        Side::Customer | Side::System => false,
    };
    never(table, &opening, NAMED, |ask| !allowed(ask));
    never(table, &opening, &[Class::AgencyLegal], |ask| !allowed(ask) || ask.role() == Role::Worker);
    let beyond = [Class::WorkerName, Class::WorkerContact];
    never(table, &opening, &beyond, |ask| Side::of(ask.role()) == Side::Customer);
    let party = |ask: &Ask| ask.relations().has(Relation::Party);
    never(table, &opening, &[Class::CustomerIdentity], |ask| party(ask) && Side::of(ask.role()) == Side::Agency);
}

#[test]
fn each_opening_is_a_permit_that_opens_by_reveal_alone() {
    let openings = std::fs::read_to_string(folder().join("openings.cedar")).expect("there");
    let table = table();
    let rules: Vec<_> = table.rules().iter().filter(|rule| rule.id.starts_with("openings.")).collect();
    assert_eq!(rules.len(), openings.matches("@id(").count());
    let expected = 1 << FieldAction::ViewMasked.index() | 1 << FieldAction::Reveal.index();
    for rule in rules {
        assert_eq!(rule.effect, Effect::Permit, "{}", rule.id);
        assert!(rule.steps.is_empty(), "{}", rule.id);
        assert!(rule.fields.iter().all(|cover| cover.words(policy::Dim::Action) == expected), "{}", rule.id);
    }
}

/// The files one by one: the set without a file of forbids opens more, the set without a file of permits opens less.
#[test]
fn forbids_only_close_and_permits_only_open() {
    let whole = table();
    for name in ["never.cedar", "own.cedar", "operator.cedar"] {
        let without = compile(&Sources::without(sources(), name)).unwrap_or_else(|refused| panic!("{refused}"));
        for ask in every_ask() {
            for action in FieldAction::ALL {
                let (all, some) = (whole.open(&ask, *action), without.open(&ask, *action));
                let holds = if name == "never.cedar" { some.contains(all) } else { all.contains(some) };
                assert!(holds, "{name}: {action} for {ask:?}");
            }
        }
    }
}
