//! Everybody asks every route, and each answer is searched: its line, its headers, its body.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Class, Purpose, Role};
use futures_util::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};

use crate::oracle::Standing;
use crate::planted::Canary;
use crate::routes::{self, Route};
use crate::world::{Person, UNUSED, World};

/// Requests under way at a time.
const AT_ONCE: usize = 8;
/// Paths whose answers follow the stated purpose.
const BY_PURPOSE: &[&str] = &["/api/v1/workers/{id}", "/api/v1/cases/{id}/worker", "/api/v1/cases/{id}/customer"];

/// The purpose that a page states for whoever comes to it: a review is a check.
fn by_page(path: &str) -> Option<Purpose> {
    path.starts_with("/operator/reviews/").then_some(Purpose::Verify)
}

/// What came back, as it is searched.
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub whole: String,
    pub body: String,
}

/// Asks as somebody, with a token or a cookie.
pub async fn ask(
    world: &World,
    person: &Person,
    method: &str,
    path: &str,
    purpose: Option<Purpose>,
    body: Option<&Value>,
) -> Answer {
    let method: Method = method.parse().expect("a method");
    let mut request = world.http.request(method.clone(), format!("http://{}{path}", world.address));
    if path.starts_with("/api/") {
        if !person.token.is_empty() {
            request = request.bearer_auth(&person.token);
        }
    } else if !person.cookie.is_empty() {
        request = request.header("cookie", format!("amana={}", person.cookie));
    }
    if let Some(purpose) = purpose {
        request = request.header("amana-purpose", purpose.as_str());
    }
    request = match body {
        Some(body) if path.starts_with("/api/") => {
            request.header("content-type", "application/json").body(body.to_string())
        }
        Some(_) => request.header("content-type", "application/x-www-form-urlencoded").body("csrf=wrong&version=1"),
        None => request,
    };
    let answer = request.send().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let body = String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned();
    Answer { status, kind, whole: format!("{status}\n{}\n{body}", headers.join("\n")), body }
}

/// Whether a text holds a canary. One of digits stands by itself: among the hashes of a log any five of them turn up by chance.
fn stands_in(text: &str, canary: &str) -> bool {
    if !canary.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.contains(canary);
    }
    let alone = |next: Option<char>| !next.is_some_and(char::is_alphanumeric);
    text.match_indices(canary)
        .any(|(at, _)| alone(text[..at].chars().next_back()) && alone(text[at + canary.len()..].chars().next()))
}

/// What was found where it may not be, and which canaries were seen by whom they are for.
#[derive(Default)]
pub struct Found {
    pub leaks: BTreeSet<String>,
    pub seen: BTreeSet<usize>,
    pub asked: usize,
}

impl Found {
    /// Looks for every canary; `may` says which of them may be there.
    pub fn search(&mut self, canaries: &[Canary], place: &str, text: &str, may: impl Fn(usize, &Canary) -> bool) {
        self.asked += 1;
        for (n, canary) in canaries.iter().enumerate() {
            if !canary.texts.iter().any(|one| stands_in(text, one)) {
                continue;
            }
            if may(n, canary) {
                self.seen.insert(n);
            } else {
                self.leaks.insert(format!("{} of {:?} ({}) | {place}", canary.column, canary.owner, canary.class));
            }
        }
    }

    /// Fails with everything that leaked, one place for each.
    pub fn nothing_leaked(&self) {
        let mut by_what: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for leak in &self.leaks {
            let (what, place) = leak.split_once(" | ").unwrap_or((leak, ""));
            by_what.entry(what).or_insert((0, place)).0 += 1;
        }
        let shown: Vec<String> =
            by_what.iter().map(|(what, (times, place))| format!("{what}, {times} times: {place}")).collect();
        assert!(shown.is_empty(), "{} leaks:\n{}", self.leaks.len(), shown.join("\n"));
    }
}

/// What is asked at one stage of the case.
#[derive(Default)]
pub struct Stage {
    /// Its name in findings.
    pub name: &'static str,
    /// Every route that reads; otherwise those that name the first case, its worker and their profile.
    pub whole: bool,
    /// Every route that writes, with a body that says nothing.
    pub writes: bool,
    /// What follows a stated purpose, for every purpose.
    pub every_purpose: bool,
    /// Each sealed field by itself, for these purposes.
    pub opens: &'static [Purpose],
}

