//! Idempotency keys: the outcome of a write, by person, organisation, route and key, kept for 24 hours.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// What the same request answered before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The hash of the body that came with the key.
    pub body_hash: Vec<u8>,
    /// The object that was made or moved.
    pub object: Option<String>,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The person.
    pub user: Uuid,
    /// The organisation; the person's own id where there is none.
    pub org: Uuid,
    /// The route, for example `POST /cases`.
    pub route: String,
    /// What the client sent, at most 128 characters.
    pub key: String,
}

/// What this key answered before.
pub fn find(tx: &mut Tx, key: &Key) -> Result<Option<Outcome>, StoreError> {
    tx.maybe(
        "select i.body_hash, i.object from idempotency i \
         where i.user_id = $1 and i.org = $2 and i.route = $3 and i.key = $4 and {read:idempotency i}",
        params![key.user, key.org, &key.route, &key.key],
        |row| Ok(Outcome { body_hash: row.get("body_hash")?, object: row.get("object")? }),
    )
}

/// Keeps the outcome, in the same transaction as the change. A key used at the same moment is refused: `idempotency_pkey`.
pub fn keep(tx: &mut Tx, key: &Key, outcome: &Outcome, at: Timestamp) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into idempotency (user_id, org, route, key, body_hash, status, object, created_at) \
             select $1, o.id, $3, $4, $5, 200, $6, $7 from organisation o where o.id = $2 and o.id = :org and {read:organisation o}"
        }
        crate::Scope::Subject(_) => {
            "insert into idempotency (user_id, org, route, key, body_hash, status, object, created_at) \
             select w.person, $2, $3, $4, $5, 200, $6, $7 from worker w where w.person = $1 and w.person = :subject and {read:worker w}"
        }
        _ => {
            "insert into idempotency (user_id, org, route, key, body_hash, status, object, created_at) \
             values ($1, $2, $3, $4, $5, 200, $6, $7)"
        }
    };
    super::one(tx.run(
        sql,
        params![key.user, key.org, &key.route, &key.key, outcome.body_hash.clone(), outcome.object.clone(), at],
    )?)
}

/// Forgets what is older.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from idempotency where created_at < $1 and {write:idempotency}", params![before])
}
