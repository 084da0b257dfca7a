//! What an import looks like to a program.

use app::imports::{self, Answers, DateOrder, Import, Look, Preview, RowFault, WorkerDraft, WorkerField};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::i18n::Lang;
use crate::upload::say;

/// LIMIT: reasons and first rows that one answer lists; the rest comes as a file.
const FAULTS_MAX: usize = 1000;
const FIRST_ROWS: usize = 20;

/// What is said about a file. What is left out is found out.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersBody {
    /// The sheet of a workbook; the one with the most headings unless given.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Field = heading, or a column's letter; told from the headings unless given.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub mapping: Option<BTreeMap<WorkerField, String>>,
    /// `day_first` or `month_first`; told from each column unless given.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub dates: Option<DateOrder>,
    /// Whether Hijri dates are converted by the Umm al-Qura calendar; their rows are refused unless given.
    #[serde(default)]
    pub hijri: bool,
}

impl AnswersBody {
    /// The same for the use case.
    pub fn into_answers(self) -> Answers {
        Answers { sheet: self.sheet, mapping: self.mapping.map(imports::Mapping), dates: self.dates, hijri: self.hijri }
    }

    fn of(answers: &Answers) -> Self {
        let Answers { sheet, mapping, dates, hijri } = answers.clone();
        Self { sheet, mapping: mapping.map(|mapping| mapping.0), dates, hijri }
    }
}

/// Where an import stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    /// Its identifier.
    pub id: Uuid,
    /// `read`, `running`, `done`, `undoing` or `undone`.
    pub state: &'static str,
    /// The file's name.
    file_name: String,
    /// What is said about the file.
    answers: AnswersBody,
    /// Rows under the headings.
    rows: i64,
    /// How many of them are dealt with.
    dealt: i64,
    /// Workers on the roster by it.
    accepted: i64,
    /// Rows whose worker was on the roster already.
    known: i64,
    /// Rows that say something that cannot be.
    refused: i64,
    /// How many lines were chosen; null when all were.
    chosen: Option<usize>,
    /// Why it ended before its last row, `licence` or `not_permitted`. Take it again once that is settled.
    stopped: Option<String>,
    /// When the file came.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Until when the file, and with it the reasons of refused rows, is kept; null once it is destroyed.
    #[schema(value_type = Option<String>, format = DateTime)]
    kept_until: Option<Timestamp>,
    /// Grows by one with each change; steps name it.
    version: i64,
}

/// An import as its agency sees it.
pub fn import(import: &Import) -> ImportBody {
    ImportBody {
        id: import.id,
        state: import.stage.as_str(),
        file_name: import.file_name.clone(),
        answers: AnswersBody::of(&import.answers),
        rows: import.rows,
        dealt: import.dealt,
        accepted: import.accepted,
        known: import.known,
        refused: import.refused,
        chosen: import.chosen,
        stopped: import.stopped.clone(),
        at: import.at,
        ended_at: import.ended_at,
        kept_until: import.kept_until,
        version: import.version,
    }
}

/// A file that was read and kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct BegunBody {
    /// The import.
    pub import: ImportBody,
    /// The sheet that was read, in a workbook.
    sheet: Option<String>,
    /// Other sheets with a roster's headings.
    other_sheets: Vec<String>,
    /// The columns, in their order.
    columns: Vec<ColumnBody>,
    /// What should be answered before the rows are taken in, or must be.
    questions: Vec<QuestionBody>,
}

/// A column of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnBody {
    /// Its letter.
    column: String,
    /// Its heading.
    heading: String,
    /// The field that is read from it; null when it is left out.
    field: Option<&'static str>,
}

/// Something about a file that only its sender knows.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// What of the answers it is about: `mapping`, `sheet`, `dates` or `hijri`.
    about: &'static str,
    /// Whether nothing can be taken in without an answer.
    needed: bool,
    /// The column, where it is about one.
    column: Option<String>,
    /// A line that shows it.
    line: Option<u32>,
}

