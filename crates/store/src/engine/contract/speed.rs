//! How fast the store is here: run with `cargo test -p store --release speed -- --ignored --nocapture`.

use super::house::{Fault, House, NUR, add, draft, fresh};
use crate::engine::{Recorded, Store, StoreError};
use crate::params;
use std::io::Write;
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use uuid::Uuid;

#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn now() -> Instant {
    Instant::now()
}

#[test]
#[ignore = "a measurement"]
fn writes_and_reads_per_second() {
    for (name, house) in [("SQLite", House::sqlite()), ("PostgreSQL", House::postgres())] {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        runtime.block_on(measure_writes(name, &house));
        house.settle();
        runtime.block_on(measure_reads(name, &house));
        runtime.block_on(measure_links(name, &house));
        assert_eq!(house.count(), i64::try_from(house.records("pack")).expect("a count"));
    }
}

/// The measurement's result is what this prints.
macro_rules! say {
    ($($words:tt)+) => { writeln!(std::io::stdout(), $($words)+).expect("somebody reads") };
}

const TIME: Duration = Duration::from_secs(4);

async fn measure_writes(name: &str, house: &House) {
    let writers = (0..64).map(|_| tokio::spawn(write_for(house.store.clone(), TIME)));
    let mut written = 0;
    for writer in writers.collect::<Vec<_>>() {
        written += writer.await.expect("joins");
    }
    say!("{name}: {} durable closures/s, 64 in flight (insert, versioned update, record)", written / 4);
}

async fn measure_reads(name: &str, house: &House) {
    for in_flight in [1, 8] {
        let readers = (0..in_flight).map(|_| tokio::spawn(read_for(house.store.clone(), TIME)));
        let mut read = 0;
        for reader in readers.collect::<Vec<_>>() {
            read += reader.await.expect("joins");
        }
        say!("{name}: {} pages of 24 per second, {in_flight} in flight", read / 4);
    }
    let start = now();
    let mut pages = 0;
    while start.elapsed() < TIME {
        let store = house.store.clone();
        pages += tokio::task::spawn_blocking(move || (0..100).filter(|_| store.read_now(NUR, page).is_ok()).count())
            .await
            .expect("joins");
    }
    say!("{name}: {} pages of 24 per second, one blocking thread", pages / 4);
}

async fn measure_links(name: &str, house: &House) {
    let mut waited = Duration::ZERO;
    for _ in 0..20 {
        let record = draft("pack");
        let (id, place) = (record.id, fresh());
        let kept: Result<(), Fault> = house
            .store
            .write(NUR, move |tx| Ok(Recorded::with(add(tx, place, &place.to_string(), 1)?, record.clone())))
            .await;
        kept.expect("kept");
        let start = now();
        house.store.wait_linked(id, TIME).await.expect("linked");
        waited += start.elapsed();
    }
    say!("{name}: {:?} from the commit to the chain", waited / 20);
}

async fn write_for(store: Store, time: Duration) -> u64 {
    let (start, mut written) = (now(), 0);
    while start.elapsed() < time {
        let (id, record) = (fresh(), draft("pack"));
        let kept: Result<(), Fault> = store
            .write(NUR, move |tx| {
                add(tx, id, &id.to_string(), 1)?;
                tx.run(
                    "update parcel set weight = weight + 1, version = version + 1 where id = $1 and version = 1 and {write:parcel}",
                    params![id],
                )?;
                Ok(Recorded::with((), record.clone()))
            })
            .await;
        kept.expect("kept");
        written += 1;
    }
    written
}

async fn read_for(store: Store, time: Duration) -> u64 {
    let (start, mut read) = (now(), 0);
    while start.elapsed() < time {
        store.read(NUR, page).await.expect("reads");
        read += 1;
    }
    read
}

fn page(tx: &mut crate::engine::Tx) -> Result<Vec<(Uuid, String, i64, i64)>, StoreError> {
    tx.all(
        "select p.id, p.label, p.weight, p.version from parcel p where {read:parcel p} order by p.org desc, p.label desc limit 24",
        params![],
        |row| Ok((row.get("id")?, row.get("label")?, row.get("weight")?, row.get("version")?)),
    )
}
