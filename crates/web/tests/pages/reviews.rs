//! The moderator's pages: what will be told beside what stays sealed, a check that went stale, one change asked of the agency.

use app::admit::Key;
use app::workers;
use axum::http::{Method, StatusCode};
use domain::Role;
use uuid::Uuid;

use crate::browser::{Browser, Seen};
use crate::house::{TestHouse, new_worker};
use crate::lists::a_listed_worker;
use crate::roster::edit;

/// What a form of this page sends besides what is added.
fn form<'a>(page: &Seen, more: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let hidden = ["csrf", "version"].map(|name| (name.to_owned(), page.hidden(name)));
    hidden.into_iter().chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

async fn send(browser: &Browser, address: &str, fields: &[(String, String)]) -> Seen {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(address, &fields).await
}

#[tokio::test]
async fn a_change_is_asked_with_a_reason_edited_and_sent_again() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    t.advance(1).await;
    let address = edit(&agency, "7").await;
    t.advance(1).await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let review = address.replace("/agency/workers/", "/operator/reviews/");
    let changes = format!("{review}/changes");
    let page = moderator.get(&review).await;
    assert!(page.says("Ask for one change"));
    let nothing = send(&moderator, &changes, &form(&page, &[])).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.says("Choose why you ask."), "beside the question");
    let tells = form(&page, &[("reason", "text"), ("message", "Selam is named")]);
    let tells = send(&moderator, &changes, &tells).await;
    assert!(tells.says("Leave out names, numbers and addresses") && tells.says("Selam is named"), "typed once only");
    let asked = form(&page, &[("reason", "text"), ("message", "Leave the town out.")]);
    assert_eq!(send(&moderator, &changes, &asked).await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(&moderator, &changes, &asked).await.status, StatusCode::CONFLICT, "the version has moved");
    let queue = moderator.get("/operator/reviews").await;
    assert!(queue.says("No profile waits here.") && queue.says("For agencies"));
    assert!(moderator.get("/operator/reviews?line=asked").await.says("Asked, waiting for the agency"));

    let words = "The text tells who the person is";
    let record = agency.get(&address).await;
    assert!(record.says(words) && record.says("Leave the town out."));
    for page in ["/agency", "/agency/workers"] {
        assert!(agency.get(page).await.says(words), "{page}");
    }
    assert!(agency.in_arabic().get(&address).await.says("يطلب المشغّل"));
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let other = Browser::signed_in(&t, "p5@people.example").await;
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    let answers = format!("{address}/answers");
    let csrf = other.get("/agency/workers/new").await.hidden("csrf");
    let foreign = other.post(&answers, &[("csrf", csrf.as_str()), ("version", "6")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    t.advance(1).await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    edit(&agency, "8").await;
    let record = agency.get(&address).await;
    assert!(record.says(words) && record.says("One field has been changed since."));
    assert_eq!(send(&agency, &answers, &form(&record, &[])).await.status, StatusCode::SEE_OTHER);
    assert!(!agency.get(&address).await.says(words), "it is the operator's turn");
    assert!(moderator.get("/operator/reviews").await.says("Changed since you asked"));
    assert!(moderator.get("/operator").await.says("Changed since you asked"));
    let page = moderator.get(&review).await;
    assert!(page.says("What the agency has changed since") && page.says("7 years") && page.says("8 years"));
}

#[tokio::test]
async fn what_will_be_told_stands_beside_what_stays_sealed_and_a_stale_check_is_refused() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    t.advance(1).await;
    let address = edit(&agency, "7").await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let review = address.replace("/agency/workers/", "/operator/reviews/");
    let page = moderator.get(&review).await;
    assert!(page.says("Re-identification check") && page.says("fit even the coarsest profile"));
    assert!(page.says("30\u{2013}39") && page.says("Not told: Cooking"), "the coarse form");
    let steps = format!("{review}/steps");
    let states = [("step", "review"), ("attest", "scans_clean"), ("attest", "reidentification_checked")];
    let stale = form(&page, &[&states[..], &[("check", "0123456789abcdef")]].concat());
    let stale = send(&moderator, &steps, &stale).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.says("has come out differently since you looked"));
    let check = page.hidden("check");
    let looked = form(&page, &[&states[..], &[("check", check.as_str())]].concat());
    assert_eq!(send(&moderator, &steps, &looked).await.status, StatusCode::SEE_OTHER);
    let record = agency.get(&address).await;
    assert!(record.says("How much of this profile is told") && record.says("Not told: Cooking"));
    let arabic = moderator.in_arabic().get(&review).await;
    assert!(arabic.says("فحص إمكان معرفة الشخص") && arabic.says("لا يُعرض"));
}

