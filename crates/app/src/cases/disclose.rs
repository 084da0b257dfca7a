//! Opens sealed fields of a case's customer: the record is durable before the values leave.

use domain::ids::RecordId;
use domain::{Class, ClassSet, FieldAction, OrgId, Purpose, Role, StateToken};
use envelope::{Place, Sealed};
use policy::{ObjectRef, Permit, View};
use store::Recorded;
use store::tables::customers::{self, Customer};

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::workers::Disclosed;
use crate::{AppError, House, record};

/// The sealed columns of a customer: the name of the field in a disclosure, and the column.
const SEALED: &[(&str, &str)] = &[
    ("customer_name", "name"),
    ("customer_civil_id", "civil_id"),
    ("customer_address", "address"),
    ("customer_phone", "phone"),
];

/// Which of them each role gets in which state. Policy opens one class for all four; a state's purpose needs fewer
/// (the table of visibility by role, purpose and state). What is not named here is closed.
const fn needed(role: Role, state: StateToken) -> &'static [&'static str] {
    use StateToken as S;
    match role {
        // Their own household; and staff, whose task and stated purpose policy asks for.
        Role::Customer | Role::CustomerApprover | Role::Moderator | Role::WelfareOfficer | Role::Dpo => {
            &["name", "civil_id", "address", "phone"]
        }
        Role::AgencyUser => match state {
            S::Signed | S::DepositPaid => &["name"],
            S::Permit => &["name", "civil_id", "address"],
            S::Arrived => &["name", "address", "phone"],
            S::HandedOver | S::InGuarantee | S::Claim | S::Replacement | S::RefundDue => &["name", "phone"],
            _ => &[],
        },
        Role::Worker => match state {
            S::Travel | S::Arrived => &["name", "address"],
            _ => &[],
        },
        _ => &[],
    }
}

/// Whether a role gets any of them in this state, where policy opens the class.
pub(super) const fn needs_any(role: Role, state: StateToken) -> bool {
    !needed(role, state).is_empty()
}

/// Whether a role gets this column in this state, where policy opens the class.
pub(crate) fn needs(role: Role, state: StateToken, column: &str) -> bool {
    needed(role, state).contains(&column)
}

/// Whether a field of a disclosure is of the customer and not of the worker.
pub fn is_of_customer(field: &str) -> bool {
    field.starts_with("customer_")
}

/// The customer's sealed fields that these eyes may open for the purpose that they state.
pub fn openable(view: &View) -> impl Iterator<Item = &'static str> {
    let ask = view.ask();
    let needed = if view.revealable(Class::CustomerIdentity) { needed(ask.role(), ask.state()) } else { &[] };
    SEALED.iter().filter(|(_, column)| needed.contains(column)).map(|(field, _)| *field)
}

/// Opens the named fields of a case's customer, all or none. Unknown field names are refused; so is a caller whom policy
/// does not let, or who asks for more than the state's purpose needs.
pub async fn disclose(
    house: &House,
    caller: &Caller,
    key: Key,
    fields: Vec<String>,
    purpose: Purpose,
) -> Result<Disclosed, AppError> {
    let columns = columns(&fields)?;
    let caller = caller.clone().for_purpose(purpose);
    let (version, opened) = open(house, &caller, key, columns, FieldAction::Reveal).await?;
    let field = |column| SEALED.iter().find(|(_, known)| *known == column).map(|(field, _)| *field);
    let values = opened.into_iter().filter_map(|(column, value)| Some((field(column)?, value))).collect();
    Ok(Disclosed { values, version, purpose })
}

fn columns(fields: &[String]) -> Result<Vec<&'static str>, AppError> {
    if fields.is_empty() || fields.len() > SEALED.len() {
        return Err(AppError::invalid("/fields", "customer_fields_wanted"));
    }
    let known = |(at, field): (usize, &String)| match SEALED.iter().find(|(name, _)| name == field) {
        Some((_, column)) => Ok(*column),
        None if is_of_customer(field) => Err(AppError::invalid(format!("/fields/{at}"), "field_unknown")),
        None => Err(AppError::invalid(format!("/fields/{at}"), "fields_of_one_party")),
    };
    fields.iter().enumerate().map(known).collect()
}

/// Opens all that the caller keeps in view of their own household, recorded first.
pub(super) async fn view_own(
    house: &House,
    caller: &Caller,
    key: Key,
) -> Result<Vec<(&'static str, String)>, AppError> {
    let all = SEALED.iter().map(|(_, column)| *column).collect();
    Ok(open(house, caller, key, all, FieldAction::View).await?.1)
}

/// Records the opening of these columns, then opens them. Answers the version of the record that they are of, and the values.
async fn open(
    house: &House,
    caller: &Caller,
    key: Key,
    columns: Vec<&'static str>,
    action: FieldAction,
) -> Result<(i64, Vec<(&'static str, String)>), AppError> {
    let asked = columns.clone();
    let (org, sealed, permit, record): (OrgId, Customer, Permit, RecordId) = house
        .write(caller, move |tx, desk, caller| {
            let open = admit::case(tx, desk, caller, &key)?;
            let sealed = customers::get(tx, open.row.customer)?.ok_or(AppError::NotFound)?;
            let object = ObjectRef { kind: "customer", id: open.row.customer.0, version: sealed.version };
            let ask = open.ask_owned(caller, Some(open.row.customer));
            let wanted = ClassSet::EMPTY.with(Class::CustomerIdentity);
            let needed = needed(ask.role(), ask.state());
            let permit = match desk.policy.admit_fields(&ask, action, object, wanted) {
                Ok(permit) if asked.iter().all(|column| needed.contains(column)) => permit,
                Ok(_) => {
                    let denial = desk.policy.refuse_fields(&ask, action, object, wanted);
                    return Err(record::denied(desk, caller, denial));
                }
                Err(denial) => return Err(record::denied(desk, caller, denial)),
            };
            let draft = record::allowed(desk, caller, &permit, 0).object(audit::Object::new("case", open.row.id.0));
            Ok(Recorded::with((open.row.customer, sealed, permit, draft.id), draft))
        })
        .await?;
    if action == FieldAction::Reveal {
        house.linked(record).await?;
    }
    let found: Vec<_> = SEALED
        .iter()
        .filter(|(_, column)| columns.contains(column))
        .filter_map(|(_, column)| Some((*column, ciphertext(&sealed, column)?)))
        .collect();
    // Of whoever was erased nothing is left to open, and no key to open it with.
    if found.is_empty() {
        return Ok((sealed.version, Vec::new()));
    }
    let key = house.key_of(org.0).await?;
    let value = |(column, bytes): (&'static str, &Vec<u8>)| {
        let place = Place { org, table: "customer", row: org.0, column };
        let opened = Sealed::<String>::from_bytes(bytes.clone()).open(&key, &place, Class::CustomerIdentity, &permit);
        opened.map(|value| (column, value)).map_err(|error| AppError::unopened(&place, error))
    };
    Ok((sealed.version, found.into_iter().map(value).collect::<Result<_, _>>()?))
}

fn ciphertext<'a>(sealed: &'a Customer, column: &str) -> Option<&'a Vec<u8>> {
    match column {
        "name" => sealed.name.as_ref(),
        "civil_id" => sealed.civil_id.as_ref(),
        "address" => sealed.address.as_ref(),
        _ => sealed.phone.as_ref(),
    }
}
