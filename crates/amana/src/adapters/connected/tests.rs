//! Services of our own that grant, renew, refuse and revoke, and a calendar that holds to its conditions; a mail server that takes tokens.

// LONG: half of it is the service itself, which its tests steer line by line.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use app::connections::{Grant, Put, Service, Unserved};
use app::ports::Message;
use app::sso::Ask;
use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper::Uri;
use serde_json::{Value, json};
use testkit::outside::{Certificate, Outside};
use zeroize::Zeroizing;

use crate::adapters::clock;
use crate::answer::Failure;
use crate::channels::services as of_settings;
use crate::site::Site;

const SECRET: &str = "a secret & more";
const BACK: &str = "http://127.0.0.1:7070/me/connections/nur/back";

/// How a place answers.
#[derive(Clone, Copy, PartialEq, Default)]
enum Answers {
    #[default]
    Well,
    Never,
    Endlessly,
    Elsewhere,
    Broken,
    /// With these words of its own, which repeat what was sent.
    Talks,
}

#[derive(Default)]
struct Act {
    url: String,
    tokens: Answers,
    calendar: Answers,
    /// Codes that are out: the query of the browser's request.
    codes: HashMap<String, HashMap<String, String>>,
    nth: u32,
    /// The refresh tokens that are good; each once.
    refresh: Vec<String>,
    /// The access token that is good.
    access: String,
    /// What is left out of an answer, or said otherwise.
    says: Value,
    revoked: Vec<String>,
    /// By path: version and text.
    entries: BTreeMap<String, (u32, String)>,
    /// Whether a written entry's version is said at once.
    silent: bool,
    /// Whether a proxy weakens what versions are called, so that none fits a condition.
    weak: bool,
    asked: Vec<String>,
}

impl Act {
    fn called(&self, version: u32) -> String {
        format!("{}\"{version}\"", if self.weak { "W/" } else { "" })
    }
}

type Stage = Arc<Mutex<Act>>;

fn act(stage: &Stage) -> MutexGuard<'_, Act> {
    stage.lock().expect("not poisoned")
}

async fn strange(answers: Answers, sent: &str) -> Option<Response> {
    Some(match answers {
        Answers::Well => return None,
        Answers::Never => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
        Answers::Endlessly => "x".repeat(300 * 1024).into_response(),
        Answers::Elsewhere => Redirect::temporary("/elsewhere").into_response(),
        Answers::Broken => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Answers::Talks => {
            (StatusCode::BAD_REQUEST, Json(json!({ "error": sent, "error_description": sent }))).into_response()
        }
    })
}

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

async fn token(State(stage): State<Stage>, headers: HeaderMap, Form(sent): Form<HashMap<String, String>>) -> Response {
    let answers = act(&stage).tokens;
    if let Some(strange) = strange(answers, &format!("{sent:?}")).await {
        return strange;
    }
    let mut act = act(&stage);
    let ours = format!("Basic {}", STANDARD.encode("amana:a+secret+%26+more"));
    if headers.get(header::AUTHORIZATION).is_none_or(|said| said.as_bytes() != ours.as_bytes()) {
        return refused("invalid_client");
    }
    match sent["grant_type"].as_str() {
        "authorization_code" => {
            let Some(asked) = act.codes.remove(&sent["code"]) else { return refused("invalid_grant") };
            let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, sent["code_verifier"].as_bytes()));
            if challenge != asked["code_challenge"] || sent["redirect_uri"] != BACK {
                return refused("invalid_grant");
            }
        }
        // It rotates: each works once.
        _ => match act.refresh.iter().position(|one| *one == sent["refresh_token"]) {
            Some(at) => drop(act.refresh.remove(at)),
            None => return refused("invalid_grant"),
        },
    }
    act.nth += 1;
    let (access, refresh) = (format!("access-{}", act.nth), format!("refresh-{}", act.nth));
    act.refresh.push(refresh.clone());
    act.access.clone_from(&access);
    let mut answer =
        json!({ "access_token": access, "token_type": "bearer", "expires_in": 600, "refresh_token": refresh });
    for (name, value) in act.says.as_object().into_iter().flatten() {
        answer[name] = value.clone();
    }
    Json(answer).into_response()
}

