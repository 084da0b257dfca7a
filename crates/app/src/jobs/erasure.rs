//! Forgetting: after the step that erases a roster record its keys are destroyed, and with them whatever they sealed, here and
//! in every backup that does not hold them. What stays is the record of it, and a row without a person.

use domain::{StateToken, WorkerId};
use store::tables::{erasure, workers};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{AppError, House, record};

/// Destroys the keys of an erased worker. It may run twice; the second time finds nothing.
pub async fn destroy_keys(house: &House, worker: Uuid) -> Result<(), AppError> {
    let desk = house.desk();
    let worker = WorkerId(worker);
    let gone = house
        .store
        .write(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            // Only what the step has erased: a job alone forgets nobody.
            let erased = workers::get(tx, worker)?.is_some_and(|row| row.state == StateToken::RosterErased);
            if !erased {
                return Ok(Recorded::housekeeping(Vec::new()));
            }
            let forgotten = erasure::worker(tx, worker, desk.real)?;
            if forgotten.keys.is_empty() {
                return Ok(Recorded::housekeeping(Vec::new()));
            }
            let count = i64::try_from(forgotten.keys.len()).unwrap_or(i64::MAX);
            let draft = record::plain(&desk, &Caller::system(), "keys_destroyed", 0)
                .object(audit::Object::new("worker", worker.0))
                .fact("keys", audit::Fact::Number(count));
            Ok(Recorded::with(forgotten.keys, draft))
        })
        .await?;
    // Out of reach since the commit; now out of this process's memory as well.
    for subject in gone {
        house.keyring.forget(subject);
    }
    Ok(())
}
