//! The page of one invoice: what it asks for, how it can be paid, what follows, and what else was issued and paid for its case.

use app::invoices::{InvoiceView, PaymentView, Sheet, Standing};
use askama::Template;
use domain::invoice::{InvoiceItem, InvoiceKind, InvoiceLine};
use domain::money::Money;

use super::{places, standing};
use crate::i18n::muscat;
use crate::money_papers::{Addresses, hex, percent};
use crate::page::{Notice, Page, Portal};
use crate::site::Site;
use crate::ui::{Badge, Icon, Tone, When, icon};
use crate::visit::Visit;

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// What for.
    pub what: String,
    /// What is known of it: the agreement that it stands in, that it is passed on at cost.
    pub note: String,
    /// Without tax.
    pub sum: String,
}

/// How the form of a card is sent.
#[derive(Debug, Clone)]
pub struct CardWay {
    /// Where to.
    pub action: String,
    /// So that a second press opens no second payment.
    pub key: String,
}

/// The account to pay into.
#[derive(Debug, Clone)]
pub struct Account {
    /// In groups of four, as it is printed everywhere.
    pub iban: String,
}

/// How it can be paid.
#[derive(Debug, Clone)]
pub struct Ways {
    /// The exact sum that is left.
    pub sum: String,
    /// What the payer writes.
    pub reference: String,
    /// By card.
    pub card: Option<CardWay>,
    /// By transfer; nothing where the platform said no account.
    pub account: Option<Account>,
}

impl Ways {
    /// Which is chosen before anybody chose.
    pub fn first(&self) -> &'static str {
        match (&self.card, &self.account) {
            (Some(_), _) => "card",
            (None, Some(_)) => "bank",
            (None, None) => "office",
        }
    }
}

/// Another paper of the case.
#[derive(Debug, Clone)]
pub struct Other {
    /// Its page.
    pub href: String,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: String,
    /// What it comes to.
    pub sum: String,
    /// How it stands.
    pub badge: Badge,
}

