//! The machine's limits: SQLite and the disk with nothing of ours around them.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

/// Rows of the probe's table.
const ROWS: i64 = 10_000;
/// Commits, or groups of them, that are timed.
const COMMITS: i64 = 300;
/// Operations that share a commit, as our writer lets them.
const GROUP: i64 = 16;

/// Measures in an empty folder; what was found, by name, with its unit.
pub fn measure(folder: &Path) -> Result<Vec<(&'static str, f64, &'static str)>, String> {
    let sqlite = sqlite(folder).map_err(|error| error.to_string())?;
    let disk = disk(folder).map_err(|error| error.to_string())?;
    Ok(sqlite.into_iter().chain([("fsync of 4 KiB", disk, "us")]).collect())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn sqlite(folder: &Path) -> rusqlite::Result<Vec<(&'static str, f64, &'static str)>> {
    let db = Connection::open(folder.join("probe.db"))?;
    db.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full;
         create table row (id integer primary key, kind integer not null, rank integer not null, text text not null);
         create index row_kind on row (kind, rank desc, id);
         create table log (id integer primary key, body blob not null);",
    )?;
    let text = "x".repeat(200);
    db.execute_batch("begin")?;
    for id in 0..ROWS {
        db.prepare_cached("insert into row values (?1, ?2, ?3, ?4)")?.execute(params![id, id % 8, id % 16, text])?;
    }
    db.execute_batch("commit")?;

    let rounds = 20_000;
    let mut page =
        db.prepare("select id, rank, text from row where kind = ?1 and rank >= 3 order by rank desc, id limit 24")?;
    let began = Instant::now();
    for round in 0..rounds {
        let rows = page.query_map([round % 8], |row| row.get::<_, String>(2))?;
        assert_eq!(rows.collect::<Result<Vec<_>, _>>()?.len(), 24, "a whole page");
    }
    let page_us = began.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);

    let write = |operations: i64, base: i64| -> rusqlite::Result<()> {
        db.execute_batch("begin immediate")?;
        for nth in 0..operations {
            let id = (base * operations + nth) % ROWS;
            db.prepare_cached("update row set rank = rank + 1 where id = ?1")?.execute([id])?;
            db.prepare_cached("insert into log (body) values (?1)")?.execute([text.as_bytes()])?;
        }
        db.execute_batch("commit")
    };
    let began = Instant::now();
    for commit in 0..COMMITS {
        write(1, commit)?;
    }
    let alone = COMMITS as f64 / began.elapsed().as_secs_f64();
    let began = Instant::now();
    for commit in 0..COMMITS {
        write(GROUP, commit)?;
    }
    let grouped = (COMMITS * GROUP) as f64 / began.elapsed().as_secs_f64();
    Ok(vec![
        ("SQLite page of 24 rows", page_us, "us"),
        ("SQLite durable commits alone", alone, "/s"),
        ("SQLite durable operations, 16 a commit", grouped, "/s"),
    ])
}

/// Microseconds of one append that is on disk.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn disk(folder: &Path) -> std::io::Result<f64> {
    let mut file = File::create(folder.join("probe.bin"))?;
    let (block, rounds) = ([7_u8; 4096], 300);
    let began = Instant::now();
    for _ in 0..rounds {
        file.write_all(&block)?;
        file.sync_data()?;
    }
    Ok(began.elapsed().as_secs_f64() * 1e6 / f64::from(rounds))
}
