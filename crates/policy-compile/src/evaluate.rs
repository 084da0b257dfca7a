//! Cedar's evaluator, asked about one clause for every combination of the words that it names.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema,
};
use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
use policy::{Cover, Dim};

use crate::boxes::Space;
use crate::clause::Clause;

/// The word in [`Dim::Purpose`] that stands for "none given".
pub(crate) const NO_PURPOSE: &str = "none";

/// The questions of one kind, fields or steps: their words as Cedar entities, and what counts the evaluations.
pub(crate) struct Evaluator {
    authorizer: Authorizer,
    actions: Entities,
    words: [Vec<EntityUid>; 7],
    /// Which dimension Cedar's `resource` is: the class of a field, or the state that a step is taken from.
    pub resource: Dim,
    pub space: Space,
    pub evaluations: usize,
}

impl Evaluator {
    pub(crate) fn of_fields(schema: &Schema) -> Self {
        let actions = entities("Action", FieldAction::ALL.iter().map(|word| word.as_str()));
        let classes = entities("Class", Class::ALL.iter().map(|word| word.as_str()));
        Self::new(schema, actions, classes, Dim::Class)
    }

    pub(crate) fn of_steps(schema: &Schema) -> Self {
        let actions = entities("Action", StepToken::ALL.iter().map(|word| word.as_str()));
        // A step speaks of no class; the dimension has one word that Cedar never sees.
        let classes = entities("Class", ["step"].into_iter());
        Self::new(schema, actions, classes, Dim::State)
    }

    fn new(schema: &Schema, actions: Vec<EntityUid>, classes: Vec<EntityUid>, resource: Dim) -> Self {
        let purposes = [NO_PURPOSE].into_iter().chain(Purpose::ALL.iter().map(|word| word.as_str()));
        let words = [
            entities("Role", Role::ALL.iter().map(|word| word.as_str())),
            actions,
            entities("Relation", Relation::ALL.iter().map(|word| word.as_str())),
            entities("Purpose", purposes),
            entities("State", StateToken::ALL.iter().map(|word| word.as_str())),
            entities("Overlay", Overlay::ALL.iter().map(|word| word.as_str())),
            classes,
        ];
        Self {
            authorizer: Authorizer::new(),
            actions: schema.action_entities().expect("the actions of a valid schema have no circle"),
            space: Space(words.each_ref().map(Vec::len)),
            words,
            resource,
            evaluations: 0,
        }
    }

    /// How many evaluations the clause costs.
    pub(crate) fn cost(&self, clause: &Clause) -> usize {
        clause.names.dims(self.resource).iter().map(|dim| self.space.len(*dim)).product()
    }

    /// Where the clause holds. An evaluation error anywhere is an error.
    pub(crate) fn covers(&mut self, clause: &Clause) -> Result<Vec<Cover>, String> {
        let dims = clause.names.dims(self.resource);
        let set = PolicySet::from_policies([clause.policy.clone()]).expect("one policy has no double id");
        let mut bits = Vec::with_capacity(self.cost(clause));
        let mut at = [0; 7];
        'combinations: loop {
            bits.push(self.holds(&set, at)?);
            for dim in dims.iter().rev() {
                at[*dim as usize] += 1;
                if at[*dim as usize] < self.space.len(*dim) {
                    continue 'combinations;
                }
                at[*dim as usize] = 0;
            }
            break;
        }
        self.evaluations += bits.len();
        Ok(self.space.boxes(&dims, &bits))
    }

    /// Whether Cedar allows the combination under this set.
    pub(crate) fn holds(&self, set: &PolicySet, at: [usize; 7]) -> Result<bool, String> {
        let word = |dim: Dim| self.words[dim as usize][at[dim as usize]].clone();
        let attributes =
            [("relation", Dim::Relation), ("purpose", Dim::Purpose), ("state", Dim::State), ("overlay", Dim::Overlay)];
        let attributes = attributes
            .into_iter()
            .filter(|(_, dim)| *dim != self.resource)
            .map(|(name, dim)| (name.to_owned(), RestrictedExpression::new_entity_uid(word(dim))));
        let context = Context::from_pairs(attributes).expect("the attributes have different names");
        let request = Request::new(word(Dim::Role), word(Dim::Action), word(self.resource), context, None)
            .expect("without a schema every request is well-formed");
        let response = self.authorizer.is_authorized(&request, set, &self.actions);
        match response.diagnostics().errors().next() {
            Some(error) => Err(error.to_string()),
            None => Ok(response.decision() == Decision::Allow),
        }
    }
}

fn entities<'a>(kind: &str, words: impl Iterator<Item = &'a str>) -> Vec<EntityUid> {
    let kind: EntityTypeName = kind.parse().expect("a plain word is a type name");
    words.map(|word| EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(word))).collect()
}
