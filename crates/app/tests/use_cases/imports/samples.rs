//! The samples that are shipped, made-up rosters in every manner, and how long a full file takes.

use crate::imports::{TODAY, import, sorted};
use app::imports::sample::roster_csv;
use app::imports::{Encoding, Limits, Reason, Wish, guess, read, read_as};
use std::collections::HashSet;

#[test]
fn the_shipped_csv_is_fresh_and_reads_as_described() {
    let shipped = include_str!("../../../../../samples/roster-ag-021.csv");
    assert_eq!(shipped, roster_csv(21, "AG-021", 55, TODAY), "run: cargo run -p app --example roster_samples");
    let (sheet, outcomes) = import(shipped.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((sheet.header.line, ready.len(), refused.len()), (3, 55, 5), "{refused:#?}");
    let kinds: HashSet<&str> = refused.iter().map(|fault| fault.reason.key()).collect();
    assert_eq!(kinds.len(), 5, "each bad row is bad in its own way");
}

#[test]
fn the_shipped_workbook_reads_as_described() {
    let shipped = include_bytes!("../../../../../samples/roster-ag-021.xlsx");
    let (sheet, outcomes) = import(shipped).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((sheet.name.as_deref(), sheet.header.line, ready.len()), (Some("Workers 2026"), 3, 34), "{refused:#?}");
    let told: Vec<(u32, &Reason)> = refused.iter().map(|fault| (fault.line, &fault.reason)).collect();
    let cooking = Reason::UnknownWord { word: "cookking".to_owned(), suggestions: vec!["skill-cooking".to_owned()] };
    assert_eq!(
        told,
        [
            (10, &Reason::YearOnly),
            (17, &Reason::CellError),
            (24, &cooking),
            (31, &Reason::OtherCurrency),
            (42, &Reason::NoPerson),
        ]
    );
    let guess = guess(&sheet.header);
    assert_eq!(
        guess.not_collected.iter().map(|column| column.heading.as_str()).collect::<Vec<_>>(),
        ["الرقم", "Religion", "Remarks"]
    );
    assert!(guess.ambiguous.is_empty() && guess.unknown.is_empty());
}

#[test]
fn the_shipped_list_in_windows_1256_reads_as_described() {
    let shipped = include_bytes!("../../../../../samples/roster-ag-034.csv");
    let (sheet, outcomes) = import(shipped).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((sheet.encoding, ready.len()), (Some(Encoding::Windows1256), 22), "{refused:#?}");
    let told: Vec<(u32, &Reason)> = refused.iter().map(|fault| (fault.line, &fault.reason)).collect();
    assert_eq!(told, [(6, &Reason::NoSuchDay), (10, &Reason::OtherCurrency), (26, &Reason::NoPerson)]);
    let guess = guess(&sheet.header);
    assert_eq!((guess.found.len(), guess.not_collected.len(), guess.unknown.len()), (11, 3, 0), "{guess:#?}");
}

#[test]
fn the_shipped_workbook_of_two_branches_reads_as_described() {
    let shipped = include_bytes!("../../../../../samples/roster-ag-034.xlsx");
    let (sheet, outcomes) = import(shipped).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((sheet.name.as_deref(), sheet.header.line), (Some("مسقط Muscat"), 3));
    assert_eq!(sheet.passed_over, ["صحار Sohar"]);
    assert_eq!(ready.len(), 14, "{refused:#?}");
    assert_eq!(refused.iter().map(|fault| &fault.reason).collect::<Vec<_>>(), [&Reason::NoPerson]);
    assert!(ready.iter().all(|(_, worker)| worker.kin_phone.is_some() && worker.passport_expiry.is_some()));
    let wish = Wish { sheet: Some("صحار Sohar"), mapping: None };
    assert_eq!(read_as(shipped, &Limits::default(), &wish).expect("readable").rows.len(), 11, "ten and a sum");
}

#[test]
fn a_made_up_roster_has_its_good_rows_in_every_manner() {
    for seed in 0..60 {
        let text = roster_csv(seed, "AG-007", 50, TODAY);
        let (sheet, outcomes) = import(text.as_bytes()).expect("readable");
        let (ready, refused) = sorted(&outcomes);
        assert_eq!(ready.len(), 50, "seed {seed}: {refused:#?}");
        assert_eq!(refused.len(), 5, "seed {seed}: {refused:#?}");
        let guess = guess(&sheet.header);
        assert_eq!((guess.found.len(), guess.ambiguous.len()), (18, 0), "seed {seed}: {guess:#?}");
    }
}

#[test]
fn made_up_numbers_are_one_persons_only() {
    let mut seen = HashSet::new();
    for agency in 1..=12 {
        let text = roster_csv(2026, &format!("AG-{agency:03}"), 50, TODAY);
        let (_, outcomes) = import(text.as_bytes()).expect("readable");
        for (_, worker) in sorted(&outcomes).0 {
            assert!(seen.insert(worker.passport_number.as_str().to_owned()));
            assert!(worker.civil_id.as_ref().is_none_or(|number| seen.insert(number.as_str().to_owned())));
            assert!(worker.phone.as_ref().is_none_or(|number| seen.insert(number.as_str().to_owned())));
        }
    }
    assert!(seen.len() > 1_200, "twelve agencies of fifty");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "this test is about the time that reading takes")]
fn ten_thousand_rows_take_a_moment() {
    // 9,990 rows and the headings that are repeated once.
    let text = roster_csv(5, "AG-001", 9_082, TODAY);
    let start = std::time::Instant::now();
    let rows = read(text.as_bytes(), &Limits::default()).expect("readable").rows.len();
    let read_in = start.elapsed();
    let start = std::time::Instant::now();
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let all = start.elapsed();
    println!("{rows} rows, {} KiB: read in {read_in:?}, read and drafted in {all:?}", text.len() / 1024);
    assert_eq!(sorted(&outcomes).0.len(), 9_082);
    assert!(all.as_secs() < 30, "far more than a slow machine explains");
}
