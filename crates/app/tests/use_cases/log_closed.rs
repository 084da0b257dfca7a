//! Closing the log: who may, from which age on, and that nobody loses what they may ask for.

use crate::house::{TestHouse, new_worker};
use app::log::{self, ClosingStep, Found, OldEnough, Wanted};
use app::sign_in::Address;
use app::{AppError, Caller, Desk, Limit, disclosures, record, setup, workers};
use audit::{Closing, Event, Remains, leaf};
use domain::{Purpose, Role};
use store::tables::closing::{Closable, closable};
use store::{Job, Recorded, Scope, Tx};

crate::both::on_both!(
    bodies_that_nobody_may_ask_for_go_and_a_worker_reads_as_before,
    a_log_is_closed_by_the_officer_alone_and_only_where_it_is_old,
);

const SYSTEM: Scope = Scope::System(Job::Housekeeping);
const YEAR: i64 = 366 * 24;

async fn officer(t: &TestHouse, role: Role) -> Caller {
    let org = t.moderator.org.expect("the operator");
    let address = Address::parse("email", &format!("{role}@operator.example")).expect("an address");
    let new = setup::NewPerson { name: "Talal Al Busaidi".into(), language: "en", addresses: vec![address] };
    let user = setup::person(&t.house, org, role, new).await.expect("a person");
    Caller::member(user, org, role, "en")
}

/// Fills the log with records of which nobody is told.
async fn fill(t: &TestHouse, count: u16) {
    let work = move |_: &mut Tx, desk: &Desk, caller: &Caller| {
        let first = Recorded::with((), record::plain(desk, caller, "session_renewed", 0));
        Ok((1..count).fold(first, |all, nth| all.and(record::plain(desk, caller, "session_renewed", nth))))
    };
    t.house.write(&t.moderator, work).await.expect("written");
    t.linked().await;
}

async fn may_go(t: &TestHouse, until: u64) -> Vec<Closable> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(closable(tx, 0, until)?) };
    t.house.store.read(SYSTEM, read).await.expect("read")
}

fn left(found: &[Closable]) -> Remains {
    let mut remains = Remains::default();
    for record in found {
        remains.add(record.n, &leaf(&record.bytes), &record.mac);
    }
    remains
}

async fn seen(t: &TestHouse, person: &Caller) -> Vec<(domain::ids::RecordId, String)> {
    let read = |tx: &mut Tx, desk: &Desk, caller: &Caller| disclosures::mine(tx, desk, caller, None, Limit::PAGE);
    let (events, _) = t.house.read(person, read).await.expect("their own log");
    events.into_iter().map(|event| (event.id, event.action)).collect()
}

