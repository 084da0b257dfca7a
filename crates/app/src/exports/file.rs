//! The file of an export: sealed under the key of whoever it is about, in parts. It lies nowhere in clear.

use std::io::{Read, Write};

use envelope::{FileOpener, FileSealer};
use store::Tx;
use store::tables::exports::{self as table, Export};
use zeroize::Zeroizing;

use crate::caller::Caller;
use crate::{AppError, House};

/// Bytes of a part.
const PART: usize = 64 * 1024;
/// LIMIT: bytes of a file in clear.
pub(super) const MOST: usize = 16 * 1024 * 1024;

/// What the sealed file belongs to.
fn context(row: &Export) -> Vec<u8> {
    [b"my-data/v1".as_slice(), row.id.as_bytes(), row.person.0.as_bytes()].concat()
}

fn broken(row: &Export, error: &std::io::Error) -> AppError {
    AppError::Sealed(format!("the file of export {}: {error}; its owner can have another one made", row.id))
}

/// The file in sealed parts.
pub(super) async fn seal(house: &House, row: &Export, bytes: &[u8]) -> Result<Vec<Vec<u8>>, AppError> {
    let key = house.key_of(row.subject).await?.files();
    let out = Vec::with_capacity(bytes.len() + bytes.len() / 1024 + 1024);
    let mut sealer = FileSealer::new(out, &key, &context(row), &*house.entropy).map_err(|error| broken(row, &error))?;
    sealer.write_all(bytes).map_err(|error| broken(row, &error))?;
    let sealed = sealer.finish().map_err(|error| broken(row, &error))?;
    Ok(sealed.chunks(PART).map(<[u8]>::to_vec).collect())
}

/// The file in clear. One that is gone, with its key or without, is answered like an unused name.
pub(super) async fn open(house: &House, caller: &Caller, row: &Export) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let id = row.id;
    let parts = house
        .store
        .read(caller.scope(), move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::parts(tx, id)?) })
        .await?;
    if parts.is_empty() {
        return Err(AppError::NotFound);
    }
    let key = house.key_of(row.subject).await?.files();
    let sealed = parts.concat();
    let mut clear = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opener = FileOpener::new(&sealed[..], &key, &context(row)).map_err(|error| broken(row, &error))?;
    opener.by_ref().take(MOST as u64 + 1).read_to_end(&mut clear).map_err(|error| broken(row, &error))?;
    Ok(clear)
}
