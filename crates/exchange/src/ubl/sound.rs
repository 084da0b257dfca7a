//! Whether an invoice holds together: its texts can be written, its dates follow each other, its sums add up. Answers the sums that
//! a file states beside the given ones, and changes nothing.
//!
//! The rules are those of EN 16931-1, named where they stand; the codes are its own.

use std::collections::{BTreeMap, BTreeSet};

use domain::money::Money;
use jiff::civil::Date;

use super::{EInvoice, Field, Kind, LINES_MAX, NOTES_MAX, Profile, TradeParty, UblError, VatCategory};

/// The most characters of a number or reference.
const REFERENCE_MAX: usize = 100;
/// The most characters of a name, a line of an address or a reason.
const NAME_MAX: usize = 300;
/// The most characters of a note.
const NOTE_MAX: usize = 4_000;

/// The sums that follow from those given.
pub struct Totals {
    /// Of all lines, without tax (BT-106, BT-109).
    pub net: Money,
    /// All tax (BT-110).
    pub vat: Money,
    /// Both (BT-112).
    pub total: Money,
    /// By category and rate.
    pub shares: Vec<VatShare>,
}

/// What of an invoice is taxed alike (BG-23).
pub struct VatShare {
    /// The code of UNCL 5305.
    pub code: &'static str,
    /// In hundredths of a percent.
    pub rate: u16,
    /// The sum of its lines (BT-116).
    pub net: Money,
    /// Its tax (BT-117).
    pub vat: Money,
    /// Why nothing is taxed, every reason once (BT-120).
    pub reason: Option<String>,
}

/// The sums, of an invoice that can be written.
pub fn check(invoice: &EInvoice, profile: Profile) -> Result<Totals, UblError> {
    texts(invoice)?;
    dates(invoice)?;
    parties(invoice)?;
    sums_are_of_the_currency(invoice, profile)?;
    let totals = add_up(invoice)?;
    if profile == Profile::Peppol {
        peppol(invoice, &totals)?;
    }
    Ok(totals)
}

fn texts(invoice: &EInvoice) -> Result<(), UblError> {
    text(Field::Number, &invoice.number, REFERENCE_MAX)?;
    let references = [
        (Field::PaymentReference, &invoice.payment_reference),
        (Field::CaseReference, &invoice.case_reference),
        (Field::ContractReference, &invoice.contract_reference),
    ];
    for (field, reference) in references {
        reference.as_deref().map_or(Ok(()), |reference| text(field, reference, REFERENCE_MAX))?;
    }
    if invoice.iban.as_deref().is_some_and(|iban| !is_iban(iban)) {
        return Err(UblError::Form(Field::Iban));
    }

    let mut notes: Vec<_> = invoice.notes.iter().collect();
    if let Kind::CreditNote { of, reason, .. } = &invoice.kind {
        text(Field::Number, of, REFERENCE_MAX)?;
        notes.push(reason);
    }
    if notes.len() > NOTES_MAX {
        return Err(UblError::Notes(notes.len()));
    }
    for note in notes {
        text(Field::Note, &note.text.replace('\n', " "), NOTE_MAX)?;
        let is_tag = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !note.language.starts_with(|c: char| c.is_ascii_alphabetic()) || !note.language.split('-').all(is_tag) {
            return Err(UblError::Form(Field::Note));
        }
    }

    if invoice.lines.is_empty() || invoice.lines.len() > LINES_MAX {
        return Err(UblError::Lines(invoice.lines.len()));
    }
    let mut ids = BTreeSet::new();
    for line in &invoice.lines {
        text(Field::LineId, &line.id, REFERENCE_MAX)?;
        text(Field::LineName, &line.name, NAME_MAX)?;
        line.name_ar.as_deref().map_or(Ok(()), |name| text(Field::LineName, name, NAME_MAX))?;
        line.vat.reason().map_or(Ok(()), |reason| text(Field::ExemptionReason, reason, NAME_MAX))?;
        if !ids.insert(&line.id) {
            return Err(UblError::LineTwice(line.id.clone()));
        }
    }
    Ok(())
}