async fn bodies_that_nobody_may_ask_for_go_and_a_worker_reads_as_before(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP7700001")).await.expect("a draft");
    let person = t.sign_in_of(worker, "asks@people.example").await;
    workers::names(&t.house, &t.agency, vec![worker]).await.expect("the name");
    fill(t, 300).await;
    let before = seen(t, &person).await;
    assert!(before.iter().any(|(_, action)| action == "view"), "{before:?}");
    t.pass(YEAR * 13);
    let dpo = officer(t, Role::Dpo).await;
    fill(t, 300).await;

    let plan = log::plan(&t.house, Wanted::BeforeTime("2026-06-01T00:00:00Z".parse().expect("a time"))).await;
    let OldEnough::Until(until) = plan.expect("sound") else { panic!("old enough") };
    assert!(until >= 256 && until.is_multiple_of(256), "{until}");
    let page = may_go(t, until).await;
    let remains = left(&page);
    assert!(remains.count > 150, "{remains:?}");
    let step = ClosingStep { after: 0, remains, archive: Some([5; 32]) };
    log::close(&t.house, &dpo, step).await.expect("closed");
    t.linked().await;

    assert_eq!(seen(t, &person).await, before, "who saw what of her is told as before");
    assert!(may_go(t, until).await.is_empty());
    let said = t.recorded(audit::CLOSED).await;
    let closing = Closing::of(&said[0]).expect("a closing");
    assert_eq!((closing.remains, closing.archive, said[0].role), (remains, Some([5; 32]), Role::Dpo));
    let house = t.house.clone();
    let auditor = officer(t, Role::Auditor).await.for_purpose(Purpose::Audit);
    let (n, whole) = (page[0].n, until + 1);
    let (dropped, kept, health) = t
        .house
        .read(&auditor, move |tx, desk, caller| {
            let dropped = log::one(tx, &house, desk, caller, n)?;
            let kept = log::one(tx, &house, desk, caller, whole)?;
            Ok((dropped, kept, log::health(tx, &house, desk, caller)?))
        })
        .await
        .expect("an auditor reads");
    let Found::Dropped(dropped) = dropped else { panic!("{dropped:?}") };
    assert_eq!((dropped.n, dropped.leaf, dropped.archive), (n, leaf(&page[0].bytes), Some([5; 32])));
    assert!(matches!(kept, Found::Whole(shown) if shown.proven.check(&shown.proven.event).holds));
    assert_eq!((health.dropped, health.closed.map(|(n, _)| n)), (remains.count, dropped.closing));
    assert!(health.ordered);

    // The body comes from the archive, and its proof leads to the same root.
    let bytes = page[0].bytes.clone();
    let prove = async |bytes: Vec<u8>| {
        let house = t.house.clone();
        let read =
            move |tx: &mut Tx| -> Result<_, AppError> { Ok(log::prove_archived(tx, &house.log, n, bytes.clone())?) };
        t.house.store.read(SYSTEM, read).await.expect("read")
    };
    let proven = prove(bytes.clone()).await.expect("the bytes that were logged");
    assert!(proven.check(&bytes).holds && Event::parse(&bytes).is_ok());
    assert!(prove([&bytes[..], b" "].concat()).await.is_none());
}

async fn a_log_is_closed_by_the_officer_alone_and_only_where_it_is_old(t: &TestHouse) {
    fill(t, 600).await;
    let dpo = officer(t, Role::Dpo).await;
    let page = may_go(t, 256).await;
    let step = ClosingStep { after: 0, remains: left(&page), archive: None };
    let young = log::close(&t.house, &dpo, step).await;
    assert!(matches!(young, Err(AppError::Conflict("log_young"))), "{young:?}");
    let plan = async |wanted| log::plan(&t.house, wanted).await.expect("sound");
    assert!(matches!(plan(Wanted::BeforeRecord(2)).await, OldEnough::Not { n: 1, .. }));
    t.pass(YEAR * 12 - 24);
    assert!(matches!(plan(Wanted::BeforeRecord(2)).await, OldEnough::Not { n: 1, .. }), "a day is missing");
    t.pass(48);
    // the record that the clock's new day begins with is young; those before it are not
    fill(t, 1).await;
    assert_eq!(plan(Wanted::BeforeRecord(300)).await, OldEnough::Until(256), "whole tiles");
    assert_eq!(plan(Wanted::BeforeRecord(256)).await, OldEnough::Until(0));
    let beyond = app::ports::Clock::now(&*t.clock) - jiff::SignedDuration::from_hours(24 * 366);
    assert!(matches!(plan(Wanted::BeforeTime(beyond)).await, OldEnough::Not { .. }));

    let admin = officer(t, Role::PlatformAdmin).await;
    let denied = log::close(&t.house, &admin, step).await;
    assert!(matches!(denied, Err(AppError::Denied(..))), "{denied:?}");
    let mut other = step;
    other.remains.hash[0] ^= 1;
    let moved = log::close(&t.house, &dpo, other).await;
    assert!(matches!(moved, Err(AppError::Conflict("log_moved"))), "{moved:?}");
    assert_eq!(may_go(t, 256).await, page, "nothing was dropped");
    log::close(&t.house, &dpo, step).await.expect("closed");
    assert!(may_go(t, 256).await.is_empty());
    let again = log::close(&t.house, &dpo, step).await;
    assert!(matches!(again, Err(AppError::Conflict("log_moved"))), "{again:?}");
}
