//! Stripe's hosted page (Checkout Sessions), refunds and signed webhooks, in the version of its API that is named here.
//!
//! Sums are minor units of their currency; of a currency with three decimals it takes whole hundredths only (docs.stripe.com/currencies).

use app::ports::gateway::{
    Asking, CALL_MAX, CardRefund, Checkout, EventKind, Gateway, GatewayError, Headers, Notified, Opened,
    RefundStanding, Standing, Unbelievable,
};
use aws_lc_rs::hmac;
use domain::money::{Currency, Money};
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use openidconnect::url::form_urlencoded;
use serde_json::Value;
use zeroize::Zeroizing;

use super::wire::{Ask, Wire, cut, hidden, name, name_at, tag};
use crate::adapters::line::Trust;

/// Where it answers.
pub const REAL: &str = "https://api.stripe.com";
/// The version of the API: answers keep this shape whatever becomes of the account's own version.
const VERSION: &str = "2024-06-20";
/// LIMIT: letters of what is paid for.
const NAME_LETTERS: usize = 250;
/// LIMIT: how old or how far ahead a call may be.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(300);
/// LIMIT: signatures of one call: while its secret is being changed there are two.
const SIGNATURES_MAX: usize = 8;
const FORM: &str = "application/x-www-form-urlencoded";

/// An account at Stripe.
pub struct Stripe {
    wire: Wire,
    calls: hmac::Key,
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stripe(..)")
    }
}

impl Stripe {
    /// At this address; `calls` is the secret of its webhooks. The error says what is wrong with the address or the key.
    pub fn new(url: &str, key: &str, calls: &str, trust: Trust) -> Result<Self, &'static str> {
        let bearer = Zeroizing::new(format!("Bearer {key}"));
        let key = hidden(&bearer).ok_or("its key has letters that no header can have")?;
        let version = (HeaderName::from_static("stripe-version"), HeaderValue::from_static(VERSION));
        let wire = Wire::new(url, trust, vec![(AUTHORIZATION, key), version])?;
        Ok(Self { wire, calls: hmac::Key::new(hmac::HMAC_SHA256, calls.as_bytes()) })
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

    /// Sends a form once for each key, however often it is sent.
    async fn post(&self, path: &str, once: &str, form: &[(&str, &str)]) -> Result<Value, GatewayError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut ask = Ask::post(path, FORM, body.into_bytes());
        let once = HeaderValue::from_str(once).map_err(|_| GatewayError::refused("request_odd"))?;
        ask.headers.push((HeaderName::from_static("idempotency-key"), once));
        self.wire.ask(ask).await
    }

    async fn open(&self, checkout: &Checkout) -> Result<Opened, GatewayError> {
        let amount = minor_units(checkout.amount)?.to_string();
        let our_id = checkout.our_id.to_string();
        let currency = checkout.amount.currency.code().to_ascii_lowercase();
        let description = cut(&checkout.description, NAME_LETTERS);
        let form = [
            ("mode", "payment"),
            ("client_reference_id", our_id.as_str()),
            ("success_url", &checkout.success_url),
            ("cancel_url", &checkout.cancel_url),
            // Its page has no Arabic; `auto` is the browser's language.
            ("locale", if checkout.language == "en" { "en" } else { "auto" }),
            ("payment_method_types[0]", "card"),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &currency),
            ("line_items[0][price_data][unit_amount]", &amount),
            ("line_items[0][price_data][product_data][name]", &description),
            ("metadata[our_id]", &our_id),
            ("metadata[invoice]", &checkout.invoice),
            ("payment_intent_data[metadata][our_id]", &our_id),
        ];
        let said = self.post("/v1/checkout/sessions", &our_id, &form).await?;
        let odd = || GatewayError::unknown("answer_odd");
        let session = name_at(&said, "/id").ok_or_else(odd)?;
        if said["client_reference_id"] != our_id.as_str() {
            return Err(odd());
        }
        // A page that is paid or over has no address any more.
        let page_url = said["url"].as_str().unwrap_or(&checkout.success_url).to_owned();
        Ok(Opened { session, page_url, expires_at: moment(&said["expires_at"]) })
    }

    async fn look_up(&self, session: &str) -> Result<Standing, GatewayError> {
        let session = name(session).ok_or_else(|| GatewayError::refused("not_found"))?;
        let path = format!("/v1/checkout/sessions/{session}?expand%5B%5D=payment_intent.latest_charge");
        let said = self.wire.ask(Ask::get(path)).await?;
        if said["id"] != session {
            return Err(GatewayError::unknown("answer_odd"));
        }
        match (said["payment_status"].as_str(), said["status"].as_str()) {
            (Some("paid"), _) => paid(&said),
            (Some("unpaid"), Some("expired")) => Ok(Standing::Expired),
            (Some("unpaid"), Some("complete")) => Ok(match said["payment_intent"]["status"].as_str() {
                Some("canceled" | "requires_payment_method") => Standing::Failed,
                _ => Standing::Waiting,
            }),
            (Some("unpaid"), Some("open")) => Ok(Standing::Waiting),
            _ => Err(GatewayError::unknown("answer_odd")),
        }
    }

    async fn refund(&self, refund: &CardRefund) -> Result<RefundStanding, GatewayError> {
        let amount = minor_units(refund.amount)?.to_string();
        let charge = name(&refund.charge).ok_or_else(|| GatewayError::refused("other_payment"))?;
        let our_id = refund.our_id.to_string();
        // An idempotency key is forgotten after a day; what was given back is not.
        let said = self.wire.ask(Ask::get(format!("/v1/refunds?payment_intent={charge}&limit=100"))).await?;
        let list = said["data"].as_array().ok_or_else(|| GatewayError::unknown("answer_odd"))?;
        if let Some(before) = list.iter().find(|one| one["metadata"]["our_id"] == our_id.as_str()) {
            return standing(before);
        }
        let form = [
            ("payment_intent", charge),
            ("amount", amount.as_str()),
            ("metadata[our_id]", &our_id),
            ("metadata[credit_note]", &refund.credit_note),
        ];
        match self.post("/v1/refunds", &format!("refund-{our_id}"), &form).await {
            Err(GatewayError::Refused { word }) if word == "charge_already_refunded" => {
                Err(GatewayError::refused("already_refunded"))
            }
            said => standing(&said?),
        }
    }

    fn read(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notified, Unbelievable> {
        if body.len() > CALL_MAX {
            return Err(Unbelievable::TooLong);
        }
        let (signed_at, tags) = headers("stripe-signature").and_then(signatures).ok_or(Unbelievable::Unsigned)?;
        let signed = [signed_at.as_bytes(), b".", body].concat();
        if !tags.iter().any(|tag| hmac::verify(&self.calls, &signed, tag).is_ok()) {
            return Err(Unbelievable::Forged);
        }
        let at = signed_at.parse().ok().and_then(|at| Timestamp::from_second(at).ok()).ok_or(Unbelievable::Unsigned)?;
        if now.duration_since(at).abs() > TOLERANCE {
            return Err(Unbelievable::Late);
        }
        let said: Value = serde_json::from_slice(body).map_err(|_| Unbelievable::Odd)?;
        let event = name_at(&said, "/id").ok_or(Unbelievable::Odd)?;
        let object = &said["data"]["object"];
        let kind = match said["type"].as_str().ok_or(Unbelievable::Odd)? {
            "checkout.session.completed" if object["payment_status"] == "unpaid" => EventKind::Other,
            "checkout.session.completed" | "checkout.session.async_payment_succeeded" => EventKind::Paid,
            "checkout.session.async_payment_failed" => EventKind::Failed,
            "checkout.session.expired" => EventKind::Expired,
            "charge.refunded" | "refund.created" | "refund.updated" | "refund.failed" => EventKind::Refunded,
            _ => EventKind::Other,
        };
        let is_page = object["object"] == "checkout.session";
        let sum = if is_page { &object["amount_total"] } else { &object["amount"] };
        let our_id = object["client_reference_id"].as_str().or(object["metadata"]["our_id"].as_str());
        Ok(Notified {
            event,
            session: is_page.then(|| name_at(object, "/id")).flatten(),
            our_id: our_id.and_then(|id| id.parse().ok()),
            kind,
            amount: money(sum, &object["currency"]),
        })
    }
}

