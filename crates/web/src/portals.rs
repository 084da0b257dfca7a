//! The pages, one folder per portal; a template lies beside the code that fills it. Pages that several portals share lie here.
//!
//! A page is a struct of words and parts that are ready to show: handlers fill it from what a use case let them see.

pub mod acting;
pub mod addresses;
pub mod agency;
pub mod billing;
pub mod card;
mod case;
mod case_list;
pub mod connections;
pub mod customer;
pub mod devices;
mod disclosed;
mod disclosures;
pub mod filed;
pub mod fill;
mod form_page;
pub mod identities;
pub mod invoices;
pub mod kiosk;
pub mod ledger;
mod meeting;
pub mod my_data;
pub mod noting;
pub mod operator;
mod own_review;
pub mod paid;
mod panel;
pub mod papers;
pub mod passkeys;
pub mod people;
pub mod public;
mod questions;
pub mod refund;
pub mod security;
pub mod session;
pub mod sheets;
mod squares;
mod states;
pub mod step_input;
mod today;
mod told;
pub mod two_codes;
pub mod undo;
pub mod worker;

pub use case::{CasePage, Quote, QuoteLine, state_name, turn_badge};
pub use case_list::{CaseList, CaseRow};
pub use disclosed::Disclosed;
pub use disclosures::{Disclosure, Disclosures};
pub use form_page::FormPage;
pub use meeting::{AgreedTime, Meeting, OfferedTime};
pub use my_data::{ExportCard, MyData};
pub use own_review::OwnReview;
pub use panel::Panel;
pub use questions::Asked;
pub use states::States;
pub use today::{PaperRow, Stat, Task, Today};
pub use told::{Told, age};

use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::ui::Field;

/// One way to narrow a list: a word, its address, whether it is the one shown, and how many it holds if that is cheap to know.
#[derive(Debug, Clone)]
pub struct Tab {
    /// In words.
    pub word: String,
    /// The list narrowed so.
    pub href: String,
    /// Whether it is the one shown.
    pub here: bool,
    /// How many.
    pub count: Option<u64>,
}

/// What must be mended in a form, for the summary above it: the field's id and the error.
fn form_errors<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Vec<(String, String)> {
    fields.into_iter().filter(|field| !field.error.is_empty()).map(|field| (field.id(), field.error.clone())).collect()
}

/// Too often: the form is shown again with the words beside its field, and with when to come back.
pub fn too_many(response: &mut Response, seconds: u32) {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
}
