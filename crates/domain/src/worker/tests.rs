//! The roster machine, looked at from outside.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    ROSTER, RosterDue, RosterEffect, RosterFacts, RosterMoved, RosterState, RosterStep, RosterTimerChange, Worker,
};
use crate::consent::ConsentKind;
use crate::ids::{OrgId, UserId, WorkerId};
use crate::pack::Pack;
use crate::sample::{attested, id, monday, pack, person, receipt};
use crate::words::{Role, RosterTimer as T, StateToken as S, Statement, StepToken as Do};

const STEPS: [RosterStep; 9] = [
    RosterStep::Draft {},
    RosterStep::Consent {},
    RosterStep::Review {},
    RosterStep::List {},
    RosterStep::Unlist {},
    RosterStep::Release {},
    RosterStep::Rest {},
    RosterStep::WithdrawProfile {},
    RosterStep::Erase {},
];

fn evidence(at: Timestamp) -> RosterFacts {
    RosterFacts {
        held: false,
        case: None,
        licence_valid: true,
        papers_hold: true,
        age_years: Some(21),
        worker_languages: vec!["si".to_owned()],
        consents: vec![receipt(ConsentKind::Listing, at)],
        rest_owed: false,
        listed_elsewhere: false,
        legal_hold: false,
        undone: false,
        attested: attested(at),
    }
}

/// One record on its way.
#[derive(Clone)]
struct Roster {
    worker: Worker,
    facts: RosterFacts,
    at: Timestamp,
    pack: Pack,
    effects: Vec<RosterEffect>,
}

impl Roster {
    fn new() -> Self {
        let (at, pack) = (monday(), pack());
        let agency = OrgId(id(crate::sample::AGENCY_ORG));
        let by = person(Role::AgencyUser);
        let moved = Worker::draft(WorkerId(id(11)), agency, &by, &evidence(at), at, &pack).expect("a draft is allowed");
        Self { worker: moved.worker, facts: evidence(at), at, pack, effects: moved.effects }
    }

    fn attempt(&self, step: RosterStep, role: Role) -> Result<RosterMoved, &'static str> {
        self.worker.apply(step, &person(role), &self.facts, self.at, &self.pack).map_err(|refusal| refusal.rule)
    }

    fn take(&mut self, step: RosterStep, role: Role) -> S {
        let moved = self.attempt(step, role).unwrap_or_else(|rule| panic!("{}: {rule}", step.token()));
        (self.worker, self.effects) = (moved.worker, moved.effects);
        moved.event.to
    }

    fn wait(&mut self, days: i64) {
        self.at += SignedDuration::from_hours(24 * days);
    }

    fn to(state: S) -> Self {
        let mut roster = Self::new();
        let listed = matches!(state, S::RosterLocked | S::RosterEngaged | S::RosterPlaced | S::RosterResting);
        for (step, role, reached) in [
            (RosterStep::Consent {}, Role::Worker, S::RosterConsented),
            (RosterStep::Review {}, Role::Moderator, S::RosterReviewed),
            (RosterStep::List {}, Role::Moderator, S::RosterListed),
        ] {
            if roster.worker.state.token() == state || matches!(state, S::RosterWithdrawn | S::RosterErased) {
                break;
            }
            assert_eq!(roster.take(step, role), reached);
        }
        match state {
            S::RosterLocked | S::RosterResting => roster.facts.held = true,
            S::RosterEngaged => roster.facts.case = Some(S::Travel),
            S::RosterPlaced => roster.facts.case = Some(S::InGuarantee),
            S::RosterWithdrawn | S::RosterErased => drop(roster.take(RosterStep::WithdrawProfile {}, Role::Worker)),
            _ => assert!(!listed),
        }
        match state {
            S::RosterResting => drop(roster.take(RosterStep::Rest {}, Role::System)),
            S::RosterErased => drop(roster.take(RosterStep::Erase {}, Role::Dpo)),
            _ => {}
        }
        roster.facts.held &= state != S::RosterResting;
        assert_eq!(roster.worker.standing(roster.facts.held, roster.facts.case), state);
        roster
    }
}

