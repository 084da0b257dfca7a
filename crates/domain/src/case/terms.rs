//! What is offered and agreed: the quote, the worker's terms, and the money that the case holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
pub use crate::item::Item;
use crate::pack::Pack;

/// Who pays what. There is no way to write a worker into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// Each item for each payer once.
    pub lines: Vec<QuoteLine>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteLine {
    /// For what.
    pub item: Item,
    /// By whom.
    pub payer: Payer,
    /// How much, minor units of the pack's currency; never negative.
    pub amount_minor: i64,
}

/// Who can pay. INVARIANT: a worker cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The household or company.
    Customer,
    /// The agency.
    Agency,
}

impl Quote {
    /// What the customer pays for this item.
    pub fn customer_pays(&self, item: Item) -> i64 {
        self.sum(|line| line.payer == Payer::Customer && line.item == item)
    }

    /// What the customer pays altogether.
    pub fn customer_total(&self) -> i64 {
        self.sum(|line| line.payer == Payer::Customer)
    }

    // Saturating: a sum beyond i64 is refused by `adds_up`, never wrapped.
    fn sum(&self, counts: impl Fn(&QuoteLine) -> bool) -> i64 {
        self.lines.iter().filter(|line| counts(line)).fold(0, |sum, line| sum.saturating_add(line.amount_minor))
    }

    /// Whether every amount is possible and no item is named twice, there is one service fee, and the tax is exactly that of this
    /// day.
    pub fn adds_up(&self, pack: &Pack, on: Date) -> bool {
        // LIMIT: a billion minor units a line (OMR 1,000,000) keeps every sum and share far from overflow.
        let possible = self.lines.iter().all(|line| (0..=1_000_000_000).contains(&line.amount_minor));
        let once = |line: &QuoteLine| {
            self.lines.iter().filter(|other| other.item == line.item && other.payer == line.payer).count() == 1
        };
        let fee_is_named = self.lines.iter().any(|line| line.item == Item::ServiceFee && line.payer == Payer::Customer);
        let tax = pack.rules().vat.rate_on(on).of(self.customer_pays(Item::ServiceFee));
        possible && self.lines.iter().all(once) && fee_is_named && self.customer_pays(Item::Vat) == tax
    }
}

/// What the worker is granted: the facts of the document that all three sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Of the document. A signature names the same digest, so that the signed differs in nothing from the offered.
    pub sha256: Digest,
    /// The languages that it is written in (BCP 47).
    pub languages: Vec<String>,
    /// Monthly wage, minor units.
    pub wage_minor: i64,
    /// Working hours a day at most.
    pub hours_per_day: u8,
    /// Full days of rest a week.
    pub rest_days_per_week: u8,
}

/// What was offered and, once signed, agreed. The quote itself is kept apart: see [`super::Effect::KeepQuote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The worker's terms.
    pub terms: Terms,
    /// What the customer pays altogether, minor units.
    pub total_minor: i64,
    /// What of it is paid at signature and held.
    pub deposit_minor: i64,
    /// What of it is the agency's service fee.
    #[serde(default)]
    pub service_minor: i64,
    /// What of it is tax on that fee.
    #[serde(default)]
    pub vat_minor: i64,
    /// What of it is the journey's.
    #[serde(default)]
    pub travel_minor: i64,
    /// What of it is insurance.
    #[serde(default)]
    pub insurance_minor: i64,
    /// What of it goes to the government.
    pub government_minor: i64,
    /// What of it stays held until the guarantee ends.
    pub reserve_minor: i64,
}

impl Agreement {
    /// The agreement that this offer proposes.
    pub fn offered(quote: &Quote, terms: &Terms, pack: &Pack) -> Self {
        let total = quote.customer_total();
        let money = &pack.rules().money;
        Self {
            terms: terms.clone(),
            total_minor: total,
            deposit_minor: money.deposit_basis_points.of(total),
            service_minor: quote.customer_pays(Item::ServiceFee),
            vat_minor: quote.customer_pays(Item::Vat),
            travel_minor: quote.customer_pays(Item::Travel),
            insurance_minor: quote.customer_pays(Item::Insurance),
            government_minor: quote.customer_pays(Item::GovernmentFee),
            reserve_minor: money.reserve_basis_points.of(total),
        }
    }
}

/// The customer's money in this case, minor units. INVARIANT: paid = held + earned + refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What came in.
    pub paid_minor: i64,
    /// What belongs to nobody yet.
    pub held_minor: i64,
    /// What is the agency's.
    pub earned_minor: i64,
    /// What went back.
    pub refunded_minor: i64,
    /// What came in and pays for nothing yet: a part of what is asked for, or more than that. Not counted in `paid`.
    #[serde(default)]
    pub unapplied_minor: i64,
}

impl Account {
    /// The customer paid this; it is held. What came in before and paid for nothing is used first.
    #[must_use]
    pub const fn receive(mut self, minor: i64) -> Self {
        self.unapplied_minor -= self.applies(minor);
        self.paid_minor += minor;
        self.held_minor += minor;
        self
    }

    /// How much of this sum what came in before pays.
    pub const fn applies(&self, minor: i64) -> i64 {
        if self.unapplied_minor < minor { self.unapplied_minor } else { minor }
    }

    /// All but this reserve is earned.
    #[must_use]
    pub const fn earn_all_but(mut self, reserve_minor: i64) -> Self {
        self.earned_minor += self.held_minor - reserve_minor;
        self.held_minor = reserve_minor;
        self
    }

    /// This went back to the customer; what is left is earned. Beyond what was held, the agency pays back.
    #[must_use]
    pub const fn refund(mut self, minor: i64) -> Self {
        self.refunded_minor += minor;
        self.earned_minor = self.paid_minor - self.refunded_minor;
        self.held_minor = 0;
        self
    }
}
