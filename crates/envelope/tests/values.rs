//! Sealed values and wrapped keys: what opens, and every way in which they must not.

mod house;

use domain::{Class, FieldAction, OrgId};
use envelope::{ForDelivery, KeyringError, OpenError, Phone, Place, RootError, Sealed, WrappedKey, WrappedOrgKey};
use house::{ORG, PLACE, WORKER, id, keyring, permit, reveal, subject};
use proptest::prelude::*;

const NAME: &str = "Almaz Tadesse";

fn open(sealed: &[u8], place: &Place) -> Result<String, OpenError> {
    let (_, _, key, _) = subject();
    let permit = permit(FieldAction::Reveal, place.row, &[Class::WorkerName]);
    Sealed::<String>::from_bytes(sealed.to_vec()).open(&key, place, Class::WorkerName, &permit)
}

fn sealed() -> Vec<u8> {
    let (_, _, key, _) = subject();
    key.seal(&PLACE, &NAME.to_owned()).as_bytes().to_vec()
}

#[test]
fn a_value_opens_where_it_was_sealed() {
    assert_eq!(open(&sealed(), &PLACE).as_deref(), Ok(NAME));
}

#[test]
fn every_single_bit_counts_and_says_what_it_hit() {
    let sound = sealed();
    for bit in 0..sound.len() * 8 {
        let mut changed = sound.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0 => OpenError::WrongVersion(changed[0]),
            1..9 => OpenError::WrongKey,
            _ => OpenError::MovedOrDamaged,
        };
        assert_eq!(open(&changed, &PLACE), Err(expected), "bit {bit}");
    }
    for cut in 0..sound.len() {
        let expected = if cut < 37 { OpenError::Cut } else { OpenError::MovedOrDamaged };
        assert_eq!(open(&sound[..cut], &PLACE), Err(expected), "cut to {cut}");
    }
    assert_eq!(open(&[&sound[..], &[0]].concat(), &PLACE), Err(OpenError::MovedOrDamaged), "a byte more");
}

#[test]
fn a_value_moved_anywhere_does_not_open() {
    let sound = sealed();
    let elsewhere = [
        Place { column: "phone_sealed", ..PLACE },
        Place { table: "customer", ..PLACE },
        Place { row: id(3), ..PLACE },
        Place { org: OrgId(id(9)), ..PLACE },
        // The same letters, divided otherwise between table and column.
        Place { table: "worker_identityname", column: "_sealed", ..PLACE },
    ];
    for place in elsewhere {
        assert_eq!(open(&sound, &place), Err(OpenError::MovedOrDamaged), "{place:?}");
    }
}

#[test]
fn the_same_value_is_never_sealed_to_the_same_bytes() {
    let (_, _, key, _) = subject();
    let all: std::collections::HashSet<Vec<u8>> =
        (0..1000).map(|_| key.seal(&PLACE, &NAME.to_owned()).as_bytes()[9..].to_vec()).collect();
    assert_eq!(all.len(), 1000);
}

#[test]
fn a_length_does_not_tell_a_short_answer_from_another() {
    let (_, _, key, _) = subject();
    let length = |text: &str| key.seal(&PLACE, &text.to_owned()).as_bytes().len();
    assert_eq!(length("fit"), length("unfit"));
    assert_eq!(length(""), length("+96892123456"));
}

#[test]
fn only_a_permit_to_see_this_object_in_this_class_opens() {
    let (_, _, key, _) = subject();
    let sealed = key.seal(&PLACE, &NAME.to_owned());
    let open = |permit| sealed.open(&key, &PLACE, Class::WorkerName, &permit);
    assert!(open(reveal()).is_ok());
    assert!(open(permit(FieldAction::View, WORKER, &[Class::WorkerContact, Class::WorkerName])).is_ok());
    assert_eq!(open(permit(FieldAction::Reveal, WORKER, &[Class::WorkerContact])), Err(OpenError::NotPermitted));
    assert_eq!(open(permit(FieldAction::Reveal, id(3), &[Class::WorkerName])), Err(OpenError::NotPermitted));
    for blind in [FieldAction::ViewMasked, FieldAction::Edit] {
        assert_eq!(open(permit(blind, WORKER, &[Class::WorkerName])), Err(OpenError::NotPermitted), "{blind}");
    }
}

#[test]
fn a_permit_for_the_masked_sight_gives_the_mask_and_no_more() {
    let (_, _, key, _) = subject();
    let sealed = key.seal(&PLACE, &NAME.to_owned());
    let masked = |action| {
        let permit = permit(action, WORKER, &[Class::WorkerName]);
        sealed.open_masked(&key, &PLACE, Class::WorkerName, &permit, |name| name.chars().take(1).collect())
    };
    assert_eq!(masked(FieldAction::ViewMasked).as_deref(), Ok("A"));
    assert_eq!(masked(FieldAction::Edit), Err(OpenError::NotPermitted));
}

