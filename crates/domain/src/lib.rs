//! The nouns, states and legal moves of the trade.
//!
//! Pure: no clock, no randomness, no SQL, no HTTP, no async. Time and evidence are passed in, refusals come back as values.

pub mod ids;
pub mod words;

pub use ids::{CaseId, OrgId, UserId, WorkerId};
pub use words::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
