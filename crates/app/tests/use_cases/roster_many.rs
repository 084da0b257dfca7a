//! One step for many workers, each by itself, on a real database.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::once;
use app::workers::{self, Edit, ManyStep, NewWorker, OneOfMany, OutcomeOfOne, RosterStep};
use app::{AppError, Caller};
use domain::attest::Statement;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::{StateToken, WorkerId};
use store::Tx;
use store::tables::records::About;
use uuid::Uuid;

crate::both::on_both!(
    each_is_done_or_refused_by_itself_with_a_record_of_its_own,
    a_foreign_worker_is_answered_like_one_who_is_not_there,
    the_same_request_again_does_nobody_twice,
    whoever_is_asked_gets_the_message_at_the_number_on_file,
    a_declaration_is_made_once_for_the_record_as_it_is,
    what_cannot_be_asked_for_many_is_refused_as_a_whole,
);

/// The newest record of this action on this worker.
async fn recorded(t: &TestHouse, worker: WorkerId, action: &str) -> audit::Draft {
    let mut drafts = t.records(About::Object(worker.0)).await.into_iter();
    drafts.find(|draft| draft.action == action).expect("a record")
}

async fn drafted(t: &TestHouse, passport: &str) -> WorkerId {
    workers::draft(&t.house, &t.agency, new_worker(passport)).await.expect("a draft")
}

fn of(worker: WorkerId, version: i64) -> OneOfMany {
    OneOfMany { key: Some(Key::Id(worker.0)), version }
}

async fn many(t: &TestHouse, step: ManyStep, workers: Vec<OneOfMany>) -> Vec<OutcomeOfOne> {
    workers::many(&t.house, &t.agency, step, workers, None).await.expect("a sound request")
}

fn reason(outcome: &OutcomeOfOne) -> String {
    match &outcome.done {
        Ok(()) => "done".to_owned(),
        Err(AppError::Conflict(word)) => (*word).to_owned(),
        Err(AppError::Stale { .. }) => "stale".to_owned(),
        Err(AppError::NotFound) => "not found".to_owned(),
        Err(AppError::Denied(..)) => "denied".to_owned(),
        Err(other) => panic!("{other:?}"),
    }
}

fn reasons(outcomes: &[OutcomeOfOne]) -> Vec<String> {
    outcomes.iter().map(reason).collect()
}

/// A worker in the catalogue, at version 4.
async fn listed(t: &TestHouse, passport: &str, email: &str) -> WorkerId {
    let worker = drafted(t, passport).await;
    let person = t.sign_in_of(worker, email).await;
    let (paid, own) = (Key::Id(worker.0), Key::Id(worker.0));
    let nothing = [Statement::WorkerPaidNothing];
    t.house
        .write(&t.agency, move |tx, desk, caller| workers::attest(tx, desk, caller, &paid, &nothing))
        .await
        .expect("stated");
    t.house
        .write(&person, move |tx, desk, caller| {
            let (kind, method) = (ConsentKind::Listing, ConsentMethod::InApp);
            let given = workers::Given { kind, language: "am".into(), method, case: None };
            let given = workers::give(tx, desk, caller, &own, &given)?.map(|_| ());
            Ok(given.join(workers::take(tx, desk, caller, &own, 1, RosterStep::Consent {}, &[])?))
        })
        .await
        .expect("consent");
    let moderator = t.moderator.clone().for_purpose(domain::Purpose::Verify);
    let steps: [(RosterStep, i64, &'static [Statement]); 2] = [
        (RosterStep::Review {}, 2, &[Statement::ScansClean, Statement::ReidentificationChecked]),
        (RosterStep::List {}, 3, &[Statement::PublicFieldsOnly]),
    ];
    for (step, version, states) in steps {
        let key = Key::Id(worker.0);
        let take = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            workers::take(tx, desk, caller, &key, version, step, states)
        };
        t.house.write(&moderator, take).await.expect("a step of the moderator");
    }
    worker
}

async fn each_is_done_or_refused_by_itself_with_a_record_of_its_own(t: &TestHouse) {
    let first = listed(t, "EP1111111", "one@people.example").await;
    let second = listed(t, "EP2222222", "two@people.example").await;
    let draft = drafted(t, "EP3333333").await;
    let outcomes = many(t, ManyStep::Unlist, vec![of(first, 4), of(second, 3), of(draft, 1)]).await;
    assert_eq!(reasons(&outcomes), ["done", "stale", "denied"]);
    let after: Vec<_> =
        outcomes.iter().map(|one| one.after.as_ref().map(|after| (after.version, after.state))).collect();
    assert_eq!(
        after,
        [
            Some((5, StateToken::RosterReviewed)),
            Some((4, StateToken::RosterListed)),
            Some((1, StateToken::RosterDraft))
        ]
    );
    let confirmed = many(t, ManyStep::List, vec![of(second, 4), of(first, 5)]).await;
    assert_eq!(reasons(&confirmed), ["done", "denied"], "only who is listed is confirmed");
    assert_eq!(recorded(t, first, "unlist").await.role, domain::Role::AgencyUser);
}

