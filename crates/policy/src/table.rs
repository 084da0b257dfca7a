//! The compiled policy set: rules for explaining, grids for deciding.
//!
//! The grids are laid out from the rules when the table is made, so the two cannot disagree.

use std::sync::Arc;

use domain::{Class, ClassSet, FieldAction, StepToken};

use crate::ask::Ask;
use crate::grid::Grid;
use crate::permit::Act;
use crate::rule::{Cover, Effect, Rule, Words};

/// What a table is made of: the rules and the hash of the sources that they were compiled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet {
    /// SHA-256 of the sources, in hexadecimal.
    pub hash: Arc<str>,
    /// In the order of the sources.
    pub rules: Vec<Rule>,
}

/// The compiled policy set. Deny by default; forbid wins.
#[derive(Debug)]
pub struct Table {
    pub(crate) set: PolicySet,
    fields: Grid,
    steps: Grid,
}

impl Table {
    /// Lays out the grids of a policy set.
    pub fn new(set: PolicySet) -> Self {
        let covers = |of: fn(&Rule) -> &Vec<Cover>| -> Vec<(Effect, Cover)> {
            set.rules.iter().flat_map(|rule| of(rule).iter().map(|cover| (rule.effect, *cover))).collect()
        };
        let fields = Grid::build(FieldAction::COUNT, &covers(|rule| &rule.fields));
        let steps = Grid::build(StepToken::COUNT, &covers(|rule| &rule.steps));
        Self { set, fields, steps }
    }

    /// A table without a rule: it denies everything.
    pub fn empty() -> Self {
        Self::new(PolicySet { hash: "0".repeat(64).into(), rules: Vec::new() })
    }

    /// SHA-256 of the policy sources, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.set.hash
    }

    /// The rules, in the order of the sources.
    pub fn rules(&self) -> &[Rule] {
        &self.set.rules
    }

    /// Bytes of the grids in memory.
    pub fn grid_bytes(&self) -> usize {
        self.fields.size() + self.steps.size()
    }

    /// Which classes this question opens for this action. Any relation held may open a class; a forbid through any of
    /// them closes it.
    pub fn open(&self, ask: &Ask, action: FieldAction) -> ClassSet {
        ClassSet(decide(&self.fields, *ask, action.index()))
    }

    /// Whether the step may be taken, as far as policy goes; the state machine has its own say.
    pub fn may_step(&self, ask: &Ask, step: StepToken) -> bool {
        decide(&self.steps, *ask, step.index()) != 0
    }

    /// The rules of one effect that speak on this question; for fields, of any of these classes.
    pub(crate) fn speaking(
        &self,
        ask: &Ask,
        act: Act,
        classes: ClassSet,
        effect: Effect,
    ) -> impl Iterator<Item = &Rule> {
        let ask = *ask;
        self.set.rules.iter().filter(move |rule| rule.effect == effect && rule.speaks(&ask, act, classes))
    }
}

fn decide(grid: &Grid, ask: Ask, action: usize) -> u32 {
    let (mut permitted, mut forbidden) = (0, 0);
    for relation in ask.relations().iter() {
        let key = [ask.role().index(), action, relation.index(), purpose_index(ask)];
        let cell = grid.cell(key, ask.state(), ask.overlay());
        permitted |= cell.permitted;
        forbidden |= cell.forbidden;
    }
    permitted & !forbidden
}

/// The place of the purpose in [`crate::Dim::Purpose`].
pub(crate) fn purpose_index(ask: Ask) -> usize {
    ask.purpose().map_or(0, |given| given.purpose.index() + 1)
}

impl Rule {
    /// Whether this rule speaks on the question through any relation held; for fields, of any of these classes.
    pub fn speaks(&self, ask: &Ask, act: Act, classes: ClassSet) -> bool {
        use crate::rule::Dim;
        let (covers, action, classes) = match act {
            Act::Field(action) => (&self.fields, action.index(), Words::from(classes.0)),
            Act::Step(step) => (&self.steps, step.index(), 1),
        };
        covers.iter().any(|cover| {
            cover.has(Dim::Role, ask.role().index())
                && cover.has(Dim::Action, action)
                && cover.has(Dim::Purpose, purpose_index(*ask))
                && cover.has(Dim::State, ask.state().index())
                && cover.has(Dim::Overlay, ask.overlay().index())
                && cover.words(Dim::Class) & classes != 0
                && ask.relations().iter().any(|relation| cover.has(Dim::Relation, relation.index()))
        })
    }
}

// INVARIANT: a cover has one bit per word in every dimension.
const _: () = assert!(StepToken::COUNT <= 64 && domain::StateToken::COUNT <= 64 && Class::COUNT <= 32);
