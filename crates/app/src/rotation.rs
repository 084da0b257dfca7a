//! Rotating the keys of organisations while the house is open: a new epoch is made, each person's key is wrapped again under it in
//! chunks, and the old epoch's key is destroyed when nothing hangs under it any more.
//!
//! What is left to do is read from the rows, so a process that is killed leaves nothing half done: an organisation with more than
//! one epoch is in a rotation, and whoever carries on begins where the rows stand. Two at it at once do the same work twice and
//! nothing wrong: a row is put in place of just the one that was read, and the foreign key keeps an epoch that still wraps.

use audit::Fact;
use domain::OrgId;
use envelope::keyring::{KeyringError, WrappedKey};
use store::tables::keys::{self, Rotation};
use store::{Constraint, Job, Recorded, Scope, StoreError, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::vault::epoch;
use crate::{AppError, Desk, House, record, root_rotation};

/// The job's verb.
pub(crate) const ROTATE: &str = "rotate-keys";
/// Keys of one transaction.
const CHUNK: u32 = 200;
/// Chunks of one turn of the job, within its lease.
pub(crate) const SLICE: usize = 50;

const KEYS: Scope = Scope::System(Job::Keys);

/// What came of the wish to rotate an organisation's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The organisation.
    pub org: OrgId,
    /// The epoch that everything moves to.
    pub epoch: u32,
    /// Whether a rotation was under way already, and goes on.
    pub joined: bool,
}

/// Begins the rotation of an organisation's keys, or joins the one that is under way. A job carries it on, also after a crash.
pub async fn begin(house: &House, org: OrgId) -> Result<Begun, AppError> {
    let desk = house.desk();
    let there = read(house, move |tx| keys::newest(tx, org)).await?.ok_or(AppError::NotFound)?;
    let now = epoch(there.epoch)?;
    root_rotation::ready(house).await?;
    let next = house.keyring.new_epoch(org, now.saturating_add(1))?;
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let epochs = keys::of_org(tx, org)?;
            let newest = epochs.last().ok_or(AppError::NotFound)?.epoch;
            // Another began, or even ended, since the epochs were read: what it made serves as well.
            let (epoch, joined) = if epochs.len() > 1 || newest != there.epoch {
                (epoch(newest)?, true)
            } else {
                let row = keys::WrappedKey { org, epoch: next.epoch.into(), wrapped: next.bytes.clone() };
                (next.epoch, !keys::add_epoch(tx, &row, desk.now)?)
            };
            notices::long_job(tx, &desk, ROTATE, org.0, desk.real.as_microsecond())?;
            let begun = Begun { org, epoch, joined };
            let action = if joined { "key_rotation_joined" } else { "key_rotation_begun" };
            Ok(Recorded::with(begun, drafted(&desk, org, action, epoch.into())))
        })
        .await
}

/// Carries a rotation on, at most so many chunks of it. It may run twice, and beside another.
pub async fn carry_on(house: &House, org: Uuid, most: usize) -> Result<Done, AppError> {
    let org = OrgId(org);
    for _ in 0..most {
        let (epochs, waiting) = read(house, move |tx| {
            let epochs = keys::of_org(tx, org)?;
            let newest = epochs.last().map_or(0, |row| row.epoch);
            let waiting = keys::under_older(tx, org, newest, CHUNK)?;
            Ok((epochs, waiting))
        })
        .await?;
        let [_, .., newest] = &epochs[..] else { return Ok(Done::Done) };
        house.learn(org).await?;
        if waiting.is_empty() {
            return destroy(house, org, newest.epoch).await;
        }
        if let Some(moved) = rewrapped(house, org, epoch(newest.epoch)?, &waiting)? {
            keep(house, org, newest.epoch, waiting, moved).await?;
        }
    }
    Ok(Done::Again)
}

/// The rotations that are under way.
pub async fn under_way(house: &House) -> Result<Vec<Rotation>, AppError> {
    read(house, keys::rotations).await
}

/// Drops from this node's memory the epochs that were destroyed, whichever node did it. To be called every minute or so.
pub async fn forget_destroyed(house: &House) -> Result<(), AppError> {
    for (org, oldest) in read(house, keys::oldest_epochs).await? {
        house.keyring.forget_before(org, epoch(oldest)?);
    }
    Ok(())
}

/// The keys as the newest epoch wraps them, made outside of any transaction. None when an epoch went after the rows were read:
/// another ended this rotation, and they are to be read anew.
fn rewrapped(
    house: &House,
    org: OrgId,
    newest: u32,
    waiting: &[(Uuid, keys::WrappedKey)],
) -> Result<Option<Vec<keys::WrappedKey>>, AppError> {
    let mut anew = Vec::with_capacity(waiting.len());
    for (subject, row) in waiting {
        let read = WrappedKey { org, subject: *subject, epoch: epoch(row.epoch)?, bytes: row.wrapped.clone() };
        match house.keyring.rewrap_in(&read, newest) {
            Ok(new) => anew.push(keys::WrappedKey { org, epoch: new.epoch.into(), wrapped: new.bytes }),
            Err(KeyringError::OrgKeyNotLoaded { .. }) => return Ok(None),
            Err(error) => {
                return Err(AppError::Sealed(format!("the key of {subject} cannot be wrapped again: {error}")));
            }
        }
    }
    Ok(Some(anew))
}

async fn keep(
    house: &House,
    org: OrgId,
    newest: i64,
    read: Vec<(Uuid, keys::WrappedKey)>,
    anew: Vec<keys::WrappedKey>,
) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut moved = 0i64;
            for ((subject, read), new) in read.iter().zip(&anew) {
                // Erased meanwhile, or moved by another: nothing to do.
                moved += i64::from(keys::rewrap(tx, *subject, read, new)?);
            }
            if moved == 0 {
                return Ok(Recorded::housekeeping(()));
            }
            let draft = drafted(&desk, org, "keys_rewrapped", newest).fact("keys", Fact::Number(moved));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Destroys the epochs under which nothing hangs any more, and ends the rotation.
async fn destroy(house: &House, org: OrgId, newest: i64) -> Result<Done, AppError> {
    let desk = house.desk();
    let written = house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, StoreError> {
            let gone = keys::destroy_older(tx, org, newest)?;
            if gone == 0 {
                return Ok(Recorded::housekeeping(gone));
            }
            let gone = i64::try_from(gone).unwrap_or(i64::MAX);
            let draft = drafted(&desk, org, "key_epoch_destroyed", newest - 1).fact("keys", Fact::Number(gone));
            Ok(Recorded::with(gone.unsigned_abs(), draft))
        })
        .await;
    match written {
        // Somebody was added under the old epoch in this very moment.
        Ok(0) | Err(StoreError::Conflict(Constraint::Foreign)) => Ok(Done::Again),
        Ok(_) => {
            house.keyring.forget_before(org, epoch(newest)?);
            house.store.empty_log()?;
            Ok(Done::Done)
        }
        Err(error) => Err(error.into()),
    }
}

fn drafted(desk: &Desk, org: OrgId, action: &str, epoch: i64) -> audit::Draft {
    record::plain(desk, &Caller { org: Some(org), ..Caller::system() }, action, 0)
        .object(audit::Object::new("organisation", org.0))
        .fact("epoch", Fact::Number(epoch))
}

async fn read<T, F>(house: &House, work: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
{
    house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(work(tx)?) }).await
}
