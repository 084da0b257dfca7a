//! Links to papers: each for one person in one session and role, one purpose, one version and one state, one minute and one opening.

use domain::ids::SessionId;
use domain::{CaseId, OrgId, Overlay, Purpose, Role, StateToken, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, Scope, StoreError, Tx, params};

/// What a link is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its identifier, for records; it opens nothing.
    pub id: Uuid,
    /// Which version of which paper.
    pub document: Uuid,
    /// For which organisation whoever asked acts.
    pub org: OrgId,
    /// Who asked.
    pub person: UserId,
    /// In which session.
    pub session: SessionId,
    /// In which role.
    pub role: Role,
    /// What for.
    pub purpose: Purpose,
    /// Through which case; none: on a roster, or of one's own.
    pub case: Option<CaseId>,
    /// Where the case or the record stood.
    pub state: StateToken,
    /// What lay over it.
    pub overlay: Overlay,
    /// Whether the paper is taken along; else it is looked at.
    pub takes: bool,
    /// When it was made, in real time.
    pub made_at: Timestamp,
    /// Until when it holds.
    pub until: Timestamp,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
}

impl Link {
    /// Whether it was ended by [`close_all`], for good.
    pub fn is_closed(&self) -> bool {
        self.until <= self.made_at
    }
}

const COLUMNS: &str = "l.id, l.document, l.org, l.person, l.session, l.role, l.purpose, l.case_id, l.state, l.overlay, l.takes, l.made_at, \
    l.until, l.opened_at";

fn read(row: &Row<'_>) -> Result<Link, StoreError> {
    Ok(Link {
        id: row.get("id")?,
        document: row.get("document")?,
        org: row.get("org")?,
        person: row.get("person")?,
        session: row.get("session")?,
        role: row.get("role")?,
        purpose: row.get("purpose")?,
        case: row.get("case_id")?,
        state: row.get("state")?,
        overlay: row.get("overlay")?,
        takes: row.get("takes")?,
        made_at: row.get("made_at")?,
        until: row.get("until")?,
        opened_at: row.get("opened_at")?,
    })
}

/// Keeps a link in the place of one to the same paper that this session has not opened, also of one that is asked for at the same moment: for the scope's own organisation, by the
/// scope's own person, or by the operator's staff.
pub fn insert(tx: &mut Tx, new: &Link, token_hash: &[u8]) -> Result<(), StoreError> {
    let whose = match tx.scope() {
        Scope::Org(_) => "from organisation o where o.id = $4 and o.id = :org and {read:organisation o}",
        Scope::Subject(_) => {
            "from worker w where w.org = $4 and w.person = $5 and w.person = :subject and {read:worker w} order by w.id limit 1"
        }
        _ => "from organisation o where o.id = $4 and o.kind = 'operator' and {read:organisation o}",
    };
    let sql = format!(
        "insert into document_link (token_hash, id, document, org, person, session, role, purpose, case_id, state, \
         overlay, takes, made_at, until, refused) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0 {whose} \
         on conflict (session, org, document) where opened_at is null do update set token_hash = excluded.token_hash, id = excluded.id, \
         person = excluded.person, role = excluded.role, purpose = excluded.purpose, case_id = excluded.case_id, state = excluded.state, \
         overlay = excluded.overlay, takes = excluded.takes, made_at = excluded.made_at, until = excluded.until, refused = 0"
    );
    super::one(tx.run(
        &sql,
        params![
            token_hash,
            new.id,
            new.document,
            new.org,
            new.person,
            new.session,
            new.role,
            new.purpose,
            new.case,
            new.state,
            new.overlay,
            new.takes,
            new.made_at,
            new.until
        ],
    )?)
}

/// Takes away the link of this session to this paper that is past its time and that nobody opened, if there is one. Of all who ask at
/// once one gets it.
pub fn take_ended(
    tx: &mut Tx,
    session: SessionId,
    org: OrgId,
    document: Uuid,
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document_link l where l.session = $1 and l.org = $2 and l.document = $3 and l.opened_at is null \
         and (l.until <= $4 or l.until <= l.made_at) and {{read:document_link l}}"
    );
    let Some(link) = tx.maybe(&sql, params![session, org, document, now], read)? else { return Ok(None) };
    let taken = tx.run(
        "delete from document_link where id = $1 and opened_at is null and {write:document_link}",
        params![link.id],
    )?;
    Ok((taken == 1).then_some(link))
}

/// How many links of this session hold and were not opened.
pub fn living(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<usize, StoreError> {
    let found = tx.all(
        "select l.id from document_link l where l.session = $1 and l.opened_at is null and l.until > $2 and l.until > l.made_at \
         and {read:document_link l}",
        params![session, now],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(found.len())
}

/// The link of this token, if this scope may know of it: living or not.
pub fn get(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Link>, StoreError> {
    let sql = format!("select {COLUMNS} from document_link l where l.token_hash = $1 and {{read:document_link l}}");
    tx.maybe(&sql, params![token_hash], read)
}

/// Opens a link: of all who try at once, one does. False when it was opened before or is past its time.
pub fn open(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let opened = tx.run(
        "update document_link set opened_at = $2 where token_hash = $1 and opened_at is null and until > $2 \
         and {write:document_link}",
        params![token_hash, now],
    )?;
    Ok(opened == 1)
}

/// Counts a try that was refused; false once there were `most` of them: those after it are not written down one by one.
pub fn refused(tx: &mut Tx, token_hash: &[u8], most: i64) -> Result<bool, StoreError> {
    let counted = tx.run(
        "update document_link set refused = refused + 1 where token_hash = $1 and refused < $2 and {write:document_link}",
        params![token_hash, most],
    )?;
    Ok(counted == 1)
}

/// Ends all links that would still hold, opened or not, for good: they end when they were made. In the scope of a job.
pub fn close_all(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update document_link set until = made_at where until > $1 and until > made_at and {write:document_link}",
        params![now],
    )
}

/// Up to `most` links that ended before `now` and that nobody opened, the oldest first. In the scope of a job.
pub fn expired(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Link>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document_link l where l.opened_at is null and l.until <= $1 and {{read:document_link l}} \
         order by l.until, l.id limit {most}"
    );
    tx.all(&sql, params![now], read)
}

/// Forgets one. In the scope of a job.
pub fn forget(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    super::one(tx.run("delete from document_link where id = $1 and {write:document_link}", params![id])?)
}

/// Forgets up to `most` links that were opened and made before then. In the scope of a job.
pub fn forget_opened(tx: &mut Tx, made: Timestamp, most: u32) -> Result<u64, StoreError> {
    tx.run(
        &format!(
            "delete from document_link where id in (select id from document_link where opened_at is not null and made_at <= $1 \
             order by made_at, id limit {most})"
        ),
        params![made],
    )
}