#[test]
fn a_record_detail_opens_for_its_record_only() {
    let (_, _, key, _) = subject();
    let audit = |record| permit(FieldAction::View, record, &[Class::Audit]);
    let sealed = key.seal_detail(id(50), b"Muttrah");
    assert_eq!(key.open_detail(id(50), &sealed, &audit(id(50))).expect("its own").as_slice(), b"Muttrah");
    assert_eq!(key.open_detail(id(51), &sealed, &audit(id(51))), Err(OpenError::MovedOrDamaged));
    assert_eq!(key.open_detail(id(50), &sealed, &audit(id(51))), Err(OpenError::NotPermitted));
    let as_field = Sealed::<Vec<u8>>::from_bytes(sealed);
    let place = Place { org: ORG, table: "audit_event", row: id(50), column: "detail" };
    let permit = permit(FieldAction::View, id(50), &[Class::Audit]);
    assert_eq!(as_field.open(&key, &place, Class::Audit, &permit), Err(OpenError::MovedOrDamaged), "another subkey");
}

#[test]
fn what_was_sealed_for_delivery_can_be_delivered_and_nothing_else_can() {
    let (_, _, key, _) = subject();
    let place = Place { table: "address", column: "email", ..PLACE };
    let address = key.seal_for_delivery(&place, &"salma@example.om".to_owned());
    assert_eq!(address.open(&key, &place).as_deref(), Ok("salma@example.om"));
    assert_eq!(address.open(&key, &PLACE), Err(OpenError::MovedOrDamaged));
    let field = key.seal(&place, &NAME.to_owned());
    let posing = ForDelivery::<String>::from_bytes(field.as_bytes().to_vec());
    assert_eq!(posing.open(&key, &place), Err(OpenError::MovedOrDamaged), "a field is not for delivery");
    let posing = Sealed::<String>::from_bytes(address.as_bytes().to_vec());
    let permit = permit(FieldAction::View, place.row, &[Class::Credentials]);
    assert_eq!(posing.open(&key, &place, Class::Credentials, &permit), Err(OpenError::MovedOrDamaged));
}

#[test]
fn dates_and_normal_values_come_back_as_they_were_and_other_types_do_not() {
    let (_, _, key, _) = subject();
    let date: jiff::civil::Date = "1996-02-29".parse().expect("a date");
    let phone = Phone::parse("92 123 456").expect("a number");
    let (sealed_date, sealed_phone) = (key.seal(&PLACE, &date), key.seal(&PLACE, &phone));
    assert_eq!(sealed_date.open(&key, &PLACE, Class::WorkerName, &reveal()), Ok(date));
    assert!(sealed_phone.open(&key, &PLACE, Class::WorkerName, &reveal()).is_ok_and(|opened| opened == phone));
    let wrong = Sealed::<jiff::civil::Date>::from_bytes(sealed_phone.as_bytes().to_vec());
    assert_eq!(wrong.open(&key, &PLACE, Class::WorkerName, &reveal()), Err(OpenError::NotThisType));
}

#[test]
fn nothing_secret_is_printed() {
    let (keyring, _, key, _) = subject();
    let shown = format!("{:?} {keyring:?} {key:?} {:?}", key.seal(&PLACE, &NAME.to_owned()), house::secret(0x41));
    assert!(shown.starts_with("<sealed> <keyring> SubjectKey"), "{shown}");
    assert!(shown.ends_with("<key>"), "{shown}");
    assert!(!shown.contains(NAME) && !shown.contains("65, 65") && !shown.contains("AAAA"), "{shown}");
}

/// What one changed bit of a sealed value is told as.
fn told(changed: &[u8], bit: usize) -> OpenError {
    match bit / 8 {
        0 => OpenError::WrongVersion(changed[0]),
        1..9 => OpenError::WrongKey,
        _ => OpenError::MovedOrDamaged,
    }
}

#[test]
fn every_single_bit_of_wrapped_keys_counts() {
    let (_, org, _, row) = subject();
    for bit in 0..org.bytes.len() * 8 {
        let (mut org, mut row) = (org.clone(), row.clone());
        org.bytes[bit / 8] ^= 1 << (bit % 8);
        let error = keyring().learn(&org).expect_err("changed");
        match (bit / 8, &error) {
            // No root key has the name that it gives now.
            (1..9, KeyringError::Root(RootError::NotHere(_))) => {}
            (_, KeyringError::Root(RootError::Wrapped(error))) => {
                assert_eq!(*error, told(&org.bytes, bit), "bit {bit}");
            }
            _ => panic!("organisation key, bit {bit}: {error:?}"),
        }
        row.bytes[bit / 8] ^= 1 << (bit % 8);
        let keyring = keyring();
        keyring.learn(&subject().1).expect("the same root");
        let error = keyring.subject(&row).expect_err("changed");
        assert_eq!(error, KeyringError::Wrapped(told(&row.bytes, bit)), "subject key, bit {bit}");
    }
}

