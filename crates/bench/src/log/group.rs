//! Group commit: durable changes of many callers through the store, beside the same rows written by SQLite alone; and what a
//! record adds to a change.
//!
//! Without a record nothing of a person's may be changed, so the change without one is the system's own, in its scope; the
//! changes with one and with two are made in the same scope. What the second record adds is what the first one added.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use audit::{Chain, Record, Tile};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::json;
use store::tables::idempotency::{self, Key, Outcome};
use store::tables::outbox::{self, Notice};
use store::{Recorded, Store, StoreError, Tx};
use uuid::Uuid;

use super::{Figure, LOG, SCOPE, cpu, drafts, key, open, told};

/// Callers at a time.
const CALLERS: usize = 16;

/// Numbers of changes, so that no two are the same.
static NEXT: AtomicU64 = AtomicU64::new(0);

fn next() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What a step of a case writes beside its own rows: two notices and the request's key.
fn change(tx: &mut Tx, nth: u64, at: Timestamp) -> Result<(), StoreError> {
    let id = |of: u64| Uuid::from_u64_pair(0x0193_6000_0000_7000 + (nth << 8), (1 << 63) | of);
    let key = Key { user: id(1), org: id(2), route: "POST /cases/{id}/steps".to_owned(), key: nth.to_string() };
    idempotency::keep(tx, &key, &Outcome { body_hash: vec![7; 32], object: None }, at)?;
    for of in [3, 4] {
        let notice = Notice {
            id: id(of),
            key: format!("{nth}:{of}"),
            kind: "message".to_owned(),
            template: "meeting_proposed".to_owned(),
            args: json!({ "case": id(5) }),
            org: None,
            user: None,
            channel: Some("email".to_owned()),
            address: Some(vec![7; 64]),
            code: None,
            run_at: at,
            attempts: 0,
            last_error: None,
            dead_at: None,
        };
        outbox::leave(tx, &notice, at)?;
    }
    Ok(())
}

/// How many changes a second, and processor microseconds of one.
#[derive(Clone, Copy)]
struct Rate {
    per_second: f64,
    cpu_us: f64,
}

/// Callers who change something as fast as they are answered, each change with so many records.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn through_the_store(store: &Store, seconds: u64, records: u64) -> Result<Rate, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let done = Arc::new(AtomicU64::new(0));
    let (began, before) = (Instant::now(), cpu());
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (store, done) = (store.clone(), Arc::clone(&done));
            runtime.spawn(async move {
                while began.elapsed() < Duration::from_secs(seconds) {
                    let nth = next();
                    let changed = store.write(SCOPE, move |tx| {
                        change(tx, nth, drafts::at(nth))?;
                        let draft = |of: u64| drafts::draft(nth + of * (1 << 40));
                        Ok::<_, StoreError>(match records {
                            0 => Recorded::housekeeping(()),
                            _ => (1..records).fold(Recorded::with((), draft(0)), |all, of| all.and(draft(of))),
                        })
                    });
                    changed.await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for caller in callers {
        runtime.block_on(caller).map_err(|error| error.to_string())?.map_err(told)?;
    }
    let (seconds, used, done) = (began.elapsed().as_secs_f64(), cpu() - before, done.load(Ordering::Relaxed) as f64);
    Ok(Rate { per_second: done / seconds, cpu_us: used * 1e6 / done })
}

/// The same rows in the same tables by SQLite alone, as many in a commit as there are callers: nobody waits for an answer, nothing
/// is sealed, linked or hashed meanwhile.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn by_sqlite_alone(folder: &Path, seconds: u64) -> rusqlite::Result<Rate> {
    let changes: Vec<Prepared> = prepared();
    let db = Connection::open(folder.join("amana.db"))?;
    db.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma cache_size = -16000;",
    )?;
    let (began, before, mut done) = (Instant::now(), cpu(), 0);
    for group in changes.chunks(CALLERS) {
        if began.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        db.execute_batch("begin immediate")?;
        for one in group {
            one.insert(&db)?;
        }
        if let Some(last) = group.last() {
            let set = "insert into audit_head (one, n, mac) values (1, ?1, ?2) on conflict (one) do update set n = excluded.n, mac = excluded.mac";
            db.prepare_cached(set)?.execute(params![last.n, last.mac])?;
        }
        db.execute_batch("commit")?;
        done += group.len();
    }
    let (seconds, used) = (began.elapsed().as_secs_f64(), cpu() - before);
    Ok(Rate { per_second: done as f64 / seconds, cpu_us: used * 1e6 / done as f64 })
}

/// One change with its record, ready to be written.
struct Prepared {
    nth: u64,
    n: i64,
    body: Vec<u8>,
    mac: [u8; 32],
    tiles: Vec<Tile>,
}

