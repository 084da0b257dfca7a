//! Taking the file: by a link that holds for a minute and one download, made for whoever asked, who is signed in. Each download is
//! counted and on record like a disclosure.

use audit::{Draft, Object, PurposeSource};
use domain::{Class, ClassSet, Purpose, Role};
use envelope::{Token, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use store::tables::exports::{self as table, Export};
use store::{Recorded, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::ask::OF_WORKER;
use super::file;
use super::see::{Stage, found};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// LIMIT: how often one file is taken.
pub const DOWNLOADS_MAX: usize = 10;
/// How long a link holds.
pub const LINK_SECONDS: i64 = 60;

/// A link to a file.
#[derive(Debug)]
pub struct Link {
    /// What it ends in; shown once.
    pub token: Token,
    /// Until when it holds, in real time.
    pub until: Timestamp,
}

/// A fresh link, in the place of one that was not used. [`AppError::Conflict`] `export_taken` after [`DOWNLOADS_MAX`] downloads, and
/// `export_not_ready` while there is no file, or none any more.
pub async fn link(house: &House, caller: &Caller, id: Uuid) -> Result<Link, AppError> {
    house.proven_lately(caller.proof)?;
    let token = random_token(&*house.entropy);
    let hash = token_hash(token.as_str());
    let until = house
        .write(caller, move |tx, desk, caller| {
            let row = found(tx, caller, id)?;
            if Stage::of(&row, desk.real) != Stage::Ready {
                return Err(AppError::Conflict("export_not_ready"));
            }
            if table::taken(tx, id)?.len() >= DOWNLOADS_MAX {
                return Err(AppError::Conflict("export_taken"));
            }
            let until = desk.real.saturating_add(SignedDuration::from_secs(LINK_SECONDS)).unwrap_or(desk.real);
            table::add_link(tx, id, &hash, until)?;
            let draft = record::plain(desk, caller, "export_link_made", 0).object(Object::new("data_export", id));
            Ok(Recorded::with(until, draft))
        })
        .await?;
    Ok(Link { token, until })
}

/// The file, and the link is used up. Whatever is wrong with the link, or with who comes by it, is answered like an unused name.
pub async fn download(house: &House, caller: &Caller, id: Uuid, token: &str) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let hash = token_hash(token);
    let (row, record) = house
        .write(caller, move |tx, desk, caller| {
            let row = found(tx, caller, id)?;
            let ready = Stage::of(&row, desk.real) == Stage::Ready && table::taken(tx, id)?.len() < DOWNLOADS_MAX;
            if !ready || !table::use_link(tx, id, &hash, desk.real)? {
                return Err(AppError::NotFound);
            }
            let draft = disclosed(desk, caller, &row);
            let record = draft.id;
            Ok(Recorded::with((row, record), draft))
        })
        .await?;
    house.linked(record).await?;
    file::open(house, caller, &row).await
}

/// A download is a disclosure: to oneself, or of a worker to the officer who hands it over.
fn disclosed(desk: &Desk, caller: &Caller, row: &Export) -> Draft {
    let (kind, classes) = match (row.worker, caller.role) {
        (Some(_), _) | (None, Role::Worker) => ("worker", OF_WORKER),
        (None, Role::Customer) => (
            "customer",
            ClassSet::EMPTY.with(Class::CustomerIdentity).with(Class::CustomerArea).with(Class::CustomerMoney),
        ),
        _ => ("user", ClassSet::EMPTY),
    };
    record::plain(desk, caller, "export_downloaded", 0)
        .object(Object::new(kind, row.subject))
        .object(Object::new("data_export", row.id))
        .classes(classes)
        .purpose(Purpose::SubjectRequest, PurposeSource::Stated)
}

/// Has the file destroyed before its week is over, or the job given up.
pub fn revoke(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    let mut row = found(tx, caller, id)?;
    if !matches!(Stage::of(&row, desk.real), Stage::Ready | Stage::Asked | Stage::Building) {
        return Err(AppError::Conflict("export_not_ready"));
    }
    "revoked".clone_into(&mut row.state);
    table::destroy_file(tx, id)?;
    table::save(tx, &row)?;
    let draft = record::plain(desk, caller, "export_revoked", 0).object(Object::new("data_export", id));
    Ok(Recorded::with((), draft))
}