#[test]
fn the_lists_of_engaging_cases_say_what_the_standing_says() {
    let listed = Roster::to(S::RosterListed).worker;
    for state in S::ALL {
        let expected = match listed.standing(false, Some(*state)) {
            S::RosterEngaged => (true, false),
            S::RosterPlaced => (false, true),
            _ => (false, false),
        };
        assert_eq!((super::ENGAGED.contains(state), super::PLACED.contains(state)), expected, "{state}");
    }
}

fn states() -> impl Iterator<Item = S> {
    super::STATES.into_iter()
}

#[test]
fn everybody_tries_every_step_in_every_state() {
    let mut text = String::new();
    for state in states() {
        let roster = Roster::to(state);
        writeln!(text, "{state}").expect("a string");
        for step in STEPS {
            for role in Role::ALL {
                match roster.attempt(step, *role) {
                    Ok(moved) => writeln!(text, "  {} by {role} -> {}", step.token(), moved.event.to),
                    Err("out_of_order" | "not_yours") => Ok(()),
                    Err(rule) => writeln!(text, "  {} by {role}: {rule}", step.token()),
                }
                .expect("a string");
            }
        }
    }
    insta::assert_snapshot!("state_by_step", text);
}

#[test]
fn the_table_reads_as_the_specification() {
    let mut text = String::new();
    let words = |items: Vec<&str>| items.join(" ");
    for row in ROSTER {
        let from = words(row.from.iter().map(|state| state.as_str()).collect());
        let who = words(row.who.iter().map(|role| role.as_str()).collect());
        let guards = words(row.guards.iter().map(|guard| guard.rule()).collect());
        writeln!(text, "{} by {who}: {from} -> {}\n  needs {guards}", row.step, row.to).expect("a string");
    }
    insta::assert_snapshot!("table", text);
}

#[test]
fn evidence_that_is_missing_is_named() {
    type Spoil = fn(&mut Roster);
    let cases: &[(S, RosterStep, Role, Spoil, &str)] = &[
        (S::RosterDraft, RosterStep::Consent {}, Role::Worker, |r| r.facts.age_years = Some(20), "old_enough"),
        (S::RosterDraft, RosterStep::Consent {}, Role::Worker, |r| r.facts.age_years = None, "old_enough"),
        (S::RosterDraft, RosterStep::Consent {}, Role::Worker, |r| r.facts.consents.clear(), "consent_in_own_language"),
        (
            S::RosterDraft,
            RosterStep::Consent {},
            Role::Worker,
            |r| r.facts.worker_languages.clear(),
            "consent_in_own_language",
        ),
        (
            S::RosterConsented,
            RosterStep::Review {},
            Role::Moderator,
            |r| r.worker.created_by = person(Role::Moderator).user,
            "not_creator",
        ),
        (
            S::RosterConsented,
            RosterStep::Review {},
            Role::Moderator,
            |r| r.facts.listed_elsewhere = true,
            "not_listed_elsewhere",
        ),
        (S::RosterReviewed, RosterStep::List {}, Role::Moderator, |r| r.facts.licence_valid = false, "licence_valid"),
        (S::RosterReviewed, RosterStep::List {}, Role::Moderator, |r| r.facts.papers_hold = false, "papers_hold"),
        (
            S::RosterReviewed,
            RosterStep::List {},
            Role::Moderator,
            |r| r.facts.consents[0].withdrawn_at = Some(r.at),
            "consent_in_own_language",
        ),
        (
            S::RosterReviewed,
            RosterStep::List {},
            Role::Moderator,
            |r| r.facts.listed_elsewhere = true,
            "not_listed_elsewhere",
        ),
        (S::RosterWithdrawn, RosterStep::Erase {}, Role::Dpo, |r| r.facts.legal_hold = true, "no_legal_hold"),
        (S::RosterWithdrawn, RosterStep::Erase {}, Role::Dpo, |r| r.facts.case = Some(S::Claim), "no_live_case"),
    ];
    for (from, step, role, spoil, rule) in cases {
        let mut roster = Roster::to(*from);
        assert!(roster.attempt(*step, *role).is_ok(), "{} from {from} with everything in order", step.token());
        spoil(&mut roster);
        assert_eq!(roster.attempt(*step, *role).err(), Some(*rule));
    }
    for (from, step, said, rule) in [
        (S::RosterConsented, RosterStep::Review {}, Statement::ScansClean, "scans_clean"),
        (S::RosterConsented, RosterStep::Review {}, Statement::ReidentificationChecked, "not_reidentifiable"),
        (S::RosterConsented, RosterStep::Review {}, Statement::WorkerPaidNothing, "worker_paid_nothing"),
        (S::RosterReviewed, RosterStep::List {}, Statement::PublicFieldsOnly, "public_fields_only"),
    ] {
        let mut roster = Roster::to(from);
        roster.facts.attested.retain(|attested| attested.statement != said);
        assert_eq!(roster.attempt(step, Role::Moderator).err(), Some(rule));
    }
}

