//! What is stated about a case: where it is asked for, by those whose word it is, and never while the case stands still.

use app::admit::Key;
use app::{AppError, Caller, cases};
use domain::StateToken;
use domain::attest::Statement;
use serde_json::json;

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::denial;

both::on_both!(nothing_is_stated_that_the_case_does_not_wait_for_nor_while_it_is_paused);

async fn nothing_is_stated_that_the_case_does_not_wait_for_nor_while_it_is_paused(t: &TestHouse) {
    let (_, person, profile) = t.listed("EP4444445", "tsehay@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let said = async |caller: &Caller, statement: Statement| {
        let key = Key::Id(case.0);
        t.house.write(caller, move |tx, desk, caller| cases::attest(tx, desk, caller, &key, &[statement])).await
    };
    denial(said(&t.agency, Statement::ConflictChecked).await);
    t.step(&t.customer, &[], case, json!({"step":"hold"}), &[], StateToken::Held).await;
    denial(said(&t.customer, Statement::ConflictChecked).await);
    denial(said(&t.moderator, Statement::WorkerHeard).await);
    let stranger = said(&t.other_agency, Statement::ConflictChecked).await;
    assert!(matches!(stranger, Err(AppError::NotFound)), "{stranger:?}");
    let early = said(&t.agency, Statement::WorkerHasCopy).await;
    assert!(matches!(early, Err(AppError::Conflict("statement_unasked"))), "{early:?}");
    let others = said(&t.agency, Statement::BalanceSettled).await;
    assert!(matches!(others, Err(AppError::Invalid(_))), "{others:?}");
    said(&t.agency, Statement::InterpreterArranged).await.expect("ahead of the meeting");

    let pause = json!({"step":"pause","overlay":"safeguarding"});
    t.try_step(&person, case, pause, vec![], None).await.expect("a worker asks for protection");
    let paused = denial(said(&t.agency, Statement::ConflictChecked).await);
    assert_eq!(paused.rule(), "overlays.stands_still");
    let with_a_step = json!({"step":"pause","overlay":"dispute"});
    denial(t.try_step(&t.moderator, case, with_a_step, vec![Statement::WelfareChecked], None).await);
    let stated =
        t.house.read(&t.agency, move |tx, desk, caller| cases::stated(tx, desk, caller, &Key::Id(case.0))).await;
    let stated: Vec<_> = stated.expect("read").into_iter().map(|said| said.statement).collect();
    assert_eq!(stated, [Statement::InterpreterArranged], "what was refused is not kept");
}
