//! An agency's file taken into its roster, on a real database: read, tried out, taken in by a job, undone.

use std::time::Duration;

use crate::house::TestHouse;
use app::admit::Key;
use app::imports::sample::roster_csv;
use app::imports::{
    Answers, Chosen, Import, ImportError, Limits, NewFile, Preview, Reason, Stage, Undone, WorkerField, begin,
    carry_on, carry_undo, faults, list, preview, refused_file, status, take, undo, workers_of,
};
use app::notices::Done;
use app::sign_in::Address;
use app::{AppError, Caller, Limit, invitations};
use domain::{StateToken, WorkerId};
use store::tables::records::About;
use store::tables::{imports as table, keys, roster};
use store::{Job, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    one_bad_row_never_stops_the_rest,
    a_preview_changes_nothing_on_the_roster_and_says_the_same,
    the_same_file_again_finds_its_workers_on_the_roster,
    another_agencys_roster_is_neither_touched_nor_known,
    an_import_of_another_agency_is_answered_like_an_unused_id,
    whoever_may_not_draft_is_told_so_before_the_file_is_kept,
    the_same_request_again_is_kept_once,
    only_the_chosen_lines_are_taken,
    whoever_leaves_lines_out_gets_all_the_others,
    a_job_that_was_dropped_goes_on_where_it_stood_and_doubles_nothing,
    two_workers_at_one_job_do_each_row_once,
    a_command_and_a_server_at_one_short_list_never_stumble_over_each_other,
    two_imports_of_the_same_people_at_once_enter_each_of_them_once,
    every_row_bad_makes_an_import_without_workers,
    a_licence_that_lapses_stops_an_import_which_goes_on_after_it_is_renewed,
    an_import_is_undone_while_nobody_touched_its_workers,
    an_import_is_not_undone_once_a_worker_was_invited,
    an_import_that_is_never_taken_in_is_thrown_away,
    the_file_lies_sealed_and_is_destroyed_a_week_after_its_end,
    the_columns_of_an_agencys_file_are_remembered_for_the_next,
    the_refused_rows_come_back_with_their_reasons,
    each_step_is_recorded_and_each_worker_finds_their_own_draft,
);

const FILE: &str = "\
Full name;Nationality;Date of birth;Passport No;Civil ID;Languages
Asha Mrema;Tanzania;04/05/1990;TA1111111;;Swahili
Rahel Bekele;Ethiopia;12/11/1994;EP2222222;;Amharic
Nobody Known;Atlantis;12/11/1994;EP3333333;;Amharic
Neema Massawe;Tanzania;01/01/1991;TA4444444;;Swahili
Too Young;Kenya;01/01/2010;AK5555555;;Swahili
Asha Again;Tanzania;04/05/1990;TA1111111;;Swahili
";

fn file(bytes: impl Into<Vec<u8>>) -> NewFile {
    NewFile { name: "list.csv".into(), bytes: bytes.into(), answers: Answers::default(), limits: Limits::default() }
}

async fn began(t: &TestHouse, caller: &Caller, bytes: &str) -> Result<Import, ImportError> {
    Ok(begin(&t.house, caller, file(bytes), None).await?.0)
}

async fn tried(t: &TestHouse, caller: &Caller, bytes: &str) -> Result<Preview, ImportError> {
    let import = began(t, caller, bytes).await?;
    preview(&t.house, caller, import.id, import.answers).await
}

/// Begun and handed to the job, which has not begun.
async fn handed(t: &TestHouse, caller: &Caller, bytes: &str) -> Result<Uuid, ImportError> {
    let import = began(t, caller, bytes).await?;
    Ok(take(&t.house, caller, import.id, import.version, Chosen::All, None).await?.id)
}

async fn import(t: &TestHouse, caller: &Caller, bytes: &str) -> Result<Import, ImportError> {
    let id = handed(t, caller, bytes).await?;
    t.rounds().await;
    Ok(stands(t, caller, id).await)
}

async fn stands(t: &TestHouse, caller: &Caller, id: Uuid) -> Import {
    t.house.read(caller, move |tx, desk, caller| status(tx, desk, caller, id)).await.expect("one's own import")
}

