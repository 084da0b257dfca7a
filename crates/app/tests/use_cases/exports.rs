//! What is held about a person, as a file of their own: everything of theirs, nothing of anybody else's, taken by links that hold once.

use std::io::{Cursor, Read};

use crate::house::{TestHouse, new_worker};
use crate::journey::steps::{denial, quote, terms};
use app::admit::Key;
use app::exports::{self, MyExport, Stage};
use app::workers::{self, RosterStep, Through};
use app::{AppError, Caller, House, Limit};
use domain::attest::Statement;
use domain::{CaseId, Class, Purpose, Role, StateToken, WorkerId};
use serde_json::{Value, json};
use store::tables::exports as table;
use store::tables::keys;
use store::tables::records::About;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    a_worker_gets_everything_of_their_own_and_nothing_of_the_household,
    a_household_gets_everything_of_its_own_and_nothing_of_the_worker,
    the_books_are_in_the_household_s_file_and_in_nobody_elses,
    a_member_gets_their_own_sign_in_and_nobody_elses_record,
    one_is_made_at_a_time_and_three_within_a_day,
    of_two_who_ask_at_once_one_asks,
    a_link_holds_once_for_a_minute_and_every_other_is_answered_alike,
    a_file_is_taken_ten_times_at_most,
    after_a_week_the_file_is_destroyed_and_after_90_days_the_row,
    whoever_has_it_destroyed_leaves_nothing_to_take,
    the_erasure_of_a_worker_destroys_file_and_row,
    an_officer_takes_along_what_is_held_of_a_worker_without_a_sign_in,
    nobody_else_asks_about_a_worker,
    a_job_that_was_killed_begins_anew,
    whoever_is_no_member_any_more_is_given_nothing,
    every_export_is_on_record_and_no_record_or_message_holds_a_value,
);

const JOB: Scope = Scope::System(Job::Keys);

async fn one(t: &TestHouse, caller: &Caller, id: Uuid) -> Result<MyExport, AppError> {
    t.house.read(caller, move |tx, desk, caller| exports::one(tx, desk, caller, id)).await
}

/// Asks and lets the job run.
async fn made(t: &TestHouse, caller: &Caller) -> MyExport {
    let asked = exports::ask(&t.house, caller, None).await.expect("asked");
    assert_eq!(asked.stage, Stage::Asked);
    t.rounds().await;
    let made = one(t, caller, asked.id).await.expect("theirs");
    assert_eq!(made.stage, Stage::Ready);
    made
}

async fn taken(t: &TestHouse, caller: &Caller, id: Uuid) -> Result<Vec<u8>, AppError> {
    let link = exports::link(&t.house, caller, id).await?;
    Ok(exports::download(&t.house, caller, id, link.token.as_str()).await?.to_vec())
}

/// Every part of the file, by name.
fn parts(file: &[u8]) -> Vec<(String, String)> {
    let zip = zip::ZipArchive::new(Cursor::new(file)).expect("a ZIP");
    let read = |n: usize| {
        let mut zip = zip.clone();
        let mut part = zip.by_index(n).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        (part.name().expect("a name").into_owned(), text)
    };
    (0..zip.len()).map(read).collect()
}

fn whole(file: &[u8]) -> String {
    parts(file).into_iter().map(|(_, text)| text).collect()
}

fn data(file: &[u8]) -> Value {
    let json = parts(file).into_iter().find(|(name, _)| name == "data.json").expect("data.json").1;
    serde_json::from_str(&json).expect("JSON")
}

fn rows(data: &Value, group: &str) -> Vec<Value> {
    let groups = data["groups"].as_array().expect("groups");
    let found = groups.iter().find(|one| one["name"] == group);
    found.map(|one| one["rows"].as_array().expect("rows").clone()).unwrap_or_default()
}

/// `data.json` of the file that somebody asks for now.
pub async fn data_of(t: &TestHouse, caller: &Caller) -> Value {
    let made = made(t, caller).await;
    data(&taken(t, caller, made.id).await.expect("theirs"))
}

