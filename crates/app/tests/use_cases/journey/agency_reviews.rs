//! What a household says of its agency's coordination: once, after a real case, read by a moderator before anybody else reads it,
//! and never a word about who works.

use app::admit::Key;
use app::agency_reviews::{self, AgencyPage, NewReview, Own};
use app::{AppError, Caller};
use domain::{CaseId, Experience, StateToken as S, TextFault};
use serde_json::json;
use store::tables::Limit;
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_household_reviews_its_agency_once_after_a_real_case,
    a_text_is_read_by_a_moderator_before_anybody_else_reads_it,
    a_text_about_who_works_is_refused_with_the_reason,
    two_reviews_of_one_case_at_once_are_one,
);

/// The sentence that the house was promised to accept as it stands.
const SENTENCE: &str = "Agency AG-021 provided excellent offline coordination and quick meeting times.";

fn said(text: &str) -> NewReview {
    let text = text.to_owned();
    NewReview { coordination: Experience::Well, meetings: Experience::Well, fees: Experience::Partly, text }
}

async fn review(t: &TestHouse, who: &Caller, case: CaseId, text: &str) -> Result<Uuid, AppError> {
    agency_reviews::review(&t.house, who, Key::Id(case.0), said(text), None).await
}

async fn page(t: &TestHouse, who: &Caller) -> AgencyPage {
    let read = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        agency_reviews::agency(tx, desk, caller, "AG-021", None, Limit::PAGE)
    };
    t.house.read(who, read).await.expect("a public page")
}

async fn own(t: &TestHouse, who: &Caller, case: CaseId) -> Result<Own, AppError> {
    t.house.read(who, move |tx, desk, caller| agency_reviews::own(tx, desk, caller, &Key::Id(case.0))).await
}

async fn settle(t: &TestHouse, who: &Caller, id: Uuid, refused_for: Option<TextFault>) -> Result<(), AppError> {
    t.house.write(who, move |tx, desk, caller| agency_reviews::settle(tx, desk, caller, id, refused_for)).await
}

async fn waiting(t: &TestHouse, who: &Caller) -> usize {
    let read = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        agency_reviews::waiting(tx, desk, caller, None, Limit::PAGE)
    };
    t.house.read(who, read).await.expect("a queue").0.len()
}

/// A case whose deposit was paid, and which the agency then ended.
async fn ended(t: &TestHouse) -> CaseId {
    let (case, _) = t.deposited().await;
    assert!(matches!(own(t, &t.customer, case).await, Ok(Own::Closed)), "it goes on");
    assert!(matches!(review(t, &t.customer, case, "").await, Err(AppError::Denied(..))));
    t.try_step(&t.agency, case, json!({"step":"cancel"}), vec![], None).await.expect("the agency ends it");
    assert_eq!(t.state(case).await, S::CancelledByAgency);
    case
}

async fn a_household_reviews_its_agency_once_after_a_real_case(t: &TestHouse) {
    let case = ended(t).await;
    let (_, _, profile) = t.listed("EP3333333", "hiwot@people.example").await;
    let early = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.try_step(&t.customer, early, json!({"step":"cancel"}), vec![], None).await.expect("ended early");
    let refused = review(t, &t.customer, early, "").await;
    assert!(matches!(refused, Err(AppError::Conflict("review_not_yet"))), "an enquiry is no experience: {refused:?}");
    assert!(matches!(own(t, &t.customer, case).await, Ok(Own::Open)));
    for (who, why) in [(&t.agency, "the agency itself"), (&t.moderator, "staff")] {
        assert!(matches!(review(t, who, case, "").await, Err(AppError::Denied(..))), "{why}");
    }
    assert!(matches!(review(t, &t.other_customer, case, "").await, Err(AppError::NotFound)), "a stranger");
    review(t, &t.customer, case, "").await.expect("kept");
    let again = review(t, &t.customer, case, "").await;
    assert!(matches!(again, Err(AppError::Conflict("reviewed_already"))), "{again:?}");
    let everybody = Caller::anonymous("en");
    for who in [&everybody, &t.customer, &t.agency, &t.other_agency, &t.moderator] {
        let page = page(t, who).await;
        assert_eq!((page.households, page.texts.len()), (1, 0), "{}", who.role);
        assert_eq!(page.counted[2].answers[1], (Experience::Partly, 1), "the third question, the second answer");
    }
    let take_back = |who: &Caller| {
        let (house, who) = (t.house.clone(), who.clone());
        async move {
            let back = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
                agency_reviews::take_back(tx, desk, caller, &Key::Id(case.0))
            };
            house.write(&who, back).await
        }
    };
    assert!(take_back(&t.agency).await.is_err(), "not the agency's to take back");
    take_back(&t.customer).await.expect("taken back");
    assert_eq!(page(t, &everybody).await.households, 0, "nothing of it stays");
    review(t, &t.customer, case, "").await.expect("said anew");
}

