//! One placement case from the roster to the archive, as each person in turn; refused at each step to the wrong person.
//!
//! Longer than a file should be: every test here begins with a listed worker and a case, and shares the steps that lead there.

mod both;
#[allow(dead_code, reason = "each test file uses its part of the house")]
mod house;

use app::admit::Key;
use app::cases::{self, Enquiry, Taken};
use app::workers::{self, Given, RosterStep, Through};
use app::{AppError, Caller, disclosures};
use domain::attest::Statement;
use domain::case::Step;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, Purpose, Role, StateToken, WorkerId};
use house::{TestHouse, new_worker};
use serde_json::{Value, json};
use store::tables::records::{self, About};
use store::tables::{Limit, cases as case_table};
use store::{Job, Scope, Tx};

both::on_both!(
    a_case_runs_from_the_catalogue_to_the_archive,
    sixty_four_households_race_for_one_worker_and_exactly_one_wins,
    sealed_fields_open_for_a_stated_purpose_and_to_nobody_else,
    while_a_worker_is_protected_their_agency_cannot_reach_them_by_the_roster_either,
    a_consent_taken_back_takes_the_profile_away_at_once,
    a_consent_taken_back_in_a_hold_ends_the_listing_and_no_paper_brings_it_again,
    a_case_is_replaced_only_while_it_waits_for_it,
    staff_without_a_task_on_cases_sees_none_and_counts_none,
    a_code_signs_in_once_and_an_unknown_address_gets_the_same_answer,
);

impl TestHouse {
    async fn roster_step(
        &self,
        caller: &Caller,
        worker: WorkerId,
        step: RosterStep,
        states: Vec<Statement>,
    ) -> Result<WorkerId, AppError> {
        let key = Key::Id(worker.0);
        let found = key.clone();
        let version = self
            .house
            .read(caller, move |tx, _, caller| Ok(app::admit::worker(tx, caller, &found)?.row.version))
            .await?;
        self.house
            .write(caller, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, &states))
            .await
    }

    async fn give(&self, caller: &Caller, worker: WorkerId, kind: ConsentKind) {
        let given = Given { kind, language: "am".into(), method: ConsentMethod::InApp, case: None };
        let key = Key::Id(worker.0);
        self.house
            .write(caller, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given))
            .await
            .expect("a consent");
    }

    /// A listed worker with a sign-in of their own, and the profile's public reference.
    async fn listed(&self, passport: &str, email: &str) -> (WorkerId, Caller, Reference) {
        let worker = workers::draft(&self.house, &self.agency, new_worker(passport)).await.expect("a draft");
        let person = self.sign_in_of(worker, email).await;
        self.give(&person, worker, ConsentKind::Listing).await;
        self.give(&person, worker, ConsentKind::Meet).await;
        self.roster_step(&person, worker, RosterStep::Consent {}, vec![]).await.expect("consented");
        let key = Key::Id(worker.0);
        self.house
            .write(&self.agency, move |tx, desk, caller| {
                workers::attest(tx, desk, caller, &key, &[Statement::WorkerPaidNothing])
            })
            .await
            .expect("attested");
        let said = vec![Statement::ScansClean, Statement::ReidentificationChecked];
        self.roster_step(&self.moderator, worker, RosterStep::Review {}, said).await.expect("reviewed");
        self.roster_step(&self.moderator, worker, RosterStep::List {}, vec![Statement::PublicFieldsOnly])
            .await
            .expect("listed");
        let page = app::catalogue::page(
            &self.house,
            &Caller::anonymous("en"),
            store::tables::catalogue::Filter::default(),
            None,
            Limit::PAGE,
        )
        .await;
        let reference = page.expect("a page").profiles[0].key(&app::catalogue::Profile::REFERENCE).clone();
        (worker, person, Reference::parse(ReferenceKind::Profile, &reference).expect("a reference"))
    }

    async fn enquire(&self, caller: &Caller, profile: &Reference) -> Result<CaseId, AppError> {
        let ask = Enquiry { profile: profile.clone(), replaces: None, once: None };
        self.house.write(caller, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await
    }

    async fn state(&self, case: CaseId) -> StateToken {
        let row = self
            .house
            .store
            .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(case_table::get(tx, case)?)
            })
            .await;
        row.expect("a read").expect("a case").state
    }

    async fn try_step(
        &self,
        caller: &Caller,
        case: CaseId,
        step: Value,
        states: Vec<Statement>,
        code: Option<String>,
    ) -> Result<CaseId, AppError> {
        let step: Step = serde_json::from_value(step).expect("a step");
        let key = Key::Id(case.0);
        let found = key.clone();
        let version =
            self.house.read(caller, move |tx, _, caller| Ok(app::admit::case(tx, caller, &found)?.row.version)).await?;
        let taken = Taken { case: key, version, step, states, arrival_code: false, once: None };
        cases::move_on(&self.house, caller, taken, code).await
    }

    /// Takes a step; everybody else who knows the case is refused first.
    async fn step(
        &self,
        caller: &Caller,
        wrong: &[&Caller],
        case: CaseId,
        step: Value,
        states: &[Statement],
        to: StateToken,
    ) {
        for other in wrong {
            let refused = self.try_step(other, case, step.clone(), vec![], None).await;
            assert!(refused.is_err(), "{} took {step}", other.role);
        }
        self.try_step(caller, case, step.clone(), states.to_vec(), None)
            .await
            .unwrap_or_else(|error| panic!("{step}: {error:?}"));
        assert_eq!(self.state(case).await, to, "{step}");
    }

    /// Which of the household's fields open, all or none: their names, or the rule that says no.
    async fn household(
        &self,
        caller: &Caller,
        case: CaseId,
        fields: &[&str],
        purpose: Purpose,
    ) -> Result<Vec<&'static str>, AppError> {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let opened = disclosures::open(&self.house, caller, Through::Case(Key::Id(case.0)), fields, purpose).await?;
        assert!(opened.values.iter().all(|(_, value)| !value.is_empty()));
        Ok(opened.values.into_iter().map(|(name, _)| name).collect())
    }

    /// What the log has of openings in this case, newest first: who, why, and whether it was allowed.
    async fn openings(&self, case: CaseId) -> Vec<(Role, Option<Purpose>, bool)> {
        let events = self
            .house
            .store
            .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
                let customer = case_table::get(tx, case)?.expect("a case").customer;
                Ok(records::page(tx, About::Object(customer.0), None, Limit::new(100).expect("a size"))?)
            })
            .await
            .expect("a read");
        let drafts = events.iter().map(|event| audit::Event::parse(&event.body).expect("a record").draft);
        drafts
            .filter(|draft| draft.action == "reveal")
            .map(|draft| (draft.role, draft.purpose, draft.decision == audit::Decision::Allow))
            .collect()
    }

    async fn state_of_facts(&self, caller: &Caller, case: CaseId, states: &'static [Statement]) {
        let key = Key::Id(case.0);
        self.house
            .write(caller, move |tx, desk, caller| cases::attest(tx, desk, caller, &key, states))
            .await
            .expect("stated");
    }
}

