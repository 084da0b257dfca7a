//! What everybody reads while an agency's licence is not in force, and that it is gone once it is good again.

use axum::http::StatusCode;
use jiff::civil::date;

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::{a_case, a_listed_worker};

#[tokio::test]
async fn while_a_licence_is_not_in_force_everybody_concerned_reads_so() {
    let t = TestHouse::new().await;
    let case = a_case(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let other = Browser::signed_in(&t, "p5@people.example").await;
    let household = Browser::signed_in(&t, "p6@people.example").await;
    let operator = Browser::signed_in(&t, "p1@people.example").await;
    let (theirs, of_case) = ("Your licence is not in force", "licence is not in force. It begins nothing new");
    let pages = ["/agency", "/agency/workers", "/agency/workers?view=table"];
    let case_page = format!("/customer/cases/{case}");
    for lapsed in [true, false] {
        t.licence((!lapsed).then_some(date(2027, 6, 30))).await;
        t.rounds().await;
        for page in pages {
            assert_eq!(agency.get(page).await.says(theirs), lapsed, "{page}");
            assert!(!other.get(page).await.says(theirs), "another agency reads nothing of it: {page}");
        }
        assert_eq!(household.get(&case_page).await.says(of_case), lapsed);
        assert_eq!(operator.get("/operator/organisations").await.says("not in force"), lapsed);
    }
    t.licence(None).await;
    let arabic = agency.in_arabic();
    assert!(arabic.get("/agency").await.says("ترخيص مكتبك غير سارٍ"));
}

#[tokio::test]
async fn a_profile_of_an_agency_without_a_licence_is_not_there_and_its_worker_still_has_a_page() {
    let t = TestHouse::new().await;
    let profile = a_listed_worker(&t).await;
    let worker = Browser::signed_in(&t, "selam@people.example").await;
    let (visitor, address) = (Browser::visitor(&t), format!("/catalogue/{profile}"));
    assert_eq!(visitor.get(&address).await.status, StatusCode::OK);
    t.licence(None).await;
    assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND);
    assert!(!visitor.get("/catalogue").await.says(&profile));
    let own = worker.get("/worker/profile").await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.says(&profile), "as the public sees it: not at all");
}
