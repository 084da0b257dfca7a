//! What papers and files say of an invoice, in both languages, and what they never say.

use app::invoices::{InvoiceView, Issuer, PaymentView, Receipt, Sheet, Standing};
use domain::invoice::{InvoiceItem, InvoiceKind, InvoiceLine, ROUNDING};
use domain::money::Currency;
use domain::{CaseId, OrgId};
use exchange::ubl::{Field, UblError};
use store::tables::invoices::{Body, Invoice};
use store::tables::payments::Payment;
use uuid::Uuid;

use super::{Addresses, of_invoice, of_receipt, percent, sentence, written};
use crate::i18n::Lang;

fn issuer(vat_number: Option<&str>) -> Issuer {
    Issuer {
        name: "Al Waha Manpower".to_owned(),
        name_ar: "الواحة للقوى العاملة".to_owned(),
        vat_number: vat_number.map(str::to_owned),
        register_number: Some("1234567".to_owned()),
        address: Some("Way 4512, Ruwi".to_owned()),
        address_ar: Some("سكة 4512، روي".to_owned()),
    }
}

/// Half of 600.000 with 5 %, and of 141.000 that go to the government.
fn sheet(kind: InvoiceKind, vat_number: Option<&str>) -> Sheet {
    let line = |item, net_minor, vat_minor| InvoiceLine { item, net_minor, vat_minor };
    let lines = match kind {
        InvoiceKind::Commission => vec![line(InvoiceItem::Commission, 60_000, 3_000)],
        _ => vec![line(InvoiceItem::ServiceFee, 300_000, 15_000), line(InvoiceItem::GovernmentFee, 70_500, 0)],
    };
    let (net_minor, vat_minor) = domain::invoice::sums(&lines);
    let buyer = (kind == InvoiceKind::Commission).then(|| issuer(Some("OM1100067890")));
    let credit = kind == InvoiceKind::CreditNote;
    let invoice = Invoice {
        id: Uuid::from_u128(u128::from(kind == InvoiceKind::Deposit)),
        issuer: OrgId(Uuid::nil()),
        series: kind.series().to_owned(),
        year: 2026,
        n: 17,
        number: format!("{}-2026-00017", kind.series()),
        kind,
        case: Uuid::nil(),
        customer: OrgId(Uuid::nil()),
        agency: OrgId(Uuid::nil()),
        currency: "OMR".to_owned(),
        net_minor,
        vat_minor,
        body: Body {
            lines,
            credits: if credit { vec![InvoiceKind::Deposit] } else { Vec::new() },
            rounding: ROUNDING.to_owned(),
            vat_basis_points: 500,
            issuer: issuer(vat_number),
            buyer,
            case: "C-7K2M9QX4".to_owned(),
        },
        issued_at: "2026-11-23T08:00:00Z".parse().expect("a moment"),
        due_at: (!credit).then(|| "2026-11-30T08:00:00Z".parse().expect("a moment")),
        record: Uuid::nil(),
        seal: [0xab; 32],
    };
    Sheet {
        view: InvoiceView {
            invoice,
            credits: if credit { vec!["INV-2026-00017".to_owned()] } else { Vec::new() },
            standing: Standing::Open { left_minor: net_minor + vat_minor, part: false, late: false },
            case: "C-7K2M9QX4".to_owned(),
            agency: Some("AG-021".to_owned()),
            agency_name: ("Al Waha Manpower".to_owned(), "الواحة للقوى العاملة".to_owned()),
        },
        others: Vec::new(),
        payments: Vec::new(),
        currency: Currency::Omr,
        iban: None,
        reference: "RF18C7K2M9QX4".to_owned(),
        cancel_cap: 5_000,
        guarantee_days: 180,
    }
}

const NUMBER: Option<&str> = Some("OM1100012345");

#[test]
fn a_paper_is_called_a_tax_invoice_only_by_whoever_has_a_tax_number() {
    let title = |kind, number| {
        let paper = of_invoice(Lang::En, false, &sheet(kind, number));
        (paper.title, paper.title_other)
    };
    let both = |english: &str, arabic: &str| (english.to_owned(), arabic.to_owned());
    assert_eq!(title(InvoiceKind::Deposit, NUMBER), both("Simplified tax invoice", "فاتورة ضريبية مبسطة"));
    assert_eq!(title(InvoiceKind::Deposit, None), both("Invoice", "فاتورة"));
    assert_eq!(title(InvoiceKind::Commission, NUMBER), both("Tax invoice", "فاتورة ضريبية"));
    assert_eq!(title(InvoiceKind::Commission, None), both("Invoice", "فاتورة"));
    assert_eq!(title(InvoiceKind::CreditNote, NUMBER), both("Credit note", "إشعار دائن"));
}

#[test]
fn a_household_is_named_by_its_case_and_an_agency_by_its_number() {
    let household = of_invoice(Lang::En, false, &sheet(InvoiceKind::Deposit, NUMBER));
    assert_eq!(household.parties[1].lines, ["The household of case C-7K2M9QX4"]);
    let agency = of_invoice(Lang::En, false, &sheet(InvoiceKind::Commission, NUMBER));
    assert!(agency.parties[0].lines.iter().any(|line| line.contains("OM1100012345")), "{agency:?}");
    assert!(agency.parties[1].lines.iter().any(|line| line.contains("OM1100067890")), "{agency:?}");
}