/// A case in which everybody has signed: the worker, their person, the case.
async fn signed(t: &TestHouse) -> (WorkerId, Caller, CaseId) {
    use StateToken as S;
    let (worker, person, profile) = t.listed("EP1234567", "selam@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let (customer, agency) = (&t.customer, &t.agency);
    t.step(customer, &[], case, json!({"step":"hold"}), &[], S::Held).await;
    t.step(agency, &[], case, json!({"step":"accept"}), &[Statement::ConflictChecked], S::Accepted).await;
    let starts = t.clock_now() + jiff::SignedDuration::from_hours(24);
    let slot = json!({"starts_at": starts, "minutes": 30, "place": "video"});
    let slots = json!({"step":"propose_meeting","weekend":true,"slots":[slot]});
    t.step(agency, &[], case, slots, &[], S::Accepted).await;
    t.step(customer, &[], case, json!({"step":"choose_slot","slot":0}), &[], S::Accepted).await;
    t.step(&person, &[], case, json!({"step":"agree_meeting"}), &[], S::MeetingSet).await;
    t.advance(26).await;
    for who in [customer, &person] {
        t.step(who, &[], case, json!({"step":"answer","yes":true}), &[], S::Met).await;
    }
    t.step(agency, &[], case, json!({"step":"offer","quote":quote(),"terms":terms()}), &[], S::Offered).await;
    let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
    t.step(customer, &[], case, sign.clone(), &[], S::Offered).await;
    t.step(&t.agency_admin, &[], case, sign.clone(), &[Statement::WorkerHasCopy], S::Offered).await;
    t.step(&person, &[], case, sign, &[], S::Signed).await;
    (worker, person, case)
}

const OF_HOME: [&str; 4] = ["Salim Al Habsi", "12345678", "Way 4512", "+96892000006"];
const OF_WORKER: [&str; 6] =
    ["Selam Tesfaye Bekele", "EP1234567", "1994-05-02", "+251911000001", "+251911000002", "Abeba"];

async fn a_worker_gets_everything_of_their_own_and_nothing_of_the_household(t: &TestHouse) {
    let (worker, person, case) = signed(t).await;
    let through = Through::Case(Key::Id(case.0));
    workers::disclose(&t.house, &t.agency_admin, through, vec!["passport".into()], Purpose::Contract)
        .await
        .expect("their agency's admin");
    let made = made(t, &person).await;
    let file = taken(t, &person, made.id).await.expect("theirs");
    let (text, data) = (whole(&file), data(&file));
    for value in OF_WORKER {
        assert!(text.contains(value), "{value} is theirs");
    }
    for value in OF_HOME {
        assert!(!text.contains(value), "{value} is the household's");
    }
    assert_eq!((&data["format"], &data["about"]), (&json!("amana-my-data/1"), &json!("worker")));
    let record = &rows(&data, "record")[0];
    assert_eq!((&record["passport_until"], &record["fitness_on"]), (&json!("2031-05-02"), &json!("2025-12-20")));
    assert_eq!(rows(&data, "consents").len(), 2);
    assert_eq!(rows(&data, "cases")[0]["state"], "signed");
    assert_eq!(rows(&data, "terms")[0]["wage_minor"], 120_000);
    assert!(rows(&data, "quotes").is_empty(), "what the household pays is the household's");
    assert_eq!(rows(&data, "account")[0]["email"], "selam@people.example");
    let looks = rows(&data, "looks");
    let opened = looks.iter().find(|look| look["role"] == "agency_admin" && look["own"] == false).expect("the admin");
    assert!(opened["classes"].as_array().expect("classes").contains(&json!("worker_identity")), "{opened}");
    let names: Vec<String> = parts(&file).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"csv/looks.csv".to_owned()), "{names:?}");
    let exported = t.records(About::Subject(worker.0)).await;
    assert!(exported.iter().any(|draft| draft.action == "export" && draft.class.has(Class::WorkerIdentity)));
}

