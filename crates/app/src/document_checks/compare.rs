//! What was typed from a paper, beside what its machine-readable lines say. What was typed is opened for that, on record like every look.

use documents::{MRZ_MAX, ReadOut, read_out};
use domain::{DocumentKind, DocumentOwner, DocumentRule};
use jiff::civil::Date;
use uuid::Uuid;

use super::queue::{Task, one};
use crate::admit::Key;
use crate::caller::Caller;
use crate::organisations::name_and_number;
use crate::workers::{self, Through};
use crate::{AppError, House};

/// A field as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Its name: `name`, `passport`, `civil_id`, `birth_date`, `ends`.
    pub what: &'static str,
    /// What was typed; empty where nothing was.
    pub value: String,
}

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What: as in [`Typed`].
    pub what: &'static str,
    /// What the lines say.
    pub read: String,
    /// What was typed; empty where nothing was.
    pub typed: String,
    /// Whether the two are the same.
    pub same: bool,
}

/// The sealed fields that such a paper shows.
const fn fields(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::CivilId => &["name", "civil_id", "birth_date"],
        DocumentKind::Passport | DocumentKind::LabourPermit => &["name", "passport", "birth_date"],
        _ => &[],
    }
}

/// What was typed from a paper that waits, for whoever checks it. Of an agency's own papers that is the last day alone, of a household's
/// ID card its name and number too.
pub async fn typed(house: &House, caller: &Caller, id: Uuid) -> Result<(Task, Vec<Typed>), AppError> {
    let task = house.read(caller, move |tx, desk, caller| one(tx, desk, caller, id)).await?;
    let mut typed = Vec::new();
    if let Some(worker) = task.worker {
        let through = match &task.way.case {
            Some(case) => Through::Case(case.clone()),
            None => Through::Roster(Key::Id(worker.0)),
        };
        let wanted = fields(task.kind);
        let names = wanted.iter().map(|name| (*name).to_owned()).collect();
        let opened = workers::disclose(house, caller, through, names, task.way.purpose).await?;
        let value = |what: &str| opened.values.iter().find(|(name, _)| *name == what).map(|(_, value)| value.clone());
        typed.extend(wanted.iter().map(|what| Typed { what, value: value(what).unwrap_or_default() }));
    }
    if task.owner == DocumentOwner::Household {
        let values = name_and_number(house, caller, task.org).await?;
        let told = ["name", "civil_id"].into_iter().zip(values);
        typed.extend(told.map(|(what, value)| Typed { what, value: value.unwrap_or_default() }));
    }
    typed.extend(task.expires_on.map(|day| Typed { what: "ends", value: day.to_string() }));
    Ok((task, typed))
}

/// The lines that somebody copied from a paper. [`AppError::Invalid`] where they are no such lines.
pub(super) fn lines(text: &str, today: Date) -> Result<ReadOut, AppError> {
    let fault = || AppError::invalid("/lines", "check_lines");
    if text.chars().count() > MRZ_MAX {
        return Err(fault());
    }
    read_out(text, today.year()).ok_or_else(fault)
}

/// Reads the machine-readable lines that a moderator copied from a paper, and compares them with what was typed from it.
pub async fn compare(
    house: &House,
    caller: &Caller,
    id: Uuid,
    text: &str,
) -> Result<(Task, ReadOut, Vec<Compared>), AppError> {
    let read = lines(text, house.desk().today())?;
    let (task, typed) = typed(house, caller, id).await?;
    if !DocumentRule::of(task.kind, task.owner).is_some_and(DocumentRule::has_lines) {
        return Err(AppError::invalid("/lines", "check_lines_none"));
    }
    let compared = typed.into_iter().map(|Typed { what, value }| {
        let read = match what {
            "name" => format!("{} {}", read.given_names, read.surname).trim().to_owned(),
            "birth_date" => read.born.clone(),
            "ends" => read.expires.clone(),
            _ => read.number.clone(),
        };
        Compared { what, same: is_same(what, &read, &value), read, typed: value }
    });
    Ok((task, read.clone(), compared.collect()))
}

/// Names are the same by their words in any order: printed lines put the family's first. Everything else is the same to the letter.
fn is_same(what: &str, read: &str, typed: &str) -> bool {
    let words = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
        words.sort();
        words
    };
    if what == "name" { words(read) == words(typed) } else { read == typed.replace(' ', "") }
}
