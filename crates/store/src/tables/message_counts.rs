//! What text messages cost and how many went where, by the hour or the day.

use crate::{StoreError, Tx, params};

/// An amount that is to be counted, and how much there may be of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// A word: `cost`, `prefix`.
    pub what: &'static str,
    /// Whose count it is; empty for a single one.
    pub about: String,
    /// The hour or day since 1970.
    pub period: i64,
    /// How much is added.
    pub amount: i64,
    /// LIMIT: how much there may be in the period.
    pub most: i64,
}

/// Counts all of these, or none: then the first that has no room is the answer.
pub fn take<'a>(tx: &mut Tx, counts: &'a [Count]) -> Result<Option<&'a Count>, StoreError> {
    for (nth, count) in counts.iter().enumerate() {
        let Count { what, about, period, amount, most } = count;
        let taken = *amount <= *most
            && tx.run(
                "insert into message_count (what, about, period, amount) values ($1, $2, $3, $4) \
                 on conflict (what, about, period) do update set amount = message_count.amount + excluded.amount \
                 where message_count.amount + excluded.amount <= $5",
                params![*what, about, *period, *amount, *most],
            )? == 1;
        if !taken {
            give_back(tx, &counts[..nth])?;
            return Ok(Some(count));
        }
    }
    Ok(None)
}

/// Takes back what [`take`] counted: it did not come to it.
pub fn give_back(tx: &mut Tx, counts: &[Count]) -> Result<(), StoreError> {
    for Count { what, about, period, amount, .. } in counts {
        tx.run(
            "update message_count set amount = amount - $4 where what = $1 and about = $2 and period = $3 and amount >= $4 \
             and {write:message_count}",
            params![*what, about, *period, *amount],
        )?;
    }
    Ok(())
}

/// How much there is of one; 0 where nothing was counted.
pub fn amount(tx: &mut Tx, what: &str, about: &str, period: i64) -> Result<i64, StoreError> {
    let sql = "select amount from message_count m where m.what = $1 and m.about = $2 and m.period = $3 and {read:message_count m}";
    Ok(tx.maybe(sql, params![what, about, period], |row| row.get("amount"))?.unwrap_or(0))
}

/// Forgets what was counted of one kind before a period.
pub fn forget(tx: &mut Tx, what: &str, period: i64) -> Result<u64, StoreError> {
    tx.run("delete from message_count where what = $1 and period < $2", params![what, period])
}
