//! Wrong guesses at a mailbox, by day and network, and the networks from which an address was signed in with.

use jiff::Timestamp;

use crate::{StoreError, Tx, params};

/// Counts a guess of this day before the code is compared: at this mailbox for this network, and for all networks together.
/// False when one has `most` of these counted already; then the transaction is to be given up, for the other may have been
/// counted. A right one is taken back with [`not_wrong`].
pub fn take(
    tx: &mut Tx,
    channel: &str,
    mailbox: &[u8],
    network: &[u8],
    day: i64,
    most: (i64, i64),
) -> Result<bool, StoreError> {
    const TAKE: &str = "insert into wrong_guess (channel, mailbox_index, network_index, day, times) values ($1, $2, $3, $4, 1) \
         on conflict (channel, mailbox_index, network_index, day) do update set times = wrong_guess.times + 1 \
         where wrong_guess.times < $5";
    let near = tx.run(TAKE, params![channel, mailbox, network, day, most.0])?;
    Ok(near == 1 && tx.run(TAKE, params![channel, mailbox, EVERYWHERE, day, most.1])? == 1)
}

/// In the place of a network: all of them together.
const EVERYWHERE: &[u8] = &[];

/// Whoever counts something at this mailbox waits for whoever does so at the same moment: two who look at one count would both be
/// let in. Holds until the transaction ends, for a mailbox that nobody has as well.
pub fn hold(tx: &mut Tx, channel: &str, mailbox: &[u8], day: i64) -> Result<(), StoreError> {
    tx.run(
        "insert into wrong_guess (channel, mailbox_index, network_index, day, times) values ($1, $2, $3, $4, 0) \
         on conflict (channel, mailbox_index, network_index, day) do update set times = wrong_guess.times",
        params![channel, mailbox, EVERYWHERE, day],
    )
    .map(drop)
}

/// The last guess of this day was right.
pub fn not_wrong(tx: &mut Tx, channel: &str, mailbox: &[u8], network: &[u8], day: i64) -> Result<(), StoreError> {
    tx.run(
        "update wrong_guess set times = times - 1 where channel = $1 and mailbox_index = $2 \
         and network_index in ($3, $4) and day = $5 and times > 0 and {write:wrong_guess}",
        params![channel, mailbox, network, EVERYWHERE, day],
    )?;
    Ok(())
}

/// How many guesses of this day at this mailbox were wrong, whoever asked.
pub fn wrong(tx: &mut Tx, channel: &str, mailbox: &[u8], day: i64) -> Result<i64, StoreError> {
    tx.one(
        "select coalesce(max(g.times), 0) as wrong from wrong_guess g \
         where g.channel = $1 and g.mailbox_index = $2 and g.network_index = $3 and g.day = $4 and {read:wrong_guess g}",
        params![channel, mailbox, EVERYWHERE, day],
        |row| row.get("wrong"),
    )
}

/// Nothing that was guessed wrongly at this mailbox counts any more.
pub fn clear(tx: &mut Tx, channel: &str, mailbox: &[u8]) -> Result<(), StoreError> {
    tx.run(
        "update wrong_guess set times = 0 where channel = $1 and mailbox_index = $2 and {write:wrong_guess}",
        params![channel, mailbox],
    )
    .map(drop)
}

/// The address was signed in with from this network.
pub fn know_network(tx: &mut Tx, channel: &str, index: &[u8], network: &[u8], day: i64) -> Result<(), StoreError> {
    tx.run(
        "insert into known_network (channel, address_index, network_index, day) values ($1, $2, $3, $4) \
         on conflict (channel, address_index, network_index) do update set day = excluded.day",
        params![channel, index, network, day],
    )
    .map(drop)
}

/// Whether the address was signed in with from this network.
pub fn is_known_network(tx: &mut Tx, channel: &str, index: &[u8], network: &[u8]) -> Result<bool, StoreError> {
    tx.one(
        "select count(*) as known from known_network k \
         where k.channel = $1 and k.address_index = $2 and k.network_index = $3 and {read:known_network k}",
        params![channel, index, network],
        |row| Ok(row.get::<i64>("known")? > 0),
    )
}

/// Forgets the networks that nobody signed in from since before `day`.
pub fn forget_networks(tx: &mut Tx, day: i64) -> Result<u64, StoreError> {
    tx.run("delete from known_network where day < $1", params![day])
}

/// Forgets the codes that were made before `made`, and the guesses of days before `day`.
pub fn forget(tx: &mut Tx, made: Timestamp, day: i64) -> Result<u64, StoreError> {
    tx.run("delete from sign_in_bound where id in (select id from challenge where created_at < $1)", params![made])?;
    let codes = tx.run("delete from challenge where created_at < $1", params![made])?;
    Ok(codes + tx.run("delete from wrong_guess where day < $1", params![day])?)
}
