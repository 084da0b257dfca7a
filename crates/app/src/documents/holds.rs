//! Whether the papers that somebody filed still hold, for the steps that ask it.

use domain::{DocumentKind, WorkerId};
use jiff::civil::Date;
use store::Tx;
use store::tables::document_reminders as table;

use crate::AppError;

/// Papers of a worker without which they are not offered, and no permit is filed for them.
pub(crate) const NEEDED_OF_WORKER: &[DocumentKind] = &[DocumentKind::Passport, DocumentKind::MedicalResult];

/// Whether the papers of this worker that were filed still hold on this day. Where none was filed nothing is over: whether it has to be is
/// the moderator's to say.
pub(crate) fn worker_papers_hold(tx: &mut Tx, worker: WorkerId, today: Date) -> Result<bool, AppError> {
    Ok(table::over(tx, worker.0, NEEDED_OF_WORKER, today)?.is_empty())
}
