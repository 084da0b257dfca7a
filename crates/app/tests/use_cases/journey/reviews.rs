//! The moderator's check: what may be told of somebody rare, a check that has gone stale, one change asked of the agency, and the
//! queue by its working days. On both databases.

use app::admit::Key;
use app::catalogue::{self, Profile, Search};
use app::workers::{self, Check, Facts, Line, NewChange, NewWorker, RosterStep, WorkerRecord};
use app::{AppError, Caller};
use audit::Fact;
use domain::attest::Statement;
use domain::ids::Reference;
use domain::reidentification::{Age, Coarsening};
use domain::{ChangeReason, Purpose, Role, StateToken, WorkerId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::Limit;

use crate::both::on_both;
use crate::house::{TestHouse, new_worker};

on_both!(
    somebody_rare_is_listed_in_the_coarsest_form_and_the_record_keeps_the_truth,
    what_enough_people_share_is_told,
    a_check_that_came_out_otherwise_than_it_was_looked_at_is_refused,
    an_agency_that_lists_again_tells_what_was_confirmed,
    a_change_is_asked_answered_and_seen,
    a_change_is_asked_only_where_somebody_may_decide,
    the_queue_goes_by_working_days_and_says_who_is_late,
);

/// Somebody with these facts.
fn somebody(passport: &str, change: impl Fn(&mut Facts)) -> NewWorker {
    let mut new = new_worker(passport);
    change(&mut new.facts);
    new
}

/// The moderator at the task of checking.
fn reviewer(t: &TestHouse) -> Caller {
    t.moderator.clone().for_purpose(Purpose::Verify)
}

async fn check(t: &TestHouse, worker: WorkerId) -> Check {
    let key = Key::Id(worker.0);
    let look = |caller: Caller, key: Key| async move {
        t.house.read(&caller, move |tx, desk, caller| workers::reidentification(tx, desk, caller, &key)).await
    };
    let staff = |role| Caller { role, ..reviewer(t) };
    let officers = [staff(Role::Dpo), staff(Role::WelfareOfficer), staff(Role::Auditor)];
    for stranger in [&t.agency, &t.other_agency, &t.customer].into_iter().chain(&officers) {
        assert!(
            matches!(look(stranger.clone(), key.clone()).await, Err(AppError::NotFound)),
            "the crowd is no agency's, and no officer's who sees no profile"
        );
    }
    look(reviewer(t), key).await.expect("a check")
}

/// Takes a moderator's step with the check that they looked at.
async fn decide(
    t: &TestHouse,
    worker: WorkerId,
    step: RosterStep,
    states: &[Statement],
    check: &str,
) -> Result<WorkerId, AppError> {
    let (key, states, check) = (Key::Id(worker.0), states.to_vec(), check.to_owned());
    t.house
        .write(&reviewer(t), move |tx, desk, caller| {
            let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
            workers::take_checked(tx, desk, caller, &key, version, step, &states, Some(&check))
        })
        .await
}

async fn published(t: &TestHouse, profile: &Reference) -> (Age, Vec<String>, Vec<String>) {
    let visitor = Caller::anonymous("en");
    let shown = catalogue::profile(&t.house, &visitor, profile.as_str()).await.expect("published").profile;
    let list = |field| shown.show(field).visible().cloned().unwrap_or_default();
    let age = shown.show(&Profile::AGE).visible().copied().expect("public");
    (age, list(&Profile::LANGUAGES), list(&Profile::SKILLS))
}

async fn speaking(t: &TestHouse, language: &str) -> usize {
    let search = Search { language: Some(language.to_owned()), ..Search::default() };
    let filter = search.read().expect("a language of the list");
    catalogue::page(&t.house, &Caller::anonymous("en"), filter, None, Limit::PAGE).await.expect("a page").profiles.len()
}

async fn found(t: &TestHouse, typed: &str) -> usize {
    let filter = Search { q: Some(typed.to_owned()), ..Search::default() }.read().expect("words of the lists");
    catalogue::page(&t.house, &Caller::anonymous("en"), filter, None, Limit::PAGE).await.expect("a page").profiles.len()
}

async fn somebody_rare_is_listed_in_the_coarsest_form_and_the_record_keeps_the_truth(t: &TestHouse) {
    let new = somebody("EP1000001", |facts| facts.skills = vec!["cooking".into(), "swimming".into()]);
    let (worker, person) = t.consented(new, "rare@people.example").await;
    let looked = check(t, worker).await;
    assert!(looked.checked.rare && !looked.confirmed, "nobody else is listed: {looked:?}");
    let profile = t.list(worker).await;
    let (age, languages, skills) = published(t, &profile).await;
    assert_eq!((age, languages.len(), skills.len()), (Age::band(30, 39).expect("a band"), 1, 0));
    let left_out = if languages[0] == "am" { "ar" } else { "am" };
    assert_eq!((speaking(t, &languages[0]).await, speaking(t, left_out).await), (1, 0), "nor searched by");
    assert_eq!(catalogue::spoken(&t.house).await.expect("languages"), languages, "nor offered as a filter");
    let told = app::vocabulary::LANGUAGES.said_in_arabic(&languages[0]);
    assert_eq!(
        (found(t, "housek").await, found(t, told).await, found(t, &format!("{told} housekeeper")).await),
        (1, 1, 1)
    );
    assert_eq!((found(t, "cook").await, found(t, "swim").await), (0, 0), "what is not told is not found by either");
    for caller in [&t.agency, &t.moderator, &person] {
        let key = Key::Id(worker.0);
        let told = t.house.read(caller, move |tx, desk, caller| workers::public_form(tx, desk, caller, &key)).await;
        let told = told.expect("readable").expect("checked");
        assert_eq!((told.form.age, told.rare), (age, true));
        assert!(told.coarsened.contains(&Coarsening::Skill { word: "swimming".into() }), "and why");
        let seen = workers::get(&t.house, caller, Key::Id(worker.0)).await.expect("the record");
        let skills = seen.show(&WorkerRecord::SKILLS).visible().expect("their own").clone();
        assert_eq!(skills, ["cooking", "swimming"], "the record keeps the truth");
        assert_eq!(seen.show(&WorkerRecord::AGE).visible(), Some(&Age::of(31)));
    }
    let listed = &t.recorded("list").await[0];
    assert_eq!(listed.facts.get("reidentification"), Some(&Fact::Word("rare".into())));
    assert_eq!(listed.facts.get("people_min"), Some(&Fact::Number(3)));
    assert!(listed.facts.contains_key("coarsened"));
    let written = format!("{:?}", t.recorded("review").await);
    assert!(!written.contains("swimming") && !format!("{listed:?}").contains("swimming"), "no value of the person's");

    // The household that asks sees the coarse form until the agency accepts, and the truth from then on.
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let age_in_case = async || {
        let key = Key::Id(case.0);
        let read = app::cases::worker(&t.house, &t.customer, key).await;
        let seen = read.expect("a case").expect("a worker");
        seen.show(&WorkerRecord::AGE).visible().copied().expect("visible")
    };
    assert_eq!(age_in_case().await, age);
    t.try_step(&t.customer, case, json!({"step": "hold"}), vec![], None).await.expect("held");
    assert_eq!(age_in_case().await, age);
    t.try_step(&t.agency, case, json!({"step": "accept"}), vec![Statement::ConflictChecked], None)
        .await
        .expect("accepted");
    assert_eq!(age_in_case().await, Age::of(31));
}

async fn what_enough_people_share_is_told(t: &TestHouse) {
    for nth in 1..=2 {
        t.listed(&format!("EP200000{nth}"), &format!("alike{nth}@people.example")).await;
    }
    let new = somebody("EP2000003", |facts| facts.skills = vec!["cooking".into(), "swimming".into()]);
    let (third, _) = t.consented(new, "third@people.example").await;
    let looked = check(t, third).await.checked;
    assert!(!looked.rare);
    let left_out = [Coarsening::Age { band: "30-39".into() }, Coarsening::Skill { word: "swimming".into() }];
    assert_eq!(looked.coarsened, left_out, "only what the others do not share");
    t.list(third).await;
    let (fourth, _) = t.consented(new_worker("EP2000004"), "fourth@people.example").await;
    let looked = check(t, fourth).await.checked;
    assert_eq!((looked.coarsened.len(), looked.people), (0, 4), "the whole truth, whatever is told of the others");
    t.pass(1);
    let profile = t.list(fourth).await;
    assert_eq!(published(t, &profile).await.0, Age::of(31));
}

async fn a_check_that_came_out_otherwise_than_it_was_looked_at_is_refused(t: &TestHouse) {
    let (first, _) = t.consented(new_worker("EP3000001"), "first@people.example").await;
    let said = [Statement::ScansClean, Statement::ReidentificationChecked];
    let lists = [Statement::PublicFieldsOnly];
    let looked = check(t, first).await.name;
    let wrong = decide(t, first, RosterStep::Review {}, &said, "0000000000000000").await;
    assert!(matches!(wrong, Err(AppError::Conflict("check_stale"))), "{wrong:?}");
    decide(t, first, RosterStep::Review {}, &said, &looked).await.expect("what was looked at");
    let again = check(t, first).await;
    assert!(again.confirmed && again.name == looked, "nothing has changed");

    // Two others come into the catalogue, and the first need not be told so coarsely any more.
    for nth in 2..=3 {
        t.listed(&format!("EP300000{nth}"), &format!("other{nth}@people.example")).await;
    }
    let after = check(t, first).await;
    assert!(!after.confirmed && after.name != looked);
    t.pass(1);
    for check in [&looked, &after.name] {
        let stale = decide(t, first, RosterStep::List {}, &lists, check).await;
        assert!(matches!(stale, Err(AppError::Conflict("check_stale"))), "{check}: {stale:?}");
    }
    let unnamed = t.roster_step(&reviewer(t), first, RosterStep::List {}, lists.to_vec()).await;
    assert!(matches!(unnamed, Err(AppError::Conflict("check_stale"))), "{unnamed:?}");
    let anew = [Statement::PublicFieldsOnly, Statement::ReidentificationChecked];
    decide(t, first, RosterStep::List {}, &anew, &after.name).await.expect("looked at anew");

    let key = Key::Id(first.0);
    let agency = t.house.write(&t.agency, move |tx, desk, caller| {
        let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
        workers::take_checked(tx, desk, caller, &key, version, RosterStep::List {}, &[], Some("00"))
    });
    assert!(matches!(agency.await, Err(AppError::Invalid(_))), "an agency confirms no check");
}

async fn an_agency_that_lists_again_tells_what_was_confirmed(t: &TestHouse) {
    let (worker, _, profile) = t.listed("EP4000001", "again@people.example").await;
    let before = published(t, &profile).await;
    t.advance(15 * 24).await;
    assert_eq!(speaking(t, &before.1[0]).await, 0, "nobody confirmed in time");
    t.roster_step(&t.agency, worker, RosterStep::List {}, vec![]).await.expect("confirmed by the agency");
    let page =
        catalogue::page(&t.house, &Caller::anonymous("en"), catalogue::Filter::default(), None, Limit::PAGE).await;
    let again = page.expect("a page").profiles.remove(0);
    assert_eq!(again.show(&Profile::AGE).visible(), Some(&before.0));
    assert_eq!(again.show(&Profile::SKILLS).visible(), Some(&before.2));
}

async fn ask(t: &TestHouse, by: &Caller, worker: WorkerId, message: &str) -> Result<(), AppError> {
    let new = NewChange { reason: ChangeReason::Text, message: message.into() };
    let key = Key::Id(worker.0);
    t.house
        .write(by, move |tx, desk, caller| {
            let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
            workers::ask_change(tx, desk, caller, &key, version, &new)
        })
        .await
}

async fn answer(t: &TestHouse, by: &Caller, worker: WorkerId) -> Result<(), AppError> {
    let key = Key::Id(worker.0);
    t.house
        .write(by, move |tx, desk, caller| {
            let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
            workers::answer_change(tx, desk, caller, &key, version)
        })
        .await
}

async fn line(t: &TestHouse, line: Line) -> Vec<workers::Waiting> {
    let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        workers::reviews(tx, desk, caller, line, None, Limit::PAGE)
    };
    t.house.read(&reviewer(t), read).await.expect("the queue").0
}

