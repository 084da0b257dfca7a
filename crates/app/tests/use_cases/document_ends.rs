//! Papers that end: who is told when, once; and what follows.

use std::sync::atomic::Ordering;

use app::admit::Key;
use app::document_checks::{self as checks, Found};
use app::documents::{NewDocument, Of};
use app::workers::RosterStep;
use app::{AppError, Caller, jobs};
use domain::attest::Statement;
use domain::{CheckReason, CheckResult, DocumentKind, Role, StateToken, WorkerId, calendar};
use jiff::civil::Date;
use serde_json::json;
use testkit::papers::pdf;
use uuid::Uuid;

use crate::documents::filed;
use crate::house::TestHouse;
use crate::house::files::HARM;

crate::both::on_both!(
    the_owner_is_told_at_each_of_the_days_once,
    a_paper_that_ends_soon_when_it_is_filed_is_told_of_once,
    a_passport_that_is_over_takes_the_listing_back_until_a_renewed_one_is_clean,
    without_a_passport_that_holds_no_permit_is_filed,
    an_agencys_licence_paper_that_is_over_closes_the_gate,
    a_renewal_that_is_held_or_waits_keeps_no_licence_alive,
    what_moderators_did_not_accept_holds_nothing,
    files_that_are_away_stop_nothing_else_that_is_due,
);

fn in_days(t: &TestHouse, days: u16) -> Date {
    calendar::days_after(t.house.desk().today(), days)
}

/// A night passes: what is due by itself happens.
async fn night(t: &TestHouse, days: i64) {
    t.pass(24 * days);
    jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
}

fn told(t: &TestHouse, template: &str) -> usize {
    let sent = t.sent.0.lock().expect("not poisoned");
    sent.iter().filter(|(_, text)| text.split(' ').next() == Some(template)).count()
}

fn of(worker: WorkerId) -> Of {
    Of::Worker(Key::Id(worker.0))
}

async fn the_owner_is_told_at_each_of_the_days_once(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8200001", "ends1@people.example").await;
    let until = in_days(t, 100);
    t.filed(&t.agency, of(worker), DocumentKind::CivilId, Some(until)).await;
    night(t, 1).await;
    assert_eq!(t.recorded("document_end_told").await.len(), 0);
    let mut days = Vec::new();
    for _ in 0..17 {
        night(t, 6).await;
        night(t, 0).await;
    }
    for draft in t.recorded("document_end_told").await.iter().rev() {
        days.push(serde_json::to_value(&draft.facts["days"]).expect("a number").as_i64().expect("a number"));
    }
    assert_eq!(days, [90, 60, 30, 7, 0]);
    assert_eq!((told(t, "own-paper-ends"), told(t, "own-paper-over")), (4, 1), "the worker is told of their own");
    assert!(told(t, "paper-ends") >= 4 && told(t, "paper-over") >= 1, "and the agency's people");
}

async fn a_paper_that_ends_soon_when_it_is_filed_is_told_of_once(t: &TestHouse) {
    let until = in_days(t, 20);
    t.filed(&t.agency_admin, Of::Agency(None), DocumentKind::CommercialRegistration, Some(until)).await;
    for _ in 0..3 {
        night(t, 1).await;
    }
    let told = t.recorded("document_end_told").await;
    assert_eq!(told.len(), 1, "by the nearest of the days alone");
    assert_eq!(serde_json::to_value(&told[0].facts["days"]).expect("a number"), 30);
}

async fn a_passport_that_is_over_takes_the_listing_back_until_a_renewed_one_is_clean(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP8200002", "ends2@people.example").await;
    t.filed(&t.agency, of(worker), DocumentKind::Passport, Some(in_days(t, 3))).await;
    night(t, 3).await;
    assert!(t.enquire(&t.customer, &profile).await.is_ok(), "its last day is a day of it");
    night(t, 1).await;
    let gone = t.enquire(&t.other_customer, &profile).await;
    assert!(gone.is_err(), "the profile is taken out of the catalogue");
    let refused = t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    t.filed(&t.agency, of(worker), DocumentKind::Passport, Some(in_days(t, 900))).await;
    t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await.expect("with a renewed one it is shown again");
    night(t, 1).await;
    assert_eq!(t.recorded("unlist").await.len(), 1, "and stays");
}

async fn without_a_passport_that_holds_no_permit_is_filed(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let worker = t.row(case).await.worker;
    t.filed(&t.agency, of(worker), DocumentKind::Passport, Some(in_days(t, 0))).await;
    t.pass(30);
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    let refused = t.try_step(&t.agency, case, json!({"step":"file_permit"}), papers.to_vec(), None).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    t.filed(&t.agency, of(worker), DocumentKind::Passport, Some(in_days(t, 900))).await;
    t.try_step(&t.agency, case, json!({"step":"file_permit"}), papers.to_vec(), None).await.expect("filed");
    assert_eq!(t.state(case).await, StateToken::Permit);
}