async fn revoke(State(stage): State<Stage>, Form(sent): Form<HashMap<String, String>>) -> Response {
    let answers = act(&stage).tokens;
    if let Some(strange) = strange(answers, &format!("{sent:?}")).await {
        return strange;
    }
    act(&stage).revoked.push(sent["token"].clone());
    StatusCode::OK.into_response()
}

/// An entry of a calendar, under the conditions of RFC 9110.
async fn entry(
    State(stage): State<Stage>,
    Path((account, name)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
    text: String,
) -> Response {
    let answers = act(&stage).calendar;
    if let Some(strange) = strange(answers, "").await {
        return strange;
    }
    let mut act = act(&stage);
    let said = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let what = format!("{method} {account} {name}");
    act.asked.push(what);
    if said(header::AUTHORIZATION) != Some(format!("Bearer {}", act.access)) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let place = format!("{account}/{name}");
    let there = act.entries.get(&place).map(|(version, _)| act.called(*version));
    let unmet = match (said(header::IF_MATCH), said(header::IF_NONE_MATCH)) {
        (Some(known), _) => act.weak || there.as_ref() != Some(&known),
        (None, Some(_)) => there.is_some(),
        // Nothing is written unconditionally where a condition can be met.
        (None, None) => method != Method::HEAD && !act.weak,
    };
    if unmet {
        return StatusCode::PRECONDITION_FAILED.into_response();
    }
    match method {
        Method::HEAD => match there {
            Some(etag) => [(header::ETAG, etag)].into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Method::PUT => {
            assert_eq!(said(header::CONTENT_TYPE).as_deref(), Some("text/calendar; charset=utf-8"));
            act.nth += 1;
            let version = act.nth;
            act.entries.insert(place, (version, text));
            match act.silent {
                true => StatusCode::CREATED.into_response(),
                false => (StatusCode::CREATED, [(header::ETAG, act.called(version))]).into_response(),
            }
        }
        Method::DELETE => {
            act.entries.remove(&place);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

async fn collection(State(stage): State<Stage>, Path(account): Path<String>, headers: HeaderMap) -> Response {
    let act = act(&stage);
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|said| said.as_bytes() != format!("Bearer {}", act.access).as_bytes())
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let kind = match account.as_str() {
        "salim@nur.example" => "<C:calendar/>",
        "folder" => "",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let space = if kind.is_empty() { "" } else { " xmlns:C=\"urn:ietf:params:xml:ns:caldav\"" };
    let body = format!(
        "<D:multistatus xmlns:D=\"DAV:\"{space}><D:resourcetype><D:collection/>{kind}</D:resourcetype></D:multistatus>"
    );
    (StatusCode::MULTI_STATUS, body).into_response()
}

/// A folder with settings and the secret, and the services that they name.
fn services(settings: &str) -> Result<Vec<Arc<dyn Service>>, Failure> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("amana.toml");
    crate::files::replace(&folder.path().join("nur.secret"), SECRET.as_bytes()).expect("written");
    std::fs::write(&file, settings).expect("written");
    of_settings::of(&Site::from_file(&file)?)
}

async fn calendars() -> (Stage, Arc<dyn Service>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let stage: Stage = Arc::new(Mutex::new(Act { url: url.clone(), ..Act::default() }));
    let routes = Router::new()
        .route("/token", post(token))
        .route("/revoke", post(revoke))
        .route("/elsewhere", get(async || "not asked for").post(async || "not asked for").put(async || "not asked for"))
        .route("/dav/{account}/", any(collection))
        .route("/dav/{account}/{name}", any(entry))
        .with_state(stage.clone());
    tokio::spawn(async {
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        crate::serving::serve(listener, routes, stopped).await.expect("it serves");
    });
    let found = services(&format!(
        "[connections.nur]\nkind = \"calendar\"\ntitle = \"Nur\"\nauthorize_url = \"{url}/authorize?prompt=consent\"\n\
         token_url = \"{url}/token\"\nrevoke_url = \"{url}/revoke\"\nissuer = \"{url}\"\nclient_id = \"amana\"\nsecret = \"nur.secret\"\n\
         scopes = [\"calendar\", \"offline_access\"]\nserver = \"{url}/dav/{{account}}/\"\n"
    ));
    (stage, found.expect("settings").remove(0))
}

/// The browser goes out and comes back with a code.
fn code(stage: &Stage, service: &dyn Service, ask: &Ask) -> String {
    let address: Uri = service.ask(ask).parse().expect("an address");
    let query: HashMap<String, String> =
        axum::extract::Query::try_from_uri(&address).map(|found| found.0).expect("a query");
    let mut act = act(stage);
    assert!(address.to_string().starts_with(&format!("{}/authorize?prompt=consent&", act.url)), "{address}");
    let said = |name: &str| query.get(name).map(String::as_str);
    assert_eq!((said("response_type"), said("code_challenge_method")), (Some("code"), Some("S256")));
    assert_eq!(
        (said("client_id"), said("redirect_uri"), said("state")),
        (Some("amana"), Some(BACK), Some(&*ask.state))
    );
    assert_eq!(said("scope"), Some("calendar offline_access"));
    assert!(!address.to_string().contains(&ask.verifier), "what only the browser's cookie knows stays with it");
    let code = format!("code-{}", act.codes.len());
    act.codes.insert(code.clone(), query);
    code
}

async fn granted(stage: &Stage, service: &dyn Service) -> Grant {
    let ask = Ask::of("a browser's secret");
    let code = code(stage, service, &ask);
    service.redeem(&ask, &code, None, "salim@nur.example").await.expect("granted")
}

#[tokio::test]
async fn a_code_is_taken_once_from_who_asked_for_an_account_that_it_opens() {
    let (stage, service) = calendars().await;
    let (mine, other) = (Ask::of("mine"), Ask::of("another browser's"));
    let first = code(&stage, &*service, &mine);
    let grant = service.redeem(&mine, &first, None, "salim@nur.example").await.expect("granted");
    assert_eq!(
        (grant.account.as_str(), grant.access.as_str(), grant.refresh.as_str()),
        ("salim@nur.example", "access-1", "refresh-1")
    );
    assert!((590..=600).contains(&grant.expires_at.duration_since(clock::real()).as_secs()));
    let again = service.redeem(&mine, &first, None, "salim@nur.example").await;
    assert_eq!(again, Err(Unserved::Refused("invalid_grant".to_owned())), "a second time");
    let stolen = code(&stage, &*service, &mine);
    let outcome = service.redeem(&other, &stolen, None, "salim@nur.example").await;
    assert!(matches!(outcome, Err(Unserved::Refused(_))), "without what shows who asked for it");
    let mixed = code(&stage, &*service, &mine);
    let outcome = service.redeem(&mine, &mixed, Some("https://other.example"), "salim@nur.example").await;
    assert!(matches!(outcome, Err(Unserved::Refused(_))), "another service's answer: {outcome:?}");
    assert!(act(&stage).codes.contains_key(&mixed), "is given to nobody");
    let url = act(&stage).url.clone();
    assert!(service.redeem(&mine, &mixed, Some(&url), "salim@nur.example").await.is_ok());
    // What the grant does not open is no connection, and the grant goes back.
    for account in ["nobody@nur.example", "folder", "..", "../token"] {
        let code = code(&stage, &*service, &mine);
        let outcome = service.redeem(&mine, &code, None, account).await;
        assert!(matches!(outcome, Err(Unserved::Never(_))), "{account}: {outcome:?}");
        let (refresh, revoked) = (format!("refresh-{}", act(&stage).nth), act(&stage).revoked.clone());
        assert!(revoked.contains(&refresh), "{account}");
    }
    let lasting = code(&stage, &*service, &mine);
    act(&stage).says = json!({ "refresh_token": null });
    let outcome = service.redeem(&mine, &lasting, None, "salim@nur.example").await;
    assert!(matches!(&outcome, Err(Unserved::Refused(why)) if why.contains("scopes")), "{outcome:?}");
    let (access, revoked) = (format!("access-{}", act(&stage).nth), act(&stage).revoked.clone());
    assert_eq!(revoked.last(), Some(&access), "what is not kept goes back, also where nothing lasts");
}

#[tokio::test]
async fn a_grant_is_renewed_given_back_and_refused() {
    let (stage, service) = calendars().await;
    let first = granted(&stage, &*service).await;
    let second = service.renew(&first).await.expect("renewed");
    assert_eq!((second.access.as_str(), second.refresh.as_str()), ("access-2", "refresh-2"));
    assert_eq!(service.renew(&first).await, Err(Unserved::Refused("invalid_grant".to_owned())), "it rotates");
    act(&stage).says = json!({ "refresh_token": null, "expires_in": null });
    let third = service.renew(&second).await.expect("renewed");
    assert_eq!(third.refresh, second.refresh, "a service that names no new one keeps the old");
    assert!((3590..=3600).contains(&third.expires_at.duration_since(clock::real()).as_secs()));
    for says in [
        json!({ "token_type": "mac" }),
        json!({ "access_token": "" }),
        json!({ "access_token": "two\r\nlines" }),
        json!({ "access_token": "x".repeat(9000) }),
        json!({ "access_token": 7 }),
    ] {
        let refresh = {
            let mut act = act(&stage);
            act.says = says.clone();
            format!("refresh-{}", act.nth)
        };
        let old = Grant { refresh: Zeroizing::new(refresh), ..third.clone() };
        let outcome = service.renew(&old).await;
        assert!(matches!(outcome, Err(Unserved::Away(_))), "{says}: {outcome:?}");
    }
    assert_eq!(service.revoke(&third).await, Ok(true));
    assert_eq!(act(&stage).revoked, [third.refresh.to_string(), third.access.to_string()]);
    // Of what it says in its own words nothing is repeated: they may hold a token.
    act(&stage).tokens = Answers::Talks;
    for outcome in [service.renew(&third).await.map(drop), service.revoke(&third).await.map(drop)] {
        let said = format!("{outcome:?}");
        assert!(
            matches!(outcome, Err(Unserved::Away(_))) && !said.contains("refresh-") && !said.contains("access-"),
            "{said}"
        );
    }
    assert!(!format!("{third:?} {service:?}").contains("access"), "nor is it ever printed");
}

#[tokio::test]
async fn a_service_that_is_away_slow_endless_or_leads_elsewhere_is_left() {
    let (stage, service) = calendars().await;
    let grant = granted(&stage, &*service).await;
    let entry = Put { name: "meeting-1.ics", text: Some("x"), etag: None };
    for answers in [Answers::Endlessly, Answers::Elsewhere, Answers::Broken, Answers::Never] {
        act(&stage).tokens = answers;
        act(&stage).calendar = answers;
        let began = clock::real();
        let (renewed, put) = tokio::join!(service.renew(&grant), service.put(&grant, entry));
        assert!(matches!(renewed, Err(Unserved::Away(_))), "{renewed:?}");
        // A calendar that takes an entry may say as much as it likes, up to its limit.
        assert!(matches!(put, Err(Unserved::Away(_))), "{put:?}");
        assert!(clock::real().duration_since(began).as_secs() < 12);
    }
    assert_eq!(act(&stage).refresh, ["refresh-1"], "nothing of it used the grant up");
}

#[tokio::test]
async fn an_entry_is_written_and_taken_away_only_as_it_is_known() {
    let (stage, service) = calendars().await;
    let grant = granted(&stage, &*service).await;
    let place = "salim@nur.example/meeting-1.ics";
    let text = |stage: &Stage| act(stage).entries.get(place).map(|(_, text)| text.clone());
    let put = async |text: Option<&str>, etag: Option<&str>| {
        service.put(&grant, Put { name: "meeting-1.ics", text, etag }).await
    };
    let first = put(Some("one"), None).await.expect("put").expect("a version");
    let second = put(Some("two"), Some(&first)).await.expect("put").expect("a version");
    assert!(first != second && text(&stage).as_deref() == Some("two"));
    // Put and not written down: it is there under our name, and written over.
    let third = put(Some("three"), None).await.expect("put").expect("a version");
    assert_eq!(text(&stage).as_deref(), Some("three"));
    // Somebody changed it there.
    act(&stage).entries.insert(place.to_owned(), (99, "by hand".to_owned()));
    let fourth = put(Some("four"), Some(&third)).await.expect("put").expect("a version");
    assert_eq!(text(&stage).as_deref(), Some("four"));
    // Somebody took it away there: put anew when the meeting changes.
    act(&stage).entries.clear();
    let fifth = put(Some("five"), Some(&fourth)).await.expect("put").expect("a version");
    assert_eq!(text(&stage).as_deref(), Some("five"));
    // Taken away, also where it was changed, and where it is gone.
    act(&stage).entries.insert(place.to_owned(), (100, "by hand".to_owned()));
    assert_eq!(put(None, Some(&fifth)).await, Ok(None));
    assert_eq!(text(&stage), None);
    assert_eq!(put(None, Some(&fifth)).await, Ok(None));
    assert_eq!(put(None, None).await, Ok(None));
    // One that does not say at once what it calls the version is asked.
    act(&stage).silent = true;
    let said = put(Some("six"), None).await.expect("put");
    assert_eq!(said, act(&stage).entries.get(place).map(|(version, _)| format!("\"{version}\"")));
    // Where no version has a strong name, it is written over and taken away all the same.
    act(&stage).silent = false;
    act(&stage).weak = true;
    assert_eq!(put(Some("six anew"), said.as_deref()).await, Ok(None));
    assert_eq!(put(Some("six again"), None).await, Ok(None));
    assert_eq!(text(&stage).as_deref(), Some("six again"));
    assert_eq!(put(None, None).await, Ok(None));
    assert_eq!(text(&stage), None);
    act(&stage).weak = false;
    // Another's token opens nothing.
    act(&stage).access = "access-of-another".to_owned();
    assert_eq!(put(Some("seven"), None).await, Err(Unserved::Refused("401".to_owned())));
    assert!(act(&stage).asked.iter().all(|asked| asked.ends_with(" salim@nur.example meeting-1.ics")));
}

fn mailbox(folder: &std::path::Path, tls: &str, port: u16) -> Arc<dyn Service> {
    let trust = folder.join("localhost.pem");
    let found = services(&format!(
        "[connections.nur]\nkind = \"mailbox\"\ntitle = \"Nur\"\nauthorize_url = \"https://login.example/a\"\n\
         token_url = \"https://login.example/t\"\nclient_id = \"amana\"\nscopes = [\"mail\"]\nserver = \"localhost\"\nport = {port}\n\
         tls = \"{tls}\"\ntrust = \"{}\"\n",
        trust.display()
    ));
    found.expect("settings").remove(0)
}

fn message(to: &str) -> Message {
    Message {
        key: format!("case-moved:{to}"),
        channel: "email".to_owned(),
        to: to.to_owned(),
        subject: "A case moved".to_owned(),
        text: "Look at it.".to_owned(),
    }
}

fn token_of(access: &str) -> Grant {
    Grant {
        account: "office@nur.example".to_owned(),
        access: Zeroizing::new(access.to_owned()),
        refresh: Zeroizing::new("refresh-1".to_owned()),
        expires_at: clock::real(),
    }
}

#[tokio::test]
async fn a_message_leaves_by_a_mailbox_with_its_persons_token() {
    for tls in ["starttls", "tls"] {
        let folder = tempfile::tempdir().expect("a folder");
        let certificate = Certificate::made_in(folder.path());
        let server = Outside::mail_by_token(tls, &certificate, "office@nur.example", "access-1");
        let service = mailbox(folder.path(), tls, server.port);
        service.send(&token_of("access-1"), &message("salma@home.example")).await.expect("sent");
        let mail: Value = serde_json::from_str(&server.says()).expect("JSON");
        assert_eq!(
            (mail["from"].as_str(), mail["user"].as_str()),
            (Some("office@nur.example"), Some("office@nur.example"))
        );
        let headers = mail["headers"].as_array().expect("headers");
        let from = headers.iter().find(|one| one[0] == "From").expect("who it is from");
        assert_eq!(from[1], "office@nur.example");
        // The challenge that says why is answered, and the refusal heard.
        let outcome = service.send(&token_of("access-0"), &message("salma@home.example")).await;
        assert_eq!(outcome, Err(Unserved::Refused("535".to_owned())), "{tls}");
        assert_eq!(server.said(), ["{\"refused\": \"\"}"], "an empty answer, and no message");
        let never = service.send(&token_of("access-1"), &message("never-1@home.example")).await;
        assert_eq!(never, Err(Unserved::Never("RCPT: 550".to_owned())));
        let later = service.send(&token_of("access-1"), &message("later-1@home.example")).await;
        assert_eq!(later, Err(Unserved::Away("RCPT: 451".to_owned())));
        let port = server.port;
        drop(server);
        let gone = service.send(&token_of("access-1"), &message("salma@home.example")).await;
        assert!(matches!(&gone, Err(Unserved::Away(why)) if !why.contains("access")), "{port}: {gone:?}");
    }
}

#[tokio::test]
async fn a_mailbox_that_took_a_message_and_said_nothing_is_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let server = Outside::mail_by_token("tls", &certificate, "office@nur.example", "access-1");
    let service = mailbox(folder.path(), "tls", server.port);
    let outcome = service.send(&token_of("access-1"), &message("cut-1@home.example")).await;
    assert_eq!(outcome, Err(Unserved::Unknown("no_answer".to_owned())));
    // A server that nobody vouches for gets no token.
    let other = tempfile::tempdir().expect("a folder");
    Certificate::made_in(other.path());
    let service = mailbox(other.path(), "tls", server.port);
    let outcome = service.send(&token_of("access-1"), &message("salma@home.example")).await;
    assert!(matches!(outcome, Err(Unserved::Away(_))), "{outcome:?}");
    assert_eq!(server.said().len(), 1, "the first one alone");
}

#[test]
fn settings_that_make_no_sense_are_refused_with_their_line() {
    let good = "[connections.nur]\nkind = \"calendar\"\ntitle = \"Nur\"\nauthorize_url = \"https://login.example/a\"\n\
                token_url = \"https://login.example/t\"\nclient_id = \"amana\"\nscopes = [\"calendar\"]\n\
                server = \"https://dav.example/{account}/\"\n";
    assert_eq!(services(good).expect("good").len(), 1);
    for (from, to, says) in [
        ("calendar\"\nt", "fax\"\nt", "amana.toml:2: connections.nur.kind: mailbox or calendar"),
        ("connections.nur", "connections.Nur", "lower-case"),
        ("title = \"Nur\"", "title = \"\"", "amana.toml:3: connections.nur.title: "),
        ("https://login.example/a", "http://login.example/a", "amana.toml:4: connections.nur.authorize_url: "),
        ("https://login.example/t", "https://me:pw@login.example/t", "amana.toml:5: connections.nur.token_url: "),
        ("\"amana\"", "\"\"", "amana.toml:6: connections.nur.client_id: "),
        ("[\"calendar\"]", "[]", "amana.toml:7: connections.nur.scopes: "),
        ("[\"calendar\"]", "[\"two words\"]", "amana.toml:7: connections.nur.scopes: "),
        ("dav.example/{account}/", "dav.example/", "amana.toml:8: connections.nur.server: "),
        ("dav.example/{account}/", "{account}.example/", "amana.toml:8: connections.nur.server: "),
        ("https://dav.example", "http://dav.example", "amana.toml:8: connections.nur.server: "),
        ("client_id", "secret = \"nobodys.secret\"\nclient_id", "cannot be read"),
        ("client_id", "clientid", "there is no setting `clientid`"),
    ] {
        let settings = good.replacen(from, to, 1);
        let failure = services(&settings).expect_err(&settings).to_string();
        assert!(failure.contains(says), "{from} -> {to}: {failure}");
    }
    let mail = good
        .replace("calendar\"\nt", "mailbox\"\nt")
        .replace("https://dav.example/{account}/", "smtp.example\"\ntls = \"none");
    let failure = services(&mail).expect_err("clear text").to_string();
    assert!(failure.contains("connections.nur.tls: tokens travel"), "{failure}");
}

/// What a service is asked for, it is asked as itself.
#[test]
fn a_service_is_named_and_nothing_else_of_it_is_printed() {
    let found = services(
        "[connections.nur]\nkind = \"mailbox\"\ntitle = \"Nur\"\ntitle_ar = \"نور\"\nauthorize_url = \"https://login.example/a\"\n\
         token_url = \"https://login.example/t\"\nclient_id = \"amana\"\nsecret = \"nur.secret\"\nscopes = [\"mail\"]\nserver = \"smtp.example\"\n",
    )
    .expect("settings");
    let rules = found[0].rules();
    assert_eq!((rules.name.as_str(), rules.title.1.as_str(), rules.kind.as_str()), ("nur", "نور", "mailbox"));
    assert_eq!(format!("{:?}", found[0]), "Connected(\"nur\")");
}
