//! Rotating keys: begun in one transaction for each organisation, carried through here, and by the job where this process dies.

use std::time::Duration;

use app::notices::Done;
use app::{AppError, House, root_rotation, rotation, sign_in};
use domain::OrgId;
use domain::ids::{Reference, ReferenceKind};
use serde_json::json;
use store::tables::organisations;
use store::{Job, Scope, Tx};

use super::people::failed;
use crate::answer::{Answer, Failure};

/// Chunks between two looks at the socket's other end.
const CHUNKS: usize = 10;
/// When somebody is at it in this very moment.
const LOOK_SOON: Duration = Duration::from_millis(50);

/// `amana keys rotate`: the organisation of this code or reference, or all of them.
pub async fn rotate(house: &House, org: Option<&str>) -> Result<Answer, Failure> {
    let orgs = wanted(house, org).await?;
    let mut begun = Vec::with_capacity(orgs.len());
    for (org, name) in orgs {
        let one = rotation::begin(house, org).await.map_err(failed)?;
        loop {
            match rotation::carry_on(house, org.0, CHUNKS).await.map_err(failed)? {
                Done::Done => break,
                Done::Again => {}
                Done::Elsewhere | Done::Waits => tokio::time::sleep(LOOK_SOON).await,
            }
        }
        begun.push(json!({ "organisation": name, "epoch": one.epoch, "joined": one.joined }));
    }
    let text = format!(
        "the keys of {} organisations hang under a new epoch; the old ones are destroyed here. Copies of the database taken before \
         still hold them, wrapped by the root key: see docs/operations/keys.md",
        begun.len()
    );
    Ok(Answer::done(text, json!({ "rotated": begun })))
}

/// `amana keys rotate --root`
pub async fn rotate_root(house: &House) -> Result<Answer, Failure> {
    let next = root_rotation::begin(house).await.map_err(failed)?;
    loop {
        match root_rotation::carry_on(house, CHUNKS).await.map_err(failed)? {
            Done::Done => break,
            Done::Again => {}
            Done::Elsewhere | Done::Waits => tokio::time::sleep(LOOK_SOON).await,
        }
    }
    let text = format!(
        "the keys of all organisations hang under root key {next}; the old one is destroyed here. Now copy the new one to where you keep your \
         keys, and to other nodes. Backups taken before open with the old one alone: keep its copies as long as you may need those \
         backups, and destroy them then; whoever was erased is gone from them with it"
    );
    Ok(Answer::done(text, json!({ "root": next.to_string() })))
}

/// `amana keys rotate --tokens`
pub async fn rotate_tokens(house: &House) -> Result<Answer, Failure> {
    let next = sign_in::rotate(house).await.map_err(failed)?;
    let text = format!(
        "key {} signs access tokens from {:.0} on; what the one before signed is accepted until {:.0}. Nobody is signed out",
        next.kid, next.signs_from, next.others_until
    );
    let json = json!({ "kid": next.kid, "signs_from": next.signs_from, "others_until": next.others_until });
    Ok(Answer::done(text, json))
}

async fn wanted(house: &House, org: Option<&str>) -> Result<Vec<(OrgId, String)>, Failure> {
    let named = org.map(str::to_owned);
    let found = house
        .store
        .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(name) = &named else { return Ok(organisations::all(tx)?) };
            let reference = Reference::parse(ReferenceKind::Organisation, name);
            let found = match reference {
                Some(reference) => organisations::by_reference(tx, reference.as_str())?,
                None => organisations::by_code(tx, name)?,
            };
            Ok(found.into_iter().collect())
        })
        .await
        .map_err(failed)?;
    if found.is_empty() {
        let name = org.unwrap_or_default();
        return Err(Failure::Usage(format!(
            "{name} is no organisation here; name an agency's code (AG-021) or a reference"
        )));
    }
    Ok(found.into_iter().map(|org| (org.id, org.code.unwrap_or(org.reference))).collect())
}
