//! What can be wrong with a file, a mapping or a row, each as a message key with its arguments.
//!
//! The sentences stand in `locales/*/import.ftl`. A reason never repeats what stands in a sealed field: line, column and
//! heading are enough to find it, and answers end up in terminals and tickets.
// LONG: one list of all that can be wrong, each with its key and arguments beside it.

use super::field::WorkerField;
use super::header::Column;

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A word or a short text.
    Text(String),
    /// A number, which also chooses the plural form.
    Number(i64),
    /// The key of another message, whose text goes here: a field's name, a listed word.
    Message(String),
}

/// Names and values for the placeholders of one message.
pub type Args = Vec<(&'static str, Arg)>;

fn text(value: impl Into<String>) -> Arg {
    Arg::Text(value.into())
}

fn named(field: WorkerField) -> Arg {
    Arg::Message(field.message_key())
}

fn number(value: impl TryInto<i64>) -> Arg {
    Arg::Number(value.try_into().unwrap_or(i64::MAX))
}

/// Why a whole file is refused. Nothing of it has been kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// There are no bytes in it, or blanks only.
    #[error("the file is empty")]
    Empty,
    /// More bytes than are read.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// Most bytes that a file may have.
        limit: usize,
    },
    /// It unpacks to more than is read: a zip bomb, or a workbook with far more than a roster in it.
    #[error("the workbook unpacks to more than {limit} bytes")]
    UnpacksTooLarge {
        /// Most bytes that all parts together may have once unpacked.
        limit: usize,
    },
    /// Neither text in columns nor a workbook.
    #[error("this is {found}, neither CSV nor XLSX")]
    OtherKind {
        /// What it is, as a token: `pdf`, `png`, `zip`, `xls` ...
        found: &'static str,
    },
    /// A workbook that is cut or broken.
    #[error("the workbook is damaged or was cut short")]
    Damaged,
    /// A workbook that asks for a password.
    #[error("the workbook is protected by a password")]
    Protected,
    /// Text, but neither in Unicode nor in Arabic Windows' code page.
    #[error("line {line} is in an unknown encoding")]
    Encoding {
        /// The first line that cannot be read, from 1.
        line: u32,
    },
    /// Some lines are in UTF-8 and others in a code page.
    #[error("line {line} is in another encoding than others")]
    MixedEncodings {
        /// The first line that is not in UTF-8, from 1.
        line: u32,
    },
    /// The sheet that was asked for is not in the workbook.
    #[error("the workbook has no sheet {name:?}")]
    NoSuchSheet {
        /// The name that was asked for.
        name: String,
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// More rows than one import takes.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// Most rows under the headings.
        limit: usize,
    },
    /// More columns than one import takes.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// Most columns.
        limit: usize,
    },
    /// More cells in all than one import takes.
    #[error("more than {limit} cells")]
    TooManyCells {
        /// Most cells under the headings, empty ones between others included.
        limit: usize,
    },
    /// No row in the first lines looks like headings.
    #[error("no row of headings was found")]
    NoHeader,
    /// Headings, and nothing under them.
    #[error("there are no rows under the headings")]
    NoRows,
    /// So many quotation marks stay open that the rows cannot be told apart.
    #[error("a quotation mark opened in line {line} is never closed")]
    OpenQuotes {
        /// Where the last one was opened, from 1.
        line: u32,
    },
}

impl FileFault {
    /// The message in `import.ftl`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "import-file-empty",
            Self::TooLarge { .. } => "import-file-too-large",
            Self::UnpacksTooLarge { .. } => "import-file-unpacks-too-large",
            Self::OtherKind { .. } => "import-file-other-kind",
            Self::Damaged => "import-file-damaged",
            Self::Protected => "import-file-protected",
            Self::Encoding { .. } => "import-file-encoding",
            Self::MixedEncodings { .. } => "import-file-mixed-encodings",
            Self::NoSuchSheet { .. } => "import-file-no-such-sheet",
            Self::TooManyRows { .. } => "import-file-too-many-rows",
            Self::TooManyColumns { .. } => "import-file-too-many-columns",
            Self::TooManyCells { .. } => "import-file-too-many-cells",
            Self::NoHeader => "import-file-no-header",
            Self::NoRows => "import-file-no-rows",
            Self::OpenQuotes { .. } => "import-file-open-quotes",
        }
    }

    /// The arguments of that message.
    pub fn args(&self) -> Args {
        match self {
            Self::TooLarge { limit } | Self::UnpacksTooLarge { limit } => {
                vec![("megabytes", number(limit / (1 << 20)))]
            }
            Self::OtherKind { found } => vec![("found", text(*found))],
            Self::Encoding { line } | Self::MixedEncodings { line } | Self::OpenQuotes { line } => {
                vec![("line", number(*line))]
            }
            Self::NoSuchSheet { name, sheets } => vec![("name", text(name)), ("sheets", text(sheets.join(" / ")))],
            Self::TooManyRows { limit } | Self::TooManyColumns { limit } | Self::TooManyCells { limit } => {
                vec![("limit", number(*limit))]
            }
            Self::Empty | Self::Damaged | Self::Protected | Self::NoHeader | Self::NoRows => vec![],
        }
    }
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// It is neither TOML nor JSON of the form field = heading.
    #[error("the mapping cannot be read: {problem}")]
    Unreadable {
        /// What the parser says, in English.
        problem: String,
    },
    /// It names a heading that the file does not have.
    #[error("the file has no column {heading:?} for {field}")]
    NoSuchColumn {
        /// The field that was to come from it.
        field: WorkerField,
        /// The heading as the mapping spells it.
        heading: String,
    },
    /// Two fields are to come from one column.
    #[error("{first} and {second} both point to column {heading:?}")]
    SharedColumn {
        /// One of them.
        first: WorkerField,
        /// The other.
        second: WorkerField,
        /// The column's heading.
        heading: String,
    },
    /// Fields without which no worker can be made have no column.
    #[error("no column for {field}")]
    MissingField {
        /// The first of them.
        field: WorkerField,
    },
}

