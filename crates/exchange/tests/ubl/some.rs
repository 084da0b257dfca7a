//! Invoices to test with: two samples, and random sound ones. Everybody in them is invented.

use domain::money::{BasisPoints, Currency, Money};
use exchange::ubl::{
    EInvoice, EInvoiceLine, ElectronicAddress, Kind, Note, Profile, TradeParty, VatAtRate, VatCategory,
};
use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;

pub fn points(rate: u16) -> BasisPoints {
    BasisPoints::try_from(rate).expect("at most all of it")
}

fn omr(minor: i64) -> Money {
    Money { minor, currency: Currency::Omr }
}

pub fn note(language: &str, text: &str) -> Note {
    Note { language: language.to_owned(), text: text.to_owned() }
}

/// Addresses in the number range 2, which is given to nobody.
fn address(id: &str) -> ElectronicAddress {
    ElectronicAddress { scheme: "0088".to_owned(), id: id.to_owned() }
}

fn agency() -> TradeParty {
    TradeParty {
        name: "Nur & Sons Manpower".to_owned(),
        name_ar: Some("نور وأبناؤه للقوى العاملة".to_owned()),
        vat_number: Some("OM1100000001".to_owned()),
        register_number: Some("0000021".to_owned()),
        street: Some("Street 21".to_owned()),
        city: Some("Muscat".to_owned()),
        country: "OM".to_owned(),
        electronic_address: Some(address("2000000000015")),
    }
}

fn household() -> TradeParty {
    TradeParty {
        name: "Household C-7K2M9QX4".to_owned(),
        name_ar: None,
        vat_number: None,
        register_number: None,
        street: None,
        city: Some("Sohar".to_owned()),
        country: "OM".to_owned(),
        electronic_address: None,
    }
}

fn line(id: &str, name: &str, name_ar: &str, minor: i64, vat: VatCategory) -> EInvoiceLine {
    EInvoiceLine { id: id.to_owned(), name: name.to_owned(), name_ar: Some(name_ar.to_owned()), net: omr(minor), vat }
}

/// A service fee, something off it, and a government fee at cost; a deposit was paid.
pub fn invoice() -> EInvoice {
    let standard = VatCategory::Standard { rate: points(500) };
    let fee = VatCategory::OutOfScope { reason: "Government fee, passed on at cost".to_owned() };
    EInvoice {
        number: "INV-2026-00001".to_owned(),
        uuid: Uuid::from_u128(0x0192_f3a0_0000_7000_8000_0000_0000_0001),
        issued_on: date(2026, 11, 23),
        issued_at: time(10, 15, 30, 999_999_999),
        due_on: Some(date(2026, 11, 30)),
        kind: Kind::Invoice,
        currency: Currency::Omr,
        simplified: true,
        supplier: agency(),
        customer: household(),
        lines: vec![
            line("1", "Placement service", "خدمة التوظيف", 395_500, standard.clone()),
            line("2", "Taken off: returning customer", "خصم لعميل سابق", -20_001, standard),
            line("3", "Residence card", "بطاقة الإقامة", 11_000, fee),
        ],
        vat: vec![VatAtRate { rate: points(500), vat: omr(18_775) }],
        prepaid: omr(200_000),
        payable: omr(205_274),
        payment_reference: Some("INV-2026-00001".to_owned()),
        iban: Some("OM800000000000000000001".to_owned()),
        case_reference: Some("C-7K2M9QX4".to_owned()),
        contract_reference: Some("AGR-2026-0007".to_owned()),
        notes: vec![note("ar", "لا تدفع العاملة شيئًا، لا الآن ولا لاحقًا.")],
    }
}