async fn a_change_is_asked_answered_and_seen(t: &TestHouse) {
    let new = somebody("EP5000001", |facts| facts.history = Some("Six years in Sohar".into()));
    let (worker, person) = t.consented(new, "asked@people.example").await;
    let tells = ask(t, &reviewer(t), worker, "Selam is named").await;
    assert!(matches!(tells, Err(AppError::Invalid(_))), "{tells:?}");
    ask(t, &reviewer(t), worker, "Leave the town out.").await.expect("asked");
    let twice = ask(t, &reviewer(t), worker, "And that.").await;
    assert!(matches!(twice, Err(AppError::Conflict("change_not_now"))), "{twice:?}");
    assert_eq!((line(t, Line::Waiting).await.len(), line(t, Line::Asked).await.len()), (0, 1));
    assert!(line(t, Line::Asked).await[0].due.is_none(), "no answer is owed meanwhile");

    let open = async |caller: &Caller| {
        let key = Key::Id(worker.0);
        let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            let open = app::admit::worker(tx, desk, caller, &key)?;
            workers::change(tx, desk, caller, &open)
        };
        t.house.read(caller, read).await.expect("readable")
    };
    let asked = open(&t.agency).await.expect("the agency sees it");
    assert_eq!((asked.reason, asked.message.as_str()), (ChangeReason::Text, "Leave the town out."));
    assert!(open(&person).await.is_none(), "not the person");
    let day = t.house.read(&t.agency, |tx, desk, caller| workers::asked(tx, desk, caller, Limit::PAGE)).await;
    assert_eq!(day.expect("the day").len(), 1);
    let other = t.house.read(&t.other_agency, |tx, desk, caller| workers::asked(tx, desk, caller, Limit::PAGE)).await;
    assert!(other.expect("the day").is_empty());
    let foreign = answer(t, &t.other_agency, worker).await;
    assert!(matches!(foreign, Err(AppError::NotFound)), "{foreign:?}");

    t.pass(1);
    let key = Key::Id(worker.0);
    let (mut facts, version, _) = t
        .house
        .read(&t.agency, {
            let key = key.clone();
            move |tx, desk, caller| workers::editable(tx, desk, caller, &key)
        })
        .await
        .expect("editable");
    facts.history = Some("Six years with one family".into());
    let edit = workers::Edit { facts: Some(facts), name: Some("Selam Bekele".into()), ..workers::Edit::default() };
    workers::edit(&t.house, &t.agency, key, version, edit).await.expect("edited");
    assert_eq!(line(t, Line::Asked).await.len(), 1, "an edit is no answer yet");
    answer(t, &t.agency, worker).await.expect("sent again");
    let again = answer(t, &t.agency, worker).await;
    assert!(matches!(again, Err(AppError::Conflict("nothing_asked"))), "{again:?}");

    let waiting = line(t, Line::Waiting).await;
    assert_eq!((waiting.len(), waiting[0].changed, waiting[0].state), (1, Some(2), StateToken::RosterConsented));
    let change = open(&reviewer(t)).await.expect("not settled yet");
    assert_eq!(change.changed, ["history", "name"]);
    let before = change.before.show(&WorkerRecord::HISTORY).visible().cloned().flatten();
    assert_eq!(before.as_deref(), Some("Six years in Sohar"));
    t.list(worker).await;
    assert!(open(&reviewer(t)).await.is_none(), "whoever decides settles it");
}

