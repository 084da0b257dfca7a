//! Documents: a row for each version of a paper. The files lie elsewhere, sealed.

use domain::{CaseId, DocumentKind, DocumentOwner, DocumentState, DocumentType, OrgId, UserId, WorkerId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// Two who replace one paper in the same moment: the unique key that has the last word.
pub const NTH: &str = "document_nth";

/// One version of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The identifier.
    pub id: Uuid,
    /// The same for all versions of one paper.
    pub paper: Uuid,
    /// Which version of the paper, from 1.
    pub nth: i64,
    /// Whose row it is: the worker's agency, the household, the agency of the case.
    pub org: OrgId,
    /// Whose paper it is.
    pub owner_kind: DocumentOwner,
    /// The worker, the organisation or the case.
    pub owner: Uuid,
    /// Whom it is about.
    pub worker: Option<WorkerId>,
    /// Which household it is about.
    pub household: Option<OrgId>,
    /// Of which case it is.
    pub case: Option<CaseId>,
    /// Whose key seals the file's own.
    pub subject: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Where it stands.
    pub state: DocumentState,
    /// Why it was refused or is held: a word, or what the scanner calls it.
    pub reason: Option<String>,
    /// What the file is.
    pub content: DocumentType,
    /// Its pages; 0 until it was looked into.
    pub pages: i64,
    /// Bytes of the file in clear.
    pub bytes: i64,
    /// What the sealed file is called in the object store; none once it is gone.
    pub object: Option<String>,
    /// SHA-256 of the sealed file.
    pub object_hash: Option<Vec<u8>>,
    /// Bytes of the sealed file.
    pub object_bytes: i64,
    /// What its small picture is called, sealed under the same key.
    pub small: Option<String>,
    /// SHA-256 of that.
    pub small_hash: Option<Vec<u8>>,
    /// The file's key, for eyes that policy lets.
    pub key: Option<Vec<u8>>,
    /// The same, for the house's own checks.
    pub check_key: Option<Vec<u8>>,
    /// The paper's last day.
    pub expires_on: Option<Date>,
    /// Who filed it.
    pub uploaded_by: UserId,
    /// When, in real time.
    pub uploaded_at: Timestamp,
    /// When it was looked into and made anew.
    pub looked_at: Option<Timestamp>,
    /// When the scanner last saw it.
    pub scanned_at: Option<Timestamp>,
    /// The scanner and its signatures.
    pub signatures: Option<String>,
    /// When a later version took its place.
    pub replaced_at: Option<Timestamp>,
    /// When it is destroyed; none while it is the paper's last version.
    pub kept_until: Option<Date>,
    /// Grows by one with each change.
    pub version: i64,
}

const COLUMNS: &str = "d.id, d.paper, d.nth, d.org, d.owner_kind, d.owner, d.worker, d.household, d.case_id, d.subject, d.kind, d.state, \
    d.reason, d.content, d.pages, d.bytes, d.object, d.object_hash, d.object_bytes, d.small, d.small_hash, d.key_sealed, \
    d.check_key_sealed, d.expires_on, d.uploaded_by, d.uploaded_at, d.looked_at, d.scanned_at, d.signatures, d.replaced_at, d.kept_until, \
    d.version";

fn read(row: &Row<'_>) -> Result<Document, StoreError> {
    Ok(Document {
        id: row.get("id")?,
        paper: row.get("paper")?,
        nth: row.get("nth")?,
        org: row.get("org")?,
        owner_kind: row.get("owner_kind")?,
        owner: row.get("owner")?,
        worker: row.get("worker")?,
        household: row.get("household")?,
        case: row.get("case_id")?,
        subject: row.get("subject")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        content: row.get("content")?,
        pages: row.get("pages")?,
        bytes: row.get("bytes")?,
        object: row.get("object")?,
        object_hash: row.get("object_hash")?,
        object_bytes: row.get("object_bytes")?,
        small: row.get("small")?,
        small_hash: row.get("small_hash")?,
        key: row.get("key_sealed")?,
        check_key: row.get("check_key_sealed")?,
        expires_on: row.get("expires_on")?,
        uploaded_by: row.get("uploaded_by")?,
        uploaded_at: row.get("uploaded_at")?,
        looked_at: row.get("looked_at")?,
        scanned_at: row.get("scanned_at")?,
        signatures: row.get("signatures")?,
        replaced_at: row.get("replaced_at")?,
        kept_until: row.get("kept_until")?,
        version: row.get("version")?,
    })
}

