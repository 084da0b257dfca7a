//! People who can sign in, where they can be reached, and what they are in which organisation.

use domain::ids::MembershipId;
use domain::{OrgId, Role, UserId};
use jiff::Timestamp;

use crate::{Row, StoreError, Tx, params};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The identifier.
    pub id: UserId,
    /// The name, sealed under the person's own key.
    pub name_sealed: Option<Vec<u8>>,
    /// `en` or `ar`.
    pub language: String,
    /// Whether it was made by the demo.
    pub demo: bool,
}

/// What a person is in one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The identifier.
    pub id: MembershipId,
    /// The person.
    pub user: UserId,
    /// The organisation.
    pub org: OrgId,
    /// The role in it.
    pub role: Role,
}

/// Where a person can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `sms` or `email`.
    pub channel: String,
    /// The installation-wide keyed hash of the normalised address: whose it is.
    pub index: Vec<u8>,
    /// That of its mailbox: what is counted, of whatever addresses of it. A telephone number's is the same.
    pub mailbox: Vec<u8>,
    /// The address, sealed under the person's own key.
    pub sealed: Vec<u8>,
}

/// Adds a person.
pub fn insert(tx: &mut Tx, person: &Person, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "insert into app_user (id, name_sealed, language, demo, created_at, version) values ($1, $2, $3, $4, $5, 1)",
        params![person.id, person.name_sealed.clone(), &person.language, person.demo, at],
    )?;
    Ok(())
}

/// The person.
pub fn get(tx: &mut Tx, id: UserId) -> Result<Option<Person>, StoreError> {
    tx.maybe(
        "select id, name_sealed, language, demo from app_user where id = $1 and {read:app_user}",
        params![id],
        |row| {
            Ok(Person {
                id: row.get("id")?,
                name_sealed: row.get("name_sealed")?,
                language: row.get("language")?,
                demo: row.get("demo")?,
            })
        },
    )
}

/// Sets the language that mails and messages use.
pub fn set_language(tx: &mut Tx, id: UserId, language: &str) -> Result<(), StoreError> {
    super::one(tx.run(
        "update app_user set language = $2, version = version + 1 where id = $1 and {write:app_user}",
        params![id, language],
    )?)
}

/// Adds an address. One address belongs to one person: `address_once`.
pub fn insert_address(tx: &mut Tx, user: UserId, address: &Address, verified: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "insert into address (user_id, channel, address_index, address_sealed, verified_at, mailbox_index) \
         values ($1, $2, $3, $4, $5, $6)",
        params![
            user,
            &address.channel,
            address.index.clone(),
            address.sealed.clone(),
            verified,
            address.mailbox.clone()
        ],
    )?;
    Ok(())
}

/// Puts an address in the place of the one that the person has by this channel, or beside the other; what stood there is gone.
/// One address belongs to one person: `address_once`.
pub fn replace_address(tx: &mut Tx, user: UserId, address: &Address, verified: Timestamp) -> Result<(), StoreError> {
    let replaced = tx.run(
        "update address set address_index = $3, address_sealed = $4, verified_at = $5, mailbox_index = $6 \
         where user_id = $1 and channel = $2 and {write:address}",
        params![
            user,
            &address.channel,
            address.index.clone(),
            address.sealed.clone(),
            verified,
            address.mailbox.clone()
        ],
    )?;
    if replaced == 0 { insert_address(tx, user, address, verified) } else { Ok(()) }
}

/// Takes away the address that the person has by this channel.
pub fn remove_address(tx: &mut Tx, user: UserId, channel: &str) -> Result<(), StoreError> {
    tx.run("delete from address where user_id = $1 and channel = $2 and {write:address}", params![user, channel])
        .map(drop)
}

/// Since when a code that went to one of the person's addresses is followed by one to the other; none where it is not.
pub fn two_codes_since(tx: &mut Tx, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    tx.one(
        "select min(second_since) as since from address where user_id = $1 and {read:address}",
        params![user],
        |row| row.get("since"),
    )
}

/// Sets that: of all of the person's addresses.
pub fn set_two_codes(tx: &mut Tx, user: UserId, since: Option<Timestamp>) -> Result<(), StoreError> {
    tx.run("update address set second_since = $2 where user_id = $1 and {write:address}", params![user, since])
        .map(drop)
}

/// By which channels a person can be reached, and since when.
pub fn channels(tx: &mut Tx, user: UserId) -> Result<Vec<(String, Option<Timestamp>)>, StoreError> {
    tx.all(
        "select channel, verified_at from address where user_id = $1 and {read:address} order by channel",
        params![user],
        |row| Ok((row.get("channel")?, row.get("verified_at")?)),
    )
}

