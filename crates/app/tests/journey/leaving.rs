//! A worker who leaves the roster leaves the case as well, however long something lies over it.

use app::{AppError, Caller, workers::RosterStep};
use domain::{Role, StateToken};
use serde_json::json;
use store::tables::outbox;
use store::{Job, Scope, Tx};

use crate::both;
use crate::house::TestHouse;

both::on_both!(whoever_leaves_under_protection_has_left_the_case_once_it_is_lifted);

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
