//! Papers compared with what was typed: whose task, what is found, who looks a second time, who is told.

use app::admit::Key;
use app::document_checks::{self as checks, Found, Standing, Task};
use app::documents::{self as papers, Of};
use app::workers;
use app::{AppError, Caller, Limit};
use documents::Checked;
use domain::attest::Statement;
use domain::{CheckReason, CheckResult, DocumentKind, Purpose, Role, WorkerId};
use jiff::civil::Date;
use serde_json::json;
use store::tables::records::About;
use uuid::Uuid;

use crate::house::{TestHouse, new_worker};

crate::both::on_both!(
    a_clean_passport_is_a_moderators_task_and_who_filed_it_is_told,
    what_is_not_accepted_is_looked_at_by_a_second_person,
    the_lines_are_read_and_compared_and_a_wrong_digit_is_never_accepted,
    what_is_over_or_without_its_reason_is_refused,
    what_nobody_may_open_is_nobodys_task,
    a_permit_of_somebody_in_a_case_is_compared_through_the_case,
    an_agencys_licence_is_a_task_and_its_admin_reads_what_was_found,
    a_households_id_card_is_compared_with_what_it_typed,
    of_two_who_say_it_at_once_one_is_kept,
    what_was_found_goes_with_whoever_is_erased,
);

const UNTIL: Date = Date::constant(2031, 5, 2);

fn found(result: CheckResult, reason: Option<CheckReason>) -> Found {
    Found { result, reason, lines: String::new(), second: false }
}

fn accepted() -> Found {
    found(CheckResult::Accepted, None)
}

fn differs() -> Found {
    found(CheckResult::Differs, Some(CheckReason::Number))
}

async fn passport(t: &TestHouse, worker: WorkerId) -> Uuid {
    t.filed(&t.agency, Of::Worker(Key::Id(worker.0)), DocumentKind::Passport, Some(UNTIL)).await
}

async fn queue(t: &TestHouse, caller: &Caller) -> Result<Vec<Task>, AppError> {
    let read = |tx: &mut _, desk: &_, caller: &_| checks::waiting(tx, desk, caller, None, Limit::PAGE);
    t.house.read(caller, read).await.map(|(tasks, _)| tasks)
}

async fn ids(t: &TestHouse, caller: &Caller) -> Vec<Uuid> {
    queue(t, caller).await.expect("a queue").into_iter().map(|task| task.id).collect()
}

async fn give(t: &TestHouse, caller: &Caller, id: Uuid, found: Found) -> Result<Standing, AppError> {
    t.house.write(caller, move |tx, desk, caller| checks::give(tx, desk, caller, id, &found)).await
}

async fn standing(t: &TestHouse, caller: &Caller, of: Of) -> Vec<(Uuid, Standing)> {
    t.house.read(caller, move |tx, desk, caller| checks::of(tx, desk, caller, &of)).await.expect("theirs")
}

fn told(t: &TestHouse) -> usize {
    t.sent.0.lock().expect("not poisoned").iter().filter(|sent| sent.1.contains("document-compared")).count()
}

/// The lines of a passport with this number, and the day of birth and the last day of [`new_worker`]'s.
fn lines(number: &str) -> String {
    let digit = |text: &str| {
        let value = |c: char| match c {
            '<' => 0,
            c => c.to_digit(36).expect("a letter or digit"),
        };
        let sum: u32 = text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, weight)| value(c) * weight).sum();
        (sum % 10).to_string()
    };
    let number = format!("{number:<<9}");
    let (born, ends, own) = ("940502", "310502", "<".repeat(14));
    let whole = format!("{number}{}{born}{}{ends}{}{own}{}", digit(&number), digit(born), digit(ends), digit(&own));
    let second = format!(
        "{number}{}ETH{born}{}F{ends}{}{own}{}{}",
        digit(&number),
        digit(born),
        digit(ends),
        digit(&own),
        digit(&whole)
    );
    format!("{:<<44}\n{second}", "P<ETHBEKELE<<SELAM<TESFAYE")
}

