//! Everything that is held about a person, as it is written into files: groups of rows, each with its purpose, its basis and how
//! long it is kept. `docs/my-data.md` describes every group and column.

use domain::Purpose;
use jiff::Timestamp;
use serde_json::Value;

/// What was put together for one person.
#[derive(Debug, Clone)]
pub struct Held {
    /// `worker`, `household` or `member`.
    pub about: &'static str,
    /// When.
    pub made_at: Timestamp,
    /// The groups, those without a row left out.
    pub groups: Vec<Group>,
}

/// One group of what is held.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name in files and messages.
    pub name: &'static str,
    /// What it is kept for, where that is one purpose; signing in and the log itself have none of the list.
    pub purpose: Option<Purpose>,
    /// Why it may be kept.
    pub basis: Basis,
    /// How long.
    pub kept: Kept,
    /// The columns.
    pub columns: &'static [Column],
    /// The rows: a value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// Why something may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// To do what the person or the household asked for.
    Contract,
    /// The person agreed.
    Consent,
    /// The law asks for it.
    LegalDuty,
}

impl Basis {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Consent => "consent",
            Self::LegalDuty => "legal_duty",
        }
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Until the sign-in is forgotten.
    WithAccount,
    /// Until its person ends it, or the sign-in is forgotten.
    UntilEnded,
    /// Until the record is erased.
    WithRecord,
    /// As long as the case.
    WithCase,
    /// Two weeks after the last use.
    TwoWeeks,
    /// 90 days.
    NinetyDays,
    /// For good: it names people by numbers only.
    Always,
}

impl Kept {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WithAccount => "with_account",
            Self::UntilEnded => "until_ended",
            Self::WithRecord => "with_record",
            Self::WithCase => "with_case",
            Self::TwoWeeks => "two_weeks",
            Self::NinetyDays => "ninety_days",
            Self::Always => "always",
        }
    }
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in files and messages.
    pub name: &'static str,
    /// How its values are said to people.
    pub says: Says,
}

/// How a value is said to people. Files for programs hold it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// As it stands.
    Text,
    /// A word of a closed list, or several: the message is this prefix with the word.
    Word(&'static str),
    /// A moment.
    Time,
    /// A day.
    Day,
    /// Baisa.
    Money,
    /// Yes or no.
    Flag,
}

pub(crate) const fn text(name: &'static str) -> Column {
    Column { name, says: Says::Text }
}

pub(crate) const fn word(name: &'static str, prefix: &'static str) -> Column {
    Column { name, says: Says::Word(prefix) }
}

pub(crate) const fn time(name: &'static str) -> Column {
    Column { name, says: Says::Time }
}

pub(crate) const fn day(name: &'static str) -> Column {
    Column { name, says: Says::Day }
}

pub(crate) const fn money(name: &'static str) -> Column {
    Column { name, says: Says::Money }
}

pub(crate) const fn flag(name: &'static str) -> Column {
    Column { name, says: Says::Flag }
}
