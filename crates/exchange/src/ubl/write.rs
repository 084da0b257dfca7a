//! An invoice as UBL 2.1 writes it: which element, with what, in the order of the schema. The two roots differ in few places, and
//! those are said. No rule: what comes here is sound.

use domain::money::Money;

use super::sound::{Totals, VatShare, check};
use super::xml::Xml;
use super::{EInvoice, EInvoiceLine, Kind, Note, Profile, TradeParty, UblError};

/// One piece (UN/ECE Recommendation 20).
const PIECE: &str = "C62";

/// The file, in UTF-8.
///
/// It is valid by the UBL 2.1 schemas, and keeps the rules of EN 16931-1 that its elements fall under, except that sums have the
/// decimals of the [`Profile`]. It does not stand in for the check of the service provider, who has the network's whole rules.
///
/// # Errors
/// The first thing found that makes it unsound. Nothing is rounded, shortened or left out.
pub fn write(invoice: &EInvoice, profile: Profile) -> Result<Vec<u8>, UblError> {
    let totals = check(invoice, profile)?;
    let page = Page { invoice, profile, totals };
    Ok(Xml::document(page.root(), |xml| page.write(xml)))
}

struct Page<'a> {
    invoice: &'a EInvoice,
    profile: Profile,
    totals: Totals,
}

impl Page<'_> {
    fn root(&self) -> &'static str {
        if self.is_invoice() { "Invoice" } else { "CreditNote" }
    }

    fn is_invoice(&self) -> bool {
        self.invoice.kind == Kind::Invoice
    }

    fn write(&self, xml: &mut Xml) {
        self.head(xml);
        self.references(xml);
        xml.group("AccountingSupplierParty", |xml| party(xml, &self.invoice.supplier));
        xml.group("AccountingCustomerParty", |xml| party(xml, &self.invoice.customer));
        self.payment(xml);
        self.tax(xml);
        self.totals(xml);
        for line in &self.invoice.lines {
            self.line(xml, line);
        }
    }

    fn head(&self, xml: &mut Xml) {
        let invoice = self.invoice;
        xml.text("CustomizationID", self.profile.customization());
        xml.text("ProfileID", self.profile.process());
        xml.text("ID", &invoice.number);
        xml.text("UUID", &invoice.uuid.to_string());
        xml.text("IssueDate", &invoice.issued_on.to_string());
        xml.text("IssueTime", &invoice.issued_at.strftime("%H:%M:%S").to_string());
        if self.is_invoice() {
            xml.maybe("DueDate", invoice.due_on.map(|day| day.to_string()).as_deref());
            xml.text("InvoiceTypeCode", "380");
        } else {
            xml.text("CreditNoteTypeCode", "381");
        }
        self.note(xml);
        xml.text("DocumentCurrencyCode", invoice.currency.code());
        xml.maybe("BuyerReference", invoice.case_reference.as_deref());
    }

    /// All notes in one: both profiles allow one only (PEPPOL-EN16931-R002, ibr-sr-51). It has a language where they share one.
    fn note(&self, xml: &mut Xml) {
        let reason = match &self.invoice.kind {
            Kind::CreditNote { reason, .. } => Some(reason),
            Kind::Invoice => None,
        };
        let notes: Vec<&Note> = reason.into_iter().chain(&self.invoice.notes).collect();
        let Some(first) = notes.first() else { return };
        let text = notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n");
        if notes.iter().all(|note| note.language == first.language) {
            xml.with("Note", ("languageID", &first.language), &text);
        } else {
            xml.text("Note", &text);
        }
    }

    fn references(&self, xml: &mut Xml) {
        if let Kind::CreditNote { of, of_issued_on, .. } = &self.invoice.kind {
            xml.group("BillingReference", |xml| {
                xml.group("InvoiceDocumentReference", |xml| {
                    xml.text("ID", of);
                    xml.text("IssueDate", &of_issued_on.to_string());
                });
            });
        }
        if let Some(contract) = &self.invoice.contract_reference {
            xml.group("ContractDocumentReference", |xml| xml.text("ID", contract));
        }
    }

    /// UNCL 4461: 30 is a credit transfer, which needs an account (BR-61); 1 leaves open how.
    fn payment(&self, xml: &mut Xml) {
        let invoice = self.invoice;
        // A credit note's root has no place for the day, so it stands here.
        let due = invoice.due_on.filter(|_| !self.is_invoice()).map(|day| day.to_string());
        if invoice.iban.is_none() && invoice.payment_reference.is_none() && due.is_none() {
            return;
        }
        xml.group("PaymentMeans", |xml| {
            xml.text("PaymentMeansCode", if invoice.iban.is_some() { "30" } else { "1" });
            xml.maybe("PaymentDueDate", due.as_deref());
            xml.maybe("PaymentID", invoice.payment_reference.as_deref());
            if let Some(iban) = &invoice.iban {
                xml.group("PayeeFinancialAccount", |xml| xml.text("ID", iban));
            }
        });
    }

    fn tax(&self, xml: &mut Xml) {
        xml.group("TaxTotal", |xml| {
            self.amount(xml, "TaxAmount", self.totals.vat);
            for share in &self.totals.shares {
                xml.group("TaxSubtotal", |xml| {
                    self.amount(xml, "TaxableAmount", share.net);
                    self.amount(xml, "TaxAmount", share.vat);
                    xml.group("TaxCategory", |xml| share.write(xml));
                });
            }
        });
    }

    fn totals(&self, xml: &mut Xml) {
        xml.group("LegalMonetaryTotal", |xml| {
            self.amount(xml, "LineExtensionAmount", self.totals.net);
            self.amount(xml, "TaxExclusiveAmount", self.totals.net);
            self.amount(xml, "TaxInclusiveAmount", self.totals.total);
            self.amount(xml, "PrepaidAmount", self.invoice.prepaid);
            self.amount(xml, "PayableAmount", self.invoice.payable);
        });
    }

    /// One piece at its price; what is taken off is one piece less, since no price is negative (BR-27).
    fn line(&self, xml: &mut Xml, line: &EInvoiceLine) {
        let (group, quantity) = if self.is_invoice() {
            ("InvoiceLine", "InvoicedQuantity")
        } else {
            ("CreditNoteLine", "CreditedQuantity")
        };
        xml.group(group, |xml| {
            xml.text("ID", &line.id);
            xml.with(quantity, ("unitCode", PIECE), if line.net.minor < 0 { "-1" } else { "1" });
            self.amount(xml, "LineExtensionAmount", line.net);
            xml.group("Item", |xml| {
                if let Some(name) = &line.name_ar {
                    xml.with("Description", ("languageID", "ar"), name);
                }
                xml.text("Name", &line.name);
                xml.group("ClassifiedTaxCategory", |xml| category(xml, line.vat.code(), line.vat.rate(), None));
            });
            xml.group("Price", |xml| self.sum(xml, "PriceAmount", false, line.net));
        });
    }

    fn amount(&self, xml: &mut Xml, name: &str, sum: Money) {
        self.sum(xml, name, sum.minor < 0, sum);
    }

    /// A sum with the decimals of the profile: those beyond are known to be noughts.
    fn sum(&self, xml: &mut Xml, name: &str, negative: bool, sum: Money) {
        let exponent = sum.currency.exponent();
        let decimals = self.profile.decimals(sum.currency).min(exponent);
        let minor = sum.minor.unsigned_abs() / 10_u64.pow(exponent - decimals);
        let unit = 10_u64.pow(decimals);
        let (sign, width) = (if negative { "-" } else { "" }, decimals as usize);
        let text = format!("{sign}{}.{:0width$}", minor / unit, minor % unit);
        xml.with(name, ("currencyID", sum.currency.code()), &text);
    }
}

