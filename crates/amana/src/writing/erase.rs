//! Erasing: the data-protection officer's decision, entered on the operator's machine and recorded as theirs, and carried out at once.

use std::time::Duration;

use app::admit::Key;
use app::erasures::{self, Whom};
use app::jobs::erasure::destroy_keys;
use app::notices::Done;
use app::sign_in::Address;
use app::workers::{self, RosterStep};
use app::{AppError, Caller, House, admit};
use domain::ids::{Reference, ReferenceKind};
use domain::{Role, UserId};
use serde_json::json;
use store::tables::people;
use store::{Job, Scope, Tx};
use uuid::Uuid;

use super::people::failed;
use crate::answer::{Answer, Failure};

/// How often the write-ahead log is looked at again that a reader keeps open.
const LOOKS: u32 = 50;
/// How long between two looks.
const LOOK_SOON: Duration = Duration::from_millis(100);

/// `amana erase`: `subject` is a worker's or a household's reference, or somebody's sign-in address.
pub async fn erase(house: &House, subject: &str, officer: &str, reason: &str) -> Result<Answer, Failure> {
    let officer = officer_at(house, officer).await?;
    let erased = if let Some(reference) = Reference::parse(ReferenceKind::Worker, subject) {
        worker(house, &officer, reference).await
    } else if let Some(reference) = Reference::parse(ReferenceKind::Organisation, subject) {
        let whom = Whom::Household(Key::Reference(reference));
        erasures::erase(house, &officer, &whom, reason).await
    } else {
        let whom = Whom::Person(address(subject)?);
        erasures::erase(house, &officer, &whom, reason).await
    };
    let id = erased.map_err(|error| refused(subject, error))?;
    for _ in 0..LOOKS {
        match destroy_keys(house, id).await.map_err(failed)? {
            Done::Done => return Ok(done(subject, id, true)),
            Done::Again | Done::Elsewhere | Done::Waits => tokio::time::sleep(LOOK_SOON).await,
        }
    }
    Ok(done(subject, id, false))
}

fn done(subject: &str, id: Uuid, wiped: bool) -> Answer {
    let log = if wiped { "" } else { " The write-ahead log is still read by somebody; the job empties it." };
    let text = format!(
        "{subject} is erased: keys, sealed values, hashes, sessions and what waited to be sent are destroyed.{log} Backups of \
         before still hold them: `amana keys status` says until when"
    );
    Answer::done(text, json!({ "erased": id, "log_emptied": wiped }))
}

fn address(text: &str) -> Result<Address, Failure> {
    let channel = if text.contains('@') { "email" } else { "sms" };
    Address::parse(channel, text).map_err(|_| {
        Failure::Usage(format!(
            "{text} is no worker's reference (W-...), no household's reference (O-...) and no sign-in address"
        ))
    })
}

/// The step of the roster, as the officer takes it on the worker's page.
async fn worker(house: &House, officer: &Caller, reference: Reference) -> Result<Uuid, AppError> {
    let key = Key::Reference(reference);
    let taken = house
        .write(officer, move |tx, desk, caller| {
            let version = admit::worker(tx, desk, caller, &key)?.row.version;
            workers::take(tx, desk, caller, &key, version, RosterStep::Erase {}, &[])
        })
        .await?;
    Ok(taken.0)
}

/// The officer who decided. Who enters commands on this machine could name any officer: the record of a command names no request,
/// and so tells it from what they did on their pages.
pub(super) async fn officer_at(house: &House, text: &str) -> Result<Caller, Failure> {
    let found = member_at(house, &address(text)?, &[Role::Dpo]).await?;
    found.ok_or_else(|| {
        Failure::Usage(format!("{text} is no data-protection officer here; only they decide what is forgotten"))
    })
}

/// Whoever has this address, in the first of these roles that they have.
pub(super) async fn member_at(
    house: &House,
    officer: &Address,
    roles: &'static [Role],
) -> Result<Option<Caller>, Failure> {
    let (channel, index) = (officer.channel(), officer.index(&house.indexes));
    let found = house
        .store
        .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(user) = people::by_address(tx, channel, &index)? else { return Ok(None) };
            let as_officer = people::memberships(tx, user)?.into_iter().find(|one| roles.contains(&one.role));
            Ok(as_officer.map(|one| (UserId(user.0), one.org, one.role)))
        })
        .await
        .map_err(failed)?;
    Ok(found.map(|(user, org, role)| Caller::member(user, org, role, "en")))
}

fn refused(subject: &str, error: AppError) -> Failure {
    match error {
        AppError::NotFound => Failure::Usage(format!("{subject} is nobody here")),
        AppError::Denied(..) => Failure::Unsafe(format!(
            "{subject} cannot be erased as things stand: a worker withdraws from the roster first, or a case is still open"
        )),
        AppError::Refused(refusal) => {
            Failure::Unsafe(format!("{subject} is not erased: {}", web::words::refusal(&refusal)))
        }
        other => failed(other),
    }
}
