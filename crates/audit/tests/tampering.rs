//! Whoever has the database and not the key: every change, swap, cut, replay and fork is found and named.

mod house;

use audit::{Chain, ChainKey, Finding, Head, Record, Verifier};
use house::{LOG, Row, key, link, log, ratchet, record, renumber, tree, verify, verify_with};
use proptest::prelude::*;

#[test]
fn a_sound_log_has_no_findings() {
    let (rows, head) = log(20);
    let report = verify(&rows, Some(head));
    assert!(report.is_sound() && report.tail_checked, "{report:?}");
    assert_eq!((report.rows, report.verified, report.last), (20, 20, head));
    assert!(verify(&[], None).is_sound(), "an empty log is sound");
}

#[test]
fn every_single_bit_of_bytes_and_links_counts() {
    let (rows, head) = log(4);
    for row in 0..rows.len() {
        for bit in 0..rows[row].bytes.len() * 8 {
            let mut changed = rows.clone();
            changed[row].bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&changed, Some(head)).findings, [Finding::Edited { n: rows[row].n }], "bit {bit}");
        }
        for bit in 0..256 {
            let mut changed = rows.clone();
            changed[row].mac[bit / 8] ^= 1 << (bit % 8);
            let found = verify(&changed, Some(head)).findings;
            assert!(found.contains(&Finding::LinkEdited { n: rows[row].n }), "bit {bit}: {found:?}");
        }
    }
}

#[test]
fn bytes_and_link_changed_together_leave_the_next_record_without_proof() {
    let (mut rows, head) = log(6);
    rows[2].bytes[30] ^= 1;
    rows[2].mac = [5; 32];
    assert_eq!(verify(&rows, Some(head)).findings, [Finding::Edited { n: 3 }, Finding::Unproven { n: 4 }]);
}

#[test]
fn every_swap_of_two_records_is_named() {
    let (rows, head) = log(7);
    let swaps: [fn(&mut Row, &mut Row); 2] = [
        |a, b| std::mem::swap(&mut a.bytes, &mut b.bytes),
        |a, b| {
            std::mem::swap(&mut a.bytes, &mut b.bytes);
            std::mem::swap(&mut a.mac, &mut b.mac);
        },
    ];
    for swap in swaps {
        for first in 0..rows.len() {
            for second in first + 1..rows.len() {
                let mut changed = rows.clone();
                let (low, high) = changed.split_at_mut(second);
                swap(&mut low[first], &mut high[0]);
                let (n, m) = (rows[first].n, rows[second].n);
                let found = verify(&changed, Some(head)).findings;
                assert!(found.contains(&Finding::Reordered { n, belongs: m }), "{n} and {m}: {found:?}");
                assert!(found.contains(&Finding::Reordered { n: m, belongs: n }), "{n} and {m}: {found:?}");
            }
        }
    }
}

#[test]
fn rows_read_in_another_order_are_named() {
    let (mut rows, head) = log(5);
    rows.swap(1, 2);
    assert!(verify(&rows, Some(head)).findings.contains(&Finding::OutOfOrder { n: 2, after: 3 }));
    let (mut rows, head) = log(5);
    rows.insert(3, rows[2].clone());
    assert_eq!(verify(&rows, Some(head)).findings, [Finding::OutOfOrder { n: 3, after: 3 }]);
}

#[test]
fn a_record_taken_out_is_found_with_its_gap_and_without() {
    for gone in 0..9 {
        let (mut rows, head) = log(10);
        rows.remove(gone);
        let n = gone as u64 + 1;
        let found = verify(&rows, Some(head)).findings;
        assert_eq!(found[0], Finding::Missing { from: n, to: n }, "{found:?}");

        renumber(&mut rows);
        let found = verify(&rows, None).findings;
        let expected = if gone < 8 { Finding::Renumbered { n, by: 1 } } else { Finding::Edited { n } };
        assert_eq!(found, [expected], "record {n} taken out, the rest renumbered");
        assert!(verify(&rows, Some(head)).findings.contains(&Finding::TailCut { last: 9, expected: 10 }));
    }
}

