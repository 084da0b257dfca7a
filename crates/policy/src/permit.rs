//! The answers that leave the crate: a permit is proof, a denial is an explanation.
//!
//! Only this crate makes either. A permit is not `Clone`, so that one decision opens one thing once.

use std::fmt;
use std::sync::Arc;

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, RelationSet, Role, StateToken, StepToken};
use uuid::Uuid;

use crate::ask::{Ask, PurposeGiven};

/// What the caller wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Something with fields.
    Field(FieldAction),
    /// A legal move.
    Step(StepToken),
}

impl Act {
    /// The one spelling, as records and policies have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field(action) => action.as_str(),
            Self::Step(step) => step.as_str(),
        }
    }
}

/// The object of a decision, at one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectRef {
    /// The kind as records spell it: `worker`, `case`, `customer`.
    pub kind: &'static str,
    /// Its identifier.
    pub id: Uuid,
    /// The version that was read; 0 for an object that the step creates.
    pub version: i64,
}

/// Proof that the table allowed one act on one version of one object. Carries all that the audit record says of it.
#[derive(Debug)]
#[must_use = "a permit that nobody uses is a decision without a record"]
pub struct Permit {
    pub(crate) ask: Ask,
    pub(crate) act: Act,
    pub(crate) object: ObjectRef,
    pub(crate) classes: ClassSet,
    pub(crate) policies: Vec<Arc<str>>,
    pub(crate) set: Arc<str>,
}

impl Permit {
    /// Whether it names this class of this very object: what opening a sealed value asks. The version is the caller's
    /// to compare, because only a transaction knows the current one.
    pub fn names(&self, kind: &str, id: Uuid, class: Class) -> bool {
        self.object.kind == kind && self.object.id == id && self.classes.has(class)
    }

    /// What was allowed.
    pub const fn act(&self) -> Act {
        self.act
    }

    /// On which object, at which version.
    pub const fn object(&self) -> ObjectRef {
        self.object
    }

    /// The data classes that it opens; empty for a step.
    pub const fn classes(&self) -> ClassSet {
        self.classes
    }

    /// What the caller is.
    pub const fn role(&self) -> Role {
        self.ask.role()
    }

    /// How the caller stands to the object.
    pub const fn relations(&self) -> RelationSet {
        self.ask.relations()
    }

    /// Why, and who said so.
    pub const fn purpose(&self) -> Option<PurposeGiven> {
        self.ask.purpose()
    }

    /// The state that the decision was taken in.
    pub const fn state(&self) -> StateToken {
        self.ask.state()
    }

    /// The overlay that the decision was taken under.
    pub const fn overlay(&self) -> Overlay {
        self.ask.overlay()
    }

    /// The ids of the policies that decided.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.policies.iter().map(AsRef::as_ref)
    }

    /// The SHA-256 of the policy set, in hexadecimal.
    pub fn policy_set(&self) -> &str {
        &self.set
    }
}

/// A no: what was asked and which rule says no. Holds words and identifiers only, so it is safe to show and to record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Denial {
    pub(crate) ask: Ask,
    pub(crate) act: Act,
    pub(crate) object: ObjectRef,
    pub(crate) refused: ClassSet,
    pub(crate) rules: Vec<Arc<str>>,
    pub(crate) set: Arc<str>,
}

impl Denial {
    /// The rule of a denial that no forbidding policy caused: nothing permits it.
    pub const DEFAULT: &'static str = "default.deny";
    /// The rule of a denial for want of a stated purpose.
    pub const PURPOSE: &'static str = "purpose.must_be_stated";

    /// What was asked for.
    pub const fn act(&self) -> Act {
        self.act
    }

    /// On which object.
    pub const fn object(&self) -> ObjectRef {
        self.object
    }

    /// The classes that are not open; empty for a step.
    pub const fn refused(&self) -> ClassSet {
        self.refused
    }

    /// The question as it was put.
    pub const fn ask(&self) -> Ask {
        self.ask
    }

    /// The purpose, if there was one.
    pub fn purpose(&self) -> Option<Purpose> {
        self.ask.purpose().map(|given| given.purpose)
    }

    /// The rule that says no: a forbidding policy's id, or [`Self::DEFAULT`], or [`Self::PURPOSE`].
    pub fn rule(&self) -> &str {
        self.rules.first().map_or(Self::DEFAULT, AsRef::as_ref)
    }

    /// Every rule that says no.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(AsRef::as_ref)
    }

    /// The SHA-256 of the policy set, in hexadecimal.
    pub fn policy_set(&self) -> &str {
        &self.set
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} may not {}", self.rule(), self.ask.role(), self.act.as_str())?;
        for (nth, class) in self.refused.iter().enumerate() {
            write!(f, "{}{class}", if nth == 0 { " " } else { ", " })?;
        }
        write!(f, " of a {} in state {}", self.object.kind, self.ask.state())?;
        match self.purpose() {
            Some(purpose) => write!(f, " for {purpose}"),
            None => f.write_str(" without a purpose"),
        }
    }
}
