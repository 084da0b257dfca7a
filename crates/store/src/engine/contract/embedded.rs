//! What the embedded database promises besides.

use super::house::{self, Fault, House, NUR, SYSTEM, add, draft, fresh};
use crate::engine::{Config, Migration, Recorded, Schema, Sqlite, Store, StoreError, Tx};
use crate::params;
use std::sync::mpsc::channel;
use std::thread;

#[test]
fn a_folder_is_opened_for_writing_once() {
    let house = House::sqlite();
    let second = house::open(&house.config, &house.head_file());
    assert!(matches!(second.err(), Some(StoreError::InUse(_))));
    let house = house.reopen().expect("free again");
    house.add(NUR, "goes on", 1).expect("kept");
}

#[test]
fn a_second_process_may_read_and_not_write() {
    let house = House::sqlite();
    house.add(NUR, "seen", 1).expect("kept");
    let Config::Sqlite(config) = house.config.clone() else { unreachable!("a SQLite house") };
    let beside = Config::Sqlite(Sqlite { read_only: true, ..config });
    let beside = Store::open_schema(&beside, house::log(None), house::SAMPLE).expect("opens beside");
    assert_eq!(beside.read_now(SYSTEM, house::count), Ok(1));
    let outcome = beside.write_now(SYSTEM, |_| Ok::<_, Fault>(Recorded::housekeeping(())));
    assert_eq!(outcome, Err(Fault::Store(StoreError::ReadOnly)));
}

#[test]
fn a_folder_without_a_database_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config::Sqlite(Sqlite { read_only: true, ..Sqlite::new(folder.path()) });
    let opened = Store::open_schema(&config, house::log(None), house::SAMPLE);
    assert!(matches!(opened.err(), Some(StoreError::Unopened(_))));
}

#[test]
fn a_full_disk_is_told_and_recovered_from() {
    let house = House::sqlite();
    house.add(NUR, "before", 1).expect("kept");
    let limit = |pages: i64| {
        let sql = format!("pragma max_page_count = {pages}");
        house.store.write_now(SYSTEM, move |tx| {
            tx.all(&sql, params![], |_| Ok(()))?;
            Ok::<_, Fault>(Recorded::housekeeping(()))
        })
    };
    // the pragma never goes below the present size, so this leaves no page
    limit(1).expect("takes the limit");
    let big = |n: usize| format!("{n} {}", "x".repeat(20_000));
    assert_eq!(house.add(NUR, &big(1), 1), Err(Fault::Store(StoreError::Full)));
    let denial = draft("reveal").denied();
    let denied = house.store.write_now(NUR, move |tx| -> Result<Recorded<()>, Fault> {
        // the whole batch is lost with this statement, the denial is not
        let lost = add(tx, fresh(), &"y".repeat(20_000), 1);
        assert_eq!(lost, Err(StoreError::Full));
        Err(Fault::Denied(Box::new(denial.clone())))
    });
    assert_eq!(denied, Err(Fault::Store(StoreError::Full)), "not acknowledged as a denial before it is durable");
    limit(1_000_000).expect("room again");
    house.add(NUR, &big(2), 1).expect("kept");
    assert_eq!(house.count(), 2);
    assert_eq!(house.records("reveal"), 1, "written again with a later batch");
    assert!(house.verify().is_sound());
}

#[test]
fn a_closure_that_takes_too_long_is_cut_off() {
    let house = House::sqlite_with(|config| config.steps = 200_000);
    let endless = "insert into parcel (id, org, label, weight, version) \
        with recursive n(i) as (select 1 union all select i + 1 from n) select randomblob(16), zeroblob(16), i, 1, 1 from n";
    let outcome = house.store.write_now(SYSTEM, move |tx| {
        tx.run(endless, params![])?;
        Ok::<_, Fault>(Recorded::housekeeping(()))
    });
    assert_eq!(outcome, Err(Fault::Store(StoreError::TooLong)));
    let count = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) as i from n";
    let outcome = house.store.read_now(SYSTEM, move |tx| tx.one(count, params![], |row| row.get::<i64>("i")));
    assert_eq!(outcome, Err(StoreError::TooLong));
    house.add(NUR, "goes on", 1).expect("kept");
    assert!(house.verify().is_sound());
}

