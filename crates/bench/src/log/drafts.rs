//! Records like those of a busy house: cases of which some thousand are open at a time, looks at workers, a few hundred people.

use audit::{Actor, Draft, Object, PurposeSource};
use domain::ids::RecordId;
use domain::{Class, OrgId, Purpose, Relation, RelationSet, Role, StateToken, UserId};
use jiff::Timestamp;
use uuid::Uuid;

const AGENCIES: u64 = 40;
const PEOPLE: u64 = 200;
const WORKERS: u64 = 100_000;
/// Cases that are open at a time, and records of one until the next begins.
const OPEN_CASES: u64 = 2_000;
const RECORDS_OF_A_CASE: u64 = 40;
const ACTIONS: &[&str] = &[
    "view",
    "reveal",
    "hold",
    "release",
    "accept",
    "propose_meeting",
    "confirm_meeting",
    "mark_met",
    "offer",
    "sign",
    "list",
    "search",
    "sign_in",
    "export",
    "review",
    "note",
    "attest",
    "import_rows",
    "message",
    "withdraw",
];

/// A number that looks drawn and is the same each time.
fn drawn(nth: u64, what: u64) -> u64 {
    let mut x = nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    for shift in [30, 27, 31] {
        x = (x ^ (x >> shift)).wrapping_mul(0x94d0_49bb_1331_11eb);
    }
    x
}

/// An identifier as the house draws them: those of later things are greater.
fn id(kind: u64, number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0193_5000_0000_7000 + (number << 16) + kind, 0x8000_0000_0000_0000 | drawn(number, kind) >> 2)
}

/// The case of a record.
pub fn case(nth: u64) -> Uuid {
    id(3, nth / RECORDS_OF_A_CASE + drawn(nth, 1) % OPEN_CASES)
}

/// Who did it.
pub fn actor(nth: u64) -> Uuid {
    id(2, drawn(nth, 2) % PEOPLE)
}

/// What was done.
pub fn action(nth: u64) -> &'static str {
    ACTIONS[(drawn(nth, 3) % ACTIONS.len() as u64) as usize]
}

/// What for.
pub fn purpose(nth: u64) -> Purpose {
    Purpose::ALL[(drawn(nth, 4) % Purpose::ALL.len() as u64) as usize]
}

/// When: a record each 200 ms.
pub fn at(nth: u64) -> Timestamp {
    let micros = 1_700_000_000_000_000 + nth.cast_signed() * 200_000;
    Timestamp::from_microsecond(micros).expect("in range")
}

/// The record of this number, less one.
pub fn draft(nth: u64) -> Draft {
    let (agency, worker) = (id(1, drawn(nth, 5) % AGENCIES), id(4, drawn(nth, 6) % WORKERS));
    Draft::new(RecordId(id(5, nth)), at(nth), Actor::User(UserId(actor(nth))), Role::AgencyUser, action(nth))
        .org(OrgId(agency))
        .relation(RelationSet::NONE.with(Relation::OwnOrg).with(Relation::Party))
        .purpose(purpose(nth), PurposeSource::Stated)
        .object(Object::new("worker", worker).at(3))
        .object(Object::new("case", case(nth)))
        .class(Class::WorkerIdentity)
        .class(Class::WorkerName)
        .state(StateToken::Signed)
        .policy(["agency.own_roster"], [0xab; 32])
        .req(id(6, nth))
}
