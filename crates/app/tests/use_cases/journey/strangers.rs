//! Those who come too late, have no task, or have no sign-in.

use app::admit::Key;
use app::cases::{self, Enquiry, Taken};
use app::{AppError, Caller, workers};
use domain::case::Step;
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    sixty_four_households_race_for_one_worker_and_exactly_one_wins,
    a_household_asks_for_nobody_before_its_number_is_proven,
    a_household_asks_about_a_profile_once_and_is_told_in_which_case,
    a_case_is_replaced_only_while_it_waits_for_it,
    staff_without_a_task_on_cases_sees_none_and_counts_none,
    a_code_signs_in_once_and_an_unknown_address_gets_the_same_answer,
);

async fn sixty_four_households_race_for_one_worker_and_exactly_one_wins(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP7654321", "hana@people.example").await;
    let mut contenders = Vec::new();
    for nth in 0..64 {
        let caller = t.household_member(nth).await;
        let case = t.enquire(&caller, &profile).await.expect("an enquiry");
        contenders.push((caller, case));
    }
    let mut racing = Vec::new();
    for (caller, case) in contenders {
        let house = t.house.clone();
        racing.push(tokio::spawn(async move {
            let taken = Taken {
                case: Key::Id(case.0),
                version: 1,
                step: Step::Hold {},
                states: vec![],
                arrival_code: false,
                once: None,
            };
            cases::move_on(&house, &caller, taken, None).await
        }));
    }
    let mut won = 0;
    for outcome in racing {
        match outcome.await.expect("no panic") {
            Ok(_) => won += 1,
            Err(AppError::Conflict("worker_held") | AppError::Refused(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
}

async fn a_household_asks_for_nobody_before_its_number_is_proven(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP5555556", "rahel@people.example").await;
    let household = Caller { org: Some(t.fresh_household().await), ..t.customer.clone() };
    let refused = t.enquire(&household, &profile).await;
    assert!(matches!(&refused, Err(AppError::Refused(refusal)) if refusal.rule == "phone_verified"), "{refused:?}");
    assert!(t.enquire(&t.customer, &profile).await.is_ok());
}

async fn a_case_is_replaced_only_while_it_waits_for_it(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP5555555", "rahel@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let ask = Enquiry { profile, replaces: Some(Key::Id(case.0)), once: None };
    let again = t.house.write(&t.customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await;
    assert!(matches!(again, Err(AppError::Conflict("replaces_wrong"))), "{again:?}");
}

async fn a_household_asks_about_a_profile_once_and_is_told_in_which_case(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP5555557", "hirut@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let reference = t
        .house
        .read(&t.customer, move |tx, desk, caller| {
            Ok(app::admit::case(tx, desk, caller, &Key::Id(case.0))?.row.reference)
        })
        .await
        .expect("their case");
    let again = t.enquire(&t.customer, &profile).await;
    assert!(matches!(&again, Err(AppError::AskedAlready(named)) if *named == reference), "{again:?}");
    t.enquire(&t.other_customer, &profile).await.expect("another household may ask");
    t.try_step(&t.customer, case, json!({"step":"cancel"}), vec![], None).await.expect("over");
    t.enquire(&t.customer, &profile).await.expect("what is over stands in nobody's way");
}

async fn staff_without_a_task_on_cases_sees_none_and_counts_none(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP6666666", "saba@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    for role in [domain::Role::Auditor, domain::Role::PlatformAdmin] {
        let staff = Caller { role, ..t.moderator.clone() };
        let seen = t.house.read(&staff, move |tx, desk, caller| cases::case(tx, desk, caller, &Key::Id(case.0))).await;
        assert!(matches!(seen, Err(AppError::NotFound)), "{role}");
        let page = t.house.read(&staff, |tx, desk, caller| cases::list(tx, desk, caller, &[], None, Limit::PAGE)).await;
        assert!(page.expect("a page").0.is_empty(), "{role}");
        for unused in [false, true] {
            let key = move || Key::Id(if unused { uuid::Uuid::nil() } else { case.0 });
            let worker = cases::worker(&t.house, &staff, key()).await;
            assert!(matches!(worker, Err(AppError::NotFound)), "{role} asks for the worker of a case");
            let customer = cases::customer(&t.house, &staff, key()).await;
            assert!(matches!(customer, Err(AppError::NotFound)), "{role} asks for the customer of a case");
            let ask = json!({"step":"accept"});
            let taken = t.house.write(&staff, move |tx, desk, caller| {
                let step = serde_json::from_value(ask.clone()).expect("a step");
                let ask = Taken { case: key(), version: 1, step, states: vec![], arrival_code: false, once: None };
                cases::take(tx, desk, caller, &ask)
            });
            assert!(matches!(taken.await, Err(AppError::NotFound)), "{role} takes a step");
        }
        let many = t.house.read(&staff, cases::counts).await;
        assert_eq!(many.expect("counts"), (vec![], 0), "{role}");
        let record = workers::get(&t.house, &staff, Key::Id(worker.0)).await;
        assert!(matches!(record, Err(AppError::NotFound)), "{role}");
    }
}

async fn a_code_signs_in_once_and_an_unknown_address_gets_the_same_answer(t: &TestHouse) {
    use app::sign_in::{self, Address};
    let known = sign_in::start(
        &t.house,
        &Caller::anonymous("en"),
        Address::parse("email", "p1@people.example").expect("an address"),
    )
    .await;
    let unknown = sign_in::start(
        &t.house,
        &Caller::anonymous("en"),
        Address::parse("email", "nobody@people.example").expect("an address"),
    )
    .await;
    let (known, unknown) = (known.expect("asked"), unknown.expect("asked"));
    assert_eq!(known.expires_in, unknown.expires_in);
    while app::jobs::round(&t.house).await.expect("a round") > 0 {}
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    assert_eq!(sent.len(), 1, "one code for the known address, none for the other");
    let code = sent[0].1.split(' ').next_back().expect("a code").to_owned();
    let wrong = sign_in::finish(&t.house, &Caller::anonymous("en"), known.challenge, "000000", "api").await;
    assert!(wrong.is_err());
    let opened =
        sign_in::finish(&t.house, &Caller::anonymous("en"), known.challenge, &code, "api").await.expect("signed in");
    let opened = opened.session().expect("a session");
    assert!(sign_in::whoami(&t.house, opened.access.as_str(), "api").await.is_ok());
    assert!(
        sign_in::whoami(&t.house, opened.access.as_str(), "portal").await.is_err(),
        "an API token is none of a portal's"
    );
    assert!(sign_in::finish(&t.house, &Caller::anonymous("en"), known.challenge, &code, "api").await.is_err(), "once");
}