/// Files a version for the scope's own organisation.
pub fn insert(tx: &mut Tx, new: &Document) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into document (id, paper, nth, org, owner_kind, owner, worker, household, case_id, subject, kind, state, content, pages, \
         bytes, object, object_hash, object_bytes, key_sealed, check_key_sealed, expires_on, uploaded_by, uploaded_at, version) \
         select $1, $2, $3, o.id, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, 0, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1 \
         from organisation o where o.id = $4 and o.id = :org and {read:organisation o}",
        params![
            new.id,
            new.paper,
            new.nth,
            new.org,
            new.owner_kind,
            new.owner,
            new.worker,
            new.household,
            new.case,
            new.subject,
            new.kind,
            new.content,
            new.bytes,
            new.object.clone(),
            new.object_hash.clone(),
            new.object_bytes,
            new.key.clone(),
            new.check_key.clone(),
            new.expires_on,
            new.uploaded_by,
            new.uploaded_at
        ],
    )?)
}

/// One by its identifier, if this scope may know of it.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Document>, StoreError> {
    let sql = format!("select {COLUMNS} from document d where d.id = $1 and {{read:document d}}");
    tx.maybe(&sql, params![id], read)
}

/// The last version of a paper.
pub fn last_of(tx: &mut Tx, paper: Uuid) -> Result<Option<Document>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document d where d.paper = $1 and {{read:document d}} order by d.nth desc limit 1"
    );
    tx.maybe(&sql, params![paper], read)
}

/// Papers of an owner, newest first; at most `most` rows. With earlier versions and what was refused, or without.
pub fn of_owner(tx: &mut Tx, owner: Uuid, earlier: bool, most: u32) -> Result<Vec<Document>, StoreError> {
    let only = if earlier { "" } else { "and d.replaced_at is null" };
    let sql = format!(
        "select {COLUMNS} from document d where d.owner = $1 and d.state <> 'destroyed' {only} and {{read:document d}} \
         order by d.id desc limit {most}"
    );
    tx.all(&sql, params![owner], read)
}

/// How many documents an owner has that were not destroyed.
pub fn count_of_owner(tx: &mut Tx, owner: Uuid) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as number from document d where d.owner = $1 and d.state <> 'destroyed' and {read:document d}",
        params![owner],
        |row| row.get("number"),
    )
}

/// How many documents an organisation has filed since then.
pub fn count_since(tx: &mut Tx, org: OrgId, since: Timestamp) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as number from document d where d.org = $1 and d.uploaded_at > $2 and {read:document d}",
        params![org, since],
        |row| row.get("number"),
    )
}