impl MappingFault {
    /// The message in `import.ftl`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "import-mapping-unreadable",
            Self::NoSuchColumn { .. } => "import-mapping-no-such-column",
            Self::SharedColumn { .. } => "import-mapping-shared-column",
            Self::MissingField { .. } => "import-mapping-missing-field",
        }
    }

    /// The arguments of that message.
    pub fn args(&self) -> Args {
        match self {
            Self::Unreadable { problem } => vec![("problem", text(problem))],
            Self::NoSuchColumn { field, heading } => {
                vec![("field", named(*field)), ("heading", text(heading))]
            }
            Self::SharedColumn { first, second, heading } => {
                vec![("first", named(*first)), ("second", named(*second)), ("heading", text(heading))]
            }
            Self::MissingField { field } => vec![("field", named(*field))],
        }
    }
}

/// One thing wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Line of the file or row of the sheet, from 1, as editors and spreadsheets count.
    pub line: u32,
    /// The column, where the fault stands in one.
    pub column: Option<Column>,
    /// The field that was read, where there is one.
    pub field: Option<WorkerField>,
    /// What is wrong.
    pub reason: Reason,
}

/// Most words that a reason suggests.
pub const SUGGESTIONS_MAX: usize = 3;

/// What is wrong with a cell or a row, in terms that say how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The row fills neither name nor passport nor birth date: a subtotal, a section title, a remark.
    NoPerson,
    /// A needed cell is empty, or there is no such column.
    Missing,
    /// More letters than the field takes.
    TooLong {
        /// Most letters.
        limit: usize,
    },
    /// NUL and other control characters.
    ControlCharacter,
    /// A formula as text; it would run when the roster is exported.
    Formula,
    /// The spreadsheet shows an error such as #N/A there.
    CellError,
    /// A formula whose value the workbook does not hold.
    Uncalculated,
    /// More cells than headings: a separator inside an unquoted text has moved the rest.
    TooManyCells {
        /// Cells in the row.
        found: usize,
        /// Headings.
        expected: usize,
    },
    /// A quotation mark that is opened here swallows the lines after it.
    OpenQuote,
    /// A name without letters or with digits in it.
    NotAName,
    /// A year of two digits.
    TwoDigitYear,
    /// A year from 1300 to 1499, a Hijri month or mark.
    HijriDate,
    /// The middle number is no month: month and day stand the wrong way round.
    MonthFirst,
    /// The first number is no month, in a column in which the month stands first.
    DayFirst,
    /// The spreadsheet has read day and month of this column the wrong way round.
    DateSwapped,
    /// Only a year.
    YearOnly,
    /// A day that the calendar does not have.
    NoSuchDay,
    /// Not to be read as a date.
    DateUnclear,
    /// A date that must lie in the past.
    InFuture,
    /// The passport has run out.
    Expired,
    /// Younger than the jurisdiction allows.
    TooYoung {
        /// Completed years today.
        age: i64,
        /// Youngest age allowed.
        min: i64,
    },
    /// Older than the jurisdiction allows.
    TooOld {
        /// Completed years today.
        age: i64,
        /// Oldest age allowed.
        max: i64,
    },
    /// A word that is not in the field's list.
    UnknownWord {
        /// The word, cut to 40 letters.
        word: String,
        /// The message keys of the listed words nearest to it, at most [`SUGGESTIONS_MAX`], the nearest first.
        suggestions: Vec<String>,
    },
    /// Not to be read as a telephone number.
    PhoneUnclear,
    /// A national number of another country, without its code.
    PhoneCountry,
    /// More than one telephone number.
    SeveralPhones,
    /// The spreadsheet has shortened the number (9.68912E+11): its last digits are lost.
    NumberShortened,
    /// Not in the form of a passport number.
    PassportForm,
    /// More or fewer signs than the passports of the worker's country have.
    PassportLength {
        /// Fewest signs.
        min: usize,
        /// Most signs.
        max: usize,
    },
    /// Not the two lines of a passport's machine-readable zone, nor the second of them.
    MrzForm,
    /// A check digit of the machine-readable zone does not fit.
    MrzCheckDigit {
        /// What the digit stands behind; the zone itself for the digits over the whole.
        field: WorkerField,
    },
    /// The machine-readable zone says otherwise than the column of this field.
    MrzDiffers {
        /// The field.
        field: WorkerField,
    },
    /// Not in the form of a civil number.
    CivilIdForm,
    /// Not to be read as an amount.
    AmountUnclear,
    /// An amount that no monthly wage has.
    AmountOutOfRange {
        /// Least, minor units.
        min_minor: i64,
        /// Most, minor units.
        max_minor: i64,
    },
    /// Another currency than the pack's.
    OtherCurrency,
    /// Not to be read as a number of years.
    YearsUnclear,
    /// More years of experience than the person can have worked.
    ExperienceTooLong {
        /// Years given.
        years: i64,
        /// Completed years of life.
        age: i64,
    },
    /// A telephone number or an address in a text that customers will read.
    ContactInText,
    /// The same passport or civil number as in an earlier row.
    DuplicateOf {
        /// That row's line.
        line: u32,
    },
    /// A worker with this passport or civil number is on the agency's roster already.
    OnRoster,
}

