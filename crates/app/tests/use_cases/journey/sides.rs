//! Who may not learn of somebody any more, and who may not stand on two sides.

use app::admit::Key;
use app::{AppError, Caller, cases, workers};
use domain::consent::{ConsentKind, ConsentMethod};
use domain::{Purpose, Role, Side, StateToken};
use serde_json::json;
use store::tables::Limit;

use crate::both;
use crate::house::{TestHouse, new_worker};

both::on_both!(
    whoever_rests_under_a_standstill_is_shown_to_nobody_and_asked_for_by_nobody,
    a_case_that_is_over_does_not_name_a_new_listing,
    whoever_is_on_two_rosters_acts_on_the_one_they_speak_for_and_reads_of_both,
    a_draft_is_its_agencys_alone_and_no_staff_finds_or_counts_it,
    what_finance_may_not_know_leaves_no_gap_in_a_page_and_no_answer_of_its_own,
);

async fn whoever_rests_under_a_standstill_is_shown_to_nobody_and_asked_for_by_nobody(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP7777771", "rahwa@people.example").await;
    let theirs = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let others = t.enquire(&t.other_customer, &profile).await.expect("an enquiry");
    let third = t.household_member(1).await;
    for overlay in ["dispute", "safeguarding"] {
        let pause = json!({"step":"pause","overlay":overlay});
        t.try_step(&t.moderator, theirs, pause, vec![], None).await.expect("paused");
        let visitor = app::Caller::anonymous("en");
        let shown = app::catalogue::profile(&t.house, &visitor, profile.as_str()).await;
        assert!(matches!(shown, Err(AppError::NotFound)), "{overlay}");
        let asked = t.enquire(&third, &profile).await;
        assert!(matches!(asked, Err(AppError::NotFound)), "{overlay}: {asked:?}");
        let held = t.try_step(&t.other_customer, others, json!({"step":"hold"}), vec![], None).await;
        assert!(
            matches!(&held, Err(AppError::Refused(refusal)) if refusal.rule == "worker_listed"),
            "{overlay}: {held:?}"
        );
        let lift = json!({"step":"lift","overlay":overlay});
        t.try_step(&t.moderator, theirs, lift.clone(), vec![], None).await.expect("lifted");
        if overlay == "safeguarding" {
            let dpo = t.staff(Role::Dpo).await;
            t.try_step(&dpo, theirs, lift, vec![], None).await.expect("lifted by the second");
        }
        assert!(app::catalogue::profile(&t.house, &visitor, profile.as_str()).await.is_ok(), "{overlay} is over");
    }
    t.try_step(&t.other_customer, others, json!({"step":"hold"}), vec![], None).await.expect("held");
}

async fn a_case_that_is_over_does_not_name_a_new_listing(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP7777772", "yordanos@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let named = || async {
        let see = move |tx: &mut store::Tx, desk: &app::Desk, caller: &app::Caller| {
            Ok(cases::case(tx, desk, caller, &Key::Id(case.0))?.profile)
        };
        t.house.read(&t.customer, see).await.expect("their case")
    };
    assert_eq!(named().await.as_deref(), Some(profile.as_str()));
    t.try_step(&t.customer, case, json!({"step":"cancel"}), vec![], None).await.expect("over");
    assert_eq!(named().await, None);
}

async fn what_finance_may_not_know_leaves_no_gap_in_a_page_and_no_answer_of_its_own(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP7777773", "bethel@people.example").await;
    let older = t.enquire(&t.other_customer, &profile).await.expect("an enquiry");
    let newest = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let pause = json!({"step":"pause","overlay":"safeguarding"});
    t.try_step(&t.moderator, newest, pause, vec![], None).await.expect("paused");
    let one = Limit::new(1).expect("a size");
    let list = t.house.read(&t.finance, move |tx, desk, caller| cases::list(tx, desk, caller, &[], None, one)).await;
    let (views, next) = list.expect("a page");
    let shown: Vec<_> = views.iter().map(|view| view.open.row.id).collect();
    assert_eq!(
        (shown.as_slice(), next),
        ([older].as_slice(), None),
        "the page is full, and its end names what it showed"
    );
    let step = t.try_step(&t.finance, newest, json!({"step":"pause","overlay":"dispute"}), vec![], None).await;
    assert!(matches!(step, Err(AppError::NotFound)), "{step:?}");
    let name = t.household(&t.finance, newest, &["customer_name"], domain::Purpose::Billing).await;
    assert!(matches!(name, Err(AppError::NotFound)), "{name:?}");
}

