//! How Stripe answers.

use serde_json::{Value, json};

use super::line::{Answer, Asked, fields};
use super::{Books, Fate, Page, Refund};

fn good(said: &Value) -> Answer {
    Answer { status: 200, body: said.to_string() }
}

fn bad(status: u16, code: &str) -> Answer {
    let said = json!({ "error": { "type": "invalid_request_error", "code": code, "message": "No such thing, <name@home.example>." } });
    Answer { status, body: said.to_string() }
}

/// Answers.
pub fn serve(books: &mut Books, key: &str, asked: &Asked) -> Answer {
    if asked.headers.get("authorization").is_none_or(|shown| *shown != format!("Bearer {key}")) {
        return bad(401, "api_key_invalid");
    }
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    match (asked.method.as_str(), path) {
        ("POST", "/v1/checkout/sessions") => open(books, asked),
        ("POST", "/v1/refunds") => refund(books, asked),
        ("GET", "/v1/refunds") => {
            let payment = fields(query).remove("payment_intent").unwrap_or_default();
            let of = books.refunds.iter().filter(|refund| refund.payment == payment);
            good(&json!({ "object": "list", "has_more": false, "data": of.map(refund_of).collect::<Vec<_>>() }))
        }
        ("GET", path) => match path.strip_prefix("/v1/checkout/sessions/").and_then(|id| books.page(id)) {
            Some(page) => good(&page_of(books, page, query.contains("payment_intent.latest_charge"))),
            None => bad(404, "resource_missing"),
        },
        _ => bad(404, "resource_missing"),
    }
}

/// What was answered under a key before: the same again, or a fault where something else is asked under it.
fn before(once: Option<&(String, String)>, key: &str, body: &str) -> Option<bool> {
    once.filter(|(known, _)| known == key).map(|(_, sent)| sent == body)
}

fn open(books: &mut Books, asked: &Asked) -> Answer {
    let form = asked.form();
    let Some(key) = asked.headers.get("idempotency-key") else { return bad(400, "idempotency_key_missing") };
    for page in &books.pages {
        match before(page.once.as_ref(), key, &asked.body) {
            Some(true) => return good(&page_of(books, page, false)),
            Some(false) => {
                return Answer { status: 400, body: json!({ "error": { "type": "idempotency_error" } }).to_string() };
            }
            None => {}
        }
    }
    let of = |name: &str| form.get(name).cloned().unwrap_or_default();
    let currency = of("line_items[0][price_data][currency]");
    let minor: Option<i64> = of("line_items[0][price_data][unit_amount]").parse().ok();
    let whole = |minor: &i64| *minor > 0 && (!matches!(currency.as_str(), "omr" | "kwd" | "bhd") || minor % 10 == 0);
    let named = !of("line_items[0][price_data][product_data][name]").is_empty() && of("line_items[0][quantity]") == "1";
    let Some(minor) = minor.filter(whole).filter(|_| named && of("mode") == "payment") else {
        return bad(400, "parameter_invalid_integer");
    };
    let (id, payment) = (books.fresh("cs_test_"), books.fresh("pi_"));
    let page = Page {
        id,
        reference: of("client_reference_id"),
        minor,
        currency,
        fate: Fate::Open,
        payment,
        success_url: of("success_url"),
        once: Some((key.clone(), asked.body.clone())),
    };
    let said = page_of(books, &page, false);
    books.pages.push(page);
    good(&said)
}

fn page_of(books: &Books, page: &Page, expanded: bool) -> Value {
    let (status, paid, total) = match page.fate {
        Fate::Open => ("open", false, page.minor),
        Fate::Paid(minor) => ("complete", true, minor),
        Fate::Failed => ("complete", false, page.minor),
        Fate::Expired => ("expired", false, page.minor),
    };
    let given_back = books.given_back(&page.payment);
    let charge = json!({
        "id": "ch_1", "created": 1_791_113_600, "amount": total, "amount_refunded": given_back, "refunded": given_back == total,
    });
    let payment = match (page.fate, expanded) {
        (Fate::Open | Fate::Expired, _) => Value::Null,
        (_, false) => Value::from(page.payment.clone()),
        (Fate::Failed, true) => json!({ "id": page.payment, "status": "canceled", "latest_charge": null }),
        (_, true) => {
            json!({ "id": page.payment, "status": "succeeded", "amount_received": total, "latest_charge": charge })
        }
    };
    let url = matches!(page.fate, Fate::Open).then(|| format!("https://checkout.stripe.example/c/pay/{}", page.id));
    json!({
        "id": page.id, "object": "checkout.session", "client_reference_id": page.reference, "amount_total": total,
        "currency": page.currency, "status": status, "payment_status": if paid { "paid" } else { "unpaid" },
        "payment_intent": payment, "url": url, "expires_at": 4_070_908_800_i64, "livemode": false,
    })
}

fn refund_of(refund: &Refund) -> Value {
    json!({
        "id": refund.id, "object": "refund", "payment_intent": refund.payment, "amount": refund.minor, "status": refund.status,
        "metadata": { "our_id": refund.our_id },
    })
}

fn refund(books: &mut Books, asked: &Asked) -> Answer {
    let form = asked.form();
    let Some(key) = asked.headers.get("idempotency-key") else { return bad(400, "idempotency_key_missing") };
    for refund in &books.refunds {
        match before(refund.once.as_ref(), key, &asked.body) {
            Some(true) => return good(&refund_of(refund)),
            Some(false) => {
                return Answer { status: 400, body: json!({ "error": { "type": "idempotency_error" } }).to_string() };
            }
            None => {}
        }
    }
    let payment = form.get("payment_intent").cloned().unwrap_or_default();
    let Some(Fate::Paid(paid)) = books.pages.iter().find(|page| page.payment == payment).map(|page| page.fate) else {
        return bad(404, "resource_missing");
    };
    let left = paid - books.given_back(&payment);
    let minor = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or(left);
    if left == 0 {
        return bad(400, "charge_already_refunded");
    }
    if minor > left {
        return bad(400, "amount_too_large");
    }
    let refund = Refund {
        id: books.fresh("re_"),
        payment,
        minor,
        our_id: form.get("metadata[our_id]").cloned().unwrap_or_default(),
        status: books.refund_status.unwrap_or("succeeded"),
        once: Some((key.clone(), asked.body.clone())),
    };
    let said = refund_of(&refund);
    books.refunds.push(refund);
    good(&said)
}

/// What it calls about a page.
pub fn event(page: &Page, event: &str, at: i64) -> Value {
    let object = page_of(&Books::default(), page, false);
    json!({
        "id": format!("evt_{}_{}", page.id, event.replace('.', "_")), "object": "event", "type": event, "created": at,
        "livemode": false, "data": { "object": object },
    })
}
