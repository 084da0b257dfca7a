//! Looking at the database as a whole: for verification, backup and doctor. Counts and links only, no one's data.

use std::collections::HashMap;

use audit::{Hash, Head};
use domain::case::Account;
use domain::ids::RecordId;
use uuid::Uuid;

pub use crate::engine::Moved;
use crate::engine::strip::{Marks, Strips};
use crate::engine::{Entry, FoundBy};
use crate::{Row, StoreError, Tx, params, places};

/// A record with its place and link, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub n: u64,
    /// The bytes that were hashed, or what stays of them.
    pub body: Body,
    /// Its link.
    pub mac: Hash,
    /// Whether the columns beside the bytes, the ways that lead further workers to it, and the marks by which a search finds it are
    /// those of the bytes. Of bytes that are no record the columns are left out, and where there are none everything: the link tells.
    pub in_its_place: bool,
    /// Where it left the case that it moved.
    pub moved: Option<Moved>,
}

/// The body of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Its bytes.
    Kept(Vec<u8>),
    /// It was dropped.
    Dropped {
        /// Its leaf.
        leaf: Hash,
        /// The record of the closing.
        closing: RecordId,
    },
}

/// Records are read in stretches of so many.
pub const STRETCH: usize = 1000;

/// The records after `after` and up to `until`, in the order of their numbers, at most [`STRETCH`].
pub fn stretch(tx: &mut Tx, after: i64, until: i64) -> Result<Vec<Linked>, StoreError> {
    let rows = format!(
        "select e.n, e.id, e.org, e.subject, e.object, e.case_id, e.actor, e.action, e.purpose, e.at, e.body, e.mac \
         from audit_event e \
         where e.n > $1 and e.n <= $2 and {{read:audit_event e}} order by e.n limit {STRETCH}"
    );
    let ways = format!(
        "select r.record, r.subject from record_subject r where {{read:record_subject r}} and r.record in \
         (select e.id from audit_event e where e.n > $1 and e.n <= $2 and {{read:audit_event e}} order by e.n limit {STRETCH}) \
         order by r.record, r.subject"
    );
    let mut others: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (record, subject) in
        tx.all(&ways, params![after, until], |row| Ok((row.get::<Uuid>("record")?, row.get("subject")?)))?
    {
        others.entry(record).or_default().push(subject);
    }
    let closed = format!(
        "select c.n, c.leaf, c.mac, c.closing from audit_closed c where c.n > $1 and c.n <= $2 and {{read:audit_closed c}} \
         order by c.n limit {STRETCH}"
    );
    let mut found = tx.all(&closed, params![after, until], |row| {
        let body = Body::Dropped { leaf: row.get("leaf")?, closing: row.get("closing")? };
        Ok((Linked { n: number(row, "n")?, body, mac: row.get("mac")?, in_its_place: true, moved: None }, None))
    })?;
    let kept = tx.all(&rows, params![after, until], |row| {
        let (id, bytes) = (row.get::<Uuid>("id")?, row.get::<Vec<u8>>("body")?);
        let kept = FoundBy {
            id,
            org: row.get("org")?,
            subject: row.get("subject")?,
            others: others.get(&id).cloned().unwrap_or_default(),
            object: row.get("object")?,
            case: row.get("case_id")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            purpose: row.get("purpose")?,
            at: row.get("at")?,
        };
        let marks = Marks::of(kept.actor, kept.case, &kept.action, kept.purpose.as_deref());
        let (in_its_place, moved) = Entry::found_by(&bytes).map_or((true, None), |(said, moved)| (said == kept, moved));
        let linked =
            Linked { n: number(row, "n")?, body: Body::Kept(bytes), mac: row.get("mac")?, in_its_place, moved };
        Ok((linked, Some(marks)))
    })?;
    found.extend(kept);
    found.sort_by_key(|(row, _)| row.n);
    found.truncate(STRETCH);
    let last = found.last().map_or(after, |(last, _)| last.n.cast_signed());
    let strips = Strips::read(tx, after, last)?;
    let placed = |(record, marks): (Linked, Option<Marks>)| Linked {
        in_its_place: record.in_its_place && marks.is_none_or(|marks| strips.lead_to(record.n.cast_signed(), marks)),
        ..record
    };
    Ok(found.into_iter().map(placed).collect())
}

/// The link of one record, to begin a verification after it.
pub fn link(tx: &mut Tx, n: i64) -> Result<Option<Head>, StoreError> {
    let sql = "select e.n, e.mac from audit_event e where e.n = $1 and {read:audit_event e} \
        union all select c.n, c.mac from audit_closed c where c.n = $2 and {read:audit_closed c}";
    tx.maybe(sql, params![n, n], |row| Ok(Head { n: number(row, "n")?, mac: row.get("mac")? }))
}

/// The last record's place and link; none in an empty log.
pub fn last(tx: &mut Tx) -> Result<Option<Head>, StoreError> {
    let sql = "select e.n, e.mac from audit_event e where {read:audit_event e} order by e.n desc limit 1";
    tx.maybe(sql, params![], |row| Ok(Head { n: number(row, "n")?, mac: row.get("mac")? }))
}

/// The head as stored; none in an empty log.
pub fn head(tx: &mut Tx) -> Result<Option<Head>, StoreError> {
    tx.maybe("select h.n, h.mac from audit_head h where h.one = 1 and {read:audit_head h}", params![], |row| {
        Ok(Head { n: number(row, "n")?, mac: row.get("mac")? })
    })
}

