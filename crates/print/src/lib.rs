//! Papers as PDF/A: what stands on an [`exchange::paper::Paper`] becomes pages of the house's look, in English or Arabic.
//!
//! The typesetter sees our one template, our fonts and the paper's own values, never as markup: no file, no network, no fonts of the
//! machine, no clock. The same paper gives the same bytes.

mod data;
mod error;
mod legible;
mod letters;
mod world;

use exchange::paper::Paper;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use error::PrintError;
use world::Desk;

/// What is kept of earlier papers, in papers: a template once read is used again, sums of others are not remembered.
const REMEMBERED: usize = 1;

/// The paper as a PDF that can be kept for the years of the books: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), A4.
///
/// Its title is the paper's title and number, its author the first line of the first party, its date `issued_at`. What no font of ours
/// can show prints as U+FFFD. LIMIT: 500 rows, 8 columns, 100 of everything else, 2,000 characters a text, 200,000 together.
///
/// # Errors
/// [`PrintError`]: what of the paper is too much or cannot be; nothing of a refused paper is printed.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PrintError> {
    let printed = print(paper);
    typst::comemo::evict(REMEMBERED);
    printed
}

fn print(paper: &Paper) -> Result<Vec<u8>, PrintError> {
    let desk = Desk::new(data::of(paper)?, data::code(&paper.code)?);
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| layout(&faults))?;
    let document = letters::tell(&document);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {} {}", paper.number, paper.language, paper.seal)),
        creator: Smart::Custom(Some("Amana".into())),
        timestamp: Some(Timestamp::new_utc(issued(paper.issued_at)?)),
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|fault| PrintError::Layout(fault.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|faults| layout(&faults))
}

/// Seconds since 1970 as the file's date.
fn issued(seconds: i64) -> Result<Datetime, PrintError> {
    let at = jiff::Timestamp::from_second(seconds).map_err(|_| PrintError::Date(seconds))?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    Datetime::from_ymd_hms(
        at.year().into(),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
    .filter(|_| at.year() >= 1970)
    .ok_or(PrintError::Date(seconds))
}

fn layout(faults: &[SourceDiagnostic]) -> PrintError {
    PrintError::Layout(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests;
