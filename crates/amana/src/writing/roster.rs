//! Takes an agency's own list, CSV or XLSX, by the same path as its page.

use std::fmt::Write;

use app::imports::{self, Args, Columns, FileFault, Imported, Limits, Mapping, MappingFault, RowFault, Rules, Sheet};
use app::{AppError, Caller, House};
use domain::{OrgId, Role};
use serde_json::json;
use store::tables::organisations;
use store::{Job, Scope, Tx};
use web::i18n::Lang;

use crate::answer::{Answer, Failure};

/// What the command gives.
pub struct Given {
    /// The agency's code.
    pub agency: String,
    /// Whether nothing is kept.
    pub dry_run: bool,
    /// What the file is called.
    pub file_name: String,
    /// The text of the mapping.
    pub map: Option<String>,
    /// The list.
    pub file: Vec<u8>,
}

/// Reads the file, and enters each sound row on the agency's roster. One bad row never stops the rest.
pub async fn import(house: &House, given: Given) -> Result<Answer, Failure> {
    let Given { agency: code, dry_run, file_name, map, file } = given;
    let read = tokio::task::spawn_blocking(move || read(&file, map.as_deref())).await;
    let (sheet, columns) = read.unwrap_or_else(|_| Err(Failure::Failed("the list cannot be read".to_owned())))?;
    let caller = Caller { org: Some(agency(house, &code).await?), role: Role::AgencyUser, ..Caller::system() };
    let desk = house.desk();
    let outcomes = imports::draft_rows(&sheet, &columns, desk.today(), &Rules::of(desk.pack()));
    let roster = imports::Roster { file_name: &file_name, sheet: &sheet, columns: &columns, outcomes: &outcomes };
    let imported = imports::commit(house, &caller, roster, dry_run).await.map_err(|error| refused(&code, error))?;
    Ok(answer(&imported, dry_run))
}

fn read(bytes: &[u8], map: Option<&str>) -> Result<(Sheet, Columns), Failure> {
    let no_file = |fault: FileFault| Failure::Usage(say(fault.key(), &fault.args()));
    let no_map = |fault: MappingFault| {
        Failure::Usage(format!("{}; name the columns with --map FILE", say(fault.key(), &fault.args())))
    };
    if let Some(text) = map {
        let mapping = Mapping::parse(text).map_err(no_map)?;
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

async fn agency(house: &House, code: &str) -> Result<OrgId, Failure> {
    let wanted = code.to_owned();
    let found = house
        .store
        .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(organisations::by_code(tx, &wanted)?)
        })
        .await
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
    let (workers, rows) = (counted(*accepted, "worker"), counted(*refused, "row"));
    write!(text, "{workers} {would}accepted, {known} known already, {rows} {would}refused")
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

/// `1 row`, `2 rows`.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
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
