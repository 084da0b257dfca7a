//! The proof that a household's telephone number is its own: a code sent to this very number is answered by its member.
//!
//! The number is given again with the ask and with the answer, and compared by keyed hash: nothing sealed is opened for it.

use domain::{Class, ClassSet, FieldAction, OrgId, Overlay, Relation, RelationSet, StateToken};
use envelope::{Phone, Place, random_code};
use policy::{Ask, ObjectRef};
use serde_json::json;
use store::tables::outbox::{self, Notice};
use store::tables::sign_in::Challenge;
use store::tables::{customers, people, sign_in as table};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::own_household;
use crate::caller::Caller;
use crate::sign_in::{self, Address, CODE_MINUTES, Started};
use crate::{AppError, House, record};

/// Whether a code to this number has let the caller in here: it is one of their own sign-in addresses.
pub(super) async fn signs_in_with(house: &House, caller: &Caller, phone: &Phone) -> Result<bool, AppError> {
    let index = house.indexes.sign_in(phone).as_bytes().to_vec();
    let user = caller.user;
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(user.is_some() && people::by_address(tx, "sms", &index)? == user)
        })
        .await
}

/// The keyed hash by which a household's number is compared.
pub(super) fn index_of(house: &House, org: OrgId, phone: &Phone) -> Vec<u8> {
    house.indexes.in_org(org, phone).as_bytes().to_vec()
}

/// Sends a code to the household's own number. Another number than the one that is kept is the fault `phone_not_kept`.
pub async fn ask_phone_code(house: &House, caller: &Caller, phone: &Phone) -> Result<Started, AppError> {
    let (org, kept) = own_number(house, caller).await?;
    let user = caller.user.ok_or(AppError::NotFound)?;
    if kept != Some(index_of(house, org, phone)) {
        return Err(AppError::invalid("/phone", "phone_not_kept"));
    }
    let desk = house.desk();
    let challenge = desk.id(0);
    let code = random_code(&*house.entropy, 6);
    let key = house.key_of(user.0).await?;
    let at = Place { org: key.org(), table: "address", row: user.0, column: "sms" };
    let sent = Place { org: key.org(), table: "outbox", row: challenge, column: "code" };
    let address = Address::Sms(phone.clone());
    let new = Challenge {
        id: challenge,
        user: None,
        channel: "sms".to_owned(),
        address_index: address.index(&house.indexes),
        mailbox_index: address.mailbox(&house.indexes),
        network_index: sign_in::network_of(house, caller),
        code_hash: house.codes.hash(challenge, code.as_str()).to_vec(),
        first: None,
        proves: Some(org),
        attempts: 0,
        expires_at: sign_in::after_minutes(desk.real, CODE_MINUTES),
        used_at: None,
    };
    let notice = Notice {
        id: challenge,
        key: format!("code:{challenge}"),
        kind: "message".to_owned(),
        template: "phone-code".to_owned(),
        args: json!({ "minutes": CODE_MINUTES }),
        org: Some(org),
        user: Some(user),
        channel: Some("sms".to_owned()),
        address: Some(key.seal_for_delivery(&at, &phone.as_str().to_owned()).as_bytes().to_vec()),
        code: Some(key.seal_for_delivery(&sent, &code.as_str().to_owned()).as_bytes().to_vec()),
        run_at: desk.real,
        attempts: 0,
        last_error: None,
        dead_at: None,
    };
    let caller = caller.clone();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            sign_in::count(tx, &desk, "sms", (&new.address_index, &new.mailbox_index), &new.network_index)?;
            table::end_open(tx, "sms", &new.address_index, Some(org), desk.real)?;
            table::insert_challenge(tx, &new, desk.real)?;
            outbox::leave(tx, &notice, desk.real)?;
            let draft =
                record::plain(&desk, &caller, "phone_code_asked", 0).object(audit::Object::new("customer", org.0));
            Ok(Recorded::with(Started { challenge, expires_in: CODE_MINUTES * 60 }, draft))
        })
        .await
}

/// Answers the code; from then on the number counts as proven, until the household gives another one.
pub async fn prove_phone(
    house: &House,
    caller: &Caller,
    challenge: Uuid,
    phone: &Phone,
    code: &str,
) -> Result<(), AppError> {
    let (org, _) = own_number(house, caller).await?;
    let index = index_of(house, org, phone);
    let asked = Address::Sms(phone.clone()).index(&house.indexes);
    let found = sign_in::answered(house, challenge, code, Some(org)).await?;
    let found = found.filter(|found| found.address_index == asked);
    let desk = house.desk();
    let by = caller.clone();
    let right = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let used = match &found {
                Some(found) => sign_in::use_up(tx, found, desk.real)?,
                None => false,
            };
            let draft =
                record::plain(&desk, &by, "phone_code_answered", 0).object(audit::Object::new("customer", org.0));
            Ok(Recorded::with(used, if used { draft } else { draft.denied() }))
        })
        .await?;
    if !right {
        return Err(AppError::invalid("/code", "code_wrong"));
    }
    // Killed right here, the code is used and the number not proven: the household asks for another code.
    house
        .write(caller, move |tx, desk, caller| {
            let version = customers::get(tx, org)?.ok_or(AppError::NotFound)?.version;
            let relations = RelationSet::NONE.with(Relation::OwnOrg);
            let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose();
            let object = ObjectRef { kind: "customer", id: org.0, version };
            let permit = desk
                .policy
                .admit_fields(&ask, FieldAction::Edit, object, ClassSet::EMPTY.with(Class::CustomerIdentity))
                .map_err(|denial| record::denied(desk, caller, denial))?;
            customers::prove_phone(tx, org, &index, desk.now)?;
            let proved = audit::Fact::Word("phone_proved".to_owned());
            Ok(Recorded::with((), record::allowed(desk, caller, &permit, 0).fact("found", proved)))
        })
        .await
}

async fn own_number(house: &House, caller: &Caller) -> Result<(OrgId, Option<Vec<u8>>), AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    let kept = house.read(caller, own_household).await?;
    Ok((org, kept.phone_index))
}
