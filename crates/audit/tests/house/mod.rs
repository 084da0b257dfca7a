//! A small log in memory, as the tables hold it, and its verification.

#![allow(dead_code, reason = "each test file takes what it needs")]

use audit::{
    Actor, Chain, ChainKey, Draft, Fact, Head, LogId, Object, PurposeSource, Record, Report, Tree, Verifier, leaf,
};
use domain::ids::RecordId;
use domain::{Class, OrgId, Purpose, Relation, RelationSet, Role, StateToken, UserId};
use uuid::Uuid;
use zeroize::Zeroizing;

pub const LOG: LogId = LogId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_00aa));

/// A row of the log table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub n: u64,
    pub bytes: Vec<u8>,
    pub mac: [u8; 32],
}

pub fn key(byte: u8) -> ChainKey {
    ChainKey::origin(Zeroizing::new([byte; 32]))
}

pub fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0193_5000_0000_7000_8000_0000_0000_0000 | u128::from(number))
}

/// A record of a reveal, with every field filled.
pub fn draft(number: u64) -> Draft {
    let at = jiff::Timestamp::from_microsecond(1_795_000_000_000_000 + i64::try_from(number).expect("small"))
        .expect("in range");
    Draft::new(RecordId(id(number)), at, Actor::User(UserId(id(7))), Role::AgencyUser, "reveal")
        .org(OrgId(id(8)))
        .relation(RelationSet::NONE.with(Relation::OwnOrg).with(Relation::Party))
        .purpose(Purpose::Contract, PurposeSource::Stated)
        .object(Object::new("worker", id(9)).at(3))
        .object(Object::new("case", id(10)))
        .class(Class::WorkerIdentity)
        .class(Class::WorkerName)
        .state(StateToken::Signed)
        .policy(["agency.own_roster"], [0xab; 32])
        .req(id(11))
        .fact("fields", Fact::Number(2))
        .fact("channel", Fact::Word("page".into()))
        .fact("again", Fact::Flag(false))
        .fact("import", Fact::Id(id(12)))
        .fact("terms", Fact::Hash([0xcd; 32]))
        .sealed(vec![1, 2, 3, 250])
}

pub fn record(number: u64) -> Record {
    Record::seal(&draft(number)).expect("a valid draft")
}

pub fn ratchet(number: u64, to: u32) -> Record {
    Record::ratchet(RecordId(id(number)), draft(number).ts, to)
}

/// Links these records after the chain's head, as the store does.
pub fn link(chain: &mut Chain, records: &[Record]) -> Vec<Row> {
    let staged = chain.stage(records);
    let rows = records.iter().zip(staged.links());
    let rows = rows.map(|(record, link)| Row { n: link.n, bytes: record.bytes().to_vec(), mac: link.mac }).collect();
    chain.advance(staged).expect("one writer");
    rows
}

/// A sound log of `length` records and its head.
pub fn log(length: u64) -> (Vec<Row>, Head) {
    let mut chain = Chain::begin(key(1), LOG);
    let records: Vec<Record> = (1..=length).map(record).collect();
    (link(&mut chain, &records), chain.head())
}

/// The tree over these rows, which begin with the first.
pub fn tree(rows: &[Row]) -> Tree {
    let mut tree = Tree::new();
    for row in rows {
        tree.append(leaf(&row.bytes), |_, _, _| {});
    }
    tree
}

pub fn verify(rows: &[Row], head: Option<Head>) -> Report {
    verify_with(key(1), rows, head)
}

pub fn verify_with(key: ChainKey, rows: &[Row], head: Option<Head>) -> Report {
    let mut verifier = Verifier::new(key, LOG, head);
    for row in rows {
        verifier.push(row.n, &row.bytes, &row.mac);
    }
    verifier.finish()
}

/// Gives the rows the numbers 1, 2, 3, ... as someone would who hides a gap.
pub fn renumber(rows: &mut [Row]) {
    for (row, n) in rows.iter_mut().zip(1..) {
        row.n = n;
    }
}
