//! What may be wrong with a bank's file, in words that say where and what to do. A file with one wrong line is refused whole.

use domain::money::{Currency, Money};

use crate::amount::AmountError;

/// LIMIT: so many faults of one file are told; the rest is counted.
pub const FAULTS_MOST: usize = 50;

/// Why a file was not read. Nothing of it is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// No bytes but white space.
    #[error("the file is empty")]
    Empty,
    /// More than [`super::BYTES_MOST`].
    #[error("the file is larger than 10 MiB: ask the bank for a shorter time")]
    TooLarge,
    /// More than [`super::LINES_MOST`].
    #[error("the file has more than 20,000 lines: ask the bank for a shorter time")]
    TooManyLines,
    /// UTF-16, as Excel writes "Unicode text".
    #[error("the file is in UTF-16: save it as \"CSV UTF-8\"")]
    Utf16,
    /// Some other encoding, such as Windows-1256.
    #[error("line {line}: not in UTF-8, perhaps in Windows-1256: save the file as \"CSV UTF-8\"")]
    NotUtf8 {
        /// The line of the first wrong byte.
        line: usize,
    },
    /// A table without the columns that are needed.
    #[error(
        "no head was found in the first 20 lines: needed are a date, an amount (or credit and debit) and a description or reference"
    )]
    NoHead,
    /// A head and nothing below it.
    #[error("there are no lines below the head")]
    NoLines,
    /// XML, but no camt.053.
    #[error("the file is XML, but no camt.053 statement: ask the bank for \"camt.053\"")]
    NotAStatement,
    /// A camt.053 of a version that is not known.
    #[error("camt.053.001.{0} is not read: ask the bank for one from 02 to 13")]
    Version(String),
    /// The XML breaks off or is not well formed.
    #[error("line {line}: {broken}")]
    Broken {
        /// The line where reading ended.
        line: usize,
        /// What was found there.
        broken: Broken,
    },
    /// Lines that are wrong.
    #[error(transparent)]
    Wrong(#[from] Faults),
}

/// What is not XML as banks write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The end came before the last element was closed.
    #[error("the file ends too early: fetch it again")]
    Half,
    /// Not well formed.
    #[error("this is no well-formed XML: fetch the file again")]
    NotXml,
    /// Something stands outside the one root element.
    #[error("something stands outside the document: fetch the file again")]
    Outside,
    /// A document type or entity, which no statement has.
    #[error("document types and entities are not taken: no statement has them")]
    DocumentType,
    /// An encoding other than UTF-8 is declared.
    #[error("another encoding than UTF-8 is declared: ask the bank for UTF-8")]
    Encoding,
    /// Deeper, or with more elements or attributes, than a statement has.
    #[error("there are more or deeper elements, or more attributes, than a statement has")]
    TooDeep,
}

/// All that is wrong with a file's lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// The first [`FAULTS_MOST`], in the order of the file.
    pub first: Vec<Fault>,
    /// How many there are beyond these.
    pub more: usize,
}

impl std::error::Error for Faults {}

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let told: Vec<String> = self.first.iter().map(ToString::to_string).collect();
        f.write_str(&told.join("\n"))?;
        if self.more > 0 { write!(f, "\nand {} more", self.more) } else { Ok(()) }
    }
}

impl Faults {
    pub(super) fn push(&mut self, line: usize, entry: Option<usize>, wrong: Wrong) {
        if self.first.len() < FAULTS_MOST {
            self.first.push(Fault { line, entry, wrong });
        } else {
            self.more += 1;
        }
    }

    /// The value, if nothing was wrong.
    pub(super) fn unless<T>(mut self, value: T) -> Result<T, StatementError> {
        if self.first.is_empty() {
            return Ok(value);
        }
        self.first.sort_by_key(|fault| fault.line);
        Err(self.into())
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: usize,
    /// The entry of the statement, from 1; only in XML.
    pub entry: Option<usize>,
    /// What is wrong there.
    pub wrong: Wrong,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "line {} (entry {entry}): {}", self.line, self.wrong),
            None => write!(f, "line {}: {}", self.line, self.wrong),
        }
    }
}

/// What may be wrong. Texts of the file are cut to 40 characters; `what` is a column or an element.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A cell or an element is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An amount cannot be read.
    #[error("{what} `{text}` {why}")]
    Amount {
        /// Of what.
        what: &'static str,
        /// As it stands there.
        text: String,
        /// Why not.
        why: AmountError,
    },
    /// A date cannot be read.
    #[error("date `{0}` is not one: write 2026-01-31 or 31/01/2026 (day first)")]
    Date(String),
    /// Another currency than the account's.
    #[error("currency `{found}`, but the account is in {}", .expected.code())]
    Currency {
        /// As it stands there.
        found: String,
        /// The account's.
        expected: Currency,
    },
    /// A code that the standard does not have there.
    #[error("{what} `{text}` is not known")]
    Word {
        /// Of what.
        what: &'static str,
        /// As it stands there.
        text: String,
    },
    /// Both credit and debit, or neither.
    #[error("exactly one of credit and debit must hold an amount")]
    Sides,
    /// A sum below zero in a column that has no direction.
    #[error("{0} must not be negative")]
    Negative(&'static str),
    /// More than [`super::TEXT_MOST`] characters.
    #[error("{0} is longer than 1,000 characters")]
    TooLong(&'static str),
    /// Half a line, or a delimiter too many.
    #[error(
        "{found} columns where the head has {expected}: the line is half, or a text holds the delimiter without quotes"
    )]
    Width {
        /// Columns of the head.
        expected: usize,
        /// Columns of this line.
        found: usize,
    },
    /// A quote that is not closed where it should be.
    #[error("a quote is opened or closed in the wrong place")]
    Quote,
    /// Two columns of the head mean the same.
    #[error("{0} is there twice")]
    Twice(&'static str),
    /// The balance does not follow from the row beside it.
    #[error(
        "balance {found} does not follow from the row before, which leads to {expected}: a row is missing or changed"
    )]
    Balance {
        /// What it should be.
        expected: Money,
        /// What stands there.
        found: Money,
    },
    /// A batch whose parts are not the whole.
    #[error("the parts make {found}, but the entry is {expected}")]
    Parts {
        /// The entry.
        expected: Money,
        /// Its parts together.
        found: Money,
    },
    /// Opening balance and entries do not lead to the closing balance.
    #[error("wrong checksum: opening balance and entries make {expected}, but the closing balance is {found}")]
    Closing {
        /// What it should be.
        expected: Money,
        /// What stands there.
        found: Money,
    },
    /// The bank's own count or sum is not that of the entries.
    #[error("wrong checksum: {what} says `{said}`, but the entries make {found}")]
    Total {
        /// Which of them.
        what: &'static str,
        /// As it stands there.
        said: String,
        /// What the entries make.
        found: String,
    },
    /// A statement does not begin where the one before it ended.
    #[error(
        "this statement does not begin with the balance with which the one before it ended: one is missing between them"
    )]
    Gap,
    /// Statements of several accounts.
    #[error("the file is of several accounts: ask the bank for one file for each")]
    Accounts,
}