#[test]
fn what_was_looked_at_before_a_rest_is_looked_at_again() {
    let mut roster = Roster::to(S::RosterResting);
    roster.at += SignedDuration::from_hours(24 * 365);
    roster.facts.consents = vec![receipt(ConsentKind::Listing, roster.at)];
    roster.take(RosterStep::Consent {}, Role::Worker);
    roster.facts.attested = attested(monday() - SignedDuration::from_hours(1));
    assert_eq!(roster.attempt(RosterStep::Review {}, Role::Moderator).err(), Some("scans_clean"));
    roster.facts.attested = attested(roster.at);
    roster.take(RosterStep::Review {}, Role::Moderator);
    roster.facts.attested = attested(monday() - SignedDuration::from_hours(1));
    assert_eq!(roster.attempt(RosterStep::List {}, Role::Moderator).err(), Some("public_fields_only"));
    roster.facts.attested = attested(roster.at);
    roster.take(RosterStep::List {}, Role::Moderator);
}

#[test]
fn no_evidence_at_all_refuses_everything_but_leaving() {
    for state in states() {
        let mut roster = Roster::to(state);
        let (held, case) = (roster.facts.held, roster.facts.case);
        roster.facts = RosterFacts { held, case, ..RosterFacts::default() };
        for step in [RosterStep::Consent {}, RosterStep::Review {}, RosterStep::List {}, RosterStep::Erase {}] {
            for role in Role::ALL {
                assert!(roster.attempt(step, *role).is_err(), "{} by {role} in {state}", step.token());
            }
        }
    }
}

#[test]
fn a_stranger_agency_moves_nobody() {
    let roster = Roster::to(S::RosterListed);
    let mut stranger = person(Role::AgencyAdmin);
    stranger.org = Some(OrgId(id(99)));
    let refused = roster.worker.apply(RosterStep::Unlist {}, &stranger, &roster.facts, roster.at, &roster.pack);
    assert_eq!(refused.map_err(|refusal| refusal.rule).err(), Some("not_a_party"));
}

#[test]
fn locked_engaged_and_placed_follow_from_hold_and_case_of_a_listed_worker_only() {
    let listed = Roster::to(S::RosterListed).worker;
    assert_eq!(listed.standing(true, Some(S::Held)), S::RosterLocked);
    assert_eq!(listed.standing(false, Some(S::Enquiry)), S::RosterListed);
    assert_eq!(listed.standing(false, Some(S::Signed)), S::RosterEngaged);
    assert_eq!(listed.standing(false, Some(S::Claim)), S::RosterPlaced);
    assert_eq!(listed.standing(false, Some(S::Completed)), S::RosterListed, "the case has let her rest by then");
    let resting = Roster::to(S::RosterResting).worker;
    assert_eq!(resting.standing(true, Some(S::InGuarantee)), S::RosterResting);
}