async fn a_clean_passport_is_a_moderators_task_and_who_filed_it_is_told(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100001", "checks1@people.example").await;
    let paper = passport(t, worker).await;
    let tasks = queue(t, &t.moderator).await.expect("a queue");
    let [task] = &tasks[..] else { panic!("{tasks:?}") };
    assert_eq!((task.id, task.agency.as_deref(), task.yours, task.late), (paper, Some("AG-021"), true, false));
    assert_eq!((task.way.purpose, task.way.case.is_none(), task.expires_on), (Purpose::Verify, true, Some(UNTIL)));
    for stranger in [&t.agency_admin, &t.customer] {
        assert!(matches!(queue(t, stranger).await, Err(AppError::NotFound)), "nobody beside the staff knows of it");
        assert!(matches!(give(t, stranger, paper, accepted()).await, Err(AppError::NotFound)));
    }
    assert!(ids(t, &t.finance).await.is_empty());
    assert!(matches!(give(t, &t.finance, paper, accepted()).await, Err(AppError::NotFound)));
    t.pass(24 * 8);
    assert!(queue(t, &t.moderator).await.expect("a queue")[0].late, "a week is more than the days for a review");
    let counted = t.house.read(&t.moderator, |tx, desk, caller| checks::counted(tx, desk, caller, Limit::PAGE)).await;
    assert_eq!(counted.map(|counted| (counted.waiting, counted.late)).expect("a count"), (1, 1));
    for _ in 0..2 {
        app::jobs::tidy(&t.house).await.expect("tidied");
        t.rounds().await;
    }
    let to_moderator = |(to, text): &&(String, String)| to == "p1@people.example" && text.contains("task-checks-late");
    let sent = t.sent.0.lock().expect("not poisoned").iter().filter(to_moderator).count();
    assert_eq!(sent, 1, "staff are told once a day");
    let before = told(t);
    let settled = give(t, &t.moderator, paper, accepted()).await.expect("kept");
    assert!(matches!(settled, Standing::Settled { result: CheckResult::Accepted, reason: None, .. }));
    assert!(ids(t, &t.moderator).await.is_empty());
    assert!(matches!(give(t, &t.moderator, paper, accepted()).await, Err(AppError::NotFound)), "it is settled");
    t.rounds().await;
    assert_eq!(told(t) - before, 1, "whoever filed it is told, and nobody else");
    let of = standing(t, &t.agency, Of::Worker(Key::Id(worker.0))).await;
    assert_eq!(of, [(paper, settled)], "its agency reads what was found");
    let record = &t.recorded("document_compared").await[0];
    assert_eq!(record.role, Role::Moderator);
    assert_eq!(serde_json::to_value(&record.facts["result"]).expect("a word"), "accepted");
}

async fn what_is_not_accepted_is_looked_at_by_a_second_person(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100002", "checks2@people.example").await;
    let paper = passport(t, worker).await;
    let second = t.staff(Role::Moderator).await;
    let before = told(t);
    assert_eq!(give(t, &t.moderator, paper, differs()).await.expect("kept"), Standing::Second);
    t.rounds().await;
    assert_eq!(told(t), before, "nobody is told of what one alone found");
    let again = give(t, &t.moderator, paper, accepted()).await;
    assert!(matches!(again, Err(AppError::Conflict("check_second_person"))), "{again:?}");
    let tasks = queue(t, &second).await.expect("a queue");
    let first = tasks[0].first.as_ref().expect("an opinion");
    assert_eq!((tasks[0].yours, first.result, first.second), (true, CheckResult::Differs, true));
    assert!(!queue(t, &t.moderator).await.expect("a queue")[0].yours);
    let settled = give(t, &second, paper, differs()).await.expect("kept");
    assert!(matches!(settled, Standing::Settled { result: CheckResult::Differs, .. }));
    t.rounds().await;
    assert_eq!(told(t) - before, 1);
    // What was accepted is looked at again where the first wants it.
    let other = passport(t, worker).await;
    let unsure = Found { second: true, ..accepted() };
    assert_eq!(give(t, &t.moderator, other, unsure).await.expect("kept"), Standing::Second);
    assert!(matches!(give(t, &second, other, accepted()).await.expect("kept"), Standing::Settled { .. }));
    // Whoever filed a paper says nothing of it, whatever else they are.
    let by = Caller { user: t.agency.user, ..t.moderator.clone() };
    let own = passport(t, worker).await;
    let refused = give(t, &by, own, accepted()).await;
    assert!(matches!(refused, Err(AppError::Conflict("check_second_person"))), "{refused:?}");
}

