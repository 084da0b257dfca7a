//! Where an import stands, and which there are: for its own agency.

use domain::{OrgId, WorkerId};
use jiff::Timestamp;
use store::tables::imports as table;
use store::{Scope, Tx};
use uuid::Uuid;

use super::answers::{Answers, Stored};
use crate::caller::Caller;
use crate::{AppError, Desk, Limit, workers};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The file was read; nobody has said yet that it is to be taken in.
    Read,
    /// Its rows are being taken in.
    Running,
    /// It ended.
    Done,
    /// Its workers are being erased.
    Undoing,
    /// It was undone.
    Undone,
}

impl Stage {
    /// Its one spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Running => "running",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether a job is at it.
    pub const fn moves(self) -> bool {
        matches!(self, Self::Running | Self::Undoing)
    }

    fn parse(word: &str) -> Result<Self, AppError> {
        let all = [Self::Read, Self::Running, Self::Done, Self::Undoing, Self::Undone];
        let found = all.into_iter().find(|stage| stage.as_str() == word);
        found.ok_or_else(|| store::StoreError::Damaged(format!("import.state {word}")).into())
    }
}

/// An import as its agency sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The identifier.
    pub id: Uuid,
    /// Where it stands.
    pub stage: Stage,
    /// The file's name, as its sender called it.
    pub file_name: String,
    /// What is said about the file.
    pub answers: Answers,
    /// Rows under the headings.
    pub rows: i64,
    /// How many of them are dealt with.
    pub dealt: i64,
    /// Workers on the roster by it.
    pub accepted: i64,
    /// Rows whose worker was there already.
    pub known: i64,
    /// Rows that could not be taken.
    pub refused: i64,
    /// How many lines were chosen; none: all.
    pub chosen: Option<usize>,
    /// Why it ended before its last row: `licence` or `not_permitted`.
    pub stopped: Option<String>,
    /// When the file came.
    pub at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Until when the file, and with it the reasons of refused rows, is kept; none once it is destroyed.
    pub kept_until: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// The row as its agency sees it.
pub(super) fn shown(row: &table::Import) -> Result<Import, AppError> {
    Ok(Import {
        id: row.id,
        stage: Stage::parse(&row.state)?,
        file_name: row.file_name.clone(),
        answers: stored(row)?.answers,
        rows: row.rows,
        dealt: row.next_row,
        accepted: row.accepted,
        known: row.known,
        refused: row.refused,
        chosen: row.chosen.as_ref().and_then(|lines| Some(lines.as_array()?.len())),
        stopped: row.stopped.clone(),
        at: row.at,
        ended_at: row.ended_at,
        kept_until: row.kept_until,
        version: row.version,
    })
}

pub(super) fn stored(row: &table::Import) -> Result<Stored, AppError> {
    let damaged = |_| store::StoreError::Damaged(format!("import.answers of {} cannot be read", row.id));
    Ok(serde_json::from_value(row.answers.clone()).map_err(damaged)?)
}

/// The agency whose imports the caller may deal with. A licence that is not in force hides nothing of what was done before.
pub(super) fn agency(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<OrgId, AppError> {
    // Only agencies have imports; a worker's sign-in hangs under one and is none of it.
    let Scope::Org(org) = caller.scope() else { return Err(AppError::NotFound) };
    // Nothing is shown of a worker by it: the permit only says that this is their task.
    let _task = workers::may(tx, desk, caller, org, WorkerId(desk.id(0)))?;
    Ok(org)
}

/// The row, for its own agency.
pub(super) fn found(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<table::Import, AppError> {
    let org = agency(tx, desk, caller)?;
    table::get(tx, id)?.filter(|import| import.org == org).ok_or(AppError::NotFound)
}

/// Where an import stands now.
pub fn status(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Import, AppError> {
    shown(&found(tx, desk, caller, id)?)
}

/// One page of the agency's imports, newest first, and where the next page starts.
pub fn list(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    before: Option<Uuid>,
    limit: Limit,
) -> Result<(Vec<Import>, Option<Uuid>), AppError> {
    let org = agency(tx, desk, caller)?;
    let mut rows = table::page(tx, org, before, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id);
    Ok((rows.iter().map(shown).collect::<Result<_, _>>()?, next))
}

/// The new workers of an import with their lines, in order, from a line on; `most` of them.
pub fn workers_of(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    from_line: u32,
    most: u32,
) -> Result<Vec<(u32, WorkerId)>, AppError> {
    found(tx, desk, caller, id)?;
    let taken = table::taken(tx, id, from_line.into(), most)?;
    Ok(taken.into_iter().filter_map(|row| Some((u32::try_from(row.line).ok()?, row.worker?))).collect())
}
