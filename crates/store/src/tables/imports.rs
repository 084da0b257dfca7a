//! Roster imports: what was read, when and by whom; how far it is taken in; the sealed file; what became of which line.

use domain::{OrgId, Role, UserId, WorkerId};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// One import.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The identifier; the file's key is kept under it too.
    pub id: Uuid,
    /// The agency.
    pub org: OrgId,
    /// Who sent the file; the nil id for a command.
    pub by: UserId,
    /// In which role.
    pub role: Role,
    /// `read`, `running`, `done`, `undoing` or `undone`.
    pub state: String,
    /// The file's name, cut to 120 characters.
    pub file_name: String,
    /// What was said about the file: sheet, columns, dates.
    pub answers: Json,
    /// Rows under the headings.
    pub rows: i64,
    /// How many of them are dealt with.
    pub next_row: i64,
    /// How many rows are workers on the roster by this import.
    pub accepted: i64,
    /// How many the roster knew already.
    pub known: i64,
    /// How many were refused.
    pub refused: i64,
    /// The lines that were chosen; none: all.
    pub chosen: Option<Json>,
    /// Why it ended before its last row.
    pub stopped: Option<String>,
    /// When the file came.
    pub at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the file is destroyed; none once it is.
    pub kept_until: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// What became of a line that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The line.
    pub line: i64,
    /// The new worker.
    pub worker: Option<WorkerId>,
    /// The field by which the roster knew the worker.
    pub known_field: Option<String>,
}

const COLUMNS: &str = "i.id, i.org, i.by_user, i.by_role, i.state, i.file_name, i.answers, i.rows, i.next_row, i.accepted, \
    i.known, i.refused, i.chosen, i.stopped, i.at, i.ended_at, i.kept_until, i.version";

fn read(row: &Row<'_>) -> Result<Import, StoreError> {
    Ok(Import {
        id: row.get("id")?,
        org: row.get("org")?,
        by: row.get("by_user")?,
        role: row.get("by_role")?,
        state: row.get("state")?,
        file_name: row.get("file_name")?,
        answers: row.get("answers")?,
        rows: row.get("rows")?,
        next_row: row.get("next_row")?,
        accepted: row.get("accepted")?,
        known: row.get("known")?,
        refused: row.get("refused")?,
        chosen: row.get("chosen")?,
        stopped: row.get("stopped")?,
        at: row.get("at")?,
        ended_at: row.get("ended_at")?,
        kept_until: row.get("kept_until")?,
        version: row.get("version")?,
    })
}

/// Adds an import of the scope's own organisation, with its sealed file in parts.
pub fn insert(tx: &mut Tx, new: &Import, parts: &[Vec<u8>]) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into import (id, org, by_user, by_role, state, file_name, answers, rows, next_row, accepted, known, refused, \
         chosen, stopped, at, ended_at, kept_until, version) \
         select $1, o.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 \
         from organisation o where o.id = $2 and o.id = :org and {read:organisation o}",
        params![
            new.id,
            new.org,
            new.by,
            new.role,
            &new.state,
            &new.file_name,
            &new.answers,
            new.rows,
            new.next_row,
            new.accepted,
            new.known,
            new.refused,
            new.chosen.clone(),
            new.stopped.clone(),
            new.at,
            new.ended_at,
            new.kept_until,
            new.version
        ],
    )?)?;
    for (nth, part) in (0i64..).zip(parts) {
        super::one(tx.run(
            "insert into import_part (import, nth, org, part_sealed) select i.id, $2, i.org, $3 from import i \
             where i.id = $1 and i.org = :org and {read:import i}",
            params![new.id, nth, part.clone()],
        )?)?;
    }
    Ok(())
}

/// The import, if this scope may know of it.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Import>, StoreError> {
    let sql = format!("select {COLUMNS} from import i where i.id = $1 and {{read:import i}}");
    tx.maybe(&sql, params![id], read)
}

/// Saves what moves: state, answers, chosen lines, counts, times. The version must be the one that was read; it grows by one.
pub fn save(tx: &mut Tx, import: &Import) -> Result<(), StoreError> {
    super::one(tx.run(
        "update import set state = $3, answers = $4, rows = $5, next_row = $6, accepted = $7, known = $8, refused = $9, \
         chosen = $10, stopped = $11, ended_at = $12, kept_until = $13, version = version + 1 \
         where id = $1 and version = $2 and {write:import}",
        params![
            import.id,
            import.version,
            &import.state,
            &import.answers,
            import.rows,
            import.next_row,
            import.accepted,
            import.known,
            import.refused,
            import.chosen.clone(),
            import.stopped.clone(),
            import.ended_at,
            import.kept_until
        ],
    )?)
}

