//! An issued invoice as an electronic one (UBL 2.1): which of its facts stands where. Nothing is reckoned here but sums of lines.
//!
//! It is written as it was issued: what came in since then is no part of it, so that the same invoice gives the same file.

use domain::calendar::muscat;
use domain::invoice::{InvoiceItem, InvoiceKind, InvoiceLine};
use domain::money::{BasisPoints, Money};
use exchange::ubl::{
    EInvoice, EInvoiceLine, ElectronicAddress, Kind, Note, Profile, TradeParty, UblError, VatAtRate, VatCategory, write,
};
use jiff::tz::{TimeZone, offset};
use store::tables::invoices::Issuer;

use super::Sheet;

/// Where the parties are reached in the network. Their service provider gives the addresses; nothing here knows them.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Of whoever issued the invoice: `0088:2000000000015`.
    pub supplier: Option<ElectronicAddress>,
    /// Of whom it asks. A household needs none.
    pub customer: Option<ElectronicAddress>,
}

/// What things are called in the two languages.
pub trait Named {
    /// A line's item: in English, in Arabic.
    fn item(&self, item: InvoiceItem) -> (String, String);
    /// Why no tax is asked on what is passed on at cost.
    fn at_cost(&self) -> String;
    /// Whom a household's invoice is for, without a name.
    fn household(&self, case: &str) -> String;
    /// Why a credit note was issued, naming the invoices.
    fn reason(&self, credits: &[String]) -> String;
}

/// Reads an address: scheme, colon, number.
pub fn address(text: &str) -> Option<ElectronicAddress> {
    let (scheme, id) = text.split_once(':')?;
    Some(ElectronicAddress { scheme: scheme.trim().to_owned(), id: id.trim().to_owned() })
}

/// The file, in the general form of Peppol International: Oman's own cannot be kept yet (`docs/einvoices.md`).
///
/// # Errors
/// What of the invoice is missing or cannot be written.
pub fn ubl(sheet: &Sheet, network: Network, named: &dyn Named) -> Result<Vec<u8>, UblError> {
    write(&einvoice(sheet, network, named), Profile::Pint)
}

fn einvoice(sheet: &Sheet, network: Network, named: &dyn Named) -> EInvoice {
    let invoice = &sheet.view.invoice;
    let money = |minor| Money { minor, currency: sheet.currency };
    let rate = BasisPoints::try_from(invoice.body.vat_basis_points).unwrap_or_default();
    let simplified = invoice.kind != InvoiceKind::Commission;
    let customer = match &invoice.body.buyer {
        Some(buyer) => party(buyer, network.customer),
        None => TradeParty {
            name: named.household(&sheet.view.case),
            name_ar: None,
            vat_number: None,
            register_number: None,
            street: None,
            city: None,
            country: COUNTRY.to_owned(),
            electronic_address: network.customer,
        },
    };
    EInvoice {
        number: invoice.number.clone(),
        uuid: invoice.id,
        issued_on: muscat(invoice.issued_at),
        issued_at: invoice.issued_at.to_zoned(TimeZone::fixed(offset(4))).time(),
        due_on: invoice.due_at.map(muscat),
        kind: kind(sheet, named),
        currency: sheet.currency,
        simplified,
        supplier: party(&invoice.body.issuer, network.supplier),
        customer,
        lines: (1..).zip(&invoice.body.lines).map(|(n, line)| self::line(n, line, rate, named, money)).collect(),
        vat: taxes(&invoice.body.lines, rate, money),
        prepaid: money(0),
        payable: money(invoice.net_minor + invoice.vat_minor),
        payment_reference: simplified.then(|| sheet.reference.clone()),
        iban: sheet.iban.clone(),
        case_reference: Some(sheet.view.case.clone()),
        contract_reference: None,
        notes: Vec::new(),
    }
}

/// LIMIT: organisations say no country yet; all of them are in Oman.
const COUNTRY: &str = "OM";

fn party(said: &Issuer, electronic_address: Option<ElectronicAddress>) -> TradeParty {
    let other = Some(said.name_ar.clone()).filter(|name| !name.is_empty() && *name != said.name);
    TradeParty {
        name: said.name.clone(),
        name_ar: other,
        vat_number: said.vat_number.clone(),
        register_number: said.register_number.clone(),
        street: said.address.clone(),
        city: None,
        country: COUNTRY.to_owned(),
        electronic_address,
    }
}

/// A credit note names one invoice (BT-25): the newest that it gives back from. Its reason names all of them.
fn kind(sheet: &Sheet, named: &dyn Named) -> Kind {
    let view = &sheet.view;
    if view.invoice.kind != InvoiceKind::CreditNote {
        return Kind::Invoice;
    }
    let of = sheet.others.iter().rfind(|other| view.credits.contains(&other.invoice.number));
    Kind::CreditNote {
        of: of.map(|one| one.invoice.number.clone()).unwrap_or_default(),
        of_issued_on: muscat(of.map_or(view.invoice.issued_at, |one| one.invoice.issued_at)),
        reason: Note { language: "en".to_owned(), text: named.reason(&view.credits) },
    }
}

fn line(
    n: usize,
    line: &InvoiceLine,
    rate: BasisPoints,
    named: &dyn Named,
    money: impl Fn(i64) -> Money,
) -> EInvoiceLine {
    let (name, name_ar) = named.item(line.item);
    let vat = match (line.item.is_taxed(), u16::from(rate)) {
        (true, 0) => VatCategory::Zero,
        (true, _) => VatCategory::Standard { rate },
        (false, _) => VatCategory::OutOfScope { reason: named.at_cost() },
    };
    EInvoiceLine { id: n.to_string(), name, name_ar: Some(name_ar), net: money(line.net_minor), vat }
}

/// The tax of the one rate, once.
fn taxes(lines: &[InvoiceLine], rate: BasisPoints, money: impl Fn(i64) -> Money) -> Vec<VatAtRate> {
    let taxed: Vec<i64> = lines.iter().filter(|line| line.item.is_taxed()).map(|line| line.vat_minor).collect();
    if taxed.is_empty() || u16::from(rate) == 0 {
        return Vec::new();
    }
    vec![VatAtRate { rate, vat: money(taxed.iter().sum()) }]
}
