//! Invoices, credit notes and receipts as their readers may see them, and what stands on an organisation's papers.

mod billing;
mod late;
mod see;
mod standing;

pub(crate) use late::round;
pub use billing::{Said, billing, set_billing};
pub use see::{InvoicePage, InvoiceView, PaymentView, invoice, invoices, of_case};
pub use standing::Standing;
