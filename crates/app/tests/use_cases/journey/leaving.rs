//! A worker who leaves the roster leaves the case as well, however long something lies over it.

use app::workers::{self, RosterStep};
use app::{AppError, Caller};
use domain::{Role, StateToken, WorkerId};
use serde_json::json;
use store::tables::{identities, outbox, workers as roster};
use store::{Job, Scope, Tx};

use crate::both;
use crate::house::{TestHouse, new_worker};

both::on_both!(
    whoever_leaves_under_protection_has_left_the_case_once_it_is_lifted,
    whoever_leaves_the_roster_in_a_case_is_listed_nowhere_else_until_it_is_over,
    a_worker_rests_before_the_agency_lists_her_again,
);

async fn whoever_leaves_under_protection_has_left_the_case_once_it_is_lifted(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP9999991", "hiwot@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.try_step(&t.customer, case, json!({"step":"hold"}), vec![], None).await.expect("held");
    let safety = |word| json!({"step":word,"overlay":"safeguarding"});
    t.try_step(&person, case, safety("pause"), vec![], None).await.expect("a worker asks for protection");
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("their own word counts always");
    t.advance(24 * 10).await;
    assert_eq!(t.state(case).await, StateToken::Held, "nothing moves under protection");
    let counts = async || {
        let system = Scope::System(Job::Housekeeping);
        let read = |tx: &mut Tx| -> Result<_, AppError> { Ok(outbox::counts(tx)?) };
        t.house.store.read(system, read).await.expect("a read")
    };
    assert_eq!(counts().await, (1, 0), "it waits, and is not given up");

    let dpo = Caller { role: Role::Dpo, ..t.finance.clone() };
    for who in [&t.moderator, &dpo] {
        t.try_step(who, case, safety("lift"), vec![], None).await.expect("two people in two roles");
    }
    t.advance(1).await;
    assert_eq!(t.state(case).await, StateToken::WorkerWithdrew);
    assert_eq!(counts().await, (0, 0));
}

async fn whoever_leaves_the_roster_in_a_case_is_listed_nowhere_else_until_it_is_over(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let worker = t.row(case).await.worker;
    // The same passport on another agency's roster.
    let twin = workers::draft(&t.house, &t.other_agency, new_worker("EP8888888")).await.expect("a draft");
    let listed = async |twin: WorkerId| {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(identities::listed_elsewhere(tx, twin)?) };
        t.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a read")
    };
    assert!(listed(twin).await);
    let person = t.person_of(worker).await;
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("their own word counts always");
    assert!(listed(twin).await, "the case still has her to itself");
    t.rounds().await;
    assert_eq!(t.state(case).await, StateToken::WorkerWithdrew);
    assert!(!listed(twin).await, "and now it has not");
}

async fn a_worker_rests_before_the_agency_lists_her_again(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let worker = t.row(case).await.worker;
    t.try_step(&t.agency, case, json!({"step":"cancel"}), vec![], None).await.expect("the agency ends it");
    let early = t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await;
    assert!(matches!(&early, Err(AppError::Refused(why)) if why.rule == "no_rest_owed"), "{early:?}");
    t.rounds().await;
    let key = app::admit::Key::Id(worker.0);
    let open = t.house.read(&t.agency, move |tx, desk, caller| app::admit::worker(tx, desk, caller, &key)).await;
    assert_eq!(open.expect("their own").standing, StateToken::RosterResting);
}

impl TestHouse {
    /// The worker as somebody who signs in.
    pub async fn person_of(&self, worker: WorkerId) -> Caller {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(roster::get(tx, worker)?) };
        let row =
            self.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a read").expect("a worker");
        Caller::member(row.person.expect("a sign-in"), row.org, Role::Worker, "en")
    }
}
