//! A log of which bodies were dropped: it holds as before, and what was taken away beside a closing is found.

mod house;

use std::collections::BTreeMap;

use audit::archive::{Reader, Writer};
use audit::{
    ArchiveError, Chain, Closing, Finding, Hash, Head, LogId, Record, Remains, Report, Standing, Verifier, leaf,
};
use domain::ids::RecordId;
use house::{LOG, Row, draft, id, key, link, ratchet, record};
use proptest::prelude::*;

/// A row of the log, with or without its body.
#[derive(Debug, Clone)]
struct Kept {
    row: Row,
    /// The leaf that stays, and the closing.
    dropped: Option<(Hash, RecordId)>,
}

/// Twenty records, of which the even ones up to 10 were dropped by record 21 and 3, 11 and 12 by record 22; then five more. A key
/// period ends with record 5.
fn closed() -> (Vec<Kept>, Head) {
    let mut chain = Chain::begin(key(1), LOG);
    let records: Vec<Record> = (1..=20).map(|n| if n == 5 { ratchet(n, 1) } else { record(n) }).collect();
    let mut rows = link(&mut chain, &records);
    let mut gone = BTreeMap::new();
    for (nth, numbers) in [(21, vec![2, 4, 6, 8, 10]), (22, vec![3, 11, 12])] {
        let mut remains = Remains::default();
        for n in numbers {
            let row = &rows[n - 1];
            remains.add(row.n, &leaf(&row.bytes), &row.mac);
            gone.insert(row.n, RecordId(id(nth)));
        }
        let closing = Closing { remains, root: [9; 32], archive: Some([7; 32]) };
        rows.extend(link(&mut chain, &[Record::seal(&closing.on(draft(nth))).expect("a record")]));
    }
    rows.extend(link(&mut chain, &[record(23), record(24)]));
    let drop = |row: Row| {
        let dropped = gone.get(&row.n).map(|closing| (leaf(&row.bytes), *closing));
        Kept { row, dropped }
    };
    (rows.into_iter().map(drop).collect(), chain.head())
}

fn push(verifier: &mut Verifier, kept: &Kept) {
    match kept.dropped {
        None => drop(verifier.push(kept.row.n, &kept.row.bytes, &kept.row.mac)),
        Some((leaf, closing)) => verifier.push_dropped(kept.row.n, leaf, &kept.row.mac, closing),
    }
}

fn push_all(verifier: &mut Verifier, rows: &[Kept]) {
    for kept in rows {
        push(verifier, kept);
    }
}

fn verify(rows: &[Kept], head: Head) -> Report {
    let mut verifier = Verifier::new(key(1), LOG, Some(head));
    push_all(&mut verifier, rows);
    verifier.finish()
}

/// The rows after somebody changed one.
fn with(n: usize, change: impl Fn(&mut Kept)) -> Vec<Kept> {
    let (mut rows, _) = closed();
    change(&mut rows[n - 1]);
    rows
}

fn dropped_by(n: u64) -> impl Fn(&mut Kept) {
    move |kept| kept.dropped = Some((leaf(&kept.row.bytes), RecordId(id(n))))
}

#[test]
fn a_log_without_the_bodies_that_its_closings_name_holds() {
    let (rows, head) = closed();
    let report = verify(&rows, head);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.rows, report.verified, report.dropped, report.last), (24, 24, 8, head));
}

#[test]
fn a_closing_reads_back_as_it_was_said() {
    let remains = Remains { first: 1, last: 9, count: 4, hash: [1; 32] };
    for archive in [Some([3; 32]), None] {
        let closing = Closing { remains, root: [2; 32], archive };
        assert_eq!(Closing::of(&closing.on(draft(1))), Some(closing));
    }
    assert_eq!(Closing::of(&draft(1)), None);
}

#[test]
fn every_bit_of_what_stays_counts() {
    let head = closed().1;
    for bit in 0..256 {
        let leaf = with(8, |kept| kept.dropped.as_mut().expect("dropped").0[bit / 8] ^= 1 << (bit % 8));
        let found = verify(&leaf, head).findings;
        assert!(found.contains(&Finding::Remains { n: 8 }), "{found:?}");
        assert!(found.contains(&Finding::Closed { n: 21, first: 2, last: 10 }), "{found:?}");
        let link = with(8, |kept| kept.row.mac[bit / 8] ^= 1 << (bit % 8));
        let found = verify(&link, head).findings;
        assert!(found.contains(&Finding::Remains { n: 8 }), "{found:?}");
    }
}

#[test]
fn a_body_that_no_closing_dropped_is_missed() {
    let head = closed().1;
    // Under a closing that there is not; beside one that there is; put back; under the other closing.
    let stranger = verify(&with(15, dropped_by(99)), head).findings;
    assert_eq!(stranger, [Finding::Dropped { first: 15, last: 15, count: 1 }]);
    let beside = verify(&with(9, dropped_by(21)), head).findings;
    assert_eq!(beside, [Finding::Closed { n: 21, first: 2, last: 10 }]);
    let back = verify(&with(10, |kept| kept.dropped = None), head).findings;
    assert_eq!(back, [Finding::Closed { n: 21, first: 2, last: 10 }]);
    let other = verify(&with(11, dropped_by(21)), head).findings;
    assert_eq!(other.len(), 2, "{other:?}");
    // The record that turns the key is none that may go: nothing after it would be proved.
    assert!(!verify(&with(5, dropped_by(21)), head).is_sound());
}