async fn a_text_is_read_by_a_moderator_before_anybody_else_reads_it(t: &TestHouse) {
    let case = ended(t).await;
    let id = review(t, &t.customer, case, SENTENCE).await.expect("accepted as it stands");
    let everybody = Caller::anonymous("en");
    assert_eq!((page(t, &everybody).await.households, page(t, &everybody).await.texts.len()), (1, 0), "answers alone");
    assert_eq!([waiting(t, &t.moderator).await, waiting(t, &t.finance).await], [1, 0]);
    for who in [&t.customer, &t.agency, &t.finance] {
        assert!(settle(t, who, id, None).await.is_err(), "{}", who.role);
    }
    settle(t, &t.moderator, id, None).await.expect("published");
    assert!(matches!(settle(t, &t.moderator, id, None).await, Err(AppError::Conflict("review_settled"))));
    assert_eq!(waiting(t, &t.moderator).await, 0);
    let shown = page(t, &everybody).await;
    assert_eq!(shown.texts[0].text, SENTENCE, "word for word");
    t.rounds().await;
    let told =
        |template: &str| t.sent.0.lock().expect("not poisoned").iter().any(|(_, text)| text.starts_with(template));
    assert!(told("task-review-text") && told("review-published"));
    let back = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        agency_reviews::take_back(tx, desk, caller, &Key::Id(case.0))
    };
    t.house.write(&t.customer, back).await.expect("taken back");
    assert_eq!(page(t, &everybody).await.texts, []);

    let other = review(t, &t.customer, case, "The office is shut on Sundays, which nobody said.").await.expect("kept");
    settle(t, &t.moderator, other, Some(TextFault::Elsewhere)).await.expect("refused");
    match own(t, &t.customer, case).await {
        Ok(Own::Said(said)) => {
            assert_eq!((said.standing.as_str(), said.refused_for.as_deref()), ("refused", Some("elsewhere")));
        }
        other => panic!("{other:?}"),
    }
    let shown = page(t, &everybody).await;
    assert_eq!((shown.households, shown.texts.len()), (1, 0), "the answers stay, the text is not shown");
}

async fn a_text_about_who_works_is_refused_with_the_reason(t: &TestHouse) {
    let case = ended(t).await;
    for (text, why) in [
        ("She is lazy, the agency is fine.", "review_person"),
        ("Great nanny, quick agency.", "review_person"),
        ("العاملة ممتازة والمكتب سريع.", "review_person"),
        ("Selam was late twice.", "review_names"),
        ("Thank you for sending us tesfaye!", "review_names"),
        ("Call 9212 3456, they answer.", "review_tells"),
        (&*"quick ".repeat(200), "review_long"),
    ] {
        match review(t, &t.customer, case, text).await {
            Err(AppError::Invalid(faults)) => {
                assert_eq!((faults[0].pointer.as_str(), faults[0].reason), ("/text", why), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(page(t, &Caller::anonymous("en")).await.households, 0, "nothing of it was kept");
}

async fn two_reviews_of_one_case_at_once_are_one(t: &TestHouse) {
    let case = ended(t).await;
    let (one, other) = tokio::join!(review(t, &t.customer, case, ""), review(t, &t.customer, case, ""));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let refused = one.err().or(other.err()).expect("one of them");
    assert!(matches!(refused, AppError::Conflict("reviewed_already")), "{refused:?}");
    assert_eq!(page(t, &t.agency).await.households, 1);
}
