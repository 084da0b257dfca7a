//! What PostgreSQL promises besides: row security under the walls, several nodes, pending records that nobody can touch.

use super::house::{self, Fault, House, NUR, SYSTEM, add, count, draft, fresh};
use crate::engine::{Config, Postgres, Recorded, StoreError};
use crate::params;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread::{self, sleep};
use std::time::Duration;
use testkit::postgres::Cluster;

fn sql(house: &House, text: &str) -> String {
    Cluster::shared().sql(house.database.as_ref().expect("a PostgreSQL house"), text)
}

#[test]
fn raw_sql_under_one_organisation_returns_no_row_of_another() {
    let house = House::postgres();
    house.add(NUR, "of Nur", 1).expect("kept");
    let seen_as = |org: &str| {
        sql(
            &house,
            &format!(
                "begin; set local role amana_org; set local app.org = '{org}'; select count(*) from parcel; commit"
            ),
        )
    };
    assert_eq!(seen_as("00000000-0000-0000-0000-00000000000a").trim(), "1");
    assert_eq!(seen_as("00000000-0000-0000-0000-00000000000b").trim(), "0");
    assert_eq!(seen_as("").trim(), "0", "no organisation, no row");
    assert_eq!(sql(&house, "begin; set local role amana_org; select count(*) from parcel; commit").trim(), "0");
}

#[test]
fn the_login_can_do_nothing_by_itself_and_no_scope_is_another() {
    let house = House::postgres();
    let memberships = sql(
        &house,
        "select string_agg(r.rolname || '<' || m.rolname, ',' order by r.rolname) from pg_auth_members a \
         join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member where r.rolname like 'amana%'",
    );
    let expected =
        ["operator", "org", "public", "signin", "subject", "system"].map(|role| format!("amana_{role}<amana_login"));
    assert_eq!(memberships.trim(), expected.join(","));
    let strong = "select coalesce(string_agg(rolname, ','), '') from pg_roles where rolname like 'amana%' and (rolsuper or rolbypassrls or rolcreaterole or rolinherit)";
    assert_eq!(sql(&house, strong).trim(), "");
    let owned = "select coalesce(string_agg(relname, ','), '') from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'amana%' and r.rolname <> 'amana_marker'";
    assert_eq!(sql(&house, owned).trim(), "");
    let rights = "select coalesce(string_agg(distinct table_name, ','), '') from information_schema.role_table_grants where grantee = 'amana_login'";
    assert_eq!(sql(&house, rights).trim(), "schema_version");
    let open = "select coalesce(string_agg(relname, ','), '') from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace \
        and not (relrowsecurity and relforcerowsecurity) and relname not in ('schema_version', 'leaflet')";
    assert_eq!(sql(&house, open).trim(), "", "every table has its wall");
}

