//! Who saw my data: a worker's page, a household's and an agency's; and what for it is opened.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::{a_case, a_listed_worker};

#[tokio::test]
async fn a_worker_reads_which_firm_opened_what_and_why() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let roster = agency.get("/agency/workers?view=table").await;
    let link = roster.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    assert_eq!(agency.get(&format!("/agency/workers/W-{link}")).await.status, StatusCode::OK);
    let worker = Browser::signed_in(&t, "selam@people.example").await;
    let page = worker.get("/worker/disclosures").await;
    assert!(page.says("AG-021 Agency AG-021"), "the firm is named: {}", page.text);
    assert!(
        page.says("Worker&#39;s full name") || page.says("Worker's full name") || page.says("Worker&#x27;s full name")
    );
    assert!(!page.says("Maryam"), "nobody's own name");
}

#[tokio::test]
async fn a_household_has_the_page_too_and_no_other_household_reads_it() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let household = Browser::signed_in(&t, "p6@people.example").await;
    let case = household.get(&format!("/customer/cases/{reference}")).await;
    assert!(case.says("/customer/disclosures"), "the case leads to it");
    assert!(household.get("/customer/disclosures").await.says("Nobody has opened your sealed data"));
    let org = t.customer.org.expect("a household");
    t.house
        .write(&t.moderator, move |_, desk, caller| {
            let draft = app::record::plain(desk, caller, "reveal", 0)
                .object(audit::Object::new("customer", org.0))
                .class(domain::Class::CustomerIdentity);
            Ok(store::Recorded::with((), draft))
        })
        .await
        .expect("recorded");
    let page = household.get("/customer/disclosures").await;
    assert!(page.says("Amana") && page.says("name and identity"), "{}", page.text);
    let other = Browser::signed_in(&t, "p7@people.example").await;
    assert!(other.get("/customer/disclosures").await.says("Nobody has opened your sealed data"));
}

#[tokio::test]
async fn an_agency_reads_who_else_looked_at_its_workers_on_a_page_and_by_program() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    assert!(agency.get("/agency").await.says(r#"href="/agency/disclosures""#), "the menu leads there");
    assert!(agency.get("/agency/disclosures").await.says("There is nothing to tell you of yet"));
    let roster = agency.get("/agency/workers?view=table").await;
    let link = roster.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let reference = format!("W-{link}");
    let moderator = Browser::program(&t, "p1@people.example").await;
    let path = format!("/api/v1/workers/{reference}/disclosures");
    let json = [("content-type", "application/json")];
    let body = r#"{"fields":["passport"],"purpose":"verify"}"#.to_owned();
    assert_eq!(moderator.send(Method::POST, &path, body, &json).await.status, StatusCode::CREATED);
    let page = agency.get("/agency/disclosures").await;
    for words in ["Who looked at our workers", "Amana", &reference, "Opened:", "Why:"] {
        assert!(page.says(words), "{words}: {}", page.text);
    }
    assert!(!page.says("Maryam") && !page.says("EP1234567"), "neither who it was nor what it said");
    let arabic = agency.in_arabic().get("/agency/disclosures").await;
    assert!(arabic.says("من اطّلع على بيانات عاملاتنا"));
    let program = Browser::program(&t, "p4@people.example").await;
    let said: Value = serde_json::from_str(&program.get("/api/v1/me/disclosures").await.text).expect("JSON");
    let items = said["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{said}");
    let one = &items[0];
    assert_eq!(
        (&one["worker"], &one["role"], &one["purpose"]),
        (&json!(reference), &json!("moderator"), &json!("verify"))
    );
    assert_eq!((&one["firm"]["name"], &one["own"], &one["case"]), (&json!("Amana"), &json!(false), &Value::Null));
    for stranger in ["p5@people.example", "p7@people.example"] {
        let said = Browser::program(&t, stranger).await.get("/api/v1/me/disclosures").await;
        assert!(!said.says(&reference) && !said.says("worker_identity"), "{stranger}: {}", said.text);
    }
}

#[tokio::test]
async fn a_disclosure_takes_its_purpose_from_the_header_and_never_two_different_ones() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p4@people.example").await;
    let roster = agency.get("/agency/workers?view=table").await;
    let link = roster.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let path = format!("/api/v1/workers/W-{link}/disclosures");
    let admin = Browser::program(&t, "p4@people.example").await;
    let ask = async |body: &str, header: Option<&str>| {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(header.map(|purpose| ("amana-purpose", purpose)));
        admin.send(Method::POST, &path, body.to_owned(), &headers).await
    };
    let opened = ask(r#"{"fields":["passport"]}"#, Some("compliance")).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text);
    assert!(opened.says(r#""purpose":"compliance""#) && opened.says("EP1234567"));
    let both = ask(r#"{"fields":["passport"],"purpose":"verify"}"#, Some("verify")).await;
    assert_eq!(both.status, StatusCode::CREATED);
    let differs = ask(r#"{"fields":["passport"],"purpose":"verify"}"#, Some("compliance")).await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(differs.says("/purpose") && differs.says("two different purposes") && !differs.says("EP1234567"));
    let none = ask(r#"{"fields":["passport"]}"#, None).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("Amana-Purpose"), "{}", none.text);
    let unknown = ask(r#"{"fields":["passport"]}"#, Some("curiosity")).await;
    assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.says("browse, select"), "{}", unknown.text);
}
