//! A worker consents in a language of their own, whatever the language of the page; and reads which rule shows what.

use axum::http::StatusCode;

use crate::browser::Browser;
use crate::house::{TestHouse, new_worker};
use crate::lists::a_case;

#[tokio::test]
async fn a_worker_who_reads_neither_english_nor_arabic_consents_by_the_page() {
    let t = TestHouse::new().await;
    let mut entered = new_worker("EP1234567");
    entered.facts.languages = vec!["bn".into(), "hi".into()];
    let worker = app::workers::draft(&t.house, &t.agency, entered).await.expect("a draft");
    t.sign_in_of(worker, "selam@people.example").await;
    let paid = [domain::attest::Statement::WorkerPaidNothing];
    let key = app::admit::Key::Id(worker.0);
    let state = move |tx: &mut store::Tx, desk: &app::Desk, caller: &app::Caller| {
        app::workers::attest(tx, desk, caller, &key, &paid)
    };
    t.house.write(&t.agency, state).await.expect("stated");

    let person = Browser::signed_in(&t, "selam@people.example").await;
    let page = person.get("/worker/consents").await;
    assert!(page.says(r#"<option value="bn">Bengali</option>"#) && page.says(r#"<option value="hi">"#));
    assert!(!page.says(r#"<option value="en">"#), "only what the worker speaks");
    let csrf = page.hidden("csrf");
    let send = |language: &'static str| {
        let (person, csrf) = (&person, csrf.clone());
        async move {
            let form = [("csrf", csrf.as_str()), ("kind", "listing"), ("give", "yes"), ("language", language)];
            person.post("/worker/consents", &form).await
        }
    };
    let refused = send("en").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("one that the worker speaks"), "{}", refused.text);
    assert!(!person.get("/worker/consents").await.says("Take it back"), "no receipt was kept");
    let given = send("bn").await;
    assert_eq!((given.status, given.location.as_str()), (StatusCode::SEE_OTHER, "/worker/consents"));
    assert!(person.get("/worker/consents").await.says("Take it back"));
    let program = Browser::program(&t, "selam@people.example").await;
    let record = program.send(axum::http::Method::GET, &format!("/api/v1/workers/{worker}"), String::new(), &[]).await;
    assert!(record.says("consented"), "the record went on with the consent: {}", record.text);
}

#[tokio::test]
async fn each_cell_of_who_sees_what_names_its_rule_in_the_reader_s_language() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let operator = Browser::signed_in(&t, "p1@people.example").await;
    let page = operator.get(&format!("/operator/cases/{case}")).await;
    assert!(page.says("Which rule says so") && page.says("never.customer"), "the queue's case names its rules");
    let household = Browser::signed_in(&t, "p6@people.example").await.in_arabic();
    let page = household.get(&format!("/customer/cases/{case}")).await;
    assert!(page.says("القاعدة وراء كل خانة"));
    let rules = page.text.split("القاعدة وراء كل خانة").nth(1).and_then(|rest| rest.split("</details>").next());
    let rules = rules.expect("the rules");
    assert!(!rules.contains(r#"dir="ltr">"#), "each rule has its Arabic sentence: {rules}");
}
