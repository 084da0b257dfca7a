//! Policy sets: what was proposed by whom, with what it opens and closes; who stands behind it; and which one is in force.
//!
//! Rows are kept for good: the record names a set by its hash, and these are its texts. Nothing personal is in them.

use domain::UserId;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::Limit;
use crate::{Row, StoreError, Tx, params};

/// One set, without its texts.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySet {
    /// In the order of proposal, from 1. The set that a program was built with has no row and counts as 0.
    pub number: i64,
    /// SHA-256 of its texts, in hexadecimal.
    pub hash: String,
    /// Who proposed it; none for a command on the operator's own machine.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: Timestamp,
    /// The number of the set that it was compared with.
    pub base: i64,
    /// What it opens, as a list of changes.
    pub widens: Json,
    /// What it closes.
    pub narrows: Json,
    /// What it does to each rule of the set that it was compared with, by the rule's id.
    pub rules: Json,
    /// When it came into force; none while it waits, or when it never did.
    pub in_force_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// Which set decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 for the one that the program was built with.
    pub number: i64,
    /// Its hash; none for 0.
    pub hash: Option<String>,
}

const COLUMNS: &str =
    "s.number, s.hash, s.proposed_by, s.proposed_at, s.base, s.widens, s.narrows, s.rules, s.in_force_at, s.version";

fn read(row: &Row<'_>) -> Result<PolicySet, StoreError> {
    Ok(PolicySet {
        number: row.get("number")?,
        hash: row.get("hash")?,
        proposed_by: row.get("proposed_by")?,
        proposed_at: row.get("proposed_at")?,
        base: row.get("base")?,
        widens: row.get("widens")?,
        narrows: row.get("narrows")?,
        rules: row.get("rules")?,
        in_force_at: row.get("in_force_at")?,
        version: row.get("version")?,
    })
}

/// The set in force.
pub fn head(tx: &mut Tx) -> Result<Head, StoreError> {
    tx.one("select h.number, h.hash from policy_head h where h.one = 1 and {read:policy_head h}", params![], |row| {
        Ok(Head { number: row.get("number")?, hash: row.get("hash")? })
    })
}

/// The number that the next set gets. Two at once get the same, and the primary key has the last word.
pub fn next_number(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select coalesce(max(s.number), 0) + 1 as n from policy_set s where {read:policy_set s}", params![], |row| {
        row.get("n")
    })
}

/// Adds a set with its texts, by file name.
pub fn insert(tx: &mut Tx, set: &PolicySet, files: &Json) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into policy_set (number, hash, files, proposed_by, proposed_at, base, widens, narrows, rules, in_force_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            set.number,
            &set.hash,
            files,
            set.proposed_by,
            set.proposed_at,
            set.base,
            &set.widens,
            &set.narrows,
            &set.rules,
            set.in_force_at,
            set.version
        ],
    )?)
}

/// One set.
pub fn get(tx: &mut Tx, number: i64) -> Result<Option<PolicySet>, StoreError> {
    let sql = format!("select {COLUMNS} from policy_set s where s.number = $1 and {{read:policy_set s}}");
    tx.maybe(&sql, params![number], read)
}

/// The texts of one set, by file name.
pub fn files(tx: &mut Tx, number: i64) -> Result<Option<Json>, StoreError> {
    let sql = "select s.files from policy_set s where s.number = $1 and {read:policy_set s}";
    tx.maybe(sql, params![number], |row| row.get("files"))
}

/// The newest sets before this number.
pub fn newest(tx: &mut Tx, before: Option<i64>, limit: Limit) -> Result<Vec<PolicySet>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from policy_set s where s.number < $1 and {{read:policy_set s}} order by s.number desc limit {}",
        limit.get()
    );
    tx.all(&sql, params![before.unwrap_or(i64::MAX)], read)
}

/// The sets that are or were in force, newest first.
pub fn were_in_force(tx: &mut Tx, limit: Limit) -> Result<Vec<PolicySet>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from policy_set s where s.in_force_at is not null and {{read:policy_set s}} \
         order by s.number desc limit {}",
        limit.get()
    );
    tx.all(&sql, params![], read)
}

/// Who has approved a set.
pub fn approvals(tx: &mut Tx, number: i64) -> Result<Vec<UserId>, StoreError> {
    let sql = "select a.by_user from policy_approval a where a.number = $1 and {read:policy_approval a} order by a.at";
    tx.all(sql, params![number], |row| row.get("by_user"))
}

/// Somebody stands behind this version of a set; stale when it moved on. Twice by the same person is refused:
/// `policy_approval_pkey`. Whoever asks [`approvals`] after this sees everybody who came before.
pub fn approve(tx: &mut Tx, number: i64, version: i64, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update policy_set set version = version + 1 where number = $1 and version = $2 and {write:policy_set}",
        params![number, version],
    )?)?;
    super::one(
        tx.run("insert into policy_approval (number, by_user, at) values ($1, $2, $3)", params![number, by, at])?,
    )
}

/// Puts a set in force in the place of `base`; stale when another is in force by now.
pub fn put_in_force(tx: &mut Tx, number: i64, hash: &str, base: i64, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update policy_head set number = $1, hash = $2 where one = 1 and number = $3 and {write:policy_head}",
        params![number, hash, base],
    )?)?;
    super::one(
        tx.run("update policy_set set in_force_at = $2 where number = $1 and {write:policy_set}", params![number, at])?,
    )
}
