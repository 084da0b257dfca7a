//! Thawani's hosted page (its E-commerce API, version 1). Rials only; sums are whole baisa: 1000 is OMR 1.000.
//!
//! It knows no idempotency key: a page is found by our reference before another is opened, and a payment is looked at before it is
//! refunded. It gives back the whole of a payment only.

use app::ports::gateway::{
    Asking, CALL_MAX, CardRefund, Checkout, EventKind, Gateway, GatewayError, Headers, Notified, Opened,
    RefundStanding, Standing, Unbelievable,
};
use aws_lc_rs::{digest, hmac};
use domain::money::{Currency, Money};
use hyper::header::HeaderName;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::wire::{Ask, Wire, cut, hidden, name, name_at, tag};
use crate::adapters::clock;
use crate::adapters::line::Trust;

/// Its own test system.
pub const SANDBOX: &str = "https://uatcheckout.thawani.om";
/// Where money is real.
pub const REAL: &str = "https://checkout.thawani.om";
/// The key of its test system that everybody has from its documentation.
pub const SANDBOX_KEY: &str = "rRQ26GcsZzoEhbrP2HZvLYDbn9C9et";

/// LIMIT: letters of a product's name.
const NAME_LETTERS: usize = 40;
/// LIMIT: how old or how far ahead a call may be.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(300);
/// How long after its time a page may still turn out to be paid.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
const JSON: &str = "application/json";

/// An account at Thawani.
pub struct Thawani {
    wire: Wire,
    page: String,
    publishable: String,
    calls: hmac::Key,
}

impl std::fmt::Debug for Thawani {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Thawani").field("page", &self.page).finish_non_exhaustive()
    }
}

