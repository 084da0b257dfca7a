//! Guessing at what is hidden by what surrounds it: cursors that are read, changed or taken elsewhere; entity tags and dates
//! around a change of what somebody may not see.

use app::admit::Key;
use app::workers::{self, Sought, WorkerRecord};
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::StateToken;
use serde_json::Value;
use uuid::Uuid;

use crate::browser::{Browser, Seen};
use crate::house::{TestHouse, new_worker};
use crate::lists::a_case;

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

fn read(answer: &Seen) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

async fn page(program: &Browser, path: &str) -> (Vec<String>, Option<String>) {
    let answer = read(&program.get(path).await);
    let id = |item: &Value| item["id"].as_str().expect("an id").to_owned();
    let items = answer["items"].as_array().expect("items").iter().map(id).collect();
    (items, answer["next"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_cursor_says_nothing_and_is_taken_from_its_own_reader_for_its_own_list_alone() {
    let t = TestHouse::new().await;
    for n in 0..3 {
        workers::draft(&t.house, &t.agency, new_worker(&format!("EP710000{n}"))).await.expect("a draft");
    }
    workers::draft(&t.house, &t.other_agency, new_worker("EP7200001")).await.expect("a draft");
    let agency = Browser::program(&t, "p3@people.example").await;
    let (first, next) = page(&agency, "/api/v1/workers?limit=1").await;
    let cursor = next.expect("another page");
    let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).expect("base64");
    let place = Uuid::parse_str(&first[0]).expect("an id");
    assert!(!bytes.windows(8).any(|part| first[0].as_bytes().windows(8).any(|id| id == part)), "it shows no place");
    let (second, _) = page(&agency, &format!("/api/v1/workers?limit=1&after={cursor}")).await;
    assert!(second.len() == 1 && second != first, "its reader goes on where the page ended");

    let pages = Browser::signed_in(&t, "p3@people.example").await;
    // What is no cursor is an error that says so, never the first page: cut, changed in one bit, or made up.
    let cut = cursor[..cursor.len() - 3].to_owned();
    bytes[20] ^= 1;
    let changed = URL_SAFE_NO_PAD.encode(&bytes);
    let made_up = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let made_up = [made_up(&format!("\"{place}\"")), made_up(r#""' or 1=1 --""#), made_up("7"), "A".repeat(300)];
    for wrong in [vec![cut, changed, "!!".to_owned(), String::new()], made_up.to_vec()].concat() {
        refused(&agency, &format!("/api/v1/workers?limit=1&after={wrong}")).await;
        refused(&pages, &format!("/agency/workers?view=table&after={wrong}")).await;
    }
    // Nor is it one for another organisation, under another filter, or at another list of the same reader.
    let other = Browser::program(&t, "p5@people.example").await;
    refused(&other, &format!("/api/v1/workers?limit=1&after={cursor}")).await;
    for path in ["/api/v1/workers?state=roster:listed", "/api/v1/cases?limit=1", "/api/v1/me/disclosures?limit=1"] {
        refused(&agency, &format!("{path}&after={cursor}")).await;
    }
    refused(&agency, &format!("/api/v1/catalogue?after={cursor}")).await;
    refused(&agency, &format!("/catalogue?after={cursor}")).await;
}

async fn refused(reader: &Browser, path: &str) {
    let answer = reader.get(path).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.text);
    assert!(answer.says("no cursor of ours"), "{path}: {}", answer.text);
}

/// Everything that an answer says but for what is drawn anew for each: the request's own id, a form's token and key.
async fn whole(reader: &Browser, path: &str, headers: &[(&str, &str)]) -> String {
    let answer = reader.send(Method::GET, path, String::new(), headers).await;
    let mut said: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id" && *name != "date")
        .map(|(n, v)| format!("{n}: {v}"))
        .collect();
    said.sort();
    let mut body = answer.text;
    for drawn in ["csrf", "key"] {
        let mark = format!("name=\"{drawn}\" value=\"");
        let mut parts = body.split(&mark);
        let first = parts.next().unwrap_or_default().to_owned();
        body = parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    format!("{}\n{}\n{body}", answer.status, said.join("\n"))
}

#[tokio::test]
async fn a_change_of_what_somebody_may_not_see_changes_no_byte_and_no_tag_of_what_they_see() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let listed = t
        .house
        .read(&t.agency, |tx, desk, caller| {
            workers::find(tx, desk, caller, &Sought::standing(&[StateToken::RosterListed]), None, app::Limit::PAGE)
        })
        .await
        .expect("a roster");
    let worker = Key::Id(*listed.workers[0].key(&WorkerRecord::ID));
    let version = *listed.workers[0].key(&WorkerRecord::VERSION);
    let (program, household) =
        (Browser::program(&t, "p6@people.example").await, Browser::signed_in(&t, "p6@people.example").await);
    let visitor = Browser::visitor(&t);
    let api = [format!("/api/v1/cases/{case}"), format!("/api/v1/cases/{case}/worker"), "/api/v1/cases".to_owned()];
    let pages = [format!("/customer/cases/{case}"), "/customer/cases".to_owned()];
    let public = ["/catalogue".to_owned(), "/api/v1/catalogue".to_owned()];
    let all = async || {
        let mut said = Vec::new();
        for (reader, paths) in [(&program, &api[..]), (&household, &pages[..]), (&visitor, &public[..])] {
            for path in paths {
                said.push((path.clone(), whole(reader, path, &[]).await));
            }
        }
        said
    };
    let before = all().await;
    for (path, said) in &before {
        assert!(said.starts_with("200"), "{path}");
    }
    let edit = workers::Edit {
        phone: Some(app::sealed::Phone::parse("+96899887766").expect("a number")),
        ..workers::Edit::default()
    };
    workers::edit(&t.house, &t.agency, worker.clone(), version, edit)
        .await
        .expect("a contact is changed without a check");
    let after = all().await;
    assert_eq!(before, after, "a household and a visitor cannot tell that it changed");
    let agency = Browser::program(&t, "p3@people.example").await;
    let Key::Id(id) = worker else { panic!("an id") };
    let own = read(&agency.get(&format!("/api/v1/workers/{id}")).await);
    assert_eq!(own["version"], version + 1, "it did change");
}

#[tokio::test]
async fn a_guessed_entity_tag_is_no_oracle() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let program = Browser::program(&t, "p6@people.example").await;
    for path in [format!("/api/v1/cases/{case}"), format!("/api/v1/cases/{case}/worker")] {
        let plain = whole(&program, &path, &[]).await;
        assert!(!plain.contains("etag:") && !plain.contains("last-modified:"), "nothing to be compared with: {plain}");
        assert!(plain.contains("cache-control: no-store"), "and nothing kept: {plain}");
        let guesses = ["*", "\"1\"", "\"EP1234567\"", "W/\"1\"", "\"0\", \"1\", \"2\""];
        for guess in guesses {
            let said = whole(&program, &path, &[("if-none-match", guess)]).await;
            assert_eq!(said, plain, "If-None-Match: {guess}");
        }
        let since = whole(&program, &path, &[("if-modified-since", "Sun, 04 Jan 2026 06:00:00 GMT")]).await;
        assert_eq!(since, plain);
        for guess in guesses {
            let said = whole(&program, &path, &[("if-match", guess)]).await;
            assert_eq!(said, plain, "If-Match: {guess}");
        }
    }
    let step = format!("/api/v1/cases/{case}/steps");
    let tried = program.send(Method::POST, &step, r#"{"step":"hold","version":1}"#.to_owned(), &JSON).await;
    assert!(tried.status.is_success(), "{}", tried.text);
}
