//! What an agency is told of looks at its workers' records, and a household of an emergency: the ordinary course, and nothing from
//! which anybody could tell that a worker asked for help.

use app::admit::Key;
use app::break_glass;
use app::disclosures::{self, SeenOfMe};
use app::workers::{self, Through};
use app::{AppError, Caller};
use domain::{CaseId, Class, ClassSet, EmergencyReason, Purpose, Role, WorkerId};
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::{TestHouse, new_worker};

both::on_both!(
    an_agency_reads_who_else_looked_at_its_workers_and_what_for,
    no_agency_and_no_household_reads_of_looks_at_others,
    nothing_that_protects_a_worker_is_told_to_the_agency,
    a_pause_hides_looks_whatever_it_is_for,
    a_page_of_looks_goes_on_where_the_last_one_ended,
    an_emergency_is_told_to_worker_and_household_when_it_is_over_and_never_to_the_agency,
    nobody_opens_for_an_emergency_who_may_not_act_in_one,
);

/// The looks of which the log tells this caller.
pub async fn told(t: &TestHouse, caller: &Caller) -> Vec<SeenOfMe> {
    let read = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        disclosures::mine(tx, desk, caller, None, Limit::PAGE).map(|(events, _)| events)
    };
    let events = t.house.read(caller, read).await.expect("their log");
    events.into_iter().filter(|event| event.classes != ClassSet::EMPTY).collect()
}

async fn look(t: &TestHouse, by: &Caller, through: Through, field: &str, purpose: Purpose) -> Result<(), AppError> {
    workers::disclose(&t.house, by, through, vec![field.to_owned()], purpose).await.map(drop)
}

fn roster(worker: WorkerId) -> Through {
    Through::Roster(Key::Id(worker.0))
}

fn through(case: CaseId) -> Through {
    Through::Case(Key::Id(case.0))
}

async fn an_agency_reads_who_else_looked_at_its_workers_and_what_for(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP8100001", "looks1@people.example").await;
    look(t, &t.agency_admin, roster(worker), "passport", Purpose::Verify).await.expect("their own");
    look(t, &person, roster(worker), "passport", Purpose::SubjectRequest).await.expect("her own");
    assert!(told(t, &t.agency).await.is_empty(), "what the agency or the worker did is no news");
    look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await.expect("a reviewer");
    let denied = look(t, &t.moderator, roster(worker), "passport", Purpose::Placement).await;
    assert!(matches!(denied, Err(AppError::Denied(..))));
    let own = Key::Id(worker.0);
    let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        app::admit::worker(tx, desk, caller, &own).map(|open| open.row.reference)
    };
    let reference = t.house.read(&t.agency, read).await.expect("their record");
    for reader in [&t.agency, &t.agency_admin] {
        let seen = told(t, reader).await;
        assert_eq!(seen.len(), 1, "{}: {seen:?}", reader.role);
        let one = &seen[0];
        assert_eq!((one.role, one.purpose, one.own), (Role::Moderator, Some(Purpose::Verify), false));
        assert_eq!(one.classes, ClassSet::EMPTY.with(Class::WorkerIdentity));
        assert_eq!(one.firm.as_ref().and_then(|firm| firm.name.as_deref()), Some("Amana"));
        assert_eq!((one.worker.as_ref(), one.case.as_ref()), (Some(&reference), None));
    }
    let hers = told(t, &person).await;
    assert!(hers.iter().any(|seen| seen.own && seen.purpose == Some(Purpose::SubjectRequest)), "her own is marked");
    assert!(hers.iter().any(|seen| !seen.own && seen.role == Role::AgencyAdmin && seen.firm.is_some()));
}

async fn no_agency_and_no_household_reads_of_looks_at_others(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100002", "looks2@people.example").await;
    let elsewhere = workers::draft(&t.house, &t.other_agency, new_worker("EP8100012")).await.expect("a draft");
    look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await.expect("a reviewer");
    look(t, &t.other_agency, roster(elsewhere), "passport", Purpose::Verify).await.expect("their own");
    assert_eq!(told(t, &t.agency).await.len(), 1);
    assert!(told(t, &t.other_agency).await.is_empty(), "of its own looks nothing, of others' workers nothing");
    for home in [&t.customer, &t.other_customer] {
        assert!(told(t, home).await.iter().all(|seen| !seen.classes.has(Class::WorkerIdentity)));
    }
    for staff in [&t.moderator, &t.finance] {
        let read = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            disclosures::mine(tx, desk, caller, None, Limit::PAGE).map(|(events, _)| events.len())
        };
        assert!(matches!(t.house.read(staff, read).await, Err(AppError::NotFound)), "{}", staff.role);
    }
}