/// Whether the head as stored names the last record, both read at one moment. True for an empty log.
pub fn head_is_last(tx: &mut Tx) -> Result<bool, StoreError> {
    let differs = tx.maybe(
        "select e.n from audit_event e left join audit_head h on h.one = 1 and {read:audit_head h} \
         where e.n = (select max(x.n) from audit_event x where {read:audit_event x}) and {read:audit_event e} \
         and (h.n is null or h.n <> e.n or h.mac <> e.mac)",
        params![],
        |row| row.get::<i64>("n"),
    )?;
    Ok(differs.is_none())
}

/// Where a case stands, as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The identifier.
    pub id: Uuid,
    /// Its public reference.
    pub reference: String,
    /// Its state, whatever stands there.
    pub state: String,
    /// Its version.
    pub version: i64,
    /// Its money; nothing where no account can be read.
    pub account: Account,
}

const STANDING: &str = "c.id, c.reference, c.state, c.version, c.body ->> 'account' as account";

/// Cases in the order of their identifiers, at most [`STRETCH`].
pub fn cases(tx: &mut Tx, after: Uuid) -> Result<Vec<Standing>, StoreError> {
    let sql = format!(
        "select {STANDING} from case_file c where c.id > $1 and {{read:case_file c}} order by c.id limit {STRETCH}"
    );
    tx.all(&sql, params![after], standing)
}

/// These cases, in the order of their identifiers.
pub fn cases_among(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Standing>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {STANDING} from case_file c where c.id in ({}) and {{read:case_file c}} order by c.id",
        places(1, ids.len())
    );
    let binds: Vec<_> = ids.iter().map(|id| crate::Value::from(*id)).collect();
    tx.all(&sql, &binds, standing)
}

fn standing(row: &Row<'_>) -> Result<Standing, StoreError> {
    Ok(Standing {
        id: row.get("id")?,
        reference: row.get("reference")?,
        state: row.get("state")?,
        version: row.get("version")?,
        account: row
            .get::<Option<String>>("account")?
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
    })
}

/// What the records are about that still wait for the sequencer. PostgreSQL only.
pub fn waiting(tx: &mut Tx) -> Result<Vec<Uuid>, StoreError> {
    let sql = "select p.object from audit_pending p where p.object is not null and not p.set_aside and {read:audit_pending p}";
    tx.all(sql, params![], |row| row.get("object"))
}

/// How much there is of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Organisations.
    pub organisations: i64,
    /// People who can sign in.
    pub people: i64,
    /// Workers on rosters.
    pub workers: i64,
    /// Cases.
    pub cases: i64,
    /// Notices that wait.
    pub outbox: i64,
    /// Records of the log, those without a body too.
    pub records: i64,
}

/// Counts the main tables.
pub fn counts(tx: &mut Tx) -> Result<Counts, StoreError> {
    tx.one(
        "select (select count(*) from organisation o where {read:organisation o}) as organisations, \
         (select count(*) from app_user u where {read:app_user u}) as people, \
         (select count(*) from worker w where {read:worker w}) as workers, \
         (select count(*) from case_file c where {read:case_file c}) as cases, \
         (select count(*) from outbox x where x.done_at is null and {read:outbox x}) as outbox, \
         (select count(*) from audit_event e where {read:audit_event e}) \
         + (select count(*) from audit_closed l where {read:audit_closed l}) as records",
        params![],
        |row| {
            Ok(Counts {
                organisations: row.get("organisations")?,
                people: row.get("people")?,
                workers: row.get("workers")?,
                cases: row.get("cases")?,
                outbox: row.get("outbox")?,
                records: row.get("records")?,
            })
        },
    )
}

/// How many organisations are marked as a demo's, and how many are not.
pub fn demo_marks(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    tx.one(
        "select count(*) as organisations, (select count(*) from organisation d where d.demo and {read:organisation d}) \
         as marked from organisation o where {read:organisation o}",
        params![],
        |row| {
            let (all, marked) = (row.get::<i64>("organisations")?, row.get::<i64>("marked")?);
            Ok((marked, all - marked))
        },
    )
}

/// How many bytes the database takes on its server. PostgreSQL only.
pub fn server_bytes(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select pg_database_size(current_database()) as bytes", params![], |row| row.get("bytes"))
}

/// How much one key epoch wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Epoch {
    /// Its number.
    pub epoch: i64,
    /// Organisations that have a key of it.
    pub organisations: i64,
    /// Persons and households whose keys hang under it.
    pub subjects: i64,
}

/// The key epochs, oldest first.
pub fn epochs(tx: &mut Tx) -> Result<Vec<Epoch>, StoreError> {
    tx.all(
        "select k.epoch, count(*) as organisations, \
         (select count(*) from subject_key s where s.epoch = k.epoch and {read:subject_key s}) as subjects \
         from org_key k where {read:org_key k} group by k.epoch order by k.epoch",
        params![],
        |row| {
            Ok(Epoch {
                epoch: row.get("epoch")?,
                organisations: row.get("organisations")?,
                subjects: row.get("subjects")?,
            })
        },
    )
}

/// What SQLite's own checks find: torn pages, indexes that miss rows, rows that point at nothing. Embedded database only.
pub fn integrity(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let mut found =
        tx.all("select i.integrity_check as finding from pragma_integrity_check() i", params![], |row| {
            row.get::<String>("finding")
        })?;
    found.retain(|finding| finding != "ok");
    found.extend(tx.all(
        "select f.\"table\" as name from pragma_foreign_key_check() f limit 100",
        params![],
        |row| row.get::<String>("name").map(|name| format!("a row of {name} points at nothing")),
    )?);
    Ok(found)
}

fn number(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.get::<i64>(column)?).map_err(|_| row.contradiction(column))
}
