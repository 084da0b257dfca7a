//! A paper is opened by a link: the pages of two sessions, what each answer says of itself, and where a link that is over leads.

use app::admit::Key;
use app::documents::Of;
use axum::http::{Method, StatusCode};
use domain::DocumentKind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::browser::{Browser, Seen};
use crate::house::TestHouse;
use crate::lists::a_listed_worker;

/// The admin of the first agency.
const ADMIN: &str = "p4@people.example";

/// A listed worker's reference and her passport.
async fn a_passport(t: &TestHouse) -> (String, Uuid) {
    a_listed_worker(t).await;
    let agency = Browser::signed_in(t, "p3@people.example").await;
    let roster = agency.get("/agency/workers?view=table").await;
    let link = roster.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let reference = format!("W-{link}");
    let key = Key::parse(domain::ids::ReferenceKind::Worker, &reference).expect("a reference");
    let until = Some("2031-05-02".parse().expect("a day"));
    (reference, t.filed(&t.agency, Of::Worker(key), DocumentKind::Passport, until).await)
}

async fn link(by: &Browser, reference: &str, document: Uuid) -> Seen {
    let back = format!("/agency/workers/{reference}");
    let page = by.get(&back).await;
    assert!(page.says("Passport") && page.says("Get 60-second link"), "{}", page.text);
    let (csrf, path) = (page.hidden("csrf"), format!("/documents/{document}/link"));
    by.post(&path, &[("csrf", &csrf), ("case", ""), ("back", &back), ("purpose", "verify")]).await
}

/// The address that a link leads to.
fn leads(page: &Seen) -> String {
    let at = page.text.find("/documents/links/").expect("a link");
    page.text[at..].split(['"', '?']).next().expect("an address").to_owned()
}

