//! What is written is valid by the schemas of OASIS UBL 2.1, says xmllint. Neither is part of the product: the schemas are fetched
//! by `scripts/ubl-schemas.sh`, once for each build folder, and xmllint is the Debian package libxml2-utils.
//! So `make ubl` runs these, and `make test` does not.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use exchange::ubl::{EInvoice, Kind, Profile, write};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::some;

/// The folder of the schemas, fetched if it must be.
fn schemas() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ubl-2.1");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/ubl-schemas.sh");
        let done = Command::new("bash").arg(script).arg(&folder).output().expect("bash runs");
        assert!(done.status.success(), "no schemas: {}", String::from_utf8_lossy(&done.stderr));
        folder
    })
}

/// What xmllint says against these files; empty if they are valid.
fn complaints(root: &str, files: &[PathBuf]) -> String {
    let schema = schemas().join(format!("maindoc/UBL-{root}-2.1.xsd"));
    let mut xmllint = Command::new("xmllint");
    let told = xmllint.args(["--nonet", "--noout", "--schema"]).arg(schema).args(files).output();
    let told = told.expect("xmllint runs: it is in the Debian package libxml2-utils");
    if told.status.success() { String::new() } else { String::from_utf8_lossy(&told.stderr).into_owned() }
}

fn root(invoice: &EInvoice) -> &'static str {
    if invoice.kind == Kind::Invoice { "Invoice" } else { "CreditNote" }
}

fn are_valid<'a>(invoices: impl IntoIterator<Item = (&'a EInvoice, Profile)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<(&str, PathBuf)> = (1..)
        .zip(invoices)
        .map(|(number, (invoice, profile))| {
            let file = folder.path().join(format!("{number}.xml"));
            std::fs::write(&file, write(invoice, profile).expect("sound")).expect("written");
            (root(invoice), file)
        })
        .collect();
    for kind in ["Invoice", "CreditNote"] {
        let files: Vec<PathBuf> =
            files.iter().filter(|(root, _)| *root == kind).map(|(_, file)| file.clone()).collect();
        assert!(!files.is_empty(), "no {kind} was drawn");
        assert_eq!(complaints(kind, &files), "");
    }
}

#[test]
#[ignore = "fetches the schemas: make ubl"]
fn the_samples_are_valid() {
    are_valid([(&some::invoice(), Profile::Pint), (&some::credit_note(), Profile::Pint)]);
}

#[test]
#[ignore = "fetches the schemas: make ubl"]
fn with_everything_or_with_the_least_they_are_valid() {
    let mut all = [some::invoice(), some::credit_note()];
    for invoice in &mut all {
        invoice.customer = some::invoice().supplier;
        invoice.due_on = Some(invoice.issued_on);
        invoice.payment_reference = Some("R-1".to_owned());
        invoice.iban = some::invoice().iban;
        invoice.contract_reference = Some("AGR-1".to_owned());
    }
    let mut least = [some::invoice(), some::credit_note()];
    for invoice in &mut least {
        (invoice.customer.city, invoice.supplier.name_ar, invoice.supplier.register_number) = (None, None, None);
        (invoice.case_reference, invoice.contract_reference, invoice.payment_reference) = (None, None, None);
        invoice.iban = None;
        invoice.notes.clear();
        invoice.lines.iter_mut().for_each(|line| line.name_ar = None);
    }
    are_valid(all.iter().chain(&least).map(|invoice| (invoice, Profile::Pint)));
}

#[test]
#[ignore = "fetches the schemas: make ubl"]
fn any_sound_invoice_is_valid() {
    let mut runner = TestRunner::deterministic();
    let mut drawn = Vec::new();
    for profile in Profile::ALL {
        for _ in 0..60 {
            drawn.push((some::sound(profile).new_tree(&mut runner).expect("one").current(), profile));
        }
    }
    are_valid(drawn.iter().map(|(invoice, profile)| (invoice, *profile)));
}

#[test]
#[ignore = "fetches the schemas: make ubl"]
fn an_element_out_of_its_order_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = String::from_utf8(write(&some::invoice(), Profile::Pint).expect("sound")).expect("UTF-8");
    let (date, time) = ("  <cbc:IssueDate>2026-11-23</cbc:IssueDate>\n", "  <cbc:IssueTime>10:15:30</cbc:IssueTime>\n");
    let turned = text.replace(&format!("{date}{time}"), &format!("{time}{date}"));
    let bare = text.replace(" currencyID=\"OMR\"", "");
    for (name, wrong) in [("turned", turned), ("bare", bare)] {
        assert_ne!(wrong, text);
        let file = folder.path().join(name);
        std::fs::write(&file, wrong).expect("written");
        assert!(complaints("Invoice", &[file]).contains("fails to validate"), "{name}");
    }
}
