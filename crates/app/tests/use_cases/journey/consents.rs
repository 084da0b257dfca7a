//! A consent that is taken back works at once.

use app::admit::Key;
use app::workers::{self, Given, RosterStep};
use app::{AppError, Caller};
use domain::consent::{ConsentKind, ConsentMethod};
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_consent_taken_back_takes_the_profile_away_at_once,
    a_consent_is_given_in_a_language_that_the_worker_speaks_and_in_no_other,
    a_consent_taken_back_in_a_hold_ends_the_listing_and_no_paper_brings_it_again,
);

async fn a_consent_taken_back_takes_the_profile_away_at_once(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP2222222", "tigist@people.example").await;
    let key = Key::Id(worker.0);
    t.house
        .write(&person, move |tx, desk, caller| workers::withdraw(tx, desk, caller, &key, ConsentKind::Listing))
        .await
        .expect("taken back");
    let gone = app::catalogue::profile(&t.house, &Caller::anonymous("en"), profile.as_str()).await;
    assert!(matches!(gone, Err(AppError::NotFound)));
    assert!(matches!(t.enquire(&t.customer, &profile).await, Err(AppError::NotFound)));
}

async fn a_consent_taken_back_in_a_hold_ends_the_listing_and_no_paper_brings_it_again(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP4444444", "meseret@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.try_step(&t.customer, case, json!({"step":"hold"}), vec![], None).await.expect("held");
    let key = Key::Id(worker.0);
    t.house
        .write(&person, move |tx, desk, caller| workers::withdraw(tx, desk, caller, &key, ConsentKind::Listing))
        .await
        .expect("taken back");
    t.try_step(&t.customer, case, json!({"step":"cancel"}), vec![], None).await.expect("the hold ends");
    let gone = app::catalogue::profile(&t.house, &Caller::anonymous("en"), profile.as_str()).await;
    assert!(matches!(gone, Err(AppError::NotFound)), "nobody else sees the profile");
    let key = Key::Id(worker.0);
    let paper = Given { kind: ConsentKind::Listing, language: "am".into(), method: ConsentMethod::Paper, case: None };
    let given = t.house.write(&t.agency, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &paper)).await;
    assert!(matches!(given, Err(AppError::Conflict("consent_taken_back"))), "{given:?}");
    assert!(t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await.is_err(), "not by the agency's word");
    t.give(&person, worker, ConsentKind::Listing).await;
    t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await.expect("by the worker's own");
    let page = app::catalogue::page(
        &t.house,
        &Caller::anonymous("en"),
        store::tables::catalogue::Filter::default(),
        None,
        Limit::PAGE,
    )
    .await;
    assert_eq!(page.expect("a page").profiles.len(), 1, "listed again, under a new reference");
}

async fn a_consent_is_given_in_a_language_that_the_worker_speaks_and_in_no_other(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP4444445", "bethlehem@people.example").await;
    for (language, taken) in [("en", false), ("zz", false), ("<b>", false), ("", false), ("ar", true)] {
        let own =
            Given { kind: ConsentKind::Photo, language: language.into(), method: ConsentMethod::InApp, case: None };
        let paper = Given { method: ConsentMethod::Paper, ..own.clone() };
        for (caller, given) in [(&person, own), (&t.agency, paper)] {
            let key = Key::Id(worker.0);
            let kept =
                t.house.write(caller, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given)).await;
            match kept {
                Ok(_) => assert!(taken, "{language} by {}", caller.role),
                Err(AppError::Invalid(faults)) => assert!(!taken && faults[0].pointer == "/language", "{faults:?}"),
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    let key = Key::Id(worker.0);
    let nothing = t.house.write(&t.agency, move |tx, desk, caller| workers::attest(tx, desk, caller, &key, &[])).await;
    assert!(matches!(nothing, Err(AppError::Invalid(_))), "a statement that states nothing: {nothing:?}");
}