/// Says something, in at most so many characters that XML can carry.
fn text(field: Field, text: &str, most: usize) -> Result<(), UblError> {
    if text.trim().is_empty() {
        return Err(UblError::Missing(field));
    }
    let unwritable = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(unwritable) || text.chars().count() > most { Err(UblError::Text(field)) } else { Ok(()) }
}

/// ISO 13616: country, two check digits, the account; the whole leaves 1 of 97.
fn is_iban(iban: &str) -> bool {
    let capital = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let bytes = iban.as_bytes();
    if !(15..=34).contains(&bytes.len()) || !bytes.iter().all(capital) {
        return false;
    }
    let (head, account) = bytes.split_at(4);
    let remainder = account.iter().chain(head).fold(0_u32, |rest, &b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b - b'A') + 10) % 97,
    });
    head[..2].iter().all(u8::is_ascii_uppercase) && head[2..].iter().all(u8::is_ascii_digit) && remainder == 1
}

fn dates(invoice: &EInvoice) -> Result<(), UblError> {
    if !(2000..=9999).contains(&invoice.issued_on.year()) {
        return Err(UblError::Date(Field::IssuedOn));
    }
    if invoice.due_on.is_some_and(|due: Date| due < invoice.issued_on) {
        return Err(UblError::Date(Field::DueOn));
    }
    match &invoice.kind {
        Kind::CreditNote { of_issued_on: of, .. } if *of > invoice.issued_on || of.year() < 2000 => {
            Err(UblError::Date(Field::CorrectedOn))
        }
        // BR-CO-25
        Kind::Invoice if invoice.payable.minor > 0 && invoice.due_on.is_none() => Err(UblError::Missing(Field::DueOn)),
        _ => Ok(()),
    }
}

fn parties(invoice: &EInvoice) -> Result<(), UblError> {
    party(&invoice.supplier)?;
    party(&invoice.customer)?;
    let supplier = &invoice.supplier;
    if supplier.electronic_address.is_none() || (invoice.customer.electronic_address.is_none() && !invoice.simplified) {
        return Err(UblError::Missing(Field::ElectronicAddress));
    }
    // BR-S-02, BR-Z-02, BR-E-02: who taxes, or says why not, is known to the tax office.
    let taxes = invoice.lines.iter().any(|line| !matches!(line.vat, VatCategory::OutOfScope { .. }));
    match (&supplier.vat_number, &supplier.register_number) {
        (None, _) if taxes => Err(UblError::Missing(Field::VatNumber)),
        // BR-CO-26
        (None, None) => Err(UblError::Missing(Field::RegisterNumber)),
        _ => Ok(()),
    }
}

fn party(party: &TradeParty) -> Result<(), UblError> {
    let said = [
        (Field::Name, Some(&party.name)),
        (Field::Name, party.name_ar.as_ref()),
        (Field::RegisterNumber, party.register_number.as_ref()),
        (Field::Address, party.street.as_ref()),
        (Field::Address, party.city.as_ref()),
        (Field::ElectronicAddress, party.electronic_address.as_ref().map(|address| &address.id)),
    ];
    for (field, said) in said {
        said.map_or(Ok(()), |said| text(field, said, NAME_MAX))?;
    }
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    if party.country.len() != 2 || !letters(&party.country) {
        return Err(UblError::Form(Field::Country));
    }
    // BR-CO-09: the country stands before the number.
    let is_vat_number = |number: &str| {
        (4..=20).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_alphanumeric())
            && number.get(..2).is_some_and(letters)
    };
    if party.vat_number.as_deref().is_some_and(|number| !is_vat_number(number)) {
        return Err(UblError::Form(Field::VatNumber));
    }
    let is_scheme = |scheme: &str| match scheme.len() {
        2 => letters(scheme),
        4 => scheme.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    match &party.electronic_address {
        Some(address) if !is_scheme(&address.scheme) => Err(UblError::Form(Field::ElectronicAddress)),
        _ => Ok(()),
    }
}