#[test]
fn a_closing_that_nobody_linked_says_nothing() {
    let (mut rows, _) = closed();
    let head = Head { n: 20, mac: rows[19].row.mac };
    let forged = rows.split_off(20);
    assert!(!verify(&rows, head).is_sound());
    rows.push(forged[0].clone());
    rows[20].row.mac[0] ^= 1;
    let found = verify(&rows, head).findings;
    assert!(found.contains(&Finding::Dropped { first: 2, last: 10, count: 5 }), "{found:?}");
}

#[test]
fn a_closing_that_is_made_while_rows_are_read_is_no_fault() {
    let (mut rows, head) = closed();
    // Read before they were dropped.
    for kept in rows.iter_mut().filter(|kept| [3, 11].contains(&kept.row.n)) {
        kept.dropped = None;
    }
    let read = |begun| {
        let mut verifier = Verifier::new(key(1), LOG, Some(head)).begun_at(begun);
        push_all(&mut verifier, &rows);
        verifier.finish()
    };
    assert!(read(21).is_sound());
    assert_eq!(read(22).findings, [Finding::Closed { n: 22, first: 3, last: 12 }]);
}

#[test]
fn a_verification_that_was_cut_off_anywhere_goes_on_to_the_same_end() {
    let (rows, head) = closed();
    let whole = verify(&rows, head);
    let mut cut = 0;
    for at in 1..rows.len() {
        let mut verifier = Verifier::new(key(1), LOG, Some(head)).begun_at(24);
        push_all(&mut verifier, &rows[..at]);
        let Some(standing) = verifier.standing() else {
            assert_eq!(at, 5, "only behind the record that turns the key");
            continue;
        };
        cut += 1;
        let kept: Standing = serde_json::from_str(&serde_json::to_string(&standing).expect("JSON")).expect("read back");
        let mut verifier = Verifier::resume(key(1), &kept, Some(head)).expect("spelt as it was");
        push_all(&mut verifier, &rows[at..]);
        assert_eq!(verifier.finish(), whole, "cut at {at}");
    }
    assert_eq!(cut, 22);
    // What is wrong is told by the run that finds it: none goes on behind it.
    let edited = with(3, |kept| kept.row.mac[0] ^= 1);
    let mut verifier = Verifier::new(key(1), LOG, Some(head));
    push_all(&mut verifier, &edited);
    assert_eq!(verifier.standing(), None);
}

/// Number, link and bytes.
type Body = (u64, Hash, Vec<u8>);

fn archive(rows: &[Body]) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), LOG).expect("begun");
    for (n, mac, bytes) in rows {
        writer.add(*n, mac, bytes).expect("written");
    }
    writer.end().expect("ended").0
}

fn read(bytes: &[u8]) -> Result<(LogId, Vec<Body>), ArchiveError> {
    let mut reader = Reader::begin(bytes)?;
    let mut rows = Vec::new();
    while let Some(body) = reader.next_body()? {
        rows.push((body.n, body.mac, body.bytes));
    }
    assert!(reader.whole().is_some() && reader.next_body()?.is_none());
    Ok((reader.log(), rows))
}

#[test]
fn an_archive_reads_back_and_every_cut_and_changed_bit_is_found() {
    let rows: Vec<_> = (1..=3_u64).map(|n| (n * 7, [n.to_le_bytes()[0]; 32], record(n).bytes().to_vec())).collect();
    let whole = archive(&rows);
    assert_eq!(read(&whole).expect("whole"), (LOG, rows.clone()));
    assert_eq!(read(&archive(&[])).expect("empty"), (LOG, Vec::new()));
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_err(), "cut at {end}");
    }
    let body = "amana-archive v1 ".len() + 37;
    for bit in body * 8..whole.len() * 8 {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(read(&changed).is_err(), "bit {bit}");
    }
    assert!(matches!(read(&[&whole[..], b"x"].concat()), Err(ArchiveError::Longer)));
    assert!(matches!(read(b"something else\n"), Err(ArchiveError::NotAnArchive)));
    let mut again = rows.clone();
    again.reverse();
    assert!(matches!(read(&archive(&again)), Err(ArchiveError::Line(3))), "numbers ascend");
    let mut writer = Writer::begin(Vec::new(), LOG).expect("begun");
    assert!(matches!(writer.add(1, &[0; 32], b"{\n}"), Err(ArchiveError::LineFeed(1))));
}

proptest! {
    #[test]
    fn no_file_makes_the_reader_panic_or_read_on(bytes in proptest::collection::vec(any::<u8>(), 0..400), tail in any::<bool>()) {
        let mut file = archive(&[]);
        if tail {
            file.truncate(file.len() - 70);
        }
        file.extend(bytes);
        if let Ok((log, rows)) = read(&file) {
            prop_assert_eq!((log, rows.len()), (LOG, 0));
        }
    }
}