/// Who can be reached at the address with this keyed hash.
pub fn by_address(tx: &mut Tx, channel: &str, index: &[u8]) -> Result<Option<UserId>, StoreError> {
    tx.maybe(
        "select user_id from address where channel = $1 and address_index = $2 and {read:address}",
        params![channel, index],
        |row| row.get("user_id"),
    )
}

/// A person's addresses.
pub fn addresses(tx: &mut Tx, user: UserId) -> Result<Vec<Address>, StoreError> {
    tx.all(
        "select channel, address_index, mailbox_index, address_sealed from address where user_id = $1 and {read:address} \
         order by channel",
        params![user],
        |row| {
            Ok(Address {
                channel: row.get("channel")?,
                index: row.get("address_index")?,
                mailbox: row.get("mailbox_index")?,
                sealed: row.get("address_sealed")?,
            })
        },
    )
}

fn membership(row: &Row<'_>) -> Result<Membership, StoreError> {
    Ok(Membership { id: row.get("id")?, user: row.get("user_id")?, org: row.get("org")?, role: row.get("role")? })
}

/// Adds a membership; in the scope of sign-in, one that the person was invited to and has accepted.
pub fn insert_membership(tx: &mut Tx, new: &Membership, at: Timestamp) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::SignIn => {
            "insert into membership (id, user_id, org, role, created_at, version) \
             select $1, i.accepted_by, i.org, i.role, $5, 1 from invitation i \
             where i.accepted_by = $2 and i.org = $3 and i.role = $4 and {read:invitation i} limit 1"
        }
        _ => "insert into membership (id, user_id, org, role, created_at, version) values ($1, $2, $3, $4, $5, 1)",
    };
    super::one(tx.run(sql, params![new.id, new.user, new.org, new.role, at])?)
}

/// A person's living memberships, oldest first.
pub fn memberships(tx: &mut Tx, user: UserId) -> Result<Vec<Membership>, StoreError> {
    tx.all(
        "select id, user_id, org, role from membership where user_id = $1 and ended_at is null and {read:membership} order by id",
        params![user],
        membership,
    )
}

/// Whether somebody is a member of the asking organisation and of this one. Organisation's scope only: nobody else is a side.
pub fn is_shared_with(tx: &mut Tx, other: OrgId) -> Result<bool, StoreError> {
    if !matches!(tx.scope(), crate::Scope::Org(_)) {
        return Ok(false);
    }
    let found =
        tx.all("select s.person from {ask:shared $1} s limit 1", params![other], |row| row.get::<UserId>("person"))?;
    Ok(!found.is_empty())
}

/// The living memberships of an organisation.
pub fn members(tx: &mut Tx, org: OrgId) -> Result<Vec<Membership>, StoreError> {
    tx.all(
        "select id, user_id, org, role from membership where org = $1 and ended_at is null and {read:membership} order by id",
        params![org],
        membership,
    )
}

/// One living membership.
pub fn get_membership(tx: &mut Tx, id: MembershipId) -> Result<Option<Membership>, StoreError> {
    tx.maybe(
        "select id, user_id, org, role from membership where id = $1 and ended_at is null and {read:membership}",
        params![id],
        membership,
    )
}

/// Holds the living memberships of this role until the transaction ends: whoever would end or change one of them at the same
/// moment comes afterwards. Who is counted behind this call stays counted.
pub fn hold_members(tx: &mut Tx, org: OrgId, role: Role) -> Result<(), StoreError> {
    tx.run(
        "update membership set version = version + 1 where org = $1 and role = $2 and ended_at is null and {write:membership}",
        params![org, role],
    )
    .map(drop)
}

/// Gives a living membership another role; false when it has ended, or its role is another than `was` by now.
pub fn set_role(tx: &mut Tx, id: MembershipId, was: Role, role: Role) -> Result<bool, StoreError> {
    let set = tx.run(
        "update membership set role = $3, version = version + 1 where id = $1 and role = $2 and ended_at is null \
         and {write:membership}",
        params![id, was, role],
    )?;
    Ok(set == 1)
}

/// Holds a person until the transaction ends: two who would make them a member of something come one after the other. In the
/// scope of sign-in.
pub fn hold(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    super::one(tx.run("update app_user set version = version + 1 where id = $1 and {write:app_user}", params![id])?)
}

/// Ends a membership of the organisation whose scope this is; false when it had ended before.
pub fn end_membership(tx: &mut Tx, id: MembershipId, at: Timestamp) -> Result<bool, StoreError> {
    let ended = tx.run(
        "update membership set ended_at = $2, version = version + 1 where id = $1 and ended_at is null and {write:membership}",
        params![id, at],
    )?;
    Ok(ended == 1)
}