impl Thawani {
    /// At this address; `publishable` is the key that stands in the page's address, `calls` the secret of its webhooks. The error
    /// says what is wrong with the address or the key.
    pub fn new(url: &str, key: &str, publishable: &str, calls: &str, trust: Trust) -> Result<Self, &'static str> {
        let key = hidden(key).ok_or("its key has letters that no header can have")?;
        let wire = Wire::new(url, trust, vec![(HeaderName::from_static("thawani-api-key"), key)])?;
        Ok(Self {
            wire,
            page: url.trim_end_matches('/').to_owned(),
            publishable: publishable.to_owned(),
            calls: hmac::Key::new(hmac::HMAC_SHA256, calls.as_bytes()),
        })
    }

    /// Connects and says nothing.
    pub async fn probe(&self) -> Result<String, String> {
        self.wire.probe().await
    }

    /// With another patience, for tests.
    #[cfg(test)]
    pub fn patient(mut self, patience: std::time::Duration) -> Self {
        self.wire = self.wire.patient(patience);
        self
    }

    async fn open(&self, checkout: &Checkout) -> Result<Opened, GatewayError> {
        let baisa = baisa(checkout.amount)?;
        let known = self.wire.ask(Ask::get(format!("/api/v1/checkout/reference/{}", checkout.our_id))).await;
        match known {
            Ok(said) if first(&said).is_some() => return self.opened(&said, checkout.our_id, baisa),
            Ok(_) => {}
            Err(GatewayError::Refused { word }) if word != "key_refused" => {}
            Err(error) => return Err(error),
        }
        let body = json!({
            "client_reference_id": checkout.our_id,
            "mode": "payment",
            "products": [{ "name": cut(&checkout.description, NAME_LETTERS), "quantity": 1, "unit_amount": baisa }],
            "success_url": checkout.success_url,
            "cancel_url": checkout.cancel_url,
            "metadata": { "our_id": checkout.our_id, "invoice": checkout.invoice },
        });
        let said = self.wire.ask(Ask::post("/api/v1/checkout/session", JSON, body.to_string().into_bytes())).await?;
        self.opened(&said, checkout.our_id, baisa)
    }

    /// The page that an answer speaks of: ours, and of this sum.
    fn opened(&self, said: &Value, our_id: Uuid, baisa: i64) -> Result<Opened, GatewayError> {
        let data = first(said).ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        let session = name_at(data, "/session_id").ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        if reference(data).is_some_and(|theirs| theirs != our_id) {
            return Err(GatewayError::unknown("answer_odd"));
        }
        if data["total_amount"].as_i64().is_some_and(|total| total != baisa) {
            return Err(GatewayError::refused("other_amount"));
        }
        let page_url = format!("{}/pay/{session}?key={}", self.page, self.publishable);
        Ok(Opened { session, page_url, expires_at: moment(&data["expire_at"]) })
    }

    async fn look_up(&self, session: &str) -> Result<Standing, GatewayError> {
        let session = name(session).ok_or_else(|| GatewayError::refused("not_found"))?;
        let said = self.wire.ask(Ask::get(format!("/api/v1/checkout/session/{session}"))).await?;
        let data = first(&said).filter(|data| data["session_id"] == session);
        let data = data.ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        match data["payment_status"].as_str() {
            Some("paid") => self.payment(data).await,
            Some("cancelled" | "canceled") => Ok(Standing::Failed),
            Some("unpaid") => {
                let over = moment(&data["expire_at"]).and_then(|at| at.checked_add(GRACE).ok());
                Ok(if over.is_some_and(|over| over < clock::real()) { Standing::Expired } else { Standing::Waiting })
            }
            _ => Err(GatewayError::unknown("answer_odd")),
        }
    }

    /// The payment of a page that says it was paid.
    async fn payment(&self, page: &Value) -> Result<Standing, GatewayError> {
        let payment = self.payment_of(page).await?;
        if payment["refunded"] == true {
            return Ok(Standing::Refunded);
        }
        let baisa = payment["amount"].as_i64().or(page["total_amount"].as_i64());
        let currency = page["currency"].as_str().unwrap_or("OMR");
        if currency != "OMR" {
            return Err(GatewayError::unknown("currency_other"));
        }
        match (baisa, name_at(&payment, "/payment_id")) {
            (Some(minor), Some(charge)) if minor > 0 => Ok(Standing::Paid {
                amount: Money { minor, currency: Currency::Omr },
                at: moment(&payment["created_at"]),
                charge,
            }),
            _ => Err(GatewayError::unknown("answer_odd")),
        }
    }

    async fn payment_of(&self, page: &Value) -> Result<Value, GatewayError> {
        let invoice = name_at(page, "/invoice").ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        let said = self.wire.ask(Ask::get(format!("/api/v1/payments?checkout_invoice={invoice}"))).await?;
        let list = said["data"].as_array().ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        let good = |one: &&Value| one["status"].as_str().is_none_or(|status| status.eq_ignore_ascii_case("successful"));
        // A page that is paid before its payment is listed: it is asked again.
        list.iter().find(good).cloned().ok_or_else(|| GatewayError::unknown("payment_unlisted"))
    }

    async fn refund(&self, refund: &CardRefund) -> Result<RefundStanding, GatewayError> {
        let baisa = baisa(refund.amount)?;
        let session = name(&refund.session).ok_or_else(|| GatewayError::refused("not_found"))?;
        let said = self.wire.ask(Ask::get(format!("/api/v1/checkout/session/{session}"))).await?;
        let page = first(&said).ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        let payment = self.payment_of(page).await?;
        if payment["payment_id"] != refund.charge.as_str() {
            return Err(GatewayError::refused("other_payment"));
        }
        let ours = |one: &&Value| one["metadata"]["our_id"] == refund.our_id.to_string();
        let before = payment["refunds"].as_array().and_then(|list| list.iter().find(ours));
        if let Some(before) = before {
            return standing(before);
        }
        if payment["refunded"] == true {
            return Err(GatewayError::refused("already_refunded"));
        }
        // It takes no sum: whatever is asked for, it gives back everything.
        if payment["amount"].as_i64().or(page["total_amount"].as_i64()) != Some(baisa) {
            return Err(GatewayError::refused("not_whole"));
        }
        let body = json!({
            "payment_id": refund.charge,
            "reason": cut(&refund.credit_note, NAME_LETTERS),
            "metadata": { "our_id": refund.our_id, "credit_note": refund.credit_note },
        });
        let said = self.wire.ask(Ask::post("/api/v1/refunds", JSON, body.to_string().into_bytes())).await?;
        standing(&said["data"])
    }

    fn read(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notified, Unbelievable> {
        if body.len() > CALL_MAX {
            return Err(Unbelievable::TooLong);
        }
        let signed_at = headers("thawani-timestamp").ok_or(Unbelievable::Unsigned)?;
        let given = headers("thawani-signature").and_then(|given| tag(given.trim())).ok_or(Unbelievable::Unsigned)?;
        let signed = [body, b"-", signed_at.as_bytes()].concat();
        hmac::verify(&self.calls, &signed, &given).map_err(|_| Unbelievable::Forged)?;
        let at = seconds(signed_at).ok_or(Unbelievable::Unsigned)?;
        if now.duration_since(at).abs() > TOLERANCE {
            return Err(Unbelievable::Late);
        }
        let said: Value = serde_json::from_slice(body).map_err(|_| Unbelievable::Odd)?;
        let word = said["event_type"].as_str().ok_or(Unbelievable::Odd)?;
        let data = &said["data"];
        let kind = match word {
            "checkout.completed" | "payment.succeeded" => EventKind::Paid,
            "checkout.cancelled" | "payment.failed" => EventKind::Failed,
            "checkout.expired" => EventKind::Expired,
            "refund.succeeded" | "payment.refunded" => EventKind::Refunded,
            _ => EventKind::Other,
        };
        let rials = data["currency"].as_str().is_none_or(|code| code == "OMR");
        let sum = data["total_amount"].as_i64().or(data["amount"].as_i64()).filter(|minor| rials && *minor > 0);
        Ok(Notified {
            event: fingerprint(body),
            session: name_at(data, "/session_id"),
            our_id: reference(data),
            kind,
            amount: sum.map(|minor| Money { minor, currency: Currency::Omr }),
        })
    }
}

