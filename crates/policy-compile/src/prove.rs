//! Invariants, proved on every combination of words: what an invariant names and the table allows is a violation.
//!
//! One relation at a time is enough. Whoever holds several is allowed a thing only if one of them permits it and none
//! forbids it, so that one alone would be allowed it too.

use std::collections::BTreeMap;
use std::fmt;

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
use policy::{Act, Ask, Cover, Dim, Effect, Rule, Table, Words};

use crate::boxes::meet;
use crate::evaluate::NO_PURPOSE;
use crate::matrix::ask;

/// What was proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many invariants.
    pub invariants: usize,
    /// How many combinations they name, each compared with the table.
    pub combinations: u64,
}

impl Proof {
    /// Both together.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self { invariants: self.invariants + other.invariants, combinations: self.combinations + other.combinations }
    }
}

/// One thing that is allowed and may not be: the first combination found, and whether there are more like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub invariant: String,
    /// The policies that allow it.
    pub by: Vec<String>,
    relation: Relation,
    ask: Ask,
    act: Act,
    class: Option<Class>,
    alike: bool,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = self.ask.purpose();
        let allowed = Allowed {
            role: self.ask.role().as_str(),
            relation: self.relation.as_str(),
            act: self.act.as_str(),
            class: self.class.map(Class::as_str),
            state: self.ask.state().as_str(),
            purpose: given.map_or(NO_PURPOSE, |given| given.purpose.as_str()),
            overlay: self.ask.overlay().as_str(),
            by: &self.by.join(" and "),
            invariant: &self.invariant,
        };
        match self.alike {
            false => write!(f, "{allowed}"),
            true => write!(f, "{allowed} (and in other states, purposes or overlays)"),
        }
    }
}

/// One combination that a set allows and an invariant forbids, as a sentence; in the words of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed<'a> {
    /// Who.
    pub role: &'a str,
    /// How they stand to it.
    pub relation: &'a str,
    /// The field action or the step.
    pub act: &'a str,
    /// The data class; none for a step.
    pub class: Option<&'a str>,
    /// The state of the case or record.
    pub state: &'a str,
    /// The purpose, or `none`.
    pub purpose: &'a str,
    /// The overlay, or `none`.
    pub overlay: &'a str,
    /// The policies that allow it.
    pub by: &'a str,
    /// The invariant that does not.
    pub invariant: &'a str,
}

impl fmt::Display for Allowed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, relation, act, class, state, purpose, overlay, by, invariant } = self;
        match *relation {
            "none" => write!(f, "{role} without a relation")?,
            relation => write!(f, "{role} as {relation}")?,
        }
        match class {
            Some(class) => write!(f, " may {act} {class} in state {state}")?,
            None => write!(f, " may take the step {act} from state {state}")?,
        }
        match *purpose {
            NO_PURPOSE => f.write_str(" without a purpose")?,
            purpose => write!(f, " for purpose {purpose}")?,
        }
        if *overlay != "none" {
            write!(f, " under {overlay}")?;
        }
        write!(f, ", by {by}; {invariant} forbids it")
    }
}

/// Everything that the table allows and the invariant forbids, by role, relation, act and class; and how many combinations
/// the invariant names.
pub(crate) fn violations(table: &Table, invariant: &Rule) -> (Vec<Violation>, u64) {
    let mut found: BTreeMap<(Role, Relation, usize, Option<Class>), Violation> = BTreeMap::new();
    let mut note = |relation: Relation, ask: Ask, (place, act): (usize, Act), class: Option<Class>| {
        let entry = found.entry((ask.role(), relation, place, class)).or_insert_with(|| {
            let classes = class.map_or(ClassSet::EMPTY, |class| ClassSet::EMPTY.with(class));
            let by = table.rules_for(&ask, act, classes).into_iter().map(str::to_owned).collect();
            Violation { invariant: invariant.id.to_string(), by, relation, ask, act, class, alike: false }
        });
        entry.alike |= entry.ask != ask;
    };
    for cover in permitted(table, invariant, |rule| &rule.fields) {
        let classes = ClassSet(u32::try_from(cover.words(Dim::Class)).expect("a class set has 32 bits"));
        asks(&cover, |relation, ask| {
            for action in words(FieldAction::ALL, cover.words(Dim::Action)) {
                let open = table.open(&ask, action);
                for class in classes.iter().filter(|class| open.has(*class)) {
                    note(relation, ask, (action.index(), Act::Field(action)), Some(class));
                }
            }
        });
    }
    for cover in permitted(table, invariant, |rule| &rule.steps) {
        asks(&cover, |relation, ask| {
            for step in words(StepToken::ALL, cover.words(Dim::Action)).filter(|step| table.may_step(&ask, *step)) {
                note(relation, ask, (FieldAction::COUNT + step.index(), Act::Step(step)), None);
            }
        });
    }
    let volume = |cover: &Cover| cover.0.iter().map(|words| u64::from(words.count_ones())).product::<u64>();
    (found.into_values().collect(), invariant.fields.iter().chain(&invariant.steps).map(volume).sum())
}

/// What the invariant names and some policy permits: everything else that it names is denied for want of a permit, so that
/// only these combinations need to be looked up.
fn permitted(table: &Table, invariant: &Rule, of: fn(&Rule) -> &Vec<Cover>) -> Vec<Cover> {
    let permits = table.rules().iter().filter(|rule| rule.effect == Effect::Permit);
    permits.flat_map(|permit| meet(of(permit), of(invariant))).collect()
}

/// Puts every question of a box.
fn asks(cover: &Cover, mut put: impl FnMut(Relation, Ask)) {
    for role in words(Role::ALL, cover.words(Dim::Role)) {
        for relation in words(Relation::ALL, cover.words(Dim::Relation)) {
            for state in words(StateToken::ALL, cover.words(Dim::State)) {
                for overlay in words(Overlay::ALL, cover.words(Dim::Overlay)) {
                    let purposes = cover.words(Dim::Purpose);
                    let stated = words(Purpose::ALL, purposes >> 1).map(Some);
                    for purpose in (purposes & 1 == 1).then_some(None).into_iter().chain(stated) {
                        put(relation, ask(role, relation, purpose, state, overlay));
                    }
                }
            }
        }
    }
}

fn words<W: Copy>(all: &[W], set: Words) -> impl Iterator<Item = W> {
    all.iter().enumerate().filter(move |(place, _)| set >> place & 1 == 1).map(|(_, word)| *word)
}
