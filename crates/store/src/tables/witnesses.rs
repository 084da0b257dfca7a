//! What each witness outside of the database has taken of the log.

use jiff::Timestamp;

use crate::{Row, StoreError, Tx, params};

/// The health of one witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What it is called.
    pub name: String,
    /// The epoch of the last checkpoint that it took.
    pub epoch: i64,
    /// How many records that one speaks of; 0 before the first.
    pub size: i64,
    /// When it took it.
    pub taken_at: Option<Timestamp>,
    /// When it was last given one.
    pub tried_at: Timestamp,
    /// What it said then; empty when it took it.
    pub trouble: String,
}

fn read(row: &Row<'_>) -> Result<Health, StoreError> {
    Ok(Health {
        name: row.get("name")?,
        epoch: row.get("epoch")?,
        size: row.get("size")?,
        taken_at: row.get("taken_at")?,
        tried_at: row.get("tried_at")?,
        trouble: row.get("trouble")?,
    })
}

/// All that were ever given a checkpoint, by name.
pub fn all(tx: &mut Tx) -> Result<Vec<Health>, StoreError> {
    let sql = "select w.name, w.epoch, w.size, w.taken_at, w.tried_at, w.trouble from audit_witness w \
        where {read:audit_witness w} order by w.name limit 100";
    tx.all(sql, params![], read)
}

/// Notes how a try went. `System` only.
pub fn note(tx: &mut Tx, health: &Health) -> Result<(), StoreError> {
    let Health { name, epoch, size, taken_at, tried_at, trouble } = health;
    tx.run(
        "insert into audit_witness (name, epoch, size, taken_at, tried_at, trouble) values ($1, $2, $3, $4, $5, $6) \
         on conflict (name) do update set epoch = excluded.epoch, size = excluded.size, taken_at = excluded.taken_at, \
         tried_at = excluded.tried_at, trouble = excluded.trouble",
        params![name.as_str(), *epoch, *size, *taken_at, *tried_at, trouble.as_str()],
    )
    .map(drop)
}
