//! `amana import roster`: an agency's own list, CSV or XLSX, by the same path as its page.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use app::imports::{self, Args, Columns, FileFault, Imported, Limits, Mapping, MappingFault, RowFault, Rules, Sheet};
use app::{AppError, Caller, House};
use domain::{OrgId, Role};
use serde_json::json;
use store::tables::organisations;
use store::{Job, Scope, StoreError, Tx};
use web::i18n::Lang;

use super::serve::runtime;
use crate::adapters::clock::{DemoClock, RealClock};
use crate::adapters::nowhere::Nowhere;
use crate::answer::{Answer, Failure};
use crate::cli::Roster;
use crate::installation::Kind;
use crate::serving;
use crate::site::Site;

/// Reads the file, and enters each sound row on the agency's roster. One bad row never stops the rest.
///
/// Writes the database itself, so it is refused while a server has it; the agency's page does the same in a running server.
pub fn roster(site: &Site, ask: &Roster) -> Result<Answer, Failure> {
    let bytes = std::fs::read(&ask.file).map_err(|error| Failure::Usage(format!("{}: {error}", ask.file.display())))?;
    let (sheet, columns) = read(&bytes, ask.map.as_deref())?;
    let found = site.installation()?;
    let demo = found.installation.kind == Kind::Demo;
    let clock: Arc<dyn app::ports::Clock> =
        if demo { Arc::new(DemoClock::running(site.data())?) } else { Arc::new(RealClock) };
    let house = serving::house(&found, site.open(&found)?, clock, Arc::new(Nowhere), demo)?;
    let caller = Caller { org: Some(agency(&house, &ask.agency)?), role: Role::AgencyUser, ..Caller::system() };
    let outcomes = imports::draft_rows(&sheet, &columns, house.desk().today(), &Rules::of(&house.pack));
    let name = ask.file.file_name().unwrap_or_default().to_string_lossy();
    let roster = imports::Roster { file_name: &name, sheet: &sheet, columns: &columns, outcomes: &outcomes };
    let imported = runtime()?
        .block_on(imports::commit(&house, &caller, roster, ask.dry_run))
        .map_err(|error| refused(&ask.agency, error))?;
    Ok(answer(&imported, ask.dry_run))
}

fn read(bytes: &[u8], map: Option<&Path>) -> Result<(Sheet, Columns), Failure> {
    let no_file = |fault: FileFault| Failure::Usage(say(fault.key(), &fault.args()));
    let no_map = |fault: MappingFault| {
        Failure::Usage(format!("{}; name the columns with --map FILE", say(fault.key(), &fault.args())))
    };
    if let Some(file) = map {
        let text =
            std::fs::read_to_string(file).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
        let mapping = Mapping::parse(&text).map_err(no_map)?;
        let sheet = imports::read_mapped(bytes, &Limits::default(), &mapping).map_err(no_file)?;
        let columns = mapping.columns(&sheet.header).map_err(no_map)?;
        return Ok((sheet, columns));
    }
    let sheet = imports::read(bytes, &Limits::default()).map_err(no_file)?;
    let columns = imports::guess(&sheet.header).columns;
    match columns.missing().first() {
        None => Ok((sheet, columns)),
        Some(field) => Err(no_map(MappingFault::MissingField { field: *field })),
    }
}

fn agency(house: &House, code: &str) -> Result<OrgId, Failure> {
    let wanted = code.to_owned();
    let found = house
        .store
        .read_now(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, StoreError> {
            organisations::by_code(tx, &wanted)
        })
        .map_err(|error| Failure::Failed(format!("the database cannot be read: {error}")))?;
    found.map(|agency| agency.id).ok_or_else(|| Failure::Usage(format!("there is no agency {code}")))
}

fn refused(agency: &str, error: AppError) -> Failure {
    match error {
        AppError::Refused(refusal) => {
            Failure::Unsafe(format!("agency {agency} may not add workers now: {}", refusal.rule))
        }
        AppError::Denied(denial, _) => Failure::Unsafe(format!("agency {agency} may not add workers: {denial}")),
        other => {
            Failure::Failed(format!("the import stopped: {other}; the rows before are kept, import the file again"))
        }
    }
}

fn answer(imported: &Imported, dry_run: bool) -> Answer {
    let would = if dry_run { "would be " } else { "" };
    let mut text = String::new();
    for fault in &imported.faults {
        writeln!(text, "{}", line(fault)).expect("a string takes all text");
    }
    let Imported { accepted, known, refused, .. } = imported;
    write!(text, "{accepted} workers {would}accepted, {known} known already, {refused} rows {would}refused")
        .expect("a string takes all text");
    let rows: Vec<_> = imported
        .faults
        .iter()
        .map(|fault| {
            json!({
                "line": fault.line,
                "column": fault.column.as_ref().map(imports::Column::letters),
                "field": fault.field.map(imports::WorkerField::as_str),
                "reason": fault.reason.key(),
                "text": say(fault.reason.key(), &fault.reason.args()),
            })
        })
        .collect();
    let json = json!({ "dry_run": dry_run, "accepted": accepted, "known": known, "refused": refused, "rows": rows });
    Answer::checked(*refused == 0, text, json)
}

fn line(fault: &RowFault) -> String {
    let place = fault.column.as_ref().map(|column| match column.heading.trim() {
        "" => format!(", column {}", column.letters()),
        heading => format!(", column {} ({heading})", column.letters()),
    });
    format!("line {}{}: {}", fault.line, place.unwrap_or_default(), say(fault.reason.key(), &fault.reason.args()))
}

/// The sentence as a page has it, without the marks for mixed directions, which terminals show as boxes.
fn say(key: &str, args: &Args) -> String {
    web::upload::say(Lang::En, key, args).replace(['\u{2068}', '\u{2069}'], "")
}
