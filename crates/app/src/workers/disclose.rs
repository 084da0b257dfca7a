//! Opens sealed fields of one worker for a stated purpose. A write: the record is durable before the values leave.

use domain::{CaseId, Class, ClassSet, FieldAction, Purpose};
use store::Recorded;
use store::tables::{identities, workers};

use super::see::{SEALED, open_columns};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::{AppError, House, record};

/// What was opened.
#[derive(Clone)]
pub struct Disclosed {
    /// The fields that the classes cover, with their values.
    pub values: Vec<(&'static str, String)>,
    /// For what it was opened.
    pub purpose: Purpose,
}

/// Where the caller reads the worker: on a roster, or through a case.
#[derive(Debug, Clone)]
pub enum Through {
    /// The roster record itself.
    Roster(Key),
    /// A case that the caller is a party to.
    Case(Key),
}

/// Opens the named fields, all or none. Unknown field names are refused; so is a caller whom policy does not let.
pub async fn disclose(
    house: &House,
    caller: &Caller,
    through: Through,
    fields: Vec<String>,
    purpose: Purpose,
) -> Result<Disclosed, AppError> {
    let wanted = classes(&fields)?;
    let caller = caller.clone().for_purpose(purpose);
    let (worker, sealed, permit, record) = house
        .write(&caller, move |tx, desk, caller| {
            let (worker, permit, case) = match &through {
                Through::Roster(key) => {
                    let open = admit::worker(tx, caller, key)?;
                    (open.row.id, open.fields(desk, caller, FieldAction::Reveal, wanted)?, None::<CaseId>)
                }
                Through::Case(key) => {
                    let open = admit::case(tx, caller, key)?;
                    let row = workers::get(tx, open.row.worker)?;
                    let object = policy::ObjectRef {
                        kind: "worker",
                        id: open.row.worker.0,
                        version: row.map_or(0, |row| row.version),
                    };
                    let owner = Some(open.row.agency);
                    let permit = desk
                        .policy
                        .admit_fields(&open.ask_owned(caller, owner), FieldAction::Reveal, object, wanted)
                        .map_err(|denial| record::denied(desk, caller, denial))?;
                    (open.row.worker, permit, Some(open.row.id))
                }
            };
            let sealed = identities::get(tx, worker)?.ok_or(AppError::NotFound)?;
            let mut draft = record::allowed(desk, caller, &permit, 0);
            if let Some(case) = case {
                draft = draft.object(audit::Object::new("case", case.0));
            }
            Ok(Recorded::with((worker, sealed, permit, draft.id), draft))
        })
        .await?;
    house.linked(record).await?;
    let opened = open_columns(house, worker, &sealed, &permit).await?;
    let values = opened.into_iter().filter(|(name, _)| fields.iter().any(|field| field == name)).collect();
    Ok(Disclosed { values, purpose })
}

fn classes(fields: &[String]) -> Result<ClassSet, AppError> {
    if fields.is_empty() || fields.len() > SEALED.len() {
        return Err(AppError::invalid("/fields", "fields_wanted"));
    }
    let class_of = |field: &String| SEALED.iter().find(|(name, _)| name == field).map(|(_, class)| *class);
    let mut wanted = ClassSet::EMPTY;
    for (at, field) in fields.iter().enumerate() {
        let class: Class =
            class_of(field).ok_or_else(|| AppError::invalid(format!("/fields/{at}"), "field_unknown"))?;
        wanted = wanted.with(class);
    }
    Ok(wanted)
}