/// Everybody asks everything there is.
pub async fn crawl(world: &mut World, found: &mut Found, stage: &Stage) {
    world.name_everything().await;
    let standing = Standing::of(world).await;
    let world = &*world;
    let routes = routes::all();
    for person in &world.people {
        let shown = |purpose: Option<Purpose>| -> Vec<bool> {
            world.canaries.iter().map(|canary| standing.shows(world, &person.caller, canary, purpose)).collect()
        };
        let mut known: BTreeMap<Option<Purpose>, Vec<bool>> = BTreeMap::new();
        let mut asks: Vec<(&Route, String, Option<Purpose>)> = Vec::new();
        for route in routes.iter().filter(|route| route.method == "GET" || stage.writes) {
            for path in routes::filled(route, world) {
                // Of what would end a session or a membership, only names of nobody are tried here.
                let tried = match route.method.as_str() {
                    "DELETE" => path.contains(UNUSED),
                    "GET" if !route.path.contains('{') => true,
                    _ => stage.whole || world.is_of_the_first(&path),
                };
                if !tried {
                    continue;
                }
                asks.push((route, path.clone(), None));
                if stage.every_purpose && route.method == "GET" && BY_PURPOSE.contains(&route.path.as_str()) {
                    asks.extend(Purpose::ALL.iter().map(|purpose| (route, path.clone(), Some(*purpose))));
                }
            }
        }
        let empty = json!({});
        let answers = stream::iter(asks).map(|(route, path, purpose)| {
            let body = (route.method != "GET" && route.method != "DELETE").then_some(&empty);
            async move { (route, ask(world, person, &route.method, &path, purpose, body).await, path, purpose) }
        });
        let answers: Vec<_> = answers.buffer_unordered(AT_ONCE).collect().await;
        for (route, answer, path, purpose) in answers {
            let place = format!(
                "{}: {} asks {} {path} for {purpose:?}: {}",
                stage.name, person.who, route.method, answer.status
            );
            assert!(answer.status < 500, "{place}: {}", answer.body);
            let stated = purpose.or(by_page(&route.path));
            let may = known.entry(stated).or_insert_with(|| shown(stated));
            // What all cases come to is finance's by a step of its own, and of one case that is the case's sum.
            let counts = person.caller.role == Role::Finance && route.path.contains("/reports");
            let is_sum = |canary: &Canary| matches!(canary.class, Class::CustomerMoney | Class::InternalMoney);
            found.search(&world.canaries, &place, &answer.whole, |n, canary| may[n] || counts && is_sum(canary));
            if answer.kind == "application/json" {
                fields_say_what_they_hide(&answer.body, &place, &mut found.leaks);
            }
        }
        disclose(world, person, &standing, found, stage).await;
    }
}

/// A field that is not visible has no value but its mask, and one that is hidden has none at all.
fn fields_say_what_they_hide(body: &str, place: &str, leaks: &mut BTreeSet<String>) {
    let Ok(body) = serde_json::from_str::<Value>(body) else { return };
    let items = body["items"].as_array().cloned().unwrap_or_else(|| vec![body]);
    for (name, field) in items.iter().filter_map(|item| item["fields"].as_object()).flatten() {
        let sound = match field["state"].as_str() {
            Some("visible") => true,
            Some("masked") => field["value"]
                .as_str()
                .is_some_and(|mask| mask.contains('•') || mask.contains('.') || mask.contains('–')),
            Some("hidden") => field.get("value").is_none(),
            _ => false,
        };
        if !sound {
            leaks.insert(format!("{place}: {name} is {field}"));
        }
    }
}

const WORKER_FIELDS: &[&str] =
    &["name", "birth_date", "passport", "civil_id", "phone", "kin_name", "kin_phone", "fitness"];
const HOME_FIELDS: &[&str] = &["customer_name", "customer_civil_id", "customer_address", "customer_phone"];

/// Asks for each sealed field of the world's cases and workers, for the purposes of the stage in turn.
async fn disclose(world: &World, person: &Person, standing: &Standing, found: &mut Found, stage: &Stage) {
    if person.token.is_empty() {
        return;
    }
    let mut asks: Vec<(String, &str, Purpose)> = Vec::new();
    for purpose in stage.opens.iter().copied() {
        for worker in &world.workers[..2] {
            asks.extend(
                WORKER_FIELDS
                    .iter()
                    .map(|field| (format!("/api/v1/workers/{}/disclosures", worker.id.0), *field, purpose)),
            );
        }
        for case in &world.cases {
            let path = format!("/api/v1/cases/{}/disclosures", case.0);
            asks.extend(WORKER_FIELDS.iter().chain(HOME_FIELDS).map(|field| (path.clone(), *field, purpose)));
        }
    }
    let answers = stream::iter(asks).map(|(path, field, purpose)| async move {
        let body = json!({ "fields": [field], "purpose": purpose.as_str() });
        (ask(world, person, "POST", &path, None, Some(&body)).await, path, field, purpose)
    });
    let answers: Vec<_> = answers.buffer_unordered(AT_ONCE).collect().await;
    for (answer, path, field, purpose) in answers {
        let place = format!("{}: {} opens {field} at {path} for {purpose}: {}", stage.name, person.who, answer.status);
        assert!(answer.status < 500, "{place}: {}", answer.body);
        found.search(&world.canaries, &place, &answer.whole, |_, canary| {
            standing.opens(world, &person.caller, canary, purpose)
        });
    }
}
