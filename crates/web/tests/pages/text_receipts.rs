//! A provider of text messages calls to say what became of them: who is believed, what is answered, what it changes.

use std::sync::Arc;

use app::Limit;
use app::jobs::letters::{self, Texts};
use app::ports::Outcome;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::tables::outbox::{self, MESSAGE, Notice};
use store::{Job, Recorded, Scope, StoreError, Tx};
use tower::ServiceExt;
use uuid::Uuid;
use web::site::{Settings, Site};
use web::text_receipts::{Places, TextReceipts};

use crate::browser::edge;
use crate::house::TestHouse;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn calling(t: &TestHouse) -> Router {
    let words = [("DELIVRD", Outcome::Delivered), ("UNDELIV", Outcome::Failed)].map(|(word, end)| (word.into(), end));
    let places = Places { name: "/id".into(), status: "/status".into() };
    let calls = TextReceipts::by_token(SECRET.as_bytes(), header::AUTHORIZATION, places, words.into());
    let settings = Settings { secure_cookies: false, text_receipts: Some(calls), ..Settings::default() };
    web::router::router(Site::new(t.house.clone(), Arc::new(settings), None))
}

/// Status, headers but for the request's own name, body.
type Said = (StatusCode, Vec<(String, String)>, String);

async fn call(edge: &Router, token: &str, body: &str) -> Said {
    let mut request = Request::post("/api/v1/text-receipts").header("content-type", "application/json");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let answer = edge.clone().oneshot(request).await.expect("an answer");
    let headers = answer.headers().iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned())).collect();
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

/// A text message that the provider took under this name.
async fn handed(t: &TestHouse, nth: u128, name: &'static str) {
    let (id, now) = (Uuid::from_u128(nth), t.clock_now());
    let leave = move |tx: &mut Tx| -> Result<_, StoreError> {
        let notice = Notice {
            id,
            key: format!("code:{id}"),
            kind: MESSAGE.to_owned(),
            template: "sign-in-code".to_owned(),
            args: serde_json::json!({}),
            org: None,
            user: None,
            channel: Some("sms".to_owned()),
            address: None,
            code: None,
            run_at: now,
            attempts: 1,
            last_error: None,
            dead_at: None,
        };
        outbox::leave(tx, &notice, now)?;
        outbox::handed(tx, id, name)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(Job::Relay), leave).await.expect("left");
}

async fn texts(t: &TestHouse) -> (i64, i64, i64) {
    let look = |tx: &mut Tx, desk: &_, caller: &_| letters::letters(tx, desk, caller, None, Limit::PAGE);
    let Texts { delivered, missed, unsaid, .. } = t.house.read(&t.moderator, look).await.expect("a look").texts;
    (delivered, missed, unsaid)
}

#[tokio::test]
async fn what_a_provider_says_is_kept_once_and_a_name_that_nobody_knows_is_answered_alike() {
    let t = TestHouse::new().await;
    let edge = calling(&t);
    handed(&t, 1, "m-1").await;
    handed(&t, 2, "m-2").await;
    assert_eq!(texts(&t).await, (0, 0, 2));
    let known = call(&edge, SECRET, r#"{"id":"m-1","status":"DELIVRD"}"#).await;
    assert_eq!((known.0, known.2.as_str()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(texts(&t).await, (1, 0, 1), "kept when it is answered");
    let on_its_way = call(&edge, SECRET, r#"{"id":"m-2","status":"SENT"}"#).await;
    let (again, unknown) = tokio::join!(
        call(&edge, SECRET, r#"{"id":"m-1","status":"UNDELIV"}"#),
        call(&edge, SECRET, r#"{"id":"never-sent","status":"UNDELIV"}"#),
    );
    assert_eq!([&on_its_way, &again, &unknown], [&known; 3]);
    assert_eq!(texts(&t).await, (1, 0, 1), "and changes nothing");
    call(&edge, SECRET, r#"{"id":"m-2","status":"UNDELIV"}"#).await;
    assert_eq!(texts(&t).await, (1, 1, 0));
}

#[tokio::test]
async fn a_receipt_that_is_quicker_than_the_note_that_its_message_left_is_kept_all_the_same() {
    let t = TestHouse::new().await;
    let edge = calling(&t);
    let late = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        handed(&t, 1, "m-1").await;
    };
    let (said, ()) = tokio::join!(call(&edge, SECRET, r#"{"id":"m-1","status":"DELIVRD"}"#), late);
    assert_eq!((said.0, texts(&t).await), (StatusCode::NO_CONTENT, (1, 0, 0)));
}

#[tokio::test]
async fn whoever_has_no_secret_changes_nothing_and_learns_nothing() {
    let t = TestHouse::new().await;
    let edges = [calling(&t), edge(&t.house)];
    handed(&t, 1, "m-1").await;
    let mut all = Vec::new();
    for edge in &edges {
        for token in ["", "nonsense", &SECRET[1..], &format!("{SECRET}0")] {
            for body in [r#"{"id":"m-1","status":"DELIVRD"}"#, r#"{"id":"never-sent","status":"DELIVRD"}"#, "{", ""] {
                all.push(call(edge, token, body).await);
            }
        }
    }
    all.push(call(&edges[1], SECRET, r#"{"id":"m-1","status":"DELIVRD"}"#).await);
    assert!(all[0].0 == StatusCode::UNAUTHORIZED && all[0].2.contains("/problems/signed-out"), "{:?}", all[0]);
    assert!(all.iter().all(|one| *one == all[0]), "with settings and without, of known names and others: {all:?}");
    assert_eq!(texts(&t).await, (0, 0, 1));
}

#[tokio::test]
async fn what_is_too_large_or_not_understood_is_refused_with_its_place() {
    let t = TestHouse::new().await;
    let edge = calling(&t);
    for (body, status, says) in [
        ("{".to_owned(), 400, "not JSON"),
        (r#"{"status":"DELIVRD"}"#.to_owned(), 422, "\"/id\""),
        (r#"{"id":"m-1"}"#.to_owned(), 422, "\"/status\""),
        (r#"{"id":"m\u0000","status":"DELIVRD"}"#.to_owned(), 422, "control character"),
        (format!(r#"{{"id":"m-1","status":"DELIVRD","text":"{}"}}"#, "x".repeat(9_000)), 413, "too large"),
        ("[".repeat(8_000), 400, "nested"),
    ] {
        let said = call(&edge, SECRET, &body).await;
        assert_eq!(said.0.as_u16(), status, "{body}: {}", said.2);
        assert!(said.2.contains(says), "{}", said.2);
    }
}
