//! A database that was edited by hand: what the verification and the readers say of each edit.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exports;
use crate::history::query;
use crate::world::{Demo, of_agency, people};

/// The number of an invoice, and an edit of it.
const PAPERS: &str = include_str!("papers.sql");
/// What whoever owns the file can do: first the guards against honest mistakes go, then each line leads past one record.
const TRICKS: &str = include_str!("tampered.sql");
const GUARDS: usize = 5;

/// What brings everything into the one file; then each edit, and what the verification says of it.
const EDITED: &str = include_str!("edited.sql");

#[test]
fn each_edit_of_records_tree_checkpoints_head_cases_and_books_is_named() {
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
    assert_eq!(tried, 33);
    demo.verify();
}

#[test]
fn papers_and_books_of_the_demo_tie_out_and_an_edited_paper_is_named() {
    let demo = Demo::stopped();
    let whole = demo.place.done(&["money", "check", "--data", "demo", "--json"]).json();
    assert_eq!(whole["holds"], true, "{whole}");
    assert!(whole["papers"].as_u64() > Some(0) && whole["entries"].as_u64() > Some(0), "{whole}");
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let mut lines = PAPERS.lines();
    let (number, edit) = lines.next().zip(lines.next()).expect("two lines");
    let number: String = db.query_row(number, [], |row| row.get(0)).expect("an invoice");
    db.execute_batch(edit).expect("edited");
    let said = demo.place.run(&["money", "check", "--data", "demo"]);
    let heard = format!("{}{}", said.out, said.err);
    assert!(said.status == 1 && heard.contains(&number) && heard.contains("DO NOT TIE OUT"), "{heard}");
    assert!(heard.contains("its seal does not fit") && heard.contains("DIFFERS by"), "{heard}");
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

fn called(db: &Connection, name: &str, agency: &str) -> Vec<Called> {
    let mut rows = db.prepare(query(name)).expect("a statement");
    let rows = rows.query_map([agency], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("read")
}

/// The status and the body; past the description, which promises no 500.
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

/// Puts the identifiers of the rows in the place of their names, `[own 3]`.
fn named(text: &str, rows: &BTreeMap<&str, Vec<Called>>, spell: fn(Uuid) -> String) -> String {
    let all = rows.iter().flat_map(|(name, rows)| rows.iter().enumerate().map(move |(nth, row)| (name, nth, row.0)));
    all.fold(text.to_owned(), |text, (name, nth, id)| text.replace(&format!("[{name} {nth}]"), &spell(id)))
}

/// What is edited, whose row is then asked for, and what the server says of it.
const SEALED: &str = include_str!("sealed.sql");

#[test]
fn what_was_moved_changed_or_taken_out_opens_nowhere_and_the_server_says_which_row() {
    let mut demo = Demo::stopped();
    demo.start();
    let home = &people("customer")[8].token;
    let export = exports::made(&demo.client, home, "before-the-edit");
    demo.kill();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let mut rows: BTreeMap<&str, Vec<Called>> = [("own", "AG-021"), ("other", "AG-033"), ("third", "AG-004")]
        .map(|(name, agency)| (name, called(&db, "workers", agency)))
        .into();
    rows.insert("agency", called(&db, "agency", "AG-033"));
    rows.insert("case", called(&db, "case", "AG-021"));
    rows.insert("export", vec![(export.parse().expect("an id"), export)]);
    let edits: Vec<Vec<&str>> = SEALED.lines().map(|line| line.split(" -- ").collect()).collect();
    for edit in &edits {
        let sql = named(edit[0], &rows, |id| format!("x'{}'", id.simple()));
        assert_eq!(db.execute(&sql, []).unwrap_or_else(|error| panic!("{sql}: {error}")), 1, "{sql}");
    }
    drop(db);
    demo.start();
    let opened = |code: &str, worker: &str| {
        let ask = json!({ "fields": ["name"], "purpose": "verify" });
        asked(
            &demo,
            &of_agency("agency_admin", code).token,
            &format!("/api/v1/workers/{worker}/disclosures"),
            Some(&ask),
        )
    };
    let (status, said) = opened("AG-021", &rows["own"][11].1);
    assert_eq!(status, 201, "who was left alone opens: {said}");
    for edit in &edits {
        let (name, nth) = edit[1].split_once(' ').expect("a row");
        let (id, reference) = &rows[name][nth.parse::<usize>().expect("a number")];
        let (status, answer) = match name {
            "own" => opened("AG-021", reference),
            "other" => opened("AG-033", reference),
            "case" => {
                asked(&demo, &of_agency("agency_admin", "AG-021").token, &format!("/api/v1/cases/{reference}"), None)
            }
            _ => asked(&demo, home, &exports::link(&demo.client, home, reference), None),
        };
        assert!(status == 500 && answer.contains("problems"), "{}: {status} {answer}", edit[0]);
        let told = named(edit[2], &rows, |id| id.to_string()).replace("{}", &id.to_string());
        let said = demo.said();
        assert!(said.contains(&told), "{} is not told as `{told}`: {said}", edit[0]);
    }
    assert!(demo.said().contains("compare the row with a backup"), "{}", demo.said());
}
