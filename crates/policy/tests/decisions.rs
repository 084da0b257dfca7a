//! Deciding, explaining and showing, on a small set made here: the shipped policies have tests of their own.

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{
    Act, Ask, Cover, Denial, Effect, ObjectRef, PolicySet, PurposeSource, Rule, Shown, Sight, Table, Written,
};
use uuid::Uuid;

const ANY: policy::Words = policy::Words::MAX;

fn bits(places: &[usize]) -> policy::Words {
    places.iter().fold(0, |bits, place| bits | 1 << place)
}

fn rule(id: &str, effect: Effect, fields: &[[policy::Words; 7]], steps: &[[policy::Words; 7]]) -> Rule {
    let limits = [14, 46, 6, 18, 35, 4, 21];
    let covers = |of: &[[policy::Words; 7]]| {
        of.iter().map(|words| Cover(std::array::from_fn(|dim| words[dim] & ((1 << limits[dim]) - 1)))).collect()
    };
    let why = format!("why {id}");
    let written = Written { file: "here.cedar".to_owned(), line: 3, text: format!("permit(\n  {id});") };
    Rule { id: id.into(), why, why_ar: None, effect, written, fields: covers(fields), steps: covers(steps) }
}

/// An owner sees and reveals names; a party sees names once signed, and their mask while met; nobody under safeguarding.
fn table() -> Table {
    let customer = bits(&[Role::Customer.index()]);
    let own = bits(&[Relation::OwnOrg.index()]);
    let party = bits(&[Relation::Party.index()]);
    let name = bits(&[Class::WorkerName.index()]);
    let see = bits(&[FieldAction::ViewMasked.index(), FieldAction::View.index()]);
    let all = bits(&[FieldAction::ViewMasked.index(), FieldAction::View.index(), FieldAction::Reveal.index()]);
    let mask = bits(&[FieldAction::ViewMasked.index()]);
    let contract = bits(&[Purpose::Contract.index() + 1]);
    let (signed, met) = (bits(&[StateToken::Signed.index()]), bits(&[StateToken::Met.index()]));
    let safeguarding = bits(&[Overlay::Safeguarding.index()]);
    Table::new(PolicySet {
        hash: "f".repeat(64).into(),
        rules: vec![
            rule("own", Effect::Permit, &[[customer, all, own, ANY, ANY, ANY, name]], &[]),
            rule("signed", Effect::Permit, &[[customer, see, party, contract, signed, ANY, name]], &[]),
            rule("met", Effect::Permit, &[[customer, mask, party, ANY, met, ANY, name]], &[]),
            rule(
                "stop",
                Effect::Forbid,
                &[[ANY, ANY, party, ANY, ANY, safeguarding, ANY]],
                &[[ANY, ANY, party, ANY, ANY, safeguarding, 1]],
            ),
            rule("hold", Effect::Permit, &[], &[[customer, bits(&[StepToken::Hold.index()]), party, ANY, ANY, ANY, 1]]),
        ],
    })
}

fn ask(relations: &[Relation], state: StateToken, overlay: Overlay) -> Ask {
    let relations = relations.iter().fold(RelationSet::NONE, |set, relation| set.with(*relation));
    Ask::new(Role::Customer, relations, state, overlay)
}

const OBJECT: ObjectRef = ObjectRef { kind: "worker", id: Uuid::from_u128(7), version: 3 };
const NAME: ClassSet = ClassSet::EMPTY.with(Class::WorkerName);

#[test]
fn any_relation_may_open_and_a_forbid_through_one_of_them_closes() {
    let table = table();
    let both = [Relation::OwnOrg, Relation::Party];
    assert_eq!(table.open(&ask(&both, StateToken::Held, Overlay::None), FieldAction::View), NAME);
    assert_eq!(table.open(&ask(&both, StateToken::Held, Overlay::Safeguarding), FieldAction::View), ClassSet::EMPTY);
    let own = ask(&[Relation::OwnOrg], StateToken::Held, Overlay::Safeguarding);
    assert_eq!(table.open(&own, FieldAction::View), NAME);
}

#[test]
fn an_empty_table_denies_everything() {
    let (table, ask) = (Table::empty(), ask(&[Relation::OwnOrg], StateToken::Held, Overlay::None));
    let denial = table.admit_step(&ask, StepToken::Hold, OBJECT).expect_err("denied");
    assert_eq!(denial.rule(), Denial::DEFAULT);
    assert_eq!(table.view(&ask).visible(), ClassSet::EMPTY);
}

#[test]
fn a_permit_says_all_that_a_record_needs() {
    let table = table();
    let ask = ask(&[Relation::Party], StateToken::Signed, Overlay::None).with_working_purpose();
    let permit = table.admit_fields(&ask, FieldAction::View, OBJECT, NAME).expect("allowed");
    assert_eq!(permit.act(), Act::Field(FieldAction::View));
    assert_eq!((permit.object(), permit.classes()), (OBJECT, NAME));
    assert_eq!((permit.role(), permit.state(), permit.overlay()), (Role::Customer, StateToken::Signed, Overlay::None));
    let given = permit.purpose().expect("a working purpose");
    assert_eq!((given.purpose, given.source), (Purpose::Contract, PurposeSource::Working));
    assert_eq!(permit.policies().collect::<Vec<_>>(), ["signed"]);
    assert_eq!(permit.policy_set(), "f".repeat(64));
    assert!(permit.names("worker", OBJECT.id, Class::WorkerName));
    assert!(!permit.names("worker", OBJECT.id, Class::WorkerIdentity), "another class");
    assert!(!permit.names("customer", OBJECT.id, Class::WorkerName), "another kind");
    assert!(!permit.names("worker", Uuid::nil(), Class::WorkerName), "another object");
}

