//! The file of an import: sealed under a key of its own, in parts, and destroyed with that key. It lies nowhere in clear.

use std::io::{Read, Write};

use envelope::{FileKey, FileOpener, FileSealer};
use jiff::SignedDuration;
use store::tables::{imports as table, keys};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::read::Limits;
use crate::caller::Caller;
use crate::{AppError, House, record};

/// Bytes of a part.
const PART: usize = 64 * 1024;
/// How long a file is kept after it came, and again after its import ended.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Files destroyed at a time.
const BATCH: u32 = 64;

/// What the sealed file belongs to.
fn context(import: Uuid) -> Vec<u8> {
    [b"import/v1".as_slice(), import.as_bytes()].concat()
}

/// The file in sealed parts.
pub(super) fn seal(house: &House, key: &FileKey, import: Uuid, bytes: &[u8]) -> Result<Vec<Vec<u8>>, AppError> {
    let broken = |error: std::io::Error| AppError::Sealed(error.to_string());
    let out = Vec::with_capacity(bytes.len() + bytes.len() / 1024 + 1024);
    let mut sealer = FileSealer::new(out, key, &context(import), &*house.entropy).map_err(broken)?;
    sealer.write_all(bytes).map_err(broken)?;
    let sealed = sealer.finish().map_err(broken)?;
    Ok(sealed.chunks(PART).map(<[u8]>::to_vec).collect())
}

/// The file in clear, for as long as it is read. Gone is a conflict that says so.
pub(super) async fn open(house: &House, caller: &Caller, import: Uuid) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let parts =
        house.store.read(caller.scope(), move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::parts(tx, import)?) });
    let parts = parts.await?;
    if parts.is_empty() {
        return Err(AppError::Conflict("import_file_gone"));
    }
    let key = house.key_of(import).await?.files();
    let broken = |error: std::io::Error| {
        AppError::Sealed(format!("the file of import {import}: {error}; let its agency send the list again"))
    };
    let sealed = parts.concat();
    let mut clear = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opener = FileOpener::new(&sealed[..], &key, &context(import)).map_err(broken)?;
    opener.by_ref().take(most()).read_to_end(&mut clear).map_err(broken)?;
    Ok(clear)
}

/// One byte more than is ever kept.
fn most() -> u64 {
    u64::try_from(Limits::default().file_bytes).unwrap_or(u64::MAX).saturating_add(1)
}

/// Destroys every file whose time is over; an import that was never taken in goes with it.
pub async fn destroy_outlived(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let gone = house
        .store
        .write(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let outlived = table::outlived(tx, desk.now, BATCH)?;
            let mut recorded = Recorded::housekeeping(outlived.iter().map(|import| import.id).collect::<Vec<_>>());
            for (nth, mut import) in (0u16..).zip(outlived) {
                table::destroy_file(tx, import.id)?;
                import.kept_until = None;
                table::save(tx, &import)?;
                let draft = record::plain(&desk, &Caller::system(), "import_file_destroyed", nth)
                    .org(Some(import.org))
                    .object(audit::Object::new("import", import.id));
                recorded = recorded.and(draft);
            }
            Ok(recorded)
        })
        .await?;
    for import in gone {
        house.keyring.forget(import);
    }
    Ok(())
}

/// Destroys one file within a job's own transaction; the key leaves this process's memory with `forget`.
pub(super) fn destroy(tx: &mut Tx, import: &mut table::Import) -> Result<(), AppError> {
    table::destroy_file(tx, import.id)?;
    import.kept_until = None;
    Ok(())
}

/// The key as it is stored.
pub(super) fn keep_key(tx: &mut Tx, import: Uuid, key: &keys::WrappedKey, at: jiff::Timestamp) -> Result<(), AppError> {
    Ok(keys::insert_subject(tx, import, key, at)?)
}
