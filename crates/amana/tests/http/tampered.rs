//! A database that was edited by hand: what the verification and the readers say of each edit.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exports;
use crate::world::{Demo, of_agency, people};

/// What whoever owns the file can do: first the guards against honest mistakes go, then each line leads past one record.
const TRICKS: &str = include_str!("tampered.sql");
const GUARDS: usize = 5;

/// What brings everything into the one file; then each edit, and what the verification says of it.
const EDITED: &str = include_str!("edited.sql");

#[test]
fn each_edit_of_records_tree_checkpoints_head_and_cases_is_named() {
    let demo = Demo::stopped();
    demo.verify();
    let file = demo.place.path("demo/db/amana.db");
    let (settle, edits) = EDITED.split_once('\n').expect("lines");
    Connection::open(&file).expect("opened").execute_batch(settle).expect("in one file");
    let kept = std::fs::read(&file).expect("read");
    let mut tried = 0;
    for line in edits.lines() {
        let (edit, told) = line.split_once(" -- ").expect("what it is found as");
        let db = Connection::open(&file).expect("opened");
        db.execute_batch(edit).unwrap_or_else(|error| panic!("{edit}: {error}"));
        drop(db);
        let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && told.split(" | ").all(|told| heard.contains(told)), "{edit}: {heard}");
        std::fs::write(&file, &kept).expect("put back");
        tried += 1;
    }
    assert_eq!(tried, 24);
    demo.verify();
}

#[test]
fn a_record_that_its_readers_no_longer_find_is_found_by_the_verification() {
    let demo = Demo::stopped();
    demo.verify();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let (guards, tricks): (Vec<_>, Vec<_>) = TRICKS.lines().enumerate().partition(|(nth, _)| *nth < GUARDS);
    for (_, guard) in guards {
        db.execute_batch(guard).expect("gone");
    }
    assert_eq!(tricks.len(), 12);
    for (_, trick) in &tricks {
        assert_eq!(db.execute(trick, []).expect("changed"), 1, "{trick}");
    }
    let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
    assert_ne!(said.status, 0, "{}", said.out);
    let found = said.out.matches("the columns that find it were changed").count();
    assert_eq!(found, tricks.len(), "each at its own record: {}{}", said.out, said.err);
}

/// Somebody's row: the identifier, and how they are called outside.
type Called = (Uuid, String);

fn called(db: &Connection, sql: &str) -> Vec<Called> {
    let mut rows = db.prepare(sql).expect("a statement");
    let rows = rows.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("read")
}

fn workers(db: &Connection, agency: &str) -> Vec<Called> {
    called(
        db,
        &format!(
            "select w.id, w.reference from worker w join organisation o on o.id = w.org join worker_identity i on i.worker = w.id \
             where o.code = '{agency}' and w.state = 'roster:listed' and i.kin_phone_sealed is not null order by w.id limit 12"
        ),
    )
}

/// The status and kind of problem; past the description, which promises no 500.
fn asked(demo: &Demo, token: &str, path: &str, body: Option<&Value>) -> (u16, String) {
    let (client, url) = (reqwest::blocking::Client::new(), format!("http://127.0.0.1:{}{path}", demo.place.public));
    let request = match body {
        Some(body) => client.post(url).header("content-type", "application/json").body(body.to_string()),
        None => client.get(url),
    };
    let answer = request.bearer_auth(token).send().expect("answers");
    let status = answer.status().as_u16();
    (status, answer.text().expect("text"))
}

