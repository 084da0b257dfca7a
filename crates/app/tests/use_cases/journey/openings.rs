//! Who opens what is sealed, in which state and for what.

use app::admit::Key;
use app::cases;
use app::workers::{self, RosterStep, Through};
use app::{AppError, Caller};
use domain::{CaseId, Purpose, Role};
use policy::Shown;
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::denial;

both::on_both!(
    sealed_fields_open_for_a_stated_purpose_and_to_nobody_else,
    while_a_worker_is_protected_their_agency_cannot_reach_them_by_the_roster_either,
    the_mask_of_a_number_is_its_last_three_characters_on_one_record_and_leaves_no_record,
);

async fn sealed_fields_open_for_a_stated_purpose_and_to_nobody_else(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP1111111", "lemlem@people.example").await;
    let through = || Through::Roster(Key::Id(worker.0));
    let fields = vec!["passport".to_owned()];
    let admin = workers::disclose(&t.house, &t.agency_admin, through(), fields.clone(), Purpose::Verify).await;
    assert_eq!(admin.expect("the agency's admin").values, vec![("passport", "EP1111111".to_owned())]);
    let visitor =
        workers::disclose(&t.house, &Caller::anonymous("en"), through(), fields.clone(), Purpose::Verify).await;
    assert!(matches!(visitor, Err(AppError::SignedOut)));
    for (who, caller) in [("customer", &t.customer), ("other agency", &t.other_agency)] {
        let refused = workers::disclose(&t.house, caller, through(), fields.clone(), Purpose::Verify).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{who}");
    }
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let early = workers::disclose(&t.house, &t.customer, Through::Case(Key::Id(case.0)), fields, Purpose::Permit).await;
    assert!(matches!(early, Err(AppError::Denied(..) | AppError::NotFound)), "not before the permit");
    t.linked().await;
    let looked =
        t.house.read(&person, |tx, desk, caller| app::disclosures::mine(tx, desk, caller, None, Limit::PAGE)).await;
    let (seen, _) = looked.expect("who looked");
    assert!(
        seen.iter().any(|event| event.action == "reveal" && event.purpose == Some(Purpose::Verify)),
        "the worker reads who looked"
    );
}

async fn while_a_worker_is_protected_their_agency_cannot_reach_them_by_the_roster_either(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP3333333", "aster@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let roster = || Key::Id(worker.0);
    let phone = vec!["phone".to_owned()];
    let open =
        || workers::disclose(&t.house, &t.agency_admin, Through::Roster(roster()), phone.clone(), Purpose::Verify);
    assert!(open().await.is_ok(), "their own worker");
    let pause = json!({"step":"pause","overlay":"safeguarding"});
    t.try_step(&person, case, pause, vec![], None).await.expect("a worker asks for protection");
    assert!(matches!(open().await, Err(AppError::Denied(..))), "nobody learns where she is");
    let seen = workers::get(&t.house, &t.agency, roster()).await.expect("the record is still theirs");
    assert_eq!(seen.show(&workers::WorkerRecord::PHONE).visible(), None);
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("their own word counts always");
}

async fn the_mask_of_a_number_is_its_last_three_characters_on_one_record_and_leaves_no_record(t: &TestHouse) {
    use workers::WorkerRecord as W;
    let (worker, person, profile) = t.listed("EP4444417", "masks@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let reviewer = t.moderator.clone().for_purpose(Purpose::Verify);
    for reader in [&t.agency, &t.agency_admin, &person, &reviewer] {
        let seen = workers::get(&t.house, reader, Key::Id(worker.0)).await.expect("a record");
        assert_eq!(seen.show(&W::PASSPORT), Shown::Masked("•••417".into()), "{}", reader.role);
    }
    let seen = cases::worker(&t.house, &t.agency, Key::Id(case.0)).await.expect("read").expect("their worker");
    assert_eq!(seen.show(&W::PASSPORT), Shown::Masked("•••417".into()), "through a case too");
    let household = cases::worker(&t.house, &t.customer, Key::Id(case.0)).await.expect("read").expect("a worker");
    assert!(matches!(household.show(&W::PASSPORT), Shown::Hidden { .. }), "whoever sees no mask sees no end of it");
    let listed = t
        .house
        .read(&t.agency, |tx, desk, caller| {
            let all = workers::Sought::standing(&[domain::StateToken::RosterListed]);
            workers::find(tx, desk, caller, &all, None, Limit::PAGE)
        })
        .await
        .expect("a roster");
    assert_eq!(listed.workers[0].show(&W::PASSPORT), Shown::Masked(policy::mask::DOTS.into()), "lists open no seal");
    let looked =
        t.house.read(&person, |tx, desk, caller| app::disclosures::mine(tx, desk, caller, None, Limit::PAGE)).await;
    let identity =
        looked.expect("who looked").0.iter().filter(|seen| seen.classes.has(domain::Class::WorkerIdentity)).count();
    assert_eq!(identity, 0, "a mask is no opening");
}

/// Part of the straight way.
pub async fn the_agency_that_signed_opens_the_name_only(t: &TestHouse, case: CaseId, person: &Caller) {
    let name = ["customer_name"];
    let wrong = t.household(&t.agency, case, &name, Purpose::Permit).await;
    let by_policy = denial(wrong);
    for more in ["customer_civil_id", "customer_address", "customer_phone"] {
        let refused = denial(t.household(&t.agency, case, &[name[0], more], Purpose::Contract).await);
        assert_eq!((refused.rule(), refused.refused()), (by_policy.rule(), by_policy.refused()), "{more}");
    }
    let opened = t.household(&t.agency, case, &name, Purpose::Contract).await;
    assert_eq!(opened.expect("whom they signed with"), name);
    let log = t.openings(case).await;
    let record = |allowed| (Role::AgencyUser, Some(Purpose::Contract), allowed);
    assert_eq!(log.first(), Some(&record(true)), "what was opened");
    assert!(log.contains(&record(false)), "and what was refused: {log:?}");
    denial(t.household(person, case, &name, Purpose::Arrival).await);
    for stranger in [&t.other_agency, &t.other_customer] {
        let refused = t.household(stranger, case, &name, Purpose::Contract).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{}", stranger.role);
    }
    for fields in [&["customer_name", "passport"][..], &["customer_passport"]] {
        let refused = t.household(&t.agency, case, fields, Purpose::Contract).await;
        assert!(matches!(refused, Err(AppError::Invalid(..))), "{fields:?}");
    }
}

/// Part of the straight way.
pub async fn whoever_travels_opens_the_employer_and_the_address(t: &TestHouse, case: CaseId, person: &Caller) {
    let (employer, id) = (["customer_name", "customer_address"], "customer_civil_id");
    let opened = t.household(person, case, &employer, Purpose::Arrival).await;
    assert_eq!(opened.expect("to whom and where"), employer);
    assert_eq!(t.openings(case).await.first(), Some(&(Role::Worker, Some(Purpose::Arrival), true)));
    denial(t.household(person, case, &[id], Purpose::Arrival).await);
    denial(t.household(person, case, &employer, Purpose::Contract).await);
    denial(t.household(&t.agency, case, &employer, Purpose::Arrival).await);
}
