//! What is past its time, and the objects of what is destroyed: a key that is gone leaves nothing to read, and the files go after it.

use domain::DocumentState;
use store::tables::documents::{self as table, Document};
use store::{Job, Recorded, Scope, Tx};

use super::look::on_record;
use crate::{AppError, House};

const JOB: Scope = Scope::System(Job::Housekeeping);
/// Documents of one transaction.
const BATCH: u32 = 64;

/// Destroys the versions that were kept long enough, and removes the objects of whatever is destroyed.
pub(crate) async fn tidy(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let outlived = house
        .store
        .read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::outlived(tx, desk.today(), BATCH)?) })
        .await?;
    for row in outlived {
        let desk = house.desk();
        house
            .store
            .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
                table::save(tx, &destroyed(&row))?;
                Ok(Recorded::with((), on_record(&desk, &row, "document_destroyed")))
            })
            .await?;
    }
    objects(house).await
}

/// The row of a document that is destroyed: that there was one, and what is still to be removed.
fn destroyed(row: &Document) -> Document {
    Document {
        state: DocumentState::Destroyed,
        reason: None,
        key: None,
        check_key: None,
        object_hash: None,
        small_hash: None,
        signatures: None,
        ..row.clone()
    }
}

/// Removes the objects of whatever is destroyed. Killed in between, it begins again.
pub(crate) async fn objects(house: &House) -> Result<(), AppError> {
    loop {
        let rows =
            house.store.read(JOB, |tx: &mut Tx| -> Result<_, AppError> { Ok(table::to_remove(tx, BATCH)?) }).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            for object in [&row.object, &row.small].into_iter().flatten() {
                house.documents.objects.remove(object).await?;
            }
            house
                .store
                .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
                    table::save(tx, &Document { object: None, small: None, ..row.clone() })?;
                    Ok(Recorded::housekeeping(()))
                })
                .await?;
        }
    }
}
