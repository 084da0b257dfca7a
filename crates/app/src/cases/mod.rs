//! Placement cases: opened by a customer, moved by steps, seen by each party as far as role, purpose and state allow.

mod arrival;
mod attest;
mod books;
mod carry;
mod disclose;
mod enquire;
mod facts;
mod issue;
mod list;
mod meeting;
mod pins;
mod receive;
mod see;
mod step;
mod visibility;

pub use attest::{attest, stated};
pub(crate) use disclose::needs;
pub use disclose::{disclose, is_of_customer, openable};
pub use enquire::{Enquiry, enquire};
pub(crate) use issue::seal;
pub use list::{counts, list, waiting_for};
pub(crate) use meeting::still_stands;
pub use meeting::{MeetingRecord, MeetingView, OnOffer, calendar_entry, meeting, upcoming};
pub use pins::unknown_pins;
pub(crate) use receive::receive;
pub use receive::{UNPAID, owed, payment_reference};
pub use see::{
    CaseView, CustomerRecord, Party, about, case, customer, household, quote, reached, terms, timeline, worker,
};
pub(crate) use step::confirm;
pub use step::{Taken, move_on, open_steps, take, take_as_system};

pub use visibility::{SeesRow, visibility};

pub use domain::case::Step;
pub use store::tables::cases::Happened;
