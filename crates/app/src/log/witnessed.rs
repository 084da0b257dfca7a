//! Each checkpoint goes to the witnesses, and how each of them fares is known.

use jiff::SignedDuration;
use store::tables::witnesses::{self, Health};
use store::{Job, Recorded, Scope, Tx};

use super::sign::checkpoint;
use crate::ports::{Signed, Witness};
use crate::{AppError, House};

const JOB: Scope = Scope::System(Job::Housekeeping);
/// LIMIT: characters of what a witness said that are kept.
const TROUBLE_MAX: usize = 200;

/// Signs the log as it is and gives the checkpoint to each witness that has not got it yet. A witness that is away is given the
/// newest one in the next round: the newest speaks of all records before it.
pub async fn round(house: &House) -> Result<Option<Signed>, AppError> {
    let Some(signed) = checkpoint(house).await? else { return Ok(None) };
    let known = house.store.read(JOB, |tx: &mut Tx| -> Result<_, AppError> { Ok(witnesses::all(tx)?) }).await?;
    for witness in &house.witnesses {
        let before = known.iter().find(|health| health.name == witness.name());
        if !has(before, &signed) && !rests(house, witness.as_ref(), before) {
            let health = give(house, witness.as_ref(), before, &signed).await;
            // How a witness fares is about the machine, not about anybody.
            let work = move |tx: &mut Tx| -> Result<_, AppError> {
                witnesses::note(tx, &health)?;
                Ok(Recorded::housekeeping(()))
            };
            house.store.write(JOB, work).await?;
        }
    }
    Ok(Some(signed))
}

fn has(health: Option<&Health>, signed: &Signed) -> bool {
    health.is_some_and(|health| {
        health.trouble.is_empty()
            && health.epoch == i64::from(signed.epoch)
            && health.size.unsigned_abs() == signed.size
    })
}

fn rests(house: &House, witness: &dyn Witness, health: Option<&Health>) -> bool {
    let rest = SignedDuration::from_secs(i64::from(witness.rest()));
    let taken = health.filter(|health| health.trouble.is_empty()).and_then(|health| health.taken_at);
    taken.is_some_and(|taken| house.real().duration_since(taken) < rest)
}

async fn give(house: &House, witness: &dyn Witness, before: Option<&Health>, signed: &Signed) -> Health {
    let (name, tried_at) = (witness.name().to_owned(), house.real());
    match witness.take(signed).await {
        Ok(()) => {
            let size = i64::try_from(signed.size).unwrap_or(i64::MAX);
            let epoch = i64::from(signed.epoch);
            Health { name, epoch, size, taken_at: Some(tried_at), tried_at, trouble: String::new() }
        }
        Err(trouble) => {
            tracing::warn!(witness = name, %trouble, "a witness did not take the log's checkpoint");
            let trouble = trouble.to_string().chars().take(TROUBLE_MAX).collect();
            let (epoch, size, taken_at) = before.map_or((0, 0, None), |had| (had.epoch, had.size, had.taken_at));
            Health { name, epoch, size, taken_at, tried_at, trouble }
        }
    }
}
