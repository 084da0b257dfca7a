//! What the platform's staff sees: the queue of profile checks, one check, deliveries that failed. Cases and the day are shared pages.

mod agency_reviews;
mod applications;
mod asked;
mod audit;
mod audit_record;
mod audit_tree;
pub mod bank;
mod break_glass;
pub mod checks;
mod documents;
pub mod explorer;
mod fill;
mod jobs;
mod limits;
mod organisations;
mod overrides;
pub mod payments;
mod policies;
mod reports;
mod resets;
mod reviews;
pub mod routes;
pub mod storage;

pub use agency_reviews::{AgencyReviews, WaitingText};
pub use asked::{AskedChange, Edited, change_fields};
pub use audit::Audit;
pub use audit_record::AuditRecord;
pub use break_glass::{BreakGlass, RequestRow};
pub use jobs::{Dead, Jobs};
pub use policies::{Policies, PolicySet};
pub use resets::{ResetRow, Resets};
pub use reviews::{Review, ReviewRow, Reviews};
