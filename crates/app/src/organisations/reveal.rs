//! Who a household is, opened for the moderator who compares it with its paper. On record like every look.

use domain::{Class, ClassSet, FieldAction, OrgId, Overlay, Purpose, Relation, RelationSet, StateToken};
use envelope::{Place, Sealed};
use policy::{Ask, ObjectRef};
use store::Recorded;
use store::tables::customers;

use crate::caller::Caller;
use crate::{AppError, House, record};

/// The household's name and the number of its civil ID, in this order; none where it has not said it yet.
pub(crate) async fn name_and_number(
    house: &House,
    caller: &Caller,
    org: OrgId,
) -> Result<[Option<String>; 2], AppError> {
    let caller = caller.clone().for_purpose(Purpose::Verify);
    let (row, permit, record) = house
        .write(&caller, move |tx, desk, caller| {
            let row = customers::get(tx, org)?.ok_or(AppError::NotFound)?;
            let relations = RelationSet::NONE.with(Relation::Assigned);
            let ask =
                Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_stated_purpose(Purpose::Verify);
            let object = ObjectRef { kind: "customer", id: org.0, version: row.version };
            let wanted = ClassSet::EMPTY.with(Class::CustomerIdentity);
            let permit = desk
                .policy
                .admit_fields(&ask, FieldAction::Reveal, object, wanted)
                .map_err(|denial| record::denied(desk, caller, denial))?;
            let draft = record::allowed(desk, caller, &permit, 0);
            let record = draft.id;
            Ok(Recorded::with((row, permit, record), draft))
        })
        .await?;
    house.linked(record).await?;
    let key = house.key_of(org.0).await?;
    let open = |column: &'static str, bytes: Option<&Vec<u8>>| {
        let place = Place { org, table: "customer", row: org.0, column };
        let opened = bytes.map(|bytes| {
            Sealed::<String>::from_bytes(bytes.clone()).open(&key, &place, Class::CustomerIdentity, &permit)
        });
        opened.transpose().map_err(|error| AppError::unopened(&place, error))
    };
    Ok([open("name", row.name.as_ref())?, open("civil_id", row.civil_id.as_ref())?])
}
