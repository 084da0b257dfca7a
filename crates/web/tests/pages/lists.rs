//! Lists of cases: parts, counts, search by reference.

use app::cases::{self, Enquiry};
use app::workers::{self, RosterStep};
use axum::http::StatusCode;
use domain::attest::Statement;
use domain::ids::{Reference, ReferenceKind};

use crate::browser::Browser;
use crate::house::{self, TestHouse};

/// Lists a worker of the first agency and has the first household ask for them: the case's reference.
pub async fn a_case(t: &TestHouse) -> String {
    let profile = a_listed_worker(t).await;
    let ask = Enquiry {
        profile: Reference::parse(ReferenceKind::Profile, &profile).expect("a reference"),
        replaces: None,
        once: None,
    };
    let id = t
        .house
        .write(&t.customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask))
        .await
        .expect("a case");
    let key = app::admit::Key::Id(id.0);
    let view = t.house.read(&t.customer, move |tx, desk, caller| cases::case(tx, desk, caller, &key)).await;
    view.expect("the case").open.row.reference
}

/// A worker on the list: the profile's reference.
pub async fn a_listed_worker(t: &TestHouse) -> String {
    let worker = workers::draft(&t.house, &t.agency, house::new_worker("EP1234567")).await.expect("a draft");
    let person = t.sign_in_of(worker, "selam@people.example").await;
    let key = app::admit::Key::Id(worker.0);
    let paid = key.clone();
    let nothing = [Statement::WorkerPaidNothing];
    let stated = move |tx: &mut store::Tx, desk: &app::Desk, caller: &app::Caller| {
        workers::attest(tx, desk, caller, &paid, &nothing)
    };
    t.house.write(&t.agency, stated).await.expect("stated");
    let own = key.clone();
    t.house
        .write(&person, move |tx, desk, caller| {
            let given = workers::Given {
                kind: domain::consent::ConsentKind::Listing,
                language: "am".into(),
                method: domain::consent::ConsentMethod::InApp,
                case: None,
            };
            let given = workers::give(tx, desk, caller, &own, &given)?.map(|_| ());
            Ok(given.join(workers::take(tx, desk, caller, &own, 1, RosterStep::Consent {}, &[])?))
        })
        .await
        .expect("consent");
    let moderator = t.moderator.clone().for_purpose(domain::Purpose::Verify);
    let steps: [(RosterStep, i64, &'static [Statement]); 2] = [
        (RosterStep::Review {}, 2, &[Statement::ScansClean, Statement::ReidentificationChecked]),
        (RosterStep::List {}, 3, &[Statement::PublicFieldsOnly]),
    ];
    for (step, version, states) in steps {
        let key = key.clone();
        t.house
            .write(&moderator, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, states))
            .await
            .expect("a step of the moderator");
    }
    let page = Browser::visitor(t).get("/catalogue").await;
    let from = page.text.split("/catalogue/P-").nth(1).expect("a card");
    format!("P-{}", from.split('"').next().expect("a reference"))
}

#[tokio::test]
async fn a_list_shows_what_goes_on_and_what_is_over_apart_with_counts() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let household = Browser::signed_in(&t, "p6@people.example").await;
    let open = household.get("/customer/cases").await;
    assert!(open.says(&reference) && open.says("Open <span class=\"n\">1</span>"));
    let over = household.get("/customer/cases?show=over").await;
    assert!(!over.says(&reference) && over.says("Over <span class=\"n\">0</span>"));
    let staff = Browser::signed_in(&t, "p1@people.example").await;
    assert!(staff.get("/operator/cases?show=request").await.says(&reference));
    assert!(!staff.get("/operator/cases?show=held").await.says(&reference));
}

#[tokio::test]
async fn a_reference_that_is_looked_for_leads_to_its_case_and_a_foreign_one_like_an_unused_one_nowhere() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let found = agency.get(&format!("/agency/cases?q={}", reference.to_lowercase())).await;
    assert_eq!((found.status, found.location), (StatusCode::SEE_OTHER, format!("/agency/cases/{reference}")));
    let other = Browser::signed_in(&t, "p5@people.example").await;
    let foreign = other.get(&format!("/agency/cases?q={reference}")).await;
    let unused = Reference::from_random(ReferenceKind::Case, 77).to_string();
    let never = other.get(&format!("/agency/cases?q={unused}")).await;
    assert_eq!(foreign.status, StatusCode::OK);
    assert_eq!(foreign.text.replace(&reference, "#"), never.text.replace(&unused, "#"));
    assert!(foreign.says("You have no case with the reference"));
}