fn terms() -> Value {
    json!({ "sha256": "a".repeat(64), "languages": ["ar", "am"], "wage_minor": 120_000, "hours_per_day": 8, "rest_days_per_week": 1 })
}

fn quote() -> Value {
    json!({ "lines": [
        { "item": "service_fee", "payer": "customer", "amount_minor": 900_000 },
        { "item": "vat", "payer": "customer", "amount_minor": 45_000 },
        { "item": "government_fee", "payer": "customer", "amount_minor": 141_000 },
        { "item": "travel", "payer": "agency", "amount_minor": 120_000 },
        { "item": "insurance", "payer": "customer", "amount_minor": 40_000 },
    ] })
}

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
    let slots = json!({"step":"propose_meeting","slots":[{"starts_at": starts, "minutes": 30, "place": "video"}]});
    t.step(agency, &[&person, &t.moderator], case, slots, &[], S::Accepted).await;
    t.step(customer, &[agency, &person], case, json!({"step":"choose_slot","slot":0}), &[], S::Accepted).await;
    t.step(&person, &[customer, agency], case, json!({"step":"agree_meeting"}), &[], S::MeetingSet).await;
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
    let seen = t.house.read(customer, move |tx, desk, caller| cases::worker(tx, desk, caller, &Key::Id(case.0))).await;
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
        t.house.read(&t.agency, move |tx, _, caller| Ok(app::admit::worker(tx, caller, &key)?.standing)).await;
    assert_eq!(standing.expect("their agency"), S::RosterResting, "whoever was placed rests");
    t.advance(24 * 95).await;
    assert_eq!(t.state(case).await, S::Archived);
}

async fn the_agency_that_signed_opens_the_name_only(t: &TestHouse, case: CaseId, person: &Caller) {
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

async fn whoever_travels_opens_the_employer_and_the_address(t: &TestHouse, case: CaseId, person: &Caller) {
    let (employer, id) = (["customer_name", "customer_address"], "customer_civil_id");
    let opened = t.household(person, case, &employer, Purpose::Arrival).await;
    assert_eq!(opened.expect("to whom and where"), employer);
    assert_eq!(t.openings(case).await.first(), Some(&(Role::Worker, Some(Purpose::Arrival), true)));
    denial(t.household(person, case, &[id], Purpose::Arrival).await);
    denial(t.household(person, case, &employer, Purpose::Contract).await);
    denial(t.household(&t.agency, case, &employer, Purpose::Arrival).await);
}

fn denial<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> policy::Denial {
    match outcome {
        Err(AppError::Denied(denial, _)) => *denial,
        other => panic!("{other:?}"),
    }
}

async fn sixty_four_households_race_for_one_worker_and_exactly_one_wins(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP7654321", "hana@people.example").await;
    let mut contenders = Vec::new();
    for caller in [&t.customer, &t.other_customer] {
        for _ in 0..32 {
            contenders.push((caller.clone(), t.enquire(caller, &profile).await.expect("an enquiry")));
        }
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

async fn a_case_is_replaced_only_while_it_waits_for_it(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP5555555", "rahel@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let ask = Enquiry { profile, replaces: Some(Key::Id(case.0)), once: None };
    let again = t.house.write(&t.customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await;
    assert!(matches!(again, Err(AppError::Conflict("replaces_wrong"))), "{again:?}");
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
    assert!(sign_in::whoami(&t.house, opened.access.as_str(), "api").await.is_ok());
    assert!(
        sign_in::whoami(&t.house, opened.access.as_str(), "portal").await.is_err(),
        "an API token is none of a portal's"
    );
    assert!(sign_in::finish(&t.house, &Caller::anonymous("en"), known.challenge, &code, "api").await.is_err(), "once");
}