async fn lines_of(t: &TestHouse, caller: &Caller, id: Uuid) -> Vec<(u32, WorkerId)> {
    t.house.read(caller, move |tx, desk, caller| workers_of(tx, desk, caller, id, 0, 10_000)).await.expect("read")
}

async fn on_roster(t: &TestHouse, caller: &Caller) -> usize {
    let (org, all) = (caller.org.expect("an agency"), Limit::PAGE);
    let states = vec![StateToken::RosterDraft, StateToken::RosterConsented];
    let filter = roster::Filter { states, ..roster::Filter::default() };
    t.house.read(caller, move |tx, _, _| Ok(roster::page(tx, org, &filter, None, all)?.len())).await.expect("readable")
}

fn counts(import: &Import) -> (i64, i64, i64) {
    (import.accepted, import.known, import.refused)
}

fn refusal(error: ImportError) -> AppError {
    match error {
        ImportError::App(error) => error,
        other => panic!("{other:?}"),
    }
}

async fn one_bad_row_never_stops_the_rest(t: &TestHouse) {
    let import = import(t, &t.agency, FILE).await.expect("imported");
    assert_eq!((import.stage, counts(&import)), (Stage::Done, (3, 0, 3)));
    assert_eq!((import.rows, import.dealt), (6, 6));
    let lines = lines_of(t, &t.agency, import.id).await;
    assert_eq!(lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 5]);
    let (_, faults) = faults(&t.house, &t.agency, import.id).await.expect("judged");
    assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [4, 6, 7]);
    assert_eq!(on_roster(t, &t.agency).await, 3);
}

async fn a_preview_changes_nothing_on_the_roster_and_says_the_same(t: &TestHouse) {
    let dry = tried(t, &t.agency, FILE).await.expect("read");
    t.rounds().await;
    assert_eq!(on_roster(t, &t.agency).await, 0);
    assert_eq!(dry.accepted.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 5]);
    let wet = import(t, &t.agency, FILE).await.expect("imported");
    assert_eq!(counts(&wet), (3, 0, 3));
    assert_eq!((dry.known, dry.refused), (0, 3));
    assert_eq!(faults(&t.house, &t.agency, wet.id).await.expect("judged").1, dry.faults);
}

async fn the_same_file_again_finds_its_workers_on_the_roster(t: &TestHouse) {
    import(t, &t.agency, FILE).await.expect("imported");
    let dry = tried(t, &t.agency, FILE).await.expect("read");
    assert_eq!((dry.accepted.len(), dry.known, dry.refused), (0, 3, 3));
    let again = import(t, &t.agency, FILE).await.expect("imported");
    assert_eq!(counts(&again), (0, 3, 3));
    let (_, faults) = faults(&t.house, &t.agency, again.id).await.expect("judged");
    assert_eq!(faults, dry.faults);
    let known: Vec<_> = faults.iter().filter(|fault| fault.reason == Reason::OnRoster).collect();
    assert_eq!(known.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 5]);
    assert!(known.iter().all(|fault| fault.field == Some(WorkerField::PassportNumber)));
    assert!(known.iter().all(|fault| fault.column.as_ref().is_some_and(|column| column.heading == "Passport No")));
    assert_eq!(on_roster(t, &t.agency).await, 3);
}

async fn another_agencys_roster_is_neither_touched_nor_known(t: &TestHouse) {
    import(t, &t.agency, FILE).await.expect("imported");
    let other = import(t, &t.other_agency, FILE).await.expect("imported");
    assert_eq!(counts(&other), (3, 0, 3), "whom others have is nobody's business");
    assert_eq!((on_roster(t, &t.agency).await, on_roster(t, &t.other_agency).await), (3, 3));
}

