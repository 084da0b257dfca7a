//! What the masks leave of a worker's sealed numbers, on the page of one record: three characters, made where the seal is opened.
//!
//! Nothing but the mask leaves the seal, so it is no opening and leaves no record; lists show dots. Three characters of a number
//! are no identity (docs/domain.md): they tell two papers apart for whoever may see that there is one.

use domain::{Class, ClassSet, FieldAction};
use envelope::{Place, Sealed};
use policy::{Denial, Field, ObjectRef, Permit, Sight, Table, View, mask};
use store::tables::identities;

use super::see::{WorkerRecord, column};
use crate::{AppError, House};

/// The columns whose mask says something of the value.
const NUMBERS: [Field<WorkerRecord, Option<String>>; 2] = [WorkerRecord::PASSPORT, WorkerRecord::CIVIL_ID];

/// A permit for the masks that these eyes see of this worker, and under which class each opens; none where they see none.
pub(crate) struct Masks {
    permit: Permit,
    columns: Vec<(&'static str, Class)>,
}

/// Which masks these eyes see of the numbers of this worker.
pub(crate) fn masks(table: &Table, view: &View, worker: ObjectRef) -> Result<Option<Masks>, Denial> {
    let seen = |field: &Field<WorkerRecord, Option<String>>| {
        let mut classes = [Some(field.class), field.also].into_iter().flatten();
        classes.find(|class| view.sight(*class) == Sight::Masked).map(|class| (field.name, class))
    };
    let columns: Vec<_> = NUMBERS.iter().filter_map(seen).collect();
    if columns.is_empty() {
        return Ok(None);
    }
    let wanted = columns.iter().fold(ClassSet::EMPTY, |set, (_, class)| set.with(*class));
    let permit = table.admit_fields(view.ask(), FieldAction::ViewMasked, worker, wanted)?;
    Ok(Some(Masks { permit, columns }))
}

impl Masks {
    /// Puts what the masks leave into the record.
    pub(crate) async fn put(
        self,
        house: &House,
        sealed: &identities::Sealed,
        record: &mut WorkerRecord,
    ) -> Result<(), AppError> {
        let there = |name| column(sealed, name).filter(|bytes| !bytes.is_empty());
        let columns: Vec<_> =
            self.columns.iter().filter_map(|(name, class)| Some((*name, *class, there(name)?))).collect();
        // Of whoever was erased nothing is left to open, and no key to open it with.
        if columns.is_empty() {
            return Ok(());
        }
        let key = house.key_of(record.id).await?;
        for (name, class, bytes) in columns {
            let place = Place { org: key.org(), table: "worker_identity", row: record.id, column: name };
            let left = Sealed::<String>::from_bytes(bytes.clone())
                .open_masked(&key, &place, class, &self.permit, mask::last_three)
                .map_err(|error| AppError::unopened(&place, error))?;
            record.put(name, left);
        }
        Ok(())
    }
}