/// One page of an organisation's imports, newest first, with one more when another page follows. `before` is the last of the
/// page before.
pub fn page(tx: &mut Tx, org: OrgId, before: Option<Uuid>, limit: Limit) -> Result<Vec<Import>, StoreError> {
    let mut binds = Binds::new(org);
    let keyset = before.map_or(String::new(), |id| format!("and i.id < {}", binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from import i where i.org = $1 {keyset} and {{read:import i}} order by i.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// How many files an organisation has lying here.
pub fn kept(tx: &mut Tx, org: OrgId) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as many from import i where i.org = $1 and i.kept_until is not null and {read:import i}",
        params![org],
        |row| row.get("many"),
    )
}

/// How many of an organisation's imports are under way.
pub fn under_way(tx: &mut Tx, org: OrgId) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as many from import i where i.org = $1 and i.state in ('running', 'undoing') and {read:import i}",
        params![org],
        |row| row.get("many"),
    )
}

/// The sealed file's parts, in order; none once it is destroyed.
pub fn parts(tx: &mut Tx, id: Uuid) -> Result<Vec<Vec<u8>>, StoreError> {
    tx.all(
        "select p.part_sealed from import_part p where p.import = $1 and {read:import_part p} order by p.nth",
        params![id],
        |row| row.get("part_sealed"),
    )
}

/// Keeps what became of a line.
pub fn took(tx: &mut Tx, id: Uuid, taken: &Taken) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into import_row (import, line, org, worker, known_field) select i.id, $2, i.org, $3, $4 from import i \
         where i.id = $1 and i.org = :org and {read:import i}",
        params![id, taken.line, taken.worker, taken.known_field.clone()],
    )?)
}

/// What became of the lines from `first` on, in their order, `most` of them.
pub fn taken(tx: &mut Tx, id: Uuid, first: i64, most: u32) -> Result<Vec<Taken>, StoreError> {
    let sql = format!(
        "select r.line, r.worker, r.known_field from import_row r where r.import = $1 and r.line >= $2 \
         and {{read:import_row r}} order by r.line limit {most}"
    );
    tx.all(&sql, params![id, first], |row| {
        Ok(Taken { line: row.get("line")?, worker: row.get("worker")?, known_field: row.get("known_field")? })
    })
}

/// How many of its workers somebody has begun to work with: another state or version than a new draft's, a sign-in, an invitation.
pub fn touched(tx: &mut Tx, id: Uuid) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as many from import_row r join worker w on w.id = r.worker and {read:worker w} \
         where r.import = $1 and {read:import_row r} and w.state <> 'roster:erased' and (w.state <> 'roster:draft' \
         or w.version <> 1 or w.person is not null \
         or exists (select 1 from invitation n where n.worker = w.id and {read:invitation n}))",
        params![id],
        |row| row.get("many"),
    )
}

/// Its workers that are still as they came, `most` of them.
pub fn untouched(tx: &mut Tx, id: Uuid, most: u32) -> Result<Vec<WorkerId>, StoreError> {
    let sql = format!(
        "select w.id from import_row r join worker w on w.id = r.worker and {{read:worker w}} \
         where r.import = $1 and {{read:import_row r}} and w.state = 'roster:draft' and w.version = 1 and w.person is null \
         and not exists (select 1 from invitation n where n.worker = w.id and {{read:invitation n}}) order by r.line limit {most}"
    );
    tx.all(&sql, params![id], |row| row.get("id"))
}

/// Destroys an import's file: its parts, and the key that opens them in any copy. In the scope of a job; true when there was one.
pub fn destroy_file(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    tx.run("delete from import_part where import = $1 and {write:import_part}", params![id])?;
    Ok(tx.run("delete from subject_key where subject = $1 and {write:subject_key}", params![id])? > 0)
}

/// Imports whose file has been kept long enough and that nothing is under way on. In the scope of a job.
pub fn outlived(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Import>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from import i where i.kept_until <= $1 and i.state in ('read', 'done', 'undone') and {{read:import i}} \
         order by i.kept_until limit {most}"
    );
    tx.all(&sql, params![now], read)
}

/// The mapping that an organisation used last for these headings.
pub fn mapping(tx: &mut Tx, org: OrgId, headings: &[u8]) -> Result<Option<Json>, StoreError> {
    tx.maybe(
        "select m.mapping from import_mapping m where m.org = $1 and m.headings = $2 and {read:import_mapping m}",
        params![org, headings],
        |row| row.get("mapping"),
    )
}

/// Remembers a mapping of the scope's own organisation.
pub fn remember(tx: &mut Tx, org: OrgId, headings: &[u8], mapping: &Json, at: Timestamp) -> Result<(), StoreError> {
    let changed = tx.run(
        "update import_mapping set mapping = $3, used_at = $4 where org = $1 and headings = $2 and {write:import_mapping}",
        params![org, headings, mapping, at],
    )?;
    if changed > 0 {
        return Ok(());
    }
    super::one(tx.run(
        "insert into import_mapping (org, headings, mapping, used_at) select o.id, $2, $3, $4 from organisation o \
         where o.id = $1 and o.id = :org and {read:organisation o}",
        params![org, headings, mapping, at],
    )?)
}
