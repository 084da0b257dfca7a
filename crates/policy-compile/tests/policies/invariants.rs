//! What must hold whatever the policies say: the invariants (policies/invariants.cedar) are proved and bite, and what no
//! single combination can say (one answer compared with another) is checked here on every question there is.

use crate::questions::{every_ask, folder, sources, table};
use domain::words::Side;
use domain::{Class, ClassSet, FieldAction, Overlay, Relation, Role, StepToken};
use policy::{Ask, Effect, PolicySet, Table};
use policy_compile::{Source, Sources, compile, compile_with_figures};

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
fn a_stranger_without_a_purpose_sees_only_what_is_public() {
    let stranger = |ask: &Ask| ask.relations().has(Relation::None) && ask.purpose().is_none();
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

#[test]
fn the_invariants_are_proved_on_the_shipped_policies() {
    let (_, figures) = compile_with_figures(&sources()).unwrap_or_else(|refused| panic!("{refused}"));
    let written = Sources::built_in().invariants.expect("built in").text.matches("@id(").count();
    assert_eq!(figures.proof.invariants, written);
    assert!(written >= 40 && figures.proof.combinations > 1_000_000, "{figures:?}");
    assert_eq!(policy_compile::prove(table()), Ok(figures.proof), "the compiled table alone says the same");
}

/// Each invariant turned into a permit, in a set that has nothing else: what it names is allowed, so it must be refused.
#[test]
fn each_invariant_refuses_a_set_that_allows_what_it_names() {
    let invariants = Sources::built_in().invariants.expect("built in").text;
    for one in invariants.split("@id(\"").skip(1) {
        let (id, rest) = one.split_once('"').expect("an id");
        let allowed = format!("@id(\"more\"{}", rest.replacen("forbid (", "permit (", 1));
        let faults = compile(&only(&allowed)).map(|_| ()).expect_err(id).0;
        let told = faults.iter().find(|fault| fault.what.contains(&format!("{id} forbids it")));
        let told = told.unwrap_or_else(|| panic!("{id} is not told: {faults:?}"));
        assert_eq!((told.file.as_str(), told.line > 1), ("more.cedar", true), "{told}");
        assert!(told.what.contains(", by more;"), "{told}");
    }
}

fn only(text: &str) -> Sources {
    let policies = vec![Source { name: "more.cedar".to_owned(), text: text.to_owned() }];
    Sources { policies, ..Sources::built_in() }
}

#[test]
fn a_widened_policy_is_refused_with_a_sentence_at_its_line() {
    let mut sources = sources();
    let openings = sources.policies.iter_mut().find(|source| source.name == "openings.cedar").expect("there");
    let at = openings.text.find("@id(\"openings.customer_permit_form\")").expect("there");
    let line = openings.text[..at].lines().count() + 4;
    let wider =
        openings.text[at..].replacen("context.state == State::\"permit\"", "context.state == State::\"offered\"", 1);
    openings.text.replace_range(at.., &wider);
    let faults = compile(&sources).map(|_| ()).expect_err("wider").0;
    let expected = "customer as party may reveal worker_permit_fields in state offered for purpose permit, \
                    by openings.customer_permit_form; invariant.customer_identity_before_permit forbids it \
                    (and in other states, purposes or overlays)";
    let told = faults.iter().find(|fault| fault.what.contains(" reveal ")).expect("told");
    assert_eq!((told.what.as_str(), told.file.as_str(), told.line), (expected, "openings.cedar", line));
}

#[test]
fn a_folder_may_promise_more_but_never_less_than_the_program() {
    let mut more = sources();
    let own = more.invariants.as_mut().expect("there");
    own.text.push_str(
        "@id(\"invariant.more\")\n@why(\"A test.\")\nforbid (principal == Role::\"moderator\", \
         action in Action::\"field\", resource == Class::\"internal_notes\");\n",
    );
    let refused = compile(&more).map(|_| ()).expect_err("moderators read notes").to_string();
    assert!(refused.contains("by operator.notes; invariant.more forbids it"), "{refused}");
    let mut fewer = sources().without("never.cedar");
    fewer.invariants = None;
    let refused = compile(&fewer).map(|_| ()).expect_err("the program's own still hold").to_string();
    assert!(refused.contains("invariant.stated_purpose forbids it"), "{refused}");
    let mut same = sources();
    same.invariants = None;
    assert!(compile(&same).is_ok());
}

#[test]
fn an_invariant_is_a_forbid_in_its_own_file_with_its_own_id() {
    let refused = |change: fn(&mut Sources)| {
        let mut sources = sources();
        change(&mut sources);
        compile(&sources).map(|_| ()).expect_err("misplaced").to_string()
    };
    let text = |id: &str, effect: &str| {
        format!(
            "@id(\"{id}\")\n@why(\"A test.\")\n{effect} (principal == Role::\"system\", action == Action::\"view\", resource);\n"
        )
    };
    let permit = text("invariant.x", "permit");
    assert!(compile(&only("")).is_ok(), "a set without a policy allows nothing");
    let mut with = only("");
    with.invariants = Some(Source { name: "invariants.cedar".to_owned(), text: permit });
    assert!(compile(&with).map(|_| ()).expect_err("permits").to_string().contains("an invariant that permits"));
    with.invariants = Some(Source { name: "invariants.cedar".to_owned(), text: text("x", "forbid") });
    assert!(compile(&with).map(|_| ()).expect_err("id").to_string().contains("does not begin with"));
    let outside = refused(|sources| {
        let text =
            "@id(\"invariant.x\")\n@why(\"A test.\")\nforbid (principal, action == Action::\"share\", resource);\n";
        sources.policies.push(Source { name: "more.cedar".to_owned(), text: text.to_owned() });
    });
    assert!(outside.contains("more.cedar:3: an invariant outside invariants.cedar"), "{outside}");
    let cut = refused(|sources| {
        let text = &mut sources.invariants.as_mut().expect("there").text;
        let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(half.expect("the start is one"));
    });
    assert!(cut.contains("invariants.cedar:"), "{cut}");
}

/// What no invariant can name, because there is no word for it.
#[test]
fn no_word_rates_a_worker_and_none_charges_one() {
    let words = Class::ALL.iter().map(|word| word.as_str()).chain(StepToken::ALL.iter().map(|word| word.as_str()));
    for word in words {
        let parts: Vec<&str> = word.split('_').collect();
        for part in ["rate", "rating", "score", "stars", "rank", "grade", "fee", "charge", "debt", "fine", "penalty"] {
            assert!(!parts.contains(&part), "{word}");
        }
    }
}

/// A set with fewer forbids opens more, one with fewer permits opens less.
#[test]
fn forbids_only_close_and_permits_only_open() {
    let whole = table();
    for file in ["never.", "own.", "operator."] {
        let rules = whole.rules().iter().filter(|rule| !rule.id.starts_with(file)).cloned().collect();
        let without = Table::new(PolicySet { hash: whole.hash().into(), rules });
        for ask in every_ask() {
            for action in FieldAction::ALL {
                let (all, some) = (whole.open(&ask, *action), without.open(&ask, *action));
                let holds = if file == "never." { some.contains(all) } else { all.contains(some) };
                assert!(holds, "{file}: {action} for {ask:?}");
            }
        }
    }
}
