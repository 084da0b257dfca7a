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
