//! The way of a case from the roster to its end, with a halt at each state at which everybody asks for everything.

use domain::attest::Statement;
use domain::{Class, Purpose, StateToken};
use serde_json::json;
use store::Tx;
use store::tables::Limit;
use store::tables::records::{self, About};

use crate::crawl::{Found, Stage, crawl};
use crate::house::TestHouse;
use crate::world::{SYSTEM, World, texts};
use crate::{files, listen, planted, sought};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_message_or_log_line_on_sqlite_tells_what_the_table_hides() {
    listen::listen();
    nothing_is_told(TestHouse::speaking(texts()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_message_or_log_line_on_postgres_tells_what_the_table_hides() {
    listen::listen();
    nothing_is_told(TestHouse::speaking_on_postgres(texts()).await).await;
}

async fn nothing_is_told(t: TestHouse) {
    let mut world = World::new(t).await;
    let mut found = Found::default();
    halt(&mut world, &mut found, Stage { name: "listed", ..Stage::default() }).await;
    walk(&mut world, &mut found).await;
    found.leaks.extend(planted::uncovered(&world.canaries));
    messages(&world, &mut found);
    records(&world, &mut found).await;
    let log = listen::said();
    assert!(log.contains("the listener hears"), "the log is heard");
    found.search(&world.canaries, "the log", &log, |_, _| false);
    found.nothing_leaked();
    let unseen: Vec<_> = world
        .canaries
        .iter()
        .enumerate()
        .filter(|(n, canary)| !found.seen.contains(n) && is_seen(canary.column) && concerned(canary))
        .map(|(_, canary)| (canary.column, canary.owner))
        .collect();
    assert!(unseen.is_empty(), "planted and never seen, not even by whom it is for: {unseen:?}");
    assert!(found.asked > 10_000, "{}", found.asked);
}

/// Columns that are shown to nobody in any answer tried here: what lists compute with, and what only a file tells.
fn is_seen(column: &str) -> bool {
    ![
        "worker_identity.passport_until_sealed",
        "worker_identity.fitness_on_sealed",
        "import_part.part_sealed",
        "address.address_sealed",
        "licence.until",
    ]
    .contains(&column)
}

/// Drafts and people without a case show less.
fn concerned(canary: &planted::Canary) -> bool {
    matches!(canary.owner, planted::Owner::Worker(0) | planted::Owner::Home(0) | planted::Owner::Case(0))
}

async fn halt(world: &mut World, found: &mut Found, stage: Stage) {
    world.sign_in().await;
    crawl(world, found, &stage).await;
}

async fn walk(world: &mut World, found: &mut Found) {
    use StateToken as S;
    let mut people = Vec::new();
    for n in 0..2 {
        let profile = world.profile(n).await.expect("a profile");
        let home = world.homes[n].clone();
        let case = world.t.enquire(&home, &profile).await.expect("an enquiry");
        world.cases.push(case);
        let agency = if n == 0 { world.t.agency.clone() } else { world.t.other_agency.clone() };
        let admin = if n == 0 { world.t.agency_admin.clone() } else { world.t.other_agency.clone() };
        people.push((case, home, agency, admin, world.workers[n].caller.clone()));
    }
    halt(world, found, Stage { name: "enquiry", ..Stage::default() }).await;
    let starts = world.t.clock_now() + jiff::SignedDuration::from_hours(24);
    for (case, home, agency, _, _) in &people {
        let t = &world.t;
        t.step(home, &[], *case, json!({"step":"hold"}), &[], S::Held).await;
        t.step(agency, &[], *case, json!({"step":"accept"}), &[Statement::ConflictChecked], S::Accepted).await;
    }
    halt(
        world,
        found,
        Stage {
            name: "accepted",
            whole: true,
            writes: true,
            every_purpose: true,
            opens: &[Purpose::Assess, Purpose::Verify],
        },
    )
    .await;
    let mut leaks = std::mem::take(&mut found.leaks);
    let tried = sought::hidden_values_find_nothing(world, &mut leaks).await;
    assert!(tried > 500, "{tried}");
    found.leaks = leaks;
    for (n, (case, home, agency, _, worker)) in people.iter().enumerate() {
        let t = &world.t;
        let (way, canary) = planted::way(n);
        let slot = json!({"starts_at": starts, "minutes": 30, "place": "agency_office", "way": way});
        let slots = json!({"step":"propose_meeting","weekend":true,"slots":[slot]});
        t.step(agency, &[], *case, slots, &[], S::Accepted).await;
        t.step(home, &[], *case, json!({"step":"choose_slot","slot":0}), &[], S::Accepted).await;
        t.step(worker, &[], *case, json!({"step":"agree_meeting"}), &[], S::MeetingSet).await;
        world.canaries.push(canary);
    }
    halt(world, found, Stage { name: "meeting set", ..Stage::default() }).await;
    files::everybody_takes_their_own(world, found, "meeting set").await;
    world.t.advance(26).await;
    halt(world, found, Stage { name: "met", ..Stage::default() }).await;
    for (n, (case, home, agency, _, worker)) in people.iter().enumerate() {
        let t = &world.t;
        let (quote, terms, canaries) = planted::offer(n);
        for who in [home, worker] {
            t.step(who, &[], *case, json!({"step":"answer","yes":true}), &[], S::Met).await;
        }
        t.step(agency, &[], *case, json!({"step":"offer","quote":quote,"terms":terms}), &[], S::Offered).await;
        world.canaries.extend(canaries);
    }
    halt(world, found, Stage { name: "offered", ..Stage::default() }).await;
    let (case, home, agency, admin, worker) = people.swap_remove(0);
    let t = &world.t;
    let sign = json!({"step":"sign","terms_sha256":planted::offer(0).1["sha256"]});
    t.step(&home, &[], case, sign.clone(), &[], S::Offered).await;
    t.step(&admin, &[], case, sign.clone(), &[Statement::WorkerHasCopy], S::Offered).await;
    t.step(&worker, &[], case, sign, &[], S::Signed).await;
    halt(world, found, Stage { name: "signed", opens: &[Purpose::Contract], ..Stage::default() }).await;
    let t = &world.t;
    let deposit = planted::deposit();
    t.step(&t.finance, &[], case, json!({"step":"confirm_deposit","amount_minor":deposit}), &[], S::DepositPaid).await;
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    t.step(&agency, &[], case, json!({"step":"file_permit"}), &papers, S::Permit).await;
    halt(
        world,
        found,
        Stage { name: "permit", whole: true, every_purpose: true, opens: &[Purpose::Permit], ..Stage::default() },
    )
    .await;
    files::everybody_takes_their_own(world, found, "permit").await;
    let t = &world.t;
    let today = domain::calendar::muscat(t.clock_now());
    t.step(&agency, &[], case, json!({"step":"record_permit","granted_on":today}), &[], S::Permit).await;
    let promised = domain::calendar::days_after(today, 10);
    t.step(
        &agency,
        &[],
        case,
        json!({"step":"record_travel","promised_on":promised}),
        &[Statement::PermitScansClean],
        S::Travel,
    )
    .await;
    halt(world, found, Stage { name: "travel", opens: &[Purpose::Arrival], ..Stage::default() }).await;
    world.t.advance(24 * 10).await;
    let t = &world.t;
    let arrival = json!({"step":"record_arrival","arrived_on":promised});
    let said = vec![Statement::ArrivalProven, Statement::MedicalBooked];
    let code = t.house.arrival_code(case);
    t.try_step(&agency, case, arrival, said, Some(code)).await.expect("arrived");
    t.state_of_facts(&t.finance, case, &[Statement::BalanceSettled]).await;
    t.state_of_facts(&agency, case, &[Statement::ContractRegistered, Statement::CustodyEntered, Statement::Insured])
        .await;
    t.step(&home, &[], case, json!({"step":"hand_over"}), &[], S::Arrived).await;
    t.step(&worker, &[], case, json!({"step":"hand_over"}), &[], S::HandedOver).await;
    halt(world, found, Stage { name: "handed over", opens: &[Purpose::Placement], ..Stage::default() }).await;
    world
        .t
        .try_step(&worker, case, json!({"step":"pause","overlay":"safeguarding"}), vec![], None)
        .await
        .expect("protection");
    halt(
        world,
        found,
        Stage { name: "protected", whole: true, opens: &[Purpose::Welfare, Purpose::Placement], ..Stage::default() },
    )
    .await;
}

/// What was sent: subject and text, to whom.
fn messages(world: &World, found: &mut Found) {
    let sent = world.t.sent.0.lock().expect("not poisoned");
    assert!(sent.len() > 30, "{}", sent.len());
    for (to, text) in sent.iter() {
        found.search(&world.canaries, &format!("a message to {to}: {text}"), text, |_, _| false);
    }
}

/// The record of everything holds no value of anybody.
async fn records(world: &World, found: &mut Found) {
    world.t.linked().await;
    let mut before = None;
    let mut read = 0;
    loop {
        let page = world.t.house.store.read(SYSTEM, move |tx: &mut Tx| -> Result<_, app::AppError> {
            Ok(records::page(tx, About::All, before, Limit::new(100).expect("a size"))?)
        });
        let page = page.await.expect("the record");
        let Some(last) = page.last() else { break };
        before = Some(last.n);
        read += page.len();
        for event in &page {
            found.search(&world.canaries, "the record", &String::from_utf8_lossy(&event.body), |_, canary| {
                // Papers are told by their digest: a signature names the document that it is under.
                canary.column == "case_file.body" && canary.class == Class::OwnTerms
            });
        }
    }
    assert!(read > 300, "{read}");
}
