//! What a line pays, by what its payer wrote.

use domain::money::{Currency, Money};
use exchange::statement::StatementLine;
use exchange::statement::matching::{Open, Part, Pays, propose};
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

fn line(text: &str, minor: i64) -> StatementLine {
    StatementLine {
        id: String::new(),
        booked_on: date(2026, 1, 5),
        amount: Money { minor, currency: Currency::Omr },
        reference_text: text.to_owned(),
        counterparty: None,
        end_to_end: None,
        reversal: false,
        place: 1,
    }
}

fn open(number: u128, reference: &str, due_minor: i64) -> Open {
    Open { id: Uuid::from_u128(number), reference: reference.to_owned(), due_minor }
}

fn part(number: u128, minor: i64) -> Part {
    Part { open: Uuid::from_u128(number), minor }
}

fn pays(lines: &[StatementLine], open: &[Open]) -> Vec<Pays> {
    propose(lines, open).into_iter().map(|proposal| proposal.pays).collect()
}

#[test]
fn a_reference_is_found_however_it_is_written() {
    let invoices = [open(1, "INV-2026-00017", 450_000), open(2, "RF18539007547034", 450_000)];
    for (text, number) in [
        ("INV-2026-00017", 1),
        ("pay inv 2026 00017 thanks", 1),
        ("Inv202600017.", 1),
        ("INV–2026–00017", 1),
        ("INV-2O26-OOO17", 1),
        ("inv-2o26-ooo17", 1),
        ("فاتورة INV-٢٠٢٦-٠٠٠١٧ شكرا", 1),
        ("INV-۲۰۲۶-۰۰۰۱۷", 1),
        ("\u{202A}INV\u{200F}-2026-00017\u{202C}", 1),
        ("/ROC/INV-2026-00017/URI/x", 1),
        ("INV-2026-000 17", 1),
        ("RF18 5390 0754 7034", 2),
        ("rf18539007547034 AHMED", 2),
    ] {
        assert_eq!(pays(&[line(text, 450_000)], &invoices), [Pays::Whole(part(number, 450_000))], "{text}");
    }
}

#[test]
fn a_part_of_a_longer_word_or_number_is_no_reference() {
    let invoices = [open(1, "INV-2026-00017", 450_000)];
    for text in [
        "INV-2026-000171",
        "XINV-2026-00017",
        "1INV-2026-00017",
        "INV-2026-00017O",
        "INV-2026/00017",
        "INV-2026-0017",
        "INV-2026-00018",
        "INV+2026+00017",
        "2026-00017",
        "",
    ] {
        assert_eq!(pays(&[line(text, 1)], &invoices), [Pays::Unknown], "{text}");
    }
}

#[test]
fn less_is_a_part_and_more_is_too_much() {
    let invoices = [open(1, "INV-2026-00017", 450_000)];
    let texts = |minors: &[i64]| minors.iter().map(|minor| line("INV-2026-00017", *minor)).collect::<Vec<_>>();
    assert_eq!(
        pays(&texts(&[200_000, 250_000, 10]), &invoices),
        [
            Pays::Partial { part: part(1, 200_000), left_minor: 250_000 },
            Pays::Whole(part(1, 250_000)),
            Pays::Over { part: part(1, 0), surplus_minor: 10 },
        ]
    );
    assert_eq!(pays(&texts(&[450_001]), &invoices), [Pays::Over { part: part(1, 450_000), surplus_minor: 1 }]);
    assert_eq!(pays(&texts(&[449_999]), &invoices), [Pays::Partial { part: part(1, 449_999), left_minor: 1 }]);
}

#[test]
fn the_earlier_day_is_taken_first_and_the_order_of_the_file_is_kept() {
    let mut lines = [line("INV-2026-00017", 300), line("INV-2026-00017", 100)];
    lines[0].booked_on = date(2026, 1, 9);
    let invoices = [open(1, "INV-2026-00017", 300)];
    assert_eq!(
        pays(&lines, &invoices),
        [Pays::Over { part: part(1, 200), surplus_minor: 100 }, Pays::Partial { part: part(1, 100), left_minor: 200 }]
    );
}

#[test]
fn several_in_one_line_are_split_if_the_sum_is_theirs() {
    let invoices = [open(1, "INV-2026-00017", 100), open(2, "INV-2026-00018", 50), open(3, "INV-2026-00019", 7)];
    let both = "INV-2026-00018 and INV-2026-00017, INV-2026-00018";
    assert_eq!(pays(&[line(both, 150)], &invoices), [Pays::Split(vec![part(2, 50), part(1, 100)])]);
    let ids = vec![Uuid::from_u128(2), Uuid::from_u128(1)];
    for minor in [149, 151, 100] {
        assert_eq!(pays(&[line(both, minor)], &invoices), [Pays::Unclear(ids.clone())], "{minor}");
    }
}

#[test]
fn a_name_of_two_is_for_a_person() {
    let twins = [open(1, "CASE-O1", 100), open(2, "CASE-01", 100)];
    assert_eq!(pays(&[line("CASE-01", 100)], &twins), [Pays::Unclear(vec![Uuid::from_u128(1), Uuid::from_u128(2)])]);
    let longer = [open(1, "INV-2026-00017", 100), open(2, "INV-2026-000171", 100)];
    assert_eq!(
        pays(&[line("INV-2026-00017 1", 100)], &longer),
        [Pays::Unclear(vec![Uuid::from_u128(1), Uuid::from_u128(2)])]
    );
    assert_eq!(pays(&[line("INV-2026-000171", 100)], &longer), [Pays::Whole(part(2, 100))]);
}

