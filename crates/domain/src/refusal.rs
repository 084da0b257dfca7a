//! The trade's no: which rule, from where, what was attempted. Never a person's data.

use serde::Serialize;

use crate::words::{StateToken, StepToken};

/// A step that the trade does not allow now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{attempted} refused in {from}: {rule}")]
pub struct Refusal {
    /// The rule's stable name, snake case. It is the key of the message that says what to do next.
    pub rule: &'static str,
    /// Where the case or record stands.
    pub from: StateToken,
    /// What was attempted.
    pub attempted: StepToken,
    /// Values for the message, by name: limits and times, never a person's data.
    pub args: Vec<(&'static str, String)>,
}

/// A rule that was not met, before it is known where it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// See [`Refusal::rule`].
    pub rule: &'static str,
    /// See [`Refusal::args`].
    pub args: Vec<(&'static str, String)>,
}

impl Unmet {
    /// A rule without values.
    pub const fn rule(rule: &'static str) -> Self {
        Self { rule, args: Vec::new() }
    }

    /// A rule with one value for its message.
    pub fn with(rule: &'static str, name: &'static str, value: impl std::fmt::Display) -> Self {
        Self { rule, args: vec![(name, value.to_string())] }
    }

    /// The refusal of this step in this state.
    pub fn refuses(self, from: StateToken, attempted: StepToken) -> Refusal {
        Refusal { rule: self.rule, from, attempted, args: self.args }
    }
}
