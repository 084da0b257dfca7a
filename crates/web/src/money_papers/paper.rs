//! What stands on the printed papers of money, in the reader's language with the other title beside it: page and PDF show the same one.
//!
//! The square code says in one line of plain text who issued the paper, their tax number, when, the number, total and tax: what a tax
//! officer reads from a simplified invoice, readable by any telephone without us. It is no address of ours: whoever finds a paper
//! would learn from one that asks whether the paper is real, and the seal below it proves that to whoever may look.

use app::invoices::{Issuer, Receipt, Sheet, Standing};
use domain::invoice::{InvoiceKind, InvoiceLine};
use domain::money::Money;
use exchange::paper::{Paper, Party, Table};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{hex, percent};
use crate::i18n::{Lang, muscat};
use crate::words::plain;

/// A text without the marks that set its parts apart on a page.
fn say(lang: Lang, key: &str) -> String {
    plain(&lang.t(key))
}

fn day(lang: Lang, at: Timestamp) -> String {
    // A paper is read in later years.
    lang.date(muscat(at).date(), Date::MIN)
}

/// What a paper of this kind is called. "Tax" only where the issuer has a tax number.
fn title(kind: InvoiceKind, taxes: bool) -> &'static str {
    match (kind, taxes) {
        (InvoiceKind::CreditNote, _) => "paper-title-credit",
        (InvoiceKind::Commission, true) => "paper-title-tax",
        (InvoiceKind::Deposit | InvoiceKind::Balance, true) => "paper-title-simplified",
        (_, false) => "paper-title-invoice",
    }
}

/// An invoice or a credit note.
pub fn of_invoice(lang: Lang, demo: bool, sheet: &Sheet) -> Paper {
    let invoice = &sheet.view.invoice;
    let money = |minor| plain(&lang.sum(Money { minor, currency: sheet.currency }));
    let title = title(invoice.kind, invoice.body.issuer.vat_number.is_some());
    let total = invoice.net_minor + invoice.vat_minor;
    let mut totals = vec![(say(lang, "invoice-subtotal"), money(invoice.net_minor))];
    if invoice.vat_minor != 0 || invoice.body.issuer.vat_number.is_some() {
        let rate = percent(invoice.body.vat_basis_points);
        totals.push((plain(&lang.t1("invoice-tax", "rate", rate)), money(invoice.vat_minor)));
    }
    totals.push((say(lang, "quote-total"), money(total)));
    Paper {
        rtl: lang == Lang::Ar,
        language: lang.code().to_owned(),
        title: say(lang, title),
        title_other: say(lang.other(), title),
        number: invoice.number.clone(),
        banner: banner(lang, demo),
        parties: vec![issuer(lang, "invoice-from", &invoice.body.issuer), customer(lang, sheet)],
        facts: facts(lang, sheet),
        tables: vec![lines(lang, &invoice.body.lines, &money)],
        totals,
        notes: notes(lang, sheet),
        code: code(
            &invoice.body.issuer,
            invoice.issued_at,
            &invoice.number,
            Money { minor: total, currency: sheet.currency },
            Some(Money { minor: invoice.vat_minor, currency: sheet.currency }),
        ),
        code_note: say(lang, "paper-code"),
        seal: hex(&invoice.seal[..8]),
        issued_at: invoice.issued_at.as_second(),
    }
}

/// The receipt of money that came in, or the slip of money that went back.
pub fn of_receipt(lang: Lang, demo: bool, receipt: &Receipt) -> Paper {
    let payment = &receipt.view.payment;
    let at = payment.answered_at.unwrap_or(payment.noted_at);
    let sum = Money { minor: payment.amount_minor, currency: receipt.currency };
    let number = payment.receipt.clone().unwrap_or_default();
    let out = payment.way == "out";
    let title = if out { "paper-title-returned" } else { "paper-title-receipt" };
    let word = if out { "paper-returned" } else { "paper-received" };
    Paper {
        rtl: lang == Lang::Ar,
        language: lang.code().to_owned(),
        title: say(lang, title),
        title_other: say(lang.other(), title),
        banner: banner(lang, demo),
        parties: vec![
            issuer(lang, if out { "paper-paid-by" } else { "paper-received-by" }, &receipt.issuer),
            household(lang, &receipt.view.case),
        ],
        facts: vec![
            (say(lang, "paper-date"), day(lang, at)),
            (say(lang, "case"), receipt.view.case.clone()),
            (say(lang, "invoice-by"), say(lang, &format!("invoice-method-{}", payment.method))),
            (say(lang, "invoice-reference"), receipt.reference.clone()),
        ],
        totals: vec![(say(lang, word), plain(&lang.sum(sum)))],
        notes: vec![say(lang, "paper-no-tax-invoice"), say(lang, "quote-worker-nothing")],
        code: code(&receipt.issuer, at, &number, sum, None),
        code_note: say(lang, "paper-code"),
        seal: payment.record.map(|record| record.to_string()).unwrap_or_default(),
        issued_at: at.as_second(),
        number,
        ..Paper::default()
    }
}

