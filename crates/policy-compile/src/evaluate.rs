//! Cedar's evaluator, asked about each test of a clause for every combination of the words that the test names.

use std::collections::HashMap;
use std::rc::Rc;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema,
};
use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
use policy::{Cover, Dim};

use crate::boxes::Space;
use crate::clause::{Clause, Test, Tree};

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
    /// What Cedar said of a test before: many policies ask the same.
    known: HashMap<String, Rc<Answers>>,
}

/// Where a test holds: one bit for each combination of its dimensions, the last fastest.
struct Answers {
    dims: Vec<Dim>,
    bits: Vec<bool>,
}

/// A clause with Cedar's answers in the places of its tests.
enum Answered {
    Test(Rc<Answers>),
    All(Vec<Answered>),
    Any(Vec<Answered>),
    Not(Box<Answered>),
}

impl Answered {
    fn holds(&self, at: &[usize; 7], space: &Space) -> bool {
        match self {
            Self::Test(answers) => {
                let place = |place, dim: &Dim| place * space.len(*dim) + at[*dim as usize];
                answers.bits[answers.dims.iter().fold(0, place)]
            }
            Self::All(parts) => parts.iter().all(|part| part.holds(at, space)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(at, space)),
            Self::Not(part) => !part.holds(at, space),
        }
    }
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
            known: HashMap::new(),
        }
    }

    /// How many combinations the clause speaks of.
    pub(crate) fn cost(&self, clause: &Clause) -> usize {
        clause.names.dims(self.resource).iter().map(|dim| self.space.len(*dim)).product()
    }

    /// Where the clause holds. An evaluation error anywhere is an error.
    pub(crate) fn covers(&mut self, clause: &Clause) -> Result<Vec<Cover>, String> {
        let dims = clause.names.dims(self.resource);
        let answered = self.answered(&clause.tree)?;
        let mut bits = Vec::with_capacity(self.cost(clause));
        self.space.combinations(&dims, |at| {
            bits.push(answered.holds(&at, &self.space));
            Ok::<_, String>(())
        })?;
        Ok(self.space.boxes(&dims, &bits))
    }

    fn answered(&mut self, tree: &Tree) -> Result<Answered, String> {
        Ok(match tree {
            Tree::Test(test) => Answered::Test(self.asked(test)?),
            Tree::All(trees) => Answered::All(trees.iter().map(|tree| self.answered(tree)).collect::<Result<_, _>>()?),
            Tree::Any(trees) => Answered::Any(trees.iter().map(|tree| self.answered(tree)).collect::<Result<_, _>>()?),
            Tree::Not(tree) => Answered::Not(Box::new(self.answered(tree)?)),
        })
    }

    /// What Cedar says of a test.
    fn asked(&mut self, test: &Test) -> Result<Rc<Answers>, String> {
        if let Some(known) = self.known.get(&test.text) {
            return Ok(Rc::clone(known));
        }
        let dims = test.names.dims(self.resource);
        let set = PolicySet::from_policies([test.policy.clone()]).expect("one policy has no double id");
        let mut bits = Vec::new();
        self.space.combinations(&dims, |at| {
            bits.push(self.holds(&set, at)?);
            Ok::<_, String>(())
        })?;
        self.evaluations += bits.len();
        let answers = Rc::new(Answers { dims, bits });
        self.known.insert(test.text.clone(), Rc::clone(&answers));
        Ok(answers)
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