#[test]
fn a_paper_says_its_sums_to_the_baisa_without_marks_of_direction() {
    for (lang, total) in [(Lang::En, "OMR 385.500"), (Lang::Ar, "385.500 ر.ع.")] {
        let paper = of_invoice(lang, true, &sheet(InvoiceKind::Deposit, NUMBER));
        assert_eq!(paper.totals.last().expect("a total").1, total);
        assert_eq!(paper.rtl, lang == Lang::Ar);
        assert!(!paper.banner.is_empty(), "a demo says so");
        assert!(paper.tables[0].rows.iter().all(|row| row.len() == paper.tables[0].head.len()));
        assert!(!format!("{paper:?}").contains(['\u{2068}', '\u{2069}']), "{paper:?}");
        assert_eq!(paper.seal, "abababababababab");
        assert_eq!(
            paper.code,
            "Al Waha Manpower; OM1100012345; INV-2026-00017; 2026-11-23T08:00:00Z; OMR 385.500; VAT OMR 15.000"
        );
    }
}

#[test]
fn a_receipt_says_that_it_is_no_tax_invoice() {
    let payment = Payment {
        id: Uuid::nil(),
        case: CaseId(Uuid::nil()),
        customer: OrgId(Uuid::nil()),
        agency: OrgId(Uuid::nil()),
        method: "cash".to_owned(),
        way: "in".to_owned(),
        amount_minor: 385_500,
        currency: "OMR".to_owned(),
        state: "confirmed".to_owned(),
        receipt: Some("RCT-2026-00001".to_owned()),
        source: None,
        noted_by: None,
        noted_at: "2026-11-23T08:00:00Z".parse().expect("a moment"),
        answered_by: None,
        answered_at: None,
        entry: Some(2),
        record: None,
        version: 2,
    };
    let view = PaymentView { payment, case: "C-7K2M9QX4".to_owned(), answers: false };
    let reference = "RF18C7K2M9QX4".to_owned();
    let receipt = Receipt { view, issuer: issuer(None), currency: Currency::Omr, reference };
    let paper = of_receipt(Lang::En, false, &receipt);
    assert_eq!((paper.number.as_str(), paper.title.as_str()), ("RCT-2026-00001", "Receipt"));
    assert!(paper.notes.iter().any(|note| note.contains("not a tax invoice")), "{paper:?}");
}

#[test]
fn an_electronic_invoice_says_what_it_lacks_and_is_written_when_it_is_there() {
    let network = Addresses { supplier: "0088:2000000000015".to_owned(), customer: String::new() };
    let lacks = |sheet: &Sheet, addresses: &Addresses| written(sheet, addresses).expect_err("refused");
    let deposit = sheet(InvoiceKind::Deposit, NUMBER);
    let (no_address, no_number) =
        (lacks(&deposit, &Addresses::default()), lacks(&sheet(InvoiceKind::Deposit, None), &network));
    assert_eq!(no_address, UblError::Missing(Field::ElectronicAddress));
    assert_eq!(no_number, UblError::Missing(Field::VatNumber));
    for lang in Lang::ALL {
        assert!(sentence(lang, &no_address).contains("0088:2000000000015"));
        assert_ne!(sentence(lang, &no_number), sentence(lang, &no_address));
    }
    let xml = String::from_utf8(written(&deposit, &network).expect("written")).expect("text");
    for said in ["INV-2026-00017", "385.500", "15.000", "C-7K2M9QX4", "OM1100012345"] {
        assert!(xml.contains(said), "{said}: {xml}");
    }
    assert_eq!(written(&deposit, &network).expect("the same"), xml.into_bytes());
    let mut note = sheet(InvoiceKind::CreditNote, NUMBER);
    note.others.push(deposit.view);
    let xml = String::from_utf8(written(&note, &network).expect("written")).expect("text");
    assert!(xml.contains("CreditNote") && xml.contains("CRN-2026-00017") && xml.contains("INV-2026-00017"), "{xml}");
}

#[test]
fn every_kind_item_standing_and_method_has_a_name_in_both_languages() {
    let kinds = InvoiceKind::ALL.iter().map(|kind| format!("invoice-kind-{kind}"));
    let items = InvoiceItem::ALL.iter().map(|item| format!("invoice-item-{item}"));
    let stands = ["late", "part", "open", "paid", "credited", "deducted", "note"];
    let stands = stands.into_iter().map(|word| format!("invoice-standing-{word}"));
    let methods = app::payments::METHODS.into_iter().map(|word| format!("invoice-method-{word}"));
    for key in kinds.chain(items).chain(stands).chain(methods) {
        for lang in Lang::ALL {
            assert_ne!(lang.t(&key), key, "{key}");
        }
    }
}

#[test]
fn a_rate_is_written_as_people_do() {
    assert_eq!([500, 750, 1, 0, 10_000].map(percent), ["5", "7.5", "0.01", "0", "100"]);
}