async fn a_household_gets_everything_of_its_own_and_nothing_of_the_worker(t: &TestHouse) {
    let (_, _, case) = signed(t).await;
    let made = made(t, &t.customer).await;
    let file = taken(t, &t.customer, made.id).await.expect("theirs");
    let (text, data) = (whole(&file), data(&file));
    for value in OF_HOME.into_iter().chain(["Two adults, three children"]) {
        assert!(text.contains(value), "{value} is theirs");
    }
    for value in OF_WORKER.into_iter().chain(["Selam"]) {
        assert!(!text.contains(value), "{value} is the worker's");
    }
    let quoted = rows(&data, "quotes");
    assert_eq!((quoted.len(), &quoted[0]["amount_minor"]), (5, &json!(900_000)));
    let reference = t.row(case).await.reference;
    assert_eq!(rows(&data, "cases")[0]["case"], json!(reference));
    assert!(rows(&data, "events").len() > 8);
    assert_eq!(rows(&data, "meetings")[0]["minutes"], 30);
    let posted = rows(&data, "books");
    assert!(posted.iter().all(|row| row["posted"] == "deposit_invoiced") && posted.len() == 3, "nothing was paid yet");
    let others = taken(t, &t.other_customer, made.id).await;
    assert!(matches!(others, Err(AppError::NotFound)), "{others:?}");
}

async fn the_books_are_in_the_household_s_file_and_in_nobody_elses(t: &TestHouse) {
    let (_, deposit) = t.deposited().await;
    let books = |file: &[u8]| {
        let line = |row: &Value| {
            let word = |name: &str| row[name].as_str().expect("a word").to_owned();
            format!(
                "{} {} {} {} {}",
                word("posted"),
                word("account"),
                word("side"),
                row["amount_minor"],
                word("currency")
            )
        };
        rows(&data(file), "books").iter().map(line).collect::<Vec<_>>()
    };
    let made_of = made(t, &t.customer).await;
    let file = taken(t, &t.customer, made_of.id).await.expect("theirs");
    let (net, vat) = (deposit - 22_500, 22_500);
    let line = |what: &str, account: &str, side: &str, minor: i64| format!("{what} {account} {side} {minor} OMR");
    let asked = |account: &str, side: &str, minor: i64| line("deposit_invoiced", account, side, minor);
    let held = |account: &str, side: &str, minor: i64| line("deposit_held", account, side, minor);
    let wanted = [
        held("bank", "debit", deposit),
        held("receivable", "credit", deposit),
        held("billed", "debit", net),
        held("held", "credit", net),
        asked("receivable", "debit", deposit),
        asked("billed", "credit", net),
        asked("vat", "credit", vat),
    ];
    assert_eq!(books(&file), wanted, "its own side, no commission");
    for other in [&t.other_customer, &t.agency_admin, &t.finance] {
        let made_of = made(t, other).await;
        let file = taken(t, other, made_of.id).await.expect("theirs");
        assert!(!whole(&file).contains("deposit_held"), "{:?}", other.role);
    }
}

async fn a_member_gets_their_own_sign_in_and_nobody_elses_record(t: &TestHouse) {
    signed(t).await;
    for member in [&t.agency, &t.agency_admin, &t.moderator, &t.finance] {
        let made = made(t, member).await;
        let file = taken(t, member, made.id).await.expect("theirs");
        let (text, data) = (whole(&file), data(&file));
        assert_eq!(data["about"], "member");
        assert_eq!(rows(&data, "memberships")[0]["role"], member.role.as_str());
        for value in OF_HOME.into_iter().chain(OF_WORKER) {
            assert!(!text.contains(value), "{value} is in the file of {}", member.role);
        }
    }
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("{other:?}"),
    }
}

