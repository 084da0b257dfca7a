//! What is kept and what is taken back.

use super::house::{Fault, House, NUR, SAFA, SYSTEM, add, count, draft, fresh};
use crate::engine::{Constraint, Recorded, Scope, StoreError};
use crate::params;
use std::thread;

super::on_both!(
    a_change_without_its_record_is_not_kept,
    housekeeping_needs_no_record,
    a_failed_closure_loses_its_changes_and_nothing_else,
    a_panic_takes_back_its_own_changes_only,
    thirty_at_once_with_failures_among_them,
    constraints_are_named_alike,
    a_stale_version_changes_nothing,
    after_a_failed_statement_every_further_one_is_refused,
    an_error_that_is_swallowed_still_undoes_the_transaction,
    reading_never_writes,
    the_public_never_writes,
    values_come_back_as_they_went_in,
    a_value_that_cannot_be_is_a_contradiction_with_its_place,
);

fn a_change_without_its_record_is_not_kept(house: &House) {
    let outcome = house.store.write_now(NUR, |tx| {
        add(tx, fresh(), "unrecorded", 1)?;
        Ok::<_, Fault>(Recorded::housekeeping(()))
    });
    assert_eq!(outcome, Err(Fault::Store(StoreError::Unrecorded)));
    assert_eq!(house.count(), 0);
    house.add(NUR, "recorded", 1).expect("kept");
    assert_eq!(house.count(), 1);
    assert_eq!(house.records("pack"), 1);
    assert!(house.verify().is_sound());
}

fn housekeeping_needs_no_record(house: &House) {
    let sweep = house.store.write_now(SYSTEM, |tx| {
        Ok::<_, Fault>(Recorded::housekeeping(tx.run("delete from parcel where {write:parcel}", params![])?))
    });
    assert_eq!(sweep, Ok(0));
}

fn a_failed_closure_loses_its_changes_and_nothing_else(house: &House) {
    house.add(NUR, "first", 1).expect("kept");
    let lost = draft("lost");
    let outcome = house.store.write_now(NUR, move |tx| {
        add(tx, fresh(), "second", 1)?;
        let recorded = Recorded::with((), lost.clone());
        if count(tx)? == 2 { Err(Fault::Refused) } else { Ok(recorded) }
    });
    assert_eq!(outcome, Err(Fault::Refused));
    house.add(NUR, "third", 1).expect("kept");
    assert_eq!(house.count(), 2);
    assert_eq!((house.records("pack"), house.records("lost")), (2, 0));
    assert!(house.verify().is_sound());
}

fn a_panic_takes_back_its_own_changes_only(house: &House) {
    let outcome = house.store.write_now(NUR, |tx| -> Result<Recorded<()>, Fault> {
        add(tx, fresh(), "panics", 1)?;
        panic!("a defect in a use case")
    });
    assert_eq!(outcome, Err(Fault::Store(StoreError::Panicked)));
    let outcome = house.store.read_now(NUR, |_| -> Result<(), Fault> { panic!("a defect in a reading use case") });
    assert_eq!(outcome, Err(Fault::Store(StoreError::Panicked)));
    house.add(NUR, "goes on", 1).expect("kept");
    assert_eq!(house.count(), 1);
}

fn thirty_at_once_with_failures_among_them(house: &House) {
    let outcomes: Vec<Result<(), Fault>> = thread::scope(|threads| {
        let each = |n: i64| {
            let (store, record, id) = (house.store.clone(), draft("pack"), fresh());
            threads.spawn(move || {
                store.write_now(NUR, move |tx| {
                    add(tx, id, &format!("parcel {n}"), 1)?;
                    match n % 3 {
                        0 => Err(Fault::Refused),
                        1 if n % 2 == 0 => panic!("one of thirty"),
                        _ => Ok(Recorded::with((), record.clone())),
                    }
                })
            })
        };
        let threads: Vec<_> = (0..30).map(each).collect();
        threads.into_iter().map(|thread| thread.join().expect("joins")).collect()
    });
    let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(kept, 15);
    assert_eq!(house.count(), 15);
    assert_eq!(house.records("pack"), 15);
    assert!(house.verify().is_sound());
}

fn constraints_are_named_alike(house: &House) {
    house.add(NUR, "one", 1).expect("kept");
    assert_eq!(house.add(NUR, "one", 1), conflict(Constraint::Unique("parcel_org_label_key".into())));
    assert_eq!(house.add(NUR, "nothing", 0), conflict(Constraint::Check("parcel_has_weight".into())));
    house.add(NUR, "heavy", 2000).expect("kept");
    assert_eq!(house.add(NUR, "too", 2000), conflict(Constraint::Unique("parcel_one_heavy".into())));
    house.add(SAFA, "one", 2000).expect("another organisation's names are free");

    let twice = fresh();
    let write = |label: &'static str, id, sql: &'static str| {
        let record = draft("pack");
        house.store.write_now(NUR, move |tx| {
            if label.is_empty() {
                tx.run(sql, params![id])?;
            } else {
                add(tx, id, label, 1)?;
            }
            Ok::<_, Fault>(Recorded::with((), record.clone()))
        })
    };
    assert_eq!(write("twice", twice, ""), Ok(()));
    assert_eq!(write("twice again", twice, ""), conflict(Constraint::Unique("parcel_pkey".into())));
    let orphan = "insert into leaflet (parcel) values ($1)";
    assert_eq!(write("", fresh(), orphan), conflict(Constraint::Foreign));
    let bare = "insert into parcel (id, org, weight, version) values ($1, :org, 1, 1)";
    assert_eq!(write("", fresh(), bare), conflict(Constraint::NotNull("parcel.label".into())));
    // the real schema's names
    let person = "insert into organisation (id, kind, reference, demo, created_at, version) values ($1, 'ghost', 'r', $2, $3, 1)";
    assert!(
        matches!(write("", fresh(), person), Err(Fault::Store(StoreError::Program(_)))),
        "not in the sample's walls"
    );
}

