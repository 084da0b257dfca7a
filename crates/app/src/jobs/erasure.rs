//! Forgetting: after the step that erases somebody their keys are destroyed, and with them whatever they sealed, here and in every
//! backup that does not hold them; what stood in clear goes with it, and what still waited to be sent. What stays is the record of
//! it, and a row without a person.

use domain::{OrgId, StateToken, UserId, WorkerId};
use store::tables::{erasure, workers};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::notices::Done;
use crate::{AppError, House, connections, record};

const KEYS: Scope = Scope::System(Job::Keys);

/// Destroys the keys of whoever was erased: a worker by the roster's step, a household or a person by the officer's. It may run
/// twice; the second time finds nothing. A job alone forgets nobody.
///
/// What they connected at others is given back first. A service that does not answer is asked once here, and keeps nobody.
pub async fn destroy_keys(house: &House, subject: Uuid) -> Result<Done, AppError> {
    carry_out(house, subject, i64::MAX).await
}

/// The same for the job, which comes again while a service does not answer: within some minutes it goes on without.
pub(crate) async fn carry_out(house: &House, subject: Uuid, attempts: i64) -> Result<Done, AppError> {
    let Some(kind) = house.store.read(KEYS, move |tx: &mut Tx| decided(tx, subject)).await? else {
        return Ok(Done::Done);
    };
    let leaving =
        house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(erasure::leaving(tx, kind, subject)?) });
    let household = (kind == "household").then_some(OrgId(subject));
    connections::end_of(house, &leaving.await?, household, attempts).await?;
    let people = house
        .store
        .read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let people = erasure::people_of(tx, subject)?;
            Ok(erasure::messages_to(tx, &people)?)
        })
        .await?;
    // Before the rows that name them: after a crash in between they could not be found again.
    let later = |error: crate::ports::SendError| {
        tracing::warn!(%error, "messages of somebody who was erased still lie with the gateway");
        AppError::Store(store::StoreError::Busy)
    };
    house.messenger.take_back(people).await.map_err(later)?;
    let desk = house.desk();
    let gone = house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let forgotten = match kind {
                "worker" => erasure::worker(tx, WorkerId(subject), desk.real)?,
                "household" => erasure::household(tx, OrgId(subject), desk.real)?,
                _ => erasure::person(tx, UserId(subject), desk.real)?,
            };
            if forgotten.keys.is_empty() {
                return Ok(Recorded::housekeeping(Vec::new()));
            }
            let count = i64::try_from(forgotten.keys.len()).unwrap_or(i64::MAX);
            let object = match kind {
                "household" => "organisation",
                "person" => "user",
                worker => worker,
            };
            let draft = record::plain(&desk, &Caller::system(), "keys_destroyed", 0)
                .object(audit::Object::new(object, subject))
                .fact("keys", audit::Fact::Number(count));
            Ok(Recorded::with(forgotten.keys, draft))
        })
        .await?;
    // Without their keys nobody reads them; now the files go too, at once where that can be done.
    crate::documents::remove::objects(house).await?;
    // Out of reach since the commit; now out of this process's memory as well.
    for subject in gone {
        house.keyring.forget(subject);
    }
    // And out of the write-ahead log: it is looked at again while a reader still needs it.
    Ok(if house.store.empty_log()? { Done::Done } else { Done::Elsewhere })
}

/// What kind of subject it is that a step has erased; none: nobody has decided it.
fn decided(tx: &mut Tx, subject: Uuid) -> Result<Option<&'static str>, AppError> {
    let worker = workers::get(tx, WorkerId(subject))?;
    if worker.is_some_and(|row| row.state == StateToken::RosterErased) {
        return Ok(Some("worker"));
    }
    let asked = erasure::asked(tx, subject)?.map(|asked| asked.kind);
    Ok(["household", "person"].into_iter().find(|kind| asked.as_deref() == Some(kind)))
}
