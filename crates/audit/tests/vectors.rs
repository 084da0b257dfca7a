//! Fixed vectors of version 1. They stay as they are for ever: what they pin was written into logs.
//!
//! The hashes were computed apart from this crate (Python's hashlib and hmac) from the formats as documented.

mod house;

use audit::hash::to_hex;
use audit::{Chain, Event, Head, Record, leaf};
use house::{LOG, draft, id, key, ratchet, record};

const RECORD: &str = include_str!("vectors/record-v1.json");
const LEAF: &str = "0879ec489b4385208fd76ab977a5fab5b54d202d55ac49ab5806157d0fe47a73";
const GENESIS: &str = "fdc05fd64c50aeca120155072282865c871db02beca476ca348d1caa56386c46";
const LINK: &str = "a20dec35a5685dcad8a2197a59fcac397dadc2ea857b898a832eb9f4c5d5669b";
const NEXT_KEY: &str = "0b02060c2ae77120df738b3696fa3729edc9a8174f6ee0ad649228cf93d87835";
const INGEST: &str = "d23f768f7eda9751b6a9fb739e9022cf9e3110fb641004dd08c2b98fbb4bda1c";

#[test]
fn record_v1_has_these_bytes() {
    let sealed = record(1);
    assert_eq!(std::str::from_utf8(sealed.bytes()).expect("UTF-8"), RECORD.trim_end());
    let read = Event::parse(RECORD.trim_end().as_bytes()).expect("a record");
    assert_eq!(read.draft, draft(1));
    assert!(read.unknown.is_empty());
}

#[test]
fn an_empty_detail_and_what_is_absent_are_null() {
    use audit::{Actor, Draft};
    let at = "2026-11-21T05:06:07.1234569Z".parse().expect("a time");
    let draft =
        Draft::new(domain::ids::RecordId(id(1)), at, Actor::Anonymous, domain::Role::Anonymous, "sign_in").denied();
    let bytes = Record::seal(&draft).expect("a valid draft").bytes().to_vec();
    assert_eq!(
        String::from_utf8(bytes).expect("UTF-8"),
        r#"{"v":1,"id":"01935000-0000-7000-8000-000000000001","ts":"2026-11-21T05:06:07.123456Z","org":null,"actor":"anonymous","role":"anonymous","relation":["none"],"purpose":null,"purpose_source":null,"action":"sign_in","object":[],"class":[],"state":"none","decision":"deny","policy":[],"policy_set":null,"req":null,"detail":null}"#
    );
}

#[test]
fn link_v1_has_these_values() {
    let k = key(1);
    assert_eq!(to_hex(&leaf(b"amana")), LEAF);
    assert_eq!(to_hex(&k.genesis(LOG)), GENESIS);
    assert_eq!(to_hex(&k.link(258, &[7; 32], &leaf(b"amana"))), LINK);
    assert_eq!(to_hex(k.next().secret()), NEXT_KEY);
    assert_eq!(k.next().period(), 1);
}

#[test]
fn a_chain_with_a_ratchet_has_these_links() {
    let mut chain = Chain::begin(key(1), LOG);
    let records = [record(1), ratchet(2, 1), record(3)];
    let rows = house::link(&mut chain, &records);
    let leaves = records.each_ref().map(|r| *r.leaf());
    let first = key(1).link(1, &key(1).genesis(LOG), &leaves[0]);
    let second = key(1).link(2, &first, &leaves[1]);
    let third = key(1).next().link(3, &second, &leaves[2]);
    assert_eq!(rows.iter().map(|row| row.mac).collect::<Vec<_>>(), [first, second, third]);
    assert_eq!(chain.key().period(), 1);
}

#[test]
fn head_v1_is_this_line() {
    let head = Head { n: 42, mac: [0x0f; 32] };
    let line = "amana-head v1 01930000-0000-7000-8000-0000000000aa 42 0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n";
    assert_eq!(head.to_line(LOG), line);
    assert_eq!(Head::parse(line), Some((LOG, head)));
    for cut in 0..line.len() {
        assert_eq!(Head::parse(&line[..cut]), None, "cut at {cut}");
    }
}

#[test]
fn ingest_v1_has_this_mac() {
    let writer = audit::Writer::new(id(20), audit::IngestKey::new(&zeroize::Zeroizing::new([9; 32])));
    let record = record(1);
    let lost = writer.stamp(&record);
    writer.void(lost);
    let stamp = writer.stamp(&record);
    assert_eq!((stamp.counter, &stamp.void[..]), (2, &[0, 0, 0, 0, 0, 0, 0, 1][..]));
    assert_eq!(to_hex(&stamp.mac), INGEST);
}
