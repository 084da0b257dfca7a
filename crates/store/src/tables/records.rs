//! Reading the log: one's own events by their id; number and order are for operators, auditors and proofs.

use domain::ids::RecordId;
use domain::{OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log; shown to the operator only.
    pub n: i64,
    /// Its identifier.
    pub id: RecordId,
    /// When.
    pub at: Timestamp,
    /// The bytes that were hashed.
    pub body: Vec<u8>,
}

pub(super) fn read(row: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event { n: row.get("n")?, id: row.get("id")?, at: row.get("at")?, body: row.get("body")? })
}

/// Which events to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Those that an organisation caused.
    Org(OrgId),
    /// Those about a person.
    Subject(Uuid),
    /// Those about a person, on whichever roster they are.
    Person(UserId),
    /// Those about one object.
    Object(Uuid),
    /// All that the scope may know of.
    All,
}

/// One page of events, newest first, with one more when another page follows.
pub fn page(tx: &mut Tx, about: About, before: Option<i64>, limit: Limit) -> Result<Vec<Event>, StoreError> {
    let mut binds = Binds::none();
    let about = match about {
        About::Org(org) => format!("and e.org = {}", binds.add(org)),
        About::Subject(subject) => {
            let (first, others) = (binds.add(subject), binds.add(subject));
            format!(
                "and (e.subject = {first} or exists (select 1 from record_subject r \
                 where r.subject = {others} and r.record = e.id and {{read:record_subject r}}))"
            )
        }
        About::Person(person) => {
            let (first, others) = (binds.add(person), binds.add(person));
            format!(
                "and (e.subject in (select w.id from worker w where w.person = {first} and {{read:worker w}}) \
                 or exists (select 1 from record_subject r join worker w on w.id = r.subject where w.person = {others} \
                 and r.record = e.id and {{read:record_subject r}} and {{read:worker w}}))"
            )
        }
        About::Object(object) => {
            let [first, subject, same] = std::array::from_fn(|_| binds.add(object));
            // a worker's own are in the subject's index only
            format!(
                "and e.n in (select o.n from audit_event o where o.object = {first} and (o.subject is null or o.object <> o.subject) \
                 and {{read:audit_event o}} union all select s.n from audit_event s \
                 where s.subject = {subject} and s.object = {same} and {{read:audit_event s}})"
            )
        }
        About::All => String::new(),
    };
    let keyset = before.map_or(String::new(), |before| format!("and e.n < {}", binds.add(before)));
    let sql = format!(
        "select e.n, e.id, e.at, e.body from audit_event e where {{read:audit_event e}} {about} {keyset} \
         order by e.n desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// The events around one, highest number first: at most so many on either side, and itself.
pub fn around(tx: &mut Tx, n: i64, each_side: i64) -> Result<Vec<Event>, StoreError> {
    let sql = "select e.n, e.id, e.at, e.body from audit_event e \
        where e.n >= $1 and e.n <= $2 and {read:audit_event e} order by e.n desc";
    tx.all(sql, params![n.saturating_sub(each_side), n.saturating_add(each_side)], read)
}

/// One page of the events that an organisation is told of, newest first, with one more when another page follows.
pub fn told(tx: &mut Tx, org: OrgId, before: Option<RecordId>, limit: Limit) -> Result<Vec<Event>, StoreError> {
    let mut binds = Binds::none();
    let org = binds.add(org);
    let keyset = before.map_or(String::new(), |before| format!("and r.record < {}", binds.add(before)));
    // Identifiers of records grow with time.
    let sql = format!(
        "select e.n, e.id, e.at, e.body from record_subject r join audit_event e on e.id = r.record \
         where r.subject = {org} and {{read:record_subject r}} and {{read:audit_event e}} {keyset} \
         order by r.record desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// The bytes of one record, as they were hashed.
pub fn bytes(tx: &mut Tx, n: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.maybe("select e.body from audit_event e where e.n = $1 and {read:audit_event e}", params![n], |row| {
        row.get("body")
    })
}

/// One event by its identifier.
pub fn by_id(tx: &mut Tx, id: RecordId) -> Result<Option<Event>, StoreError> {
    let sql = "select e.n, e.id, e.at, e.body from audit_event e where e.id = $1 and {read:audit_event e}";
    tx.maybe(sql, params![id], read)
}

/// Where an event stands, for a cursor that names it by its id.
pub fn place_of(tx: &mut Tx, id: RecordId) -> Result<Option<i64>, StoreError> {
    tx.maybe("select e.n from audit_event e where e.id = $1 and {read:audit_event e}", params![id], |row| row.get("n"))
}