async fn an_import_of_another_agency_is_answered_like_an_unused_id(t: &TestHouse) {
    let theirs = import(t, &t.other_agency, FILE).await.expect("imported");
    for id in [theirs.id, Uuid::from_u128(77)] {
        let is_none = |error: ImportError| matches!(error, ImportError::App(AppError::NotFound));
        let (house, caller) = (&t.house, &t.agency);
        let seen = house.read(caller, move |tx, desk, caller| status(tx, desk, caller, id)).await;
        assert!(matches!(seen, Err(AppError::NotFound)));
        assert!(is_none(preview(house, caller, id, Answers::default()).await.expect_err("not theirs")));
        assert!(is_none(take(house, caller, id, 1, Chosen::All, None).await.expect_err("not theirs")));
        assert!(is_none(refused_file(house, caller, id, "Reasons", &|_| String::new()).await.expect_err("not theirs")));
        assert!(matches!(undo(house, caller, id, theirs.version, None).await, Err(AppError::NotFound)));
    }
    let listed = t.house.read(&t.agency, |tx, desk, caller| list(tx, desk, caller, None, Limit::PAGE)).await;
    assert_eq!(listed.expect("read").0, []);
}

async fn whoever_may_not_draft_is_told_so_before_the_file_is_kept(t: &TestHouse) {
    let refused = refusal(began(t, &t.customer, FILE).await.expect_err("a household"));
    assert!(matches!(refused, AppError::NotFound | AppError::Denied(..)), "{refused:?}");
    t.licence(None).await;
    let refused = refusal(began(t, &t.agency, FILE).await.expect_err("a lapsed licence"));
    assert!(matches!(&refused, AppError::Refused(refusal) if refusal.rule == "licence_valid"), "{refused:?}");
    let listed = t.house.read(&t.agency, |tx, desk, caller| list(tx, desk, caller, None, Limit::PAGE)).await;
    assert_eq!(listed.expect("a lapsed licence hides nothing").0, []);
}

async fn the_same_request_again_is_kept_once(t: &TestHouse) {
    let (user, org) = (t.agency.user.expect("a person").0, t.agency.org.expect("an agency").0);
    let key = app::once::Key { user, org, route: "POST /imports".into(), key: "k-1".into() };
    let once = || Some((key.clone(), vec![1; 32]));
    let (first, _) = begin(&t.house, &t.agency, file(FILE), once()).await.expect("begun");
    let again = refusal(begin(&t.house, &t.agency, file(FILE), once()).await.map(drop).expect_err("the key is used"));
    assert!(matches!(again, AppError::Conflict("same_key_at_once")), "{again:?}");
    let (listed, _) =
        t.house.read(&t.agency, |tx, desk, caller| list(tx, desk, caller, None, Limit::PAGE)).await.expect("read");
    assert_eq!(listed, std::slice::from_ref(&first));
    let found = t.house.read(&t.agency, move |tx, _, _| app::once::find(tx, &key)).await.expect("read").expect("kept");
    assert_eq!(found.object, Some(first.id.to_string()));
}

async fn only_the_chosen_lines_are_taken(t: &TestHouse) {
    let import = began(t, &t.agency, FILE).await.expect("begun");
    let none = take(&t.house, &t.agency, import.id, import.version, Chosen::Only(vec![]), None).await;
    assert!(matches!(refusal(none.expect_err("nothing chosen")), AppError::Invalid(_)));
    take(&t.house, &t.agency, import.id, import.version, Chosen::Only(vec![3, 4]), None).await.expect("taken");
    let twice = take(&t.house, &t.agency, import.id, import.version + 1, Chosen::All, None).await;
    assert!(matches!(refusal(twice.expect_err("taken already")), AppError::Conflict("import_taken")));
    t.rounds().await;
    let done = stands(t, &t.agency, import.id).await;
    assert_eq!((done.stage, done.chosen, counts(&done)), (Stage::Done, Some(2), (1, 0, 1)));
    assert_eq!(lines_of(t, &t.agency, import.id).await.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3]);
    let (_, faults) = faults(&t.house, &t.agency, import.id).await.expect("judged");
    assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [4]);
}