#[test]
fn a_record_put_in_or_replayed_is_found() {
    let (sound, head) = log(10);
    for place in 0..8 {
        let mut rows = sound.clone();
        rows.insert(place, Row { n: 0, bytes: record(99).bytes().to_vec(), mac: [3; 32] });
        renumber(&mut rows);
        let found = verify(&rows, Some(head)).findings;
        assert!(found.contains(&Finding::Renumbered { n: place as u64 + 1, by: -1 }), "{found:?}");
    }
    for old in 0..10 {
        let mut rows = sound.clone();
        rows.push(Row { n: 11, ..sound[old].clone() });
        assert_eq!(verify(&rows, Some(head)).findings, [Finding::Edited { n: 11 }], "record {old} replayed at the end");
    }
}

#[test]
fn a_cut_tail_is_found_by_the_head_outside_and_only_by_it() {
    let (mut rows, head) = log(10);
    rows.truncate(7);
    assert_eq!(verify(&rows, Some(head)).findings, [Finding::TailCut { last: 7, expected: 10 }]);
    let blind = verify(&rows, None);
    assert!(blind.is_sound() && !blind.tail_checked, "the report must say that the tail was not checked");
    rows.clear();
    assert_eq!(verify(&rows, Some(head)).findings, [Finding::TailCut { last: 0, expected: 10 }]);
}

#[test]
fn every_single_bit_and_every_cut_of_the_head_outside_counts() {
    let (rows, head) = log(10);
    let line = head.to_line(LOG);
    for bit in 0..line.len() * 8 {
        let mut changed = line.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        let read = std::str::from_utf8(&changed).ok().and_then(Head::parse);
        // Not a head; that of another log; or another end than this log has.
        if let Some((LOG, other)) = read {
            let found = verify(&rows, Some(other)).findings;
            assert!(
                matches!(found[..], [Finding::Fork { .. } | Finding::TailCut { .. }]) || other.n == 0,
                "bit {bit}: {found:?}"
            );
        }
    }
    for cut in 0..line.len() {
        assert_eq!(Head::parse(&line[..cut]), None, "cut to {cut}");
    }
}

#[test]
fn a_restored_backup_that_went_on_is_a_fork() {
    let (mut rows, head) = log(10);
    rows.truncate(6);
    let back = Head { n: 6, mac: rows[5].mac };
    let mut chain = Chain::resume(key(1), back, tree(&rows));
    rows.extend(link(&mut chain, &(50..56).map(record).collect::<Vec<_>>()));
    assert!(verify(&rows, None).is_sound(), "the fork is well linked in itself");
    assert_eq!(verify(&rows, Some(head)).findings, [Finding::Fork { n: 10 }]);
}

#[test]
fn another_key_or_another_log_is_one_finding_and_not_a_thousand() {
    let (rows, head) = log(50);
    assert_eq!(verify_with(key(2), &rows, Some(head)).findings, [Finding::WrongKey]);
    let mut other = Verifier::new(key(1), audit::LogId(house::id(1)), None);
    for row in &rows[..1] {
        other.push(row.n, &row.bytes, &row.mac);
    }
    assert_eq!(other.finish().findings, [Finding::WrongKey]);
}

fn ratcheted() -> (Vec<Row>, Head) {
    let mut chain = Chain::begin(key(1), LOG);
    let mut rows = link(&mut chain, &[record(1), record(2), ratchet(3, 1), record(4), record(5)]);
    rows.extend(link(&mut chain, &[record(6), ratchet(7, 2), record(8)]));
    assert_eq!(chain.key().period(), 2);
    (rows, chain.head())
}

#[test]
fn the_verifier_turns_the_key_where_the_log_did() {
    let (rows, head) = ratcheted();
    let report = verify(&rows, Some(head));
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.period, 2);
}

#[test]
fn todays_key_cannot_write_yesterday_anew() {
    let (rows, _) = ratcheted();
    let stolen = key(1).next();
    let linked = |key: &ChainKey, from: usize, records: &[Record]| {
        let mut chain =
            Chain::resume(key.clone(), Head { n: from as u64, mac: rows[from - 1].mac }, tree(&rows[..from]));
        let mut all = rows[..from].to_vec();
        all.extend(link(&mut chain, records));
        all
    };
    // Replacing records 2 and 3 with the key of period 1, with and without a ratchet record of the thief's own.
    for forged in [vec![record(90), record(91)], vec![ratchet(90, 1), record(91)], vec![ratchet(90, 2), record(91)]] {
        assert!(!verify(&linked(&stolen, 1, &forged), None).is_sound());
    }
    // Ending period 0 early, right after a genuine record that does not end it.
    assert!(!verify(&linked(&stolen, 2, &[record(91), record(92)]), None).is_sound());
}

