//! A household's own record.

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, RelationSet, StateToken};
use envelope::{Place, Sealed};
use policy::{Ask, ObjectRef};
use serde_json::{Value, json};
use store::Recorded;
use store::tables::{customers, organisations};

use super::groups::HOUSEHOLD;
use crate::caller::Caller;
use crate::held::Group;
use crate::{AppError, House, record};

const WANTED: ClassSet = ClassSet::EMPTY.with(Class::CustomerIdentity).with(Class::CustomerArea);

/// The record of the caller's own household, recorded before it is opened.
pub(super) async fn own(house: &House, caller: &Caller) -> Result<Vec<Group>, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    let caller = caller.clone().for_purpose(Purpose::SubjectRequest);
    let (row, reference, permit, record) = house
        .write(&caller, move |tx, desk, caller| {
            let row = customers::get(tx, org)?.ok_or(AppError::NotFound)?;
            let reference = organisations::get(tx, org)?.map(|org| org.reference);
            let relations = RelationSet::NONE.with(Relation::OwnOrg);
            let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None)
                .with_stated_purpose(Purpose::SubjectRequest);
            let object = ObjectRef { kind: "customer", id: org.0, version: row.version };
            let permit = desk
                .policy
                .admit_fields(&ask, FieldAction::Export, object, WANTED)
                .map_err(|denial| record::denied(desk, caller, denial))?;
            let draft = record::allowed(desk, caller, &permit, 0);
            let record = draft.id;
            Ok(Recorded::with((row, reference, permit, record), draft))
        })
        .await?;
    house.linked(record).await?;
    let key = house.key_of(org.0).await?;
    let open = |column: &'static str, bytes: Option<&Vec<u8>>| -> Result<Value, AppError> {
        let Some(bytes) = bytes else { return Ok(Value::Null) };
        let place = Place { org, table: "customer", row: org.0, column };
        let opened = Sealed::<String>::from_bytes(bytes.clone()).open(&key, &place, Class::CustomerIdentity, &permit);
        Ok(json!(opened.map_err(|error| AppError::unopened(&place, error))?))
    };
    let values = vec![
        json!(reference),
        open("name", row.name.as_ref())?,
        open("civil_id", row.civil_id.as_ref())?,
        open("address", row.address.as_ref())?,
        open("phone", row.phone.as_ref())?,
        json!(row.phone_proved_at),
        json!(row.area),
        json!(row.household),
        json!(row.duties),
        json!(row.verified_at),
        json!(row.privacy_notice),
    ];
    Ok(vec![HOUSEHOLD.with(vec![values])])
}