#[test]
fn one_amount_for_one_line_is_suggested_and_nothing_more() {
    let invoices = [open(1, "INV-2026-00017", 100), open(2, "INV-2026-00018", 50), open(3, "INV-2026-00019", 50)];
    assert_eq!(pays(&[line("rent", 100)], &invoices), [Pays::Suggested(part(1, 100))]);
    assert_eq!(pays(&[line("rent", 50)], &invoices), [Pays::Unknown], "two are due with that amount");
    assert_eq!(pays(&[line("a", 100), line("b", 100)], &invoices), [Pays::Unknown, Pays::Unknown], "two lines have it");
    assert_eq!(
        pays(&[line("a", 100), line("INV-2026-00017", 100)], &invoices),
        [Pays::Unknown, Pays::Whole(part(1, 100))],
        "what is named is due no more"
    );
    let two_names = [open(1, "INV-2026-00017", 100), open(1, "RF18539007547034", 100)];
    assert_eq!(
        pays(&[line("rent", 100)], &two_names),
        [Pays::Suggested(part(1, 100))],
        "one with two references is one"
    );
}

#[test]
fn what_went_out_or_was_taken_back_pays_nothing() {
    let invoices = [open(1, "INV-2026-00017", 100)];
    let mut back = line("INV-2026-00017", 100);
    back.reversal = true;
    assert_eq!(pays(&[line("INV-2026-00017", -100), line("INV-2026-00017", 0), back], &invoices), []);
}

#[test]
fn the_reference_that_goes_from_end_to_end_counts_too() {
    let mut one = line("thanks", 100);
    one.end_to_end = Some("INV202600017".to_owned());
    assert_eq!(pays(&[one], &[open(1, "INV-2026-00017", 100)]), [Pays::Whole(part(1, 100))]);
}

#[test]
fn twenty_thousand_lines_meet_twenty_thousand_open_ones() {
    let invoices: Vec<Open> =
        (0..20_000_u32).map(|n| open(n.into(), &format!("INV-2026-{n:05}"), 1_000 + i64::from(n))).collect();
    let filler = "transfer by INV of the 2026th kind, ".repeat(4);
    let lines: Vec<StatementLine> =
        (0..20_000).rev().map(|n| line(&format!("{filler} inv 2026 {n:05}"), 1_000 + n)).collect();
    let found = pays(&lines, &invoices);
    assert!(found.iter().all(|pays| matches!(pays, Pays::Whole(_))));
    assert_eq!(found.len(), 20_000);
}

proptest! {
    #[test]
    fn no_line_pays_more_than_it_is_and_nothing_is_paid_twice(
        dues in prop::collection::vec(0_i64..50, 1..6),
        written in prop::collection::vec((prop::collection::vec(0_usize..8, 0..3), 1_i64..60, 1_i8..5), 0..12),
    ) {
        let invoices: Vec<Open> = dues.iter().zip(0..).map(|(due, n)| open(n, &format!("INV-2026-{n:05}"), *due)).collect();
        let lines: Vec<StatementLine> = written.iter().map(|(names, minor, day)| {
            let text: Vec<String> = names.iter().map(|n| format!("INV-2026-{n:05}")).collect();
            StatementLine { booked_on: date(2026, 1, *day), ..line(&text.join(" and "), *minor) }
        }).collect();
        let proposals = propose(&lines, &invoices);
        prop_assert_eq!(&proposals, &propose(&lines, &invoices));
        prop_assert_eq!(proposals.len(), lines.len());
        let mut paid = vec![0; invoices.len()];
        for proposal in proposals {
            let minor = lines[proposal.line].amount.minor;
            let (parts, beside) = match proposal.pays {
                Pays::Whole(part) => (vec![part], 0),
                Pays::Partial { part, left_minor } => {
                    prop_assert!(left_minor > 0);
                    (vec![part], 0)
                }
                Pays::Over { part, surplus_minor } => (vec![part], surplus_minor),
                Pays::Split(parts) => (parts, 0),
                Pays::Suggested(_) | Pays::Unclear(_) | Pays::Unknown => continue,
            };
            prop_assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>() + beside, minor);
            for part in parts {
                paid[usize::try_from(part.open.as_u128()).expect("small")] += part.minor;
            }
        }
        for (paid, invoice) in paid.iter().zip(&invoices) {
            prop_assert!(*paid <= invoice.due_minor);
        }
    }

    #[test]
    fn any_text_and_any_reference_can_be_looked_for(texts in prop::collection::vec(".{0,40}", 0..6), names in prop::collection::vec(".{0,40}", 0..6)) {
        let invoices: Vec<Open> = names.iter().zip(0..).map(|(name, n)| open(n, name, 5)).collect();
        let lines: Vec<StatementLine> = texts.iter().chain(&names).map(|text| line(text, 5)).collect();
        prop_assert_eq!(propose(&lines, &invoices).len(), lines.len());
    }
}
