//! What stands on record of reading: each worker finds who saw their names, and whoever asks for what they may not know of is
//! counted.

use std::sync::Arc;

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::organisations;
use app::workers::{self, RosterStep};
use app::{AppError, Asked, Caller, disclosures};
use audit::{Decision, Fact};
use domain::{Class, ClassSet, OrgId, WorkerId};
use store::tables::Limit;
use store::tables::records::{self, About};
use store::{Job, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    each_worker_of_a_list_finds_who_read_the_names,
    ids_that_are_foreign_and_ids_that_are_none_are_counted_alike,
    a_step_that_the_lifecycle_refuses_is_counted,
);

const SYSTEM: Scope = Scope::System(Job::Housekeeping);

async fn each_worker_of_a_list_finds_who_read_the_names(t: &TestHouse) {
    let mut ids: Vec<WorkerId> = Vec::new();
    let mut people: Vec<Caller> = Vec::new();
    for n in 0..4 {
        let new = new_worker(&format!("EP900000{n}"));
        let id = workers::draft(&t.house, &t.agency, new).await.expect("a draft");
        people.push(t.sign_in_of(id, &format!("w{n}@people.example")).await);
        ids.push(id);
    }
    let seen = async |person: &Caller| {
        let read = |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            disclosures::mine(tx, desk, caller, None, Limit::PAGE).map(|(events, _)| events)
        };
        let events = t.house.read(person, read).await.expect("their own log");
        events
            .into_iter()
            .filter(|event| event.classes.contains(ClassSet::EMPTY.with(Class::WorkerName)))
            .collect::<Vec<_>>()
    };
    // The last of them stands on no page that is read.
    let names = workers::names(&t.house, &t.agency, ids[..3].to_vec()).await.expect("the names");
    assert_eq!(names.len(), 3);
    let views = t.recorded("view").await;
    assert_eq!((views.len(), views[0].object.len()), (1, 3), "one record names them all");
    for person in &people[..3] {
        let events = seen(person).await;
        assert_eq!(events.len(), 1, "each finds it");
        let firm = events[0].firm.as_ref().and_then(|firm| firm.code.clone());
        assert_eq!((events[0].id, firm.as_deref()), (views[0].id, Some("AG-021")));
    }
    assert!(seen(&people[3]).await.is_empty(), "nobody finds what others' names were read for");

    // Whoever is forgotten takes nothing of it from the others.
    for worker in &ids[..2] {
        app::jobs::erasure::destroy_keys(&t.house, worker.0).await.expect("nobody is forgotten by a job alone");
    }
    t.advance(24 * 31).await;
    let left = workers::names(&t.house, &t.agency, ids.clone()).await.expect("read");
    assert!(left.is_empty(), "drafts that nobody consented to are forgotten");
    let about = async |worker: WorkerId| {
        let read = move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(records::page(tx, About::Subject(worker.0), None, Limit::new(100).expect("a size"))?)
        };
        let found = t.house.store.read(SYSTEM, read).await.expect("read");
        found.iter().any(|event| event.id == views[0].id)
    };
    assert!(about(ids[0]).await && about(ids[2]).await && !about(ids[3]).await, "the record of it stays");
}

fn asking(caller: &Caller, path: &str) -> Caller {
    let asked = Asked { route: "get:api.v1.workers.id".into(), path: path.into() };
    Caller { asked: Some(Arc::new(asked)), ..caller.clone() }
}

async fn windows(t: &TestHouse) -> i64 {
    let read = |tx: &mut Tx| -> Result<_, AppError> { Ok(store::tables::denials::open(tx)?) };
    t.house.store.read(SYSTEM, read).await.expect("read")
}

async fn ids_that_are_foreign_and_ids_that_are_none_are_counted_alike(t: &TestHouse) {
    let foreign = workers::draft(&t.house, &t.agency, new_worker("EP9100000")).await.expect("a draft").0;
    let unused = Uuid::from_u128(77);
    let before = windows(t).await;
    let mut said = Vec::new();
    for n in 0..20 {
        let id = if n % 2 == 0 { foreign } else { unused };
        let caller = asking(&t.other_agency, &format!("/api/v1/workers/{id}"));
        let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            app::admit::worker(tx, desk, caller, &Key::Id(id)).map(|_| ())
        };
        said.push(format!("{:?}", t.house.read(&caller, read).await));
    }
    assert!(said.iter().all(|one| one == "Err(NotFound)"), "{said:?}");
    assert_eq!(windows(t).await - before, 1, "whatever was tried, one row");
    let first = t.recorded("not_found").await;
    assert_eq!((first.len(), first[0].decision), (1, Decision::Deny));
    assert_eq!(first[0].actor, t.other_agency.actor());
    assert!(first[0].object.is_empty(), "no id that was tried is written down");
    let hash = t.house.indexes.asked(&format!("/api/v1/workers/{foreign}"));
    assert_eq!(first[0].facts.get("asked"), Some(&Fact::Hash(hash)));
    assert_eq!(first[0].facts.get("route"), Some(&Fact::Word("get:api.v1.workers.id".into())));

    // A change of what is not there is counted with them; a visitor is nobody who could be named.
    let org = OrgId(unused);
    let check = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
        organisations::check(tx, desk, caller, &Key::Id(org.0), 1, organisations::Checked::Identity)
    };
    assert!(matches!(t.house.write(&t.other_agency, check).await, Err(AppError::NotFound)));
    let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
        app::admit::worker(tx, desk, caller, &Key::Id(unused)).map(|_| ())
    };
    assert!(t.house.read(&Caller::anonymous("en"), read).await.is_err());
    t.advance(1).await;
    let sums = t.recorded("denials_repeated").await;
    assert_eq!(sums.len(), 1);
    assert_eq!(sums[0].facts.get("times"), Some(&Fact::Number(20)), "19 reads and the change");
}

async fn a_step_that_the_lifecycle_refuses_is_counted(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP9200000")).await.expect("a draft");
    let person = t.sign_in_of(worker, "w9@people.example").await;
    let key = Key::Id(worker.0);
    for _ in 0..3 {
        let key = key.clone();
        let caller = asking(&person, "/api/v1/workers/x/steps");
        let refused = t
            .house
            .write(&caller, move |tx, desk, caller| {
                workers::take(tx, desk, caller, &key, 1, RosterStep::Consent {}, &[])
            })
            .await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "without a receipt: {refused:?}");
    }
    let first = t.recorded("consent").await;
    assert_eq!((first.len(), first[0].decision), (1, Decision::Deny));
    assert!(first[0].facts.contains_key("asked") && first[0].facts.contains_key("rule"), "{:?}", first[0].facts);
    t.advance(1).await;
    assert_eq!(t.recorded("denials_repeated").await[0].facts.get("times"), Some(&Fact::Number(2)));
    let row = t
        .house
        .read(&person, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row.version))
        .await;
    assert_eq!(row.expect("the record"), 1, "nothing has changed");
}