fn banner(lang: Lang, demo: bool) -> String {
    if demo { say(lang, "demo-nothing-real") } else { String::new() }
}

/// Who issued a paper, or is asked by one.
fn issuer(lang: Lang, label: &str, said: &Issuer) -> Party {
    let (name, address) = match lang {
        Lang::Ar => (&said.name_ar, said.address_ar.as_ref().or(said.address.as_ref())),
        Lang::En => (&said.name, said.address.as_ref().or(said.address_ar.as_ref())),
    };
    let numbered = |key: &str, number: &String| format!("{} {number}", say(lang, key));
    let mut lines = vec![name.clone()];
    lines.extend(address.cloned());
    lines.extend(said.vat_number.as_ref().map(|number| numbered("invoice-vat-number", number)));
    lines.extend(said.register_number.as_ref().map(|number| numbered("invoice-register-number", number)));
    Party { label: say(lang, label), lines }
}

/// Whom it asks: an agency by its names and numbers, a household by its case alone.
fn customer(lang: Lang, sheet: &Sheet) -> Party {
    match &sheet.view.invoice.body.buyer {
        Some(buyer) => issuer(lang, "paper-to", buyer),
        None => household(lang, &sheet.view.case),
    }
}

fn household(lang: Lang, case: &str) -> Party {
    Party { label: say(lang, "paper-to"), lines: vec![plain(&lang.t1("paper-household", "case", case))] }
}

fn facts(lang: Lang, sheet: &Sheet) -> Vec<(String, String)> {
    let invoice = &sheet.view.invoice;
    let mut facts = vec![
        (say(lang, "paper-kind"), say(lang, &format!("invoice-kind-{}", invoice.kind))),
        (say(lang, "invoice-issued"), day(lang, invoice.issued_at)),
    ];
    facts.extend(invoice.due_at.map(|due| (say(lang, "invoice-due-on"), day(lang, due))));
    facts.push((say(lang, "case"), sheet.view.case.clone()));
    if !sheet.view.credits.is_empty() {
        facts.push((say(lang, "paper-credits"), sheet.view.credits.join(", ")));
    }
    if matches!(invoice.kind, InvoiceKind::Deposit | InvoiceKind::Balance) {
        facts.push((say(lang, "invoice-reference"), sheet.reference.clone()));
        facts.extend(sheet.iban.clone().map(|iban| (say(lang, "invoice-iban"), iban)));
    }
    facts
}

/// Each line with its own tax.
fn lines(lang: Lang, lines: &[InvoiceLine], money: &dyn Fn(i64) -> String) -> Table {
    let row = |line: &InvoiceLine| {
        vec![
            say(lang, &format!("invoice-item-{}", line.item)),
            money(line.net_minor),
            money(line.vat_minor),
            money(line.gross_minor()),
        ]
    };
    Table {
        caption: String::new(),
        head: ["quote-what", "paper-net", "paper-tax", "invoice-with-tax"].map(|key| say(lang, key)).to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}

fn notes(lang: Lang, sheet: &Sheet) -> Vec<String> {
    let mut notes = Vec::new();
    if sheet.view.invoice.body.lines.iter().any(|line| !line.item.is_taxed()) {
        notes.push(say(lang, "paper-at-cost"));
    }
    if sheet.view.standing == Standing::Deducted {
        notes.push(say(lang, "paper-deducted"));
    }
    notes.push(say(lang, "paper-rounding"));
    notes.push(say(lang, "quote-worker-nothing"));
    notes
}

/// One line for the square code, without marks of direction: machines read it.
fn code(issuer: &Issuer, at: Timestamp, number: &str, total: Money, tax: Option<Money>) -> String {
    let tax = tax.map(|tax| format!("; VAT {tax}")).unwrap_or_default();
    let vat_number = issuer.vat_number.as_deref().unwrap_or("-");
    let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
    format!("{}; {vat_number}; {number}; {at}; {total}{tax}", issuer.name)
}