#[test]
fn a_listing_that_is_not_confirmed_is_hidden_until_it_is() {
    let mut roster = Roster::to(S::RosterListed);
    assert_eq!(roster.effects, [RosterEffect::Publish]);
    assert_eq!(T::Reconfirm.when_due(), RosterDue::Step(RosterStep::Unlist {}));
    assert_eq!(roster.attempt(RosterStep::Unlist {}, Role::System).err(), Some("confirmation_overdue"));
    roster.wait(10);
    roster.take(RosterStep::List {}, Role::AgencyUser);
    roster.wait(13);
    assert_eq!(roster.attempt(RosterStep::Unlist {}, Role::System).err(), Some("confirmation_overdue"));
    roster.wait(1);
    assert_eq!(roster.take(RosterStep::Unlist {}, Role::System), S::RosterListed);
    assert_eq!(roster.effects, [RosterEffect::Unpublish]);
    assert!(!roster.worker.is_published() && roster.worker.clocks.is_empty());
    roster.take(RosterStep::List {}, Role::AgencyUser);
    assert_eq!(roster.effects, [RosterEffect::Publish]);
}

#[test]
fn after_a_case_it_takes_a_week_and_a_fresh_consent() {
    let mut roster = Roster::to(S::RosterResting);
    assert_eq!(roster.effects, [RosterEffect::Unpublish]);
    roster.wait(7);
    roster.at -= SignedDuration::from_secs(1);
    assert_eq!(roster.attempt(RosterStep::Consent {}, Role::Worker).err(), Some("rest_over"));
    roster.at += SignedDuration::from_secs(1);
    assert!(roster.attempt(RosterStep::List {}, Role::Moderator).is_err(), "nobody is listed again by itself");
    roster.facts.consents = vec![receipt(ConsentKind::Listing, monday() - SignedDuration::from_secs(1))];
    assert_eq!(roster.attempt(RosterStep::Consent {}, Role::Worker).err(), Some("consent_fresh"));
    roster.facts.consents.push(receipt(ConsentKind::Listing, roster.at));
    assert_eq!(roster.take(RosterStep::Consent {}, Role::Worker), S::RosterConsented);
}

#[test]
fn a_worker_who_leaves_is_taken_out_of_her_case_and_erased_in_time() {
    for (state, leaves) in [(S::RosterLocked, true), (S::RosterEngaged, true), (S::RosterPlaced, false)] {
        let mut roster = Roster::to(state);
        roster.take(RosterStep::WithdrawProfile {}, Role::Worker);
        assert_eq!(roster.effects.contains(&RosterEffect::LeaveCase), leaves, "{state}");
        assert!(roster.effects.contains(&RosterEffect::Unpublish));
    }
    let mut roster = Roster::to(S::RosterWithdrawn);
    assert_eq!(roster.worker.clocks.get(&T::EraseDue), Some(&(roster.at + SignedDuration::from_hours(24 * 45))));
    assert_eq!(T::EraseDue.when_due(), RosterDue::Alert);
    roster.take(RosterStep::Erase {}, Role::Dpo);
    assert_eq!(roster.effects, [RosterEffect::DestroyKey]);
}

#[test]
fn a_draft_without_consent_is_purged_after_a_month() {
    let mut roster = Roster::new();
    assert_eq!(T::DraftPurge.when_due(), RosterDue::Step(RosterStep::Erase {}));
    assert_eq!(roster.attempt(RosterStep::Erase {}, Role::System).err(), Some("purge_due"));
    roster.facts.undone = true;
    assert!(roster.attempt(RosterStep::Erase {}, Role::System).is_ok(), "the agency undoes its import");
    roster.facts.undone = false;
    roster.wait(30);
    assert_eq!(roster.take(RosterStep::Erase {}, Role::System), S::RosterErased);
}

