//! The roster looked through by name and filters, on its pages and by a program.

use axum::http::StatusCode;

use crate::browser::Browser;
use crate::house::{TestHouse, new_worker};
use app::workers::{self, NewWorker};

async fn two_workers(t: &TestHouse) {
    for (name, passport) in [("Selam Tesfaye", "EP1111111"), ("هناء الزهراء", "EP2222222")] {
        t.pass(1);
        let new = NewWorker { name: name.to_owned(), ..new_worker(passport) };
        workers::draft(&t.house, &t.agency, new).await.expect("a draft");
    }
    let theirs = NewWorker { name: "Selam Abebe".to_owned(), ..new_worker("EP3333333") };
    workers::draft(&t.house, &t.other_agency, theirs).await.expect("a draft");
}

#[tokio::test]
async fn a_name_and_filters_stand_in_the_address_and_on_the_page() {
    let t = TestHouse::new().await;
    two_workers(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let found = agency.get("/agency/workers?view=table&q=tes&language=am&state=roster:draft").await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.says("Selam Tesfaye") && !found.says("هناء") && !found.says("Abebe"));
    assert!(found.says(r#"value="tes""#), "what was typed is still there");
    assert!(found.says(r#"<option value="am" selected>"#), "and what was chosen");
    assert!(
        found.says("/agency/workers?view=table&#38;q=tes&#38;state=roster:draft\""),
        "each filter can be taken off by itself"
    );
    let board = agency.get("/agency/workers?q=%D8%A7%D9%84%D8%B2%D9%87%D8%B1").await;
    assert!(board.says("هناء الزهراء") && !board.says("Selam Tesfaye"), "the board is narrowed too");
    let lacking = agency.get("/agency/workers?view=table&incomplete=yes").await;
    assert!(lacking.says("Missing: Work so far") && lacking.says("90%"), "what is missing is said");
    let none = agency.get("/agency/workers?view=table&papers=ending").await;
    assert!(none.says("No worker fits."));
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_said_beside_its_field() {
    let t = TestHouse::new().await;
    two_workers(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let wrong = agency.get("/agency/workers?q=x&skill=flying").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("id=\"q-error\"") && wrong.says("Type at least two letters"));
    assert!(wrong.says("id=\"skill-error\"") && wrong.says("no skill of the vocabulary"));
    assert!(!wrong.says("Selam Tesfaye"), "nobody is shown for a question that is not sound");
    let arabic = Browser::signed_in(&t, "p3@people.example").await.in_arabic();
    assert!(arabic.get("/agency/workers?q=x").await.says("اكتب حرفين على الأقل"));
}

#[tokio::test]
async fn a_program_searches_its_own_roster_and_no_queue() {
    let t = TestHouse::new().await;
    two_workers(&t).await;
    let agency = Browser::program(&t, "p3@people.example").await;
    let found = agency.get("/api/v1/workers?q=sel&language=am&incomplete=true").await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    assert!(found.says("Selam Tesfaye") && !found.says("Abebe"));
    assert!(found.says(r#""marks":{"percent":90,"missing":["history"]"#), "{}", found.text);
    let wrong = agency.get("/api/v1/workers?q=a&language=klingon").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says(r#""pointer":"q""#) && wrong.says(r#""pointer":"language""#), "{}", wrong.text);
    assert_eq!(agency.get("/api/v1/workers?incomplete=maybe").await.status, StatusCode::BAD_REQUEST);
    let household = Browser::program(&t, "p6@people.example").await;
    assert_eq!(household.get("/api/v1/workers?q=selam").await.status, StatusCode::FORBIDDEN);
    let moderator = Browser::program(&t, "p1@people.example").await;
    let queue = moderator.get("/api/v1/workers?q=selam").await;
    assert_eq!(queue.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(queue.says("own roster"), "{}", queue.text);
}

/// The value of each tick on the page: who, on which version.
fn ticks(text: &str) -> Vec<String> {
    let parts = text.split(r#"name="worker" value=""#).skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn those_who_are_ticked_are_dealt_with_one_by_one_and_each_refusal_is_named() {
    let t = TestHouse::new().await;
    two_workers(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let list = agency.get("/agency/workers?view=table&state=roster:draft").await;
    let (csrf, key, ticks) = (list.hidden("csrf"), list.hidden("key"), ticks(&list.text));
    assert_eq!(ticks.len(), 2);
    let back = "/agency/workers?view=table&state=roster:draft";
    let none = agency.post("/agency/workers/steps", &[("csrf", &csrf), ("key", &key), ("step", "submit")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("Choose at least one worker."));
    let fields = [
        ("csrf", csrf.as_str()),
        ("key", key.as_str()),
        ("back", back),
        ("step", "submit"),
        ("worker", ticks[0].as_str()),
        ("worker", "W-7K2M9QX4:1"),
    ];
    let done = agency.post("/agency/workers/steps", &fields).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.says("Done for 1, not done for 1.") && done.says("Nothing on your roster has this name."));
    assert!(done.says("هناء الزهراء") && done.says("/agency/workers?view=table&#38;state=roster:draft"));
    let again = agency.post("/agency/workers/steps", &fields).await;
    assert!(again.says("Done for 1, not done for 1."), "the same form sent again does nobody twice");
    let unlisted = [&fields[..1], &[("key", "another"), ("step", "unlist"), ("worker", ticks[1].as_str())]].concat();
    let refused = agency.post("/agency/workers/steps", &unlisted).await;
    assert!(refused.says("This cannot be done while the record is at &#34;Draft&#34;."), "{}", refused.text);
    let foreign = [("back", "//evil.example"), ("key", "third"), ("step", "fly"), ("worker", ticks[1].as_str())];
    let unknown = agency.post("/agency/workers/steps", &[&fields[..1], &foreign].concat()).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!unknown.says("evil.example") && unknown.says("Choose what is to be done"));
    let unsigned = agency.post("/agency/workers/steps", &fields[1..]).await;
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN, "a form without our token does nothing");
}

#[tokio::test]
async fn a_program_takes_a_step_for_many_and_reads_what_happened() {
    let t = TestHouse::new().await;
    two_workers(&t).await;
    let agency = Browser::program(&t, "p3@people.example").await;
    let list = agency.get("/api/v1/workers?q=selam").await;
    let list: serde_json::Value = serde_json::from_str(&list.text).expect("JSON");
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    let json = [("content-type", "application/json"), ("idempotency-key", "many-1")];
    let post = async |body: String, headers: &[(&str, &str)]| {
        agency.send(axum::http::Method::POST, "/api/v1/workers/steps", body, headers).await
    };
    let ask = format!(r#"{{"step":"submit","workers":[{{"id":"{id}","version":1}},{{"id":"nobody","version":1}}]}}"#);
    let done = post(ask.clone(), &json).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let body: serde_json::Value = serde_json::from_str(&done.text).expect("JSON");
    assert_eq!((&body["done"], &body["items"][0]["outcome"]), (&1.into(), &"done".into()));
    assert_eq!(body["items"][0]["worker"]["state"], "roster:draft");
    assert_eq!(body["items"][1]["problem"]["status"], 404);
    assert!(body["items"][1].get("worker").is_none());
    assert_eq!(post(ask.clone(), &json).await.text, done.text, "sent again it is answered again");
    let other = post(ask.replace("submit", "invite"), &json).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "one key, one request");
    for (wrong, pointer) in [
        (r#"{"step":"erase","workers":[{"id":"x","version":1}]}"#, "/step"),
        (r#"{"step":"list","workers":[]}"#, "/workers"),
        (r#"{"step":"list","workers":[{"id":"x","version":1,"state":"y"}]}"#, "/workers/0"),
    ] {
        let answer = post(wrong.to_owned(), &json[..1]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        assert!(answer.says(pointer), "{}", answer.text);
    }
    let history = agency.get(&format!("/api/v1/workers/{id}/history")).await;
    assert!(history.says(r#""what":"draft","from":"none","to":"roster:draft","by":"agency""#), "{}", history.text);
    let stranger = Browser::program(&t, "p5@people.example").await;
    let (foreign, unused) = (
        stranger.get(&format!("/api/v1/workers/{id}/history")).await,
        stranger.get("/api/v1/workers/01900000-0000-7000-8000-000000000001/history").await,
    );
    assert_eq!((foreign.status, &foreign.text), (StatusCode::NOT_FOUND, &unused.text));
    let bodies = [id.as_str(), "01900000-0000-7000-8000-000000000001"]
        .map(|id| format!(r#"{{"step":"submit","workers":[{{"id":"{id}","version":1}}]}}"#));
    let mut answers = Vec::new();
    for body in bodies {
        answers.push(stranger.send(axum::http::Method::POST, "/api/v1/workers/steps", body, &json[..1]).await.text);
    }
    assert_eq!(answers[0], answers[1], "another's worker is answered like nobody");
}

#[tokio::test]
async fn papers_that_end_stand_on_the_day_and_on_the_record_earliest_first() {
    let t = TestHouse::new().await;
    for (name, passport, until) in [
        ("Late Hana", "EP1111111", "2026-02-20"),
        ("Past Selam", "EP2222222", "2025-11-30"),
        ("Long Rahel", "EP3333333", "2031-01-01"),
    ] {
        t.pass(1);
        let new = NewWorker {
            name: name.to_owned(),
            passport_until: until.parse().ok(),
            fitness_on: None,
            ..new_worker(passport)
        };
        workers::draft(&t.house, &t.agency, new).await.expect("a draft");
    }
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let today = agency.get("/agency").await;
    let at = |text: &str, words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is there"));
    assert!(at(&today.text, "Past Selam") < at(&today.text, "Late Hana"));
    assert!(!today.says("Long Rahel"));
    assert!(today.says("The passport ended in November 2025") && today.says("The passport ends in February 2026"));
    let found = agency.get("/agency/workers?view=table&q=rahel").await;
    let link = found.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let record = agency.get(&format!("/agency/workers/W-{link}")).await;
    assert!(record.says("The passport ends in January 2031") && record.says("Missing: Work so far"));
    let arabic = Browser::signed_in(&t, "p3@people.example").await.in_arabic();
    assert!(arabic.get("/agency").await.says("انتهى جواز السفر في نوفمبر 2025"));
}