async fn the_lines_are_read_and_compared_and_a_wrong_digit_is_never_accepted(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100003", "checks3@people.example").await;
    let paper = passport(t, worker).await;
    let good = lines("EP8100003");
    let (_, read, compared) = checks::compare(&t.house, &t.moderator, paper, &good).await.expect("lines");
    assert!(read.fits() && read.whole_checked == Checked::Fits, "{read:?}");
    for one in &compared {
        assert!(one.same, "{one:?}");
    }
    assert_eq!(compared.len(), 4);
    let looks = t.records(About::Object(worker.0)).await;
    assert!(
        looks.iter().any(|look| look.action == "reveal" && look.role == Role::Moderator),
        "what was typed was opened on record"
    );
    let (_, other, compared) =
        checks::compare(&t.house, &t.moderator, paper, &lines("EP8100009")).await.expect("lines");
    assert!(other.fits(), "another passport, with digits of its own");
    assert!(compared.iter().any(|one| one.what == "passport" && !one.same && one.read == "EP8100009"));
    let wrong = good.replacen("EP8100003", "EP8100004", 1);
    for text in ["", "hello", "P<ETH", &"<".repeat(4_000)] {
        let fault = checks::compare(&t.house, &t.moderator, paper, text).await;
        assert!(matches!(&fault, Err(AppError::Invalid(faults)) if faults[0].reason == "check_lines"), "{text}");
    }
    let refused = give(t, &t.moderator, paper, Found { lines: wrong.clone(), ..accepted() }).await;
    assert!(matches!(&refused, Err(AppError::Invalid(faults)) if faults[0].reason == "check_digits"), "{refused:?}");
    let stranger = checks::compare(&t.house, &t.agency_admin, paper, &good).await;
    assert!(matches!(stranger, Err(AppError::NotFound)));
    give(t, &t.moderator, paper, Found { lines: good, ..accepted() }).await.expect("kept");
    let record = &t.recorded("document_compared").await[0];
    assert_eq!(serde_json::to_value(&record.facts["lines"]).expect("a flag"), true);
    assert!(!format!("{record:?}").contains("EP8100003"), "the log knows no number");
}

async fn what_is_over_or_without_its_reason_is_refused(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100004", "checks4@people.example").await;
    let paper = passport(t, worker).await;
    for (found, why) in [
        (found(CheckResult::Differs, None), "check_reason"),
        (found(CheckResult::Accepted, Some(CheckReason::Name)), "check_reason"),
        (found(CheckResult::Unreadable, Some(CheckReason::Number)), "check_reason"),
    ] {
        let refused = give(t, &t.moderator, paper, found).await;
        assert!(matches!(&refused, Err(AppError::Invalid(faults)) if faults[0].reason == why), "{refused:?}");
    }
    let today = t.house.desk().today();
    let short = t.filed(&t.agency, Of::Worker(Key::Id(worker.0)), DocumentKind::CivilId, Some(today)).await;
    t.pass(48);
    let refused = give(t, &t.moderator, short, accepted()).await;
    assert!(matches!(&refused, Err(AppError::Invalid(faults)) if faults[0].reason == "check_over"), "{refused:?}");
    let over = found(CheckResult::Expired, Some(CheckReason::DayPast));
    assert_eq!(give(t, &t.moderator, short, over).await.expect("kept"), Standing::Second);
}

async fn what_nobody_may_open_is_nobodys_task(t: &TestHouse) {
    let draft = workers::draft(&t.house, &t.agency, new_worker("EP8100005")).await.expect("a draft");
    let paper = passport(t, draft).await;
    assert!(ids(t, &t.moderator).await.is_empty(), "of a draft no staff knows");
    assert!(matches!(give(t, &t.moderator, paper, accepted()).await, Err(AppError::NotFound)));
    let (worker, ..) = t.listed("EP8100006", "checks6@people.example").await;
    let until = Some(UNTIL);
    let of = || Of::Worker(Key::Id(worker.0));
    t.filed(&t.agency, of(), DocumentKind::MedicalResult, until).await;
    assert!(ids(t, &t.moderator).await.is_empty(), "a medical report is compared by nobody");
    let first = passport(t, worker).await;
    assert_eq!(ids(t, &t.moderator).await, [first]);
    assert!(matches!(give(t, &t.moderator, Uuid::nil(), accepted()).await, Err(AppError::NotFound)));
}

async fn a_permit_of_somebody_in_a_case_is_compared_through_the_case(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let worker = t.row(case).await.worker;
    let until = Some("2028-05-02".parse().expect("a day"));
    let permit = t.filed(&t.agency, Of::Worker(Key::Id(worker.0)), DocumentKind::LabourPermit, until).await;
    assert!(!ids(t, &t.moderator).await.contains(&permit), "before the permit is applied for nobody opens it");
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    t.try_step(&t.agency, case, json!({"step":"file_permit"}), papers.to_vec(), None).await.expect("filed");
    let tasks = queue(t, &t.moderator).await.expect("a queue");
    let task = tasks.iter().find(|task| task.id == permit).expect("a task");
    assert_eq!((task.way.purpose, task.way.case.clone()), (Purpose::Permit, Some(Key::Id(case.0))));
    let (_, typed) = checks::typed(&t.house, &t.moderator, permit).await.expect("what was typed");
    assert!(typed.iter().all(|one| !one.value.is_empty()), "{typed:?}");
    assert!(matches!(give(t, &t.moderator, permit, accepted()).await.expect("kept"), Standing::Settled { .. }));
}