#[test]
fn fields_are_admitted_all_or_none() {
    let table = table();
    let ask = ask(&[Relation::OwnOrg], StateToken::Held, Overlay::None);
    let wanted = NAME.with(Class::WorkerIdentity);
    let denial = table.admit_fields(&ask, FieldAction::View, OBJECT, wanted).expect_err("one is closed");
    assert_eq!(denial.refused(), ClassSet::EMPTY.with(Class::WorkerIdentity));
    let text = "default.deny: customer may not view worker_identity of a worker in state held without a purpose";
    assert_eq!(denial.to_string(), text);
    assert!(table.admit_fields(&ask, FieldAction::View, OBJECT, ClassSet::EMPTY).is_err(), "nothing is no permit");
}

#[test]
fn a_reveal_wants_a_purpose_that_the_caller_has_stated() {
    let table = table();
    let ask = ask(&[Relation::OwnOrg], StateToken::Held, Overlay::None);
    for unstated in [ask, ask.with_working_purpose()] {
        let denial = table.admit_fields(&unstated, FieldAction::Reveal, OBJECT, NAME).expect_err("not stated");
        assert_eq!(denial.rule(), Denial::PURPOSE);
    }
    assert!(table.admit_fields(&ask.with_stated_purpose(Purpose::Select), FieldAction::Reveal, OBJECT, NAME).is_ok());
}

#[test]
fn a_denied_step_names_the_policies_that_forbid_it() {
    let table = table();
    let step = StepToken::Hold;
    assert!(table.admit_step(&ask(&[Relation::Party], StateToken::Held, Overlay::None), step, OBJECT).is_ok());
    let stopped = ask(&[Relation::Party], StateToken::Held, Overlay::Safeguarding);
    let denial = table.admit_step(&stopped, step, OBJECT).expect_err("stopped");
    assert_eq!((denial.rule(), denial.rules().count()), ("stop", 1));
    assert_eq!(table.rules_for(&stopped, Act::Step(step), ClassSet::EMPTY), ["stop"]);
    assert_eq!(table.rules_for(&stopped.in_state(StateToken::Met), Act::Field(FieldAction::View), NAME), ["stop"]);
}

struct Worker {
    id: u32,
    name: String,
    passport: String,
}

policy::fields! {
    Worker {
        /// The row.
        ID = id: u32, key;
        /// The full name.
        NAME = name: String, WorkerName, policy::mask::initial;
        /// The passport's number.
        PASSPORT = passport: String, WorkerIdentity, policy::mask::last_three;
    }
}

fn worker() -> Worker {
    Worker { id: 7, name: "Salma".to_owned(), passport: "EP1234417".to_owned() }
}

#[test]
fn a_record_shows_what_its_reader_may_see() {
    let table = table();
    let seen = |state| table.see(&ask(&[Relation::Party], state, Overlay::None), worker());
    assert_eq!(seen(StateToken::Signed).show(&Worker::NAME), Shown::Visible(&"Salma".to_owned()));
    assert_eq!(seen(StateToken::Met).show(&Worker::NAME), Shown::Masked("S.".into()));
    let held = seen(StateToken::Held);
    assert_eq!(held.show(&Worker::NAME), Shown::Hidden { opens: Some(StateToken::Signed) });
    assert_eq!(held.show(&Worker::PASSPORT), Shown::Hidden { opens: None });
    assert_eq!(seen(StateToken::Travel).show(&Worker::NAME), Shown::Hidden { opens: None }, "it was open earlier");
    assert_eq!((*held.key(&Worker::ID), held.sight(Class::WorkerName)), (7, Sight::Hidden));
}

#[test]
fn printing_a_seen_record_prints_nothing_of_it() {
    let seen = table().see(&ask(&[Relation::OwnOrg], StateToken::Signed, Overlay::None), worker());
    assert!(!format!("{seen:?}").contains("Salma"));
}

#[test]
fn a_view_says_what_a_reveal_would_open() {
    let table = table();
    let own = table.view(&ask(&[Relation::OwnOrg], StateToken::Held, Overlay::None));
    assert!(own.revealable(Class::WorkerName) && !own.revealable(Class::WorkerIdentity));
    assert!(!table.view(&ask(&[Relation::Party], StateToken::Signed, Overlay::None)).revealable(Class::WorkerName));
}

#[test]
fn an_explanation_names_the_deciding_the_overriding_and_the_near_misses() {
    let table = table();
    let view = Act::Field(FieldAction::View);
    let open = ask(&[Relation::OwnOrg], StateToken::Held, Overlay::None);
    assert_eq!(table.explain(&open, view, Class::WorkerName).to_string(), "ALLOW\n  permit own: why own\n");
    let both = ask(&[Relation::OwnOrg, Relation::Party], StateToken::Held, Overlay::Safeguarding);
    let forbidden = table.explain(&both, view, Class::WorkerName);
    assert_eq!(forbidden.permits[0].id, "own");
    assert_eq!(forbidden.forbids[0].id, "stop");
    let near = table.explain(&ask(&[Relation::Party], StateToken::Signed, Overlay::None), view, Class::WorkerName);
    let text = near.to_string();
    assert!(text.starts_with("DENY: no policy permits it\n"), "{text}");
    assert!(text.contains("another relation: own_org\n") && text.contains("another purpose: contract\n"), "{text}");
}
