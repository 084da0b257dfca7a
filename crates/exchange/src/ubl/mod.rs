//! Electronic invoices and credit notes in UBL 2.1 (OASIS, 2013), as Peppol wants them: a value in, the bytes of a file out.
//!
//! What does not add up is refused, never mended. No network, no signature, no number or date of its own: those come with the
//! value. What Oman's Fawtara will want beyond this is told in `docs/einvoices.md`.

mod error;
mod invoice;
mod profile;
mod sound;
mod write;
mod xml;

pub use error::{Field, UblError};
pub use invoice::{
    EInvoice, EInvoiceLine, ElectronicAddress, Kind, LINES_MAX, NOTES_MAX, Note, TradeParty, VatAtRate, VatCategory,
};
pub use profile::Profile;
pub use write::write;
