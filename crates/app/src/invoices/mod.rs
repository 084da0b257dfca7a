//! Invoices, credit notes and receipts as their readers may see them, and what stands on an organisation's papers.

mod billing;
mod late;
mod see;
mod sheet;
mod standing;
mod ubl;

pub use billing::{Said, billing, may_bill, set_billing};
pub(crate) use late::round;
pub use see::{InvoicePage, InvoiceView, invoice, invoices, of_case};
pub use sheet::{Receipt, Sheet, pdf, receipt, sheet};
pub use standing::Standing;
pub use store::tables::invoices::Issuer;
pub use ubl::{Named, Network, address, ubl};

pub use crate::payments::PaymentView;
