//! The shipped policies against those of the last release: what became wider stands in policies/widened.txt with its reason.
//!
//! `make check` prints the difference. Narrowing needs no word. At a release `make released` makes the present table the
//! released one and empties the list.

use std::collections::BTreeSet;
use std::fs;

use policy::Table;

use crate::questions::{folder, table};

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("policies/{name}: {error}"))
}

/// The acknowledged sentences; a reason (a line that begins with #) stands before the first of each group.
fn acknowledged(text: &str) -> Result<BTreeSet<String>, String> {
    let mut reason = false;
    let mut found = BTreeSet::new();
    for (at, line) in text.lines().enumerate() {
        match line.trim() {
            "" => reason = false,
            note if note.starts_with('#') => reason = true,
            sentence if reason => {
                found.insert(sentence.to_owned());
            }
            _ => return Err(format!("policies/widened.txt:{}: a reason (# why) stands before a group", at + 1)),
        }
    }
    Ok(found)
}

#[test]
fn what_became_wider_since_the_release_is_acknowledged_with_a_reason() {
    let released =
        Table::from_earlier_bytes(read("released.table").as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let diff = policy::diff(&released, table());
    println!("since the last release:\n{diff}");
    let acknowledged = acknowledged(&read("widened.txt")).unwrap_or_else(|fault| panic!("{fault}"));
    let widens: BTreeSet<String> = diff.widens.iter().map(ToString::to_string).collect();
    let unsaid: Vec<_> = widens.difference(&acknowledged).collect();
    assert!(
        unsaid.is_empty(),
        "wider than the released policies; take it back, or add to policies/widened.txt, under a line that says why:\n{unsaid:#?}"
    );
    let stale: Vec<_> = acknowledged.difference(&widens).collect();
    assert!(stale.is_empty(), "acknowledged in policies/widened.txt, but not wider: take it out:\n{stale:#?}");
}

#[test]
fn a_widening_without_a_reason_before_it_is_refused() {
    assert!(acknowledged("a sentence\n").is_err());
    assert!(acknowledged("# why\na sentence\n\nanother\n").is_err(), "a reason is for its own group");
    assert_eq!(acknowledged("# why\none\ntwo\n").map(|found| found.len()), Ok(2));
}