fn sums_are_of_the_currency(invoice: &EInvoice, profile: Profile) -> Result<(), UblError> {
    let surplus = invoice.currency.exponent().saturating_sub(profile.decimals(invoice.currency));
    let lines = invoice.lines.iter().map(|line| (Field::LineNet, line.net));
    let vat = invoice.vat.iter().map(|share| (Field::Vat, share.vat));
    let ends = [(Field::Prepaid, invoice.prepaid), (Field::Payable, invoice.payable)];
    for (field, sum) in lines.chain(vat).chain(ends) {
        if sum.currency != invoice.currency {
            return Err(UblError::Currency(field));
        }
        if sum.minor % 10_i64.pow(surplus) != 0 {
            return Err(UblError::Decimals(field));
        }
    }
    Ok(())
}

/// BR-CO-10, BR-CO-13 to BR-CO-17, BR-S-08, BR-Z-08, BR-E-08, BR-O-08.
fn add_up(invoice: &EInvoice) -> Result<Totals, UblError> {
    let money = |minor: i128| {
        let minor = i64::try_from(minor).map_err(|_| UblError::TooLarge)?;
        Ok(Money { minor, currency: invoice.currency })
    };
    let mut booked = BTreeMap::new();
    for share in &invoice.vat {
        if booked.insert(u16::from(share.rate), *share).is_some() {
            return Err(UblError::Rates);
        }
    }

    // No sum of 999 lines leaves an i128.
    let mut alike: BTreeMap<(&str, u16), (i128, Vec<&str>)> = BTreeMap::new();
    for line in &invoice.lines {
        let (net, reasons) = alike.entry((line.vat.code(), line.vat.rate())).or_default();
        *net += i128::from(line.net.minor);
        reasons.extend(line.vat.reason().filter(|reason| !reasons.contains(reason)));
    }

    let mut shares = Vec::new();
    for ((code, rate), (net, reasons)) in alike {
        let mut vat = money(0)?;
        if code == "S" {
            let share = booked.remove(&rate).ok_or(UblError::Rates)?;
            if rate == 0 {
                return Err(UblError::TooSmall(Field::Rate)); // BR-S-05
            }
            let off = i128::from(share.vat.minor) * 10_000 - net * i128::from(rate);
            if off.abs() > 5_000 {
                return Err(UblError::Tax { rate: share.rate, of: money(net)? });
            }
            vat = share.vat;
        }
        let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        shares.push(VatShare { code, rate, net: money(net)?, vat, reason });
    }
    if !booked.is_empty() {
        return Err(UblError::Rates);
    }

    let sum = |of: fn(&VatShare) -> Money| shares.iter().map(|share| i128::from(of(share).minor)).sum::<i128>();
    let (net, vat) = (sum(|share| share.net), sum(|share| share.vat));
    let prepaid = i128::from(invoice.prepaid.minor);
    if net + vat < 0 {
        return Err(UblError::TooSmall(Field::Total));
    }
    if prepaid < 0 {
        return Err(UblError::TooSmall(Field::Prepaid));
    }
    if net + vat < prepaid {
        return Err(UblError::TooSmall(Field::Payable));
    }
    let (total, counted) = (money(net + vat)?, money(net + vat - prepaid)?);
    if counted != invoice.payable {
        return Err(UblError::Payable { said: invoice.payable, counted });
    }
    Ok(Totals { net: money(net)?, vat: money(vat)?, total, shares })
}

/// What Peppol BIS Billing 3.0 wants beyond the rest.
fn peppol(invoice: &EInvoice, totals: &Totals) -> Result<(), UblError> {
    // PEPPOL-EN16931-R003
    if invoice.case_reference.is_none() {
        return Err(UblError::Missing(Field::CaseReference));
    }
    // PEPPOL-EN16931-R010
    if invoice.customer.electronic_address.is_none() {
        return Err(UblError::Missing(Field::ElectronicAddress));
    }
    let beside =
        totals.shares.len() > 1 || invoice.supplier.vat_number.is_some() || invoice.customer.vat_number.is_some();
    if beside && totals.shares.iter().any(|share| share.code == "O") { Err(UblError::OutOfScope) } else { Ok(()) }
}