#[test]
fn every_single_bit_of_a_record_detail_and_of_a_letter_counts() {
    let (_, _, key, _) = subject();
    let permit = permit(FieldAction::View, id(50), &[Class::Audit]);
    let (detail, letter) = (key.seal_detail(id(50), b"Muttrah"), key.seal_for_delivery(&PLACE, &NAME.to_owned()));
    for bit in 0..detail.len() * 8 {
        let mut changed = detail.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.open_detail(id(50), &changed, &permit), Err(told(&changed, bit)), "detail, bit {bit}");
    }
    for bit in 0..letter.as_bytes().len() * 8 {
        let mut changed = letter.as_bytes().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let opened = ForDelivery::<String>::from_bytes(changed.clone()).open(&key, &PLACE);
        assert_eq!(opened, Err(told(&changed, bit)), "letter, bit {bit}");
    }
}

#[test]
fn wrapped_keys_open_only_for_their_organisation_subject_and_epoch() {
    let (keyring, org, _, row) = subject();
    assert!(keyring.learn(&WrappedOrgKey { org: OrgId(id(9)), ..org.clone() }).is_err());
    assert!(keyring.learn(&WrappedOrgKey { epoch: 2, ..org.clone() }).is_err());
    assert!(keyring.subject(&WrappedKey { subject: id(3), ..row.clone() }).is_err());
    let other = OrgId(id(9));
    keyring.new_org(other).expect("made");
    assert!(keyring.subject(&WrappedKey { org: other, ..row.clone() }).is_err());
    assert!(keyring.subject(&row).is_ok(), "the row as it is");
}

#[test]
fn another_installations_root_key_is_named_as_such() {
    let (_, org, _, _) = subject();
    let other =
        envelope::Keyring::new(envelope::RootKey::new(&house::secret(2)), std::sync::Arc::new(envelope::SystemEntropy));
    let error = other.learn(&org).expect_err("another root key");
    let named = envelope::KeyId::of(&org.bytes).expect("a name");
    assert_eq!(error, envelope::KeyringError::Root(envelope::RootError::NotHere(named)));
}

#[test]
fn a_missing_organisation_key_asks_for_its_row() {
    let (_, org, _, row) = subject();
    let fresh = keyring();
    let missing = envelope::KeyringError::OrgKeyNotLoaded { org: ORG, epoch: Some(1) };
    assert_eq!(fresh.subject(&row).expect_err("nothing is loaded"), missing);
    fresh.learn(&org).expect("the right root key");
    assert!(fresh.subject(&row).is_ok());
}

#[test]
fn rewrapping_keeps_values_readable_and_the_old_epoch_can_go() {
    let (keyring, _, key, row) = subject();
    let sealed = key.seal(&PLACE, &NAME.to_owned());
    let next = keyring.new_epoch(ORG, 2).expect("made");
    assert_eq!(keyring.rewrap(&row).expect("loaded").epoch, 1, "a key that is not yet committed wraps nothing");
    keyring.learn(&next).expect("the same root");
    let moved = keyring.rewrap(&row).expect("both epochs are loaded");
    keyring.forget_epoch(ORG, 1);
    assert_eq!(moved.epoch, 2);
    let again = keyring.subject(&moved).expect("the new epoch");
    assert_eq!(sealed.open(&again, &PLACE, Class::WorkerName, &reveal()).as_deref(), Ok(NAME));
    assert!(keyring.subject(&row).is_err(), "the old row opens nothing any more, cached or not");
    assert_eq!(keyring.new_subject(ORG, id(4)).expect("loaded").1.epoch, 2, "new keys go under the newest epoch");
}

#[test]
fn a_forgotten_subject_is_out_of_memory_and_unused_keys_are_swept() {
    let (keyring, _, key, row) = subject();
    let weak = std::sync::Arc::downgrade(&key);
    drop(key);
    assert!(weak.upgrade().is_some(), "cached");
    keyring.sweep();
    assert!(keyring.subject(&row).is_ok(), "used since");
    keyring.sweep();
    assert!(weak.upgrade().is_some(), "kept, because it was used");
    keyring.sweep();
    assert!(weak.upgrade().is_none(), "swept");
    let weak = std::sync::Arc::downgrade(&keyring.subject(&row).expect("unwrapped again"));
    keyring.forget(WORKER);
    assert!(weak.upgrade().is_none());
}

proptest! {
    #[test]
    fn any_text_comes_back_from_any_place(text: String, org: u128, row: u128) {
        let (_, _, key, _) = subject();
        let place = Place { org: OrgId(uuid::Uuid::from_u128(org)), row: uuid::Uuid::from_u128(row), ..PLACE };
        let sealed = key.seal(&place, &text);
        let permit = permit(FieldAction::View, place.row, &[Class::WorkerName]);
        prop_assert_eq!(sealed.open(&key, &place, Class::WorkerName, &permit), Ok(text));
    }

    #[test]
    fn bytes_from_anywhere_never_open_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&bytes, &PLACE).is_err());
    }
}
