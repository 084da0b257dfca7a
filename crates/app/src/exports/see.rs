//! The exports that somebody asked for, as they see them.

use jiff::Timestamp;
use store::Tx;
use store::tables::exports as table;
use store::tables::{Limit, workers};
use uuid::Uuid;

use super::take::DOWNLOADS_MAX;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It waits for the job.
    Asked,
    /// The job is at it.
    Building,
    /// The file is there.
    Ready,
    /// It could not be made.
    Failed,
    /// Its week is over, and the file is destroyed.
    Expired,
    /// Whoever asked had the file destroyed, or is not what they were when they asked.
    Revoked,
}

impl Stage {
    /// Where a row stands at this moment of real time.
    pub(super) fn of(row: &table::Export, real: Timestamp) -> Self {
        match row.state.as_str() {
            "asked" => Self::Asked,
            "building" => Self::Building,
            "ready" if row.ends_at.is_some_and(|ends| ends > real) => Self::Ready,
            "failed" => Self::Failed,
            "revoked" => Self::Revoked,
            _ => Self::Expired,
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Building => "building",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// Whether a job is still to move it.
    pub const fn moves(self) -> bool {
        matches!(self, Self::Asked | Self::Building)
    }
}

/// An export as whoever asked sees it.
#[derive(Debug, Clone)]
pub struct MyExport {
    /// The identifier.
    pub id: Uuid,
    /// Where it stands.
    pub stage: Stage,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the file was there.
    pub ready_at: Option<Timestamp>,
    /// Until when the file is kept.
    pub ends_at: Option<Timestamp>,
    /// Bytes of the file.
    pub bytes: i64,
    /// When the file was taken, oldest first.
    pub taken: Vec<Timestamp>,
    /// How often it may still be taken.
    pub left: usize,
    /// Of an officer's: the worker's reference.
    pub worker: Option<String>,
    /// Of an officer's: why.
    pub reason: String,
}

/// One page of what the caller asked for, newest first.
pub fn list(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    before: Option<Uuid>,
    limit: Limit,
) -> Result<(Vec<MyExport>, Option<Uuid>), AppError> {
    let (Some(person), Some(org)) = (caller.user, caller.org) else { return Err(AppError::NotFound) };
    let mut rows = table::page(tx, person, org, before, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id);
    rows.retain(|row| row.role == caller.role);
    let shown = rows.into_iter().map(|row| shown(tx, desk, row)).collect::<Result<_, _>>()?;
    Ok((shown, next))
}

/// One of them.
pub fn one(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<MyExport, AppError> {
    let row = found(tx, caller, id)?;
    shown(tx, desk, row)
}

/// An export that this very caller asked for, acting as now. Anybody else's is answered like an unused name.
pub(super) fn found(tx: &mut Tx, caller: &Caller, id: Uuid) -> Result<table::Export, AppError> {
    let own =
        |row: &table::Export| Some(row.person) == caller.user && Some(row.org) == caller.org && row.role == caller.role;
    table::get(tx, id)?.filter(own).ok_or(AppError::NotFound)
}

pub(super) fn shown(tx: &mut Tx, desk: &Desk, row: table::Export) -> Result<MyExport, AppError> {
    let taken = table::taken(tx, row.id)?;
    let worker = match row.worker {
        Some(worker) => workers::get(tx, worker)?.map(|row| row.reference),
        None => None,
    };
    Ok(MyExport {
        id: row.id,
        stage: Stage::of(&row, desk.real),
        asked_at: row.asked_at,
        ready_at: row.ready_at,
        ends_at: row.ends_at,
        bytes: row.bytes,
        left: DOWNLOADS_MAX.saturating_sub(taken.len()),
        taken,
        worker,
        reason: row.reason,
    })
}
