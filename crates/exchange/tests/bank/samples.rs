//! The samples of the manual, read and matched.

use domain::money::Currency;
use exchange::statement::matching::{Open, Part, Pays, propose};
use exchange::statement::reference::{check, creditor_reference};
use exchange::statement::{Statement, read};
use uuid::Uuid;

const CSV: &[u8] = include_bytes!("../../../../samples/bank/statement.csv");
const XML: &[u8] = include_bytes!("../../../../samples/bank/camt053.xml");

fn sample(bytes: &[u8]) -> Statement {
    read(bytes, Currency::Omr).expect("a sample is read")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// An invoice goes by its number and by the payment reference made from it.
fn invoices(numbers: &[(u128, i64)]) -> Vec<Open> {
    let named = numbers.iter().flat_map(|(number, due_minor)| {
        let invoice = format!("INV-2026-{number:05}");
        let reference = creditor_reference(&invoice).expect("a reference");
        assert!(check(&reference));
        [invoice, reference].map(|reference| Open { id: id(*number), reference, due_minor: *due_minor })
    });
    named.collect()
}

#[test]
fn the_table_is_read_to_the_baisa() {
    let read = sample(CSV);
    assert_eq!((read.opening, read.closing, read.lines.len()), (Some(10_000_000), Some(13_446_225), 8));
    let minors: Vec<i64> = read.lines.iter().map(|line| line.amount.minor).collect();
    assert_eq!(minors, [2_000_000, 450_000, 225_000, 375_250, -141_000, 225_000, 312_500, -525]);
    let fourth = &read.lines[3];
    assert_eq!((fourth.booked_on.to_string().as_str(), fourth.place), ("2026-01-06", 8));
    assert_eq!(fourth.reference_text, "تحويل من سالم المثال فاتورة INV-٢٠٢٦-٠٠٠١٩ FT26006C020");
    assert_eq!(fourth.id, "2026-01-06:375250:1:FT26006C020");
}

#[test]
fn the_statement_is_read_to_the_baisa() {
    let read = sample(XML);
    assert_eq!(read.account.as_deref(), Some("0000-EXAMPLE-01"));
    assert_eq!((read.opening, read.closing), (Some(10_000_000), Some(11_324_725)));
    let lines: Vec<_> = read
        .lines
        .iter()
        .map(|l| (l.place, l.amount.minor, l.reference_text.as_str(), l.counterparty.as_deref()))
        .collect();
    assert_eq!(
        lines,
        [
            (1, 450_000, "RF32INV202600017", Some("Salim Invented")),
            (2, 375_250, "فاتورة INV-2026- 00019", Some("سالم المثال")),
            (3, 225_000, "INV-2026-00018", Some("Maryam Example")),
            (3, 275_000, "inv 2026 00020", Some("Huda Sample & Sons")),
            (4, -525, "Account fee", None),
        ],
        "the batch is two lines, and what is only announced is none"
    );
    assert_eq!(
        (read.lines[0].end_to_end.as_deref(), read.lines[1].end_to_end.as_deref()),
        (None, Some("E2E-20260106-7"))
    );
}

#[test]
fn the_same_file_gives_the_same_ids_and_no_id_twice() {
    for bytes in [CSV, XML] {
        let (first, second) = (sample(bytes), sample(bytes));
        assert_eq!(first, second);
        let ids: std::collections::HashSet<_> = first.lines.iter().map(|line| &line.id).collect();
        assert_eq!(ids.len(), first.lines.len());
    }
}

#[test]
fn the_samples_pay_their_invoices() {
    let open = invoices(&[(17, 450_000), (18, 450_000), (19, 375_250), (20, 275_000), (21, 312_500)]);
    let pays = |bytes| propose(&sample(bytes).lines, &open).into_iter().map(|p| p.pays).collect::<Vec<_>>();
    let part = |number, minor| Part { open: id(number), minor };
    assert_eq!(
        pays(CSV),
        [
            Pays::Unknown,
            Pays::Whole(part(17, 450_000)),
            Pays::Partial { part: part(18, 225_000), left_minor: 225_000 },
            Pays::Whole(part(19, 375_250)),
            Pays::Whole(part(18, 225_000)),
            Pays::Suggested(part(21, 312_500)),
        ]
    );
    assert_eq!(
        pays(XML),
        [
            Pays::Whole(part(17, 450_000)),
            Pays::Whole(part(19, 375_250)),
            Pays::Partial { part: part(18, 225_000), left_minor: 225_000 },
            Pays::Whole(part(20, 275_000)),
        ]
    );
}

#[test]
fn the_examples_of_the_manual_are_read() {
    let manual = include_str!("../../../../docs/bank-files.md");
    for (kind, count) in [("csv", 2), ("xml", 1)] {
        let after = manual.split_once(&format!("```{kind}\n")).expect("an example").1;
        let read = sample(after.split_once("```").expect("its end").0.as_bytes());
        assert_eq!((read.lines.len(), read.opening.is_some(), read.closing.is_some()), (count, true, true), "{kind}");
        let pays = propose(&read.lines, &invoices(&[(17, 450_000)]));
        assert_eq!(pays[0].pays, Pays::Whole(Part { open: id(17), minor: 450_000 }), "{kind}");
    }
}