async fn an_agencys_licence_is_a_task_and_its_admin_reads_what_was_found(t: &TestHouse) {
    let licence = t.filed(&t.agency_admin, Of::Agency(None), DocumentKind::MunicipalLicence, Some(UNTIL)).await;
    let tasks = queue(t, &t.moderator).await.expect("a queue");
    assert_eq!(tasks.iter().map(|task| (task.id, task.reference.as_str())).collect::<Vec<_>>(), [(licence, "AG-021")]);
    let (_, typed) = checks::typed(&t.house, &t.moderator, licence).await.expect("what was typed");
    assert_eq!(typed.iter().map(|one| one.what).collect::<Vec<_>>(), ["ends"]);
    let lines = checks::compare(&t.house, &t.moderator, licence, &lines("EP8100007")).await;
    assert!(matches!(&lines, Err(AppError::Invalid(faults)) if faults[0].reason == "check_lines_none"));
    let settled = give(t, &t.moderator, licence, accepted()).await.expect("kept");
    assert_eq!(standing(t, &t.agency_admin, Of::Agency(None)).await, [(licence, settled)]);
}

async fn a_households_id_card_is_compared_with_what_it_typed(t: &TestHouse) {
    let card = t.filed(&t.customer, Of::Household(None), DocumentKind::CivilId, Some(UNTIL)).await;
    let tasks = queue(t, &t.moderator).await.expect("a queue");
    let own: Vec<_> = tasks.iter().map(|task| (task.id, task.agency.clone(), task.yours, task.worker)).collect();
    assert_eq!(own, [(card, None, true, None)]);
    let before = t.recorded("reveal").await.len();
    let (_, typed) = checks::typed(&t.house, &t.moderator, card).await.expect("what was typed");
    assert_eq!(typed.iter().map(|one| one.what).collect::<Vec<_>>(), ["name", "civil_id", "ends"]);
    assert!(typed.iter().all(|one| !one.value.is_empty()), "{typed:?}");
    assert_eq!(t.recorded("reveal").await.len(), before + 1, "and the household reads that somebody looked");
    for other in
        [t.staff(Role::Dpo).await, t.staff(Role::PlatformAdmin).await, t.finance.clone(), t.agency_admin.clone()]
    {
        let seen = t.house.read(&other, move |tx, desk, caller| papers::one(tx, desk, caller, card, None)).await;
        assert!(matches!(seen, Err(AppError::NotFound)), "{}: {seen:?}", other.role);
        assert!(checks::typed(&t.house, &other, card).await.is_err(), "{}", other.role);
    }
    let settled = give(t, &t.moderator, card, accepted()).await.expect("kept");
    assert_eq!(standing(t, &t.customer, Of::Household(None)).await, [(card, settled)]);
    assert_eq!(ids(t, &t.moderator).await, Vec::<Uuid>::new());
}

async fn of_two_who_say_it_at_once_one_is_kept(t: &TestHouse) {
    let (worker, ..) = t.listed("EP8100008", "checks8@people.example").await;
    let paper = passport(t, worker).await;
    let second = t.staff(Role::Moderator).await;
    let (one, other) = tokio::join!(give(t, &t.moderator, paper, accepted()), give(t, &second, paper, accepted()));
    let kept = [&one, &other].into_iter().filter(|given| given.is_ok()).count();
    assert_eq!(kept, 1, "{one:?} {other:?}");
    assert_eq!(t.recorded("document_compared").await.len(), 1);
}

async fn what_was_found_goes_with_whoever_is_erased(t: &TestHouse) {
    use app::workers::RosterStep;
    let (worker, person, _) = t.listed("EP8100010", "checks10@people.example").await;
    let paper = passport(t, worker).await;
    give(t, &t.moderator, paper, accepted()).await.expect("kept");
    let dpo = t.staff(Role::Dpo).await;
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("withdrawn");
    t.roster_step(&dpo, worker, RosterStep::Erase {}, vec![]).await.expect("erased");
    t.rounds().await;
    let left = t
        .house
        .store
        .read(store::Scope::System(store::Job::Housekeeping), move |tx: &mut store::Tx| -> Result<_, AppError> {
            Ok(store::tables::document_checks::of(tx, paper)?)
        })
        .await
        .expect("a read");
    assert!(left.is_empty(), "{left:?}");
}
