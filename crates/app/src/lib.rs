//! The use cases: one sentence each — admit, apply, save, enqueue, commit, show.
//!
//! Synchronous inside a transaction; whatever is async happens on the edges around it. Knows no HTTP, no SQL and no adapter.

pub mod addresses;
pub mod admit;
pub mod agency_reviews;
pub mod alerts;
pub mod break_glass;
pub mod caller;
pub mod cards;
pub mod cases;
pub mod catalogue;
pub mod connections;
pub mod desk;
pub mod disclosures;
pub mod document_checks;
pub mod document_ends;
pub mod document_links;
pub mod documents;
pub mod erasures;
pub mod error;
pub mod explorer;
pub mod exports;
pub mod factors;
pub mod held;
pub mod house;
pub mod imports;
pub mod invitations;
pub mod invoices;
pub mod jobs;
pub mod ledger;
pub mod limits;
pub mod log;
mod noted;
pub mod notes;
pub mod notices;
pub mod onboarding;
pub mod once;
pub mod organisations;
pub mod passkeys;
pub mod payments;
pub mod policies;
pub mod ports;
pub mod record;
pub mod refunds;
pub mod reports;
pub mod resets;
pub mod root_rotation;
pub mod rotation;
pub mod setup;
pub mod sight;
pub mod sign_in;
pub mod sms;
pub mod tariff;
pub mod tells;
mod told;
pub mod undo;
pub mod vault;
pub mod vocabulary;
pub mod workers;

pub use caller::{Asked, Caller, Proof};
pub use desk::Desk;
pub use envelope::{CursorKey, OneTimeCode, Token};
pub use error::{AppError, Fault};
pub use house::{House, Parts};
pub use sign_in::sso;
pub use store::StoreError;
pub use store::tables::Limit;

/// The normal forms of numbers that are sealed.
pub mod sealed {
    pub use envelope::normal::ascii_digits;
    pub use envelope::{CivilId, Email, Passport, Phone};
}