impl VatShare {
    fn write(&self, xml: &mut Xml) {
        category(xml, self.code, self.rate, self.reason.as_deref());
    }
}

/// What is out of scope has no rate, not even nought (BR-O-05).
fn category(xml: &mut Xml, code: &str, rate: u16, reason: Option<&str>) {
    xml.text("ID", code);
    if code != "O" {
        xml.text("Percent", &percent(rate));
    }
    xml.maybe("TaxExemptionReason", reason);
    vat_scheme(xml);
}

/// Hundredths of a percent as percent: `5`, `12.5`, `0.25`.
fn percent(rate: u16) -> String {
    match (rate / 100, rate % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

fn vat_scheme(xml: &mut Xml) {
    xml.group("TaxScheme", |xml| xml.text("ID", "VAT"));
}

fn party(xml: &mut Xml, party: &TradeParty) {
    xml.group("Party", |xml| {
        if let Some(address) = &party.electronic_address {
            xml.with("EndpointID", ("schemeID", &address.scheme), &address.id);
        }
        if let Some(name) = &party.name_ar {
            xml.group("PartyName", |xml| xml.with("Name", ("languageID", "ar"), name));
        }
        xml.group("PostalAddress", |xml| {
            xml.maybe("StreetName", party.street.as_deref());
            xml.maybe("CityName", party.city.as_deref());
            xml.group("Country", |xml| xml.text("IdentificationCode", &party.country));
        });
        if let Some(number) = &party.vat_number {
            xml.group("PartyTaxScheme", |xml| {
                xml.text("CompanyID", number);
                vat_scheme(xml);
            });
        }
        xml.group("PartyLegalEntity", |xml| {
            xml.text("RegistrationName", &party.name);
            xml.maybe("CompanyID", party.register_number.as_deref());
        });
    });
}
