//! A refund takes two people within a day, on the case as it was looked at.

use app::AppError;
use domain::attest::Statement;
use domain::{CaseId, StateToken};
use serde_json::{Value, json};

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::{quote, terms};

both::on_both!(an_approval_of_a_refund_that_is_a_day_old_or_of_an_earlier_version_is_asked_for_again);

impl TestHouse {
    /// A case whose deposit is held, and the sum.
    pub async fn deposited(&self) -> (CaseId, i64) {
        let (case, deposit) = self.owing().await;
        let step = json!({"step":"confirm_deposit","amount_minor":deposit});
        self.try_step(&self.finance, case, step, vec![], None).await.expect("held");
        (case, deposit)
    }

    /// A case whose deposit is invoiced and not paid, and the sum.
    pub async fn owing(&self) -> (CaseId, i64) {
        let (_, person, profile) = self.listed("EP8888888", "alem@people.example").await;
        let case = self.enquire(&self.customer, &profile).await.expect("an enquiry");
        let (customer, agency) = (&self.customer, &self.agency);
        let now = async |caller, step: Value, said: &[Statement]| {
            self.try_step(caller, case, step.clone(), said.to_vec(), None)
                .await
                .unwrap_or_else(|error| panic!("{step}: {error:?}"));
        };
        now(customer, json!({"step":"hold"}), &[]).await;
        now(agency, json!({"step":"accept"}), &[Statement::ConflictChecked]).await;
        let starts = self.clock_now() + jiff::SignedDuration::from_hours(24);
        let slots = json!([{"starts_at": starts, "minutes": 30, "place": "video"}]);
        now(agency, json!({"step":"propose_meeting","weekend":true,"slots":slots}), &[]).await;
        now(customer, json!({"step":"choose_slot","slot":0}), &[]).await;
        now(&person, json!({"step":"agree_meeting"}), &[]).await;
        self.advance(26).await;
        now(customer, json!({"step":"answer","yes":true}), &[]).await;
        now(&person, json!({"step":"answer","yes":true}), &[]).await;
        now(agency, json!({"step":"offer","quote":quote(),"terms":terms()}), &[]).await;
        let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
        now(customer, sign.clone(), &[]).await;
        now(&self.agency_admin, sign.clone(), &[Statement::WorkerHasCopy]).await;
        now(&person, sign, &[]).await;
        (case, (900_000 + 45_000 + 141_000 + 40_000) / 2)
    }
}

fn rule<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Refused(refusal)) => refusal.rule,
        other => panic!("{other:?}"),
    }
}

async fn an_approval_of_a_refund_that_is_a_day_old_or_of_an_earlier_version_is_asked_for_again(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    let step = async |caller, step: &Value| t.try_step(caller, case, step.clone(), vec![], None).await;
    let approve = json!({"step":"approve_refund","amount_minor":deposit});
    let pay = json!({"step":"pay_refund","amount_minor":deposit});
    step(&t.agency, &json!({"step":"cancel"})).await.expect("the agency ends it");
    step(&t.moderator, &approve).await.expect("approved");
    assert_eq!(rule(step(&t.moderator, &approve).await), "not_approved");
    t.advance(25).await;
    assert_eq!(rule(step(&t.finance, &pay).await), "approval_stands", "a day is over");

    step(&t.moderator, &approve).await.expect("approved again");
    for word in ["pause", "lift"] {
        step(&t.moderator, &json!({"step":word,"overlay":"dispute"})).await.expect("staff");
    }
    assert_eq!(rule(step(&t.finance, &pay).await), "approval_stands", "something happened since");

    step(&t.moderator, &approve).await.expect("approved again");
    step(&t.finance, &pay).await.expect("paid");
    assert_eq!(t.state(case).await, StateToken::RefundDue);
    assert_eq!(rule(step(&t.finance, &pay).await), "not_paid");
    assert_eq!(rule(step(&t.moderator, &approve).await), "not_approved");
}
