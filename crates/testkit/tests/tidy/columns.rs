//! Every stored column has a data class, declared beside it; what a class seals lies sealed; the page that says so is not stale.

use std::fs;

use domain::words::Class;
use testkit::columns::{Column, Declared, created, declared, page, read};

use crate::none;
use crate::walk::{root, texts};

const MIGRATION: &str = "crates/store/migrations/postgres/0001_first.sql";
const EMBEDDED: &str = "crates/store/migrations/sqlite/0001_first.sql";
const PAGE: &str = "docs/data-classes.md";
/// What stands on PostgreSQL only: what waits for the sequencer.
const THERE_ONLY: &[&str] = &["audit_pending", "audit_intake"];
/// Declared fields that stand in no column of their own.
const DERIVED: &[&str] = &[
    // In the body of the case, with the time that it belongs to.
    "MeetingRecord.way",
];

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn fields() -> Vec<Declared> {
    let sources: Vec<String> =
        texts(&[".rs"]).into_iter().filter(|text| text.path.contains("/src/")).map(|text| text.body).collect();
    declared(&sources.iter().map(String::as_str).collect::<Vec<_>>())
}

fn classes() -> Vec<&'static str> {
    Class::ALL.iter().map(|class| class.as_str()).collect()
}

/// What differs between the columns of the two databases.
fn differing(here: &str, there: &str) -> Vec<String> {
    let names = |text: &str| -> Vec<(String, bool)> {
        let all = created(text).into_iter().filter(|(table, ..)| !THERE_ONLY.contains(&table.as_str()));
        all.map(|(table, name, kind, _)| {
            (format!("{table}.{name}"), matches!(kind.as_str(), "text" | "jsonb" | "date"))
        })
        .collect()
    };
    let (here, there) = (names(here), names(there));
    let lost = here.iter().filter(|one| !there.contains(one)).map(|(one, _)| format!("{one}: not so on SQLite"));
    let more = there.iter().filter(|one| !here.contains(one)).map(|(one, _)| format!("{one}: not so on PostgreSQL"));
    lost.chain(more).collect()
}

/// Declared fields that no column names.
fn without_a_column(columns: &[Column], fields: &[Declared]) -> Vec<String> {
    let named = |field: &str| columns.iter().any(|column| column.field.as_deref() == Some(field));
    let lost = fields.iter().filter(|(field, ..)| !named(field) && !DERIVED.contains(&field.as_str()));
    lost.map(|(field, ..)| format!("{field}: no column says `[= {field}]`")).collect()
}

#[test]
fn every_column_has_a_class_that_fits_its_type() {
    let fields = fields();
    assert!(fields.len() > 30, "the declared fields are found: {fields:?}");
    let (columns, mut faults) = read(&file(MIGRATION), &fields, &classes());
    assert!(columns.len() > 300, "{}", columns.len());
    faults.extend(differing(&file(MIGRATION), &file(EMBEDDED)));
    faults.extend(without_a_column(&columns, &fields));
    none(faults);
}

#[test]
fn the_page_of_data_classes_is_what_the_columns_say() {
    let fields = fields();
    let wanted = page(&read(&file(MIGRATION), &fields, &classes()).0, &fields);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(PAGE), &wanted).expect("the page is written");
    }
    assert!(
        file(PAGE) == wanted,
        "{PAGE} is stale: run `UPDATE=1 cargo test -p testkit --test tidy` and read the difference"
    );
}

#[test]
fn a_column_without_a_class_a_misspelt_one_and_a_sealed_class_in_clear_are_found() {
    let fields = declared(&[
        "\npolicy::fields! {\n    P {\n        NAME = name: Option<String>, WorkerName or WorkerPermitFields;\n    }\n}\n",
    ]);
    assert_eq!(fields, [("P.name".into(), "worker_name".into(), Some("worker_permit_fields".into()))]);
    let faults = |column: &str| {
        let text = format!("\n-- [by: x | kept: y]\ncreate table t (\n    {column}\n);\n");
        read(&text, &fields, &classes()).1.len()
    };
    for sound in [
        "a_sealed bytea, -- [worker_identity]",
        "a_sealed bytea, -- [= P.name]",
        "a_index bytea, -- [worker_identity]",
        "a text, -- [~ worker_identity] the month alone",
        "a text, -- [extended_profile, interview]",
        "a uuid primary key, -- [key]",
    ] {
        assert_eq!(faults(sound), 0, "{sound}");
    }
    for bad in [
        "a text,",
        "a text, -- the name",
        "a text, -- [worker_nam]",
        "a text, -- [worker_identity]",
        "a text, -- [= P.name]",
        "a text, -- [~ worker_identity]",
        "a bytea, -- [= P.gone]",
        "a_sealed bytea, -- [hash]",
    ] {
        assert_eq!(faults(bad), 1, "{bad}");
    }
    assert_eq!(
        read("\ncreate table t (\n    a uuid, -- [key]\n);\n", &[], &classes()).1.len(),
        1,
        "who writes it, how long"
    );
    let (here, there) = ("create table t (\n    a uuid,\n    b text\n);", "create table t (\n    a blob\n);");
    assert_eq!(differing(here, there), ["t.b: not so on SQLite"]);
    assert_eq!(without_a_column(&[], &fields).len(), 1);
}
