//! Codes on pages: too many of them, and the household's own number.

use app::sign_in::{CODES_PER_HOUR, WRONG_PER_DAY};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::house::{TestHouse, new_worker};

const NUMBER: &str = "+96892555010";

#[tokio::test]
async fn too_many_codes_are_a_message_in_the_form() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t).with_cookie("amana-visitor=somebody");
    let form = visitor.get("/sign-in").await;
    let csrf = form.hidden("csrf");
    for email in ["p3@people.example", "nobody@people.example"] {
        let ask = [("csrf", csrf.as_str()), ("address", email)];
        for n in 0..CODES_PER_HOUR {
            assert_eq!(visitor.post("/sign-in", &ask).await.status, StatusCode::OK, "code {n}");
        }
        let over = visitor.post("/sign-in", &ask).await;
        assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(
            over.says("Too many codes went to this address") && over.says(email),
            "in the form, with what was typed"
        );
        let registering = visitor.post("/register", &ask).await;
        assert_eq!(registering.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(registering.says("Too many codes went to this address"));
    }
}

#[tokio::test]
async fn an_address_in_two_alphabets_is_refused_with_what_to_write() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t).with_cookie("amana-visitor=somebody");
    let csrf = visitor.get("/sign-in").await.hidden("csrf");
    for twin in ["p3\u{430}@people.example", "p3سلمى@people.example"] {
        let said = visitor.post("/sign-in", &[("csrf", &csrf), ("address", twin)]).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.says("in the letters a to z, or all of it in Arabic letters"), "{}", said.text);
    }
}

#[tokio::test]
async fn too_many_wrong_codes_are_a_message_in_the_form() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t).with_cookie("amana-visitor=somebody");
    let csrf = visitor.get("/sign-in").await.hidden("csrf");
    let mut said = Vec::new();
    for email in ["p3@people.example", "nobody@people.example"] {
        let mut last = String::new();
        for n in 0..=WRONG_PER_DAY {
            if n % 5 == 0 {
                let asked = visitor.post("/sign-in", &[("csrf", &csrf), ("address", email)]).await;
                let at = asked.text.find("action=\"/sign-in/").expect("the code's form") + "action=\"".len();
                last = asked.text[at..].split('"').next().expect("an address").to_owned();
            }
            let answer = visitor.post(&last, &[("csrf", &csrf), ("code", "no code"), ("address", email)]).await;
            let over = n == WRONG_PER_DAY;
            let status = if over { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(answer.status, status, "guess {n}");
            assert_eq!(answer.says("Too many wrong codes"), over);
            if over {
                said.push(answer.text.replace(email, "#").replace(&last, "#"));
            }
        }
    }
    let until = |page: &str| page.lines().filter(|line| !line.contains("<time")).collect::<String>();
    assert_eq!(until(&said[0]), until(&said[1]), "known or not");
}

#[tokio::test]
async fn a_household_proves_its_number_on_its_page() {
    let t = TestHouse::new().await;
    let home = Browser::signed_in(&t, "p6@people.example").await;
    let page = home.get("/customer/household").await;
    assert!(!page.says("not confirmed yet"), "it signs in with its number");
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let filled = [
        ("csrf", csrf.as_str()),
        ("version", &version),
        ("area", "Barka"),
        ("household", "Two adults"),
        ("duties", "Cooking"),
        ("name", "Omar Al Saadi"),
        ("civil_id", "87654321"),
        ("address", "Way 12"),
        ("phone", NUMBER),
        ("notice", "yes"),
    ];
    let kept = home.post("/customer/household", &filled).await;
    assert_eq!((kept.status, kept.location.as_str()), (StatusCode::SEE_OTHER, "/customer/household/phone"));
    assert!(home.get("/customer/household").await.says("not confirmed yet"));
    let wrong = home.post("/customer/household/phone", &[("csrf", &csrf), ("phone", "+96892555011")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("not the telephone number that the household gave"));
    let asked = home.post("/customer/household/phone", &[("csrf", &csrf), ("phone", NUMBER)]).await;
    let at = asked.text.find("action=\"/customer/household/phone/").expect("the code's form") + "action=\"".len();
    let place = asked.text[at..].split('"').next().expect("an address").to_owned();
    assert_eq!(asked.hidden("phone"), NUMBER);
    let wrong = home.post(&place, &[("csrf", &csrf), ("phone", NUMBER), ("code", "000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    t.rounds().await;
    let code = {
        let sent = t.sent.0.lock().expect("not poisoned");
        sent.front().and_then(|(_, text)| text.strip_prefix("phone-code ")).expect("a code").to_owned()
    };
    let proved = home.post(&place, &[("csrf", &csrf), ("phone", NUMBER), ("code", &code)]).await;
    assert_eq!((proved.status, proved.location.as_str()), (StatusCode::SEE_OTHER, "/customer/household"));
    assert!(!home.get("/customer/household").await.says("not confirmed yet"));
}

/// A program's request with a key.
async fn sent(program: &Browser, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    let answer = program.send(Method::POST, path, body.to_string(), &headers).await;
    (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_request_that_is_sent_again_with_its_key_is_done_once() {
    let t = TestHouse::new().await;
    let agency = Browser::program(&t, "p3@people.example").await;
    let draft = |name: &str, passport: &str| {
        json!({ "name": name, "first_name": "Selam", "birth_date": "1994-05-02", "origin": "ET",
            "languages": ["am"], "work": ["housekeeper"], "passport": passport })
    };
    let new = draft("Selam Tesfaye", "EP7654321");
    let (status, first) = sent(&agency, "/api/v1/workers", "draft-1", &new).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    assert_eq!(sent(&agency, "/api/v1/workers", "draft-1", &new).await, (status, first.clone()), "the same answer");
    let other = draft("Rahel Tesfaye", "EP7654322");
    let reused = sent(&agency, "/api/v1/workers", "draft-1", &other).await;
    assert_eq!(reused.0, StatusCode::UNPROCESSABLE_ENTITY, "another body");
    let without = sent(&agency, "/api/v1/workers", "draft-2", &new).await;
    assert_eq!(without.0, StatusCode::CONFLICT, "another key is another request: the passport is there already");

    let worker = app::workers::draft(&t.house, &t.agency, new_worker("EP1234567")).await.expect("a draft");
    t.sign_in_of(worker, "selam@people.example").await;
    let person = Browser::program(&t, "selam@people.example").await;
    let of = |what: &str| format!("/api/v1/workers/{worker}/{what}");
    let consent = json!({ "kind": "listing", "language": "am", "method": "in_app" });
    let step = json!({ "step": "consent", "version": 1 });
    let paid = json!({ "attest": ["worker_paid_nothing"] });
    let cases = [
        (&person, of("consents"), &consent, json!({ "kind": "meet", "language": "am", "method": "in_app" })),
        (&person, of("steps"), &step, json!({ "step": "consent", "version": 2 })),
        (&agency, of("statements"), &paid, json!({ "attest": ["worker_paid_nothing", "worker_paid_nothing"] })),
    ];
    for (who, path, body, other) in cases {
        let first = sent(who, &path, "once", body).await;
        assert!(first.0.is_success(), "{path}: {first:?}");
        assert_eq!(sent(who, &path, "once", body).await, first, "{path}");
        assert_eq!(sent(who, &path, "once", &other).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}: another body");
    }
    let receipts = person.send(Method::GET, &of("consents"), String::new(), &[]).await;
    let receipts: Value = serde_json::from_str(&receipts.text).expect("a list");
    assert_eq!(receipts["items"].as_array().map(Vec::len), Some(1), "{receipts}");
}
