//! A case lives by the rules of its offer, and by the identity that was offered to.

use app::organisations::{self, HouseholdFacts, Identity};
use app::{AppError, cases};
use domain::attest::Statement;
use domain::digest::Digest;
use domain::pack::{Pack, Packs};
use domain::{StateToken, TimerKind};
use envelope::{CivilId, Phone};
use jiff::SignedDuration;
use serde_json::json;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_case_keeps_the_rules_of_its_offer_when_a_new_version_comes_into_force,
    nobody_becomes_another_household_while_a_worker_is_held_for_them,
    nobody_becomes_another_household_under_an_agreement,
);

const OMAN: &str = include_str!("../../../../../packs/om.toml");
const PAPERS: [Statement; 2] = [Statement::PapersComplete, Statement::CustomerEligible];

/// The next version: a permit is decided within two days.
fn next_version() -> Pack {
    let text = OMAN.replacen("2026-1", "2027-1", 1).replacen(
        "permit_decision = \"30 days\"",
        "permit_decision = \"2 days\"",
        1,
    );
    Pack::parse(&text, Digest::from([2; 32])).expect("a sound pack")
}

async fn a_case_keeps_the_rules_of_its_offer_when_a_new_version_comes_into_force(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let before = t.house.packs.load_full().in_force().clone();
    assert_eq!(cases::unknown_pins(&t.house).await.expect("read"), []);

    t.house.packs.store(Packs::new(next_version(), Vec::new()).into());
    assert_eq!(cases::unknown_pins(&t.house).await.expect("read"), [before.pin().clone()], "what a start refuses");
    let file = async || t.try_step(&t.agency, case, json!({"step":"file_permit"}), PAPERS.to_vec(), None).await;
    let unknown = file().await;
    assert!(matches!(&unknown, Err(AppError::Refused(why)) if why.rule == "pinned_pack"), "{unknown:?}");

    t.advance(24 * 6).await;
    let refused = t.recorded("timer_refused").await;
    let denied = refused.iter().all(|draft| draft.decision == audit::Decision::Deny);
    assert!(denied && !refused.is_empty(), "nothing happened, and the log says so: {refused:?}");

    t.house.packs.store(Packs::new(next_version(), vec![before.clone()]).into());
    assert_eq!(cases::unknown_pins(&t.house).await.expect("read"), []);
    file().await.expect("the case goes on by its own rules");
    let due = before.due(TimerKind::PermitDecision, t.clock_now());
    assert_eq!(t.row(case).await.due_at, due, "thirty days, as at the offer, and not two");
    t.advance(24 * 3).await;
    assert_eq!(t.state(case).await, StateToken::Permit);
    assert!(due.is_some_and(|due| due > t.clock_now() + SignedDuration::from_hours(24 * 20)));
}

fn another(name: &str, civil_id: &str) -> HouseholdFacts {
    let identity = Identity {
        name: name.into(),
        civil_id: CivilId::parse(civil_id).expect("a number"),
        address: "Way 12, Al Hail".into(),
        phone: Phone::parse("+96892000006").expect("a number"),
    };
    HouseholdFacts { identity: Some(identity), ..plain() }
}

fn plain() -> HouseholdFacts {
    HouseholdFacts {
        identity: None,
        area: "Al Hail, Seeb".into(),
        household: "Two adults, one child".into(),
        duties: "Child care".into(),
    }
}

async fn nobody_becomes_another_household_while_a_worker_is_held_for_them(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP4444444", "hana@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.try_step(&t.customer, case, json!({"step":"hold"}), vec![], None).await.expect("held");
    let held = t.says(another("Somebody Else", "87654321")).await;
    assert!(matches!(held, Err(AppError::Conflict("identity_fixed"))), "held for whom the operator has seen: {held:?}");
    let declined = json!({"step":"decline"});
    t.try_step(&t.agency, case, declined, vec![], None).await.expect("declined");
    t.says(another("Salim Al Habsi", "87654321")).await.expect("nobody relies on it now");
}

async fn nobody_becomes_another_household_under_an_agreement(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let signed = t.says(another("Somebody Else", "87654321")).await;
    assert!(matches!(signed, Err(AppError::Conflict("identity_fixed"))), "{signed:?}");
    t.says(plain()).await.expect("the rest may change");
    t.try_step(&t.agency, case, json!({"step":"file_permit"}), PAPERS.to_vec(), None).await.expect("filed");
}

impl TestHouse {
    async fn says(&self, facts: HouseholdFacts) -> Result<(), AppError> {
        let version = self.house.read(&self.customer, organisations::own_household).await.expect("its own").version;
        organisations::fill(&self.house, &self.customer, version, facts).await
    }
}