async fn one_is_made_at_a_time_and_three_within_a_day(t: &TestHouse) {
    let first = exports::ask(&t.house, &t.customer, None).await.expect("asked");
    assert_eq!(conflict(exports::ask(&t.house, &t.customer, None).await), "export_making");
    exports::ask(&t.house, &t.other_customer, None).await.expect("everybody their own");
    t.rounds().await;
    for _ in 1..exports::A_DAY {
        made(t, &t.customer).await;
    }
    assert_eq!(conflict(exports::ask(&t.house, &t.customer, None).await), "exports_a_day");
    t.pass(25);
    let last = made(t, &t.customer).await;
    let (all, next) = t
        .house
        .read(&t.customer, |tx, desk, caller| exports::list(tx, desk, caller, None, Limit::new(3).expect("a size")))
        .await
        .expect("theirs");
    assert_eq!((all.len(), next.is_some()), (3, true));
    let (rest, next) = t
        .house
        .read(&t.customer, move |tx, desk, caller| exports::list(tx, desk, caller, next, Limit::PAGE))
        .await
        .expect("theirs");
    // Three were asked for in one moment of this clock, in any order; the one of the next day stands first.
    let shown: Vec<Uuid> = all.iter().chain(&rest).map(|one| one.id).collect();
    assert_eq!((rest.len(), next), (1, None));
    assert!(shown.contains(&first.id) && shown[0] == last.id, "{shown:?}");
    assert_eq!(shown.iter().collect::<std::collections::HashSet<_>>().len(), 4);
}

async fn of_two_who_ask_at_once_one_asks(t: &TestHouse) {
    let ask = || exports::ask(&t.house, &t.customer, None);
    let (one, other) = tokio::join!(ask(), ask());
    let outcomes = [one, other];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
}

async fn a_link_holds_once_for_a_minute_and_every_other_is_answered_alike(t: &TestHouse) {
    let made = made(t, &t.customer).await;
    let link = async || exports::link(&t.house, &t.customer, made.id).await.expect("a link").token.as_str().to_owned();
    let take = async |who: &Caller, id: Uuid, token: &str| exports::download(&t.house, who, id, token).await.map(drop);
    let gone = |outcome: Result<(), AppError>| assert!(matches!(outcome, Err(AppError::NotFound)), "{outcome:?}");
    let first = link().await;
    let second = link().await;
    gone(take(&t.customer, made.id, &first).await);
    gone(take(&t.other_customer, made.id, &second).await);
    gone(take(&t.moderator, made.id, &second).await);
    gone(take(&t.customer, Uuid::from_u128(7), &second).await);
    gone(take(&t.customer, made.id, "nonsense").await);
    take(&t.customer, made.id, &second).await.expect("the latest, once");
    gone(take(&t.customer, made.id, &second).await);
    let late = link().await;
    t.pass_seconds(exports::LINK_SECONDS);
    gone(take(&t.customer, made.id, &late).await);
    let export = one(t, &t.customer, made.id).await.expect("theirs");
    assert_eq!((export.taken.len(), export.left), (1, exports::DOWNLOADS_MAX - 1));
}

async fn a_file_is_taken_ten_times_at_most(t: &TestHouse) {
    let made = made(t, &t.customer).await;
    for _ in 0..exports::DOWNLOADS_MAX {
        taken(t, &t.customer, made.id).await.expect("theirs");
    }
    assert_eq!(conflict(taken(t, &t.customer, made.id).await), "export_taken");
    assert_eq!(one(t, &t.customer, made.id).await.expect("theirs").left, 0);
}

/// How many rows and parts there are of an export.
async fn left(t: &TestHouse, id: Uuid) -> (bool, usize) {
    let read =
        move |tx: &mut Tx| -> Result<_, AppError> { Ok((table::get(tx, id)?.is_some(), table::parts(tx, id)?.len())) };
    t.house.store.read(JOB, read).await.expect("a read")
}

