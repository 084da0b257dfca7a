//! One policy, compiled: on which combinations of words it speaks.
//!
//! A [`Cover`] is a box, one set of words per dimension; a policy is a union of boxes. Deciding, explaining and printing
//! all read these same boxes.

use std::sync::Arc;

/// The dimensions of a decision, in the order of a [`Cover`]. For a step, `Action` is the step and `Class` has one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dim {
    /// [`domain::Role`]
    Role,
    /// [`domain::FieldAction`] or [`domain::StepToken`]
    Action,
    /// [`domain::Relation`]
    Relation,
    /// No purpose at 0, then [`domain::Purpose`] from 1.
    Purpose,
    /// [`domain::StateToken`]
    State,
    /// [`domain::Overlay`]
    Overlay,
    /// [`domain::Class`]
    Class,
}

impl Dim {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Role, Self::Action, Self::Relation, Self::Purpose, Self::State, Self::Overlay, Self::Class];

    /// Its name in explanations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Action => "action",
            Self::Relation => "relation",
            Self::Purpose => "purpose",
            Self::State => "state",
            Self::Overlay => "overlay",
            Self::Class => "data class",
        }
    }
}

/// A set of the words of one dimension, one bit per word. LIMIT: 127 words in a dimension.
pub type Words = u128;

/// One box of combinations: in each dimension a set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cover(pub [Words; 7]);

impl Cover {
    /// The words of one dimension.
    pub const fn words(&self, dim: Dim) -> Words {
        self.0[dim as usize]
    }

    /// Whether the word at this place of the dimension is in the box.
    pub const fn has(&self, dim: Dim, index: usize) -> bool {
        self.words(dim) >> index & 1 == 1
    }
}

/// What a policy does where it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Opens, unless something forbids.
    Permit,
    /// Closes, whatever permits.
    Forbid,
}

/// How a policy is written: what people read who ask for the rule itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The name of its file, without the folder.
    pub file: String,
    /// The line of that file on which its `permit` or `forbid` stands, from 1.
    pub line: usize,
    /// Its Cedar text, from `permit` or `forbid` to the semicolon.
    pub text: String,
}

/// A compiled policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The policy's `@id`.
    pub id: Arc<str>,
    /// The policy's `@why`, in English.
    pub why: String,
    /// The policy's `@why_ar`, if it has one.
    pub why_ar: Option<String>,
    /// Permit or forbid.
    pub effect: Effect,
    /// How it is written.
    pub written: Written,
    /// Where it speaks of fields.
    pub fields: Vec<Cover>,
    /// Where it speaks of steps.
    pub steps: Vec<Cover>,
}
