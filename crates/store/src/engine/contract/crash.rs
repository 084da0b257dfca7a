//! `kill -9` under load: nothing that was acknowledged is lost, nothing stands without its record, the chain holds.

use super::house::{self, House, NUR, SYSTEM, add, count, draft, fresh};
use crate::engine::{Config, Postgres, Recorded, Sqlite, StoreError};
use crate::params;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use uuid::Uuid;

const WHERE: &str = "STORE_CRASH_TEST";

#[test]
fn nothing_acknowledged_is_lost_when_sqlite_is_killed() {
    let mut house = House::sqlite();
    let Config::Sqlite(config) = house.config.clone() else { unreachable!("a SQLite house") };
    let place = config.folder.to_str().expect("UTF-8").to_owned();
    for _ in 0..5 {
        house = killed_under_load(house, &place);
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_a_node_of_postgresql_is_killed() {
    let mut house = House::postgres();
    let Config::Postgres(config) = house.config.clone() else { unreachable!("a PostgreSQL house") };
    for _ in 0..3 {
        house = killed_under_load(house, &config.url);
    }
}

/// Runs this test program again as the process that is killed, and checks what it left.
fn killed_under_load(house: House, place: &str) -> House {
    let before = house.count();
    let head = house.head_file();
    let house = house.closed();
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "engine::contract::crash::the_process_that_is_killed", "--ignored", "--nocapture"])
        .env(WHERE, place)
        .env("STORE_CRASH_HEAD", head)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        let Some(id) = line.expect("a line").strip_prefix("kept ").and_then(|id| Uuid::parse_str(id).ok()) else {
            continue;
        };
        acknowledged.push(id);
        if acknowledged.len() == 300 {
            // SIGKILL; what it wrote before that is still in the pipe
            child.kill().expect("it runs");
        }
    }
    child.wait().expect("it ended");
    assert!(acknowledged.len() >= 300, "the process ended by itself");

    let house = house.opened().expect("opens after the kill");
    for id in &acknowledged {
        let id = *id;
        let found = house.store.read_now(SYSTEM, move |tx| {
            tx.one("select count(*) as n from parcel where id = $1 and {read:parcel}", params![id], |row| {
                row.get::<i64>("n")
            })
        });
        assert_eq!(found, Ok(1), "{id} was acknowledged");
    }
    let after = house.count();
    assert!(after - before >= 300);
    let report = house.verify();
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(usize::try_from(after).expect("a count"), house.records("pack"), "each with its record, none without");
    house
}

#[test]
#[ignore = "runs in a process of its own, which the tests above start and kill"]
fn the_process_that_is_killed() {
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
