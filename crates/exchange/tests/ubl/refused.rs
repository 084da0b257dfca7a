//! What does not add up, cannot be written or says too little is refused, each with its own error.

use domain::money::Currency;
use exchange::ubl::{EInvoice, Field, Kind, LINES_MAX, NOTES_MAX, Profile, UblError, VatCategory, write};
use jiff::civil::date;
use proptest::prelude::*;

use crate::some::{self, note, points};

/// The error of the sample invoice after a change.
fn after(change: impl FnOnce(&mut EInvoice)) -> UblError {
    let mut invoice = some::invoice();
    change(&mut invoice);
    write(&invoice, Profile::Pint).expect_err("refused")
}

fn peppol_after(change: impl FnOnce(&mut EInvoice)) -> UblError {
    let mut invoice = some::credit_note();
    invoice.lines[0].net.minor = 100_000;
    invoice.vat[0].vat.minor = 5_000;
    invoice.payable.minor = 105_000;
    write(&invoice, Profile::Peppol).expect("sound before");
    change(&mut invoice);
    write(&invoice, Profile::Peppol).expect_err("refused")
}

#[test]
fn what_is_not_said_is_refused() {
    assert_eq!(after(|i| i.number.clear()), UblError::Missing(Field::Number));
    assert_eq!(after(|i| i.supplier.name = "  ".to_owned()), UblError::Missing(Field::Name));
    assert_eq!(after(|i| i.customer.name.clear()), UblError::Missing(Field::Name));
    assert_eq!(after(|i| i.supplier.name_ar = Some(String::new())), UblError::Missing(Field::Name));
    assert_eq!(after(|i| i.lines[1].name.clear()), UblError::Missing(Field::LineName));
    assert_eq!(after(|i| i.lines[1].id.clear()), UblError::Missing(Field::LineId));
    assert_eq!(after(|i| i.due_on = None), UblError::Missing(Field::DueOn));
    assert_eq!(after(|i| i.simplified = false), UblError::Missing(Field::ElectronicAddress));
    assert_eq!(after(|i| i.supplier.electronic_address = None), UblError::Missing(Field::ElectronicAddress));
    assert_eq!(after(|i| i.supplier.vat_number = None), UblError::Missing(Field::VatNumber));
    let reason = |reason: &str| VatCategory::OutOfScope { reason: reason.to_owned() };
    assert_eq!(after(|i| i.lines[2].vat = reason("")), UblError::Missing(Field::ExemptionReason));
    assert_eq!(
        after(|i| {
            i.lines.drain(..2);
            i.vat.clear();
            (i.supplier.vat_number, i.supplier.register_number) = (None, None);
        }),
        UblError::Missing(Field::RegisterNumber)
    );
}

#[test]
fn what_xml_cannot_carry_and_what_is_too_long_is_refused() {
    for bad in ["\u{0}", "\u{1b}[2J", "a\rb", "a\tb", "\u{7f}", "\u{fffe}", "\u{ffff}"] {
        assert_eq!(after(|i| i.lines[0].name = format!("fee{bad}")), UblError::Text(Field::LineName), "{bad:?}");
        assert_eq!(after(|i| i.notes[0].text = format!("so{bad}")), UblError::Text(Field::Note), "{bad:?}");
    }
    assert_eq!(after(|i| i.customer.name = "n".repeat(301)), UblError::Text(Field::Name));
    assert_eq!(after(|i| i.number = "9".repeat(101)), UblError::Text(Field::Number));
    assert_eq!(after(|i| i.number.push('\n')), UblError::Text(Field::Number), "only notes have lines");
    assert_eq!(after(|i| i.notes = vec![note("en", "n"); NOTES_MAX + 1]), UblError::Notes(NOTES_MAX + 1));
    assert_eq!(after(|i| i.lines.clear()), UblError::Lines(0));
    assert_eq!(after(|i| i.lines = vec![i.lines[2].clone(); LINES_MAX + 1]), UblError::Lines(LINES_MAX + 1));
    assert_eq!(after(|i| i.lines[1].id = "1".to_owned()), UblError::LineTwice("1".to_owned()));
}

#[test]
fn codes_and_numbers_of_another_form_are_refused() {
    for country in ["", "om", "OMN", "O1", "عم"] {
        assert_eq!(after(|i| i.customer.country = country.to_owned()), UblError::Form(Field::Country), "{country}");
    }
    for number in ["1100000001", "om1100000001", "OM", "OM 110000", "OM٣٤٥٦"] {
        let refused = after(|i| i.supplier.vat_number = Some(number.to_owned()));
        assert_eq!(refused, UblError::Form(Field::VatNumber), "{number}");
    }
    // a digit changed, two exchanged, spaces, small letters, too short
    for iban in ["OM810000000000000000001", "OM800000000000000000010", "OM80 0000 0000 0000 0000 001", "om800", "OM80"]
    {
        assert_eq!(after(|i| i.iban = Some(iban.to_owned())), UblError::Form(Field::Iban), "{iban}");
    }
    for scheme in ["", "88", "00088", "em", "x088"] {
        let refused = after(|i| i.supplier.electronic_address.as_mut().expect("one").scheme = scheme.to_owned());
        assert_eq!(refused, UblError::Form(Field::ElectronicAddress), "{scheme}");
    }
    for language in ["", "-", "ar-", "1", "\"", "englishlanguage"] {
        assert_eq!(after(|i| i.notes[0].language = language.to_owned()), UblError::Form(Field::Note), "{language}");
    }
}