fn has(seen: &Seen, name: &str, value: &str) {
    let found = seen.headers.iter().filter(|(one, _)| one == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
    assert_eq!(found, [value], "{name}");
}

#[tokio::test]
async fn a_paper_opens_once_in_one_session_and_its_pages_are_kept_by_nobody() {
    let t = TestHouse::new().await;
    let (reference, document) = a_passport(&t).await;
    let admin = Browser::signed_in(&t, ADMIN).await;
    let made = link(&admin, &reference, document).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert!(made.says("New link") && made.says(r#"data-left="60""#) && made.says("20 seconds left"));
    let path = leads(&made);
    let elsewhere = Browser::signed_in(&t, ADMIN).await;
    for (who, other) in [
        ("the same person in another session", &elsewhere),
        ("a colleague", &Browser::signed_in(&t, "p3@people.example").await),
        ("a household", &Browser::signed_in(&t, "p6@people.example").await),
    ] {
        let seen = other.get(&path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{who}");
        assert!(seen.says("does not lead anywhere"), "{who}");
    }
    let ahead = admin.send(Method::GET, &path, String::new(), &[("sec-purpose", "prefetch")]).await;
    assert_eq!(ahead.status, StatusCode::NOT_FOUND, "nothing is fetched ahead");
    assert_eq!(admin.send(Method::HEAD, &path, String::new(), &[]).await.status, StatusCode::NOT_FOUND);
    let open = admin.get(&format!("{path}?back=/agency/workers/{reference}")).await;
    assert_eq!(open.status, StatusCode::OK, "{}", open.text);
    assert!(open.says("AG-021 agency_admin") && open.says("/pages/1"), "{}", open.text);
    has(&open, "cache-control", "no-store");
    has(&open, "x-robots-tag", "noindex, noarchive");
    has(&open, "referrer-policy", "no-referrer");
    has(&open, "refresh", &format!("60; url=/documents/closed?back=%2Fagency%2Fworkers%2F{reference}"));
    let picture = format!("{path}/pages/1");
    let ranged = admin.send(Method::GET, &picture, String::new(), &[("range", "bytes=0-9")]).await;
    assert_eq!(ranged.status, StatusCode::OK, "whole or not at all");
    assert!(ranged.text.len() > 1_000);
    has(&ranged, "content-type", "image/jpeg");
    has(&ranged, "cache-control", "no-store");
    has(&ranged, "accept-ranges", "none");
    has(&ranged, "x-content-type-options", "nosniff");
    has(&ranged, "x-robots-tag", "noindex, noarchive");
    has(&ranged, "content-disposition", "inline; filename=\"page.jpg\"");
    has(&ranged, "content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    has(&ranged, "cross-origin-resource-policy", "same-origin");
    assert_eq!(elsewhere.get(&picture).await.status, StatusCode::NOT_FOUND, "open in one session only");
    for none in ["0", "2", "x", "-1", "99999999999999999999"] {
        assert_eq!(admin.get(&format!("{path}/pages/{none}")).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "once");
    assert_eq!(admin.get(&format!("{path}/file")).await.status, StatusCode::NOT_FOUND, "it is only looked at");
    t.pass_seconds(61);
    assert_eq!(admin.get(&picture).await.status, StatusCode::NOT_FOUND, "its minute is over");
    let closed = admin.get("/documents/closed?back=//elsewhere.example").await;
    assert!(!closed.says("elsewhere.example"), "nobody is led away");
}

#[tokio::test]
async fn whoever_signs_out_closes_what_stands_open() {
    let t = TestHouse::new().await;
    let (reference, document) = a_passport(&t).await;
    let admin = Browser::signed_in(&t, ADMIN).await;
    let path = leads(&link(&admin, &reference, document).await);
    assert_eq!(admin.get(&path).await.status, StatusCode::OK);
    let picture = format!("{path}/pages/1");
    assert_eq!(admin.get(&picture).await.status, StatusCode::OK);
    let csrf = admin.get(&format!("/agency/workers/{reference}")).await.hidden("csrf");
    admin.post("/sign-out", &[("csrf", &csrf)]).await;
    let after = admin.get(&picture).await;
    assert_ne!(after.status, StatusCode::OK, "the session is over");
}

#[tokio::test]
async fn a_program_opens_a_paper_by_the_same_links() {
    let t = TestHouse::new().await;
    let (_, document) = a_passport(&t).await;
    let admin = Browser::program(&t, ADMIN).await;
    let json = [("content-type", "application/json")];
    let links = format!("/api/v1/documents/{document}/links");
    let ask = async |by: &Browser, body: Value| by.send(Method::POST, &links, body.to_string(), &json).await;
    assert_eq!(ask(&admin, json!({ "purpose": "curiosity" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let file = ask(&admin, json!({ "purpose": "verify", "file": true })).await;
    assert_eq!((file.status, file.says("document_view_only")), (StatusCode::CONFLICT, true), "{}", file.text);
    let stranger = Browser::program(&t, "p5@people.example").await;
    let foreign = ask(&stranger, json!({ "purpose": "verify" })).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let made = ask(&admin, json!({ "purpose": "verify" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let body: Value = serde_json::from_str(&made.text).expect("JSON");
    let url = body["url"].as_str().expect("an address");
    let stolen = stranger.get(url).await;
    let unused = stranger.get("/api/v1/document-links/nonsense").await;
    assert_eq!((stolen.status, &stolen.text), (StatusCode::NOT_FOUND, &unused.text), "another's is like none");
    let open = admin.get(url).await;
    let open: Value = serde_json::from_str(&open.text).expect("JSON");
    assert_eq!((&open["kind"], open["pages"].as_array().map(Vec::len)), (&json!("passport"), Some(1)));
    let page = admin.get(open["pages"][0].as_str().expect("an address")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(admin.get(url).await.status, StatusCode::NOT_FOUND, "once");
}

#[tokio::test]
async fn the_storage_policy_answers_by_the_rules_in_force() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let ask = |role: &str, state: &str, purpose: &str| {
        format!("/operator/storage?document=labour_permit-worker&role={role}&state={state}&purpose={purpose}")
    };
    let opens = moderator.get(&ask("customer", "permit", "permit")).await;
    assert_eq!(opens.status, StatusCode::OK, "{}", opens.text);
    assert!(
        opens.says("openings.customer_permit_form") && opens.says("12 months") && opens.says("60 seconds"),
        "{}",
        opens.text
    );
    let shut = moderator.get(&ask("customer", "held", "select")).await;
    assert!(shut.says("Stays shut") && !shut.says("openings.customer_permit_form"));
    let unknown = moderator.get(&ask("burglar", "held", "select")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    a_passport(&t).await;
    let passports = moderator.get("/operator/storage?document=passport-worker").await;
    assert!(passports.says("epoch 1: 1"), "{}", passports.text);
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    assert_eq!(agency.get("/operator/storage").await.status, StatusCode::NOT_FOUND);
}