impl Gateway for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
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
        true
    }

    fn read(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notified, Unbelievable> {
        self.read(headers, body, now)
    }
}

/// What Stripe counts. Of three decimals the last is to be 0: it is refused here, rather than rounded there.
fn minor_units(amount: Money) -> Result<i64, GatewayError> {
    match amount.minor {
        ..=0 => Err(GatewayError::refused("amount_none")),
        minor if amount.currency.exponent() == 3 && minor % 10 != 0 => Err(GatewayError::refused("third_decimal")),
        minor => Ok(minor),
    }
}

/// What a page that is paid says of its payment.
fn paid(said: &Value) -> Result<Standing, GatewayError> {
    let payment = &said["payment_intent"];
    let charge = &payment["latest_charge"];
    if charge["refunded"] == true {
        return Ok(Standing::Refunded);
    }
    let known = said["currency"].as_str().is_some_and(|code| Currency::of(&code.to_ascii_uppercase()).is_some());
    if !known {
        return Err(GatewayError::unknown("currency_other"));
    }
    let received =
        if payment["amount_received"].is_null() { &said["amount_total"] } else { &payment["amount_received"] };
    match (money(received, &said["currency"]), name_at(payment, "/id")) {
        (Some(amount), Some(id)) => Ok(Standing::Paid { amount, at: moment(&charge["created"]), charge: id }),
        _ => Err(GatewayError::unknown("answer_odd")),
    }
}

/// A sum above zero of one of our currencies.
fn money(sum: &Value, currency: &Value) -> Option<Money> {
    let currency = Currency::of(&currency.as_str()?.to_ascii_uppercase())?;
    sum.as_i64().filter(|minor| *minor > 0).map(|minor| Money { minor, currency })
}

fn moment(value: &Value) -> Option<Timestamp> {
    Timestamp::from_second(value.as_i64()?).ok()
}

fn standing(said: &Value) -> Result<RefundStanding, GatewayError> {
    let refund = name_at(said, "/id").ok_or_else(|| GatewayError::unknown("answer_odd"))?;
    match said["status"].as_str() {
        Some("succeeded") => Ok(RefundStanding::Done { refund }),
        Some("pending" | "requires_action") => Ok(RefundStanding::Pending { refund }),
        Some(word @ ("failed" | "canceled")) => Ok(RefundStanding::Failed { word: word.to_owned() }),
        _ => Err(GatewayError::unknown("answer_odd")),
    }
}

/// The moment and the signatures of `t=1700000000,v1=..,v1=..`; schemes other than `v1` are not looked at.
fn signatures(header: &str) -> Option<(&str, Vec<[u8; 32]>)> {
    let (mut at, mut tags) = (None, Vec::new());
    for (key, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
        match key {
            "t" if at.is_some() => return None,
            "t" => at = Some(value),
            "v1" if tags.len() == SIGNATURES_MAX => return None,
            "v1" => tags.extend(tag(value)),
            _ => {}
        }
    }
    at.filter(|_| !tags.is_empty()).map(|at| (at, tags))
}