/// Takes a part of that invoice back.
pub fn credit_note() -> EInvoice {
    let reason = note("en", "Replaced within the guarantee: <180 days, \"no fault\" & agreed");
    EInvoice {
        number: "CN-2026-00001".to_owned(),
        uuid: Uuid::from_u128(0x0192_f3a0_0000_7000_8000_0000_0000_0002),
        issued_on: date(2026, 12, 14),
        due_on: None,
        kind: Kind::CreditNote { of: "INV-2026-00001".to_owned(), of_issued_on: date(2026, 11, 23), reason },
        simplified: false,
        customer: TradeParty { electronic_address: Some(address("2000000000022")), ..household() },
        lines: vec![line(
            "1",
            "Placement service, in part",
            "جزء من خدمة التوظيف",
            100_010,
            VatCategory::Standard { rate: points(500) },
        )],
        vat: vec![VatAtRate { rate: points(500), vat: omr(5_001) }],
        prepaid: omr(0),
        payable: omr(105_011),
        payment_reference: None,
        iban: None,
        notes: vec![note("ar", "استُبدلت العاملة خلال فترة الضمان.")],
        ..invoice()
    }
}

fn categories(profile: Profile) -> BoxedStrategy<VatCategory> {
    let reason = "[a-zA-Zء-ي]{1,20}";
    let taxed = prop_oneof![
        4 => prop_oneof![Just(500_u16), Just(1_500), 1..=10_000_u16]
            .prop_map(|rate| VatCategory::Standard { rate: points(rate) }),
        1 => Just(VatCategory::Zero),
        1 => reason.prop_map(|reason| VatCategory::Exempt { reason }),
    ];
    let free = reason.prop_map(|reason| VatCategory::OutOfScope { reason });
    match profile {
        Profile::Peppol => taxed.boxed(),
        Profile::Pint => prop_oneof![3 => taxed, 1 => free].boxed(),
    }
}

/// Random sound invoices and credit notes that the profile allows.
pub fn sound(profile: Profile) -> impl Strategy<Value = EInvoice> {
    // Of three decimals Peppol takes few sums: those whose tax ends in a nought too.
    let currencies = match profile {
        Profile::Peppol => vec![Currency::Aed, Currency::Sgd],
        Profile::Pint => Currency::ALL.to_vec(),
    };
    let line = (-50_000..=2_000_000_i64, "\\PC{0,30}[\\w<>&'\"]", categories(profile));
    let lines = proptest::collection::vec(line, 1..12);
    let rest = (proptest::sample::select(currencies), any::<bool>(), 0..=100_i64, any::<bool>(), any::<bool>());
    (lines, rest).prop_map(move |(lines, (currency, credit, prepaid_part, simplified, with_account))| {
        let base = if credit { credit_note() } else { invoice() };
        let money = |minor| Money { minor, currency };
        let mut lines: Vec<EInvoiceLine> = (1..)
            .zip(lines)
            .map(|(id, (minor, name, vat))| EInvoiceLine {
                id: id.to_string(),
                name,
                name_ar: None,
                net: money(minor),
                vat,
            })
            .collect();
        if lines.iter().map(|line| line.net.minor).sum::<i64>() < 0 || lines.len() == 1 {
            for line in &mut lines {
                line.net.minor = line.net.minor.abs();
            }
        }
        let mut vat: Vec<VatAtRate> = Vec::new();
        for line in &lines {
            let VatCategory::Standard { rate } = line.vat else { continue };
            if vat.iter().all(|share| share.rate != rate) {
                let of = lines.iter().filter(|other| other.vat == line.vat).map(|other| other.net.minor).sum();
                vat.push(VatAtRate { rate, vat: money(rate.of(of)) });
            }
        }
        let tax: i64 = vat.iter().map(|share| share.vat.minor).sum();
        let net: i64 = lines.iter().map(|line| line.net.minor).sum();
        if net + tax < 0 {
            // Taxed less than nothing in all: without the tax it is sound again.
            for line in &mut lines {
                line.vat = VatCategory::Zero;
            }
            vat.clear();
        }
        let total = net + vat.iter().map(|share| share.vat.minor).sum::<i64>();
        let prepaid = total * prepaid_part / 100;
        let customer = TradeParty {
            electronic_address: if simplified && profile == Profile::Pint {
                None
            } else {
                Some(address("2000000000022"))
            },
            ..base.customer.clone()
        };
        EInvoice {
            currency,
            simplified,
            customer,
            lines,
            vat,
            prepaid: money(prepaid),
            payable: money(total - prepaid),
            iban: base.iban.clone().filter(|_| with_account),
            ..base
        }
    })
}
