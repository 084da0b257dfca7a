//! `amana import roster`: an agency's own list, taken by the same path as its page.

use crate::answer::{Answer, Failure};
use crate::cli::Roster;
use crate::site::Site;
use crate::writing::{self, Ask};

/// Reads the files that the command names and hands them on.
pub fn roster(site: &Site, ask: &Roster) -> Result<Answer, Failure> {
    let no_file =
        |file: &std::path::Path, error: std::io::Error| Failure::Usage(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(&ask.file).map_err(|error| no_file(&ask.file, error))?;
    let map = match &ask.map {
        Some(file) => Some(std::fs::read_to_string(file).map_err(|error| no_file(file, error))?),
        None => None,
    };
    let file_name = ask.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (agency, sheet, dates) = (ask.agency.clone(), ask.sheet.clone(), ask.dates.clone());
    writing::run(site, Ask::Roster { agency, dry_run: ask.dry_run, file_name, map, sheet, dates }, bytes)
}