async fn a_draft_is_its_agencys_alone_and_no_staff_finds_or_counts_it(t: &TestHouse) {
    let draft = workers::draft(&t.house, &t.agency, new_worker("EP7777776")).await.expect("a draft").0;
    let (consented, person) =
        (workers::draft(&t.house, &t.agency, new_worker("EP7777777")).await, "almaz@people.example");
    let consented = consented.expect("a second");
    let person = t.sign_in_of(consented, person).await;
    let given =
        workers::Given { kind: ConsentKind::Listing, language: "am".into(), method: ConsentMethod::InApp, case: None };
    let give = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        workers::give(tx, desk, caller, &Key::Id(consented.0), &given)
    };
    t.house.write(&person, give).await.expect("a consent");
    let consent = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        let version = app::admit::worker(tx, desk, caller, &Key::Id(consented.0))?.row.version;
        workers::take(tx, desk, caller, &Key::Id(consented.0), version, workers::RosterStep::Consent {}, &[])
    };
    t.house.write(&person, consent).await.expect("consented");
    for role in Role::ALL.iter().copied().filter(|role| Side::of(*role) == Side::Operator) {
        let staff = t.staff(role).await;
        for purpose in std::iter::once(None).chain(Purpose::ALL.iter().copied().map(Some)) {
            let staff = Caller { purpose, ..staff.clone() };
            let see = |id| {
                move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
                    app::admit::worker(tx, desk, caller, &Key::Id(id)).map(|open| open.row.version)
                }
            };
            let found = t.house.read(&staff, see(draft)).await;
            assert!(matches!(found, Err(AppError::NotFound)), "{role} for {purpose:?}: {found:?}");
            let queue = |state| {
                move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
                    let page = workers::queue(tx, desk, caller, state, None, Limit::new(1).expect("a size"))?;
                    Ok((page.workers.len(), page.next))
                }
            };
            let drafts = t.house.read(&staff, queue(StateToken::RosterDraft)).await.expect("a page");
            assert_eq!(drafts, (0, None), "{role} for {purpose:?}");
            if role == Role::Moderator {
                assert!(t.house.read(&staff, see(consented.0)).await.is_ok(), "with a consent it is theirs to check");
                let waiting = t.house.read(&staff, queue(StateToken::RosterConsented)).await.expect("a page");
                assert_eq!(waiting, (1, None));
            }
        }
    }
    let own = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        app::admit::worker(tx, desk, caller, &Key::Id(draft)).map(drop)
    };
    t.house.read(&t.agency, own).await.expect("its agency's");
}

async fn whoever_is_on_two_rosters_acts_on_the_one_they_speak_for_and_reads_of_both(t: &TestHouse) {
    let (first, person, _) = t.listed("EP7777775", "feven@people.example").await;
    let second = workers::draft(&t.house, &t.other_agency, new_worker("EP7777775")).await.expect("a draft elsewhere");
    app::setup::worker_sign_in(&t.house, second, person.user.expect("a person")).await.expect("their second roster");
    let there = Caller { org: t.other_agency.org, ..person.clone() };
    for (speaking, worker) in [(&person, first), (&there, second)] {
        let own = t.house.read(speaking, workers::own).await.expect("their record");
        assert_eq!(own.open.row.id, worker, "by the agency for which they are here");
    }
    let looked = || async {
        t.linked().await;
        let mine = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            let (all, _) = app::disclosures::mine(tx, desk, caller, None, Limit::PAGE)?;
            Ok(all.iter().filter(|seen| seen.purpose == Some(domain::Purpose::Compliance)).count())
        };
        t.house.read(&person, mine).await.expect("who looked")
    };
    assert_eq!(looked().await, 0);
    let through = workers::Through::Roster(Key::Id(second.0));
    let admin = Caller { role: Role::AgencyAdmin, ..t.other_agency.clone() };
    let opened =
        workers::disclose(&t.house, &admin, through, vec!["passport".into()], domain::Purpose::Compliance).await;
    opened.expect("the agency opens its own worker's passport");
    assert_eq!(looked().await, 1, "told to the person, whichever roster it was");
}
