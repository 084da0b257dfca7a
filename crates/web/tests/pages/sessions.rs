//! A browser's session: how long it still holds, that it goes on, and that whoever had the cookie before has nothing.

use app::sign_in;
use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::browser::Browser;
use crate::house::TestHouse;

async fn left(browser: &Browser) -> (i64, i64) {
    let seen = browser.get("/me/session").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.headers.iter().any(|(name, value)| name == "cache-control" && value == "no-store"));
    let said: Value = serde_json::from_str(&seen.text).expect("JSON");
    (said["left"].as_i64().expect("a number"), said["most"].as_i64().expect("a number"))
}

#[tokio::test]
async fn a_page_knows_what_is_left_asking_changes_nothing_and_staying_does() {
    let t = TestHouse::new().await;
    let home = Browser::signed_in(&t, "p6@people.example").await;
    let life = t.house.access.lifetimes.household;
    let (idle, whole) = (life.idle.as_secs(), life.whole.as_secs());
    assert_eq!(left(&home).await, (idle, whole));
    t.pass_seconds(idle - 100);
    assert_eq!(left(&home).await, (100, whole - idle + 100), "asked twice");
    assert_eq!(left(&home).await, (100, whole - idle + 100), "it is the same");
    let page = home.get("/customer/cases").await;
    assert!(page.says(&format!(r#"id="session-ends" data-left="{idle}""#)), "a page that is looked at is use");
    t.pass_seconds(idle - 100);
    let csrf = page.hidden("csrf");
    let foreign = home.post("/me/session", &[("csrf", "not ours")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let stays = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    let said = home.send(Method::POST, "/me/session", format!("csrf={csrf}&to=/customer/cases"), &stays).await;
    let said: Value = serde_json::from_str(&said.text).expect("JSON");
    assert_eq!(said["left"], idle);
    let without = home.post("/me/session", &[("csrf", &csrf), ("to", "/customer/cases")]).await;
    assert_eq!(
        (without.status, without.location.as_str()),
        (StatusCode::SEE_OTHER, "/customer/cases"),
        "without script"
    );
    let away = home.post("/me/session", &[("csrf", &csrf), ("to", "https://other.example/")]).await;
    assert_eq!(away.location, "/");
    t.pass_seconds(idle);
    assert_eq!(left(&home).await, (0, 0), "over, and said so quietly");
    assert_eq!(left(&Browser::visitor(&t)).await, (0, 0));
    assert!(!Browser::visitor(&t).get("/catalogue").await.says("session-ends"), "visitors are warned of nothing");
}

#[tokio::test]
async fn signing_out_clears_what_the_browser_kept_and_the_cookie_is_dead() {
    let t = TestHouse::new().await;
    let token = Browser::token(&t, "p6@people.example", "portal").await;
    let home = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    let csrf = home.get("/customer/cases").await.hidden("csrf");
    let out = home.post("/sign-out", &[("csrf", &csrf)]).await;
    let header = |name: &str| out.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.clone());
    assert_eq!(header("clear-site-data").as_deref(), Some(r#""cache", "storage""#));
    let cookie = header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("amana=;") && cookie.contains("Max-Age=0"), "{cookie}");
    let kept = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    assert_eq!(kept.get("/customer/cases").await.status, StatusCode::SEE_OTHER, "whoever kept it has nothing");
}

#[tokio::test]
async fn a_sign_in_says_what_it_is_for() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t).with_cookie("amana-visitor=somebody");
    let plain = visitor.get("/sign-in").await;
    assert!(plain.says("There is no password") && !plain.says("Sign in to see this page"), "{}", plain.text);
    let asked = visitor.get("/agency/workers").await;
    assert!(asked.location.starts_with("/sign-in?to="), "{}", asked.location);
    let onward = visitor.get(&asked.location).await;
    assert!(onward.says("Sign in to see this page"), "{}", onward.text);
    // A form of a session that has ended goes along.
    let csrf = onward.hidden("csrf");
    let unsent = r#"{"action":"/me/addresses","stands":"/me/addresses","fields":[["address","a@home.example"]]}"#;
    let kept = visitor.post("/sign-in", &[("csrf", csrf.as_str()), ("to", ""), ("unsent", unsent)]).await;
    assert!(kept.says("What you wrote is kept and goes along"), "{}", kept.text);
}

#[tokio::test]
async fn whoever_planted_a_cookie_before_the_sign_in_has_nothing_after_it() {
    let t = TestHouse::new().await;
    let planted = Browser::visitor(&t).with_cookie("amana=planted; amana-visitor=somebody");
    let csrf = planted.get("/sign-in").await.hidden("csrf");
    let asked = planted.post("/sign-in", &[("csrf", &csrf), ("address", "p6@people.example")]).await;
    let at = asked.text.find("action=\"/sign-in/").expect("the code's form") + "action=\"".len();
    let form = asked.text[at..].split('"').next().expect("an address").to_owned();
    t.rounds().await;
    let code = t.code("p6@people.example").expect("a code");
    let entered = planted.post(&form, &[("csrf", &csrf), ("code", &code)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let cookies: Vec<_> = entered.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    let mine = cookies.iter().find(|(_, cookie)| cookie.starts_with("amana="));
    let (_, cookie) = mine.expect("the session's cookie");
    assert!(!cookie.contains("planted") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(planted.get("/customer/cases").await.status, StatusCode::OK);
    let planter = Browser::visitor(&t).with_cookie("amana=planted");
    assert_eq!(planter.get("/customer/cases").await.status, StatusCode::SEE_OTHER, "whoever planted it has nothing");
}

#[tokio::test]
async fn whoever_had_the_cookie_before_a_choice_has_nothing_after_it() {
    let t = TestHouse::new().await;
    let user = t.agency.user.expect("a person");
    let other = t.other_agency.org.expect("an agency");
    app::setup::membership(&t.house, user, other, domain::Role::AgencyUser).await.expect("a membership");
    let token = Browser::token(&t, "p3@people.example", "portal").await;
    let browser = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    let choice = browser.get("/organisations").await;
    let (csrf, membership) = (choice.hidden("csrf"), choice.hidden("membership"));
    let chosen = browser.post("/organisations", &[("csrf", &csrf), ("membership", &membership)]).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
    assert_eq!(browser.get("/agency").await.status, StatusCode::OK);
    let before = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    assert_eq!(before.get("/agency").await.location, "/sign-in?to=/agency");
}

#[tokio::test]
async fn over_tls_the_cookie_is_of_this_host_alone_and_one_without_the_prefix_is_not_read() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;
    use web::site::{Settings, Site};

    let t = TestHouse::new().await;
    let token = Browser::token(&t, "p6@people.example", "portal").await;
    let edge = web::router::router(Site::new(t.house.clone(), Settings::default().into(), None));
    for (cookie, status) in [
        (format!("__Host-amana={token}"), StatusCode::OK),
        (format!("amana={token}"), StatusCode::SEE_OTHER),
        (format!("__Secure-amana={token}"), StatusCode::SEE_OTHER),
    ] {
        let request = Request::get("/customer/cases").header("cookie", &cookie).body(Body::empty()).expect("a request");
        assert_eq!(edge.clone().oneshot(request).await.expect("an answer").status(), status, "{cookie:.16}");
    }
}

#[tokio::test]
async fn two_authorization_headers_are_refused_and_none_of_them_read() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    let t = TestHouse::new().await;
    let token = Browser::token(&t, "p6@people.example", "api").await;
    let bearer = format!("Bearer {token}");
    let request = Request::get("/api/v1/me").header("authorization", &bearer).header("authorization", "Bearer other");
    let answer = crate::browser::edge(&t.house).oneshot(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), StatusCode::BAD_REQUEST);
    let once = Request::get("/api/v1/me").header("authorization", &bearer).body(Body::empty()).expect("a request");
    let answer = crate::browser::edge(&t.house).oneshot(once).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(sign_in::whoami(&t.house, &token, "api").await.is_ok());
}

/// Signs in by a code in a browser that sends these cookies; the cookies that come back, by name.
async fn enters(t: &TestHouse, cookies: &str, address: &str) -> Vec<(String, String)> {
    let browser = Browser::visitor(t).with_cookie(cookies);
    let csrf = browser.get("/sign-in").await.hidden("csrf");
    let asked = browser.post("/sign-in", &[("csrf", &csrf), ("address", address)]).await;
    let at = asked.text.find("action=\"/sign-in/").expect("the code's form") + "action=\"".len();
    let form = asked.text[at..].split('"').next().expect("an address").to_owned();
    t.rounds().await;
    let code = t.code(address).expect("a code");
    let entered = browser.post(&form, &[("csrf", &csrf), ("code", &code)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
    let set = entered.headers.iter().filter(|(name, _)| name == "set-cookie");
    set.map(|(_, cookie)| {
        cookie.split_once('=').map(|(name, rest)| (name.to_owned(), rest.to_owned())).expect("a cookie")
    })
    .collect()
}

fn value(cookies: &[(String, String)], name: &str) -> String {
    let found = cookies.iter().find(|(one, _)| one == name).expect("it was set");
    found.1.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_sign_in_over_a_living_cookie_ends_what_was_left_open() {
    let t = TestHouse::new().await;
    let left = Browser::token(&t, "p6@people.example", "portal").await;
    let before = Browser::visitor(&t).with_cookie(&format!("amana={left}"));
    assert_eq!(before.get("/customer/cases").await.status, StatusCode::OK);
    let cookies = enters(&t, &format!("amana={left}"), "p7@people.example").await;
    assert_eq!(before.get("/customer/cases").await.status, StatusCode::SEE_OTHER, "whoever sat there before is out");
    let now = Browser::visitor(&t).with_cookie(&format!("amana={}", value(&cookies, "amana")));
    assert_eq!(now.get("/customer/cases").await.status, StatusCode::OK);
    let recorded = t.recorded("session_replaced").await;
    assert_eq!((recorded.len(), recorded[0].object.len()), (1, 2), "whose it was, and by which");
    assert_eq!(recorded[0].actor, audit::Actor::User(t.customer.user.expect("a person")));
}

#[tokio::test]
async fn a_browser_is_known_by_a_random_number_and_a_shared_device_is_not() {
    let t = TestHouse::new().await;
    let cookies = enters(&t, "amana-visitor=somebody", "p6@people.example").await;
    let (_, device) = cookies.iter().find(|(name, _)| name == "amana-device").expect("a cookie of the browser");
    assert!(device.contains("HttpOnly") && device.contains("SameSite=Lax") && device.contains("Max-Age="), "{device}");
    let kept = value(&cookies, "amana-device");
    let again = enters(&t, &format!("amana-visitor=somebody; amana-device={kept}"), "p6@people.example").await;
    assert_eq!(value(&again, "amana-device"), kept, "the same number");
    let told = || {
        let sent = t.sent.0.lock().expect("not poisoned");
        sent.iter().filter(|(_, text)| text.starts_with("new-device")).count()
    };
    t.rounds().await;
    assert_eq!(told(), 0);
    let planted = enters(&t, "amana-visitor=somebody; amana-device=planted", "p6@people.example").await;
    assert_ne!(value(&planted, "amana-device"), "planted", "one of its own");
    t.rounds().await;
    assert_eq!(told(), 1);
    let shared = enters(&t, "amana-visitor=somebody; amana-kiosk=yes", "p6@people.example").await;
    assert!(!shared.iter().any(|(name, _)| name == "amana-device"), "nobody is known where many sit: {shared:?}");
}

/// The code of an authenticator with this secret in base 32 (RFC 6238), from nothing of ours.
fn totp(secret: &str, at: i64) -> String {
    use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
    let letters = secret.bytes().filter(|byte| *byte != b' ');
    let values = letters.map(|byte| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == byte));
    let bits: Vec<bool> =
        values.flat_map(|v| (0..5).rev().map(move |bit| v.expect("base 32") >> bit & 1 == 1)).collect();
    let key: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect();
    let step = (at / 30).to_be_bytes();
    let mac = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &step);
    let from = usize::from(mac.as_ref()[19] & 15);
    let number = u32::from_be_bytes(mac.as_ref()[from..from + 4].try_into().expect("four bytes")) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test]
async fn whoever_had_the_cookie_before_a_new_factor_has_nothing_after_it() {
    let t = TestHouse::new().await;
    let token = Browser::token(&t, "p6@people.example", "portal").await;
    let browser = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    let csrf = browser.get("/me/security").await.hidden("csrf");
    let begun = browser.post("/me/security/authenticator", &[("csrf", &csrf)]).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    let at = begun.text.find("action=\"/me/security/authenticator/").expect("the form") + "action=\"".len();
    let form = begun.text[at..].split('"').next().expect("an address").to_owned();
    let (secret, uri, csrf) = (begun.hidden("secret"), begun.hidden("uri"), begun.hidden("csrf"));
    let code = totp(&secret, t.clock_now().as_second());
    let sent = [("csrf", csrf.as_str()), ("secret", &secret), ("uri", &uri), ("code", &code)];
    let confirmed = browser.post(&form, &sent).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
    assert!(confirmed.headers.iter().any(|(name, value)| name == "set-cookie" && value.starts_with("amana=")));
    assert_eq!(browser.get("/customer/cases").await.status, StatusCode::OK, "here it goes on");
    let before = Browser::visitor(&t).with_cookie(&format!("amana={token}"));
    assert_eq!(before.get("/customer/cases").await.status, StatusCode::SEE_OTHER, "whoever had the old one is out");
}
