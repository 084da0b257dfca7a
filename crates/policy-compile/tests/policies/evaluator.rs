//! Compiling takes policies apart; deciding puts them together. Cedar, asked about the whole set at once, must agree.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
};
use domain::{Class, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Ask, Cover, Effect, Rule, Table, Words, diff};
use policy_compile::{Source, Sources, compile};
use proptest::prelude::*;

use crate::questions::{ask, sources, table};

struct Cedar {
    schema: Schema,
    actions: Entities,
    set: PolicySet,
}

impl Cedar {
    fn new(sources: &Sources) -> Self {
        let (schema, _) = Schema::from_cedarschema_str(&sources.schema.text).expect("compiled before");
        let text: String = sources.policies.iter().map(|source| source.text.as_str()).collect();
        let actions = schema.action_entities().expect("no circle");
        Self { schema, actions, set: text.parse().expect("compiled before") }
    }

    fn allows(&self, action: &str, resource: EntityUid, role: Role, context: &[(&str, EntityUid)]) -> bool {
        let pairs =
            context.iter().map(|(name, word)| ((*name).to_owned(), RestrictedExpression::new_entity_uid(word.clone())));
        let context = Context::from_pairs(pairs).expect("different names");
        let principal = word("Role", role.as_str());
        let request = Request::new(principal, word("Action", action), resource, context, Some(&self.schema));
        let response = Authorizer::new().is_authorized(&request.expect("of the schema"), &self.set, &self.actions);
        response.decision() == Decision::Allow
    }
}

fn word(kind: &str, word: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.parse().expect("a type"), EntityId::new(word))
}

fn any_of<W: Copy + std::fmt::Debug + 'static>(words: &'static [W]) -> impl Strategy<Value = W> {
    prop::sample::select(words)
}

fn any_purpose() -> impl Strategy<Value = Option<Purpose>> {
    prop::option::of(any_of(Purpose::ALL))
}

fn any_ask() -> impl Strategy<Value = Ask> {
    let relations = prop::collection::vec(any_of(Relation::ALL), 0..4);
    (any_of(Role::ALL), relations, any_purpose(), any_of(StateToken::ALL), any_of(Overlay::ALL)).prop_map(
        |(role, relations, purpose, state, overlay)| {
            let relations = relations.into_iter().fold(RelationSet::NONE, RelationSet::with);
            let ask = Ask::new(role, relations, state, overlay);
            purpose.map_or(ask, |purpose| ask.with_stated_purpose(purpose))
        },
    )
}

#[test]
fn the_table_decides_like_cedar_on_the_whole_set() {
    let (sources, table) = (sources(), table());
    let cedar = Cedar::new(&sources);
    let cell = (any_of(Role::ALL), any_of(Relation::ALL), any_purpose(), any_of(StateToken::ALL), any_of(Overlay::ALL));
    let act = (any_of(FieldAction::ALL), any_of(Class::ALL), any_of(StepToken::ALL));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(3000));
    let outcome = runner.run(&(cell, act), |((role, relation, purpose, state, overlay), (action, class, step))| {
        let ask = ask(role, relation, purpose, state, overlay);
        let mut context = vec![
            ("relation", word("Relation", relation.as_str())),
            ("purpose", word("Purpose", purpose.map_or("none", Purpose::as_str))),
            ("overlay", word("Overlay", overlay.as_str())),
        ];
        let from = word("State", state.as_str());
        prop_assert_eq!(table.may_step(&ask, step), cedar.allows(step.as_str(), from.clone(), role, &context));
        context.push(("state", from));
        let of = word("Class", class.as_str());
        prop_assert_eq!(table.open(&ask, action).has(class), cedar.allows(action.as_str(), of, role, &context));
        Ok(())
    });
    outcome.unwrap_or_else(|difference| panic!("{difference}"));
}

fn any_forbid() -> impl Strategy<Value = Rule> {
    prop::collection::vec(any::<u64>(), 14).prop_map(|bits| {
        // Two random words per dimension make boxes that are neither empty nor everything.
        let cover = |limits: [usize; 7], from: usize| {
            Cover(std::array::from_fn(|dim| Words::from(bits[dim] | bits[from] >> dim) & ((1 << limits[dim]) - 1)))
        };
        Rule {
            id: "random".into(),
            why: "A random forbid.".to_owned(),
            why_ar: None,
            effect: Effect::Forbid,
            written: policy::Written::default(),
            fields: vec![cover([14, 6, 6, 18, 35, 4, 21], 7)],
            steps: vec![cover([14, 42, 6, 18, 35, 4, 1], 8)],
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn adding_a_forbid_never_allows_more_and_taking_one_away_never_allows_less(
        more in any_forbid(), kept in prop::collection::vec(any::<bool>(), 128..200),
        asks in prop::collection::vec(any_ask(), 200),
    ) {
        let shipped = policy::shipped().expect("fresh");
        let set = |rules: Vec<Rule>| Table::new(policy::PolicySet { hash: shipped.hash().into(), rules });
        let some: Vec<Rule> = shipped.rules().iter().zip(kept.iter().cycle()).filter(|(_, kept)| **kept)
            .map(|(rule, _)| rule.clone()).collect();
        let permits: Vec<Rule> = some.iter().filter(|rule| rule.effect == Effect::Permit).cloned().collect();
        let forbidden: Vec<Rule> = some.iter().cloned().chain([more]).collect();
        let (permits, some, forbidden) = (set(permits), set(some), set(forbidden));
        for ask in &asks {
            for action in FieldAction::ALL {
                prop_assert!(some.open(ask, *action).contains(forbidden.open(ask, *action)));
                prop_assert!(permits.open(ask, *action).contains(some.open(ask, *action)));
            }
            for step in StepToken::ALL {
                prop_assert!(some.may_step(ask, *step) || !forbidden.may_step(ask, *step));
                prop_assert!(permits.may_step(ask, *step) || !some.may_step(ask, *step));
            }
        }
    }
}

#[test]
fn a_diff_names_what_a_change_opens_and_what_it_closes() {
    let old = table();
    let mut sources = sources().without("public.cedar");
    let text = "@id(\"more\")\n@why(\"A test.\")\n\
                permit (principal == Role::\"support\", action == Action::\"hold\", resource == State::\"enquiry\");\n";
    sources.policies.push(Source { name: "more.cedar".to_owned(), text: text.to_owned() });
    let new = compile(&sources).unwrap_or_else(|refused| panic!("{refused}"));
    let change = diff(old, &new);
    let said = |changes: &[policy::Change]| changes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let widens: Vec<String> = Relation::ALL
        .iter()
        .map(|relation| match relation {
            Relation::None => "support without a relation".to_owned(),
            relation => format!("support as {relation}"),
        })
        .flat_map(|who| [format!("{who} may take the step hold in enquiry for any purpose or none")])
        .collect();
    assert_eq!(said(&change.widens), widens, "where a case stands still or a licence has lapsed other rules forbid it");
    let narrows = said(&change.narrows);
    assert!(narrows.iter().all(|line| line.contains("public_profile")), "{change}");
    let lost = "anonymous without a relation may view public_profile in roster:listed, roster:locked for any purpose or none under \
                any overlay";
    assert!(narrows.iter().any(|line| line == lost), "{change}");
    assert_eq!(diff(old, old).to_string(), "no change of access\n");
}