/// One page of what stands so, oldest first; `after` is the last of the page before.
pub fn in_state(
    tx: &mut Tx,
    state: DocumentState,
    after: Option<Uuid>,
    limit: Limit,
) -> Result<Vec<Document>, StoreError> {
    let mut binds = Binds::new(state);
    let keyset = after.map_or(String::new(), |id| format!("and d.id > {}", binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from document d where d.state = $1 {keyset} and {{read:document d}} order by d.id limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// How many stand so.
pub fn counts(tx: &mut Tx) -> Result<Vec<(DocumentState, i64)>, StoreError> {
    tx.all(
        "select d.state, count(*) as number from document d where {read:document d} group by d.state order by d.state",
        params![],
        |row| Ok((row.get("state")?, row.get("number")?)),
    )
}

/// How many of a kind stand so, by the epoch of the key that whoever they are about hangs under. In the scope of a job.
pub fn kept(
    tx: &mut Tx,
    kind: DocumentKind,
    owner: DocumentOwner,
) -> Result<Vec<(DocumentState, i64, i64)>, StoreError> {
    tx.all(
        "select d.state, k.epoch, count(*) as number from document d join subject_key k on k.subject = d.subject \
         where d.kind = $1 and d.owner_kind = $2 and d.object is not null and {read:document d} and {read:subject_key k} \
         group by d.state, k.epoch order by d.state, k.epoch",
        params![kind, owner],
        |row| Ok((row.get("state")?, row.get("epoch")?, row.get("number")?)),
    )
}

/// Another version has taken the place of this one, whatever somebody does with it at this moment: who has read it reads it anew.
pub fn replaced(tx: &mut Tx, id: Uuid, at: Timestamp, kept_until: Date) -> Result<(), StoreError> {
    tx.run(
        "update document set replaced_at = $2, kept_until = coalesce(kept_until, $3), version = version + 1 \
         where id = $1 and replaced_at is null and {write:document}",
        params![id, at, kept_until],
    )?;
    Ok(())
}

/// Saves what moves. The version must be the one that was read; it grows by one.
pub fn save(tx: &mut Tx, document: &Document) -> Result<(), StoreError> {
    super::one(tx.run(
        "update document set state = $3, reason = $4, content = $5, pages = $6, bytes = $7, object = $8, object_hash = $9, \
         object_bytes = $10, small = $11, small_hash = $12, key_sealed = $13, check_key_sealed = $14, looked_at = $15, scanned_at = $16, \
         signatures = $17, replaced_at = $18, kept_until = $19, version = version + 1 \
         where id = $1 and version = $2 and {write:document}",
        params![
            document.id,
            document.version,
            document.state,
            document.reason.clone(),
            document.content,
            document.pages,
            document.bytes,
            document.object.clone(),
            document.object_hash.clone(),
            document.object_bytes,
            document.small.clone(),
            document.small_hash.clone(),
            document.key.clone(),
            document.check_key.clone(),
            document.looked_at,
            document.scanned_at,
            document.signatures.clone(),
            document.replaced_at,
            document.kept_until
        ],
    )?)
}

/// Those that are open or held by another judgement than this scanner's with these signatures. In the scope of a job.
pub fn judged_before(tx: &mut Tx, signatures: &str, most: u32) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document d where d.state in ('clean', 'held') and d.signatures <> $1 and {{read:document d}} \
         order by d.id limit {most}"
    );
    tx.all(&sql, params![signatures], read)
}

/// What is past its time and still has a file. In the scope of a job.
pub fn outlived(tx: &mut Tx, today: Date, most: u32) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document d where d.kept_until < $1 and d.state <> 'destroyed' and {{read:document d}} \
         order by d.kept_until limit {most}"
    );
    tx.all(&sql, params![today], read)
}

/// What is destroyed and whose objects still lie there. In the scope of a job.
pub fn to_remove(tx: &mut Tx, most: u32) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document d where d.state = 'destroyed' and (d.object is not null or d.small is not null) \
         and {{read:document d}} order by d.id limit {most}"
    );
    tx.all(&sql, params![], read)
}

/// One chunk of all documents that have a file, by their identifiers. In the scope of a job.
pub fn chunk(tx: &mut Tx, after: Option<Uuid>, most: u32) -> Result<Vec<Document>, StoreError> {
    let mut binds = Binds::none();
    let keyset = after.map_or(String::new(), |id| format!("and d.id > {}", binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from document d where d.object is not null {keyset} and {{read:document d}} order by d.id limit {most}"
    );
    tx.all(&sql, &binds.values, read)
}

/// When a document was last filed or looked into. In the scope of a job.
pub fn newest(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let last = |column: &str| format!("select max(d.{column}) as at from document d where {{read:document d}}");
    let filed: Option<Timestamp> = tx.one(&last("uploaded_at"), params![], |row| row.get("at"))?;
    let looked: Option<Timestamp> = tx.one(&last("looked_at"), params![], |row| row.get("at"))?;
    Ok(filed.max(looked))
}

/// Which of these objects belong to a document.
pub fn known(tx: &mut Tx, objects: &[String]) -> Result<Vec<String>, StoreError> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let places = crate::places(1, objects.len());
    let values: Vec<crate::Value> = objects.iter().map(crate::Value::from).collect();
    let sql = format!(
        "select d.object as name from document d where d.object in ({places}) and {{read:document d}} \
         union select s.small as name from document s where s.small in ({places}) and {{read:document s}}"
    );
    tx.all(&sql, &values, |row| row.get("name"))
}

/// Destroys the documents of whoever is forgotten: the keys and all that says something; the objects are removed after it. In the scope
/// of the keys' job.
pub fn forget(tx: &mut Tx, subject: Uuid) -> Result<u64, StoreError> {
    tx.run(
        "update document set state = 'destroyed', reason = null, key_sealed = null, check_key_sealed = null, object_hash = null, \
         small_hash = null, expires_on = null, signatures = null, version = version + 1 \
         where (subject = $1 or owner = $1 or worker = $1) and state <> 'destroyed' and {write:document}",
        params![subject],
    )
}
