//! Who was refused for asking too often: by hour, rule and network, whose name stands here as a keyed hash only.

use jiff::Timestamp;

use crate::{StoreError, Tx, params};

/// What one network was refused in one hour under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    /// The beginning of the hour.
    pub hour: Timestamp,
    /// The rule's word.
    pub rule: String,
    /// The keyed hash of the network; empty: all those that were too many to be told apart.
    pub network: Vec<u8>,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Timestamp,
}

/// Adds what was refused to what was before.
pub fn add(tx: &mut Tx, new: &Refusals) -> Result<(), StoreError> {
    tx.run(
        "insert into limit_refusal (hour, rule, network, times, last_at) values ($1, $2, $3, $4, $5) \
         on conflict (hour, rule, network) do update set times = limit_refusal.times + excluded.times, \
         last_at = case when excluded.last_at > limit_refusal.last_at then excluded.last_at else limit_refusal.last_at end",
        params![new.hour, &new.rule, new.network.clone(), new.times, new.last_at],
    )
    .map(drop)
}

/// Those since then, whoever was refused most first, at most so many.
pub fn since(tx: &mut Tx, from: Timestamp, most: u32) -> Result<Vec<Refusals>, StoreError> {
    let sql = format!(
        "select l.hour, l.rule, l.network, l.times, l.last_at from limit_refusal l where l.hour >= $1 and {{read:limit_refusal l}} \
         order by l.times desc, l.hour desc, l.rule, l.network limit {most}"
    );
    tx.all(&sql, params![from], |row| {
        Ok(Refusals {
            hour: row.get("hour")?,
            rule: row.get("rule")?,
            network: row.get("network")?,
            times: row.get("times")?,
            last_at: row.get("last_at")?,
        })
    })
}

/// How often each rule refused since then, and how many networks: rule, times, networks, when last.
pub fn by_rule(tx: &mut Tx, from: Timestamp) -> Result<Vec<(String, i64, i64, Timestamp)>, StoreError> {
    tx.all(
        "select l.rule, cast(sum(l.times) as bigint) as times, count(distinct l.network) as networks, max(l.last_at) as last_at \
         from limit_refusal l where l.hour >= $1 and {read:limit_refusal l} group by l.rule order by l.rule",
        params![from],
        |row| Ok((row.get("rule")?, row.get("times")?, row.get("networks")?, row.get("last_at")?)),
    )
}

/// Forgets the hours before then.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from limit_refusal where hour < $1", params![before])
}
