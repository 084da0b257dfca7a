//! The rules of EN 16931-1 and Peppol that our elements fall under, asserted over what was written. Each is named by its code.

use exchange::ubl::{EInvoice, Kind, Profile, write};
use proptest::prelude::*;
use roxmltree::Node;

use crate::read::{all, document, one, sum, text, texts};
use crate::some;

fn keeps_the_rules(invoice: &EInvoice, profile: Profile) {
    let written = text(write(invoice, profile).expect("sound"));
    let document = document(&written);
    let root = document.root_element();
    let (kind, line) = match invoice.kind {
        Kind::Invoice => ("Invoice", "cac:InvoiceLine"),
        Kind::CreditNote { .. } => ("CreditNote", "cac:CreditNoteLine"),
    };
    assert_eq!(root.tag_name().name(), kind);
    assert_eq!(
        root.tag_name().namespace(),
        Some(format!("urn:oasis:names:specification:ubl:schema:xsd:{kind}-2").as_str())
    );
    heads(root, invoice, kind);
    nothing_is_empty(root);
    totals(root, invoice, line);
    categories(root, invoice, line);
    for sum in root.descendants().filter(|node| node.has_attribute("currencyID")) {
        let decimals = sum.text().and_then(|text| text.split_once('.')).expect("decimals").1.len();
        let most = if profile == Profile::Peppol { 2 } else { invoice.currency.exponent() as usize };
        assert!(decimals <= most, "BR-DEC: {decimals}");
    }
}

