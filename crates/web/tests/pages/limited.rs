//! Too many requests: who is refused, how it is said to programs and people, and what the operator sees of it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use tower::ServiceExt;
use web::limits::{Allowance, Allowances, Limits};
use web::site::{Settings, Site};

use crate::browser::Browser;
use crate::house::TestHouse;

/// A house whose every rule allows three requests in ten minutes, behind one trusted network of proxies.
fn narrow(t: &TestHouse) -> (Router, Arc<Settings>) {
    let settings = Settings {
        secure_cookies: false,
        limits: Limits::new(Allowances([Allowance { most: 3, seconds: 600 }; 6]), None),
        trusted_proxies: vec!["10.0.0.0/8".parse().expect("proxies")],
        ..Settings::default()
    };
    let settings = Arc::new(settings);
    (web::router::router(Site::new(t.house.clone(), Arc::clone(&settings), None)), settings)
}

async fn ask(edge: &Router, path: &str, peer: &str, named: &[&str]) -> Response<Body> {
    let peer: IpAddr = peer.parse().expect("an address");
    let mut request =
        Request::get(path).header("accept-language", "ar").extension(ConnectInfo(SocketAddr::from((peer, 4711))));
    for named in named {
        request = request.header("x-forwarded-for", *named);
    }
    edge.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer")
}

async fn status(edge: &Router, path: &str, peer: &str, named: &[&str]) -> StatusCode {
    ask(edge, path, peer, named).await.status()
}

#[tokio::test]
async fn a_program_is_told_in_a_problem_and_a_person_on_a_page_in_their_language() {
    let t = TestHouse::new().await;
    let (edge, _) = narrow(&t);
    for _ in 0..3 {
        assert_eq!(status(&edge, "/api/v1/catalogue", "192.0.2.7", &[]).await, StatusCode::OK);
    }
    let header = |answer: &Response<Body>, name: &str| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let program = ask(&edge, "/api/v1/catalogue", "192.0.2.7", &[]).await;
    assert_eq!(program.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&program, "retry-after"), "600");
    assert_eq!(header(&program, "content-type"), "application/problem+json");
    let person = ask(&edge, "/catalogue", "192.0.2.7", &[]).await;
    assert_eq!((person.status(), header(&person, "retry-after").as_str()), (StatusCode::TOO_MANY_REQUESTS, "600"));
    assert!(header(&person, "content-type").starts_with("text/html"));
    let text = axum::body::to_bytes(person.into_body(), 1 << 20).await.expect("a body");
    assert!(String::from_utf8_lossy(&text).contains(r#"lang="ar" dir="rtl""#));
    assert_eq!(status(&edge, "/catalogue", "192.0.2.8", &[]).await, StatusCode::OK, "nobody else is refused");
    let style = web::assets::path("app.css");
    for _ in 0..5 {
        assert_eq!(status(&edge, &style, "192.0.2.7", &[]).await, StatusCode::OK, "what pages load is not counted");
    }
}

#[tokio::test]
async fn no_header_makes_another_network_of_somebody_who_is_behind_no_proxy() {
    let t = TestHouse::new().await;
    let (edge, _) = narrow(&t);
    for n in 0..3 {
        assert_eq!(status(&edge, "/catalogue", "192.0.2.7", &[&format!("198.51.100.{n}")]).await, StatusCode::OK);
    }
    assert_eq!(status(&edge, "/catalogue", "192.0.2.7", &["198.51.100.9"]).await, StatusCode::TOO_MANY_REQUESTS);
    // Behind a proxy: whoever writes a chain of their own is who the proxy says.
    for n in 0..3 {
        let forged = format!("203.0.113.{n}, 198.51.100.7");
        assert_eq!(status(&edge, "/catalogue", "10.1.2.3", &[&forged]).await, StatusCode::OK);
    }
    let refused = status(&edge, "/catalogue", "::ffff:10.1.2.3", &["203.0.113.9", "::ffff:198.51.100.7"]).await;
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status(&edge, "/catalogue", "10.1.2.3", &["198.51.100.8"]).await, StatusCode::OK);
}

#[tokio::test]
async fn the_operator_sees_who_was_refused_without_learning_who_it_is() {
    let t = TestHouse::new().await;
    let (edge, settings) = narrow(&t);
    for _ in 0..5 {
        status(&edge, "/catalogue", "192.0.2.7", &[]).await;
    }
    let refused = settings.limits.take_refused(|network| app::limits::hidden(&t.house, network));
    app::limits::note(&t.house, refused).await.expect("written down");
    assert_eq!(t.recorded("requests_refused").await.len(), 1);
    let operator = Browser::signed_in(&t, "p1@people.example").await;
    let page = operator.get("/operator/limits").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let name = app::limits::hidden(&t.house, "192.0.2.7".parse().expect("an address"));
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(page.says(&name) && page.says(r#"<td class="num" data-label="Refused">2</td>"#), "{}", page.text);
    assert!(!page.says("192.0.2"), "no address");
    let body = Browser::program(&t, "p1@people.example").await.get("/api/v1/limits").await;
    let body: serde_json::Value = serde_json::from_str(&body.text).expect("JSON");
    assert_eq!(body["networks"][0]["network"], name.as_str());
    assert_eq!(body["networks"][0]["refused"], 2);
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    assert_eq!(agency.get("/operator/limits").await.status, StatusCode::NOT_FOUND);
    let program = Browser::program(&t, "p3@people.example").await.get("/api/v1/limits").await;
    assert_eq!(program.status, StatusCode::NOT_FOUND);
}