impl Reason {
    /// The message in `import.ftl`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoPerson => "import-row-no-person",
            Self::Missing => "import-row-missing",
            Self::TooLong { .. } => "import-row-too-long",
            Self::ControlCharacter => "import-row-control-character",
            Self::Formula => "import-row-formula",
            Self::CellError => "import-row-cell-error",
            Self::Uncalculated => "import-row-uncalculated",
            Self::TooManyCells { .. } => "import-row-too-many-cells",
            Self::OpenQuote => "import-row-open-quote",
            Self::NotAName => "import-row-not-a-name",
            Self::TwoDigitYear => "import-row-two-digit-year",
            Self::HijriDate => "import-row-hijri-date",
            Self::MonthFirst => "import-row-month-first",
            Self::DayFirst => "import-row-day-first",
            Self::DateSwapped => "import-row-date-swapped",
            Self::YearOnly => "import-row-year-only",
            Self::NoSuchDay => "import-row-no-such-day",
            Self::DateUnclear => "import-row-date-unclear",
            Self::InFuture => "import-row-in-future",
            Self::Expired => "import-row-expired",
            Self::TooYoung { .. } => "import-row-too-young",
            Self::TooOld { .. } => "import-row-too-old",
            Self::UnknownWord { suggestions, .. } => match suggestions.len() {
                0 => "import-row-unknown-word",
                1 => "import-row-unknown-word-near",
                2 => "import-row-unknown-word-near-two",
                _ => "import-row-unknown-word-near-three",
            },
            Self::PhoneUnclear => "import-row-phone-unclear",
            Self::PhoneCountry => "import-row-phone-country",
            Self::SeveralPhones => "import-row-several-phones",
            Self::NumberShortened => "import-row-number-shortened",
            Self::PassportForm => "import-row-passport-form",
            Self::PassportLength { .. } => "import-row-passport-length",
            Self::MrzForm => "import-row-mrz-form",
            Self::MrzCheckDigit { .. } => "import-row-mrz-check-digit",
            Self::MrzDiffers { .. } => "import-row-mrz-differs",
            Self::CivilIdForm => "import-row-civil-id-form",
            Self::AmountUnclear => "import-row-amount-unclear",
            Self::AmountOutOfRange { .. } => "import-row-amount-out-of-range",
            Self::OtherCurrency => "import-row-other-currency",
            Self::YearsUnclear => "import-row-years-unclear",
            Self::ExperienceTooLong { .. } => "import-row-experience-too-long",
            Self::ContactInText => "import-row-contact-in-text",
            Self::DuplicateOf { .. } => "import-row-duplicate-of",
            Self::OnRoster => "import-row-on-roster",
        }
    }

    /// The arguments of that message.
    pub fn args(&self) -> Args {
        match self {
            Self::TooLong { limit } => vec![("limit", number(*limit))],
            Self::TooManyCells { found, expected } => {
                vec![("found", number(*found)), ("expected", number(*expected))]
            }
            Self::TooYoung { age, min } => vec![("age", number(*age)), ("min", number(*min))],
            Self::TooOld { age, max } => vec![("age", number(*age)), ("max", number(*max))],
            Self::UnknownWord { word, suggestions } => {
                let names = ["first", "second", "third"];
                let near = names.into_iter().zip(suggestions).map(|(name, key)| (name, Arg::Message(key.clone())));
                std::iter::once(("word", text(word))).chain(near).collect()
            }
            Self::PassportLength { min, max } => vec![("min", number(*min)), ("max", number(*max))],
            Self::MrzCheckDigit { field } => vec![("field", named(*field))],
            Self::MrzDiffers { field } => vec![("field", named(*field)), ("zone", named(WorkerField::Mrz))],
            Self::AmountOutOfRange { min_minor, max_minor } => {
                vec![("min", number(min_minor / 1000)), ("max", number(max_minor / 1000))]
            }
            Self::ExperienceTooLong { years, age } => vec![("years", number(*years)), ("age", number(*age))],
            Self::DuplicateOf { line } => vec![("line", number(*line))],
            _ => vec![],
        }
    }
}