#[test]
fn stretches_verified_apart_join_to_the_same_report() {
    let (mut rows, head) = log(30);
    rows[17].bytes[25] ^= 4;
    let whole = verify(&rows, Some(head));
    let parts = [(0, 10), (10, 20), (20, 30)].map(|(from, to)| {
        let expected = (to == 30).then_some(head);
        let mut verifier = match from {
            0 => Verifier::new(key(1), LOG, expected),
            _ => Verifier::after(key(1), Head { n: from as u64, mac: rows[from - 1].mac }, expected),
        };
        for row in &rows[from..to] {
            verifier.push(row.n, &row.bytes, &row.mac);
        }
        verifier.finish()
    });
    assert_eq!(parts.into_iter().reduce(audit::Report::join).expect("three parts"), whole);
}

#[test]
fn a_log_full_of_damage_is_reported_without_being_kept_in_memory() {
    let (mut rows, head) = log(3000);
    for row in rows.iter_mut().skip(1) {
        row.bytes[20] ^= 1;
    }
    let report = verify(&rows, Some(head));
    assert_eq!(report.findings.len() as u64 + report.unlisted, 2999);
    assert_eq!(report.findings.len(), 1000);
}

/// One hand on the table.
#[derive(Debug, Clone)]
enum Change {
    Flip(usize, usize),
    FlipLink(usize, usize),
    SwapBytes(usize, usize),
    SwapRows(usize, usize),
    Remove(usize),
    Copy(usize, usize),
    Cut(usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let at = || 0usize..1000;
    prop_oneof![
        (at(), at()).prop_map(|(a, b)| Change::Flip(a, b)),
        (at(), at()).prop_map(|(a, b)| Change::FlipLink(a, b)),
        (at(), at()).prop_map(|(a, b)| Change::SwapBytes(a, b)),
        (at(), at()).prop_map(|(a, b)| Change::SwapRows(a, b)),
        at().prop_map(Change::Remove),
        (at(), at()).prop_map(|(a, b)| Change::Copy(a, b)),
        at().prop_map(Change::Cut),
    ]
}

fn apply(rows: &mut Vec<Row>, change: &Change) {
    let length = rows.len().max(1);
    match *change {
        _ if rows.is_empty() => {}
        Change::Flip(row, bit) => {
            let bytes = &mut rows[row % length].bytes;
            let bit = bit % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        Change::FlipLink(row, bit) => rows[row % length].mac[bit % 32] ^= 1 << (bit % 8),
        Change::SwapBytes(a, b) => {
            let bytes = rows[a % length].bytes.clone();
            rows[a % length].bytes = std::mem::replace(&mut rows[b % length].bytes, bytes);
        }
        Change::SwapRows(a, b) => rows.swap(a % length, b % length),
        Change::Remove(row) => drop(rows.remove(row % length)),
        Change::Copy(from, to) => rows.insert(to % length, rows[from % length].clone()),
        Change::Cut(row) => rows.truncate(row % length),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn whatever_is_done_to_the_rows_is_found(
        length in 1u64..40,
        steps in proptest::collection::vec(changes(), 1..5),
        hide in any::<bool>(),
    ) {
        let (sound, head) = log(length);
        let mut rows = sound.clone();
        for change in &steps {
            apply(&mut rows, change);
        }
        if hide {
            renumber(&mut rows);
        }
        prop_assert_eq!(verify(&rows, Some(head)).is_sound(), rows == sound);
    }
}

#[test]
fn an_edited_record_is_one_finding_though_its_columns_do_not_fit_its_bytes_either() {
    let (mut rows, head) = log(10);
    rows[4].bytes[40] ^= 1;
    let mut verifier = Verifier::new(key(1), LOG, Some(head));
    for row in &rows {
        verifier.push(row.n, &row.bytes, &row.mac);
        if row.n == 5 || row.n == 8 {
            verifier.misfiled(row.n);
        }
    }
    assert_eq!(verifier.finish().findings, [Finding::Misfiled { n: 8 }, Finding::Edited { n: 5 }]);
}