fn conflict<T>(constraint: Constraint) -> Result<T, Fault> {
    Err(Fault::Store(StoreError::Conflict(constraint)))
}

fn a_stale_version_changes_nothing(house: &House) {
    let id = house.add(NUR, "versioned", 1).expect("kept");
    let update = |seen: i64| {
        let record = draft("weigh");
        house.store.write_now(NUR, move |tx| {
            let sql = "update parcel set weight = weight + 1, version = version + 1 where id = $1 and version = $2 and {write:parcel}";
            match tx.run(sql, params![id, seen])? {
                1 => Ok(Recorded::with((), record.clone())),
                _ => Err(Fault::Store(StoreError::Stale)),
            }
        })
    };
    assert_eq!(update(1), Ok(()));
    assert_eq!(update(1), Err(Fault::Store(StoreError::Stale)));
    assert_eq!(house.records("weigh"), 1);
}

fn after_a_failed_statement_every_further_one_is_refused(house: &House) {
    house.add(NUR, "one", 1).expect("kept");
    let outcome = house.store.write_now(NUR, |tx| -> Result<Recorded<()>, Fault> {
        let first = add(tx, fresh(), "one", 1).expect_err("a conflict");
        assert!(first.is_conflict("parcel_org_label_key"));
        Err(add(tx, fresh(), "two", 1).expect_err("the transaction is over").into())
    });
    assert_eq!(outcome, Err(Fault::Store(StoreError::Poisoned)));
    assert_eq!(house.count(), 1);
}

fn an_error_that_is_swallowed_still_undoes_the_transaction(house: &House) {
    house.add(NUR, "one", 1).expect("kept");
    let record = draft("pack");
    let outcome = house.store.write_now(NUR, move |tx| {
        add(tx, fresh(), "two", 1)?;
        assert!(add(tx, fresh(), "one", 1).is_err());
        Ok::<_, Fault>(Recorded::with((), record.clone()))
    });
    assert!(matches!(outcome, Err(Fault::Store(error)) if error.is_conflict("parcel_org_label_key")));
    assert_eq!(house.count(), 1);
}

fn reading_never_writes(house: &House) {
    let outcome: Result<(), StoreError> = house.store.read_now(NUR, |tx| add(tx, fresh(), "sly", 1));
    assert_eq!(outcome, Err(StoreError::ReadOnly));
    assert_eq!(house.count(), 0);
}

fn the_public_never_writes(house: &House) {
    let record = draft("pack");
    let outcome = house.store.write_now(Scope::Public, move |_| Ok::<_, Fault>(Recorded::with((), record.clone())));
    assert_eq!(outcome, Err(Fault::Store(StoreError::ReadOnly)));
}

fn values_come_back_as_they_went_in(house: &House) {
    use crate::engine::Value;
    use jiff::{Timestamp, civil::Date};
    let at: Timestamp = "2026-11-21T05:31:00.123456Z".parse().expect("a time");
    let early: Timestamp = "1931-02-03T00:00:00.5Z".parse().expect("a time");
    let day = Date::constant(2026, 2, 28);
    let on_server = house.database.is_some();
    house
        .store
        .read_now(SYSTEM, move |tx| -> Result<(), StoreError> {
            let types: [&str; 7] = if on_server {
                ["timestamptz", "timestamptz", "date", "jsonb", "bytea", "boolean", "uuid"]
            } else {
                ["integer", "integer", "text", "text", "blob", "integer", "blob"]
            };
            let cast = |n: usize| format!("cast(${} as {})", n + 1, types[n]);
            let sql = format!(
                "select {} as at, {} as early, {} as day, {} as doc, {} as raw, {} as yes, {} as id, cast($8 as bigint) as gone",
                cast(0), cast(1), cast(2), cast(3), cast(4), cast(5), cast(6)
            );
            let id = uuid::Uuid::from_u128(77);
            let doc = serde_json::json!({"name": "Nur 'n \"Safa\" نور", "n": [1, null]});
            let values: Vec<Value> = vec![
                at.into(), early.into(), day.into(), doc.clone().into(), vec![0_u8, 255].into(), true.into(), id.into(),
                None::<i64>.into(),
            ];
            tx.one(&sql, &values, |row| {
                assert_eq!((row.get::<Timestamp>("at")?, row.get::<Timestamp>("early")?), (at, early));
                assert_eq!(row.get::<Date>("day")?, day);
                assert_eq!(row.get::<serde_json::Value>("doc")?, doc);
                assert_eq!(row.get::<Vec<u8>>("raw")?, [0, 255]);
                assert!(row.get::<bool>("yes")?);
                assert_eq!(row.get::<uuid::Uuid>("id")?, id);
                assert_eq!(row.get::<Option<i64>>("gone")?, None);
                Ok(())
            })
        })
        .expect("reads");
}

fn a_value_that_cannot_be_is_a_contradiction_with_its_place(house: &House) {
    let id = house.add(NUR, "not a role", 1).expect("kept");
    let outcome: Result<Vec<domain::Role>, StoreError> = house.store.read_now(NUR, |tx| {
        tx.all("select p.id, p.label from parcel p where {read:parcel p}", params![], |row| row.get("label"))
    });
    let place = StoreError::Contradiction { table: "parcel".into(), column: "label".into(), row: id.to_string() };
    assert_eq!(outcome, Err(place));
}