async fn an_agencys_licence_paper_that_is_over_closes_the_gate(t: &TestHouse) {
    let (_, _, profile) = t.listed("EP8200003", "ends3@people.example").await;
    t.filed(&t.agency_admin, Of::Agency(None), DocumentKind::MunicipalLicence, Some(in_days(t, 2))).await;
    night(t, 2).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 0);
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1);
    assert!(t.enquire(&t.customer, &profile).await.is_err(), "it begins nothing new");
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1, "once");
}

async fn a_renewal_that_is_held_or_waits_keeps_no_licence_alive(t: &TestHouse) {
    let kind = DocumentKind::MunicipalLicence;
    let first = t.filed(&t.agency_admin, Of::Agency(None), kind, Some(in_days(t, 1))).await;
    let later = NewDocument { of: Of::Agency(None), kind, expires_on: Some(in_days(t, 600)), replaces: Some(first) };
    let harm = pdf(std::str::from_utf8(HARM).expect("text"), "");
    filed(t, &t.agency_admin, later.clone(), &harm).await.expect("filed, and held");
    t.rounds().await;
    t.scanner.away.store(true, Ordering::SeqCst);
    filed(t, &t.agency_admin, later, &pdf("a renewed one", "")).await.expect("filed, and it waits");
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 0, "its last day is a day of it");
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1);
    assert!(told(t, "paper-over") >= 1, "and the agency is told");
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1, "once");
    t.licence(Some(in_days(t, 300))).await;
    night(t, 1).await;
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1, "what the operator found after it stands");
}

/// What two moderators find of a paper, one after the other.
async fn not_accepted(t: &TestHouse, second: &Caller, paper: Uuid) {
    for moderator in [&t.moderator, second] {
        night(t, 0).await;
        assert_eq!(t.recorded("unlist").await.len() + t.recorded("licence_lapsed").await.len(), 0, "not settled yet");
        let found = Found {
            result: CheckResult::Differs,
            reason: Some(CheckReason::OtherOwner),
            lines: String::new(),
            second: false,
        };
        let give = move |tx: &mut _, desk: &_, caller: &_| checks::give(tx, desk, caller, paper, &found);
        t.house.write(moderator, give).await.expect("kept");
    }
}

async fn what_moderators_did_not_accept_holds_nothing(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP8200004", "ends4@people.example").await;
    let second = t.staff(Role::Moderator).await;
    let until = Some(in_days(t, 900));
    let somebody_elses = t.filed(&t.agency, of(worker), DocumentKind::Passport, until).await;
    not_accepted(t, &second, somebody_elses).await;
    night(t, 0).await;
    assert_eq!(t.recorded("unlist").await.len(), 1);
    assert!(t.enquire(&t.customer, &profile).await.is_err(), "the profile is taken out of the catalogue");
    let refused = t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    t.filed(&t.agency, of(worker), DocumentKind::Passport, until).await;
    t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await.expect("one that nobody compared yet holds");
    night(t, 0).await;
    assert_eq!(t.recorded("unlist").await.len(), 1, "and stays");
    assert_eq!(t.recorded("licence_lapsed").await.len(), 0);
}

async fn files_that_are_away_stop_nothing_else_that_is_due(t: &TestHouse) {
    let kind = DocumentKind::Passport;
    let (worker, ..) = t.listed("EP8200005", "ends5@people.example").await;
    let until = Some(in_days(t, 900));
    let first = t.filed(&t.agency, of(worker), kind, until).await;
    let later = NewDocument { of: of(worker), kind, expires_on: until, replaces: Some(first) };
    filed(t, &t.agency, later, &pdf("a later one", "")).await.expect("filed");
    t.filed(&t.agency_admin, Of::Agency(None), DocumentKind::MunicipalLicence, Some(in_days(t, 99))).await;
    t.pass(24 * 100);
    t.objects.away.store(true, Ordering::SeqCst);
    let tidied = jobs::tidy(&t.house).await;
    assert!(tidied.is_err(), "the files of the version that is past its time cannot be removed");
    assert_eq!(t.recorded("licence_lapsed").await.len(), 1, "and everything else is done");
    t.objects.away.store(false, Ordering::SeqCst);
    night(t, 0).await;
    assert_eq!(t.recorded("document_destroyed").await.len(), 1);
}