async fn after_a_week_the_file_is_destroyed_and_after_90_days_the_row(t: &TestHouse) {
    let made = made(t, &t.customer).await;
    let link = exports::link(&t.house, &t.customer, made.id).await.expect("a link");
    drop(link);
    t.pass(24 * 7 - 1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(left(t, made.id).await, (true, 1));
    t.pass(1);
    assert_eq!(one(t, &t.customer, made.id).await.expect("theirs").stage, Stage::Expired, "before any job has run");
    assert_eq!(conflict(taken(t, &t.customer, made.id).await), "export_not_ready");
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(left(t, made.id).await, (true, 0));
    assert_eq!(t.recorded("export_expired").await.len(), 1);
    t.pass(24 * 90);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(left(t, made.id).await, (false, 0));
}

async fn revoke(t: &TestHouse, caller: &Caller, id: Uuid) -> Result<(), AppError> {
    t.house.write(caller, move |tx, desk, caller| exports::revoke(tx, desk, caller, id)).await
}

async fn whoever_has_it_destroyed_leaves_nothing_to_take(t: &TestHouse) {
    let made = made(t, &t.customer).await;
    let link = exports::link(&t.house, &t.customer, made.id).await.expect("a link");
    assert!(matches!(revoke(t, &t.other_customer, made.id).await, Err(AppError::NotFound)));
    revoke(t, &t.customer, made.id).await.expect("theirs");
    let late = exports::download(&t.house, &t.customer, made.id, link.token.as_str()).await;
    assert!(matches!(late, Err(AppError::NotFound)), "{:?}", late.map(drop));
    assert_eq!(left(t, made.id).await, (true, 0));
    let asked = exports::ask(&t.house, &t.customer, None).await.expect("asked");
    revoke(t, &t.customer, asked.id).await.expect("given up before it was made");
    t.rounds().await;
    assert_eq!(one(t, &t.customer, asked.id).await.expect("theirs").stage, Stage::Revoked);
    assert_eq!(conflict(revoke(t, &t.customer, asked.id).await), "export_not_ready");
}

async fn the_erasure_of_a_worker_destroys_file_and_row(t: &TestHouse) {
    let (worker, person) = t.consented(new_worker("EP8000003"), "withdrew@people.example").await;
    let file = made(t, &person).await;
    let asked = exports::ask(&t.house, &person, None).await.expect("another is under way");
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("withdrawn");
    let dpo = t.staff(Role::Dpo).await;
    t.roster_step(&dpo, worker, RosterStep::Erase {}, vec![]).await.expect("erased");
    t.rounds().await;
    let key =
        t.house.store.read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, worker.0)?) });
    assert_eq!(key.await.expect("a read"), None);
    assert_eq!((left(t, file.id).await, left(t, asked.id).await), ((false, 0), (false, 0)));
}

async fn ask_about(house: &House, caller: &Caller, worker: WorkerId, reason: &str) -> Result<MyExport, AppError> {
    exports::ask_about(house, caller, Key::Id(worker.0), reason, None).await
}

const REASON: &str = "They asked by telephone, and get it on paper at the office.";

/// A worker whom an agency has entered, and who has not signed in.
async fn without_a_sign_in(t: &TestHouse) -> WorkerId {
    workers::draft(&t.house, &t.agency, new_worker("EP7000001")).await.expect("a draft")
}

async fn an_officer_takes_along_what_is_held_of_a_worker_without_a_sign_in(t: &TestHouse) {
    let worker = without_a_sign_in(t).await;
    let dpo = t.staff(Role::Dpo).await;
    let asked = ask_about(&t.house, &dpo, worker, REASON).await.expect("asked");
    assert!(asked.worker.is_some() && asked.reason == REASON);
    t.rounds().await;
    let file = taken(t, &dpo, asked.id).await.expect("handed over outside");
    let (text, data) = (whole(&file), data(&file));
    for value in ["Selam Tesfaye Bekele", "EP7000001", "1994-05-02", "+251911000001"] {
        assert!(text.contains(value), "{value} is theirs");
    }
    assert_eq!(data["about"], "worker");
    assert!(rows(&data, "account").is_empty(), "nothing of the officer's own");
    // Whoever signs in later finds the officer in their own list.
    let person = t.sign_in_of(worker, "later@people.example").await;
    let (seen, _) = t
        .house
        .read(&person, |tx, desk, caller| app::disclosures::mine(tx, desk, caller, None, Limit::PAGE))
        .await
        .expect("their own");
    let told = seen.iter().filter(|seen| seen.role == Role::Dpo && seen.classes.has(Class::WorkerIdentity)).count();
    assert!(told >= 2, "asked and taken: {seen:?}");
    assert_eq!(conflict(ask_about(&t.house, &dpo, worker, REASON).await), "export_signs_in");
}

