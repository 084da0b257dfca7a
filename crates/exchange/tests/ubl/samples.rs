//! The files of `samples/einvoice` are what is written: `UPDATE=1 cargo test -p exchange --test ubl` writes them anew.

use std::path::PathBuf;

use exchange::ubl::{EInvoice, Profile, write};

use crate::some;

/// Where a sample lies.
pub fn place(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/einvoice")).join(name)
}

fn is_the_sample(name: &str, invoice: &EInvoice) {
    let written = write(invoice, Profile::Pint).expect("sound");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(place("")).expect("a folder");
        std::fs::write(place(name), &written).expect("written");
    }
    let kept = std::fs::read(place(name)).expect("the sample is there");
    assert!(kept == written, "{name} is not what is written now; see the change with UPDATE=1");
}

#[test]
fn the_sample_invoice_is_what_is_written() {
    is_the_sample("invoice.xml", &some::invoice());
}

#[test]
fn the_sample_credit_note_is_what_is_written() {
    is_the_sample("credit-note.xml", &some::credit_note());
}
