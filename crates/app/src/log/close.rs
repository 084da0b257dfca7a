//! Closing the log: the data-protection officer decides that bodies of old records are dropped. What stays of each is number, leaf and
//! link, so that everything that remains is proved as before; and each step is itself a record, in the transaction that drops.
//!
//! What may go: older than the pack's `[log] keep_years`, in whole tiles, and nothing that anybody may still ask for
//! ([`store::tables::closing`]). A step that finds other records than the officer's archive holds drops nothing.

use audit::hash::to_hex;
use audit::tiles::WIDTH;
use audit::{Closing, Event, Hash, Remains, leaf};
use jiff::Timestamp;
use store::tables::closing::{self, Closable};
use store::tables::{checkpoints, inspect, records};
use store::{Job, Recorded, Scope, StoreError, Tx};

use super::sign::draw;
use crate::caller::Caller;
use crate::{AppError, Desk, House, admit, record};

const JOB: Scope = Scope::System(Job::Housekeeping);

/// Up to where the log is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Before the record of this number.
    BeforeRecord(u64),
    /// Before the first record that is not older than this.
    BeforeTime(Timestamp),
}

/// How far it may be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldEnough {
    /// Up to this record, the end of a tile; 0 for none.
    Until(u64),
    /// What is wanted is too young: at the earliest before this, which is before the record `n`.
    Not {
        /// The youngest time that is old enough.
        before: Timestamp,
        /// The first record that is not.
        n: u64,
    },
}

/// One step: at most [`closing::STEP`] bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosingStep {
    /// The record after which it begins.
    pub after: u64,
    /// What it is to leave: from the archive, or from what was found where none is made.
    pub remains: Remains,
    /// SHA-256 of the archive.
    pub archive: Option<Hash>,
}

/// Up to which record the log may be closed, as it is wanted. [`StoreError::Damaged`] when the log does not hold what was signed last:
/// nothing is dropped from a log that is in doubt.
pub async fn plan(house: &House, wanted: Wanted) -> Result<OldEnough, AppError> {
    let (desk, inner) = (house.desk(), house.clone());
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        draw(tx, &inner.log)?;
        let border = border(tx, &desk)?;
        let old = old_before(&desk);
        let (young, until) = match wanted {
            Wanted::BeforeRecord(n) => (n > border.first_young, n - u64::from(n > 0)),
            Wanted::BeforeTime(at) => (at > old, closing::first_since(tx, at)?.map_or(u64::MAX, |n| n - 1)),
        };
        if young {
            return Ok(OldEnough::Not { before: old, n: border.first_young });
        }
        Ok(OldEnough::Until(until.min(border.until) / WIDTH as u64 * WIDTH as u64))
    };
    house.store.read(JOB, work).await
}

/// Carries out one step, and records it. Conflicts: `log_young`, and `log_moved` when other bodies would go than the step says.
pub async fn close(house: &House, officer: &Caller, step: ClosingStep) -> Result<(), AppError> {
    let (desk, officer, inner) = (house.desk(), officer.clone(), house.clone());
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        let permit = admit::erasure(&desk, &officer, "log", inner.log.log().0, 0)?;
        let ClosingStep { after, remains, archive } = step;
        if remains.count == 0 || remains.last > border(tx, &desk)?.until {
            return Err(AppError::Conflict("log_young"));
        }
        let found = closing::closable(tx, after, remains.last)?;
        if left(&found) != remains {
            return Err(AppError::Conflict("log_moved"));
        }
        compare_tiles(tx, &found)?;
        let root = checkpoints::root(tx, remains.last)?;
        let root = root.ok_or_else(|| StoreError::Damaged("the log has no tree".to_owned()))?;
        let draft = Closing { remains, root, archive }.on(record::allowed(&desk, &officer, &permit, 0));
        closing::drop_bodies(tx, &found, draft.id)?;
        Ok(Recorded::with((), draft))
    };
    house.store.write(JOB, work).await
}

/// What stays of a record whose body was dropped, and under which record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Its number.
    pub n: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// The number of the closing's record; none while it is not linked yet.
    pub closing: Option<i64>,
    /// When.
    pub at: Option<Timestamp>,
    /// SHA-256 of the archive that holds the body.
    pub archive: Option<Hash>,
}

impl Dropped {
    /// The leaf in hexadecimal.
    pub fn leaf_in_hex(&self) -> String {
        to_hex(&self.leaf)
    }

    /// The archive's hash in hexadecimal.
    pub fn archive_in_hex(&self) -> Option<String> {
        self.archive.as_ref().map(to_hex)
    }
}

/// What stays of a record; none when it has its body, or there is no such record.
pub fn dropped(tx: &mut Tx, n: u64) -> Result<Option<Dropped>, StoreError> {
    let Some(left) = closing::dropped(tx, i64::try_from(n).unwrap_or(i64::MAX))? else { return Ok(None) };
    let event = records::by_id(tx, left.closing)?;
    let said = event.as_ref().and_then(|event| Closing::of(&Event::parse(&event.body).ok()?.draft));
    Ok(Some(Dropped {
        n,
        leaf: left.leaf,
        closing: event.as_ref().map(|event| event.n),
        at: event.as_ref().map(|event| event.at),
        archive: said.and_then(|said| said.archive),
    }))
}

fn old_before(desk: &Desk) -> Timestamp {
    desk.packs.in_force().rules().log.old_before(desk.now)
}

/// Where records begin that may not be dropped.
struct Border {
    /// The first record that is too young, or the one behind the head.
    first_young: u64,
    /// The last one that may go: the end of a tile, before the head.
    until: u64,
}

fn border(tx: &mut Tx, desk: &Desk) -> Result<Border, StoreError> {
    let head = inspect::head(tx)?.map_or(0, |head| head.n);
    let first_young = closing::first_since(tx, old_before(desk))?.unwrap_or(head + 1);
    let whole = |n: u64| n / WIDTH as u64 * WIDTH as u64;
    // the head's own record stays: whoever opens the log begins with it
    Ok(Border { first_young, until: whole((first_young - 1).min(head.saturating_sub(1))) })
}

fn left(found: &[Closable]) -> Remains {
    let mut remains = Remains::default();
    for record in found {
        remains.add(record.n, &leaf(&record.bytes), &record.mac);
    }
    remains
}

/// What is archived and then lost must be what was logged: every leaf is compared with the tree's.
fn compare_tiles(tx: &mut Tx, found: &[Closable]) -> Result<(), StoreError> {
    for tile in found.chunk_by(|one, next| tile_of(one.n) == tile_of(next.n)) {
        let index = tile_of(tile[0].n);
        let kept = checkpoints::tile(tx, 0, index)?.unwrap_or_default();
        for record in tile {
            let at = usize::try_from(record.n - 1 - index * WIDTH as u64).unwrap_or(usize::MAX);
            if kept.get(at) != Some(&leaf(&record.bytes)) {
                let n = record.n;
                return Err(StoreError::Damaged(format!(
                    "record {n} is not the one that the tree holds; nothing is dropped: `amana audit verify` says more"
                )));
            }
        }
    }
    Ok(())
}

fn tile_of(n: u64) -> u64 {
    (n - 1) / WIDTH as u64
}