#[test]
fn what_was_moved_changed_or_taken_out_opens_nowhere_and_the_server_says_which_row() {
    let mut demo = Demo::stopped();
    demo.start();
    let home = &people("customer")[8].token;
    let export = exports::made(&demo.client, home, "before-the-edit");
    demo.kill();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let [own, other, third] = ["AG-021", "AG-033", "AG-004"].map(|agency| workers(&db, agency));
    let agency = called(&db, "select id, code from organisation where code = 'AG-033'")[0].0;
    let case = called(
        &db,
        "select c.id, c.reference from case_file c join organisation o on o.id = c.agency_org \
         where o.code = 'AG-021' and c.state <> 'signed' order by c.id limit 1",
    )
    .remove(0);
    let hex = |id: Uuid| format!("x'{}'", id.simple());
    let (of, key) = (
        |column: &str, id: Uuid| format!("(select {column} from worker_identity where worker = {})", hex(id)),
        |id: Uuid| format!("(select wrapped from subject_key where subject = {})", hex(id)),
    );
    let identity = |column: &str, value: &str, nth: usize| {
        format!("update worker_identity set {column} = {value} where worker = {}", hex(own[nth].0))
    };
    let row = |table: &str, column: &str, id: Uuid| format!("{table}.{column} of {id}: ");
    // Each edit, whom it concerns, the field that is asked for, and what the server says.
    let name = |nth: usize, why: &str| (own[nth].1.clone(), "name", row("worker_identity", "name", own[nth].0) + why);
    let edits: Vec<(String, (String, &str, String))> = vec![
        (identity("name_sealed", &of("name_sealed", own[11].0), 0), name(0, "sealed value: it belongs to another key")),
        (
            identity("name_sealed", &of("name_sealed", other[1].0), 1),
            name(1, "sealed value: it belongs to another key"),
        ),
        (identity("name_sealed", &of("kin_name_sealed", own[2].0), 2), name(2, "sealed value: damaged, or moved here")),
        (
            identity("name_sealed", "(select name_sealed from customer where name_sealed is not null limit 1)", 3),
            name(3, "sealed value: it belongs to another key"),
        ),
        (
            identity("name_sealed", "cast(substr(name_sealed, 1, length(name_sealed) - 1) || x'00' as blob)", 4),
            name(4, "sealed value: damaged, or moved here"),
        ),
        (identity("name_sealed", "substr(name_sealed, 1, 20)", 5), name(5, "sealed value: too short, it was cut")),
        (
            identity("name_sealed", "cast(x'02' || substr(name_sealed, 2) as blob)", 6),
            name(6, "sealed value: format version 2"),
        ),
        (
            format!("update subject_key set wrapped = {} where subject = {}", key(own[11].0), hex(own[7].0)),
            (
                own[7].1.clone(),
                "name",
                format!("subject_key.wrapped of {}: sealed value: damaged, or moved here", own[7].0),
            ),
        ),
        (
            format!(
                "update subject_key set (org, epoch) = (select org, epoch from subject_key where subject = {}) where subject = {}",
                hex(third[0].0),
                hex(own[8].0)
            ),
            (
                own[8].1.clone(),
                "name",
                format!("subject_key.wrapped of {}: sealed value: it belongs to another key", own[8].0),
            ),
        ),
        (
            format!("delete from subject_key where subject = {}", hex(own[9].0)),
            (own[9].1.clone(), "name", format!("the key of {} is gone", own[9].0)),
        ),
        (
            format!("update worker set state = 'roster:draft' where id = {}", hex(own[10].0)),
            (own[10].1.clone(), "name", format!("worker.body of row {} holds what it cannot hold", own[10].0)),
        ),
    ];
    for (edit, _) in &edits {
        assert_eq!(db.execute(edit, []).unwrap_or_else(|error| panic!("{edit}: {error}")), 1, "{edit}");
    }
    let of_another =
        "update org_key set wrapped = (select k.wrapped from org_key k where k.org <> org_key.org limit 1) where org =";
    db.execute(&format!("{of_another} {}", hex(agency)), []).expect("changed");
    db.execute(&format!("update case_file set state = 'signed' where id = {}", hex(case.0)), []).expect("changed");
    let part = "update data_export_part set part_sealed = cast(substr(part_sealed, 1, 100) || x'00' || substr(part_sealed, 102) as blob)";
    assert_eq!(db.execute(part, []).expect("changed"), 1);
    drop(db);
    demo.start();

    let (admin, theirs) = (&of_agency("agency_admin", "AG-021").token, &of_agency("agency_admin", "AG-033").token);
    let opened = |token: &str, worker: &str, field: &str| {
        let ask = json!({ "fields": [field], "purpose": "verify" });
        asked(&demo, token, &format!("/api/v1/workers/{worker}/disclosures"), Some(&ask))
    };
    let (status, said) = opened(admin, &own[11].1, "name");
    assert_eq!(status, 201, "who was left alone opens: {said}");
    let mut wanted = BTreeMap::new();
    for (edit, (worker, field, told)) in edits {
        let (status, said) = opened(admin, &worker, field);
        assert!(status == 500 && !said.contains("values"), "{edit}: {status} {said}");
        wanted.insert(told, edit);
    }
    assert_eq!(opened(theirs, &other[0].1, "name").0, 500, "a key of another organisation");
    wanted.insert(format!("org_key.wrapped of {agency} in epoch 1: sealed value: "), of_another.to_owned());
    assert_eq!(asked(&demo, admin, &format!("/api/v1/cases/{}", case.1), None).0, 500, "a case that was moved by hand");
    wanted.insert(format!("case_file.body of row {} holds what it cannot hold", case.0), "the case's state".to_owned());
    let link = exports::link(&demo.client, home, &export);
    assert_eq!(asked(&demo, home, &link, None).0, 500, "a file of an export");
    wanted.insert(format!("the file of export {export}: sealed file: "), part.to_owned());
    let said = demo.said();
    for (told, edit) in wanted {
        assert!(said.contains(&told), "{edit} is not told as `{told}`: {said}");
    }
    assert!(said.contains("compare") && said.contains("with a backup"), "{said}");
}