/// What was read of a file.
pub fn begun(of: &Import, look: &Look) -> BegunBody {
    let header = &look.sheet.header;
    let field = |index| WorkerField::ALL.iter().find(|field| look.columns.of(**field) == Some(index));
    let columns = (0..header.cells.len()).map(|index| ColumnBody {
        column: header.column(index).letters(),
        heading: header.cells[index].clone(),
        field: field(index).map(|field| field.as_str()),
    });
    let question = |about, column: Option<&imports::Column>, line| QuestionBody {
        about,
        needed: about == "mapping",
        column: column.map(imports::Column::letters),
        line,
    };
    let mut questions: Vec<QuestionBody> = Vec::new();
    questions.extend(look.missing.iter().map(|_| question("mapping", None, None)));
    let several = !look.sheet.passed_over.is_empty() && of.answers.sheet.is_none();
    questions.extend(several.then(|| question("sheet", None, None)));
    for dates in &look.dates {
        questions.extend((!dates.settled).then(|| question("dates", Some(&dates.column), dates.example)));
        questions.extend((dates.hijri > 0 && !of.answers.hijri).then(|| question("hijri", Some(&dates.column), None)));
    }
    BegunBody {
        import: import(of),
        sheet: look.sheet.name.clone(),
        other_sheets: look.sheet.passed_over.clone(),
        columns: columns.collect(),
        questions,
    }
}

/// What would become of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewBody {
    /// The import, with the answers as they are kept now; name its version to take it in.
    import: ImportBody,
    /// Rows that would become workers.
    accepted: usize,
    /// Rows whose worker is on the roster already.
    known: usize,
    /// Rows that say something that cannot be.
    refused: usize,
    /// The first rows that would become workers, masked.
    first: Vec<FirstRow>,
    /// What is wrong, known workers included, in the order of the lines; at most 1,000.
    faults: Vec<ImportFault>,
    /// How many more there are; `/refused` has them all.
    faults_left_off: usize,
}

/// A row that would become a worker. Enough to see that the columns fit.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstRow {
    /// The line in the file.
    line: u32,
    /// The name's initial.
    name: String,
    /// The passport's last three signs.
    passport: String,
    /// Languages.
    languages: Vec<&'static str>,
    /// Skills.
    skills: Vec<&'static str>,
    /// Kinds of work.
    work: Vec<&'static str>,
}

/// One thing wrong with one row. It never repeats what stands in a sealed field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFault {
    /// The line in the file.
    line: u32,
    /// The column's letter, where the fault stands in one.
    column: Option<String>,
    /// The column's heading.
    heading: Option<String>,
    /// The field that was read.
    field: Option<&'static str>,
    /// The kind of fault: the key of its message.
    reason: &'static str,
    /// What is wrong and how to mend it.
    detail: String,
}

/// What would become of each row.
pub fn preview(of: &Preview) -> PreviewBody {
    let first = |(line, draft): &(u32, Box<WorkerDraft>)| FirstRow {
        line: *line,
        name: policy::mask::initial(&draft.full_name),
        passport: policy::mask::last_three(draft.passport_number.as_str()),
        languages: draft.languages.clone(),
        skills: draft.skills.clone(),
        work: draft.work.clone(),
    };
    PreviewBody {
        import: import(&of.import),
        accepted: of.accepted.len(),
        known: of.known,
        refused: of.refused,
        first: of.accepted.iter().take(FIRST_ROWS).map(first).collect(),
        faults: of.faults.iter().take(FAULTS_MAX).map(fault).collect(),
        faults_left_off: of.faults.len().saturating_sub(FAULTS_MAX),
    }
}

fn fault(fault: &RowFault) -> ImportFault {
    ImportFault {
        line: fault.line,
        column: fault.column.as_ref().map(imports::Column::letters),
        heading: fault.column.as_ref().map(|column| column.heading.clone()),
        field: fault.field.map(imports::WorkerField::as_str),
        reason: fault.reason.key(),
        detail: say(Lang::En, fault.reason.key(), &fault.reason.args()),
    }
}
