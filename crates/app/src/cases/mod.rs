//! Placement cases: opened by a customer, moved by steps, seen by each party as far as role, purpose and state allow.

mod attest;
mod carry;
mod disclose;
mod enquire;
mod facts;
mod list;
mod see;
mod step;

pub use attest::{attest, stated};
pub use disclose::{disclose, is_of_customer, openable};
pub use enquire::{Enquiry, enquire};
pub use list::{counts, list, waiting_for};
pub use see::{
    CaseView, CustomerRecord, Party, SeesRow, about, case, customer, household, quote, reached, terms, timeline,
    visibility, worker,
};
pub use step::{Taken, move_on, open_steps, take, take_as_system};

pub use domain::case::Step;
pub use store::tables::cases::Happened;
