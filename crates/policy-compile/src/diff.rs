//! What a change of the policies opens and closes.

use std::collections::BTreeMap;
use std::fmt;

use domain::{FieldAction, Overlay, Relation, Role, StateToken, StepToken};
use policy::{Ask, Table};

use crate::matrix::{ask, purposes};

/// The difference between two tables: one line per role, relation and act (with its class), naming the states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// What only the new table allows. Each line wants a reason in the review.
    pub widens: Vec<String>,
    /// What only the old table allows.
    pub narrows: Vec<String>,
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.widens.is_empty() && self.narrows.is_empty() {
            return writeln!(f, "no change of access");
        }
        self.widens.iter().try_for_each(|line| writeln!(f, "WIDENS  {line}"))?;
        self.narrows.iter().try_for_each(|line| writeln!(f, "narrows {line}"))
    }
}

/// Compares two tables cell by cell.
pub fn diff(old: &Table, new: &Table) -> Diff {
    Diff { widens: only_in(new, old), narrows: only_in(old, new) }
}

/// What the first allows and the second does not.
fn only_in(table: &Table, other: &Table) -> Vec<String> {
    let mut found: BTreeMap<(Role, Relation, String), Vec<StateToken>> = BTreeMap::new();
    for role in Role::ALL {
        for relation in Relation::ALL {
            for state in StateToken::ALL {
                for act in acts(*role, *relation, *state, table, other) {
                    let states = found.entry((*role, *relation, act)).or_default();
                    if states.last() != Some(state) {
                        states.push(*state);
                    }
                }
            }
        }
    }
    let line = |((role, relation, act), states): (_, Vec<StateToken>)| {
        let states: Vec<_> = states.iter().map(|state| state.as_str()).collect();
        format!("{role} / {relation}: {act} in {}", states.join(" "))
    };
    found.into_iter().map(line).collect()
}

fn acts(role: Role, relation: Relation, state: StateToken, table: &Table, other: &Table) -> Vec<String> {
    let mut acts = Vec::new();
    for overlay in Overlay::ALL {
        let under = if *overlay == Overlay::None { String::new() } else { format!(" under {overlay}") };
        for purpose in purposes() {
            let ask: Ask = ask(role, relation, purpose, state, *overlay);
            let purpose = purpose.map_or("no purpose", |purpose| purpose.as_str());
            for action in FieldAction::ALL {
                let classes = table.open(&ask, *action).without(other.open(&ask, *action));
                acts.extend(classes.iter().map(|class| format!("{action} {class} for {purpose}{under}")));
            }
            let steps =
                StepToken::ALL.iter().filter(|step| table.may_step(&ask, **step) && !other.may_step(&ask, **step));
            acts.extend(steps.map(|step| format!("{step} for {purpose}{under}")));
        }
    }
    acts
}
