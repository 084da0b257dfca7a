//! The way out to somebody else's sign-in and back, as a browser meets it.

use std::sync::Arc;

use app::sso::{Ask, Asking, Provider, Rules, Shown, Unshown};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt;
use web::site::{Settings, Site};

use crate::house::TestHouse;

/// Shows one person, or is away.
#[derive(Debug)]
struct Stage {
    rules: Rules,
    away: bool,
}

impl Provider for Stage {
    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> Asking<'a, String> {
        let away = Unshown::Away("it is a test".to_owned());
        let asked =
            if self.away { Err(away) } else { Ok(format!("https://login.example/authorize?state={}", ask.state)) };
        Box::pin(async { asked })
    }

    fn redeem<'a>(&'a self, _: &'a Ask, code: &'a str, _: Option<&'a str>) -> Asking<'a, Shown> {
        let at = None;
        let (issuer, subject) = ("https://login.example".to_owned(), code.to_owned());
        let email = Some("p3@people.example".to_owned());
        Box::pin(async move { Ok(Shown { issuer, subject, email, second: false, at }) })
    }

    fn leave(&self) -> Asking<'_, Option<String>> {
        Box::pin(async { Ok(Some("https://login.example/leave".to_owned())) })
    }
}

fn edge(house: &TestHouse, away: bool) -> axum::Router {
    let rules = Rules {
        name: "nur".to_owned(),
        title: ("Nur & sons".to_owned(), "نور".to_owned()),
        organisations: vec!["AG-021".to_owned()],
        domains: vec!["people.example".to_owned()],
        second: false,
    };
    let settings = Settings { providers: vec![Arc::new(Stage { rules, away })], ..Settings::default() };
    web::router::router(Site::new(house.house.clone(), settings.into(), None))
}

async fn ask(edge: &axum::Router, method: &str, path: &str, cookies: &str, body: String) -> Response {
    let ask = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    edge.clone().oneshot(ask.body(Body::from(body)).expect("a request")).await.expect("an answer")
}

/// What the answer sets a cookie to, with its attributes.
fn set(answer: &Response, name: &str) -> Option<String> {
    let lines = answer.headers().get_all(header::SET_COOKIE).iter().map(|line| line.to_str().expect("text"));
    lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned).next_back()
}

