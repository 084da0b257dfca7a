//! A consistent copy of the embedded database, made while others write.

use super::folder::open_reader;
use super::names::Names;
use crate::engine::error::StoreError;
use std::path::Path;

/// Copies `database` to the new file `to`, as of one moment. Readers and the writer go on meanwhile.
pub(in crate::engine) fn copy_to(database: &Path, to: &Path) -> Result<(), StoreError> {
    let to = to.to_str().ok_or_else(|| StoreError::Unopened("the copy's path is not UTF-8".into()))?;
    let reader = open_reader(database, u64::MAX)?;
    reader.unlimit();
    reader
        .connection
        .execute_batch("pragma query_only = off")
        .and_then(|()| reader.connection.execute("vacuum into ?1", [to]))
        .map(drop)
        .map_err(|error| Names::default().explain(error))
}
