//! A small world, built twice: every state and overlay is there, the log verifies, nothing stands in clear, and a second
//! building is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use app::imports::sample;
use app::{AppError, House};
use domain::StateToken as S;
use domain::case::Case;
use domain::words::OverlayKind;
use jiff::Timestamp;
use jiff::civil::Date;
use store::tables::cases::{self, CaseRow};
use store::{Job, Scope, Tx};

use super::history::History;
use super::tales::Size;
use super::{cast, roster};
use crate::installation::Kind;
use crate::site::Site;
use crate::verification::{self, Ask};

const SEED: u64 = 2026;
const SYSTEM: Scope = Scope::System(Job::Housekeeping);

async fn build(data: &Path, end: Timestamp, size: Size) -> History {
    let site = Site::in_folder(data).expect("a site");
    let found = site.found(Kind::Demo).expect("founded");
    super::history(&site, &found, SEED, end, size).await.expect("a history")
}

fn noon() -> Timestamp {
    "2026-11-21T08:30:00Z".parse().expect("a time")
}

fn noon_day() -> Date {
    domain::calendar::muscat(noon())
}

/// The first case of each plan, and what lies over it.
async fn case_rows(history: &History) -> BTreeMap<String, (CaseRow, Case)> {
    let mut rows = BTreeMap::new();
    for (plan, case) in history.world.cases() {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(cases::get(tx, case)?) };
        let row = history.world.house.store.read(SYSTEM, read).await.expect("readable").expect("there");
        let case = serde_json::from_value(row.body.clone()).expect("a case");
        rows.entry(plan).or_insert((row, case));
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_world_is_whole_and_a_second_one_with_its_seed_is_the_same() {
    let data = tempfile::tempdir().expect("a folder");
    let history = build(data.path(), noon(), Size::SMALL).await;
    let rows = case_rows(&history).await;
    assert_eq!(history.astray, [""; 0], "every case stands where it was told");
    every_state_and_overlay_is_there(&rows);
    nothing_else_was_given_up(&history.world.house).await;
    let first = references(&history, &rows);
    drop((history, rows));

    the_log_verifies(data.path());
    nothing_stands_in_clear(data.path());

    let other = tempfile::tempdir().expect("a folder");
    let again = build(other.path(), noon(), Size::SMALL).await;
    let rows = case_rows(&again).await;
    assert_eq!(references(&again, &rows), first);
}

fn every_state_and_overlay_is_there(rows: &BTreeMap<String, (CaseRow, Case)>) {
    let states: BTreeSet<S> = rows.values().map(|(row, _)| row.state).collect();
    for state in S::ALL.iter().filter(|state| **state != S::None && !state.as_str().contains(':')) {
        assert!(states.contains(state), "no case is {state}");
    }
    for kind in OverlayKind::ALL {
        assert!(rows.values().any(|(_, case)| case.overlays.has(*kind)), "no case is under {kind}");
    }
}

async fn nothing_else_was_given_up(house: &House) {
    let waiting = app::jobs::waiting(house).await.expect("readable");
    assert_eq!((waiting.waiting, waiting.dead), (0, 1), "one letter went to a mailbox that is none");
    assert!(waiting.next_timer.is_some_and(|due| due > noon()), "a clock was left behind");
}

/// Public references of everything, in order.
fn references(history: &History, rows: &BTreeMap<String, (CaseRow, Case)>) -> Vec<String> {
    let people = history.world.people();
    let people = people.iter().map(|person| format!("{} {} {}", person.email, person.phone, person.reference));
    let cases = rows.iter().map(|(plan, (row, _))| format!("{plan} {}", row.reference));
    people.chain(cases).collect()
}

fn the_log_verifies(data: &Path) {
    let site = Site::in_folder(data).expect("a site");
    let found = site.installation().expect("founded");
    let store = site.open_to_read(&found).expect("a database");
    let head = verification::head_outside(&site, &found).expect("a head");
    let report = verification::verify_log(&site, &store, &found, &Ask::whole(head)).expect("read").report;
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert!(report.verified > 1000, "{} records are too few", report.verified);
}

/// What must not be readable in any file of the database: of everybody in the cast, and of every fourth worker.
fn secrets() -> Vec<String> {
    let mut secrets = vec![".example".to_owned()];
    let staff = cast::STAFF.iter().map(|(name, ..)| *name);
    let agencies = cast::AGENCIES.iter().flat_map(|agency| agency.people);
    secrets.extend(staff.chain(agencies).chain(cast::HOMES.iter().map(|home| home.name)).map(str::to_owned));
    secrets.extend((0..cast::HOMES.len()).flat_map(|home| [format!("5910{home:04}"), format!("house {}", 2 + home)]));
    for agency in Size::SMALL.agencies.iter().map(|number| &cast::AGENCIES[*number]) {
        for (nth, wave) in agency.waves.iter().enumerate().filter(|(_, wave)| !wave.sample) {
            let people = sample::people(roster::seed(SEED, nth), agency.code, wave.workers, noon_day());
            for person in people.into_iter().step_by(4) {
                secrets.extend([person.name, person.passport, person.kin]);
                secrets.extend([person.phone, person.kin_phone].map(|phone| phone.trim_start_matches('+').to_owned()));
                secrets.extend(person.civil_id);
            }
        }
    }
    secrets
}

fn nothing_stands_in_clear(data: &Path) {
    let mut looked_through = 0;
    for entry in std::fs::read_dir(data.join("db")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("readable");
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        looked_through += text.matches("al waha manpower").count();
        for secret in secrets() {
            assert!(!text.contains(&secret.to_lowercase()), "{secret} stands in {}", path.display());
        }
    }
    assert!(looked_through > 0, "what is public stands there in clear, so this was the right place to look");
}
