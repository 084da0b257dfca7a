//! An agency's file taken into its roster, on a real database.

mod both;
#[allow(dead_code, reason = "each test file uses its part of the house")]
mod house;

use app::imports::{
    Imported, Limits, Reason, Roster, Rules, WorkerField, commit, commit_once, draft_rows, guess, read, repeat,
};
use app::{AppError, Caller};
use house::TestHouse;
use store::tables::{Limit, imports, workers};

both::on_both!(
    one_bad_row_never_stops_the_rest,
    a_dry_run_changes_nothing_and_says_the_same,
    the_same_file_again_finds_its_workers_on_the_roster,
    another_agencys_roster_is_neither_touched_nor_known,
    each_import_is_kept_with_its_numbers,
    whoever_may_not_draft_is_told_so_before_the_first_row,
    the_same_request_again_is_answered_as_before_and_done_once,
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

async fn import(t: &TestHouse, caller: &Caller, dry_run: bool) -> Result<Imported, AppError> {
    let sheet = read(FILE.as_bytes(), &Limits::default()).expect("readable");
    let columns = guess(&sheet.header).columns;
    let desk = t.house.desk();
    let outcomes = draft_rows(&sheet, &columns, desk.today(), &Rules::of(desk.pack()));
    let roster = Roster { file_name: "list.csv", sheet: &sheet, columns: &columns, outcomes: &outcomes };
    commit(&t.house, caller, roster, dry_run).await
}

async fn on_roster(t: &TestHouse, caller: &Caller) -> usize {
    let (org, all) = (caller.org.expect("an agency"), Limit::PAGE);
    t.house.read(caller, move |tx, _, _| Ok(workers::page(tx, org, &[], None, all)?.len())).await.expect("readable")
}

async fn kept(t: &TestHouse, caller: &Caller) -> Vec<imports::Import> {
    let org = caller.org.expect("an agency");
    t.house.read(caller, move |tx, _, _| Ok(imports::latest(tx, org)?)).await.expect("readable")
}

fn lines(imported: &Imported) -> Vec<u32> {
    imported.faults.iter().map(|fault| fault.line).collect()
}

async fn one_bad_row_never_stops_the_rest(t: &TestHouse) {
    let imported = import(t, &t.agency, false).await.expect("imported");
    assert_eq!((imported.accepted, imported.known, imported.refused), (3, 0, 3), "{:?}", imported.faults);
    assert_eq!(imported.workers.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 5]);
    assert_eq!(lines(&imported), [4, 6, 7]);
    assert_eq!(on_roster(t, &t.agency).await, 3);
}

async fn a_dry_run_changes_nothing_and_says_the_same(t: &TestHouse) {
    let dry = import(t, &t.agency, true).await.expect("read");
    assert_eq!(on_roster(t, &t.agency).await, 0);
    assert_eq!(kept(t, &t.agency).await, [], "a dry run is no import");
    let wet = import(t, &t.agency, false).await.expect("imported");
    assert_eq!(Imported { workers: Vec::new(), ..wet }, dry);
}

async fn the_same_file_again_finds_its_workers_on_the_roster(t: &TestHouse) {
    import(t, &t.agency, false).await.expect("imported");
    for dry_run in [true, false] {
        let again = import(t, &t.agency, dry_run).await.expect("read");
        assert_eq!((again.accepted, again.known, again.refused), (0, 3, 3), "dry run: {dry_run}");
        assert_eq!(lines(&again), [2, 3, 4, 5, 6, 7]);
        let known: Vec<_> = again.faults.iter().filter(|fault| fault.reason == Reason::OnRoster).collect();
        assert_eq!(known.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 5]);
        assert!(known.iter().all(|fault| fault.field == Some(WorkerField::PassportNumber)));
        assert!(known.iter().all(|fault| fault.column.as_ref().is_some_and(|column| column.heading == "Passport No")));
    }
    assert_eq!(on_roster(t, &t.agency).await, 3);
}

async fn another_agencys_roster_is_neither_touched_nor_known(t: &TestHouse) {
    import(t, &t.agency, false).await.expect("imported");
    let other = import(t, &t.other_agency, true).await.expect("read");
    assert_eq!(other.known, 0, "whom others have is nobody's business");
    import(t, &t.other_agency, false).await.expect("imported");
    assert_eq!((on_roster(t, &t.agency).await, on_roster(t, &t.other_agency).await), (3, 3));
}

async fn each_import_is_kept_with_its_numbers(t: &TestHouse) {
    import(t, &t.agency, false).await.expect("imported");
    let kept = kept(t, &t.agency).await;
    let [import] = &kept[..] else { panic!("one import, not {}", kept.len()) };
    assert_eq!((import.file_name.as_str(), import.accepted, import.refused), ("list.csv", 3, 3));
    assert_eq!(Some(import.by), t.agency.user);
}

async fn whoever_may_not_draft_is_told_so_before_the_first_row(t: &TestHouse) {
    for dry_run in [true, false] {
        let refused = import(t, &t.customer, dry_run).await.expect_err("a household");
        assert!(matches!(refused, AppError::NotFound | AppError::Denied(..)), "{refused:?}");
    }
    t.licence(None).await;
    for dry_run in [true, false] {
        let refused = import(t, &t.agency, dry_run).await.expect_err("a lapsed licence");
        assert!(matches!(&refused, AppError::Refused(refusal) if refusal.rule == "licence_valid"), "{refused:?}");
    }
    assert_eq!(on_roster(t, &t.agency).await, 0);
}

async fn the_same_request_again_is_answered_as_before_and_done_once(t: &TestHouse) {
    let sheet = read(FILE.as_bytes(), &Limits::default()).expect("readable");
    let columns = guess(&sheet.header).columns;
    let desk = t.house.desk();
    let outcomes = draft_rows(&sheet, &columns, desk.today(), &Rules::of(desk.pack()));
    let roster = Roster { file_name: "list.csv", sheet: &sheet, columns: &columns, outcomes: &outcomes };
    let (user, org) = (t.agency.user.expect("a person").0, t.agency.org.expect("an agency").0);
    let key = app::once::Key { user, org, route: "POST /imports".into(), key: "k-1".into() };
    let once = Some((key.clone(), vec![1; 32]));
    let first = commit_once(&t.house, &t.agency, roster, false, once).await.expect("imported");
    let kept = t.house.read(&t.agency, move |tx, _, _| app::once::find(tx, &key)).await.expect("read").expect("kept");
    let again = repeat(&t.house, &t.agency, roster, &kept.object.expect("the new lines")).await.expect("again");
    assert_eq!((again.accepted, again.known, again.refused), (first.accepted, first.known, first.refused));
    assert_eq!(again.faults, first.faults);
    assert_eq!(on_roster(t, &t.agency).await, first.accepted, "done once");
}
