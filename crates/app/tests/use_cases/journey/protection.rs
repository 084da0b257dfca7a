//! A worker under protection: the parties learn that the case stands still, and nothing from which they could tell why.

use app::admit::Key;
use app::cases::{self, SeesRow};
use app::workers::{self, Through};
use app::{AppError, Caller};
use domain::{CaseId, Purpose, Role};
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_dispute_and_protection_look_alike_to_household_and_agency,
    only_who_protects_is_told_that_somebody_may_be_in_danger,
);

const OVERLAYS: [&str; 2] = ["dispute", "safeguarding"];

/// Everything that this party can read or try in a case, as text; what a clock says is left out.
async fn sees(t: &TestHouse, caller: &Caller, case: CaseId, worker: domain::WorkerId) -> String {
    let key = move || Key::Id(case.0);
    let view = t.house.read(caller, move |tx, desk, caller| cases::case(tx, desk, caller, &key())).await;
    let view = view.map(|view| (view.open.row.state, view.steps, view.profile, view.work)).map_err(shown);
    let table: Result<Vec<SeesRow>, _> =
        t.house.read(caller, move |tx, desk, caller| cases::visibility(tx, desk, caller, &key())).await;
    let seen = cases::worker(&t.house, caller, key()).await;
    let fields = seen.map(|seen| {
        seen.map(|seen| {
            use workers::WorkerRecord as W;
            let eyes =
                (seen.view().visible(), [W::NAME, W::PASSPORT, W::PHONE].map(|f| format!("{:?}", seen.show(&f))));
            (eyes, format!("{:?}", seen.show(&W::FIRST_NAME)))
        })
    });
    let customer = cases::customer(&t.house, caller, key()).await;
    let customer = customer.map(|seen| seen.map(|seen| seen.view().visible())).map_err(shown);
    let timeline = t
        .house
        .read(caller, move |tx, desk, caller| cases::timeline(tx, desk, caller, &key(), None, Limit::PAGE))
        .await;
    let timeline = timeline.map(|(events, _)| {
        events.iter().take(1).map(|event| (event.step, event.from, event.to, event.side.clone())).collect::<Vec<_>>()
    });
    let list = t.house.read(caller, |tx, desk, caller| cases::list(tx, desk, caller, &[], None, Limit::PAGE)).await;
    let list = list.map(|(views, _)| views.iter().map(|view| view.open.row.id).collect::<Vec<_>>()).map_err(shown);
    let counts = t.house.read(caller, cases::counts).await.map_err(shown);
    let mut opened = Vec::new();
    for purpose in [Purpose::Select, Purpose::Contract, Purpose::Placement, Purpose::Verify] {
        for field in ["name", "phone", "passport", "fitness"] {
            let through = Through::Case(key());
            let values = workers::disclose(&t.house, caller, through, vec![field.to_owned()], purpose).await;
            opened.push(values.map(|opened| opened.values.len()).map_err(shown));
        }
        let names = t.household(caller, case, &["customer_name"], purpose).await;
        opened.push(names.map(|names| names.len()).map_err(shown));
    }
    let roster = workers::get(&t.house, caller, Key::Id(worker.0)).await;
    let roster = roster.map(|seen| seen.view().visible()).map_err(shown);
    let step = t.try_step(caller, case, json!({"step":"cancel"}), vec![], None).await.map_err(shown);
    let table = table.map_err(shown);
    let (fields, timeline) = (fields.map_err(shown), timeline.map_err(shown));
    format!(
        "{view:?} {table:?} {fields:?} {customer:?} {timeline:?} {list:?} {counts:?} {opened:?} {roster:?} {step:?}"
    )
}

/// An error as its reader gets it: the rule's name, not the question behind it.
fn shown(error: AppError) -> String {
    match error {
        AppError::Denied(denial, _) => format!("denied by {}", denial.rule()),
        other => format!("{other:?}"),
    }
}

async fn a_dispute_and_protection_look_alike_to_household_and_agency(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP3333334", "mahlet@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    t.try_step(&t.customer, case, json!({"step":"hold"}), vec![], None).await.expect("held");
    let dpo = t.staff(Role::Dpo).await;
    let mut looks: Vec<Vec<String>> = Vec::new();
    for overlay in OVERLAYS {
        t.try_step(&t.moderator, case, json!({"step":"pause","overlay":overlay}), vec![], None).await.expect("paused");
        let mut here = Vec::new();
        for caller in [&t.customer, &t.agency, &t.agency_admin] {
            here.push(sees(t, caller, case, worker).await);
        }
        looks.push(here);
        let lift = json!({"step":"lift","overlay":overlay});
        t.try_step(&t.moderator, case, lift.clone(), vec![], None).await.expect("lifted");
        if overlay == "safeguarding" {
            let first = sees(t, &t.customer, case, worker).await;
            assert_eq!(first, looks[1][0], "the first of two approvals is nobody's news");
            t.try_step(&dpo, case, lift, vec![], None).await.expect("lifted by the second");
        }
    }
    let [dispute, protection] = looks.try_into().expect("two");
    for (one, other) in dispute.iter().zip(&protection) {
        assert_eq!(one, other);
        let said = other.to_lowercase();
        assert!(!said.contains("safeguard") && !said.contains("protect"), "{said}");
    }
    assert!(dispute[0].contains("overlays.paused_customer") && dispute[1].contains("overlays.paused_agency"));
    let back = workers::get(&t.house, &t.agency, Key::Id(worker.0)).await.expect("their worker");
    assert!(back.show(&workers::WorkerRecord::PHONE).visible().is_some(), "what was closed opens again");
}

async fn only_who_protects_is_told_that_somebody_may_be_in_danger(t: &TestHouse) {
    let (_, person, profile) = t.listed("EP3333335", "genet@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    for role in [Role::Support, Role::WelfareOfficer, Role::Dpo] {
        t.staff(role).await;
    }
    t.rounds().await;
    t.sent.0.lock().expect("not poisoned").clear();
    t.try_step(&person, case, json!({"step":"pause","overlay":"safeguarding"}), vec![], None).await.expect("paused");
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    let mut told: Vec<&str> =
        sent.iter().filter(|(_, text)| text.starts_with("task-safeguard")).map(|(to, _)| to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["dpo@people.example", "p1@people.example", "welfare_officer@people.example"], "{sent:?}");
    let paused = |to: &str| sent.iter().any(|(address, text)| address == to && text.starts_with("case-paused"));
    for party in ["p6@people.example", "p3@people.example", "p4@people.example"] {
        assert!(paused(party), "household and agency are told that it is paused, {party}: {sent:?}");
    }
}
