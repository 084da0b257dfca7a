//! The demo's stand-in of a gateway: a page of the demo's own, on which a visitor says what becomes of the payment. No card, no money.
//!
//! Its pages are the stand-in's own and live as long as the process: one that is gone is over. Under `serve` there is none, and no
//! setting makes one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use app::ports::gateway::{
    Asking, CardRefund, Checkout, Gateway, GatewayError, Headers, Notified, Opened, RefundStanding, Standing,
    Unbelievable,
};
use domain::money::Money;
use jiff::Timestamp;
use uuid::Uuid;
use web::site::DemoCard;

/// LIMIT: pages in mind; then no more are opened until the demo starts again.
const PAGES_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Paid,
    Declined,
}

#[derive(Debug, Clone)]
struct Page {
    amount: Money,
    invoice: String,
    back: String,
    fate: Fate,
}

/// The pages of this process.
#[derive(Debug, Default)]
pub struct DemoCards {
    pages: Mutex<HashMap<Uuid, Page>>,
}

impl DemoCards {
    fn pages(&self) -> MutexGuard<'_, HashMap<Uuid, Page>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page as it is shown; none that this process never opened.
    pub fn page(&self, session: &str) -> Option<DemoCard> {
        let page = self.pages().get(&Uuid::parse_str(session).ok()?)?.clone();
        let open = page.fate == Fate::Open;
        Some(DemoCard { amount: page.amount, invoice: page.invoice, back: page.back, open })
    }

    /// What becomes of an open page. A second word changes nothing.
    pub fn decide(&self, session: &str, pays: bool) {
        let Ok(id) = Uuid::parse_str(session) else { return };
        if let Some(page) = self.pages().get_mut(&id).filter(|page| page.fate == Fate::Open) {
            page.fate = if pays { Fate::Paid } else { Fate::Declined };
        }
    }

    fn stands(&self, session: &str) -> Standing {
        let id = Uuid::parse_str(session).unwrap_or(Uuid::nil());
        match self.pages().get(&id) {
            None => Standing::Expired,
            Some(Page { fate: Fate::Open, .. }) => Standing::Waiting,
            Some(Page { fate: Fate::Declined, .. }) => Standing::Failed,
            Some(Page { amount, .. }) => Standing::Paid { amount: *amount, at: None, charge: id.to_string() },
        }
    }

    fn opens(&self, checkout: &Checkout) -> Result<Opened, GatewayError> {
        let mut pages = self.pages();
        if pages.len() >= PAGES_MAX {
            return Err(GatewayError::refused("too_many"));
        }
        // Whatever port the demo is reached at, its pages are here.
        let back = checkout.success_url.find("/customer/").map_or("/", |at| &checkout.success_url[at..]);
        pages.entry(checkout.our_id).or_insert_with(|| Page {
            amount: checkout.amount,
            invoice: checkout.invoice.clone(),
            back: back.to_owned(),
            fate: Fate::Open,
        });
        let session = checkout.our_id.to_string();
        Ok(Opened { page_url: format!("/demo/card/{session}"), session, expires_at: None })
    }
}

impl Gateway for DemoCards {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn open<'a>(&'a self, checkout: &'a Checkout) -> Asking<'a, Opened> {
        let opened = self.opens(checkout);
        Box::pin(async move { opened })
    }

    fn look_up<'a>(&'a self, session: &'a str) -> Asking<'a, Standing> {
        let stands = self.stands(session);
        Box::pin(async move { Ok(stands) })
    }

    fn refund<'a>(&'a self, refund: &'a CardRefund) -> Asking<'a, RefundStanding> {
        let refund = refund.our_id.to_string();
        Box::pin(async move { Ok(RefundStanding::Done { refund }) })
    }

    fn can_part_refund(&self) -> bool {
        true
    }

    /// It calls nobody, so whoever calls is not it.
    fn read(&self, _: Headers<'_>, _: &[u8], _: Timestamp) -> Result<Notified, Unbelievable> {
        Err(Unbelievable::Unsigned)
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    #[test]
    fn a_page_is_paid_once_and_one_that_is_gone_is_over() {
        let cards = DemoCards::default();
        let checkout = Checkout {
            our_id: Uuid::from_u128(7),
            amount: Money { minor: 563_000, currency: Currency::Omr },
            description: "INV-2026-00001".to_owned(),
            invoice: "INV-2026-00001".to_owned(),
            success_url: "http://127.0.0.1:0/customer/invoices/x/card/back".to_owned(),
            cancel_url: String::new(),
            language: "ar".to_owned(),
        };
        let opened = cards.opens(&checkout).expect("a page");
        assert_eq!(cards.opens(&checkout).expect("the same page"), opened);
        assert_eq!(cards.stands(&opened.session), Standing::Waiting);
        assert_eq!(cards.page(&opened.session).expect("a page").back, "/customer/invoices/x/card/back");
        cards.decide(&opened.session, true);
        cards.decide(&opened.session, false);
        let charge = checkout.our_id.to_string();
        assert_eq!(cards.stands(&opened.session), Standing::Paid { amount: checkout.amount, at: None, charge });
        assert_eq!(DemoCards::default().stands(&opened.session), Standing::Expired, "after a new start");
    }
}
