//! The pages, one folder per portal; a template lies beside the code that fills it.

mod case;
pub mod customer;
mod page;
pub mod public;

pub use case::{CasePage, Panel, Quote, QuoteLine, state_name, turn_badge};
pub use page::{CONTENT_SECURITY_POLICY, answer};
pub use page::{Demo, DemoPerson, Notice, Page, Person, Portal, Theme};
