//! The nouns, states and legal moves of the trade.
//!
//! Pure: no clock, no randomness, no SQL, no HTTP, no async. Time and evidence are passed in, refusals come back as values.

pub mod attest;
pub mod calendar;
pub mod case;
pub mod consent;
pub mod digest;
mod document;
mod document_check;
pub mod duties;
pub mod ids;
pub mod invoice;
pub mod item;
pub mod ledger;
pub mod money;
pub mod office;
pub mod pack;
mod reasons;
pub mod refund;
pub mod refusal;
pub mod reidentification;
pub mod rules;
#[cfg(test)]
mod sample;
mod sets;
pub mod words;
pub mod worker;

pub use document::{DOCUMENT_RULES, DocumentKind, DocumentOwner, DocumentRule, DocumentState, DocumentType, Expiry};
pub use document_check::{CheckReason, CheckResult};
pub use ids::{CaseId, OrgId, UserId, WorkerId};
pub use reasons::{ChangeReason, EmergencyReason, Experience, TextFault, Verdict};
pub use sets::{ClassSet, RelationSet};
pub use words::{
    Class, FieldAction, OfficeTimer, Overlay, OverlayKind, Purpose, Relation, Role, RosterTimer, Side, StateToken,
    StepToken, TimerKind,
};