/// More than a few seconds of them.
fn prepared() -> Vec<Prepared> {
    let mut chain = Chain::begin(key(), LOG);
    (0..300_000)
        .map(|_| {
            let nth = next();
            let record = Record::seal(&drafts::draft(nth)).expect("a small record seals");
            let staged = chain.stage([&record]);
            let (link, tiles) = (staged.links()[0], staged.tiles().to_vec());
            chain.advance(staged).expect("one writer");
            Prepared { nth, n: link.n.cast_signed(), body: record.bytes().to_vec(), mac: link.mac, tiles }
        })
        .collect()
}

impl Prepared {
    fn insert(&self, db: &Connection) -> rusqlite::Result<()> {
        let draft = drafts::draft(self.nth);
        let at = drafts::at(self.nth).as_microsecond();
        let id = |of: u64| Uuid::from_u64_pair(0x0193_6000_0000_7000 + (self.nth << 8), (1 << 63) | of).into_bytes();
        let keep = "insert into idempotency (user_id, org, route, key, body_hash, status, object, created_at) \
            values (?1, ?2, ?3, ?4, ?5, 200, null, ?6)";
        let route = "POST /cases/{id}/steps";
        db.prepare_cached(keep)?.execute(params![id(1), id(2), route, self.nth.to_string(), [7_u8; 32], at])?;
        let leave = "insert into outbox (id, idempotency_key, kind, template, args, org, user_id, channel, address_sealed, \
            code_sealed, run_at, attempts, created_at) \
            values (?1, ?2, 'message', 'meeting_proposed', ?3, null, null, 'email', ?4, null, ?5, 0, ?5) on conflict do nothing";
        let args = json!({ "case": Uuid::from_bytes(id(5)) }).to_string();
        for of in [3, 4] {
            let named = format!("{}:{of}", self.nth);
            db.prepare_cached(leave)?.execute(params![id(of), named, args, [7_u8; 64], at])?;
        }
        let event = "insert into audit_event (n, id, org, subject, object, case_id, actor, action, purpose, at, body, mac) \
            values (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        db.prepare_cached(event)?.execute(params![
            self.n,
            draft.id.0.into_bytes(),
            draft.org.map(|org| org.0.into_bytes()),
            draft.object[0].id.into_bytes(),
            drafts::case(self.nth).into_bytes(),
            drafts::actor(self.nth).into_bytes(),
            draft.action,
            drafts::purpose(self.nth).as_str(),
            at,
            self.body,
            self.mac
        ])?;
        for tile in &self.tiles {
            let keep = "insert into audit_tile (level, idx, hashes) values (?1, ?2, ?3) \
                on conflict (level, idx) do update set hashes = excluded.hashes";
            db.prepare_cached(keep)?.execute(params![tile.level, tile.index.cast_signed(), tile.hashes.concat()])?;
        }
        Ok(())
    }
}

/// Measures by turns.
pub fn measure(folder: &Path, seconds: u64, rounds: usize) -> Result<Vec<Figure>, String> {
    let mut rates: [Vec<Rate>; 4] = Default::default();
    for round in 0..rounds {
        let store = open(&folder.join(format!("group{round}")))?;
        let mut order = [0, 1, 2];
        if round % 2 == 1 {
            order.reverse();
        }
        for records in order {
            rates[records].push(through_the_store(&store, seconds, records as u64)?);
        }
        drop(store);
        let alone = folder.join(format!("alone{round}"));
        drop(open(&alone)?);
        rates[3].push(by_sqlite_alone(&alone, seconds).map_err(|error| error.to_string())?);
    }
    let [none, one, two, alone] = rates.map(middle);
    let second = two.cpu_us - one.cpu_us;
    let figure = |name: &str, figure, unit| (format!("group commit, {CALLERS} callers: {name}"), figure, unit);
    Ok(vec![
        figure("a change without a record", none.per_second, "changes/s"),
        figure("a change with its record", one.per_second, "changes/s"),
        figure("a change with two records", two.per_second, "changes/s"),
        figure("the same rows by SQLite alone", alone.per_second, "changes/s"),
        figure("a change without a record", none.cpu_us, "us of CPU"),
        figure("a change with its record", one.cpu_us, "us of CPU"),
        figure("the second record alone", second, "us of CPU"),
        figure("the same rows by SQLite alone", alone.cpu_us, "us of CPU"),
        figure("of SQLite alone", 100.0 * one.per_second / alone.per_second, "%"),
    ])
}

fn middle(mut rates: Vec<Rate>) -> Rate {
    rates.sort_by(|one, other| one.cpu_us.total_cmp(&other.cpu_us));
    rates[rates.len() / 2]
}
