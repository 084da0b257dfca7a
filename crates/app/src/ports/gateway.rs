//! Card payments by a page that a gateway hosts: one port for all of them. No number of a card ever comes into this house.
//!
//! INVARIANT: money is believed by [`Gateway::look_up`] alone. A call of the gateway ([`Gateway::read`]) is a hint to look up: replayed,
//! doubled, late, reordered or forged it changes nothing.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use domain::money::Money;
use jiff::Timestamp;
use uuid::Uuid;

/// LIMIT: bytes of a gateway's call.
pub const CALL_MAX: usize = 64 * 1024;

/// One attempt to pay by card: each attempt has an id of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The attempt's id: the idempotency key, and what the gateway repeats as its client's reference.
    pub our_id: Uuid,
    /// What is to be paid.
    pub amount: Money,
    /// What for, as the page shows it; cut at what the gateway takes. It names no person.
    pub description: String,
    /// The invoice's number, for reports of the gateway.
    pub invoice: String,
    /// Where the browser comes back to after paying. That it comes says nothing about money.
    pub success_url: String,
    /// Where it comes back to otherwise.
    pub cancel_url: String,
    /// `en` or `ar`; a gateway without that language takes the browser's.
    pub language: String,
}

/// A page on which somebody may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The gateway's name of it.
    pub session: String,
    /// Where the browser is sent.
    pub page_url: String,
    /// Until when it can be paid; none where the gateway does not say.
    pub expires_at: Option<Timestamp>,
}

/// How a page stands, as the gateway says when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Paid, and at most a part of it given back.
    Paid {
        /// What was paid: held against what was asked for by whoever records it.
        amount: Money,
        /// When; none where the gateway does not say.
        at: Option<Timestamp>,
        /// The gateway's name of the payment, by which it is refunded.
        charge: String,
    },
    /// Nobody has paid yet, or the bank has not answered.
    Waiting,
    /// The payer gave it up, or the bank said no: this page is not paid any more.
    Failed,
    /// Its time is over.
    Expired,
    /// It was paid, and all of it was given back.
    Refunded,
}

/// Money to be given back to the card that paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRefund {
    /// The refund's id: asked for again under it, nothing is given back twice.
    pub our_id: Uuid,
    /// The page that was paid.
    pub session: String,
    /// The payment, as [`Standing::Paid`] names it.
    pub charge: String,
    /// How much; less than what was paid only where [`Gateway::can_part_refund`].
    pub amount: Money,
    /// The number of the credit note, for reports of the gateway.
    pub credit_note: String,
}

/// How a refund stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundStanding {
    /// The gateway has given it back.
    Done {
        /// The gateway's name of the refund.
        refund: String,
    },
    /// The gateway took it and is still at it: asked again under the same id, it says what became of it.
    Pending {
        /// The gateway's name of the refund.
        refund: String,
    },
    /// The gateway took it, and the card's bank did not: the money is to go another way.
    Failed {
        /// The gateway's word for why.
        word: String,
    },
}

/// What a call of the gateway says it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A page was paid.
    Paid,
    /// It was not, and will not be.
    Failed,
    /// Its time is over.
    Expired,
    /// Money was given back.
    Refunded,
    /// Something that nobody here waits for: it is answered and forgotten.
    Other,
}

/// A call of the gateway whose signature is good: a hint to look up, never money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notified {
    /// The call's id: the same when it is sent again.
    pub event: String,
    /// The page; none where the call names none.
    pub session: Option<String>,
    /// Our id of the attempt, where the call repeats it.
    pub our_id: Option<Uuid>,
    /// What it is about.
    pub kind: EventKind,
    /// The sum that it names, where it is one of our currencies.
    pub amount: Option<Money>,
}

/// Why a gateway did not do what was asked. Words are short and the gateway's own or ours; they name no person and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It was surely not done: the gateway said no, or we never asked. To be mended before it is asked again.
    #[error("refused: {word}")]
    Refused {
        /// Why: `currency_other`, `third_decimal`, `not_whole`, `already_refunded`, `key_refused`, `not_found`, a word of the gateway.
        word: String,
    },
    /// It may have been done or not: asked again under the same id, or looked up; never guessed.
    #[error("unknown: {word}")]
    Unknown {
        /// What broke: `late`, `broke`, `answer_odd`, `currency_other`, `payment_unlisted`, `status_502`.
        word: String,
    },
    /// It surely never came to the gateway, or was sent away unread: it may be asked again at any time.
    #[error("unreachable: {word}")]
    Unreachable {
        /// What was in the way: `connect`, `late`, `busy`.
        word: String,
    },
}

impl GatewayError {
    /// Surely not done.
    pub fn refused(word: impl Into<String>) -> Self {
        Self::Refused { word: word.into() }
    }

    /// Nobody knows.
    pub fn unknown(word: impl Into<String>) -> Self {
        Self::Unknown { word: word.into() }
    }
}

/// Why a call is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbelievable {
    /// Longer than [`CALL_MAX`].
    #[error("too long")]
    TooLong,
    /// It brings no signature, or none that can be read.
    #[error("unsigned")]
    Unsigned,
    /// The signature is not the gateway's.
    #[error("forged")]
    Forged,
    /// It was signed too long ago, or after now.
    #[error("late")]
    Late,
    /// Signed, and not understood.
    #[error("odd")]
    Odd,
}

/// Gives the value of a header by its lower-case name; none where it is missing, stands twice or is no text.
pub type Headers<'a> = &'a (dyn Fn(&str) -> Option<&'a str> + 'a);

/// A boxed future of a gateway.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// A gateway with pages of its own. Never called inside of a transaction; each question takes a limited time.
pub trait Gateway: fmt::Debug + Send + Sync {
    /// Its name in addresses and records: `thawani`.
    fn name(&self) -> &'static str;

    /// Opens a page. Asked again under the same id, one after the other, it gives the same page.
    fn open<'a>(&'a self, checkout: &'a Checkout) -> Asking<'a, Opened>;

    /// Asks how a page stands. This alone is what money is believed by.
    fn look_up<'a>(&'a self, session: &'a str) -> Asking<'a, Standing>;

    /// Gives money back, once for each id.
    fn refund<'a>(&'a self, refund: &'a CardRefund) -> Asking<'a, RefundStanding>;

    /// Whether it can give back a part of what was paid; else a part goes another way.
    fn can_part_refund(&self) -> bool;

    /// Reads a call of the gateway's that came in at `now` (real time). What it says is a hint to look up.
    fn read(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notified, Unbelievable>;
}
