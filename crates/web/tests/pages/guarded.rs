//! What protects a sign-in is changed by nobody but its person, with a fresh proof; and a token of one organisation is none of another.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::house::TestHouse;

const HOME: &str = "p6@people.example";

fn of(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Another site has the browser send a form: it knows every address and field, and no token of the session.
#[tokio::test]
async fn no_other_site_sets_up_an_authenticator_or_takes_one_away() {
    let t = TestHouse::new().await;
    let token = Browser::token(&t, HOME, "portal").await;
    let browser = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    let stranger = Browser::token(&t, "p7@people.example", "portal").await;
    let theirs =
        Browser::visitor(&t).with_cookie(&format!("amana={stranger}")).get("/me/security").await.hidden("csrf");
    let unused = "01900000-0000-7000-8000-000000000001";
    for csrf in [None, Some(""), Some("made-up"), Some(theirs.as_str())] {
        for (place, field) in [
            ("/me/security/authenticator".to_owned(), ("begin", "1")),
            (format!("/me/security/authenticator/{unused}"), ("code", "123456")),
            ("/me/security/remove".to_owned(), ("code", "123456")),
            ("/me/security/codes".to_owned(), ("code", "123456")),
        ] {
            let fields: Vec<(&str, &str)> = csrf.map(|csrf| ("csrf", csrf)).into_iter().chain([field]).collect();
            let sent = browser.post(&place, &fields).await;
            assert_eq!(sent.status, StatusCode::FORBIDDEN, "{place} with {csrf:?}: {}", sent.text);
        }
    }
    assert!(t.recorded("factor_begun").await.is_empty(), "nothing was begun");
    // With the session's own token, but long after its proof: asked first, and nothing begun.
    let csrf = browser.get("/me/security").await.hidden("csrf");
    t.pass_seconds(301);
    let late = browser.post("/me/security/authenticator", &[("csrf", &csrf)]).await;
    assert!(late.status != StatusCode::OK || !late.text.contains("name=\"secret\""), "{} {}", late.status, late.text);
    assert!(t.recorded("factor_begun").await.is_empty());
}

/// A program: a second secret in the place of the first, and none without its code.
#[tokio::test]
async fn a_program_replaces_and_removes_no_authenticator_without_its_code() {
    let t = TestHouse::new().await;
    let program = Browser::program(&t, HOME).await;
    let send = async |method: Method, path: &str, body: Value| {
        program.send(method, path, body.to_string(), &[("content-type", "application/json")]).await
    };
    let begun = send(Method::POST, "/api/v1/me/authenticator", json!({})).await;
    assert!(begun.status.is_success(), "{}", begun.text);
    let (id, secret) = (of(&begun.text)["id"].clone(), of(&begun.text)["secret"].clone());
    let secret = secret.as_str().expect("shown once").to_owned();
    let seen = program.get("/api/v1/me/authenticator").await;
    assert!(!seen.text.contains(&secret), "and never again: {}", seen.text);
    let confirm = format!("/api/v1/me/authenticator/{}/confirm", id.as_str().expect("an id"));
    assert_eq!(
        send(Method::POST, &confirm, json!({ "code": "000000" })).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // Confirmed here, as its app would have: what is in use is neither replaced nor removed without it.
    let (uuid, now) = (uuid::Uuid::parse_str(id.as_str().expect("an id")).expect("an id"), t.clock_now());
    let work = move |tx: &mut store::Tx| -> Result<_, app::AppError> {
        assert!(store::tables::factors::confirm(tx, uuid, now.as_second() / 30, now)?);
        Ok(store::Recorded::housekeeping(()))
    };
    t.house.store.write(store::Scope::SignIn, work).await.expect("confirmed");
    let again = send(Method::POST, "/api/v1/me/authenticator", json!({})).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
    for code in ["", "000000", "AAAAABBBBB"] {
        let removed = send(Method::POST, "/api/v1/me/authenticator/remove", json!({ "code": code })).await;
        assert_eq!(removed.status, StatusCode::UNPROCESSABLE_ENTITY, "{code:?}: {}", removed.text);
    }
    let text = format!("{:?}", t.records(store::tables::records::About::All).await);
    assert!(!text.contains(&secret), "nor does it stand in the log");
}

/// One token, at what is another agency's: by its objects, and by naming that agency.
#[tokio::test]
async fn a_token_of_one_agency_opens_nothing_of_another() {
    let t = TestHouse::new().await;
    let worker = app::workers::draft(&t.house, &t.other_agency, crate::house::new_worker("EP9100001")).await;
    let worker = worker.expect("a draft of the other agency").0;
    let program = Browser::program(&t, "p3@people.example").await;
    let unused = program.get("/api/v1/workers/01900000-0000-7000-8000-000000000001").await;
    let theirs = program.get(&format!("/api/v1/workers/{worker}")).await;
    assert_eq!((theirs.status, &theirs.text), (StatusCode::NOT_FOUND, &unused.text), "as an unused name");
    let other = t.other_agency.org.expect("an agency");
    let read = move |tx: &mut store::Tx| -> Result<_, app::AppError> {
        Ok(store::tables::organisations::get(tx, other)?.and_then(|org| org.code))
    };
    let code = t.house.store.read(store::Scope::SignIn, read).await.expect("read").expect("a code");
    for place in ["/api/v1/workers", "/api/v1/cases", "/api/v1/memberships"] {
        let named = program.send(Method::GET, place, String::new(), &[("amana-organisation", code.as_str())]).await;
        assert_eq!(named.status, StatusCode::FORBIDDEN, "{place}: {}", named.text);
    }
    // Asked under another name of ours, it is the same house: a host chooses nothing.
    let hosted = [("x-forwarded-host", "other-agency.example"), ("forwarded", "host=other-agency.example")];
    let hosted = program.send(Method::GET, &format!("/api/v1/workers/{worker}"), String::new(), &hosted).await;
    assert_eq!(hosted.status, StatusCode::NOT_FOUND, "{}", hosted.text);
}
