//! Connected services as a browser meets them: out to the service, back with its answer, seen and ended.

use std::sync::Arc;

use app::cases;
use app::connections::{Kind, Service};
use app::ports::Texts;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use stage::{Stage, Ways};
use store::tables::Limit;
use web::messages::Messages;

use crate::browser::{Browser, Seen};
use crate::house::{TestHouse, URL};
use crate::meetings::agreed;

#[allow(dead_code, reason = "the pages need a part of what it does")]
#[path = "../../../app/tests/use_cases/journey/connections/stage.rs"]
mod stage;

const ADMIN: &str = "p4@people.example";

fn with(t: &TestHouse, services: Vec<Arc<dyn Service>>) -> app::House {
    t.beside_sending(Arc::new(Ways { kept: t.sent.clone(), services }))
}

/// The cookie of an attempt and the state that its answer must bring.
fn out(seen: &Seen) -> (String, String) {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    let header = |name: &str| {
        let found = seen.headers.iter().rfind(|(known, value)| known == name && !value.starts_with("amana="));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let cookie = header("set-cookie");
    assert!(
        cookie.starts_with("amana-connect=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let refresh = header("refresh");
    let (_, state) = refresh.split_once("0;url=https://login.example/authorize?state=").expect("the way out");
    assert!(!cookie.contains(state), "what comes back by an address does not say what the cookie holds");
    (cookie.split(';').next().expect("a value").to_owned(), state.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_is_connected_seen_and_disconnected() {
    let t = TestHouse::new().await;
    let mail = Stage::new("nur-mail", Kind::Mailbox, &t);
    let calendar = Stage::new("nur-dates", Kind::Calendar, &t);
    let house = with(&t, vec![mail.clone(), calendar]);
    let token = Browser::token(&t, ADMIN, "portal").await;
    let browser = Browser::of(&house, &token);
    assert!(browser.get("/me/security").await.text.contains(r#"href="/me/connections""#));
    let page = browser.get("/me/connections").await;
    assert_eq!((page.status, page.text.matches(r#"name="account""#).count()), (StatusCode::OK, 4), "{}", page.text);
    let csrf = page.hidden("csrf");
    let ask = |account: &'static str, of: &'static str, csrf: String| {
        let fields = [
            ("csrf", csrf),
            ("service", "nur-mail".to_owned()),
            ("for", of.to_owned()),
            ("account", account.to_owned()),
        ];
        let browser = &browser;
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post("/me/connections", &fields).await
        }
    };
    assert_eq!(ask("office@nur.example", "org", "made-up".to_owned()).await.status, StatusCode::FORBIDDEN);
    let wrong = ask("no address", "org", csrf.clone()).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("no address") && wrong.text.contains(r#"aria-invalid="true""#), "{}", wrong.text);

    let (cookie, state) = out(&ask("office@nur.example", "org", csrf.clone()).await);
    let back = format!("/me/connections/nur-mail/back?code=c-1&state={state}");
    // Without the cookie, with another state, at another service, signed out.
    let lost = browser.get(&back).await;
    assert_eq!(lost.status, StatusCode::BAD_REQUEST);
    assert!(lost.text.contains(r#"class="btn btn-main" href="/me/connections""#), "where it is begun: {}", lost.text);
    let with_cookie = || Browser::of(&house, &token).with_cookie(&format!("; {cookie}"));
    let other = with_cookie().get("/me/connections/nur-mail/back?code=c-1&state=x").await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert_eq!(with_cookie().get(&back.replace("nur-mail", "nur-dates")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(with_cookie().get(&back.replace("nur-mail", "nobody")).await.status, StatusCode::NOT_FOUND);
    let came = with_cookie().get(&back).await;
    assert_eq!((came.status, came.location.as_str()), (StatusCode::SEE_OTHER, "/me/connections"));
    assert_eq!(with_cookie().get(&back).await.status, StatusCode::BAD_REQUEST, "once");
    let (cookie, state) = out(&ask("me@nur.example", "me", csrf.clone()).await);
    let denied = Browser::of(&house, &token).with_cookie(&format!("; {cookie}"));
    let denied = denied.get(&format!("/me/connections/nur-mail/back?error=access_denied&state={state}")).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert!(denied.text.contains(r#"href="/me/connections""#), "{}", denied.text);
    assert_eq!(t.recorded("connection_refused").await.len(), 1);

    let page = browser.get("/me/connections").await;
    assert!(
        page.says("Nur is connected since") && page.text.contains("<bdi>office@nur.example</bdi>"),
        "{}",
        page.text
    );
    assert!(page.says("Connected by") && page.says("you"), "{}", page.text);
    assert_eq!(page.text.matches(r#"name="account""#).count(), 3);
    let arabic = Browser::of(&house, &token).in_arabic().get("/me/connections").await;
    assert!(arabic.says("نور مرتبطة منذ"), "{}", arabic.text);
    let (_, after) = page.text.split_once(r#"action="/me/connections/"#).expect("a form");
    let id = after.split('/').next().expect("an id").to_owned();

    let program = Browser::program(&t, ADMIN).await;
    let listed = program.send(Method::GET, "/api/v1/me/connections", String::new(), &[]).await;
    let listed: Value = serde_json::from_str(&listed.text).expect("JSON");
    let one = &listed["items"][0];
    assert_eq!((&one["id"], &one["of"], &one["kind"]), (&id.clone().into(), &"organisation".into(), &"mailbox".into()));
    assert_eq!(one["account"], "office@nur.example");
    assert!(!listed.to_string().contains("access") && !listed.to_string().contains("refresh"), "{listed}");
    let stranger = Browser::program(&t, "p5@people.example").await;
    let path = format!("/api/v1/me/connections/{id}");
    let theirs = stranger.send(Method::DELETE, &path, String::new(), &[]).await;
    let unused = stranger.send(Method::DELETE, "/api/v1/me/connections/nothing", String::new(), &[]).await;
    assert_eq!((theirs.status, &theirs.text), (StatusCode::NOT_FOUND, &unused.text));

    let ended = browser.post(&format!("/me/connections/{id}/end"), &[("csrf", &csrf)]).await;
    assert_eq!((ended.status, ended.location.as_str()), (StatusCode::SEE_OTHER, "/me/connections"), "{}", ended.text);
    while app::jobs::round(&house).await.expect("a round") > 0 {}
    assert_eq!(mail.act().revoked.len(), 1);
    let gone = program.send(Method::DELETE, &path, String::new(), &[]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_proved_nothing_lately_is_asked_first_and_where_nothing_is_named_nothing_is_offered() {
    let t = TestHouse::new().await;
    let mail = Stage::new("nur-mail", Kind::Mailbox, &t);
    let house = with(&t, vec![mail]);
    let token = Browser::token(&t, ADMIN, "portal").await;
    let browser = Browser::of(&house, &token);
    let csrf = browser.get("/me/connections").await.hidden("csrf");
    t.pass_seconds(301);
    let fields = [("csrf", csrf.as_str()), ("service", "nur-mail"), ("for", "org"), ("account", "office@nur.example")];
    let asked = browser.post("/me/connections", &fields).await;
    assert!(!asked.headers.iter().any(|(_, value)| value.starts_with("amana-connect=")), "{}", asked.text);
    let visitor = Browser::of(&house, "nobody").get("/me/connections").await;
    assert_eq!((visitor.status, visitor.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in?to=/me/connections"));
    let plain = Browser::of(&t.house, &token);
    assert!(!plain.get("/me/security").await.text.contains("/me/connections"));
    let page = plain.get("/me/connections").await;
    assert_eq!(
        (page.status, page.text.matches("<form").count() > 0),
        (StatusCode::OK, page.text.contains("/sign-out"))
    );
    assert!(!page.text.contains(r#"name="account""#));
    // The operator's staff have nothing to put there.
    let staff = Browser::of(&house, &Browser::token(&t, "p1@people.example", "portal").await);
    assert!(!staff.get("/me/connections").await.text.contains(r#"name="account""#));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_stored_says_what_the_file_says_and_no_method() {
    let t = TestHouse::new().await;
    agreed(&t).await;
    let upcoming = t.house.read(&t.customer, |tx, desk, caller| cases::upcoming(tx, desk, caller, None, Limit::PAGE));
    let view = upcoming.await.expect("a list").0.remove(0);
    for language in ["en", "ar"] {
        let text =
            Messages::new(URL).calendar_entry(language, &view.entry("AG-021").expect("agreed")).expect("an entry");
        assert!(!text.contains("METHOD") && text.contains(&format!("UID:meeting-{}\r\n", view.open.row.id)), "{text}");
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"),
            "{text}"
        );
        for name in ["Selam", "Salim", "Habsi", "@"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
    }
}
