//! A provider of our own that lies on request: what it says is taken or refused as the standards have it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use app::sso::{Ask, Provider, Rules, Shown, Unshown};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use aws_lc_rs::{digest, hmac};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper::Uri;
use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl};
use serde_json::{Value, json};

use super::{Oidc, Place};
use crate::adapters::clock;
use crate::adapters::https::Https;

const CLIENT: &str = "amana";
const SECRET: &str = "a secret of ours & theirs";
const BACK: &str = "http://127.0.0.1:7070/sign-in/with/nur/back";

/// What the provider does otherwise than it should.
struct Act {
    url: String,
    /// Its keys, by name; the last one signs.
    keys: Vec<(&'static str, EcdsaKeyPair)>,
    /// How many of them it publishes.
    published: usize,
    /// How often it lists each of them.
    times: usize,
    /// How often its keys were asked for.
    asked: usize,
    /// What the token says instead.
    claims: Value,
    /// The algorithm that its head names.
    algorithm: &'static str,
    /// The issuer that it says it is.
    issuer: Option<String>,
    /// How it answers for a code.
    answers: Answers,
    /// Codes that are out: the query of the browser's request.
    codes: HashMap<String, HashMap<String, String>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Answers {
    Well,
    Never,
    Endlessly,
    Elsewhere,
}

type Stage = Arc<Mutex<Act>>;

fn act(stage: &Stage) -> MutexGuard<'_, Act> {
    stage.lock().expect("not poisoned")
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

async fn provider() -> (Stage, Oidc) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let stage = Arc::new(Mutex::new(Act {
        url: url.clone(),
        keys: vec![("first", key())],
        published: 1,
        times: 1,
        asked: 0,
        claims: json!({}),
        algorithm: "ES256",
        issuer: None,
        answers: Answers::Well,
        codes: HashMap::new(),
    }));
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(about))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/elsewhere", get(async || "not asked for"))
        .with_state(stage.clone());
    tokio::spawn(async { axum_serve(listener, routes).await });
    let rules = Rules {
        name: "nur".to_owned(),
        title: ("Nur".to_owned(), "Nur".to_owned()),
        organisations: vec!["operator".to_owned()],
        domains: Vec::new(),
        second: true,
    };
    let place = Place {
        issuer: IssuerUrl::new(url).expect("an address"),
        client: ClientId::new(CLIENT.to_owned()),
        secret: Some(ClientSecret::new(SECRET.to_owned())),
        back: RedirectUrl::new(BACK.to_owned()).expect("an address"),
        home: "http://127.0.0.1:7070/sign-in".to_owned(),
        second_words: vec!["gold".to_owned()],
    };
    (stage, Oidc::new(rules, place, Https::new(true).expect("this machine")))
}

async fn axum_serve(listener: tokio::net::TcpListener, routes: Router) {
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    crate::serving::serve(listener, routes, stopped).await.expect("it serves");
}

