//! Invoices, credit notes and receipts as their readers may see them, and what stands on an organisation's papers.

mod billing;
mod see;
mod standing;

pub use billing::{Said, billing, set_billing};
pub use see::{InvoicePage, InvoiceView, invoice, invoices, of_case};

pub use crate::payments::PaymentView;
pub use standing::Standing;