#[test]
fn a_full_queue_refuses_at_once() {
    let house = House::sqlite_with(|config| config.queue = 1);
    let (entered, is_in) = channel();
    let (open, gate) = channel::<()>();
    let gate = std::sync::Mutex::new(gate);
    let nothing = |_: &mut Tx| Ok::<_, Fault>(Recorded::housekeeping(()));
    thread::scope(|threads| {
        let store = house.store.clone();
        threads.spawn(move || {
            store.write_now(SYSTEM, move |tx| {
                entered.send(()).expect("the test waits");
                gate.lock().expect("one user").recv().expect("the test opens it");
                nothing(tx)
            })
        });
        is_in.recv().expect("the writer is at work");
        let (told, outcomes) = channel();
        for _ in 0..3 {
            let (store, told) = (house.store.clone(), told.clone());
            threads.spawn(move || told.send(store.write_now(SYSTEM, nothing)));
        }
        let next = || outcomes.recv().expect("an answer");
        // one has the only place in the queue
        assert_eq!(next(), Err(Fault::Store(StoreError::Overloaded)));
        assert_eq!(next(), Err(Fault::Store(StoreError::Overloaded)));
        open.send(()).expect("the first one waits");
        assert_eq!(next(), Ok(()));
    });
}

#[test]
fn a_record_of_yesterday_is_not_kept_again_and_hurts_nobody() {
    let house = House::sqlite();
    let record = draft("pack");
    let again = |label: &'static str| {
        let record = record.clone();
        house.store.write_now(NUR, move |tx| {
            add(tx, fresh(), label, 1)?;
            Ok::<_, Fault>(Recorded::with((), record.clone()))
        })
    };
    assert_eq!(again("first"), Ok(()));
    let refused = again("second").expect_err("the record stands already");
    assert!(matches!(refused, Fault::Store(error) if error.is_conflict("audit_event_id_key")));
    assert_eq!((house.count(), house.records("pack")), (1, 1));
    house.add(NUR, "third", 1).expect("kept");
}

#[test]
fn a_copy_is_whole_and_of_one_moment() {
    let house = House::sqlite();
    let folder = tempfile::tempdir().expect("a temporary folder");
    thread::scope(|threads| {
        threads.spawn(|| {
            for n in 0..200 {
                house.add(NUR, &n.to_string(), 1).expect("kept");
            }
        });
        for n in 0..5 {
            let data = folder.path().join(n.to_string());
            std::fs::create_dir(&data).expect("a folder");
            house.store.copy_to(&data.join("amana.db")).expect("copies");
            let copy = Store::open_schema(&Config::Sqlite(Sqlite::new(&data)), house::log(None), house::SAMPLE);
            let copy = copy.expect("the copy opens, its log's end fits");
            let parcels = copy.read_now(SYSTEM, house::count).expect("counts");
            let records: i64 = copy
                .read_now(SYSTEM, |tx| tx.one("select count(*) as n from audit_event", params![], |row| row.get("n")))
                .expect("counts");
            assert_eq!(parcels, records);
        }
    });
    let taken = house.store.copy_to(&folder.path().join("0/amana.db"));
    assert!(taken.is_err(), "a copy never overwrites");
}

#[test]
fn a_migration_that_was_changed_or_is_newer_is_refused() {
    const CHANGED: &[Migration] =
        &[house::SAMPLE.migrations[0], Migration { name: "9999_sample", sqlite: "select 1", postgres: "select 1" }];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config::Sqlite(Sqlite::new(folder.path()));
    let open = |migrations| Store::open_schema(&config, house::log(None), Schema { migrations, ..house::SAMPLE });
    drop(open(house::SAMPLE.migrations).expect("opens"));
    let older_program = open(&house::SAMPLE.migrations[..1]);
    assert!(matches!(older_program.err(), Some(StoreError::Unopened(why)) if why.contains("newer")));
    assert!(matches!(open(CHANGED).err(), Some(StoreError::Unopened(why)) if why.contains("9999_sample")));
    drop(open(house::SAMPLE.migrations).expect("still opens"));
}
