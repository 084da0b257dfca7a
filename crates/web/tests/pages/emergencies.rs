//! Emergencies on the page of the day: what waits for this reader's answer or review, and nothing of it for anybody else.

use app::admit::Key;
use app::break_glass::{self, Ask};
use domain::ids::{Reference, ReferenceKind};
use domain::{EmergencyReason, Role};

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::a_case;

const ANSWER: &str = "Answer a request for emergency access";
const REVIEW: &str = "Review an emergency access";

#[tokio::test]
async fn what_waits_for_a_second_person_or_a_review_stands_on_the_day_of_those_who_may() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let (welfare, _) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    let asks = Browser::signed_in(&t, "p1@people.example").await;
    let answers = Browser::signed_in(&t, "welfare_officer@people.example").await;
    let reviews = Browser::signed_in(&t, "dpo@people.example").await;
    let finance = Browser::signed_in(&t, "p2@people.example").await;
    assert!(!answers.get("/operator").await.says(ANSWER));
    let key = Key::Reference(Reference::parse(ReferenceKind::Case, &reference).expect("a reference"));
    let ask = Ask { reason: EmergencyReason::Missing, message: String::new() };
    let id = break_glass::ask(&t.house, &t.moderator, key, ask, None).await.expect("asked");
    let page = answers.get("/operator").await;
    assert!(page.says(ANSWER) && page.says(&reference) && page.says("/operator/break-glass"), "{}", page.text);
    assert!(answers.in_arabic().get("/operator").await.says("أجب عن طلب وصول طارئ"));
    for nobody in [&asks, &finance] {
        assert!(!nobody.get("/operator").await.says(ANSWER), "neither their own nor others'");
    }
    t.house
        .write(&welfare, move |tx, desk, caller| break_glass::answer(tx, desk, caller, id, true))
        .await
        .expect("a second person");
    assert!(!reviews.get("/operator").await.says(REVIEW), "it stands open");
    t.pass_seconds(31 * 60);
    // Nobody of the operator's staff is signed in still who did nothing for half an hour.
    let reviews = Browser::signed_in(&t, "dpo@people.example").await;
    let asks = Browser::signed_in(&t, "p1@people.example").await;
    assert!(reviews.get("/operator").await.says(REVIEW));
    assert!(!asks.get("/operator").await.says(REVIEW), "whoever asked reviews nothing");
}

#[tokio::test]
async fn where_policy_admits_one_reason_the_dialog_says_by_which_rule_and_ticks_nothing() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let page = moderator.get(&format!("/operator/cases/{reference}")).await;
    let dialog = page.text.split("id=\"open-customer\"").nth(1).and_then(|rest| rest.split("</dialog>").next());
    let dialog = dialog.expect("the way to open the household");
    assert_eq!(dialog.matches("name=\"purpose\"").count(), 1);
    assert!(dialog.contains("name=\"purpose\" value=\"verify\" required") && !dialog.contains("checked"), "{dialog}");
    assert!(dialog.contains("no other reason opens it") && dialog.contains("operator.verify_customer"), "{dialog}");
    let agency = Browser::signed_in(&t, "p4@people.example").await;
    let roster = agency.get("/agency/workers?view=table").await;
    let link = roster.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let record = agency.get(&format!("/agency/workers/W-{link}")).await;
    let dialog = record.text.split("id=\"open-worker\"").nth(1).and_then(|rest| rest.split("</dialog>").next());
    let dialog = dialog.expect("the way to open the papers");
    let offered = dialog.matches("name=\"purpose\"").count();
    assert!(!dialog.contains("value=\"break_glass\""), "no second person has let anything through");
    assert!((2..=4).contains(&offered) && !dialog.contains("checked"), "{dialog}");
    assert!(
        !dialog.contains("value=\"arrival\"") && !dialog.contains("value=\"claim\""),
        "what does not fit the state"
    );
    assert!(record.says("•••567"), "the mask of a number is its end");
    assert!(record.says("Which rule says so") && record.says("own.agency_sees") && record.says("public.profile"));
}
