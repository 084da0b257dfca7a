//! Seeded randomness, keys, permits and places for the tests.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use domain::{Class, ClassSet, FieldAction, OrgId, Overlay, Purpose, Relation, RelationSet, Role, StateToken};
use envelope::{Entropy, Keyring, Place, RootKey, SecretKey, SubjectKey, WrappedKey, WrappedOrgKey};
use policy::{Ask, Cover, Dim, Effect, ObjectRef, Permit, PolicySet, Rule, Table};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Counts upwards: each byte is one more than the one before. Never outside tests.
pub struct Counting(AtomicU64);

impl Counting {
    pub fn from(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }
}

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = (self.0.fetch_add(1, Ordering::Relaxed) & 0xff) as u8;
        }
    }
}

pub const ORG: OrgId = OrgId(id(1));
pub const WORKER: Uuid = id(2);
pub const PLACE: Place = Place { org: ORG, table: "worker_identity", row: WORKER, column: "name_sealed" };

pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_5000_0000_7000_8000_0000_0000_0000 | number)
}

pub fn secret(byte: u8) -> SecretKey {
    SecretKey::new(Zeroizing::new([byte; 32]))
}

pub fn keyring() -> Keyring {
    Keyring::new(RootKey::new(&secret(1)), Arc::new(Counting::from(0)))
}

pub fn subject() -> (Keyring, WrappedOrgKey, Arc<SubjectKey>, WrappedKey) {
    let keyring = keyring();
    let org = keyring.new_org(ORG).expect("a key file's key wraps");
    let (key, row) = keyring.new_subject(ORG, WORKER).expect("the organisation's key was just made");
    (keyring, org, key, row)
}

/// A table with one rule that opens everything.
static EVERYTHING: LazyLock<Table> = LazyLock::new(|| {
    let mut all = [policy::Words::MAX; 7];
    all[Dim::Class as usize] = (1 << Class::COUNT) - 1;
    let rule = Rule {
        id: "test.everything".into(),
        why: "the test wants a permit".into(),
        why_ar: None,
        effect: Effect::Permit,
        written: policy::Written::default(),
        fields: vec![Cover(all)],
        steps: Vec::new(),
    };
    Table::new(PolicySet { hash: "0".repeat(64).into(), rules: vec![rule] })
});

/// A permit for anything.
pub fn permit(action: FieldAction, object: Uuid, classes: &[Class]) -> Permit {
    let ask = Ask::new(Role::Dpo, RelationSet::NONE.with(Relation::Assigned), StateToken::Signed, Overlay::None)
        .with_stated_purpose(Purpose::Compliance);
    let object = ObjectRef { kind: "worker", id: object, version: 1 };
    EVERYTHING.admit_fields(&ask, action, object, ClassSet::of(classes)).expect("the rule opens everything")
}

pub fn reveal() -> Permit {
    permit(FieldAction::Reveal, WORKER, &[Class::WorkerName])
}
