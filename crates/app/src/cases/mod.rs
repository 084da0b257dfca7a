//! Placement cases: opened by a customer, moved by steps, seen by each party as far as role, purpose and state allow.

mod attest;
mod carry;
mod enquire;
mod facts;
mod see;
mod step;

pub use attest::{attest, stated};
pub use enquire::{Enquiry, enquire};
pub use see::{
    CaseView, CustomerRecord, Party, SeesRow, about, case, customer, list, open_customer, quote, timeline, visibility,
    worker,
};
pub use step::{Taken, move_on, open_steps, take, take_as_system};

pub use domain::case::Step;
pub use store::tables::cases::Happened;