#[tokio::test]
async fn a_program_finds_the_queue_the_check_and_the_change() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    t.advance(1).await;
    let address = edit(&agency, "7").await;
    let moderator = Browser::program(&t, "p1@people.example").await;
    let queue = moderator.get("/api/v1/review-queue").await;
    assert!(queue.says("\"late\":false") && queue.says("\"due\":\"2026-"), "{}", queue.text);
    assert_eq!(moderator.get("/api/v1/review-queue?line=other").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = address.replace("/agency/", "/api/v1/");
    let check = moderator.get(&format!("{path}/reidentification")).await;
    assert!(
        check.says("\"age\":\"30-39\"") && check.says("\"rare\":true") && check.says("\"check\":\""),
        "{}",
        check.text
    );
    let json = [("content-type", "application/json")];
    let changes = format!("{path}/changes");
    let ask = |body: &'static str| moderator.send(Method::POST, &changes, body.to_owned(), &json);
    let unknown = ask(r#"{"version":5,"reason":"because"}"#).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.says("/reason"), "{}", unknown.text);
    let asked = ask(r#"{"version":5,"reason":"missing","message":"The years."}"#).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT, "{}", asked.text);
    assert!(moderator.get("/api/v1/review-queue?line=asked").await.says("\"due\":null"));
    let program = Browser::program(&t, "p3@people.example").await;
    assert!(program.get(&format!("{path}/changes")).await.says("\"reason\":\"missing\""));
    let answers = format!("{path}/changes/answer");
    let answer = |body: &'static str| program.send(Method::POST, &answers, body.to_owned(), &json);
    assert_eq!(answer(r#"{"version":5}"#).await.status, StatusCode::CONFLICT, "it has moved");
    assert_eq!(answer(r#"{"version":6}"#).await.status, StatusCode::NO_CONTENT);
    assert_eq!(answer(r#"{"version":7}"#).await.status, StatusCode::CONFLICT, "nothing is asked any more");
    assert_eq!(program.get("/api/v1/review-queue").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_hidden_fact_says_that_it_is_hidden_and_a_draft_answers_staff_like_nothing() {
    let t = TestHouse::new().await;
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP1234567")).await.expect("a draft");
    let key = Key::Id(worker.0);
    let reference = {
        let key = key.clone();
        let read = t
            .house
            .read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row.reference));
        read.await.expect("a reference")
    };
    for role in [Role::Moderator, Role::WelfareOfficer, Role::Dpo, Role::Auditor, Role::PlatformAdmin] {
        t.staff(role).await;
        let program = Browser::program(&t, &format!("{role}@people.example")).await;
        for (name, unused) in
            [(worker.0.to_string(), Uuid::from_u128(7).to_string()), (reference.clone(), "W-0000001".to_owned())]
        {
            for part in ["", "/consents", "/history", "/visibility"] {
                let ask = |name: &str| format!("/api/v1/workers/{name}{part}");
                let (there, nothing) = (program.get(&ask(&name)).await, program.get(&ask(&unused)).await);
                assert_eq!((there.status, &there.text), (nothing.status, &nothing.text), "{role}: {part}");
            }
        }
        let listed = program.get("/api/v1/workers?state=roster:draft&limit=1").await;
        assert!(!listed.text.contains(&reference) && !listed.text.contains(r#""next":""#), "{role}: {}", listed.text);
        let page = Browser::signed_in(&t, &format!("{role}@people.example")).await;
        let review = |name: &str| format!("/operator/reviews/{name}");
        assert_eq!(page.get(&review(&reference)).await.status, page.get(&review("W-0000001")).await.status, "{role}");
    }
    let person = t.sign_in_of(worker, "selam@people.example").await;
    let give = move |tx: &mut store::Tx, desk: &app::Desk, caller: &app::Caller| {
        let given = workers::Given {
            kind: domain::consent::ConsentKind::Listing,
            language: "am".into(),
            method: domain::consent::ConsentMethod::InApp,
            case: None,
        };
        let given = workers::give(tx, desk, caller, &key, &given)?.map(|_| ());
        Ok(given.join(workers::take(tx, desk, caller, &key, 1, workers::RosterStep::Consent {}, &[])?))
    };
    t.house.write(&person, give).await.expect("consent");
    for (role, knows) in [(Role::Moderator, true), (Role::WelfareOfficer, false), (Role::Dpo, false)] {
        let browser = Browser::signed_in(&t, &format!("{role}@people.example")).await;
        let page = browser.get(&format!("/operator/reviews/{reference}")).await;
        assert_eq!(page.status, StatusCode::OK, "{role}");
        assert!(!page.says("under 1 year"), "{role}: a number that nobody wrote");
        assert_eq!(page.says("6 years"), knows, "{role}");
        let hidden = page.text.matches(r#"class="sealed""#).count();
        assert!(knows || hidden > 5, "{role}: each says that it is hidden");
        let program = Browser::program(&t, &format!("{role}@people.example")).await;
        let record = program.get(&format!("/api/v1/workers/{reference}")).await;
        let record: serde_json::Value = serde_json::from_str(&record.text).expect("JSON");
        for (name, field) in record["fields"].as_object().expect("fields") {
            let told = field["rule"].as_str().is_some_and(|rule| !rule.is_empty());
            assert_eq!(told, field["state"] == "hidden", "{role}: {name} says which rule hides it: {field}");
        }
    }
}
