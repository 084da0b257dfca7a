//! What a moderator asks of an agency in the demo's last days: one record waits for its agency, another was changed and sent again.

use std::sync::Arc;

use app::admit::Key;
use app::workers::{self, Edit, Line, NewChange, WorkerRecord};
use app::{AppError, Caller, Limit};
use domain::{ChangeReason, Purpose, Role, StateToken, WorkerId};

use super::cast;
use super::roster::moment;
use super::world::{Team, World};

/// Asks on the last but one morning; the agency answers one of the two in the afternoon.
pub async fn asked(world: Arc<World>, team: Arc<Team>, number: usize) -> Result<(), AppError> {
    if !world.walk.until(moment(&world, 1, 9 * 60)).await {
        return Ok(());
    }
    let moderator = world.staff(Role::Moderator, 0).for_purpose(Purpose::Verify);
    let waiting = in_review(&world, &moderator, cast::AGENCIES[number].code).await?;
    let [Some(first), Some(second)] = [0, 1].map(|nth| waiting.get(nth).copied()) else { return Ok(()) };
    ask(&world, &moderator, first, ChangeReason::Papers, "The second page of the passport is missing.").await?;
    let message = "Say how long, and leave out the name of the town.";
    ask(&world, &moderator, second, ChangeReason::Text, message).await?;
    if !world.walk.until(moment(&world, 1, 15 * 60)).await {
        return Ok(());
    }
    let key = Key::Id(second.0);
    let read = key.clone();
    let (mut facts, version, _) =
        world.house.read(&team.user, move |tx, desk, caller| workers::editable(tx, desk, caller, &read)).await?;
    facts.history = Some("Four years with one family: cooking, and two children after school.".to_owned());
    let edit = Edit { facts: Some(facts), ..Edit::default() };
    workers::edit(&world.house, &team.user, key.clone(), version, edit).await?;
    let sent = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        workers::answer_change(tx, desk, caller, &key, version + 1)
    };
    world.house.write(&team.user, sent).await
}

/// Those of an agency that wait for the review.
async fn in_review(world: &World, moderator: &Caller, agency: &'static str) -> Result<Vec<WorkerId>, AppError> {
    let all = Limit::new(100).unwrap_or(Limit::PAGE);
    let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        workers::reviews(tx, desk, caller, Line::Waiting, None, all)
    };
    let (waiting, _) = world.house.read(moderator, read).await?;
    let here = waiting.into_iter().filter(|one| one.agency == agency && one.state == StateToken::RosterConsented);
    Ok(here.map(|one| WorkerId(*one.worker.key(&WorkerRecord::ID))).collect())
}

async fn ask(
    world: &World,
    moderator: &Caller,
    worker: WorkerId,
    reason: ChangeReason,
    message: &str,
) -> Result<(), AppError> {
    let (key, new) = (Key::Id(worker.0), NewChange { reason, message: message.to_owned() });
    let ask = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
        workers::ask_change(tx, desk, caller, &key, version, &new)
    };
    world.house.write(moderator, ask).await
}