#[test]
fn a_review_is_due_after_two_working_days() {
    for state in [S::RosterConsented, S::RosterReviewed] {
        let roster = Roster::to(state);
        let due = pack().roster_due(T::ReviewDue, roster.at);
        assert_eq!(roster.worker.clocks.get(&T::ReviewDue), Some(&due), "{state}");
        assert!(due >= roster.at + SignedDuration::from_hours(48), "{state}");
    }
    assert!(!Roster::to(S::RosterListed).worker.clocks.contains_key(&T::ReviewDue), "listed, nothing waits");
    assert_eq!(T::ReviewDue.when_due(), RosterDue::Alert);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
    #[test]
    fn random_steps_never_list_without_consent_and_review(
        draws in prop::collection::vec((0..STEPS.len(), 0..Role::COUNT, 0..20_i64, any::<[bool; 3]>()), 1..80)
    ) {
        let mut roster = Roster::new();
        let mut timers = roster.worker.clocks.clone();
        let mut published = false;
        for (step, role, days, [held, consent, elsewhere]) in draws {
            roster.wait(days);
            roster.facts = RosterFacts { held, listed_elsewhere: elsewhere, ..evidence(roster.at) };
            if !consent {
                roster.facts.consents.clear();
            }
            let before = roster.worker.clone();
            let Ok(moved) = roster.attempt(STEPS[step], Role::ALL[role]) else { continue };
            roster.worker = moved.worker;
            let (from, to) = (moved.event.from, moved.event.to);
            let allowed = |row: &super::RosterRow| {
                row.from.contains(&from) && row.to == to && row.step == moved.event.step && row.who.contains(&Role::ALL[role])
            };
            prop_assert!(ROSTER.iter().any(allowed), "{} led from {from} to {to}", moved.event.step);
            prop_assert_eq!(roster.worker.version, before.version + 1);
            if to == S::RosterListed && from == S::RosterReviewed {
                prop_assert!(consent && !elsewhere);
            }
            if matches!(roster.worker.state, RosterState::Reviewed { .. }) && moved.event.step == Do::Review {
                prop_assert_ne!(UserId(person(Role::ALL[role]).user.0), roster.worker.created_by);
            }
            for effect in &moved.effects {
                match effect {
                    RosterEffect::Publish => { prop_assert!(!published); published = true; }
                    RosterEffect::Unpublish => { prop_assert!(published); published = false; }
                    RosterEffect::LeaveCase | RosterEffect::DestroyKey => {}
                }
            }
            prop_assert_eq!(published, roster.worker.is_published(), "the projection follows the effects");
            for change in moved.timers {
                match change {
                    RosterTimerChange::Set { kind, due_at } => drop(timers.insert(kind, due_at)),
                    RosterTimerChange::Clear { kind } => drop(timers.remove(&kind)),
                }
            }
            prop_assert_eq!(&timers, &roster.worker.clocks, "timer rows follow the clocks");
            let json = serde_json::to_string(&roster.worker).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<Worker>(&json).expect("reads back"), &roster.worker);
        }
    }
}

#[test]
fn a_material_edit_of_a_listed_record_goes_back_to_the_check_and_voids_the_checks_before_it() {
    let mut roster = listed();
    let later = roster.at + SignedDuration::from_hours(1);
    let edited = roster.worker.edit(true, false, None, later, &roster.pack).expect("a listed record can be edited");
    assert_eq!((edited.from, edited.worker.state.token()), (S::RosterListed, S::RosterConsented));
    assert_eq!(edited.worker.version, roster.worker.version + 1);
    assert!(edited.timers.iter().any(|change| matches!(change, RosterTimerChange::Set { kind: T::ReviewDue, .. })));
    (roster.worker, roster.at) = (edited.worker, later);
    assert_eq!(roster.attempt(RosterStep::Review {}, Role::Moderator).err(), Some("scans_clean"));
    roster.facts.attested = attested(later);
    assert_eq!(roster.take(RosterStep::Review {}, Role::Moderator), S::RosterReviewed);
}

#[test]
fn an_edit_that_changes_nothing_checked_leaves_the_record_where_it_stands() {
    let roster = listed();
    let edited = roster.worker.edit(false, false, None, roster.at, &roster.pack).expect("allowed");
    assert_eq!(
        (edited.worker.state, edited.worker.clocks, edited.timers.len()),
        (roster.worker.state, roster.worker.clocks, 0)
    );
}

#[test]
fn nothing_is_edited_while_a_hold_or_an_agreement_rests_on_it() {
    let roster = listed();
    let edit =
        |held, case| roster.worker.edit(false, held, case, roster.at, &roster.pack).map_err(|refusal| refusal.rule);
    assert_eq!(edit(true, None).err(), Some("editing_off"));
    assert_eq!(edit(false, Some(S::Signed)).err(), Some("editing_off"));
    assert_eq!(edit(false, Some(S::InGuarantee)).err(), Some("editing_off"));
    let mut gone = listed();
    gone.take(RosterStep::WithdrawProfile {}, Role::Worker);
    assert_eq!(
        gone.worker.edit(false, false, None, gone.at, &gone.pack).map_err(|r| r.rule).err(),
        Some("out_of_order")
    );
}