async fn a_foreign_worker_is_answered_like_one_who_is_not_there(t: &TestHouse) {
    let theirs = workers::draft(&t.house, &t.other_agency, new_worker("EP1111111")).await.expect("a draft");
    for step in ManyStep::ALL {
        let outcomes = many(
            t,
            step,
            vec![of(theirs, 1), of(WorkerId(Uuid::from_u128(5)), 1), OneOfMany { key: None, version: 1 }],
        )
        .await;
        assert_eq!(reasons(&outcomes), ["not found", "not found", "not found"]);
        assert!(outcomes.iter().all(|one| one.after.is_none()));
    }
}

fn key(caller: &Caller, key: &str) -> once::Key {
    let (user, org) = (caller.user.expect("a person").0, caller.org.expect("an agency").0);
    once::Key { user, org, route: "POST /workers/steps".into(), key: key.into() }
}

async fn the_same_request_again_does_nobody_twice(t: &TestHouse) {
    let first = drafted(t, "EP1111111").await;
    let second = drafted(t, "EP2222222").await;
    let ask = async |hash| {
        let workers = vec![of(first, 1), of(second, 7)];
        let once = Some((key(&t.agency, "k"), vec![hash; 32]));
        workers::many(&t.house, &t.agency, ManyStep::Submit, workers, once).await
    };
    assert_eq!(reasons(&ask(1).await.expect("sound")), ["done", "stale"]);
    assert_eq!(reasons(&ask(1).await.expect("sound")), ["done", "stale"], "done before is done, and is not done again");
    let reused = ask(2).await.expect_err("another request under the same key");
    assert!(matches!(reused, AppError::Conflict("key_reused")), "{reused:?}");
    let without = many(t, ManyStep::Submit, vec![of(first, 1)]).await;
    assert_eq!(reasons(&without), ["submitted_already"]);
}

async fn whoever_is_asked_gets_the_message_at_the_number_on_file(t: &TestHouse) {
    let reached = drafted(t, "EP1111111").await;
    let unreached = NewWorker { phone: None, ..new_worker("EP2222222") };
    let unreached = workers::draft(&t.house, &t.agency, unreached).await.expect("a draft");
    let there = drafted(t, "EP3333333").await;
    t.sign_in_of(there, "there@people.example").await;
    let outcomes = many(t, ManyStep::Invite, vec![of(reached, 1), of(unreached, 1), of(there, 1)]).await;
    assert_eq!(reasons(&outcomes), ["done", "no_phone", "worker_has_sign_in"]);
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    let invited: Vec<_> = sent.iter().filter(|(_, text)| text.starts_with("invitation-worker")).collect();
    assert_eq!(invited.len(), 1);
    assert_eq!(invited[0].0, "+251911000001", "the worker's own number");
    let again = many(t, ManyStep::Invite, vec![of(reached, 1)]).await;
    assert_eq!(reasons(&again), ["invited_already"]);
    let opened = recorded(t, reached, "view").await;
    assert!(opened.class.has(domain::Class::WorkerContact), "opening the number leaves a record");
}

async fn a_declaration_is_made_once_for_the_record_as_it_is(t: &TestHouse) {
    let worker = drafted(t, "EP1111111").await;
    assert_eq!(reasons(&many(t, ManyStep::Submit, vec![of(worker, 1)]).await), ["done"]);
    let key = Key::Id(worker.0);
    let stated = t.house.read(&t.agency, move |tx, desk, caller| workers::stated(tx, desk, caller, &key)).await;
    assert_eq!(stated.expect("readable")[0].statement, Statement::WorkerPaidNothing);
    assert_eq!(reasons(&many(t, ManyStep::Submit, vec![of(worker, 1)]).await), ["submitted_already"]);
    t.pass(1);
    let edit = Edit { name: Some("Hana Tesfaye".into()), ..Edit::default() };
    workers::edit(&t.house, &t.agency, Key::Id(worker.0), 1, edit).await.expect("edited");
    let listed = listed(t, "EP2222222", "listed@people.example").await;
    assert_eq!(reasons(&many(t, ManyStep::Submit, vec![of(listed, 4)]).await), ["submit_not_now"]);
}

async fn what_cannot_be_asked_for_many_is_refused_as_a_whole(t: &TestHouse) {
    let worker = drafted(t, "EP1111111").await;
    let ask = async |caller: &Caller, workers| workers::many(&t.house, caller, ManyStep::Submit, workers, None).await;
    let fault = |result: Result<Vec<OutcomeOfOne>, AppError>| match result {
        Err(AppError::Invalid(faults)) => (faults[0].pointer.clone(), faults[0].reason),
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(ask(&t.agency, vec![]).await), ("/workers".into(), "workers_wanted"));
    let crowd = (0..101).map(|n| of(WorkerId(Uuid::from_u128(n)), 1)).collect();
    assert_eq!(fault(ask(&t.agency, crowd).await), ("/workers".into(), "workers_many"));
    let twice = vec![of(worker, 1), of(worker, 1)];
    assert_eq!(fault(ask(&t.agency, twice).await), ("/workers/1/id".into(), "worker_twice"));
    for caller in [&t.customer, &t.moderator] {
        let refused = ask(caller, vec![of(worker, 1)]).await.expect_err("no roster of theirs");
        assert!(matches!(refused, AppError::NotFound), "{refused:?}");
    }
}
