//! Invoices and receipts for pages and programs alike: reading one, what stands on its paper, its files.

mod paper;
#[cfg(test)]
mod tests;
mod ubl;

use app::invoices::{self, Receipt, Sheet};
use app::{AppError, Caller};
use axum::response::Response;
use exchange::paper::Paper;
use uuid::Uuid;

use crate::paper_bytes::sealed_off;
use crate::site::Site;

pub use paper::{of_invoice, of_receipt};
pub use ubl::{Addresses, sentence, written};

/// Hundredths of a percent as people write a rate: 5, 7.5.
pub fn percent(basis_points: u16) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}").trim_end_matches('0').to_owned() }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads one invoice with what belongs to it. A malformed name is answered like an unused one.
pub async fn sheet(site: &Site, caller: &Caller, id: &str) -> Result<Sheet, AppError> {
    let id = Uuid::parse_str(id).map_err(|_| AppError::NotFound)?;
    site.house.read(caller, move |tx, desk, caller| invoices::sheet(tx, desk, caller, id)).await
}

/// Reads one confirmed payment with what its receipt says, likewise.
pub async fn receipt(site: &Site, caller: &Caller, id: &str) -> Result<Receipt, AppError> {
    let id = Uuid::parse_str(id).map_err(|_| AppError::NotFound)?;
    site.house.read(caller, move |tx, desk, caller| invoices::receipt(tx, desk, caller, id)).await
}

/// An electronic invoice as a download.
pub fn xml(sheet: &Sheet, bytes: Vec<u8>) -> Response {
    named(bytes, "application/xml", &sheet.view.invoice.number, "xml")
}

/// A paper as a PDF to keep, under its number.
pub async fn file(site: &Site, paper: Paper) -> Result<Response, AppError> {
    let number = paper.number.clone();
    let bytes = invoices::pdf(&site.house, paper).await?;
    Ok(named(bytes, "application/pdf", &number, "pdf"))
}

fn named(bytes: Vec<u8>, kind: &'static str, number: &str, ending: &str) -> Response {
    sealed_off(bytes.into(), kind, &format!("attachment; filename=\"{number}.{ending}\""))
}
