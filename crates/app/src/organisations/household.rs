//! A household's own record: who they are, sealed, and what an agency may see of it, in clear.

use domain::case::{AGREED, ENGAGING};
use domain::{Class, ClassSet, FieldAction, OrgId, Overlay, Relation, RelationSet, StateToken};
use envelope::{CivilId, Phone, Place};
use policy::{Ask, ObjectRef};
use store::tables::cases;
use store::tables::customers::{self, Customer};
use store::{Recorded, Tx};

use super::phone;
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// The version of the privacy notice that is agreed to now.
pub const NOTICE: &str = "2026-1";
/// The most characters of a line.
pub const LINE_MAX: usize = 200;

/// Who they are.
#[derive(Clone)]
pub struct Identity {
    /// The name, as on the identity card.
    pub name: String,
    /// The civil ID's number.
    pub civil_id: CivilId,
    /// The address.
    pub address: String,
    /// The telephone number.
    pub phone: Phone,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(<sealed>)")
    }
}

/// What a household says of itself.
#[derive(Debug, Clone)]
pub struct HouseholdFacts {
    /// Who they are; left out, it stays as it is. Given, the operator looks at it again.
    pub identity: Option<Identity>,
    /// The area.
    pub area: String,
    /// The household in one line.
    pub household: String,
    /// The duties in one line.
    pub duties: String,
}

/// The caller's own household, its version and what is filled in.
pub fn own_household(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Customer, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    customers::get(tx, org)?.ok_or(AppError::NotFound)
}

/// Fills in the caller's own household and accepts the privacy notice. [`AppError::Conflict`] `identity_fixed` when it would
/// change who is a party to an agreement, or who a worker is held for.
pub async fn fill(house: &House, caller: &Caller, version: i64, facts: HouseholdFacts) -> Result<(), AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    fit(&facts)?;
    // The wall first: whoever has no household here gets no key either.
    let known = house.read(caller, own_household).await?;
    let key = house.key_of(org.0).await?;
    let seal = |column, value: &str| {
        let place = Place { org, table: "customer", row: org.0, column };
        Some(key.seal(&place, &value.to_owned()).as_bytes().to_vec())
    };
    let told = facts.identity.as_ref();
    if told.is_none() && known.civil_id.is_none() {
        return Err(AppError::invalid("/civil_id", "identity_wanted"));
    }
    let phone_index = told.map(|one| phone::index_of(house, org, &one.phone));
    let phone_proved_at = match told {
        // A number that was proven stays so; one that the caller signs in with is proven.
        Some(_) if phone_index == known.phone_index && known.phone_proved_at.is_some() => known.phone_proved_at,
        Some(one) => phone::signs_in_with(house, caller, &one.phone).await?.then(|| house.desk().now),
        None => known.phone_proved_at,
    };
    let filled = Customer {
        name: told.map_or(known.name, |one| seal("name", &one.name)),
        first_name: told.map_or(known.first_name, |one| one.name.split_whitespace().next().map(str::to_owned)),
        civil_id: told.map_or(known.civil_id, |one| seal("civil_id", one.civil_id.as_str())),
        address: told.map_or(known.address, |one| seal("address", &one.address)),
        phone: told.map_or(known.phone, |one| seal("phone", one.phone.as_str())),
        civil_id_index: told
            .map_or(known.civil_id_index, |one| Some(house.indexes.in_org(org, &one.civil_id).as_bytes().to_vec())),
        phone_index: phone_index.or(known.phone_index),
        phone_proved_at,
        area: Some(facts.area.clone()),
        household: Some(facts.household.clone()),
        duties: Some(facts.duties.clone()),
        verified_at: if told.is_some() { None } else { known.verified_at },
        privacy_notice: Some(NOTICE.to_owned()),
        version,
    };
    let identity = told.is_some();
    house
        .write(caller, move |tx, desk, caller| {
            let relations = RelationSet::NONE.with(Relation::OwnOrg);
            let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose();
            let object = ObjectRef { kind: "customer", id: org.0, version };
            let mut classes = ClassSet::EMPTY.with(Class::CustomerArea);
            if identity {
                classes = classes.with(Class::CustomerIdentity);
            }
            let permit = desk
                .policy
                .admit_fields(&ask, FieldAction::Edit, object, classes)
                .map_err(|denial| record::denied(desk, caller, denial))?;
            if identity && is_fixed(tx, org)? {
                return Err(AppError::Conflict("identity_fixed"));
            }
            customers::fill(tx, org, version, &filled)?;
            Ok(Recorded::with((), record::allowed(desk, caller, &permit, 0)))
        })
        .await
}

/// Whether somebody relies on who this household is: an agreement names it, or a worker is held for the person whose card
/// the operator has seen. Until then a wrong identity can be put right.
fn is_fixed(tx: &mut Tx, org: OrgId) -> Result<bool, AppError> {
    let Some(kept) = customers::get(tx, org)? else { return Ok(false) };
    let seen = kept.verified_at.is_some() && cases::any_of_customer(tx, org, ENGAGING)?;
    Ok(seen || kept.civil_id.is_some() && cases::any_of_customer(tx, org, AGREED)?)
}

fn fit(facts: &HouseholdFacts) -> Result<(), AppError> {
    let line = |text: &str, pointer: &str| {
        let length = text.trim().chars().count();
        if (1..=LINE_MAX).contains(&length) { Ok(()) } else { Err(AppError::invalid(pointer, "line_length")) }
    };
    if let Some(told) = &facts.identity {
        line(&told.name, "/name")?;
        line(&told.address, "/address")?;
    }
    line(&facts.area, "/area")?;
    line(&facts.household, "/household")?;
    line(&facts.duties, "/duties")
}
