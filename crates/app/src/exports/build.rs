//! The job: it reads what is held as the very person who asked, packs it, seals it, and tells them. Killed on the way it begins anew:
//! nothing is kept before the whole file is.

use audit::Object;
use serde_json::json;
use store::tables::exports::{self as table, Export};
use store::tables::people;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::{KEPT, account, cases, file, household, looks, pack, record as roster};
use crate::caller::Caller;
use crate::held::Held;
use crate::notices::{self, Done};
use crate::sign_in::language_of;
use crate::{AppError, House, record};
use domain::Role;

/// The job's verb.
pub(crate) const BUILD: &str = "build-export";

const JOB: Scope = Scope::System(Job::Housekeeping);

/// Builds one export. It may run twice, also at the same time: the first that is done is kept.
pub(crate) async fn build(house: &House, id: Uuid) -> Result<Done, AppError> {
    let Some((row, caller)) = begun(house, id).await? else { return Ok(Done::Done) };
    // Whoever is not any more what they were when they asked is given nothing.
    let Some(caller) = caller else {
        given_up(house, row, "revoked").await?;
        return Ok(Done::Done);
    };
    match made(house, &row, &caller).await {
        Ok((bytes, parts)) => ready(house, row, bytes, parts).await?,
        Err(error) if error.passes() => return Err(error),
        Err(error) => {
            tracing::warn!(%id, %error, "an export could not be made");
            given_up(house, row, "failed").await?;
        }
    }
    Ok(Done::Done)
}

/// The export, and as whom it is read, if there is something to be done about it.
async fn begun(house: &House, id: Uuid) -> Result<Option<(Export, Option<Caller>)>, AppError> {
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(mut row) = table::get(tx, id)?.filter(|row| row.state == "asked" || row.state == "building")
            else {
                return Ok(Recorded::housekeeping(None));
            };
            if row.state == "asked" {
                "building".clone_into(&mut row.state);
                table::save(tx, &row)?;
                row.version += 1;
            }
            let still = people::memberships(tx, row.person)?.iter().any(|m| m.org == row.org && m.role == row.role);
            let person = people::get(tx, row.person)?.filter(|_| still);
            let caller =
                person.map(|person| Caller::member(person.id, row.org, row.role, language_of(&person.language)));
            Ok(Recorded::housekeeping(Some((row, caller))))
        })
        .await
}

/// How many bytes the file has, and its sealed parts.
async fn made(house: &House, row: &Export, caller: &Caller) -> Result<(usize, Vec<Vec<u8>>), AppError> {
    let held = held(house, row, caller).await?;
    let house_of = house.clone();
    let packed = tokio::task::spawn_blocking(move || {
        let summary = |language: &str| house_of.texts.summary(language, &held);
        pack::pack(&held, &summary)
    });
    let file = packed.await.map_err(|error| AppError::Sealed(error.to_string()))??;
    Ok((file.len(), file::seal(house, row, &file).await?))
}

/// Everything that is held, as far as the asker's own pages would show it.
async fn held(house: &House, row: &Export, caller: &Caller) -> Result<Held, AppError> {
    let mut groups = Vec::new();
    let about = match (row.worker, caller.role) {
        (Some(worker), _) => {
            groups.extend(roster::of_worker(house, caller, worker).await?);
            groups.extend(looks::at_worker(house, caller, worker).await?);
            "worker"
        }
        (None, role) => {
            groups.extend(account::account(house, caller).await?);
            match role {
                Role::Worker => groups.extend(roster::own(house, caller).await?),
                Role::Customer => groups.extend(household::own(house, caller).await?),
                _ => {}
            }
            if matches!(role, Role::Worker | Role::Customer) {
                groups.extend(cases::cases(house, caller).await?);
                groups.extend(looks::at_me(house, caller).await?);
            }
            groups.push(account::exports(house, caller).await?);
            match role {
                Role::Worker => "worker",
                Role::Customer => "household",
                _ => "member",
            }
        }
    };
    groups.retain(|group| !group.rows.is_empty());
    Ok(Held { about, made_at: house.real(), groups })
}

async fn ready(house: &House, row: Export, bytes: usize, parts: Vec<Vec<u8>>) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut row = row.clone();
            "ready".clone_into(&mut row.state);
            row.bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            row.ready_at = Some(desk.real);
            row.ends_at = Some(desk.real.saturating_add(KEPT).unwrap_or(desk.real));
            table::save(tx, &row)?;
            table::keep(tx, row.id, &parts)?;
            let days = KEPT.as_hours() / 24;
            notices::message(
                tx,
                &desk,
                row.person,
                "export-ready",
                &format!("export:{}", row.id),
                &json!({ "days": days }),
            )?;
            let draft = record::plain(&desk, &Caller::system(), "export_ready", 0)
                .org(Some(row.org))
                .object(Object::new("data_export", row.id))
                .fact("bytes", audit::Fact::Number(row.bytes));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Ends an export without a file, by the word of its state, and tells whoever asked.
pub(super) async fn given_up(house: &House, row: Export, state: &'static str) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut row = row.clone();
            state.clone_into(&mut row.state);
            table::save(tx, &row)?;
            if state == "failed" {
                notices::message(tx, &desk, row.person, "export-failed", &format!("export:{}", row.id), &json!({}))?;
            }
            let draft = record::plain(&desk, &Caller::system(), "export_given_up", 0)
                .org(Some(row.org))
                .object(Object::new("data_export", row.id))
                .fact("state", audit::Fact::Word(state.to_owned()));
            Ok(Recorded::with((), draft))
        })
        .await
}