async fn whoever_leaves_lines_out_gets_all_the_others(t: &TestHouse) {
    let import = began(t, &t.agency, FILE).await.expect("begun");
    let asked = |chosen| take(&t.house, &t.agency, import.id, import.version, chosen, None);
    let said = |refused: Result<Import, ImportError>| match refusal(refused.expect_err("refused")) {
        AppError::Invalid(faults) => (faults[0].pointer.clone(), faults[0].reason),
        other => panic!("{other:?}"),
    };
    let nobody = said(asked(Chosen::Without((2..=7).collect())).await);
    assert_eq!(nobody, ("/without".to_owned(), "lines_none_left"));
    let elsewhere = said(asked(Chosen::Only(vec![1, 70])).await);
    assert_eq!(elsewhere, ("/lines".to_owned(), "lines_elsewhere"));
    let nobodys = said(asked(Chosen::Without(vec![3, 99])).await);
    assert_eq!(nobodys, ("/without".to_owned(), "lines_elsewhere"), "a mistyped line leaves nobody out");
    asked(Chosen::Without(vec![3, 6])).await.expect("taken");
    t.rounds().await;
    let done = stands(t, &t.agency, import.id).await;
    assert_eq!((done.stage, done.chosen, counts(&done)), (Stage::Done, Some(4), (2, 0, 2)));
    assert_eq!(lines_of(t, &t.agency, import.id).await.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5]);
}

fn many(rows: usize) -> String {
    roster_csv(7, "AG-021", rows, "2026-01-04".parse().expect("a day"))
}

async fn a_job_that_was_dropped_goes_on_where_it_stood_and_doubles_nothing(t: &TestHouse) {
    let id = handed(t, &t.agency, &many(500)).await.expect("handed");
    assert_eq!(carry_on(&t.house, id, 1).await.expect("a chunk"), Done::Again);
    let after_one = stands(t, &t.agency, id).await;
    assert_eq!((after_one.stage, after_one.dealt), (Stage::Running, 200));
    // Dropped in the middle of its work, whatever it was at.
    let at_work = carry_on(&t.house, id, 9);
    tokio::select! { biased; _ = at_work => {}, () = std::future::ready(()) => {} }
    t.rounds().await;
    let done = stands(t, &t.agency, id).await;
    assert_eq!((done.stage, done.dealt), (Stage::Done, 550));
    let lines = lines_of(t, &t.agency, id).await;
    assert_eq!(i64::try_from(lines.len()), Ok(done.accepted));
    assert_eq!(done.accepted + done.known + done.refused, 550);
    assert_eq!(done.known, 0, "nobody was entered twice");
    assert_eq!(carry_on(&t.house, id, 9).await.expect("the job may run twice"), Done::Done);
    assert_eq!(stands(t, &t.agency, id).await, done);
}

async fn two_workers_at_one_job_do_each_row_once(t: &TestHouse) {
    let id = handed(t, &t.agency, &many(400)).await.expect("handed");
    let (one, other) = tokio::join!(carry_on(&t.house, id, 9), carry_on(&t.house, id, 9));
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    carry_on(&t.house, id, 9).await.expect("whoever is last ends it");
    let done = stands(t, &t.agency, id).await;
    assert_eq!((done.stage, done.known), (Stage::Done, 0));
    assert_eq!(i64::try_from(lines_of(t, &t.agency, id).await.len()), Ok(done.accepted));
}

/// The second may look for known people in the moment in which the first has just written them.
async fn a_command_and_a_server_at_one_short_list_never_stumble_over_each_other(t: &TestHouse) {
    for nth in 0..40 {
        let list =
            format!("Name;Nationality;Date of birth;Passport No\nA B;Kenya;04/05/1990;TA{:07}\n", 1_000_000 + nth);
        let id = handed(t, &t.agency, &list).await.expect("handed");
        // Each round the second comes a little later: some round meets the moment in question.
        let at_it = |after| {
            let house = t.house.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(after)).await;
                carry_on(&house, id, 9).await
            })
        };
        let (one, other) = tokio::join!(at_it(0), at_it(nth * 150));
        let (one, other) = (one.expect("no panic"), other.expect("no panic"));
        assert!(one.is_ok() && other.is_ok(), "round {nth}: {one:?} {other:?}");
        let done = stands(t, &t.agency, id).await;
        assert_eq!((done.stage, counts(&done)), (Stage::Done, (1, 0, 0)), "round {nth}");
    }
}