/// A payment of the case.
#[derive(Debug, Clone)]
pub struct Paid {
    /// Its receipt's page and file.
    pub href: String,
    /// The receipt's number.
    pub number: String,
    /// How: "Bank transfer".
    pub how: String,
    /// When.
    pub when: When,
    /// The sum; less than nothing went back.
    pub sum: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/invoices/one.html")]
pub struct InvoicePage {
    page: Page,
    /// The list.
    list: &'static str,
    /// This page.
    here: String,
    number: String,
    /// "Pay invoice", "Invoice", "Credit note".
    heading: String,
    badge: Badge,
    lede: String,
    /// The page of the case, and the case's reference.
    case: (String, String),
    lines: Vec<Line>,
    subtotal: String,
    /// What the tax is called, with its rate, and the tax.
    tax: Option<(String, String)>,
    total: String,
    /// What a credit note gives back from.
    credits: String,
    ways: Option<Ways>,
    after: Vec<(Icon, String)>,
    mind: Vec<String>,
    /// Of the seal, in groups of four, and where it is held against the books.
    seal: (String, String),
    paid: Vec<Paid>,
    others: Vec<Other>,
    facts: Vec<(String, String)>,
    /// Whether it is kept as an electronic invoice by whoever reads: a household has no use for one.
    electronic: bool,
    /// Whether the buyer is reached in the network too.
    full: bool,
    addresses: Addresses,
}

impl InvoicePage {
    /// Shows why there is no file, with what was typed.
    pub fn refused(&mut self, why: &str, addresses: &Addresses) {
        self.page.notice = Some(Notice { tone: Tone::Stop, text: why.to_owned() });
        self.page.path.clone_from(&self.here);
        self.addresses = addresses.clone();
    }
}

/// Paying by card: where a gateway is set up.
fn card_way(site: &Site, here: &str) -> Option<CardWay> {
    let offered = !site.house.gateways.is_empty();
    let key = site.house.desk().id(0x61);
    offered.then(|| CardWay { action: format!("{here}/card"), key: key.to_string() })
}

/// Fills it.
pub fn fill(site: &Site, visit: &Visit, portal: Portal, sheet: &Sheet) -> InvoicePage {
    let page = visit.page(site, portal, "invoices");
    let (view, places) = (&sheet.view, places(portal));
    let invoice = &view.invoice;
    let here = format!("{}/{}", places.invoices, invoice.id);
    let ways = ways(site, portal, &page, sheet, &here);
    InvoicePage {
        list: places.invoices,
        number: invoice.number.clone(),
        heading: match (&ways, invoice.kind) {
            (Some(_), _) => page.t("invoice-pay"),
            (None, InvoiceKind::CreditNote) => page.t("invoice-kind-credit_note"),
            (None, _) => page.t("invoice"),
        },
        badge: standing(&page, view),
        lede: lede(&page, view),
        case: (format!("{}/{}", places.cases, view.case), view.case.clone()),
        lines: invoice.body.lines.iter().map(|line| self::line(&page, sheet, line)).collect(),
        subtotal: sum(&page, sheet, invoice.net_minor),
        tax: (invoice.vat_minor != 0).then(|| {
            let rate = percent(invoice.body.vat_basis_points);
            (page.t1("invoice-tax", "rate", rate), sum(&page, sheet, invoice.vat_minor))
        }),
        total: sum(&page, sheet, invoice.net_minor + invoice.vat_minor),
        credits: match view.credits.as_slice() {
            [] => String::new(),
            numbers => page.t1("invoice-credits", "numbers", page.lang.list(numbers)),
        },
        after: after(&page, ways.is_some(), invoice.kind),
        mind: if ways.is_some() { mind(&page, sheet) } else { Vec::new() },
        seal: (grouped(&hex(&invoice.seal[..8])), format!("{}?case={}", places.ledger, view.case)),
        paid: sheet.payments.iter().map(|one| paid(&page, portal, sheet, one)).collect(),
        others: sheet.others.iter().map(|one| other(&page, portal, sheet, one)).collect(),
        facts: facts(&page, sheet),
        electronic: page.portal.staff(),
        full: invoice.kind == InvoiceKind::Commission,
        addresses: Addresses::default(),
        ways,
        here,
        page,
    }
}

fn sum(page: &Page, sheet: &Sheet, minor: i64) -> String {
    page.lang.sum(Money { minor, currency: sheet.currency })
}

/// Only the customer pays here.
fn ways(site: &Site, portal: Portal, page: &Page, sheet: &Sheet, here: &str) -> Option<Ways> {
    let Standing::Open { left_minor, .. } = sheet.view.standing else { return None };
    if portal != Portal::Customer || left_minor <= 0 {
        return None;
    }
    Some(Ways {
        sum: sum(page, sheet, left_minor),
        reference: sheet.reference.clone(),
        card: card_way(site, here),
        account: sheet.iban.as_deref().map(|iban| Account { iban: grouped(iban) }),
    })
}

/// For which case, by which agency.
fn lede(page: &Page, view: &InvoiceView) -> String {
    let (name, name_ar) = &view.agency_name;
    let name = if page.lang == crate::i18n::Lang::Ar { name_ar } else { name };
    let agency = match &view.agency {
        Some(code) => page.lang.named(code, name),
        None => name.clone(),
    };
    page.lang.t2("invoice-lede", "kind", page.t(format!("invoice-kind-{}", view.invoice.kind)), "agency", agency)
}

fn line(page: &Page, sheet: &Sheet, line: &InvoiceLine) -> Line {
    Line {
        what: page.t(format!("invoice-item-{}", line.item)),
        note: match line.item {
            InvoiceItem::ServiceFee => page.t("invoice-item-agreed"),
            InvoiceItem::Commission => String::new(),
            InvoiceItem::Travel | InvoiceItem::Insurance | InvoiceItem::GovernmentFee => page.t("invoice-item-at-cost"),
        },
        sum: sum(page, sheet, line.net_minor),
    }
}

/// What follows when it is paid.
fn after(page: &Page, pays: bool, kind: InvoiceKind) -> Vec<(Icon, String)> {
    if !pays {
        return Vec::new();
    }
    let then = match kind {
        InvoiceKind::Balance => (icon("heart-handshake"), page.t("invoice-after-balance")),
        _ => (icon("file-text"), page.t("invoice-after-deposit")),
    };
    let receipt = (icon("circle-check"), page.t("invoice-after-receipt"));
    vec![receipt, then, (icon("lock"), page.t("invoice-after-held"))]
}

/// What goes back, by the rules of the case's pack. The whole of it: `docs/refunds.md`.
fn mind(page: &Page, sheet: &Sheet) -> Vec<String> {
    match sheet.view.invoice.kind {
        InvoiceKind::Balance => vec![page.t1("invoice-mind-balance", "count", sheet.guarantee_days)],
        _ => vec![
            page.t1("invoice-mind-own", "share", percent(sheet.cancel_cap)),
            page.t("invoice-mind-others"),
            page.t1("invoice-mind-balance", "count", sheet.guarantee_days),
        ],
    }
}

fn paid(page: &Page, portal: Portal, sheet: &Sheet, view: &PaymentView) -> Paid {
    let payment = &view.payment;
    let minor = if payment.way == "out" { -payment.amount_minor } else { payment.amount_minor };
    Paid {
        href: format!("{}/{}", places(portal).receipts, payment.id),
        number: payment.receipt.clone().unwrap_or_default(),
        how: page.t(format!("invoice-method-{}", payment.method)),
        when: page.when(payment.answered_at.unwrap_or(payment.noted_at)),
        sum: sum(page, sheet, minor),
    }
}

fn other(page: &Page, portal: Portal, sheet: &Sheet, view: &InvoiceView) -> Other {
    let invoice = &view.invoice;
    Other {
        href: format!("{}/{}", places(portal).invoices, invoice.id),
        number: invoice.number.clone(),
        kind: page.t(format!("invoice-kind-{}", invoice.kind)),
        sum: sum(page, sheet, invoice.net_minor + invoice.vat_minor),
        badge: standing(page, view),
    }
}

/// Who issued it and when, as it stands on the paper.
fn facts(page: &Page, sheet: &Sheet) -> Vec<(String, String)> {
    let invoice = &sheet.view.invoice;
    let issuer = &invoice.body.issuer;
    let name = if page.lang == crate::i18n::Lang::Ar { &issuer.name_ar } else { &issuer.name };
    let mut facts = vec![
        (page.t("invoice-from"), name.clone()),
        (page.t("invoice-issued"), page.date(muscat(invoice.issued_at).date())),
    ];
    facts.extend(issuer.vat_number.clone().map(|number| (page.t("invoice-vat-number"), number)));
    facts.extend(invoice.due_at.map(|due| (page.t("invoice-due-on"), page.date(muscat(due).date()))));
    facts
}

/// In groups of four.
fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{grouped, hex};

    #[test]
    fn seals_and_accounts_are_shown_in_groups_of_four() {
        assert_eq!(grouped(&hex(&[0x7c, 0x41, 0x9f, 0x0e, 0x52])), "7c41 9f0e 52");
        assert_eq!(grouped("GB29NWBK60161331926819"), "GB29 NWBK 6016 1331 9268 19");
    }
}
