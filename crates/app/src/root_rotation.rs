//! Rotating the root key while the house is open: another is made beside it, the key of each organisation is wrapped again under it in
//! chunks, and the old one is destroyed when nothing hangs under it any more.
//!
//! What is left to do is read from the rows: two root keys are named while a rotation is under way, the last is the one that
//! everything moves to. A crash leaves, after each step: a key that nobody uses yet and that the next attempt takes up; a rotation that goes
//! on; an old key under which nothing hangs, destroyed by [`settle`] at the next start.

use audit::Fact;
use envelope::keyring::WrappedOrgKey;
use envelope::{KeyId, KeyringError, RootError};
use store::tables::keys::{self, RootRow, WrappedKey};
use store::{Constraint, Job, Recorded, Scope, StoreError, Tx};

use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::{AppError, Desk, House, record, vault};

/// The job's verb.
pub(crate) const ROTATE: &str = "rotate-root";
/// Keys of one transaction.
const CHUNK: u32 = 200;
/// Chunks of one turn of the job, within its lease. A key that another machine keeps takes a moment each.
pub(crate) const SLICE: usize = 5;

const KEYS: Scope = Scope::System(Job::Keys);

/// Begins the rotation of the root key, or joins the one that is under way; the answer names the key that everything moves to.
pub async fn begin(house: &House) -> Result<KeyId, AppError> {
    settle(house).await?;
    ready(house).await?;
    let present = named(house).await?;
    let next = match &present[..] {
        [only] => house.keyring.keeper().make_next(id_of(only)?)?.id(),
        // One is under way.
        [.., last] => id_of(last)?,
        [] => return Err(AppError::NotFound),
    };
    let desk = house.desk();
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let begun = keys::add_root(tx, &next.0, desk.now)?;
            notices::long_job(tx, &desk, ROTATE, uuid::Uuid::nil(), desk.real.as_microsecond())?;
            let action = if begun { "root_rotation_begun" } else { "root_rotation_joined" };
            Ok(Recorded::with((), drafted(&desk, action, next)))
        })
        .await?;
    house.keyring.wrap_under(next)?;
    Ok(next)
}

/// Carries a rotation on, at most so many chunks of it. It may run twice, and beside another.
pub async fn carry_on(house: &House, most: usize) -> Result<Done, AppError> {
    for _ in 0..most {
        let present = named(house).await?;
        let [_, .., newest] = &present[..] else {
            settle(house).await?;
            return Ok(Done::Done);
        };
        let newest = id_of(newest)?;
        house.keyring.wrap_under(newest)?;
        let waiting = house
            .store
            .read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(keys::under_other_roots(tx, &newest.0, CHUNK)?)
            })
            .await?;
        if waiting.is_empty() {
            return forget(house, newest).await;
        }
        if let Some(anew) = rewrapped(house, &waiting).await? {
            keep(house, newest, waiting, anew).await?;
        }
    }
    Ok(Done::Again)
}

/// To be called at every start, before anything is sealed: refuses where a root key is missing that something hangs under, and
/// destroys one that a rotation left behind when it was cut off at its very end.
pub async fn settle(house: &House) -> Result<(), AppError> {
    let present = named(house).await?;
    for row in &present {
        let id = id_of(row)?;
        // Asked once more: a rotation may end elsewhere after the rows were read.
        if !house.keyring.has_root(id) && is_named(house, id).await? {
            return Err(RootError::NotHere(id).into());
        }
    }
    if let [only] = &present[..] {
        let id = id_of(only)?;
        house.keyring.wrap_under(id)?;
        house.keyring.keeper().keep_only(id)?;
    }
    Ok(())
}

/// Lets this node wrap under the root key that the database names last; names this node's own where none is.
pub(crate) async fn ready(house: &House) -> Result<(), AppError> {
    if let Some(newest) = named(house).await?.last() {
        return Ok(house.keyring.wrap_under(id_of(newest)?)?);
    }
    let (desk, own) = (house.desk(), house.keyring.root());
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            if !keys::add_root(tx, &own.0, desk.now)? {
                return Ok(Recorded::housekeeping(()));
            }
            Ok(Recorded::with((), drafted(&desk, "root_key_in_use", own)))
        })
        .await
}

/// The root keys that something hangs under, or is about to, the newest last.
pub async fn named(house: &House) -> Result<Vec<RootRow>, AppError> {
    house.store.read(KEYS, |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::roots(tx)?) }).await
}

async fn is_named(house: &House, id: KeyId) -> Result<bool, AppError> {
    Ok(named(house).await?.iter().any(|row| row.id == id.0))
}

/// None when another ended this rotation after the rows were read.
async fn rewrapped(house: &House, rows: &[WrappedKey]) -> Result<Option<Vec<Vec<u8>>>, AppError> {
    let mut anew = Vec::with_capacity(rows.len());
    for row in rows {
        let read = WrappedOrgKey { org: row.org, epoch: vault::epoch(row.epoch)?, bytes: row.wrapped.clone() };
        match house.keyring.rewrap_org(&read) {
            Ok(new) => anew.push(new.bytes),
            Err(KeyringError::Root(RootError::NotHere(id))) if !is_named(house, id).await? => return Ok(None),
            Err(error @ (KeyringError::Root(RootError::Wrapped(_)) | KeyringError::Wrapped(_))) => {
                return Err(AppError::Sealed(format!(
                    "the key of organisation {} cannot be wrapped again: {error}",
                    row.org
                )));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(anew))
}

async fn keep(house: &House, newest: KeyId, read: Vec<WrappedKey>, anew: Vec<Vec<u8>>) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut moved = 0i64;
            for (read, new) in read.iter().zip(&anew) {
                moved += i64::from(keys::rewrap_org(tx, read, new)?);
            }
            if moved == 0 {
                return Ok(Recorded::housekeeping(()));
            }
            let draft = drafted(&desk, "org_keys_rewrapped", newest).fact("keys", Fact::Number(moved));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Ends the rotation: first in the database, so that nothing can be wrapped under the old key any more, then where it is kept.
async fn forget(house: &House, newest: KeyId) -> Result<Done, AppError> {
    let desk = house.desk();
    let written = house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, StoreError> {
            let gone = keys::forget_other_roots(tx, &newest.0)?;
            if gone == 0 {
                return Ok(Recorded::housekeeping(gone));
            }
            Ok(Recorded::with(gone, drafted(&desk, "root_key_destroyed", newest)))
        })
        .await;
    match written {
        // Somebody founded an organisation under the old one in this very moment.
        Ok(0) | Err(StoreError::Conflict(Constraint::Foreign)) => return Ok(Done::Again),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    house.keyring.keeper().keep_only(newest)?;
    house.keyring.forget_roots_but(newest);
    house.store.empty_log()?;
    Ok(Done::Done)
}

fn id_of(row: &RootRow) -> Result<KeyId, AppError> {
    KeyId::from_slice(&row.id)
        .ok_or_else(|| AppError::Sealed("a root key's name is damaged in the database".to_owned()))
}

fn drafted(desk: &Desk, action: &str, key: KeyId) -> audit::Draft {
    record::plain(desk, &Caller::system(), action, 0).fact("key", Fact::Word(format!("root:{key}")))
}
