//! Opens sealed fields of one worker for a stated purpose. A write: the record is durable before the values leave.

use domain::{CaseId, ClassSet, FieldAction, Purpose};
use policy::{Field, View};
use store::Recorded;
use store::tables::{identities, workers};

use super::see::{SEALED, VIEWABLE, WorkerRecord, open_columns, opens_as};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::{AppError, House, record, told};

/// What was opened.
#[derive(Clone)]
pub struct Disclosed {
    /// The fields that the classes cover, with their values.
    pub values: Vec<(&'static str, String)>,
    /// The version of the record that they are of; a check of them names it.
    pub version: i64,
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
    let asked = columns(&fields)?;
    let caller = caller.clone().for_purpose(purpose);
    let (worker, sealed, permit, record) = house
        .write(&caller, move |tx, desk, caller| {
            let (worker, agency, permit, case) = match &through {
                Through::Roster(key) => {
                    let open = admit::worker(tx, desk, caller, key)?;
                    let wanted = classes(&asked, &desk.policy.view(&open.ask(caller)));
                    let permit = open.fields(desk, caller, FieldAction::Reveal, wanted)?;
                    (open.row.id, open.row.org, permit, None::<CaseId>)
                }
                Through::Case(key) => {
                    let open = admit::case(tx, desk, caller, key)?;
                    let row = workers::get(tx, open.row.worker)?;
                    let object = policy::ObjectRef {
                        kind: "worker",
                        id: open.row.worker.0,
                        version: row.map_or(0, |row| row.version),
                    };
                    let ask = open.ask_owned(caller, Some(open.row.agency));
                    let wanted = classes(&asked, &desk.policy.view(&ask));
                    let permit = desk
                        .policy
                        .admit_fields(&ask, FieldAction::Reveal, object, wanted)
                        .map_err(|denial| record::denied(desk, caller, denial))?;
                    (open.row.worker, open.row.agency, permit, Some(open.row.id))
                }
            };
            let sealed = identities::get(tx, worker)?.ok_or(AppError::NotFound)?;
            let mut draft = record::allowed(desk, caller, &permit, 0);
            if let Some(case) = case {
                draft = draft.object(audit::Object::new("case", case.0));
            }
            let draft = told::of_look(desk, caller, &permit, agency, draft);
            Ok(Recorded::with((worker, sealed, permit, draft.id), draft))
        })
        .await?;
    house.linked(record).await?;
    let opened = open_columns(house, worker, &sealed, &permit).await?;
    let values = opened.into_iter().filter(|(name, _)| fields.iter().any(|field| field == name)).collect();
    Ok(Disclosed { values, version: permit.object().version, purpose })
}

/// Whether [`super::get`] opens this sealed column to these eyes by itself, as a view.
pub fn in_view(column: &str, view: &View) -> bool {
    let class = SEALED.iter().find(|field| field.name == column).map(|field| field.class);
    class.is_some_and(|class| VIEWABLE.contains(&class) && view.visible().has(class))
}

type Column = &'static Field<WorkerRecord, Option<String>>;

/// The named columns.
fn columns(fields: &[String]) -> Result<Vec<Column>, AppError> {
    if fields.is_empty() || fields.len() > SEALED.len() {
        return Err(AppError::invalid("/fields", "fields_wanted"));
    }
    let known = |(at, field): (usize, &String)| {
        let column = SEALED.iter().find(|known| known.name == field);
        column.ok_or_else(|| AppError::invalid(format!("/fields/{at}"), "field_unknown"))
    };
    fields.iter().enumerate().map(known).collect()
}

/// The classes to ask for: of each column its own, or the permit form's where only that opens.
fn classes(columns: &[Column], eyes: &View) -> ClassSet {
    let wanted = |column: &Column| opens_as(column, |class| eyes.revealable(class)).unwrap_or(column.class);
    columns.iter().fold(ClassSet::EMPTY, |set, column| set.with(wanted(column)))
}
