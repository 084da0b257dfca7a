//! To household and agency a worker's protection looks like any other standstill, byte for byte.

use axum::http::Method;
use serde_json::json;

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::a_case;

/// Everything that the parties of one case read, try and are sent while this lies over it.
async fn told(overlay: &str) -> Vec<String> {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let step = |step: &str| json!({ "step": step, "version": 1, "overlay": overlay }).to_string();
    let operator = Browser::program(&t, "p1@people.example").await;
    let steps = format!("/api/v1/cases/{case}/steps");
    let as_json = [("content-type", "application/json")];
    let paused = operator.send(Method::POST, &steps, step("pause"), &as_json).await;
    assert!(paused.status.is_success(), "{}", paused.text);
    t.rounds().await;

    let parties = ["p6@people.example", "p3@people.example", "p4@people.example"];
    let mut told = Vec::new();
    for party in parties {
        let program = Browser::program(&t, party).await;
        for part in [
            "",
            "/worker",
            "/customer",
            "/timeline",
            "/visibility",
            "/quote",
            "/terms",
            "/meeting",
            "/meeting.ics",
            "/review",
        ] {
            told.push(program.send(Method::GET, &format!("/api/v1/cases/{case}{part}"), String::new(), &[]).await);
        }
        for list in ["/api/v1/cases", "/api/v1/workers", "/api/v1/me", "/api/v1/catalogue"] {
            told.push(program.send(Method::GET, list, String::new(), &[]).await);
        }
        for step in ["hold", "accept", "decline", "cancel", "pause", "lift"] {
            let body = json!({ "step": step, "version": 2, "overlay": "dispute", "cause": "other" }).to_string();
            told.push(program.send(Method::POST, &steps, body, &as_json).await);
        }
        for field in ["name", "phone", "passport", "fitness", "customer_name"] {
            for purpose in ["select", "placement", "contract", "verify"] {
                let body = json!({ "fields": [field], "purpose": purpose }).to_string();
                let place = format!("/api/v1/cases/{case}/disclosures");
                told.push(program.send(Method::POST, &place, body, &as_json).await);
            }
        }
        let portal = if party.starts_with("p6") { "customer" } else { "agency" };
        for browser in [Browser::signed_in(&t, party).await, Browser::signed_in(&t, party).await.in_arabic()] {
            for page in [format!("/{portal}"), format!("/{portal}/cases"), format!("/{portal}/cases/{case}")] {
                told.push(browser.get(&page).await);
            }
        }
    }
    let sent = t.sent.0.lock().expect("not poisoned");
    // What they get because they sign in here, with what is drawn for it.
    let signs_in = ["sign-in-code", "new-device", "told-elsewhere"];
    let is_theirs = |to: &str, text: &str| parties.contains(&to) && !signs_in.iter().any(|one| text.starts_with(one));
    let theirs = sent.iter().filter(|(to, text)| is_theirs(to, text));
    // Letters of one moment go out in the order of their random ids, which tells nothing.
    let mut sent: Vec<String> = theirs.map(|(to, text)| format!("{to} {text}")).collect();
    sent.sort();
    told.iter()
        .map(|seen| format!("{} {} {}", seen.status, seen.location, without_tokens(&seen.text)))
        .chain(sent)
        .collect()
}

/// A page without what is drawn anew for each form.
fn without_tokens(page: &str) -> String {
    ["csrf", "key"].iter().fold(page.to_owned(), |page, name| {
        let mark = format!("name=\"{name}\" value=\"");
        let mut parts = page.split(&mark);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |page, rest| page + rest.split_once('"').map_or(rest, |(_, rest)| rest))
    })
}

#[tokio::test]
async fn protection_and_a_dispute_are_told_in_the_same_bytes() {
    let (dispute, protection) = (told("dispute").await, told("safeguarding").await);
    assert_eq!(dispute.len(), protection.len(), "as many answers and messages");
    for (one, other) in dispute.iter().zip(&protection) {
        let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert!(one == other, "{differs:?}");
        let said = other.to_lowercase();
        assert!(!said.contains("safeguard") && !said.contains("protected"), "{other}");
    }
    assert!(
        dispute.iter().any(|said| said.contains("overlays.paused_customer")),
        "the rule has a name that tells nothing"
    );
}

#[tokio::test]
async fn a_protected_worker_reads_that_they_are_and_whom_to_reach() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let worker = Browser::signed_in(&t, "selam@people.example").await;
    let page = format!("/worker/cases/{case}");
    assert!(!worker.get(&page).await.says("You are protected"));
    let pause = json!({ "step": "pause", "version": 1, "overlay": "safeguarding" }).to_string();
    let program = Browser::program(&t, "selam@people.example").await;
    let steps = format!("/api/v1/cases/{case}/steps");
    let paused = program.send(Method::POST, &steps, pause, &[("content-type", "application/json")]).await;
    assert!(paused.status.is_success(), "{}", paused.text);
    let read = worker.get(&page).await;
    assert!(read.says("You are protected") && read.says("+968 2400 0199"), "{}", read.text);
}