async fn nobody_else_asks_about_a_worker(t: &TestHouse) {
    let worker = without_a_sign_in(t).await;
    for other in [&t.agency, &t.agency_admin] {
        let denied = denial(ask_about(&t.house, other, worker, REASON).await);
        assert_eq!(denied.act(), policy::Act::Field(domain::FieldAction::Export));
    }
    // Of a draft no other staff knows.
    for stranger in [&t.other_agency, &t.customer, &t.finance, &t.moderator] {
        let refused = ask_about(&t.house, stranger, worker, REASON).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    }
    let dpo = t.staff(Role::Dpo).await;
    for (reason, fault) in [
        (" ", "export_reason"),
        ("Ring +968 9123 4567 first.", "change_message_tells"),
        (&"x".repeat(exports::REASON_MAX + 1), "change_message_long"),
    ] {
        match ask_about(&t.house, &dpo, worker, reason).await {
            Err(AppError::Invalid(faults)) => {
                assert_eq!((faults[0].pointer.as_str(), faults[0].reason), ("/reason", fault));
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn a_job_that_was_killed_begins_anew(t: &TestHouse) {
    let asked = exports::ask(&t.house, &t.customer, None).await.expect("asked");
    // Killed between its first and its last step: the row says that somebody is at it, and nobody is.
    let id = asked.id;
    let half = move |tx: &mut Tx| -> Result<_, AppError> {
        let mut row = table::get(tx, id)?.ok_or(AppError::NotFound)?;
        "building".clone_into(&mut row.state);
        table::save(tx, &row)?;
        table::keep(tx, id, &[vec![1, 2, 3]])?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(JOB, half).await.expect("half done");
    t.rounds().await;
    let text = whole(&taken(t, &t.customer, id).await.expect("whole"));
    assert!(text.contains("Salim Al Habsi"));
    let ready = t.recorded("export_ready").await;
    assert_eq!(ready.len(), 1);
}

async fn whoever_is_no_member_any_more_is_given_nothing(t: &TestHouse) {
    let asked = exports::ask(&t.house, &t.agency, None).await.expect("asked");
    let (user, org) = (t.agency.user.expect("somebody"), t.agency.org.expect("an agency"));
    let now = t.clock_now();
    let end = move |tx: &mut Tx| -> Result<_, AppError> {
        use store::tables::people;
        let own = people::memberships(tx, user)?.into_iter().find(|m| m.org == org).ok_or(AppError::NotFound)?;
        people::end_membership(tx, own.id, now)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(Job::Housekeeping), end).await.expect("ended");
    t.rounds().await;
    let stage = one(t, &t.agency, asked.id).await.expect("the row").stage;
    assert_eq!((stage, left(t, asked.id).await), (Stage::Revoked, (true, 0)));
}

async fn every_export_is_on_record_and_no_record_or_message_holds_a_value(t: &TestHouse) {
    let made = made(t, &t.customer).await;
    taken(t, &t.customer, made.id).await.expect("theirs");
    for action in ["export_asked", "export", "export_ready", "export_link_made", "export_downloaded"] {
        let found = t.recorded(action).await;
        assert_eq!(found.len(), 1, "{action}");
        let text = format!("{found:?}");
        assert!(OF_HOME.iter().all(|value| !text.contains(value)), "{text}");
    }
    let looked = t.records(About::Object(t.customer.org.expect("a household").0)).await;
    assert!(looked.iter().any(|draft| draft.action == "export_downloaded" && draft.class.has(Class::CustomerIdentity)));
    let sent = t.sent.0.lock().expect("not poisoned");
    let ready: Vec<_> = sent.iter().filter(|(_, text)| text.starts_with("export-ready")).collect();
    assert_eq!(ready.len(), 1, "{sent:?}");
}
