//! The log by itself: records appended in batches, verified, proven and searched while it grows, and what a record adds to a
//! change. No server: the store is opened in this process, and nobody else writes.

mod append;
mod drafts;
mod group;
mod memory;
mod proofs;
mod search;
mod verify;

use std::path::{Path, PathBuf};

use audit::{ChainKey, IngestKey, LogId};
use serde_json::{Value, json};
use store::{Config, Job, Postgres, Scope, Sqlite, Store, StoreError};
use testkit::postgres::Cluster;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::scale::slope;
use crate::{Log, machine, sealing};

/// The operator's machine.
const SCOPE: Scope = Scope::System(Job::Housekeeping);
/// Records of one transaction when a log is filled.
const BATCH: u64 = 1_000;

/// A figure: of what, how much, in which unit.
type Figure = (String, f64, &'static str);

fn key() -> ChainKey {
    ChainKey::origin(Zeroizing::new([7; 32]))
}

const LOG: LogId = LogId(Uuid::from_u128(0x106));

fn keys(writer: u128) -> store::Log {
    store::Log {
        id: LOG,
        key: key(),
        ingest: IngestKey::new(&Zeroizing::new([8; 32])),
        writer: Uuid::from_u128(writer),
        head_file: None,
        outside: Vec::new(),
    }
}

fn open(folder: &Path) -> Result<Store, String> {
    Store::open(&Config::Sqlite(Sqlite::new(folder)), keys(1)).map_err(told)
}

fn told(error: StoreError) -> String {
    error.to_string()
}

/// What this process has used, all of its threads.
fn cpu() -> f64 {
    machine::cpu_seconds(&[std::process::id()])
}

/// A number of records, as people say it.
fn short(records: u64) -> String {
    match records {
        n if n.is_multiple_of(1_000_000) => format!("{} M", n / 1_000_000),
        n if n.is_multiple_of(1_000) => format!("{} k", n / 1_000),
        n => n.to_string(),
    }
}

/// Grows one log to each of the sizes and measures it there.
fn growing(plan: &Log, folder: &Path, figures: &mut Vec<Figure>) -> Result<Value, String> {
    let file = folder.join("amana.db");
    let store = open(folder)?;
    let (mut at, mut appended, mut proven) = (0, Vec::new(), Vec::new());
    for size in &plan.sizes {
        let filled = append::fill(&store, at, *size)?;
        at = *size;
        let name = short(*size);
        figures.push((format!("append at {name}"), filled.cpu_us, "us of CPU/record"));
        figures.push((format!("append at {name}"), filled.per_second, "records/s"));
        appended.push((*size as f64, filled.cpu_us));
        let proofs = proofs::measure(&store, *size)?;
        proven.push((*size as f64, proofs.cpu_us));
        figures.push((format!("proof at {name}, read and hashed"), proofs.cpu_us, "us of CPU"));
        figures.push((format!("proof at {name}, 99 of 100 within"), proofs.p99_us, "us"));
        figures.push((format!("proof at {name}, hashes"), proofs.hashes as f64, "bytes at most"));
        figures.push((format!("proof at {name}, proof.json"), proofs.json as f64, "bytes at most"));
        figures.extend(search::measure(&store, *size)?);
        eprintln!("{name}: {:.1} us/record, proof {:.0} us", filled.cpu_us, proofs.cpu_us);
    }
    drop(store);
    let bytes = std::fs::metadata(&file).map_err(|error| error.to_string())?.len();
    figures.push(("the database".to_owned(), bytes as f64 / at as f64, "bytes/record"));
    let store = open(folder)?;
    let (records, seconds) = verify::whole(&store, at)?;
    figures.push((
        format!("verify {} from SQLite, one thread", short(at)),
        records as f64 / seconds,
        "records/s of CPU",
    ));
    let slopes = json!({ "append": slope(&appended), "proof": slope(&proven) });
    if plan.sizes.len() > 1 {
        figures.push(("growth of an append".to_owned(), slope(&appended), "slope"));
        figures.push(("growth of a proof".to_owned(), slope(&proven), "slope"));
    }
    Ok(slopes)
}

/// The same rows on PostgreSQL: what a sequencer moves, and what one thread verifies. Its own processes' time is not counted.
fn on_postgres(figures: &mut Vec<Figure>) -> Result<(), String> {
    let cluster = Cluster::start(&[]);
    let database = cluster.empty();
    let config = Postgres { admin_url: Some(database.admin_url.clone()), ..Postgres::new(&database.url) };
    let store = Store::open(&Config::Postgres(config), keys(2)).map_err(told)?;
    let records = 100_000;
    let filled = append::fill(&store, 0, records)?;
    figures.push(("append on PostgreSQL, in the chain".to_owned(), filled.per_second, "records/s"));
    let (read, seconds) = verify::whole(&store, records)?;
    figures.push((
        "verify from PostgreSQL, the server's time not counted".to_owned(),
        read as f64 / seconds,
        "records/s of CPU",
    ));
    Ok(())
}

/// Measures as planned, prints the figures and keeps them.
pub fn run(plan: &Log) -> Result<(), String> {
    let before = machine::load_average();
    let mut figures: Vec<Figure> = memory::measure()?;
    figures.extend(sealing::measure().into_iter().map(|(name, figure, unit)| (name.to_owned(), figure, unit)));
    let temporary = tempfile::tempdir_in(parent(&plan.out)).map_err(|error| error.to_string())?;
    figures.extend(append::with_and_without_indexes(temporary.path(), plan.compared)?);
    figures.extend(group::measure(temporary.path(), plan.seconds, plan.rounds)?);
    let slopes = growing(plan, &temporary.path().join("growing"), &mut figures)?;
    if plan.postgres {
        on_postgres(&mut figures)?;
    }
    let after = machine::load_average();
    println!("{}, load average {before:.1} before and {after:.1} after\n", machine::processors());
    for (name, figure, unit) in &figures {
        println!("log      {name:<52} {figure:>12.1} {unit}");
    }
    let kept =
        json!({ "machine": machine::processors(), "load": [before, after], "figures": figures, "slopes": slopes });
    let text = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
    std::fs::write(&plan.out, text).map_err(|error| format!("{}: {error}", plan.out.display()))?;
    println!("\nkept in {}", plan.out.display());
    Ok(())
}

/// On a disk, where the figures are kept: temporary folders may be memory.
fn parent(file: &Path) -> PathBuf {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}