async fn two_imports_of_the_same_people_at_once_enter_each_of_them_once(t: &TestHouse) {
    let list = many(300);
    let (first, second) =
        (handed(t, &t.agency, &list).await.expect("handed"), handed(t, &t.agency, &list).await.expect("handed"));
    let (one, other) = tokio::join!(carry_on(&t.house, first, 9), carry_on(&t.house, second, 9));
    assert_eq!((one.expect("done"), other.expect("done")), (Done::Done, Done::Done));
    let (one, other) = (stands(t, &t.agency, first).await, stands(t, &t.agency, second).await);
    assert_eq!(one.accepted + one.known, other.accepted + other.known);
    assert_eq!(one.accepted + other.accepted, one.accepted + one.known, "each sound row once in both together");
    assert_eq!(one.accepted, other.known);
}

async fn every_row_bad_makes_an_import_without_workers(t: &TestHouse) {
    let bad = "Name;Nationality;Date of birth;Passport No\nA B;Atlantis;04/05/1990;TA1\n;Kenya;04/05/1990;TA1111112\n";
    let import = import(t, &t.agency, bad).await.expect("imported");
    assert_eq!((import.stage, counts(&import)), (Stage::Done, (0, 0, 2)));
    assert_eq!(on_roster(t, &t.agency).await, 0);
}

async fn a_licence_that_lapses_stops_an_import_which_goes_on_after_it_is_renewed(t: &TestHouse) {
    let id = handed(t, &t.agency, &many(400)).await.expect("handed");
    carry_on(&t.house, id, 1).await.expect("a chunk");
    t.licence(None).await;
    t.rounds().await;
    let stopped = stands(t, &t.agency, id).await;
    assert_eq!((stopped.stage, stopped.stopped.as_deref(), stopped.dealt), (Stage::Done, Some("licence"), 200));
    t.licence(Some("2027-12-31".parse().expect("a day"))).await;
    take(&t.house, &t.agency, id, stopped.version, Chosen::All, None).await.expect("it goes on");
    t.rounds().await;
    let done = stands(t, &t.agency, id).await;
    assert_eq!((done.stage, done.stopped, done.dealt, done.known), (Stage::Done, None, 440, 0));
}

/// Whether this subject's key is there.
async fn has_key(t: &TestHouse, subject: Uuid) -> bool {
    let keys = Scope::System(Job::Keys);
    let key =
        t.house.store.read(keys, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, subject)?) });
    key.await.expect("read").is_some()
}

async fn an_import_is_undone_while_nobody_touched_its_workers(t: &TestHouse) {
    let done = import(t, &t.agency, &many(120)).await.expect("imported");
    let lines = lines_of(t, &t.agency, done.id).await;
    let (_, first) = lines[0];
    assert!(has_key(t, first.0).await && has_key(t, done.id).await);
    let stale = undo(&t.house, &t.agency, done.id, done.version - 1, None).await;
    assert!(matches!(stale, Err(AppError::Stale { .. })));
    let begun = undo(&t.house, &t.agency, done.id, done.version, None).await.expect("asked");
    assert!(matches!(begun, Undone::Begun(import) if import.stage == Stage::Undoing));
    assert_eq!(carry_undo(&t.house, done.id, 1).await.expect("a chunk"), Done::Again);
    t.rounds().await;
    let undone = stands(t, &t.agency, done.id).await;
    assert_eq!((undone.stage, undone.accepted, undone.kept_until), (Stage::Undone, 0, None));
    for (_, worker) in lines {
        assert!(!has_key(t, worker.0).await, "their keys are destroyed");
    }
    assert!(!has_key(t, done.id).await, "and the file's");
    assert_eq!(on_roster(t, &t.agency).await, 0);
    let again = import(t, &t.agency, &many(120)).await.expect("imported");
    assert_eq!(counts(&again), counts(&done), "the same people may come again");
}

async fn an_import_is_not_undone_once_a_worker_was_invited(t: &TestHouse) {
    let done = import(t, &t.agency, FILE).await.expect("imported");
    let (_, worker) = lines_of(t, &t.agency, done.id).await[1];
    let address = Address::parse("email", "rahel@people.example").expect("an address");
    invitations::invite_worker(&t.house, &t.agency, Key::Id(worker.0), "en", address, None).await.expect("invited");
    let refused = undo(&t.house, &t.agency, done.id, done.version, None).await.expect("answered");
    assert_eq!(refused, Undone::Touched(1));
    t.rounds().await;
    assert_eq!(stands(t, &t.agency, done.id).await, done);
    assert_eq!(on_roster(t, &t.agency).await, 3);
}

