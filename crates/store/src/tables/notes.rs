//! What a side writes down for itself about a case or a worker. The wall keeps each side's notes from the other.

use domain::{CaseId, OrgId, Role, UserId, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;

use super::Binds;
use crate::{Row, StoreError, Tx, params};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The identifier.
    pub id: Uuid,
    /// Whose it is.
    pub org: OrgId,
    /// `agency` or `operator`.
    pub side: String,
    /// The case, or none when it is about the roster record itself.
    pub case: Option<CaseId>,
    /// The worker, with whose key it is sealed.
    pub worker: WorkerId,
    /// Who wrote it.
    pub author: UserId,
    /// In which role.
    pub role: Role,
    /// The text.
    pub text_sealed: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Note, StoreError> {
    Ok(Note {
        id: row.get("id")?,
        org: row.get("org")?,
        side: row.get("side")?,
        case: row.get("case_id")?,
        worker: row.get("worker")?,
        author: row.get("author")?,
        role: row.get("role")?,
        text_sealed: row.get("text_sealed")?,
        at: row.get("at")?,
    })
}

const COLUMNS: &str = "n.id, n.org, n.side, n.case_id, n.worker, n.author, n.role, n.text_sealed, n.at";

/// Keeps a note about a worker that the scope may read.
pub fn insert(tx: &mut Tx, new: &Note) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into note (id, org, side, case_id, worker, author, role, text_sealed, at) \
         select $1, $2, $3, $4, w.id, $6, $7, $8, $9 from worker w where w.id = $5 and {read:worker w}",
        params![
            new.id,
            new.org,
            &new.side,
            new.case,
            new.worker,
            new.author,
            new.role,
            new.text_sealed.as_slice(),
            new.at
        ],
    )?)
}

/// The notes of the scope's own side about a case, or about a roster record itself; newest first, at most `most`.
pub fn about(tx: &mut Tx, worker: WorkerId, case: Option<CaseId>, most: u32) -> Result<Vec<Note>, StoreError> {
    let mut binds = Binds::new(worker);
    let which = case.map_or("n.case_id is null".to_owned(), |case| format!("n.case_id = {}", binds.add(case)));
    let sql = format!(
        "select {COLUMNS} from note n where n.worker = $1 and {which} and {{read:note n}} order by n.at desc, n.id desc limit {most}"
    );
    tx.all(&sql, &binds.values, read)
}

/// One of the scope's own side.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Note>, StoreError> {
    let sql = format!("select {COLUMNS} from note n where n.id = $1 and {{read:note n}}");
    tx.maybe(&sql, params![id], read)
}

/// Takes a note away.
pub fn remove(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    super::one(tx.run("delete from note where id = $1 and {write:note}", params![id])?)
}
