//! What is wrong with a file's rows, after it was taken in: as a list, and as a corrected file's beginning.

use std::collections::HashMap;

use store::Recorded;
use store::tables::imports as table;
use uuid::Uuid;

use super::answers::{Look, apart};
use super::draft::RowOutcome;
use super::faults::RowFault;
use super::field::WorkerField;
use super::file;
use super::read::Limits;
use super::see::{Import, found, shown, stored};
use super::trouble::ImportError;
use super::write::refused_rows;
use crate::caller::Caller;
use crate::{House, record};

/// All that is wrong with the rows of an import that was taken in, known workers included, in the order of the lines. Lines
/// that were not chosen are left out.
pub async fn faults(house: &House, caller: &Caller, id: Uuid) -> Result<(Import, Vec<RowFault>), ImportError> {
    let (import, faults, _) = judged(house, caller, id).await?;
    Ok((import, faults))
}

/// The rows that did not become workers as a file of their own, with the reasons before them in the caller's words. The cells
/// are the agency's own, as it sent them; that they left is recorded.
pub async fn refused_file(
    house: &House,
    caller: &Caller,
    id: Uuid,
    heading: &str,
    say: &(dyn Fn(&RowFault) -> String + Sync),
) -> Result<Vec<u8>, ImportError> {
    let (_, faults, look) = judged(house, caller, id).await?;
    let said: Vec<(u32, String)> = faults.iter().map(|fault| (fault.line, say(fault))).collect();
    let count = i64::try_from(said.len()).unwrap_or(i64::MAX);
    let record = house
        .write(caller, move |tx, desk, caller| {
            found(tx, desk, caller, id)?;
            let draft = record::plain(desk, caller, "import_refused_opened", 0)
                .object(audit::Object::new("import", id))
                .fact("reasons", audit::Fact::Number(count));
            Ok(Recorded::with(draft.id, draft))
        })
        .await?;
    house.linked(record).await?;
    Ok(refused_rows(&look.sheet, &said, heading))
}

async fn judged(house: &House, caller: &Caller, id: Uuid) -> Result<(Import, Vec<RowFault>, Look), ImportError> {
    let (row, taken) = house
        .read(caller, move |tx, desk, caller| Ok((found(tx, desk, caller, id)?, table::taken(tx, id, 0, u32::MAX)?)))
        .await?;
    let import = shown(&row)?;
    let known: HashMap<i64, WorkerField> = taken
        .into_iter()
        .filter_map(|row| {
            let field = WorkerField::ALL.iter().find(|field| Some(field.as_str()) == row.known_field.as_deref())?;
            Some((row.line, *field))
        })
        .collect();
    let chosen: Option<Vec<u32>> = row.chosen.clone().and_then(|lines| serde_json::from_value(lines).ok());
    let chosen = chosen.map(std::collections::HashSet::<u32>::from_iter);
    let (bytes, kept) = (file::open(house, caller, id).await?, stored(&row)?);
    let rules = kept.answers.rules(house.packs.load().in_force());
    let (look, faults) = apart(move || {
        let look = Look::of(kept.answers.read(&bytes, &Limits::default())?, &kept.answers, &rules)?;
        let mut faults = Vec::new();
        for outcome in look.outcomes(kept.on, &rules) {
            match outcome {
                RowOutcome::Refused(of_row) => faults.extend(of_row),
                RowOutcome::Ready { line, .. } => {
                    faults.extend(known.get(&i64::from(line)).map(|field| look.on_roster(line, *field)));
                }
            }
        }
        faults.retain(|fault| chosen.as_ref().is_none_or(|lines| lines.contains(&fault.line)));
        faults.sort_by_key(|fault| fault.line);
        Ok((look, faults))
    })
    .await?;
    Ok((import, faults, look))
}
