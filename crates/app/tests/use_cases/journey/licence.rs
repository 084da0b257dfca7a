//! An agency whose licence is not in force begins nothing new: from the first moment on, over every open case, until it is good again.

use app::organisations;
use app::{AppError, Caller};
use domain::ids::Reference;
use domain::{CaseId, OverlayKind, Role, StepToken};
use jiff::civil::{Date, date};
use serde_json::json;
use store::tables::{Limit, cases as case_table};
use store::{Job, Scope, Tx};

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::denial;

both::on_both!(
    a_check_that_finds_no_licence_stops_the_agency_at_once_and_a_good_one_lets_it_go_on,
    a_licence_that_is_not_renewed_ends_with_its_last_day,
    under_protection_a_renewed_licence_waits_for_the_lift,
);

impl TestHouse {
    async fn lapsed(&self, case: CaseId) -> bool {
        !self.row(case).await.body["overlays"][OverlayKind::LicenceLapsed.as_str()].is_null()
    }

    async fn overlay(&self, caller: &Caller, case: CaseId, word: &str, overlay: &str) {
        let step = json!({"step":word,"overlay":overlay});
        self.try_step(caller, case, step, vec![], None).await.expect("an overlay");
    }

    async fn hold(&self, case: CaseId) -> Result<CaseId, AppError> {
        self.try_step(&self.customer, case, json!({"step":"hold"}), vec![], None).await
    }

    async fn is_shown(&self, profile: &Reference) -> bool {
        let visitor = Caller::anonymous("en");
        let one = app::catalogue::profile(&self.house, &visitor, profile.as_str()).await.is_ok();
        assert_eq!(app::catalogue::count(&self.house).await.expect("a count") == 1, one, "shown and counted");
        one
    }
}

const GOOD: Option<Date> = Some(date(2027, 6, 30));

async fn a_check_that_finds_no_licence_stops_the_agency_at_once_and_a_good_one_lets_it_go_on(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP1231231", "mulu@people.example").await;
    let mut cases = vec![t.enquire(&t.customer, &profile).await.expect("an enquiry")];
    for nth in 1..19 {
        let caller = t.household_member(nth).await;
        cases.push(t.enquire(&caller, &profile).await.expect("an enquiry"));
    }
    cases.push(t.enquire(&t.other_customer, &profile).await.expect("an enquiry"));
    let (ended, by_hand) = (cases.pop().expect("a case"), cases.pop().expect("a case"));
    t.overlay(&t.moderator, by_hand, "pause", "licence_lapsed").await;
    t.try_step(&t.other_customer, ended, json!({"step":"cancel"}), vec![], None).await.expect("over");

    t.licence(None).await;
    assert!(!t.is_shown(&profile).await, "nobody finds the profile");
    assert!(matches!(t.enquire(&t.customer, &profile).await, Err(AppError::NotFound)), "as if there were none");
    let refused = t.hold(cases[0]).await;
    assert!(matches!(&refused, Err(AppError::Refused(refusal)) if refusal.rule == "licence_valid"), "{refused:?}");
    assert!(!t.lapsed(cases[0]).await, "the overlay follows");
    t.rounds().await;
    for case in cases.iter().chain([&by_hand]) {
        assert!(t.lapsed(*case).await, "over every open case");
    }
    assert!(!t.lapsed(ended).await, "and over none that is over");
    assert_eq!(denial(t.hold(cases[0]).await).rule(), "overlays.licence_lapsed_stops");

    t.licence(GOOD).await;
    assert!(t.is_shown(&profile).await);
    t.rounds().await;
    for case in &cases {
        assert!(!t.lapsed(*case).await, "by itself");
    }
    assert!(t.lapsed(by_hand).await, "what a person laid, a person lifts");
    t.hold(cases[0]).await.expect("as before");
    t.enquire(&t.other_customer, &profile).await.expect("as before");
    let told = t.happened(cases[1]).await;
    assert_eq!(told, [(StepToken::Lift, Role::System), (StepToken::Pause, Role::System)], "the timeline says so");
}

impl TestHouse {
    /// What happened to this case after its enquiry, newest first.
    async fn happened(&self, case: CaseId) -> Vec<(StepToken, Role)> {
        let all = Limit::new(100).expect("a size");
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(case_table::timeline(tx, case, None, all)?) };
        let events = self.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a read");
        let told = events.into_iter().filter(|event| event.step != StepToken::Enquire);
        told.map(|event| (event.step, event.role)).collect()
    }
}

async fn a_licence_that_is_not_renewed_ends_with_its_last_day(t: &TestHouse) {
    t.licence(Some(date(2026, 1, 10))).await;
    let (_, _, profile) = t.listed("EP1231232", "zenebech@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    // From 10:00 on 4 January to 22:00 on the 10th in Muscat.
    t.advance(24 * 6 + 12).await;
    assert!(t.is_shown(&profile).await && !t.lapsed(case).await, "its last day is a day of the licence");
    t.pass(3);
    let denied = denial(t.enquire(&t.customer, &profile).await);
    assert_eq!(denied.rule(), "overlays.licence_lapsed_stops", "before any clock was looked at");
    assert!(t.hold(case).await.is_err());
    t.rounds().await;
    assert!(!t.is_shown(&profile).await && t.lapsed(case).await);
    assert!(
        t.house
            .read(&t.agency_admin, |tx, desk, caller| {
                let own = organisations::list(tx, desk, caller)?;
                Ok(own.iter().all(|org| {
                    org.licence.as_deref() == Some("lapsed") && org.licence_until == Some(date(2026, 1, 10))
                }))
            })
            .await
            .expect("a read"),
        "it says until when it was good"
    );
    let told = t.sent.0.lock().expect("not poisoned").iter().filter(|sent| sent.1.contains("licence-lapsed")).count();
    assert!(told >= 2, "the agency and the operator");
    t.licence(GOOD).await;
    t.rounds().await;
    assert!(t.is_shown(&profile).await && !t.lapsed(case).await);
}

async fn under_protection_a_renewed_licence_waits_for_the_lift(t: &TestHouse) {
    let (_, person, profile) = t.listed("EP1231233", "abebech@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.overlay(&person, case, "pause", "safeguarding").await;
    t.licence(None).await;
    t.rounds().await;
    assert!(t.lapsed(case).await);
    t.licence(GOOD).await;
    t.advance(24).await;
    assert!(t.lapsed(case).await, "nothing is taken off a protected case by itself");
    let dpo = Caller { role: Role::Dpo, ..t.finance.clone() };
    t.overlay(&t.moderator, case, "lift", "safeguarding").await;
    t.overlay(&dpo, case, "lift", "safeguarding").await;
    t.advance(1).await;
    assert!(!t.lapsed(case).await);
}
