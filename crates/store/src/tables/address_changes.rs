//! A sign-in address that somebody wants instead of, or beside, the one they have: one at a time, until both sides have said yes.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::people::Address;
use crate::{Row, StoreError, Tx, params};

/// A change that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressChange {
    /// The identifier.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// The new address, sealed where it will stand as theirs.
    pub new: Address,
    /// The challenge that was sent to it.
    pub new_challenge: Uuid,
    /// The channel of the address that is there and is asked as well.
    pub present_channel: String,
    /// The challenge that was sent there.
    pub present_challenge: Uuid,
    /// When the new address was shown to be theirs.
    pub new_at: Option<Timestamp>,
    /// When the one that is there said yes.
    pub present_at: Option<Timestamp>,
    /// The one that is there is out of reach: when the change is made without it.
    pub due_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

const COLUMNS: &str = "c.id, c.user_id, c.channel, c.address_index, c.mailbox_index, c.address_sealed, c.new_challenge, c.present_channel, \
    c.present_challenge, c.new_at, c.present_at, c.due_at, c.expires_at";

fn read(row: &Row<'_>) -> Result<AddressChange, StoreError> {
    Ok(AddressChange {
        id: row.get("id")?,
        user: row.get("user_id")?,
        new: Address {
            channel: row.get("channel")?,
            index: row.get("address_index")?,
            mailbox: row.get("mailbox_index")?,
            sealed: row.get("address_sealed")?,
        },
        new_challenge: row.get("new_challenge")?,
        present_channel: row.get("present_channel")?,
        present_challenge: row.get("present_challenge")?,
        new_at: row.get("new_at")?,
        present_at: row.get("present_at")?,
        due_at: row.get("due_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Begins a change; one that was under way is over.
pub fn begin(tx: &mut Tx, new: &AddressChange) -> Result<(), StoreError> {
    end(tx, new.user)?;
    tx.run(
        "insert into address_change (user_id, id, channel, address_index, address_sealed, new_challenge, present_channel, \
         present_challenge, expires_at, mailbox_index) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            new.user,
            new.id,
            &new.new.channel,
            new.new.index.clone(),
            new.new.sealed.clone(),
            new.new_challenge,
            &new.present_channel,
            new.present_challenge,
            new.expires_at,
            new.new.mailbox.clone()
        ],
    )
    .map(drop)
}

/// The living change of this person.
pub fn of(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Option<AddressChange>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from address_change c where c.user_id = $1 and c.expires_at > $2 and {{read:address_change c}}"
    );
    tx.maybe(&sql, params![user, now], read)
}

/// Keeps that the new address was shown to be theirs.
pub fn show_new(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(
        tx.run("update address_change set new_at = $2 where id = $1 and {write:address_change}", params![id, at])?,
    )
}

/// Keeps that the address that is there said yes.
pub fn agree(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(
        tx.run("update address_change set present_at = $2 where id = $1 and {write:address_change}", params![id, at])?,
    )
}

/// Lets a change whose new address was shown be made at `due` without the other side. False when it is not shown, or waits already.
pub fn wait(tx: &mut Tx, id: Uuid, due: Timestamp, expires: Timestamp) -> Result<bool, StoreError> {
    let waits = tx.run(
        "update address_change set due_at = $2, expires_at = $3 where id = $1 and new_at is not null and due_at is null \
         and {write:address_change}",
        params![id, due, expires],
    )?;
    Ok(waits == 1)
}

/// The changes whose time has come, up to `most`.
pub fn due(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<AddressChange>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from address_change c where c.due_at <= $1 and {{read:address_change c}} order by c.due_at, c.id limit {most}"
    );
    tx.all(&sql, params![now], read)
}

/// Ends the change of this person, made or not; false when there is none.
pub fn end(tx: &mut Tx, user: UserId) -> Result<bool, StoreError> {
    Ok(tx.run("delete from address_change where user_id = $1 and {write:address_change}", params![user])? == 1)
}

/// Forgets what nobody went on with.
pub fn forget(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from address_change where expires_at <= $1 and {write:address_change}", params![now])
}
