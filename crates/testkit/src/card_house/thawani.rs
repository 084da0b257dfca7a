//! How Thawani answers.

use serde_json::{Value, json};

use super::line::{Answer, Asked};
use super::{Books, Fate, Page, Refund};

/// When pages are over, as its answers say it.
const OVER: &str = "2099-01-01T00:00:00Z";
/// The same of one whose time is over.
const PAST: &str = "2020-01-01T00:00:00Z";

fn good(data: &Value) -> Answer {
    Answer {
        status: 200,
        body: json!({ "success": true, "code": 2000, "description": "ok", "data": data }).to_string(),
    }
}

fn bad(status: u16, code: u32, description: &str) -> Answer {
    Answer { status, body: json!({ "success": false, "code": code, "description": description }).to_string() }
}

/// Answers.
pub fn serve(books: &mut Books, key: &str, asked: &Asked) -> Answer {
    if asked.headers.get("thawani-api-key").is_none_or(|shown| shown != key) {
        return bad(401, 4001, "Unauthorized");
    }
    let sent: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    let path = asked.path.strip_prefix("/api/v1").unwrap_or_default();
    match (asked.method.as_str(), path) {
        ("POST", "/checkout/session") => open(books, &sent),
        ("POST", "/refunds") => refund(books, &sent),
        ("GET", path) => {
            if let Some(id) = path.strip_prefix("/checkout/session/") {
                return books.page(id).map_or_else(|| bad(404, 4004, "not found"), |page| good(&page_of(page)));
            }
            if let Some(reference) = path.strip_prefix("/checkout/reference/") {
                let found = books.pages.iter().find(|page| page.reference == reference);
                return found.map_or_else(|| bad(404, 4004, "not found"), |page| good(&page_of(page)));
            }
            if let Some(invoice) = path.strip_prefix("/payments?checkout_invoice=") {
                let of = books.pages.iter().filter(|page| format!("inv_{}", page.payment) == invoice);
                return good(&of.filter_map(|page| payment_of(books, page)).collect());
            }
            bad(404, 4004, "no such place")
        }
        _ => bad(405, 4005, "no such place"),
    }
}

fn open(books: &mut Books, sent: &Value) -> Answer {
    let products = sent["products"].as_array().map(Vec::as_slice).unwrap_or_default();
    let price = |one: &Value| Some(one["unit_amount"].as_i64()? * one["quantity"].as_i64()?);
    let sum: Option<i64> = products.iter().map(price).sum();
    let named =
        products.iter().all(|one| one["name"].as_str().is_some_and(|name| (1..=40).contains(&name.chars().count())));
    let (Some(minor), true, Some(reference)) =
        (sum.filter(|sum| *sum >= 100), named, sent["client_reference_id"].as_str())
    else {
        return bad(400, 4000, "Validation error");
    };
    let (id, payment) = (books.fresh("checkout_"), books.fresh("pay"));
    let page = Page {
        id,
        reference: reference.to_owned(),
        minor,
        currency: "OMR".to_owned(),
        fate: Fate::Open,
        payment,
        success_url: sent["success_url"].as_str().unwrap_or_default().to_owned(),
        once: None,
    };
    let said = page_of(&page);
    books.pages.push(page);
    good(&said)
}

fn page_of(page: &Page) -> Value {
    let (status, over, total) = match page.fate {
        Fate::Open => ("unpaid", OVER, page.minor),
        Fate::Paid(minor) => ("paid", OVER, minor),
        Fate::Failed => ("cancelled", OVER, page.minor),
        Fate::Expired => ("unpaid", PAST, page.minor),
    };
    json!({
        "mode": "payment", "session_id": page.id, "client_reference_id": page.reference, "success_url": page.success_url,
        "total_amount": total, "currency": page.currency, "payment_status": status, "invoice": format!("inv_{}", page.payment),
        "created_at": "2026-01-01T00:00:00Z", "expire_at": over,
    })
}

fn payment_of(books: &Books, page: &Page) -> Option<Value> {
    let Fate::Paid(minor) = page.fate else { return None };
    let of = books.refunds.iter().filter(|refund| refund.payment == page.payment && refund.status != "failed");
    let refunds: Vec<Value> = of.map(refund_of).collect();
    Some(json!({
        "payment_id": page.payment, "status": "Successful", "amount": minor, "checkout_invoice": format!("inv_{}", page.payment),
        "created_at": "2026-10-04T11:33:20Z", "refunded": !refunds.is_empty(), "refunds": refunds,
    }))
}

fn refund_of(refund: &Refund) -> Value {
    json!({
        "refund_id": refund.id, "payment_id": refund.payment, "amount": refund.minor, "status": refund.status,
        "metadata": { "our_id": refund.our_id },
    })
}

fn refund(books: &mut Books, sent: &Value) -> Answer {
    let payment = sent["payment_id"].as_str().unwrap_or_default().to_owned();
    let Some(Fate::Paid(minor)) = books.pages.iter().find(|page| page.payment == payment).map(|page| page.fate) else {
        return bad(404, 4004, "not found");
    };
    if books.given_back(&payment) > 0 {
        return bad(400, 4010, "Payment is already refunded");
    }
    let refund = Refund {
        id: books.fresh("refund"),
        payment,
        minor,
        our_id: sent["metadata"]["our_id"].as_str().unwrap_or_default().to_owned(),
        status: books.refund_status.unwrap_or("succeeded"),
        once: None,
    };
    let said = refund_of(&refund);
    books.refunds.push(refund);
    good(&said)
}

/// What it calls about a page.
pub fn event(page: &Page, event: &str) -> Value {
    json!({ "data": page_of(page), "event_type": event, "timestamp": "2026-10-04T11:33:20Z" })
}