fn heads(root: Node, invoice: &EInvoice, kind: &str) {
    assert!(one(root, "cbc:CustomizationID").starts_with("urn:"), "BR-01");
    assert!(one(root, "cbc:ProfileID").starts_with("urn:"), "PEPPOL-EN16931-R001");
    assert_eq!(one(root, "cbc:ID"), invoice.number, "BR-02");
    assert_eq!(one(root, "cbc:UUID"), invoice.uuid.to_string());
    assert_eq!(one(root, "cbc:IssueDate"), invoice.issued_on.to_string(), "BR-03");
    let code = if kind == "Invoice" { "380" } else { "381" };
    assert_eq!(one(root, &format!("cbc:{kind}TypeCode")), code, "BR-04, BR-CL-01");
    assert_eq!(one(root, "cbc:DocumentCurrencyCode"), invoice.currency.code(), "BR-05, BR-CL-04");
    assert!(texts(root, "cbc:Note").len() <= 1, "PEPPOL-EN16931-R002");
    for party in ["cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"] {
        one(root, &format!("{party}/cac:PartyLegalEntity/cbc:RegistrationName")); // BR-06, BR-07
        one(root, &format!("{party}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")); // BR-08 to BR-11
        for address in all(root, &format!("{party}/cbc:EndpointID")) {
            assert!(address.has_attribute("schemeID"), "BR-62, BR-63");
        }
        for number in texts(root, &format!("{party}/cac:PartyTaxScheme/cbc:CompanyID")) {
            assert!(number.starts_with("OM"), "BR-CO-09");
        }
    }
    for means in all(root, "cac:PaymentMeans") {
        let accounts = texts(means, "cac:PayeeFinancialAccount/cbc:ID").len();
        assert_eq!(one(means, "cbc:PaymentMeansCode") == "30", accounts == 1, "BR-49, BR-50, BR-61");
    }
    if kind == "CreditNote" {
        one(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"); // BR-55
    } else if invoice.payable.minor > 0 {
        one(root, "cbc:DueDate"); // BR-CO-25
    }
}

fn nothing_is_empty(root: Node) {
    for node in root.descendants().filter(Node::is_element) {
        let says =
            node.children().any(|child| child.is_element()) || node.text().is_some_and(|text| !text.trim().is_empty());
        assert!(says, "PEPPOL-EN16931-R008: {}", node.tag_name().name());
    }
}

fn totals(root: Node, invoice: &EInvoice, line: &str) {
    let lines = all(root, line);
    assert_eq!(lines.len(), invoice.lines.len(), "BR-16");
    let of_lines: i128 = lines.iter().map(|line| sum(*line, "cbc:LineExtensionAmount", invoice)).sum();
    let total = |name: &str| sum(root, &format!("cac:LegalMonetaryTotal/cbc:{name}"), invoice);
    assert_eq!(total("LineExtensionAmount"), of_lines, "BR-CO-10");
    assert!(all(root, "cac:AllowanceCharge").is_empty(), "BR-CO-11, BR-CO-12: there are none");
    assert_eq!(total("TaxExclusiveAmount"), of_lines, "BR-CO-13");
    let tax = sum(root, "cac:TaxTotal/cbc:TaxAmount", invoice);
    let shares = all(root, "cac:TaxTotal/cac:TaxSubtotal");
    assert_eq!(shares.iter().map(|share| sum(*share, "cbc:TaxAmount", invoice)).sum::<i128>(), tax, "BR-CO-14");
    assert_eq!(total("TaxInclusiveAmount"), of_lines + tax, "BR-CO-15");
    assert_eq!(total("PayableAmount"), total("TaxInclusiveAmount") - total("PrepaidAmount"), "BR-CO-16");
    assert_eq!(total("PayableAmount"), i128::from(invoice.payable.minor));
    assert_eq!(total("PrepaidAmount"), i128::from(invoice.prepaid.minor));
    for line in lines {
        let quantity =
            texts(line, "cbc:InvoicedQuantity").into_iter().chain(texts(line, "cbc:CreditedQuantity")).next();
        let quantity: i128 = quantity.expect("BR-22").parse().expect("whole");
        let price = sum(line, "cac:Price/cbc:PriceAmount", invoice);
        assert!(price >= 0, "BR-27");
        assert_eq!(quantity * price, sum(line, "cbc:LineExtensionAmount", invoice), "PEPPOL-EN16931-R120");
        one(line, "cac:Item/cbc:Name"); // BR-25
    }
}

/// Of a category and rate: the sum of its lines, its tax, and why there is none.
fn categories(root: Node, invoice: &EInvoice, line: &str) {
    let shares = all(root, "cac:TaxTotal/cac:TaxSubtotal");
    assert!(!shares.is_empty(), "BR-CO-18");
    let key = |category: Node| (one(category, "cbc:ID"), texts(category, "cbc:Percent").concat());
    let mut seen = Vec::new();
    for share in shares {
        let category = all(share, "cac:TaxCategory")[0];
        let (code, percent) = key(category);
        assert!(["S", "Z", "E", "O"].contains(&code.as_str()), "BR-CL-18");
        assert!(!seen.contains(&(code.clone(), percent.clone())), "BR-S-01, BR-Z-01, BR-E-01, BR-O-01: once");
        seen.push((code.clone(), percent.clone()));

        let net = sum(share, "cbc:TaxableAmount", invoice);
        let lines = all(root, line)
            .into_iter()
            .filter(|line| key(all(*line, "cac:Item/cac:ClassifiedTaxCategory")[0]) == (code.clone(), percent.clone()));
        let of_lines: i128 = lines.map(|line| sum(line, "cbc:LineExtensionAmount", invoice)).sum();
        assert_eq!(net, of_lines, "BR-S-08, BR-Z-08, BR-E-08, BR-O-08");

        let (tax, reasons) = (sum(share, "cbc:TaxAmount", invoice), texts(category, "cbc:TaxExemptionReason"));
        assert_eq!(one(category, "cac:TaxScheme/cbc:ID"), "VAT");
        match code.as_str() {
            "S" => {
                let (whole, part) = percent.split_once('.').unwrap_or((&percent, "0"));
                let rate: i128 = format!("{whole}{part:0<2}").parse().expect("hundredths of a percent");
                assert!(rate > 0, "BR-S-05");
                assert!((tax * 10_000 - net * rate).abs() <= 5_000, "BR-CO-17, BR-S-09");
                assert!(reasons.is_empty(), "BR-S-10");
                one(root, "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"); // BR-S-02
            }
            "Z" => assert!(percent == "0" && tax == 0 && reasons.is_empty(), "BR-Z-05, BR-Z-09, BR-Z-10"),
            "E" => assert!(percent == "0" && tax == 0 && reasons.len() == 1, "BR-E-05, BR-E-09, BR-E-10"),
            _ => assert!(percent.is_empty() && tax == 0 && reasons.len() == 1, "BR-O-05, BR-O-09, BR-O-10"),
        }
    }
    let named = all(root, &format!("{line}/cac:Item/cac:ClassifiedTaxCategory"));
    assert_eq!(named.len(), invoice.lines.len(), "BR-CO-04");
    assert!(named.into_iter().all(|category| seen.contains(&key(category))), "BR-S-01, BR-Z-01, BR-E-01, BR-O-01");
}

#[test]
fn the_samples_keep_the_rules() {
    keeps_the_rules(&some::invoice(), Profile::Pint);
    keeps_the_rules(&some::credit_note(), Profile::Pint);
}

#[test]
fn what_is_written_reads_back_in_both_languages() {
    let written = text(write(&some::invoice(), Profile::Pint).expect("sound"));
    let document = document(&written);
    let root = document.root_element();
    let item = all(root, "cac:InvoiceLine/cac:Item")[0];
    assert_eq!(all(item, "cbc:Description")[0].attribute("languageID"), Some("ar"));
    assert_eq!(one(item, "cbc:Description"), "خدمة التوظيف");
    assert_eq!(all(root, "cbc:Note")[0].attribute("languageID"), Some("ar"));
    assert_eq!(
        one(root, "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"),
        "Nur & Sons Manpower"
    );
    assert_eq!(one(root, "cbc:IssueTime"), "10:15:30", "part of a second is cut off");

    let written = text(write(&some::credit_note(), Profile::Pint).expect("sound"));
    let document = self::document(&written);
    let note = all(document.root_element(), "cbc:Note")[0];
    assert_eq!(note.attribute("languageID"), None, "it speaks two");
    assert_eq!(note.text().map(|text| text.lines().count()), Some(2));
    assert!(
        note.text()
            .is_some_and(|text| text.starts_with("Replaced within the guarantee: <180 days, \"no fault\" & agreed"))
    );
}

#[test]
fn peppol_writes_two_decimals_of_a_currency_that_has_three() {
    let mut invoice = some::credit_note();
    invoice.lines[0].net.minor = 100_000;
    invoice.vat[0].vat.minor = 5_000;
    invoice.payable.minor = 105_000;
    keeps_the_rules(&invoice, Profile::Peppol);
    let written = text(write(&invoice, Profile::Peppol).expect("sound"));
    assert!(written.contains("<cbc:PayableAmount currencyID=\"OMR\">105.00<"), "{written}");
}

proptest! {
    #[test]
    fn every_sound_invoice_keeps_the_rules_of_pint(invoice in some::sound(Profile::Pint)) {
        keeps_the_rules(&invoice, Profile::Pint);
    }

    #[test]
    fn every_sound_invoice_keeps_the_rules_of_peppol(invoice in some::sound(Profile::Peppol)) {
        keeps_the_rules(&invoice, Profile::Peppol);
    }

    #[test]
    fn names_are_read_back_to_the_letter(invoice in some::sound(Profile::Pint)) {
        let written = text(write(&invoice, Profile::Pint).expect("sound"));
        let document = document(&written);
        let name = if invoice.kind == Kind::Invoice { "cac:InvoiceLine" } else { "cac:CreditNoteLine" };
        let names: Vec<String> = texts(document.root_element(), &format!("{name}/cac:Item/cbc:Name"));
        prop_assert_eq!(names, invoice.lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>());
    }
}
