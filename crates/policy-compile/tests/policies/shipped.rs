//! What is committed beside the policies is what the policies say: words, matrix, table.

use std::fmt::Write as _;
use std::{env, fs};

use crate::questions::{folder, sources, table};
use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
use policy_compile::{compile_with_figures, matrix};

/// Compares a generated file, or writes it when `UPDATE` is set.
fn fresh(name: &str, generated: &str) {
    let path = folder().join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, generated).expect("the folder of the policies can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let first = committed.lines().zip(generated.lines()).position(|(old, new)| old != new);
    assert!(
        committed == generated,
        "policies/{name} is stale from line {}; UPDATE=1 cargo test -p policy-compile, then review the difference",
        first.unwrap_or(committed.lines().count().min(generated.lines().count())) + 1,
    );
}

#[test]
fn the_committed_matrix_is_what_the_policies_say() {
    fresh("access.matrix.txt", &matrix(table()));
}

#[test]
fn the_committed_table_is_what_the_policies_say() {
    let bytes = table().to_bytes();
    fresh("access.table", std::str::from_utf8(&bytes).expect("text"));
}

#[test]
fn the_schema_has_exactly_the_words_of_the_domain() {
    let schema = sources().schema.text;
    let lists: [(&str, Vec<&str>); 6] = [
        ("entity Role enum", Role::ALL.iter().map(|word| word.as_str()).collect()),
        ("entity Relation enum", Relation::ALL.iter().map(|word| word.as_str()).collect()),
        ("entity Purpose enum", ["none"].into_iter().chain(Purpose::ALL.iter().map(|word| word.as_str())).collect()),
        ("entity State enum", StateToken::ALL.iter().map(|word| word.as_str()).collect()),
        ("entity Overlay enum", Overlay::ALL.iter().map(|word| word.as_str()).collect()),
        ("entity Class enum", Class::ALL.iter().map(|word| word.as_str()).collect()),
    ];
    for (head, words) in lists {
        let list = schema.split_once(head).and_then(|(_, rest)| rest.split_once(';')).expect(head).0;
        let listed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert_eq!(listed, words, "{head}");
    }
    let (_, actions) = schema.split_once("// Fields.").expect("the actions come last");
    let mut listed: Vec<&str> = actions.split('"').skip(1).step_by(2).collect();
    listed.sort_unstable();
    listed.dedup();
    let groups = ["field", "see", "step"];
    let mut words: Vec<&str> = FieldAction::ALL.iter().map(|word| word.as_str()).collect();
    words.extend(StepToken::ALL.iter().map(|word| word.as_str()).chain(groups));
    words.sort_unstable();
    assert_eq!(listed, words, "actions, and no word twice");
}

#[test]
fn a_damaged_table_does_not_load() {
    let whole = String::from_utf8(table().to_bytes()).expect("text");
    let cut = &whole[..whole.len() - 3];
    for damaged in
        [whole.replacen("moderator", "moderater", 1), whole.replacen("\npermit ", "\npermits ", 1), String::new()]
    {
        assert!(policy::Table::from_bytes(damaged.as_bytes()).is_err());
    }
    assert!(policy::Table::from_bytes(cut.as_bytes()).is_err(), "cut");
    let wide = whole.replacen("\nfields ", "\nfields ffff", 1);
    assert!(policy::Table::from_bytes(wide.as_bytes()).is_err(), "a word beyond the list");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "prints how long compiling takes")]
fn compiling_stays_far_below_its_budget() {
    let sources = sources();
    let begun = std::time::Instant::now();
    let (table, figures) = compile_with_figures(&sources).unwrap_or_else(|refused| panic!("{refused}"));
    let compiled = begun.elapsed();
    let bytes = table.to_bytes();
    let begun = std::time::Instant::now();
    let loaded = policy::Table::from_bytes(&bytes).expect("just written");
    let load = begun.elapsed();
    let asks: Vec<_> = crate::questions::every_ask().collect();
    let begun = std::time::Instant::now();
    let open: usize = asks.iter().filter(|ask| loaded.open(ask, FieldAction::View).has(Class::CaseState)).count();
    let each = begun.elapsed() / u32::try_from(asks.len()).expect("fewer than 2^32");
    let mut line = String::new();
    let _ =
        write!(line, "{} policies, {} evaluations: compiled in {compiled:?}", figures.policies, figures.evaluations);
    let _ = write!(line, "; {} bytes load in {load:?}; {} bytes of grids", bytes.len(), loaded.grid_bytes());
    println!("{line}; a look-up takes {each:?} ({open} of {} open)", asks.len());
    assert!(figures.evaluations < 100_000, "the whole set costs less than one policy may: {}", figures.evaluations);
}
