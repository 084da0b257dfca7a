//! Answers of the policies that somebody kept: every later set of policies must answer the same. No person's data: words of the
//! closed lists, a note, and who kept it.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// LIMIT: tests that an installation keeps. All of them run before a set of policies comes into force.
pub const MOST: usize = 1000;

/// The key that refuses a second test of the same question.
pub const ONCE: &str = "policy_test_once";

/// A kept answer, as its words stand in the closed lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTest {
    /// The identifier.
    pub id: Uuid,
    /// Who asks.
    pub role: String,
    /// How they stand to the data: words with spaces between them.
    pub relations: String,
    /// What for.
    pub purpose: String,
    /// Where the case stands.
    pub state: String,
    /// What lies over it.
    pub overlay: String,
    /// `class` or `step`.
    pub kind: String,
    /// The class or the step.
    pub about: String,
    /// What is answered.
    pub expected: String,
    /// The rule that decided when it was kept.
    pub rule: String,
    /// Why it is kept; may be empty.
    pub note: String,
    /// By whom.
    pub saved_by: UserId,
    /// When.
    pub saved_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<PolicyTest, StoreError> {
    Ok(PolicyTest {
        id: row.get("id")?,
        role: row.get("role")?,
        relations: row.get("relations")?,
        purpose: row.get("purpose")?,
        state: row.get("state")?,
        overlay: row.get("overlay")?,
        kind: row.get("kind")?,
        about: row.get("about")?,
        expected: row.get("expected")?,
        rule: row.get("rule")?,
        note: row.get("note")?,
        saved_by: row.get("saved_by")?,
        saved_at: row.get("saved_at")?,
    })
}

/// Keeps a test. A second one of the same question is a conflict by [`ONCE`].
pub fn insert(tx: &mut Tx, new: &PolicyTest) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into policy_test (id, role, relations, purpose, state, overlay, kind, about, expected, rule, note, saved_by, \
         saved_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            new.id,
            &new.role,
            &new.relations,
            &new.purpose,
            &new.state,
            &new.overlay,
            &new.kind,
            &new.about,
            &new.expected,
            &new.rule,
            &new.note,
            new.saved_by,
            new.saved_at
        ],
    )?)
}

/// All of them, newest first: never more than [`MOST`].
pub fn all(tx: &mut Tx) -> Result<Vec<PolicyTest>, StoreError> {
    tx.all(
        "select t.id, t.role, t.relations, t.purpose, t.state, t.overlay, t.kind, t.about, t.expected, t.rule, t.note, \
         t.saved_by, t.saved_at from policy_test t where {read:policy_test t} order by t.saved_at desc, t.id",
        params![],
        read,
    )
}

/// How many there are.
pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select count(*) as n from policy_test t where {read:policy_test t}", params![], |row| row.get("n"))
}

/// One of them.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<PolicyTest>, StoreError> {
    tx.maybe(
        "select t.id, t.role, t.relations, t.purpose, t.state, t.overlay, t.kind, t.about, t.expected, t.rule, t.note, \
         t.saved_by, t.saved_at from policy_test t where t.id = $1 and {read:policy_test t}",
        params![id],
        read,
    )
}

/// Takes one away. Whether it was there.
pub fn remove(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    Ok(tx.run("delete from policy_test where id = $1 and {write:policy_test}", params![id])? == 1)
}
