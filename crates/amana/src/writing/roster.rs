//! Takes an agency's own list, CSV or XLSX, by the same path as its page.

use std::fmt::Write;

use app::imports::{
    self, Answers, Args, Chosen, DateOrder, Import, ImportError, Limits, Mapping, MappingFault, NewFile, RowFault,
};
use app::notices::Done;
use app::{AppError, Caller, House};
use domain::{OrgId, Role};
use serde_json::json;
use store::tables::organisations;
use store::{Job, Scope, Tx};
use uuid::Uuid;
use web::i18n::Lang;

use crate::answer::{Answer, Failure};
use crate::progress::Progress;

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
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// `day-first` or `month-first`.
    pub dates: Option<String>,
    /// The list.
    pub file: Vec<u8>,
}

/// Reads the file, and enters each sound row on the agency's roster. One bad row never stops the rest. A dry run throws the
/// file away again.
pub async fn import(house: &House, given: Given) -> Result<Answer, Failure> {
    let Given { agency: code, dry_run, file_name, map, sheet, dates, file } = given;
    let caller = Caller { org: Some(agency(house, &code).await?), role: Role::AgencyUser, ..Caller::system() };
    let mapping = map.map(|text| Mapping::parse(&text)).transpose().map_err(|fault| no_map(&fault))?;
    let hijri = false;
    let answers = Answers { sheet, mapping, dates: dates.as_deref().map(order).transpose()?, hijri };
    let new = NewFile { name: file_name, bytes: file, answers, limits: Limits::default() };
    let refused = |error: ImportError| match error {
        ImportError::File(fault) => Failure::Usage(say(fault.key(), &fault.args())),
        ImportError::Mapping(fault) => no_map(&fault),
        ImportError::App(error) => refused(&code, error),
    };
    let (import, look) = imports::begin(house, &caller, new, None).await.map_err(refused)?;
    if dry_run || look.missing.is_some() {
        let tried = imports::preview(house, &caller, import.id, import.answers).await;
        let version = tried.as_ref().map_or(import.version, |tried| tried.import.version);
        imports::undo(house, &caller, import.id, version, None).await.map_err(|error| refused(error.into()))?;
        imports::carry_undo(house, import.id, 1).await.map_err(|error| refused(error.into()))?;
        let tried = tried.map_err(refused)?;
        return Ok(answer((tried.accepted.len(), tried.known, tried.refused), &tried.faults, true));
    }
    drop(look);
    imports::take(house, &caller, import.id, import.version, Chosen::All, None).await.map_err(refused)?;
    let ended = carried(house, &caller, import.id).await.map_err(|error| refused(error.into()))?;
    let (_, faults) = imports::faults(house, &caller, import.id).await.map_err(refused)?;
    match ended.stopped.as_deref() {
        None => {
            let count = |number: i64| usize::try_from(number).unwrap_or_default();
            Ok(answer((count(ended.accepted), count(ended.known), count(ended.refused)), &faults, false))
        }
        Some(why) => Err(Failure::Unsafe(format!(
            "agency {code} may not add workers any more ({why}); {} of {} rows are done, take the import up again on its page",
            ended.dealt, ended.rows
        ))),
    }
}

/// Carries the job out here; where a server is at it already, waits until it is done.
async fn carried(house: &House, caller: &Caller, id: Uuid) -> Result<Import, AppError> {
    let stands = || house.read(caller, move |tx, desk, caller| imports::status(tx, desk, caller, id));
    let mut line: Option<Progress> = None;
    let mut tell = |import: &Import| {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        line.get_or_insert_with(|| Progress::new("taking in", count(import.rows))).reach(count(import.dealt));
    };
    loop {
        let work = imports::carry_on(house, id, usize::MAX);
        tokio::pin!(work);
        let went = loop {
            tokio::select! {
                went = &mut work => break went?,
                () = tokio::time::sleep(LOOK) => tell(&stands().await?),
            }
        };
        let import = stands().await?;
        if !import.stage.moves() {
            return Ok(import);
        }
        tell(&import);
        if went == Done::Elsewhere {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// How often one looks how far it is.
const LOOK: std::time::Duration = std::time::Duration::from_millis(500);

fn order(word: &str) -> Result<DateOrder, Failure> {
    match word {
        "day-first" => Ok(DateOrder::DayFirst),
        "month-first" => Ok(DateOrder::MonthFirst),
        _ => Err(Failure::Usage("--dates is day-first or month-first".to_owned())),
    }
}

fn no_map(fault: &MappingFault) -> Failure {
    Failure::Usage(format!("{}; name the columns with --map FILE", say(fault.key(), &fault.args())))
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
        other => Failure::Failed(format!(
            "the import stopped: {other}; the rows before are kept, the server goes on with the rest"
        )),
    }
}

fn answer((accepted, known, refused): (usize, usize, usize), faults: &[RowFault], dry_run: bool) -> Answer {
    let would = if dry_run { "would be " } else { "" };
    let mut text = String::new();
    for fault in faults {
        writeln!(text, "{}", line(fault)).expect("a string takes all text");
    }
    let (workers, rows) = (counted(accepted, "worker"), counted(refused, "row"));
    write!(text, "{workers} {would}accepted, {known} known already, {rows} {would}refused")
        .expect("a string takes all text");
    let rows: Vec<_> = faults
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
    Answer::checked(refused == 0, text, json)
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