async fn about(State(stage): State<Stage>) -> Json<Value> {
    let act = act(&stage);
    let url = &act.url;
    Json(json!({
        "issuer": act.issuer.as_ref().unwrap_or(url),
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
        "end_session_endpoint": format!("{url}/leave?a=b"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // It says so, and is not believed.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn keys(State(stage): State<Stage>) -> Json<Value> {
    let mut act = act(&stage);
    act.asked += 1;
    let jwk = |(kid, key): &(&str, EcdsaKeyPair)| {
        let point = key.public_key().as_ref();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": part(&point[1..33]), "y": part(&point[33..]) })
    };
    let published = &act.keys[..act.published];
    let listed = std::iter::repeat_n(published, act.times).flatten();
    Json(json!({ "keys": listed.map(jwk).collect::<Vec<_>>() }))
}

async fn token(State(stage): State<Stage>, headers: HeaderMap, Form(sent): Form<HashMap<String, String>>) -> Response {
    let answers = act(&stage).answers;
    match answers {
        Answers::Never => tokio::time::sleep(Duration::from_mins(1)).await,
        Answers::Endlessly => return "x".repeat(300 * 1024).into_response(),
        Answers::Elsewhere => return Redirect::temporary("/elsewhere").into_response(),
        Answers::Well => {}
    }
    let mut act = act(&stage);
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    // Name and secret are encoded as a form is before they are joined (RFC 6749, section 2.3.1).
    let ours = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:a+secret+of+ours+%26+theirs")));
    if headers.get(header::AUTHORIZATION).is_none_or(|sent| sent.as_bytes() != ours.as_bytes()) {
        return refused("invalid_client");
    }
    let Some(asked) = act.codes.remove(&sent["code"]) else { return refused("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, sent["code_verifier"].as_bytes()));
    if challenge != asked["code_challenge"] || sent["redirect_uri"] != BACK {
        return refused("invalid_grant");
    }
    let now = clock::real().as_second();
    let mut claims = json!({
        "iss": act.url, "sub": "s-1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        "auth_time": now - 5, "email": "salim@nur.example", "email_verified": true, "amr": ["pwd"],
    });
    for (name, value) in act.claims.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    let token = signed(&act, &claims);
    act.claims = json!({});
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": token }))
        .into_response()
}

#[expect(clippy::disallowed_methods, reason = "a provider draws its own randomness")]
fn signed(act: &Act, claims: &Value) -> String {
    let (kid, key) = act.keys.last().expect("a key");
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": act.algorithm, "kid": kid, "typ": "JWT" })), part(claims));
    let signature = match act.algorithm {
        "none" => Vec::new(),
        "HS256" => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes()).as_ref().to_vec(),
        _ => key.sign(&SystemRandom::new(), text.as_bytes()).expect("signed").as_ref().to_vec(),
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The browser goes to the provider and comes back with a code.
async fn code(stage: &Stage, oidc: &Oidc, ask: &Ask) -> String {
    let address: Uri = Provider::ask(oidc, ask).await.expect("an address").parse().expect("an address");
    let query: HashMap<String, String> =
        axum::extract::Query::try_from_uri(&address).map(|found| found.0).expect("a query");
    let mut act = act(stage);
    assert!(address.to_string().starts_with(&format!("{}/authorize?", act.url)), "{address}");
    let said = |name: &str| query.get(name).map(String::as_str);
    assert_eq!((said("response_type"), said("code_challenge_method")), (Some("code"), Some("S256")));
    assert_eq!((said("client_id"), said("redirect_uri"), said("state")), (Some(CLIENT), Some(BACK), Some(&*ask.state)));
    assert_eq!((said("scope"), said("max_age")), (Some("openid email"), Some("43200")));
    assert!(!address.to_string().contains(&ask.verifier), "what only the browser's cookie knows stays with it");
    let code = format!("code-{}", act.codes.len());
    act.codes.insert(code.clone(), query);
    code
}

async fn comes(stage: &Stage, oidc: &Oidc, claims: Value) -> Result<Shown, Unshown> {
    act(stage).claims = claims;
    let ask = Ask::of("a browser's secret");
    let code = code(stage, oidc, &ask).await;
    Provider::redeem(oidc, &ask, &code, None).await
}

fn refused(outcome: &Result<Shown, Unshown>) -> bool {
    matches!(outcome, Err(Unshown::Refused(_)))
}

fn away(outcome: &Result<Shown, Unshown>) -> bool {
    matches!(outcome, Err(Unshown::Away(_)))
}

#[tokio::test]
async fn a_sound_answer_shows_who_it_is() {
    let (stage, oidc) = provider().await;
    let shown = comes(&stage, &oidc, json!({})).await.expect("sound");
    assert_eq!((shown.issuer, shown.subject.as_str()), (act(&stage).url.clone(), "s-1"));
    assert_eq!((shown.email.as_deref(), shown.second), (Some("salim@nur.example"), false));
    assert!((4..30).contains(&clock::real().duration_since(shown.at.expect("told")).as_secs()));
    for claims in [json!({ "amr": ["pwd", "mfa"] }), json!({ "acr": "gold" })] {
        assert!(comes(&stage, &oidc, claims).await.expect("sound").second);
    }
    for claims in [json!({ "amr": ["otp"] }), json!({ "acr": "silver" }), json!({ "amr": [] })] {
        assert!(!comes(&stage, &oidc, claims).await.expect("sound").second);
    }
    for claims in [json!({ "email_verified": false }), json!({ "email_verified": null }), json!({ "email": null })] {
        assert_eq!(comes(&stage, &oidc, claims).await.expect("sound").email, None);
    }
    let untold = comes(&stage, &oidc, json!({ "auth_time": null })).await.expect("sound");
    assert_eq!(untold.at, None);
    let out = Provider::leave(&oidc).await.expect("said").expect("it has such a place");
    let home = "http%3A%2F%2F127.0.0.1%3A7070%2Fsign-in";
    let url = act(&stage).url.clone();
    assert_eq!(out, format!("{url}/leave?a=b&client_id=amana&post_logout_redirect_uri={home}"));
    assert_eq!(act(&stage).asked, 1, "its keys are asked for once");
}

#[tokio::test]
async fn a_token_that_does_not_hold_shows_nothing() {
    let (stage, oidc) = provider().await;
    let now = clock::real().as_second();
    for claims in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "somebody-else" }),
        json!({ "aud": [CLIENT, "somebody-else"] }),
        json!({ "iss": "https://login.nur.example" }),
        json!({ "exp": now - 61 }),
        json!({ "iat": now - 700 }),
        json!({ "iat": now + 120 }),
        json!({ "sub": null }),
        json!({ "exp": null }),
    ] {
        let outcome = comes(&stage, &oidc, claims.clone()).await;
        assert!(refused(&outcome), "{claims}: {outcome:?}");
    }
    for fine in [json!({ "exp": now - 30 }), json!({ "iat": now + 30 })] {
        assert!(comes(&stage, &oidc, fine.clone()).await.is_ok(), "clocks differ by a little: {fine}");
    }
    for algorithm in ["none", "HS256", "ES384"] {
        act(&stage).algorithm = algorithm;
        let outcome = comes(&stage, &oidc, json!({})).await;
        assert!(refused(&outcome), "{algorithm}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_who_asked() {
    let (stage, oidc) = provider().await;
    let (mine, other) = (Ask::of("mine"), Ask::of("another browser's"));
    let code = code(&stage, &oidc, &mine).await;
    let again = code.clone();
    Provider::redeem(&oidc, &mine, &code, None).await.expect("sound");
    assert!(refused(&Provider::redeem(&oidc, &mine, &again, None).await), "a second time");
    let stolen = self::code(&stage, &oidc, &mine).await;
    assert!(refused(&Provider::redeem(&oidc, &other, &stolen, None).await), "without what shows who asked for it");
    let mixed = self::code(&stage, &oidc, &mine).await;
    let outcome = Provider::redeem(&oidc, &mine, &mixed, Some("https://other.example")).await;
    assert!(refused(&outcome) && act(&stage).codes.contains_key(&mixed), "another's answer is given to nobody");
    let url = act(&stage).url.clone();
    assert!(Provider::redeem(&oidc, &mine, &mixed, Some(&url)).await.is_ok());
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_asked_for_and_an_unknown_one_refused() {
    let (stage, oidc) = provider().await;
    comes(&stage, &oidc, json!({})).await.expect("sound");
    {
        let mut act = act(&stage);
        act.keys.push(("second", key()));
    }
    let outcome = comes(&stage, &oidc, json!({})).await;
    assert!(refused(&outcome), "it signs with a key that it does not publish: {outcome:?}");
    assert_eq!(act(&stage).asked, 1, "somebody with made-up keys does not make us ask all the time");
    act(&stage).published = 2;
    *oidc.said.lock().await.as_mut().map(|(at, _)| at).expect("it said") = clock::real() - super::ANEW;
    comes(&stage, &oidc, json!({})).await.expect("the new key is asked for");
    assert_eq!(act(&stage).asked, 2);
    act(&stage).keys.last_mut().expect("a key").1 = key();
    assert!(refused(&comes(&stage, &oidc, json!({})).await), "another key under a known name");
}

#[tokio::test]
async fn a_provider_that_is_away_slow_or_endless_is_left() {
    let (stage, oidc) = provider().await;
    for answers in [Answers::Endlessly, Answers::Elsewhere] {
        act(&stage).answers = answers;
        let outcome = comes(&stage, &oidc, json!({})).await;
        assert!(outcome.is_err(), "{outcome:?}");
    }
    act(&stage).answers = Answers::Never;
    let began = clock::real();
    assert!(away(&comes(&stage, &oidc, json!({})).await));
    assert!(clock::real().duration_since(began).as_secs() < 12);

    let nobody = IssuerUrl::new("http://127.0.0.1:9".to_owned()).expect("an address");
    let gone = Oidc::new(oidc.rules.clone(), Place { issuer: nobody, ..oidc.place.clone() }, oidc.https.clone());
    assert!(matches!(Provider::ask(&gone, &Ask::of("x")).await, Err(Unshown::Away(_))));
}

#[tokio::test]
async fn a_provider_that_did_not_answer_is_left_alone_for_a_moment() {
    let (stage, oidc) = provider().await;
    act(&stage).issuer = Some("https://login.nur.example".to_owned());
    let asks = async || Provider::ask(&oidc, &Ask::of("x")).await;
    assert!(matches!(asks().await, Err(Unshown::Away(_))));
    act(&stage).issuer = None;
    assert!(matches!(asks().await, Err(Unshown::Away(_))), "not asked again at once");
    let mut said = oidc.said.lock().await;
    said.as_mut().expect("it said").0 = clock::real() - super::ALONE;
    drop(said);
    assert!(asks().await.is_ok());
}

/// Thousands of keys are more than any provider has, and more than we read.
#[tokio::test]
async fn a_provider_with_ten_thousand_keys_is_not_read_to_the_end() {
    let (stage, oidc) = provider().await;
    act(&stage).times = 10_000;
    assert!(matches!(Provider::ask(&oidc, &Ask::of("x")).await, Err(Unshown::Away(_))));
}

#[tokio::test]
async fn who_says_to_be_another_is_not_believed() {
    let (stage, oidc) = provider().await;
    act(&stage).issuer = Some("https://login.nur.example".to_owned());
    assert!(matches!(Provider::ask(&oidc, &Ask::of("x")).await, Err(Unshown::Away(_))));
    // Clear text goes nowhere but to this machine, whatever a provider says of where its parts are.
    let secure = Https::new(false).expect("this machine's authorities");
    let place = oidc.place.clone();
    let plain = Oidc::new(oidc.rules.clone(), place, secure);
    assert!(matches!(Provider::ask(&plain, &Ask::of("x")).await, Err(Unshown::Away(_))));
}
