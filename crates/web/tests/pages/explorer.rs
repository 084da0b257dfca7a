//! The explorer: the question in the address, the rule and its text, one answer on the page and in the interface.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::{Browser, Seen};
use crate::house::TestHouse;

/// A program asks, with JSON where it says something.
async fn ask(program: &Browser, method: Method, path: &str, body: Option<Value>) -> Seen {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    program.send(method, path, body, &[("content-type", "application/json")]).await
}

const PERMIT: &str = "/operator/explorer?role=customer&relation=usual&purpose=working&state=permit&overlay=none";

#[tokio::test]
async fn the_question_stands_in_the_address_and_the_answer_names_its_rule_and_text() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let page = moderator.get(PERMIT).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("openings.customer_permit_form") && page.says("openings.cedar:"), "rule and place");
    assert!(page.says("context.state == State::") && page.says("permit (principal == Role::"), "its Cedar text");
    assert!(page.says("On request") && !page.says("EP0000417"), "a sealed sample is never shown to whom it is closed");
    assert!(page.says("All roles side by side") && page.says("Steps of all roles"));
    assert!(page.text.contains(r#"<option value="permit" selected>"#), "the form shows the question");
    assert!(page.says("Came with the program"), "and its history");
    let arabic = moderator.in_arabic().get(PERMIT).await;
    assert!(arabic.says("يملأ صاحب العمل نموذج التصريح"), "why, in the reader's language");
}

#[tokio::test]
async fn words_that_are_on_no_list_are_named_with_the_valid_ones() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let page = moderator.get("/operator/explorer?role=burglar&state=offerd").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("“burglar”")
            && page.says("anonymous, customer")
            && page.says("“offerd”")
            && page.says("enquiry, held")
    );
    let trail = moderator.get("/operator/explorer/case?trail=enquire.enquiry,fly.held").await;
    assert_eq!(trail.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(trail.says("“fly.held”") && trail.says("hold.held"));
    let program = Browser::program(&t, "p1@people.example").await;
    let refused = ask(&program, Method::GET, "/api/v1/policy/matrix?state=offerd&purpose=brows", None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("enquiry, held") && refused.says("working, none, browse"), "{}", refused.text);
}

#[tokio::test]
async fn page_and_interface_give_one_answer_to_every_role() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let program = Browser::program(&t, "p1@people.example").await;
    for role in ["customer", "agency_user", "worker", "moderator", "auditor"] {
        let question = json!({ "role": role, "state": "signed", "class": "worker_name" });
        let answer = ask(&program, Method::POST, "/api/v1/policy/explain", Some(question)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let answer: Value = serde_json::from_str(&answer.text).expect("JSON");
        let one = &answer["answers"][0];
        for rule in one["rules"].as_array().expect("rules") {
            assert_eq!(rule["history"], json!([{ "set": 0, "at": null, "became": "brought" }]), "{rule}");
        }
        let keep = format!(
            "/operator/explorer/tests/new?role={role}&relation=usual&purpose=working&state=signed&overlay=none&class=worker_name"
        );
        let page = moderator.get(&keep).await;
        let sentence = one["sentence"].as_str().expect("a sentence").replace('\'', "&#39;").replace('"', "&#34;");
        assert!(page.says(&sentence), "{role}: {sentence}\n{}", page.text);
        let matrix = ask(&program, Method::GET, "/api/v1/policy/matrix?state=signed", None).await;
        let matrix: Value = serde_json::from_str(&matrix.text).expect("JSON");
        assert_eq!(matrix["classes"]["worker_name"][role], one["answer"], "{role}");
    }
}

#[tokio::test]
async fn an_answer_is_kept_on_the_page_and_read_and_taken_away_by_the_interface() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let form = moderator.get("/operator/explorer/tests/new?role=customer&state=held&class=worker_name").await;
    let names = ["csrf", "role", "relation", "purpose", "state", "overlay", "kind", "about", "expected"];
    let mut fields: Vec<(&str, String)> = names.map(|name| (name, form.hidden(name))).to_vec();
    fields.push(("note", "x".repeat(300)));
    let send = async |fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        moderator.post("/operator/explorer/tests", &fields).await
    };
    let long = send(&fields).await;
    assert!(long.status == StatusCode::UNPROCESSABLE_ENTITY && long.says("at most 280"), "{}", long.text);
    fields.last_mut().expect("the note").1 = "No name before the agreement.".to_owned();
    assert_eq!(send(&fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(&fields).await.status, StatusCode::CONFLICT);
    assert!(moderator.get("/operator/explorer/tests").await.says("No name before the agreement."));
    let program = Browser::program(&t, "p1@people.example").await;
    let list = ask(&program, Method::GET, "/api/v1/policy/tests", None).await;
    let list: Value = serde_json::from_str(&list.text).expect("JSON");
    let kept = &list["items"][0];
    assert_eq!(
        (&kept["expected"], &kept["holds"], &kept["rule"]),
        (&json!("hidden"), &json!(true), &json!("default.deny"))
    );
    let one = format!("/api/v1/policy/tests/{}", kept["id"].as_str().expect("an id"));
    assert_eq!(ask(&program, Method::DELETE, &one, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&program, Method::DELETE, &one, None).await.status, StatusCode::NOT_FOUND);
    assert!(moderator.get("/operator/explorer/tests").await.says("No answer is kept yet"));
}

#[tokio::test]
async fn a_move_of_the_thought_case_marks_what_it_opened_and_closed() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let held = moderator.get("/operator/explorer/case?trail=enquire.enquiry,hold.held").await;
    assert!(held.text.contains("trail=enquire.enquiry,hold.held,accept.accepted"), "each move is a link");
    let accepted = moderator.get("/operator/explorer/case?trail=enquire.enquiry,hold.held,accept.accepted").await;
    assert!(accepted.says("Accepted by the agency") && accepted.says("cells opened"), "{}", accepted.text);
    assert!(accepted.text.contains(r#"class="v-y opened""#), "the household now sees the extended profile");
    let paused = moderator.get("/operator/explorer/case?trail=enquire.enquiry,hold.held,pause.dispute").await;
    assert!(paused.says("Dispute") && !paused.text.contains("accept.accepted"), "nothing moves under a dispute");
}

#[tokio::test]
async fn only_those_who_answer_for_the_policies_find_the_way() {
    let t = TestHouse::new().await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    assert!(moderator.get("/operator").await.text.contains("/operator/explorer"));
    let finance = Browser::signed_in(&t, "p2@people.example").await;
    assert!(!finance.get("/operator").await.text.contains("/operator/explorer"), "no link that leads nowhere");
    for path in ["/operator/explorer", "/operator/explorer/case", "/operator/explorer/tests"] {
        assert_eq!(finance.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    assert_ne!(agency.get("/operator/explorer").await.status, StatusCode::OK);
}
