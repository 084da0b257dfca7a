//! Every change of an entry is found, and the format has one fixed vector.

use domain::case::Account as CaseAccount;
use uuid::Uuid;

use super::{Book, Entry, Fault, Kept, LedgerKey, Line, Said};
use crate::hash::to_hex;

fn key() -> LedgerKey {
    LedgerKey::derive(&[7; 32])
}

fn line(account: &str, side: &str, minor: i64) -> Line {
    Line { account: account.to_owned(), side: side.to_owned(), minor }
}

fn entry(n: i64, kind: &str, lines: Vec<Line>) -> Entry {
    let (case, record) = (Uuid::from_u128(1), Uuid::from_u128(100 + u128::from(n.unsigned_abs())));
    Entry { case, n, kind: kind.to_owned(), reverses: None, currency: "OMR".to_owned(), record, at: 1_000 * n, lines }
}

fn linked(key: &LedgerKey, entries: Vec<Entry>) -> Vec<Kept> {
    let mut before = key.begin(Uuid::from_u128(1));
    let link = |entry: Entry| {
        before = key.link(&before, &entry);
        Kept { entry, link: before }
    };
    entries.into_iter().map(link).collect()
}

/// A deposit, an invoice that is taken back, and the commission.
fn books() -> Vec<Kept> {
    let mut back = entry(3, "balance_reversed", vec![line("receivable", "credit", 9), line("billed", "debit", 9)]);
    back.reverses = Some(2);
    linked(
        &key(),
        vec![
            entry(1, "deposit_held", vec![line("bank", "debit", 10), line("held", "credit", 10)]),
            entry(2, "balance_invoiced", vec![line("receivable", "debit", 9), line("billed", "credit", 9)]),
            back,
            entry(4, "commission_accrued", vec![line("commission_due", "debit", 2), line("commission", "credit", 2)]),
        ],
    )
}

fn faults_of(entries: &[Kept]) -> Vec<Fault> {
    let (whole, account) = (books(), CaseAccount::default().receive(10));
    let said = whole.last().map(|last| Said { n: 4, link: last.link });
    Book { reference: "C-1", entries, said, all_said: true, account: &account }.check(Some(&key()))
}

#[test]
fn sound_books_have_no_fault() {
    assert_eq!(faults_of(&books()), []);
}

#[test]
fn the_format_of_version_1_stays() {
    let books = books();
    let bytes = String::from_utf8(books[0].entry.bytes()).expect("text");
    assert_eq!(
        bytes,
        "{\"case\":\"00000000-0000-0000-0000-000000000001\",\"n\":1,\"kind\":\"deposit_held\",\"reverses\":null,\
         \"currency\":\"OMR\",\"record\":\"00000000-0000-0000-0000-000000000065\",\"at\":1000,\"lines\":[\
         {\"account\":\"bank\",\"side\":\"debit\",\"minor\":10},{\"account\":\"held\",\"side\":\"credit\",\"minor\":10}]}"
    );
    assert_eq!(to_hex(&books[0].link), "3aaab1c78a7a4222008ade90a7f2071d2e7fe090e064b7b6c5427719ee740dc4");
}

#[test]
fn every_change_of_every_field_breaks_the_link() {
    type Change = fn(&mut Entry);
    let changes: [Change; 10] = [
        |entry| entry.case = Uuid::from_u128(2),
        |entry| entry.kind = "earned".to_owned(),
        |entry| entry.reverses = Some(7),
        |entry| entry.currency = "AED".to_owned(),
        |entry| entry.record = Uuid::from_u128(9),
        |entry| entry.at += 1,
        |entry| entry.lines[0].minor += 1,
        |entry| entry.lines[1].account = "vat".to_owned(),
        |entry| entry.lines.swap(0, 1),
        |entry| drop(entry.lines.pop()),
    ];
    for (nth, change) in changes.iter().enumerate() {
        for at in 0..4 {
            let mut entries = books();
            change(&mut entries[at].entry);
            let n = i64::try_from(at).expect("few") + 1;
            // the first entry's case is that of the books: there every link hangs on it
            let found = faults_of(&entries);
            let hit = |fault: &Fault| matches!(fault, Fault::Link { n: hit, .. } if *hit == n);
            assert!(found.iter().any(hit), "change {nth} of entry {n}: {found:?}");
        }
    }
    for (at, byte) in (0..4).flat_map(|at| (0..32).map(move |byte| (at, byte))) {
        for bit in 0..8 {
            let mut entries = books();
            entries[at].link[byte] ^= 1 << bit;
            assert_ne!(faults_of(&entries), [], "bit {bit} of byte {byte} of link {at}");
        }
    }
}

#[test]
fn entries_taken_out_put_in_and_cut_are_each_named() {
    let book = || "C-1".to_owned();
    let mut gap = books();
    gap.remove(1);
    let found = faults_of(&gap);
    assert!(found.contains(&Fault::Missing { book: book(), from: 2, to: 2 }), "{found:?}");
    let why = "there is no such entry";
    assert!(found.contains(&Fault::Reversal { book: book(), n: 3, reverses: 2, why }), "{found:?}");
    let whole = books();
    assert_eq!(faults_of(&whole[..3]), [Fault::Cut { book: book(), last: 3, said: 4 }], "a cut tail");
    assert_eq!(faults_of(&[])[0], Fault::Cut { book: book(), last: 0, said: 4 }, "all of it");

    let mut forged: Vec<Entry> = books().into_iter().map(|kept| kept.entry).collect();
    forged.push(entry(
        5,
        "commission_accrued",
        vec![line("commission_due", "debit", 2), line("commission", "credit", 2)],
    ));
    let put_in = linked(&key(), forged.clone());
    assert_eq!(faults_of(&put_in), [Fault::Untold { book: book(), n: 5, said: 4 }], "with the key, and not in the log");
    forged.pop();
    forged[3].lines.iter_mut().for_each(|line| line.minor = 1);
    let anew = linked(&key(), forged);
    assert_eq!(faults_of(&anew), [Fault::OtherLink { book: book(), n: 4 }], "written anew with the key");
}

#[test]
fn sums_that_are_not_even_and_words_that_are_none_are_named_beside_the_link() {
    let said = |change: fn(&mut Entry)| {
        let mut entries: Vec<Entry> = books().into_iter().map(|kept| kept.entry).collect();
        change(&mut entries[3]);
        let found = faults_of(&linked(&key(), entries));
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (told, change) in [
        ("debits are 3 and its credits 2", (|entry| entry.lines[0].minor = 3) as fn(&mut Entry)),
        ("is no account", |entry| entry.lines[0].account = "worker_fee".to_owned()),
        ("is no side", |entry| entry.lines[0].side = "left".to_owned()),
        ("is no kind of entry", |entry| entry.kind = "gift".to_owned()),
        ("a line is of -2", |entry| entry.lines[0].minor = -2),
        ("it is in AED, and the books are in OMR", |entry| entry.currency = "AED".to_owned()),
        ("takes nothing back", |entry| entry.reverses = Some(1)),
    ] {
        assert!(said(change).contains(told), "{told} in {}", said(change));
    }
    assert!(said(|entry| entry.lines.iter_mut().for_each(|line| line.minor = i64::MAX)).contains("entry 4"));
}

#[test]
fn an_entry_is_taken_back_once() {
    let mut entries: Vec<Entry> = books().into_iter().map(|kept| kept.entry).collect();
    let again = Entry { n: 5, ..entries[2].clone() };
    entries.push(again);
    let found = faults_of(&linked(&key(), entries));
    assert!(found.iter().any(|fault| fault.to_string().contains("taken back before")), "{found:?}");
}
