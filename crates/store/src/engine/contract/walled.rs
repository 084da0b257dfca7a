//! Walls: what a scope cannot name, see or change; statements without their wall.

use super::house::{Fault, House, NUR, SAFA, SYSTEM, count, draft, fresh};
use crate::engine::{Recorded, Scope, StoreError};
use crate::params;

super::on_both!(
    an_organisation_sees_and_changes_its_own_rows_only,
    a_statement_without_its_wall_is_refused,
    a_table_outside_the_list_is_refused,
    a_scope_without_a_door_cannot_name_the_table,
    identities_are_bound_by_the_engine_and_by_nobody_else,
    every_table_of_the_schema_is_in_the_list_of_walls,
);

fn an_organisation_sees_and_changes_its_own_rows_only(house: &House) {
    let nurs = house.add(NUR, "of Nur", 1).expect("kept");
    house.add(SAFA, "of Safa", 1).expect("kept");
    assert_eq!(house.store.read_now(NUR, count), Ok(1));
    assert_eq!(house.store.read_now(SYSTEM, count), Ok(2));
    let record = draft("weigh");
    let changed = house.store.write_now(SAFA, move |tx| {
        let changed = tx.run("update parcel set weight = 9 where id = $1 and {write:parcel}", params![nurs])?;
        Ok::<_, Fault>(Recorded::with(changed, record.clone()))
    });
    assert_eq!(changed, Ok(0));
}

fn a_statement_without_its_wall_is_refused(house: &House) {
    let naked = [
        "select p.id from parcel p",
        "select p.id from parcel p where {read:parcel q}",
        "select p.id from leaflet l, parcel p",
        "select p.id from leaflet l join parcel p on p.id = l.parcel",
        "select l.parcel from leaflet l where exists (select 1 from parcel where id = l.parcel)",
        "with mine as (select id from parcel) select id from mine",
        "update parcel set weight = 1",
        "update parcel p set weight = 1 where {read:parcel p}",
        "delete from parcel",
        "insert into parcel (id, org, label, weight, version) select id, org, label, weight, version from parcel",
        "select p.id from parcel p -- {read:parcel p}",
        "select p.id from parcel p where p.label <> '{read:parcel p}'",
    ];
    for sql in naked {
        let outcome: Result<u64, StoreError> = house.store.read_now(NUR, move |tx| tx.run(sql, params![]));
        assert!(matches!(outcome, Err(StoreError::Program(_))), "{sql}: {outcome:?}");
    }
    let walled = [
        "select p.id from parcel p where {read:parcel p}",
        "select p.id from leaflet l join parcel as p on p.id = l.parcel and {read:parcel p}",
        "with mine as (select q.id from parcel q where {read:parcel q}) select id from mine",
    ];
    for sql in walled {
        let outcome: Result<Vec<()>, StoreError> =
            house.store.read_now(NUR, move |tx| tx.all(sql, params![], |_| Ok(())));
        assert_eq!(outcome, Ok(vec![]), "{sql}");
    }
}

fn a_table_outside_the_list_is_refused(house: &House) {
    for sql in ["select name from schema_version", "select id from organisation", "select id from audit_pendings"] {
        let outcome: Result<u64, StoreError> = house.store.read_now(SYSTEM, move |tx| tx.run(sql, params![]));
        assert!(matches!(outcome, Err(StoreError::Program(_))), "{sql}: {outcome:?}");
    }
}

fn a_scope_without_a_door_cannot_name_the_table(house: &House) {
    for scope in [Scope::Public, Scope::SignIn, Scope::Operator] {
        let outcome: Result<i64, StoreError> = house.store.read_now(scope, count);
        assert!(matches!(outcome, Err(StoreError::Walled(_))), "{scope:?}: {outcome:?}");
    }
}

fn identities_are_bound_by_the_engine_and_by_nobody_else(house: &House) {
    let outcome: Result<u64, StoreError> = house
        .store
        .read_now(SYSTEM, |tx| tx.run("select p.id from parcel p where p.org = :org and {read:parcel p}", params![]));
    assert!(matches!(outcome, Err(StoreError::Walled(_))), "{outcome:?}");
    let values: Result<u64, StoreError> = house.store.read_now(NUR, |tx| {
        tx.run("select p.id from parcel p where p.id = $1 and {read:parcel p}", params![fresh(), fresh()])
    });
    assert!(matches!(values, Err(StoreError::Program(_))), "{values:?}");
}

fn every_table_of_the_schema_is_in_the_list_of_walls(house: &House) {
    let mut tables = house.tables();
    tables.retain(|table| {
        !["schema_version", "parcel", "leaflet", "audit_pending", "audit_intake"].contains(&table.as_str())
    });
    let mut walls: Vec<String> = crate::SCHEMA.walls.iter().map(|wall| wall.table.to_owned()).collect();
    // a hatch is no table
    walls.retain(|wall| !["audit_pending", "behind", "shared"].contains(&wall.as_str()));
    tables.sort();
    walls.sort();
    assert_eq!(tables, walls);
}