impl Gateway for Thawani {
    fn name(&self) -> &'static str {
        "thawani"
    }

    fn open<'a>(&'a self, checkout: &'a Checkout) -> Asking<'a, Opened> {
        Box::pin(self.open(checkout))
    }

    fn look_up<'a>(&'a self, session: &'a str) -> Asking<'a, Standing> {
        Box::pin(self.look_up(session))
    }

    fn refund<'a>(&'a self, refund: &'a CardRefund) -> Asking<'a, RefundStanding> {
        Box::pin(self.refund(refund))
    }

    fn can_part_refund(&self) -> bool {
        false
    }

    fn read(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notified, Unbelievable> {
        self.read(headers, body, now)
    }
}

/// What Thawani counts: baisa, which are the minor units of a rial, so that 1000 is OMR 1.000. No other money is taken.
fn baisa(amount: Money) -> Result<i64, GatewayError> {
    match amount {
        Money { currency: Currency::Omr, minor } if minor > 0 => Ok(minor),
        Money { currency: Currency::Omr, .. } => Err(GatewayError::refused("amount_none")),
        _ => Err(GatewayError::refused("currency_other")),
    }
}

/// What an answer speaks of: its `data`, or the first thing of a list there.
fn first(said: &Value) -> Option<&Value> {
    match &said["data"] {
        Value::Array(list) => list.first(),
        data @ Value::Object(_) => Some(data),
        _ => None,
    }
}

fn reference(data: &Value) -> Option<Uuid> {
    data["client_reference_id"].as_str()?.parse().ok()
}

/// A moment that says its zone; one that does not is none, rather than four hours wrong.
fn moment(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// The moment of a call: seconds since 1970, or thousandths of them.
fn seconds(text: &str) -> Option<Timestamp> {
    let number: i64 = text.trim().parse().ok()?;
    if number > 100_000_000_000 { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok()
}

/// Its calls have no id: the same body is the same call.
fn fingerprint(body: &[u8]) -> String {
    digest::digest(&digest::SHA256, body).as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn standing(data: &Value) -> Result<RefundStanding, GatewayError> {
    let refund = name_at(data, "/refund_id").ok_or_else(|| GatewayError::unknown("answer_odd"))?;
    match data["status"].as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("succeeded" | "successful" | "success") => Ok(RefundStanding::Done { refund }),
        Some("failed" | "rejected") => Ok(RefundStanding::Failed { word: "failed".to_owned() }),
        _ => Ok(RefundStanding::Pending { refund }),
    }
}