#[test]
fn while_a_change_is_asked_for_the_check_has_no_clock_and_the_answer_starts_it_anew() {
    let mut roster = Roster::new();
    roster.take(RosterStep::Consent {}, Role::Worker);
    let (sent, pack) = (roster.at, &roster.pack);
    assert_eq!(roster.worker.waits_since(), Some(sent));
    assert_eq!(roster.worker.answer_change(sent, pack), None, "nothing was asked");
    let later = |hours| sent + SignedDuration::from_hours(hours);
    let asked = roster.worker.ask_change(later(1), pack).expect("it waits for a check");
    assert_eq!(asked.timers, [RosterTimerChange::Clear { kind: T::ReviewDue }]);
    assert_eq!((asked.worker.waits_since(), asked.worker.asked_since), (None, Some(later(1))));
    assert_eq!(asked.worker.ask_change(later(2), pack), None, "one change at a time");
    let edited = asked.worker.edit(true, false, None, later(3), pack).expect("the agency edits").worker;
    assert_eq!((edited.waits_since(), edited.clocks.len()), (None, 0), "an edit is no answer yet");
    let answered = edited.answer_change(later(5), pack).expect("it was asked");
    assert_eq!(answered.worker.waits_since(), Some(later(5)));
    let due = pack.roster_due(T::ReviewDue, later(5));
    assert_eq!(answered.timers, [RosterTimerChange::Set { kind: T::ReviewDue, due_at: due }]);
}

#[test]
fn a_change_is_asked_for_where_something_is_checked_and_a_step_settles_it() {
    assert_eq!(Roster::new().worker.ask_change(monday(), &Roster::new().pack), None, "a draft");
    assert_eq!(listed().worker.ask_change(monday(), &listed().pack), None, "a listing");
    let mut roster = Roster::new();
    roster.take(RosterStep::Consent {}, Role::Worker);
    roster.worker = roster.worker.ask_change(roster.at, &roster.pack).expect("in review").worker;
    roster.take(RosterStep::Review {}, Role::Moderator);
    assert_eq!(roster.worker.asked_since, None);
    let reviewed = roster.worker.ask_change(roster.at, &roster.pack).expect("in review").worker;
    let answered = reviewed.answer_change(roster.at, &roster.pack).expect("it was asked").worker;
    assert_eq!(answered.state.token(), S::RosterConsented, "the check begins anew");
}

/// Thursday to Sunday, and the evening on which it is the next day in Muscat already.
#[test]
fn a_check_is_due_after_two_working_days_of_muscat_over_its_weekend() {
    let pack = pack();
    for (sent, due) in [
        // Thursday 10:00 in Muscat: Friday and Saturday do not count.
        ("2026-11-05T06:00:00Z", "2026-11-09T06:00:00Z"),
        // Sunday 10:00.
        ("2026-11-08T06:00:00Z", "2026-11-10T06:00:00Z"),
        // Wednesday 10:00: Thursday, then Sunday.
        ("2026-11-04T06:00:00Z", "2026-11-08T06:00:00Z"),
        // Wednesday 21:00 UTC is Thursday 01:00 in Muscat.
        ("2026-11-04T21:00:00Z", "2026-11-08T21:00:00Z"),
        // Saturday 21:00 UTC is Sunday 01:00 in Muscat: the first working day is Monday.
        ("2026-11-07T21:00:00Z", "2026-11-09T21:00:00Z"),
    ] {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        assert_eq!(pack.roster_due(T::ReviewDue, at(sent)), at(due), "{sent}");
    }
}

/// A record in the catalogue.
fn listed() -> Roster {
    let mut roster = Roster::new();
    roster.take(RosterStep::Consent {}, Role::Worker);
    roster.take(RosterStep::Review {}, Role::Moderator);
    roster.take(RosterStep::List {}, Role::Moderator);
    roster
}
