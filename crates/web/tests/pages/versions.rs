//! `If-Match` in the API: the version that an update saw, wherever an update takes one.

use app::workers;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::house::{TestHouse, new_worker};
use crate::lists::a_case;

/// A program's request with these headers, and what was wrong with it.
async fn sent(
    who: &Browser,
    method: &Method,
    path: &str,
    body: &Value,
    headers: &[(&str, &str)],
) -> (StatusCode, Value) {
    let headers: Vec<_> = [("content-type", "application/json")].into_iter().chain(headers.iter().copied()).collect();
    let answer = who.send(method.clone(), path, body.to_string(), &headers).await;
    (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::Null))
}

/// Tries an update under versions that are none, old, and not one; then under the present one.
async fn tried(who: &Browser, method: Method, path: &str, body: Value, present: i64) {
    let wants = async |body: &Value, said: &str, status: u16, place: Option<&str>| {
        let (got, problem) = sent(who, &method, path, body, &[("if-match", said)]).await;
        assert_eq!(got.as_u16(), status, "{method} {path} {said}: {problem}");
        assert_eq!(problem["errors"][0]["pointer"].as_str(), place, "{method} {path} {said}: {problem}");
    };
    let mut with = body.clone();
    with["version"] = json!(present);
    let old = format!("\"{}\"", present + 1);
    let (missing, problem) = sent(who, &method, path, &body, &[]).await;
    assert_eq!(
        (missing.as_u16(), problem["errors"][0]["pointer"].as_str()),
        (422, Some("/version")),
        "{path}: {problem}"
    );
    for malformed in ["*", "W/\"1\"", "\"1\", \"2\"", "one", ""] {
        wants(&with, malformed, 400, None).await;
    }
    wants(&with, &old, 422, Some("If-Match")).await;
    wants(&body, &old, 409, None).await;
    wants(&body, &format!("\"{present}\""), 200, None).await;
}

async fn shown(who: &Browser, path: &str) -> Value {
    let answer = who.send(Method::GET, path, String::new(), &[]).await;
    serde_json::from_str(&answer.text).expect("JSON")
}

fn version(seen: &Value) -> i64 {
    seen["version"].as_i64().expect("a version")
}

#[tokio::test]
async fn an_update_of_an_old_version_is_refused_by_if_match_as_by_its_body() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let agency = Browser::program(&t, "p3@people.example").await;
    let household = Browser::program(&t, "p6@people.example").await;
    let operator = Browser::program(&t, "p1@people.example").await;

    let worker = workers::draft(&t.house, &t.agency, new_worker("EP7654329")).await.expect("a draft");
    let path = format!("/api/v1/workers/{worker}");
    let at = version(&shown(&agency, &path).await);
    tried(&agency, Method::PATCH, &path, json!({ "wage_minor": 111_000 }), at).await;
    t.sign_in_of(worker, "hana@people.example").await;
    let person = Browser::program(&t, "hana@people.example").await;
    let consent = json!({ "kind": "listing", "language": "am", "method": "in_app" });
    let given = sent(&person, &Method::POST, &format!("{path}/consents"), &consent, &[]).await;
    assert!(given.0.is_success(), "{given:?}");
    let at = version(&shown(&agency, &path).await);
    tried(&person, Method::POST, &format!("{path}/steps"), json!({ "step": "consent" }), at).await;

    let at = version(&shown(&household, "/api/v1/household").await);
    let facts = json!({ "area": "Barka", "household": "Two adults", "duties": "Cooking", "accept_notice": true });
    tried(&household, Method::PUT, "/api/v1/household", facts, at).await;

    let orgs = shown(&operator, "/api/v1/organisations?limit=100").await;
    let looked_at = orgs["items"].as_array().expect("a list").iter().find(|org| org["kind"] == "agency");
    let looked_at = looked_at.expect("an agency");
    let path = format!("/api/v1/organisations/{}/checks", looked_at["reference"].as_str().expect("a reference"));
    let check = json!({ "check": "licence", "until": "2027-06-30" });
    tried(&operator, Method::POST, &path, check, version(looked_at)).await;

    let path = format!("/api/v1/cases/{case}");
    let at = version(&shown(&household, &path).await);
    tried(&household, Method::POST, &format!("{path}/steps"), json!({ "step": "cancel" }), at).await;
}

#[tokio::test]
async fn what_has_no_versions_takes_no_if_match() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let agency = Browser::program(&t, "p3@people.example").await;
    let said = json!({ "attest": ["conflict_checked"] });
    let path = format!("/api/v1/cases/{case}/statements");
    let (status, problem) = sent(&agency, &Method::POST, &path, &said, &[("if-match", "\"2\"")]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|said| said.contains("takes no If-Match")), "{problem}");
    let read =
        agency.send(Method::GET, &format!("/api/v1/cases/{case}"), String::new(), &[("if-match", "\"9\"")]).await;
    assert_eq!(read.status, StatusCode::OK, "reading changes nothing");
}

#[tokio::test]
async fn a_key_belongs_to_the_version_that_the_header_names_too() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let household = Browser::program(&t, "p6@people.example").await;
    let at = version(&shown(&household, &format!("/api/v1/cases/{case}")).await);
    let step = async |version: i64| {
        let (path, said) = (format!("/api/v1/cases/{case}/steps"), format!("\"{version}\""));
        let headers = [("if-match", said.as_str()), ("idempotency-key", "cancel-1")];
        sent(&household, &Method::POST, &path, &json!({ "step": "cancel" }), &headers).await
    };
    let first = step(at).await;
    assert_eq!(first.0, StatusCode::OK, "{first:?}");
    assert_eq!(step(at).await, first, "sent again");
    let (status, problem) = step(at + 1).await;
    assert_eq!((status.as_u16(), problem["errors"][0]["pointer"].as_str()), (422, Some("Idempotency-Key")));
}
