//! A process that ends under load, by `kill -9` or at any point of a write: nothing that was acknowledged is lost, nothing stands without its record, the chain holds.

use super::house::{self, House, NUR, SYSTEM, add, count, draft, fresh};
use crate::engine::points::{self, Point};
use crate::engine::{Config, Postgres, Recorded, Sqlite, StoreError};
use crate::params;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use uuid::Uuid;

const WHERE: &str = "STORE_CRASH_TEST";
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;

/// How the process under load comes to its end.
#[derive(Debug, Clone, Copy)]
enum End {
    /// SIGKILL from outside, after so many answers.
    Killed(usize),
    /// By itself, where it passes this point for the nth time.
    At(Point, u32),
}

#[test]
fn nothing_acknowledged_is_lost_when_sqlite_is_killed() {
    let mut house = House::sqlite();
    for _ in 0..5 {
        house = ended_under_load(house, End::Killed(300));
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_a_node_of_postgresql_is_killed() {
    let mut house = House::postgres();
    for _ in 0..3 {
        house = ended_under_load(house, End::Killed(300));
    }
}

#[test]
fn sqlite_may_end_at_every_point_of_a_write() {
    let mut house = House::sqlite();
    for point in points::EMBEDDED {
        house = ended_under_load(house, End::At(*point, 1));
        house = ended_under_load(house, End::At(*point, 2));
    }
}

#[test]
fn a_node_of_postgresql_may_end_at_every_point_of_a_write() {
    let mut house = House::postgres();
    for point in points::SERVER {
        house = ended_under_load(house, End::At(*point, 2));
    }
}

fn place(config: &Config) -> String {
    match config {
        Config::Sqlite(config) => config.folder.to_str().expect("UTF-8").to_owned(),
        Config::Postgres(config) => config.url.clone(),
    }
}

/// Runs this test program again as the process that ends, and checks what it left.
fn ended_under_load(house: House, end: End) -> House {
    let before = house.count();
    let (head, place) = (house.head_file(), place(&house.config));
    let house = house.closed();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "engine::contract::crash::the_process_that_ends", "--ignored", "--nocapture"])
        .env(WHERE, place)
        .env("STORE_CRASH_HEAD", head)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let End::At(point, nth) = end {
        command.env(points::WHEN, format!("{point:?}:{nth}"));
    }
    let mut child = command.spawn().expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        let Some(id) = line.expect("a line").strip_prefix("kept ").and_then(|id| Uuid::parse_str(id).ok()) else {
            continue;
        };
        acknowledged.push(id);
        if matches!(end, End::Killed(after) if after == acknowledged.len()) {
            // SIGKILL; what it wrote before that is still in the pipe
            child.kill().expect("it runs");
        }
    }
    let ended = child.wait().expect("it ended").signal();
    let expected = if matches!(end, End::Killed(_)) { SIGKILL } else { SIGABRT };
    assert_eq!(ended, Some(expected), "{end:?}: it ended some other way");

    let house = house.opened().unwrap_or_else(|error| panic!("{end:?}: it does not open again: {error}"));
    for id in &acknowledged {
        let id = *id;
        let found = house.store.read_now(SYSTEM, move |tx| {
            tx.one("select count(*) as n from parcel where id = $1 and {read:parcel}", params![id], |row| {
                row.get::<i64>("n")
            })
        });
        assert_eq!(found, Ok(1), "{end:?}: {id} was acknowledged");
    }
    let after = house.count();
    assert!(after - before >= i64::try_from(acknowledged.len()).expect("few"), "{end:?}");
    let report = house.verify();
    assert!(report.is_sound(), "{end:?}: {:?}", report.findings);
    let records = house.records("pack");
    assert_eq!(usize::try_from(after).expect("a count"), records, "{end:?}: each with its record, none without");
    house
}

#[test]
#[ignore = "runs in a process of its own, which the tests above start and end"]
fn the_process_that_ends() {
    let place = std::env::var(WHERE).expect("started by the tests above");
    let head = PathBuf::from(std::env::var_os("STORE_CRASH_HEAD").expect("started by the tests above"));
    let config = if place.starts_with("host=") {
        Config::Postgres(Postgres::new(place))
    } else {
        Config::Sqlite(Sqlite::new(place))
    };
    let store = house::open(&config, &head).expect("opens");
    thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                loop {
                    let (id, record) = (fresh(), draft("pack"));
                    let kept: Result<(), house::Fault> = store.write_now(NUR, move |tx| {
                        add(tx, id, &id.to_string(), 1)?;
                        Ok(Recorded::with((), record.clone()))
                    });
                    kept.expect("kept");
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "kept {id}").and_then(|()| out.flush()).expect("the parent reads");
                }
            });
        }
    });
}

#[test]
fn a_crash_between_begin_and_commit_leaves_nothing() {
    let house = House::sqlite();
    let Config::Sqlite(config) = house.config.clone() else { unreachable!("a SQLite house") };
    house.add(NUR, "kept", 1).expect("kept");
    // another writer's open transaction, gone with its connection
    let other = rusqlite::Connection::open(config.folder.join("amana.db")).expect("opens");
    other.execute_batch("begin immediate; delete from parcel").expect("runs");
    drop(other);
    assert_eq!(house.store.read_now(SYSTEM, count), Ok::<_, StoreError>(1));
}