async fn an_import_that_is_never_taken_in_is_thrown_away(t: &TestHouse) {
    let import = began(t, &t.agency, FILE).await.expect("begun");
    undo(&t.house, &t.agency, import.id, import.version, None).await.expect("asked");
    t.rounds().await;
    let gone = stands(t, &t.agency, import.id).await;
    assert_eq!((gone.stage, gone.kept_until, has_key(t, import.id).await), (Stage::Undone, None, false));
    let late = take(&t.house, &t.agency, import.id, gone.version, Chosen::All, None).await.expect_err("no file");
    assert!(matches!(refusal(late), AppError::Conflict("import_file_gone")));
}

async fn the_file_lies_sealed_and_is_destroyed_a_week_after_its_end(t: &TestHouse) {
    let done = import(t, &t.agency, FILE).await.expect("imported");
    let id = done.id;
    let parts =
        async || t.house.read(&t.agency, move |tx, _, _| Ok(table::parts(tx, id)?)).await.expect("read").concat();
    let sealed = parts().await;
    assert!(sealed.len() > FILE.len());
    assert!(!sealed.windows(4).any(|four| four == b"Asha"), "nothing of it in clear");
    t.pass(24 * 7 - 1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(parts().await, sealed, "not before its time");
    t.pass(2);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!((parts().await.len(), has_key(t, id).await), (0, false));
    let gone = refusal(faults(&t.house, &t.agency, id).await.expect_err("the reasons went with it"));
    assert!(matches!(gone, AppError::Conflict("import_file_gone")));
    let after = stands(t, &t.agency, id).await;
    assert_eq!((after.kept_until, counts(&after)), (None, counts(&done)), "the numbers stay");
}

async fn the_columns_of_an_agencys_file_are_remembered_for_the_next(t: &TestHouse) {
    let odd = "Name;Nationality;DOB;Passport No;Remark B\nAsha Mrema;Tanzania;04/05/1990;TA1111111;cooking\n";
    let first = began(t, &t.agency, odd).await.expect("begun");
    assert!(!first.answers.mapping.as_ref().expect("guessed").0.contains_key(&WorkerField::Skills));
    let mut answers = first.answers.clone();
    answers.mapping.as_mut().expect("guessed").0.insert(WorkerField::Skills, "Remark B".into());
    let tried = preview(&t.house, &t.agency, first.id, answers.clone()).await.expect("tried");
    assert_eq!(tried.accepted[0].1.skills, ["cooking"]);
    take(&t.house, &t.agency, first.id, tried.import.version, Chosen::All, None).await.expect("taken");
    let next = began(t, &t.agency, odd).await.expect("begun");
    assert_eq!(next.answers.mapping, answers.mapping);
    let other = began(t, &t.other_agency, odd).await.expect("begun");
    assert_eq!(other.answers.mapping, first.answers.mapping, "what one agency says is its own");
}

async fn the_refused_rows_come_back_with_their_reasons(t: &TestHouse) {
    let done = import(t, &t.agency, FILE).await.expect("imported");
    let say = |fault: &app::imports::RowFault| fault.reason.key().to_owned();
    let bytes = refused_file(&t.house, &t.agency, done.id, "Reasons", &say).await.expect("written");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let rows: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert!(rows[0].starts_with("Reasons,Full name"));
    assert!(rows[1].contains("Atlantis") && rows[1].starts_with("import-"), "{}", rows[1]);
}

async fn each_step_is_recorded_and_each_worker_finds_their_own_draft(t: &TestHouse) {
    let done = import(t, &t.agency, FILE).await.expect("imported");
    let (_, worker) = lines_of(t, &t.agency, done.id).await[0];
    let found = t.records(About::All).await;
    assert!(found.iter().any(|draft| draft.action == "roster_imported"));
    let of = |object: Uuid| {
        let mut actions: Vec<&str> = found
            .iter()
            .filter(|draft| draft.object.iter().any(|named| named.id == object))
            .map(|draft| draft.action.as_str())
            .collect();
        actions.sort_unstable();
        actions
    };
    assert_eq!(of(done.id), ["import_begun", "import_taken", "roster_imported"]);
    assert_eq!(of(worker.0), ["draft"]);
}