#[test]
fn a_broken_connection_is_replaced() {
    let house = House::postgres_with(|config| config.pool = 1);
    house.add(NUR, "before", 1).expect("kept");
    sql(
        &house,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    house.add(NUR, "after", 1).expect("the idle connection is opened anew");
    let record = draft("pack");
    let name = house.database.as_ref().expect("a database").name.clone();
    let outcome = house.store.write_now(NUR, move |tx| {
        add(tx, fresh(), "during", 1)?;
        let database = testkit::postgres::Database { admin_url: String::new(), url: String::new(), name: name.clone() };
        let gone = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
        Cluster::shared().sql(&database, gone);
        count(tx)?;
        Ok::<_, Fault>(Recorded::with((), record.clone()))
    });
    assert_eq!(outcome, Err(Fault::Store(StoreError::Gone)));
    house.add(NUR, "goes on", 1).expect("kept");
    assert_eq!(house.count(), 3);
    assert!(house.verify().is_sound());
}

#[test]
fn transactions_that_met_are_run_again() {
    let house = House::postgres();
    let (left, right) = (house.add(NUR, "left", 1).expect("kept"), house.add(NUR, "right", 1).expect("kept"));
    // each takes one row, waits for the other, takes the second one: a deadlock, unless one of them runs again
    let meet = std::sync::Arc::new(std::sync::Barrier::new(2));
    thread::scope(|threads| {
        let swap = |first: uuid::Uuid, second: uuid::Uuid| {
            let (meet, record) = (meet.clone(), draft("weigh"));
            let met = std::sync::atomic::AtomicBool::new(false);
            let store = house.store.clone();
            threads.spawn(move || {
                store.write_now(NUR, move |tx| {
                    let weigh = "update parcel set weight = weight + 1 where id = $1 and {write:parcel}";
                    tx.run(weigh, params![first])?;
                    if !met.swap(true, std::sync::atomic::Ordering::Relaxed) {
                        meet.wait();
                    }
                    tx.run(weigh, params![second])?;
                    Ok::<_, Fault>(Recorded::with((), record.clone()))
                })
            })
        };
        let both = [swap(left, right), swap(right, left)];
        for one in both {
            assert_eq!(one.join().expect("joins"), Ok(()));
        }
    });
    assert_eq!(sql(&house, "select string_agg(weight::text, ',') from parcel").trim(), "3,3");
    assert_eq!(house.records("weigh"), 2);
}

#[test]
fn a_pool_that_is_taken_refuses_after_two_seconds() {
    let house = House::postgres_with(|config| config.pool = 1);
    let (entered, is_in) = channel();
    let (open, gate) = channel::<()>();
    let gate = Mutex::new(gate);
    thread::scope(|threads| {
        let store = house.store.clone();
        threads.spawn(move || {
            store.read_now(SYSTEM, move |_| {
                entered.send(()).expect("the test waits");
                gate.lock().expect("one user").recv().expect("the test opens it");
                Ok::<_, StoreError>(())
            })
        });
        is_in.recv().expect("the only connection is taken");
        assert_eq!(house.store.read_now(SYSTEM, count), Err(StoreError::Overloaded));
        open.send(()).expect("it waits");
    });
    assert_eq!(house.store.read_now(SYSTEM, count), Ok(0));
}

#[test]
fn an_endless_statement_is_cut_off() {
    let house = House::postgres_with(|config| config.statement_ms = 200);
    let outcome = house.store.read_now(SYSTEM, |tx| tx.run("select pg_sleep(5)", params![]));
    assert_eq!(outcome, Err(StoreError::TooLong));
}

#[test]
fn a_record_is_linked_soon_when_somebody_waits_for_it() {
    let house = House::postgres();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let record = draft("reveal");
    let id = record.id;
    runtime.block_on(async {
        let kept: Result<(), Fault> = house.store.write(NUR, move |_| Ok(Recorded::with((), record.clone()))).await;
        kept.expect("kept");
        house.store.wait_linked(id, Duration::from_secs(2)).await.expect("linked");
        let never = house.store.wait_linked(draft("reveal").id, Duration::from_millis(50)).await;
        assert_eq!(never, Err(StoreError::Busy));
    });
}

#[test]
fn two_nodes_share_one_chain() {
    let house = House::postgres();
    let second = house::open(&house.config, &house.head_file().with_extension("second")).expect("a second node opens");
    thread::scope(|threads| {
        for store in [house.store.clone(), second.clone()] {
            threads.spawn(move || {
                for _ in 0..100 {
                    let (id, record) = (fresh(), draft("pack"));
                    let kept: Result<(), Fault> = store.write_now(NUR, move |tx| {
                        add(tx, id, &id.to_string(), 1)?;
                        Ok(Recorded::with((), record.clone()))
                    });
                    kept.expect("kept");
                }
            });
        }
    });
    assert_eq!(house.records("pack"), 200);
    // the other node takes over when the first one stops
    let Config::Postgres(config) = house.config.clone() else { unreachable!("a PostgreSQL house") };
    let house = house.closed();
    let kept: Result<(), Fault> = second.write_now(NUR, |_| Ok(Recorded::with((), draft("pack"))));
    kept.expect("kept");
    drop((second, config));
    let house = house.opened().expect("opens");
    assert_eq!(house.records("pack"), 201);
    let report = house.verify();
    assert!(report.is_sound(), "{:?}", report.findings);
}

#[test]
fn an_altered_pending_record_is_set_aside_and_told() {
    let house = House::postgres_with(|config| config.sequencer = false);
    house.add(NUR, "honest", 1).expect("kept");
    house.add(NUR, "altered", 1).expect("kept");
    sql(
        &house,
        "update audit_pending set body = convert_to(replace(convert_from(body, 'UTF8'), 'agency_user', 'agency_admin'), 'UTF8') \
         where counter = 2",
    );
    let house = sequenced(house);
    assert_eq!((house.records("pack"), house.records("pending_record_set_aside")), (1, 1));
    assert!(house.verify().is_sound());
    assert_eq!(
        sql(&house, "select count(*) from audit_pending where set_aside").trim(),
        "1",
        "kept for a person to look at"
    );
}

#[test]
fn a_deleted_pending_record_is_missed_and_told() {
    let house = House::postgres_with(|config| config.sequencer = false);
    for label in ["first", "deleted", "third"] {
        house.add(NUR, label, 1).expect("kept");
    }
    sql(&house, "delete from audit_pending where counter = 2");
    let house = sequenced(house);
    let told = (0..100).any(|_| {
        sleep(Duration::from_millis(50));
        house.records("pending_record_missing") == 1
    });
    assert!(told);
    assert_eq!(house.records("pack"), 2);
    assert!(house.verify().is_sound());
}

#[test]
fn a_rolled_back_transaction_is_no_missing_record() {
    let house = House::postgres();
    let id = house.add(NUR, "first", 1).expect("kept");
    // fails after its record was stamped: two records with one identifier
    let twice = draft("pack");
    let outcome: Result<(), Fault> =
        house.store.write_now(NUR, move |_| Ok(Recorded::with((), twice.clone()).and(twice.clone())));
    assert!(matches!(outcome, Err(Fault::Store(StoreError::Conflict(_)))), "{outcome:?}");
    house.add(NUR, "second", 1).expect("kept");
    sleep(Duration::from_secs(3));
    assert_eq!((house.records("pack"), house.records("pending_record_missing")), (2, 0));
    assert_ne!(id, fresh());
}

#[test]
fn an_older_schema_is_refused_without_its_owner() {
    let database = Cluster::shared().empty();
    let config = Config::Postgres(Postgres { url: database.admin_url, ..Postgres::new("") });
    let opened = house::open(&config, &tempfile::tempdir().expect("a folder").path().join("head"));
    assert!(matches!(opened.err(), Some(StoreError::Unopened(_))));
}

#[test]
fn a_server_that_does_not_answer_is_told_at_the_opening() {
    let config = Config::Postgres(Postgres::new("host=/nonexistent user=amana_login dbname=none"));
    let opened = house::open(&config, &tempfile::tempdir().expect("a folder").path().join("head"));
    assert!(matches!(opened.err(), Some(StoreError::Unopened(_))));
}

/// The same house with a sequencer.
fn sequenced(house: House) -> House {
    let mut house = house.closed();
    let Config::Postgres(config) = &mut house.config else { unreachable!("a PostgreSQL house") };
    config.sequencer = true;
    house.opened().expect("opens")
}
