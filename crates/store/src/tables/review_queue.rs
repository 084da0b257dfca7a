//! The moderators' queue: which records wait for them, which for an agency's answer, and what a check let be told.

use domain::WorkerId;
use domain::reidentification::Checked;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::workers::{COLUMNS, Worker, read};
use super::{Binds, Limit};
use crate::{StoreError, Tx, params};

/// One of the two lines in which a record stands; both have the longest wait first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It waits for a moderator.
    Waiting,
    /// A change was asked for, and it waits for its agency.
    Asked,
}

impl Line {
    const fn column(self) -> &'static str {
        match self {
            Self::Waiting => "waits_since",
            Self::Asked => "asked_since",
        }
    }
}

/// Where a page of a line ended: since when the last one waits, and who it is.
pub type After = (Timestamp, WorkerId);

/// Says in which line a record stands since when; in none for none.
pub fn stand(
    tx: &mut Tx,
    worker: WorkerId,
    waits_since: Option<Timestamp>,
    asked_since: Option<Timestamp>,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update worker set waits_since = $2, asked_since = $3 where id = $1 and {write:worker}",
        params![worker, waits_since, asked_since],
    )?)
}

/// One page of a line, with one row more when another page follows.
pub fn page(tx: &mut Tx, line: Line, after: Option<After>, limit: Limit) -> Result<Vec<Worker>, StoreError> {
    let (mut binds, column) = (Binds::none(), line.column());
    let keyset = after.map_or(String::new(), |(since, worker)| {
        format!("and (w.{column}, w.id) > ({}, {})", binds.add(since), binds.add(worker))
    });
    let sql = format!(
        "select {COLUMNS} from worker w where w.{column} is not null {keyset} and {{read:worker w}} \
         order by w.{column}, w.id limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// How many wait in a line, at most one more than asked for.
pub fn count(tx: &mut Tx, line: Line, limit: Limit) -> Result<i64, StoreError> {
    count_before(tx, line, None, limit)
}

/// How many of a line wait since before a moment, at most one more than asked for.
pub fn count_before(tx: &mut Tx, line: Line, before: Option<Timestamp>, limit: Limit) -> Result<i64, StoreError> {
    let (mut binds, column) = (Binds::none(), line.column());
    let earlier = before.map_or(String::new(), |before| format!("and w.{column} < {}", binds.add(before)));
    let sql = format!(
        "select count(*) as many from (select 1 as one from worker w where w.{column} is not null {earlier} \
         and {{read:worker w}} limit {}) found",
        limit.and_one()
    );
    tx.one(&sql, &binds.values, |row| row.get("many"))
}

/// What the last confirmed check lets be told of a worker.
pub fn public_form(tx: &mut Tx, worker: WorkerId) -> Result<Option<Checked>, StoreError> {
    tx.maybe("select w.public_form from worker w where w.id = $1 and {read:worker w}", params![worker], |row| {
        let form: Option<Json> = row.get("public_form")?;
        form.map(serde_json::from_value).transpose().map_err(|_| row.contradiction("public_form"))
    })
    .map(Option::flatten)
}

/// Keeps what a confirmed check lets be told.
pub fn set_public_form(tx: &mut Tx, worker: WorkerId, checked: &Checked) -> Result<(), StoreError> {
    super::one(tx.run(
        "update worker set public_form = $2 where id = $1 and {write:worker}",
        params![worker, super::as_json(checked)],
    )?)
}