#[test]
fn dates_out_of_their_order_are_refused() {
    assert_eq!(after(|i| i.due_on = Some(date(2026, 11, 22))), UblError::Date(Field::DueOn));
    assert_eq!(after(|i| i.issued_on = date(-1, 1, 1)), UblError::Date(Field::IssuedOn));
    let reason = note("en", "why");
    let of = |of_issued_on| Kind::CreditNote { of: "INV-1".to_owned(), of_issued_on, reason: reason.clone() };
    assert_eq!(after(|i| i.kind = of(date(2026, 11, 24))), UblError::Date(Field::CorrectedOn));
    assert_eq!(after(|i| i.kind = of(date(1, 1, 1))), UblError::Date(Field::CorrectedOn));
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    assert_eq!(after(|i| i.lines[0].net.currency = Currency::Aed), UblError::Currency(Field::LineNet));
    assert_eq!(after(|i| i.vat[0].vat.currency = Currency::Kwd), UblError::Currency(Field::Vat));
    assert_eq!(after(|i| i.prepaid.currency = Currency::Bhd), UblError::Currency(Field::Prepaid));
    assert_eq!(after(|i| i.currency = Currency::Kwd), UblError::Currency(Field::LineNet));
    assert_eq!(after(|i| i.prepaid.minor = -1), UblError::TooSmall(Field::Prepaid));
    assert_eq!(after(|i| i.prepaid.minor = 405_275), UblError::TooSmall(Field::Payable));
    assert_eq!(after(|i| i.lines[2].net.minor = -900_000), UblError::TooSmall(Field::Total));
    assert_eq!(after(|i| i.vat.clear()), UblError::Rates);
    assert_eq!(after(|i| i.vat.push(i.vat[0])), UblError::Rates);
    assert_eq!(after(|i| i.vat[0].rate = points(501)), UblError::Rates);
    let huge = |i: &mut EInvoice| i.lines.iter_mut().for_each(|line| line.net.minor = i64::MAX);
    assert_eq!(after(|i| (huge(i), i.lines[0].vat = i.lines[2].vat.clone()).1), UblError::TooLarge);
    assert_eq!(
        after(|i| {
            i.lines[0].vat = VatCategory::Standard { rate: points(0) };
            i.vat.push(exchange::ubl::VatAtRate { rate: points(0), ..i.vat[0] });
        }),
        UblError::TooSmall(Field::Rate),
        "what is taxed at nothing is of the category zero"
    );
}

#[test]
fn peppol_refuses_what_only_pint_allows() {
    assert_eq!(peppol_after(|i| i.lines[0].net.minor += 1), UblError::Decimals(Field::LineNet));
    assert_eq!(peppol_after(|i| i.case_reference = None), UblError::Missing(Field::CaseReference));
    let bare = |i: &mut EInvoice| (i.simplified, i.customer.electronic_address) = (true, None);
    assert_eq!(peppol_after(bare), UblError::Missing(Field::ElectronicAddress));
    let free = VatCategory::OutOfScope { reason: "Fee at cost".to_owned() };
    assert_eq!(
        peppol_after(|i| {
            i.lines.push(exchange::ubl::EInvoiceLine { id: "2".to_owned(), vat: free.clone(), ..i.lines[0].clone() });
            i.payable.minor += 100_000;
        }),
        UblError::OutOfScope
    );
    let all_free = |i: &mut EInvoice| {
        i.lines[0].vat = free.clone();
        i.vat.clear();
        i.payable.minor = 100_000;
    };
    assert_eq!(peppol_after(all_free), UblError::OutOfScope, "beside a VAT number");
}

#[test]
fn a_tax_is_its_share_rounded_once_to_either_side() {
    let of = |net: i64, vat: i64| {
        let mut invoice = some::credit_note();
        (invoice.lines[0].net.minor, invoice.vat[0].vat.minor, invoice.payable.minor) = (net, vat, net + vat);
        write(&invoice, Profile::Pint)
    };
    // 5 % of these is 0.5, 0.45, 18.75 and 18,775 minor units.
    for (net, vat) in [(10, 0), (10, 1), (9, 0), (375, 19), (375_500, 18_775)] {
        assert!(of(net, vat).is_ok(), "{vat} of {net}");
    }
    for (net, vat) in [(10, 2), (10, -1), (9, 1), (375, 18), (375_500, 18_776), (375_500, 18_774)] {
        assert!(matches!(of(net, vat), Err(UblError::Tax { .. })), "{vat} of {net}");
    }
}

proptest! {
    #[test]
    fn a_sum_that_is_off_by_any_amount_is_refused(
        invoice in some::sound(Profile::Pint),
        off in prop_oneof![-3..=3_i64, any::<i64>()].prop_filter("off", |off| *off != 0),
        which in 0..4_usize,
        line in any::<prop::sample::Index>(),
    ) {
        let mut invoice = invoice;
        let sum = match which {
            0 => &mut invoice.payable,
            1 => &mut invoice.prepaid,
            2 => match invoice.vat.first_mut() {
                Some(share) => &mut share.vat,
                None => &mut invoice.payable,
            },
            _ => {
                let line = line.index(invoice.lines.len());
                &mut invoice.lines[line].net
            }
        };
        sum.minor = sum.minor.wrapping_add(off);
        prop_assert!(write(&invoice, Profile::Pint).is_err());
    }
}
