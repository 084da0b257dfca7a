//! The straight way, from the catalogue to the archive.

use app::admit::Key;
use app::workers::{self, Through};
use app::{AppError, cases};
use domain::attest::Statement;
use domain::{Purpose, Role, StateToken};
use serde_json::json;

use crate::both;
use crate::house::TestHouse;
use crate::journey::openings::{
    the_agency_that_signed_opens_the_name_only, whoever_travels_opens_the_employer_and_the_address,
};
use crate::journey::steps::{quote, terms};

both::on_both!(a_case_runs_from_the_catalogue_to_the_archive);

async fn a_case_runs_from_the_catalogue_to_the_archive(t: &TestHouse) {
    use StateToken as S;
    let (worker, person, profile) = t.listed("EP1234567", "selam@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let (customer, agency, admin) = (&t.customer, &t.agency, &t.agency_admin);
    t.step(
        customer,
        &[agency, &person, &t.other_customer, &t.other_agency],
        case,
        json!({"step":"hold"}),
        &[],
        S::Held,
    )
    .await;
    assert!(t.enquire(&t.other_customer, &profile).await.is_ok(), "others may ask");
    t.step(
        agency,
        &[customer, &person, &t.other_agency, &t.moderator],
        case,
        json!({"step":"accept"}),
        &[Statement::ConflictChecked],
        S::Accepted,
    )
    .await;

    let starts = t.clock_now() + jiff::SignedDuration::from_hours(24);
    let slots = json!({"step":"propose_meeting","weekend":true,"slots":[{"starts_at": starts, "minutes": 30, "place": "video"}]});
    t.step(agency, &[&person, &t.moderator], case, slots, &[], S::Accepted).await;
    t.step(customer, &[agency, &person], case, json!({"step":"choose_slot","slot":0}), &[], S::Accepted).await;
    t.step(&person, &[customer, agency], case, json!({"step":"agree_meeting"}), &[], S::MeetingSet).await;
    for (who, knows) in [(&person, true), (agency, false), (&t.moderator, false)] {
        let seen = cases::customer(&t.house, who, Key::Id(case.0)).await.expect("their case").expect("a household");
        let first_name = seen.show(&cases::CustomerRecord::FIRST_NAME).visible().cloned().flatten();
        assert_eq!(
            first_name.as_deref(),
            knows.then_some("Salim"),
            "{}: people who meet call each other by name",
            who.role
        );
    }
    t.advance(26).await;
    assert_eq!(t.state(case).await, S::Met, "the system marks a meeting that is over");

    t.step(customer, &[agency], case, json!({"step":"answer","yes":true}), &[], S::Met).await;
    assert!(
        t.try_step(agency, case, json!({"step":"offer","quote":quote(),"terms":terms()}), vec![], None).await.is_err(),
        "not before both said yes"
    );
    t.step(&person, &[], case, json!({"step":"answer","yes":true}), &[], S::Met).await;
    t.step(
        agency,
        &[customer, &person],
        case,
        json!({"step":"offer","quote":quote(),"terms":terms()}),
        &[],
        S::Offered,
    )
    .await;
    let fitness = || vec!["fitness".to_owned()];
    let of_case = || Through::Case(Key::Id(case.0));
    let result = workers::disclose(&t.house, customer, of_case(), fitness(), Purpose::Contract).await;
    assert!(result.is_ok(), "whoever gets an offer may know whether the worker is fit");
    let row = t.row(case).await;
    let told = crate::journey::looks::told(t, agency).await;
    let look = told.first().expect("the agency reads that the household looked");
    assert_eq!((look.role, look.purpose), (Role::Customer, Some(Purpose::Contract)));
    assert_eq!((look.case.as_ref(), look.firm.as_ref()), (Some(&row.reference), None), "which case, and no name");
    assert_eq!(look.classes, domain::ClassSet::EMPTY.with(domain::Class::WorkerSensitiveResult));
    let seen = cases::worker(&t.house, customer, Key::Id(case.0)).await;
    let seen = seen.expect("a read").expect("a worker");
    assert!(matches!(seen.show(&workers::WorkerRecord::FITNESS), policy::Shown::Masked(_)), "not by looking at a page");
    let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
    t.step(customer, &[agency], case, sign.clone(), &[], S::Offered).await;
    t.step(admin, &[customer], case, sign.clone(), &[Statement::WorkerHasCopy], S::Offered).await;
    t.step(&person, &[], case, sign, &[], S::Signed).await;
    the_agency_that_signed_opens_the_name_only(t, case, &person).await;

    let deposit = (900_000 + 45_000 + 141_000 + 40_000) / 2;
    let wrong = json!({"step":"confirm_deposit","amount_minor": deposit - 1});
    assert!(t.try_step(&t.finance, case, wrong, vec![], None).await.is_err(), "exact to the baisa");
    t.step(
        &t.finance,
        &[customer, agency, &t.moderator],
        case,
        json!({"step":"confirm_deposit","amount_minor":deposit}),
        &[],
        S::DepositPaid,
    )
    .await;
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    t.step(agency, &[customer, &person], case, json!({"step":"file_permit"}), &papers, S::Permit).await;
    let form = || vec!["name".to_owned(), "passport".to_owned()];
    let through = || Through::Case(Key::Id(case.0));
    let filled = workers::disclose(&t.house, customer, through(), form(), Purpose::Permit).await;
    let filled = filled.expect("the sponsor fills in the form");
    assert_eq!(filled.values.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["name", "passport"]);
    for (fields, purpose) in [(vec!["phone".to_owned()], Purpose::Permit), (form(), Purpose::Contract)] {
        let more = workers::disclose(&t.house, customer, through(), fields, purpose).await;
        assert!(matches!(more, Err(AppError::Denied(..))), "what the form needs, to fill it in, and nothing else");
    }
    let today = domain::calendar::muscat(t.clock_now());
    t.step(agency, &[customer], case, json!({"step":"record_permit","granted_on":today}), &[], S::Permit).await;
    let promised = domain::calendar::days_after(today, 10);
    t.step(
        agency,
        &[customer],
        case,
        json!({"step":"record_travel","promised_on":promised}),
        &[Statement::PermitScansClean],
        S::Travel,
    )
    .await;
    whoever_travels_opens_the_employer_and_the_address(t, case, &person).await;
    t.advance(24 * 10).await;
    let told = t.sent.0.lock().expect("not poisoned").clone();
    let code = t.house.arrival_code(case);
    let has_it = |sent: &&(String, String)| sent.1.contains(&code);
    assert_eq!(told.iter().filter(has_it).count(), 1, "the worker, and nobody else, has the code: {told:?}");
    let arrival = json!({"step":"record_arrival","arrived_on":promised});
    let said = vec![Statement::ArrivalProven, Statement::MedicalBooked];
    for guess in ["000000", "000001", "000002", "000003", "000004"] {
        let refused = t.try_step(agency, case, arrival.clone(), said.clone(), Some(guess.into())).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "the worker's code: {refused:?}");
    }
    let known = t.house.arrival_code(case);
    let guessed = t.try_step(agency, case, arrival.clone(), said.clone(), Some(known)).await;
    assert!(
        matches!(guessed, Err(AppError::Conflict("arrival_codes_many"))),
        "whoever guesses waits, even with the right code"
    );
    t.advance(25).await;
    t.try_step(agency, case, arrival, said, Some(code)).await.expect("arrived");
    assert_eq!(t.state(case).await, S::Arrived);

    t.state_of_facts(&t.finance, case, &[Statement::BalanceSettled]).await;
    t.state_of_facts(agency, case, &[Statement::ContractRegistered, Statement::CustodyEntered, Statement::Insured])
        .await;
    t.step(customer, &[agency, &t.moderator], case, json!({"step":"hand_over"}), &[], S::Arrived).await;
    t.step(&person, &[], case, json!({"step":"hand_over"}), &[], S::HandedOver).await;
    t.state_of_facts(&t.moderator, case, &[Statement::WelfareChecked]).await;
    t.advance(24 * 16).await;
    assert_eq!(t.state(case).await, S::InGuarantee);
    t.advance(24 * 200).await;
    assert_eq!(t.state(case).await, S::Completed);
    let key = Key::Id(worker.0);
    let standing =
        t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.standing)).await;
    assert_eq!(standing.expect("their agency"), S::RosterResting, "whoever was placed rests");
    t.advance(24 * 95).await;
    assert_eq!(t.state(case).await, S::Archived);
}