async fn text(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn value(line: &str) -> &str {
    line.split(';').next().expect("a value")
}

/// A visitor's cookie and the token of their forms.
async fn visitor(edge: &axum::Router) -> (String, String, String) {
    let page = ask(edge, "GET", "/sign-in", "", String::new()).await;
    let cookie = format!("__Host-amana-visitor={}", value(&set(&page, "__Host-amana-visitor").expect("a cookie")));
    let page = text(page).await;
    let (_, after) = page.split_once(r#"name="csrf" value=""#).expect("a token");
    let csrf = after.split('"').next().expect("a token").to_owned();
    (cookie, csrf, page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browser_goes_out_and_comes_back_with_a_session() {
    let house = TestHouse::new().await;
    let edge = edge(&house, false);
    let (cookie, csrf, page) = visitor(&edge).await;
    assert!(page.contains(r#"action="/sign-in/with/nur""#) && page.contains("Nur &#38; sons"), "{page}");
    let out = ask(&edge, "POST", "/sign-in/with/nur", &cookie, format!("csrf={csrf}&to=/agency/workers")).await;
    assert_eq!(out.status(), StatusCode::OK);
    let refresh = out.headers()["refresh"].to_str().expect("text").to_owned();
    let (_, state) = refresh.split_once("0;url=https://login.example/authorize?state=").expect("the way out");
    let kept = set(&out, "__Host-amana-sso").expect("the attempt's cookie");
    for word in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(kept.contains(word), "{kept}");
    }
    assert!(!kept.contains(state), "what comes back by an address does not say what the cookie holds");

    let back = format!("/sign-in/with/nur/back?code=s-1&state={state}&session_state=x");
    let with = format!("{cookie}; __Host-amana-sso={}", value(&kept));
    let entered = ask(&edge, "GET", &back, &with, String::new()).await;
    assert_eq!(
        (entered.status(), &entered.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/agency/workers".parse().expect("a value"))
    );
    let session = set(&entered, "__Host-amana").expect("a session");
    assert!(session.contains("HttpOnly") && session.contains("Secure"), "{session}");
    assert_eq!(value(&set(&entered, "__Host-amana-sso").expect("taken away")), "");

    let again = ask(&edge, "GET", &back, &with, String::new()).await;
    assert_eq!((again.status(), set(&again, "__Host-amana")), (StatusCode::BAD_REQUEST, None), "once");

    let session = format!("__Host-amana={}", value(&session));
    let page = text(ask(&edge, "GET", "/me/security", &session, String::new()).await).await;
    assert!(page.contains(r#"action="/me/security/identities/"#), "{page}");
    let (_, after) = page.split_once(r#"name="csrf" value=""#).expect("a token");
    let csrf = after.split('"').next().expect("a token");
    let left = ask(&edge, "POST", "/sign-out", &session, format!("csrf={csrf}")).await;
    assert_eq!(value(&set(&left, "__Host-amana").expect("taken away")), "");
    assert!(text(left).await.contains("https://login.example/leave"), "and the way to the end of it there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_belong_together_opens_nothing() {
    let house = TestHouse::new().await;
    let edge = edge(&house, false);
    let (cookie, csrf, _) = visitor(&edge).await;
    let foreign = ask(&edge, "POST", "/sign-in/with/nur", &cookie, "csrf=made-up".to_owned()).await;
    assert_eq!((foreign.status(), set(&foreign, "__Host-amana-sso")), (StatusCode::FORBIDDEN, None));
    let unknown = ask(&edge, "POST", "/sign-in/with/other", &cookie, format!("csrf={csrf}")).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let out = ask(&edge, "POST", "/sign-in/with/nur", &cookie, format!("csrf={csrf}&to=//evil.example")).await;
    let kept = format!("__Host-amana-sso={}", value(&set(&out, "__Host-amana-sso").expect("a cookie")));
    let refresh = out.headers()["refresh"].to_str().expect("text").to_owned();
    let (_, state) = refresh.split_once("state=").expect("a state");
    for (path, cookies, status) in [
        (format!("code=s-1&state={state}"), "", StatusCode::BAD_REQUEST),
        ("code=s-1&state=x".to_owned(), &*kept, StatusCode::BAD_REQUEST),
        ("code=s-1".to_owned(), &*kept, StatusCode::BAD_REQUEST),
        (String::new(), "__Host-amana-sso=...", StatusCode::BAD_REQUEST),
        (format!("error=access_denied&state={state}"), &*kept, StatusCode::FORBIDDEN),
    ] {
        let answer = ask(&edge, "GET", &format!("/sign-in/with/nur/back?{path}"), cookies, String::new()).await;
        assert_eq!((answer.status(), set(&answer, "__Host-amana")), (status, None), "{path}");
    }
    // Nobody is led to another site after a sign-in, nor tells us to forget what they were asked.
    let (cookie, csrf, _) = visitor(&edge).await;
    let out = ask(&edge, "POST", "/sign-in/with/nur", &cookie, format!("csrf={csrf}&to=//evil.example")).await;
    let kept = format!("__Host-amana-sso={}", value(&set(&out, "__Host-amana-sso").expect("a cookie")));
    let refresh = out.headers()["refresh"].to_str().expect("text").to_owned();
    let (_, state) = refresh.split_once("state=").expect("a state");
    let back = format!("/sign-in/with/nur/back?code=s-1&state={state}");
    assert_eq!(ask(&edge, "GET", &back, &kept, String::new()).await.headers()["location"], "/agency");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_away_leaves_the_codes() {
    let house = TestHouse::new().await;
    let edge = edge(&house, true);
    let (cookie, csrf, _) = visitor(&edge).await;
    let answer = ask(&edge, "POST", "/sign-in/with/nur", &cookie, format!("csrf={csrf}")).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = text(answer).await;
    assert!(page.contains("does not answer now") && page.contains(r#"action="/sign-in""#), "{page}");
    assert!(!page.contains("it is a test"), "why is for whoever runs this");
}
