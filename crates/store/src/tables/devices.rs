//! The browsers in which somebody signed in, each by a keyed hash of what it keeps.

use domain::UserId;

use crate::{StoreError, Tx, params};

/// Whether this person signed in there before; and whether they have signed in anywhere.
pub fn known(tx: &mut Tx, user: UserId, device: &[u8]) -> Result<(bool, bool), StoreError> {
    tx.one(
        "select count(case when d.device_hash = $2 then 1 end) as here, count(*) as known, \
         (select count(*) from session s where s.user_id = $1 and {read:session s}) as sessions \
         from known_device d where d.user_id = $1 and {read:known_device d}",
        params![user, device],
        |row| {
            let (here, known, sessions): (i64, i64, i64) = (row.get("here")?, row.get("known")?, row.get("sessions")?);
            Ok((here > 0, known + sessions > 0))
        },
    )
}

/// They did so on this day, counted since 1970. Of the browsers of one person the last `most` are kept.
pub fn know(tx: &mut Tx, user: UserId, device: &[u8], day: i64, most: u32) -> Result<(), StoreError> {
    tx.run(
        "insert into known_device (user_id, device_hash, day) values ($1, $2, $3) \
         on conflict (user_id, device_hash) do update set day = excluded.day",
        params![user, device, day],
    )?;
    let kept = format!(
        "select d.device_hash from known_device d where d.user_id = $1 and {{read:known_device d}} \
         order by d.day desc, d.device_hash limit {most}"
    );
    tx.run(
        &format!(
            "delete from known_device where user_id = $1 and device_hash <> $2 and device_hash not in ({kept}) and {{write:known_device}}"
        ),
        params![user, device],
    )
    .map(drop)
}

/// None of this person's is known any more.
pub fn forget_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    tx.run("delete from known_device where user_id = $1 and {write:known_device}", params![user]).map(drop)
}

/// Forgets those in which nobody signed in since before `day`.
pub fn forget(tx: &mut Tx, day: i64) -> Result<u64, StoreError> {
    tx.run("delete from known_device where day < $1", params![day])
}
