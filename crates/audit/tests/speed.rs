//! How fast records are sealed, linked and verified. Prints figures (`--nocapture`); asserts only that they are sound.

mod house;

use std::hint::black_box;
use std::time::Instant;

use audit::{Chain, Event, Record, Verifier};
use house::{LOG, draft, key, record};

const RECORDS: u32 = 20_000;

#[test]
#[expect(clippy::disallowed_methods, reason = "this test measures")]
fn events_per_second() {
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        let second = f64::from(RECORDS) / start.elapsed().as_secs_f64();
        println!("{what:<10} {second:>12.0} records/s");
    };
    let drafts: Vec<_> = (0..u64::from(RECORDS)).map(draft).collect();
    let mut records: Vec<Record> = Vec::new();
    timed("seal", &mut || records = drafts.iter().map(|draft| Record::seal(draft).expect("valid")).collect());
    let mut chain = Chain::begin(key(1), LOG);
    let mut links = Vec::new();
    timed("link", &mut || {
        for batch in records.chunks(100) {
            let staged = chain.stage(batch);
            links.extend_from_slice(staged.links());
            chain.advance(staged).expect("one writer");
        }
    });
    let mut verifier = Verifier::new(key(1), LOG, Some(chain.head()));
    timed("verify", &mut || {
        for (record, link) in records.iter().zip(&links) {
            verifier.push(link.n, record.bytes(), &link.mac);
        }
    });
    timed("parse", &mut || {
        for record in &records {
            black_box(Event::parse(record.bytes()).expect("readable"));
        }
    });
    println!("one record of {} bytes", record(1).bytes().len());
    let report = verifier.finish();
    assert!(report.is_sound());
    assert_eq!(report.verified, u64::from(RECORDS));
}