async fn a_change_is_asked_only_where_somebody_may_decide(t: &TestHouse) {
    let (worker, _) = t.consented(new_worker("EP6000001"), "decide@people.example").await;
    for nobody in [&t.agency_admin, &t.finance] {
        assert!(ask(t, nobody, worker, "").await.is_err(), "{:?}", nobody.role);
    }
    let (listed, ..) = t.listed("EP6000002", "listed@people.example").await;
    assert!(ask(t, &reviewer(t), listed, "").await.is_err(), "it is through");
    let stale = {
        let (key, new) = (Key::Id(worker.0), NewChange { reason: ChangeReason::Facts, message: String::new() });
        t.house.write(&reviewer(t), move |tx, desk, caller| workers::ask_change(tx, desk, caller, &key, 1, &new)).await
    };
    assert!(matches!(stale, Err(AppError::Stale { given: 1 })), "{stale:?}");
    ask(t, &reviewer(t), worker, "").await.expect("without a text");
    t.list(worker).await;
}

/// The house begins on Sunday 4 January 2026, 10:00 in Muscat.
async fn the_queue_goes_by_working_days_and_says_who_is_late(t: &TestHouse) {
    let start: Timestamp = t.house.desk().now;
    // Thursday 8 January, 10:00; the check is due on Monday.
    t.pass(4 * 24);
    let (thursday, _) = t.consented(new_worker("EP7000001"), "thursday@people.example").await;
    // Friday evening counts as Sunday morning.
    t.pass(32);
    let (friday, _) = t.consented(new_worker("EP7000002"), "friday@people.example").await;
    let late = async || {
        let most = Limit::PAGE;
        let counted =
            t.house.read(&reviewer(t), move |tx, desk, caller| workers::counted(tx, desk, caller, most)).await;
        let counted = counted.expect("counted");
        (counted.waiting, counted.late)
    };
    let queue = line(t, Line::Waiting).await;
    let who: Vec<WorkerId> = queue.iter().map(|one| WorkerId(*one.worker.key(&WorkerRecord::ID))).collect();
    assert_eq!(who, [thursday, friday]);
    let hours = |hours: i64| Some(start + SignedDuration::from_hours(hours));
    assert_eq!(queue[0].due, hours(8 * 24), "Monday 12 January, 10:00 in Muscat");
    assert_eq!(queue[1].due, hours(8 * 24 + 14), "Tuesday 13 January, 0:00 in Muscat");
    assert_eq!(late().await, (2, 0));
    t.pass(8 * 24 - 4 * 24 - 32 + 1);
    assert_eq!(late().await, (2, 1));
    t.pass(24);
    assert_eq!(late().await, (2, 2));
    let agency = t.house.read(&t.agency, |tx, desk, caller| workers::counted(tx, desk, caller, Limit::PAGE)).await;
    assert!(matches!(agency, Err(AppError::NotFound)));
}