async fn nothing_that_protects_a_worker_is_told_to_the_agency(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP8100003", "looks3@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    let welfare = t.staff(Role::WelfareOfficer).await;
    for field in ["name", "passport", "phone"] {
        look(t, &welfare, through(case), field, Purpose::Welfare).await.expect("before anybody is protected");
    }
    t.try_step(&t.moderator, case, json!({"step":"pause","overlay":"safeguarding"}), vec![], None)
        .await
        .expect("protected");
    for field in ["name", "passport", "phone"] {
        look(t, &welfare, through(case), field, Purpose::Welfare).await.expect("whoever protects");
    }
    let denied = look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await;
    assert!(matches!(denied, Err(AppError::Denied(..))), "her data is for those who protect");
    for reader in [&t.agency, &t.agency_admin, &t.customer] {
        let looks: Vec<_> = told(t, reader).await.into_iter().filter(|seen| !seen.own).collect();
        assert!(looks.is_empty(), "{}: {looks:?}", reader.role);
    }
}

async fn a_pause_hides_looks_whatever_it_is_for(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP8100004", "looks4@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    t.try_step(&t.customer, case, json!({"step":"hold"}), vec![], None).await.expect("held");
    look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await.expect("before");
    assert_eq!(told(t, &t.agency).await.len(), 1);
    t.try_step(&t.moderator, case, json!({"step":"pause","overlay":"dispute"}), vec![], None).await.expect("a dispute");
    look(t, &t.moderator, roster(worker), "passport", Purpose::Verify)
        .await
        .expect("a dispute closes nothing to staff");
    assert_eq!(told(t, &t.agency).await.len(), 1, "as if she were protected");
    t.try_step(&t.moderator, case, json!({"step":"lift","overlay":"dispute"}), vec![], None).await.expect("lifted");
    look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await.expect("after");
    assert_eq!(told(t, &t.agency).await.len(), 2);
}

async fn a_page_of_looks_goes_on_where_the_last_one_ended(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100005", "looks5@people.example").await;
    for _ in 0..5 {
        look(t, &t.moderator, roster(worker), "passport", Purpose::Verify).await.expect("a reviewer");
        t.pass_seconds(1);
    }
    let page = async |before: Option<uuid::Uuid>| {
        let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            disclosures::mine(tx, desk, caller, before, Limit::new(2).expect("a size"))
        };
        t.house.read(&t.agency, read).await.expect("a page")
    };
    let (mut found, mut before, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let (seen, next) = page(before).await;
        sizes.push(seen.len());
        found.extend(seen);
        let Some(next) = next else { break };
        before = Some(next.0);
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert!(found.is_sorted_by(|newer, older| newer.at > older.at), "newest first, none twice");
}

async fn an_emergency_is_told_to_worker_and_household_when_it_is_over_and_never_to_the_agency(t: &TestHouse) {
    let (_, person, profile) = t.listed("EP8100006", "looks6@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    let ask = break_glass::Ask { reason: EmergencyReason::Danger, message: String::new() };
    let id = break_glass::ask(&t.house, &welfare, Key::Id(case.0), ask, None).await.expect("asked");
    t.house
        .write(&dpo, move |tx, desk, caller| break_glass::answer(tx, desk, caller, id, true))
        .await
        .expect("a second person");
    t.household(&welfare, case, &["customer_name"], Purpose::BreakGlass).await.expect("opened");
    look(t, &welfare, through(case), "passport", Purpose::BreakGlass).await.expect("opened");
    let emergencies = async |reader: &Caller| {
        told(t, reader).await.iter().filter(|seen| seen.purpose == Some(Purpose::BreakGlass)).count()
    };
    t.linked().await;
    for reader in [&t.customer, &person] {
        assert_eq!(emergencies(reader).await, 0, "{}: not before they are told", reader.role);
    }
    t.pass_seconds(31 * 60);
    t.rounds().await;
    // One more record in the chain: those before it stand there too.
    t.household(&t.customer, case, &["customer_name"], Purpose::SubjectRequest).await.expect("their own");
    for reader in [&t.customer, &person] {
        assert_eq!(emergencies(reader).await, 1, "{}: told, and there to be read", reader.role);
    }
    // The next one is untold again, whatever was told of the last.
    let again = break_glass::Ask { reason: EmergencyReason::Missing, message: String::new() };
    let id = break_glass::ask(&t.house, &welfare, Key::Id(case.0), again, None).await.expect("asked");
    t.house
        .write(&dpo, move |tx, desk, caller| break_glass::answer(tx, desk, caller, id, true))
        .await
        .expect("a second person");
    look(t, &welfare, through(case), "passport", Purpose::BreakGlass).await.expect("opened");
    t.linked().await;
    assert_eq!(emergencies(&person).await, 1, "of the second she is not told yet");
    for reader in [&t.agency, &t.agency_admin] {
        assert!(told(t, reader).await.is_empty(), "{}", reader.role);
    }
}

async fn nobody_opens_for_an_emergency_who_may_not_act_in_one(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP8100007", "looks7@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    for by in [&t.agency_admin, &t.agency, &person] {
        let opened = look(t, by, roster(worker), "passport", Purpose::BreakGlass).await;
        assert!(matches!(opened, Err(AppError::Denied(..))), "{}: {opened:?}", by.role);
    }
    let opened = t.household(&t.customer, case, &["customer_name"], Purpose::BreakGlass).await;
    assert!(matches!(opened, Err(AppError::Denied(..))), "a household of its own");
    look(t, &t.agency_admin, roster(worker), "passport", Purpose::Verify).await.expect("for the purpose that it is");
}
