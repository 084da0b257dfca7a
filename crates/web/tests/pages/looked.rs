//! Who saw my data: a worker's page and a household's.

use axum::http::StatusCode;

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
