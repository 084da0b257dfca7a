//! The shipped policies against those of the last release: what became wider stands in policies/widened.txt with its reason.
//!
//! `make check` prints the difference. Narrowing needs no word. A state that is newer than the release is acknowledged as a whole
//! (`state slot:worked is new`): nothing stood in it before. At a release `make released` makes the present table the
//! released one and empties the list.

use std::collections::BTreeSet;
use std::fs;

use domain::StateToken;
use policy::{Change, Table};

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

/// The states that a table of an earlier version knew.
fn states_of(table: &str) -> Vec<StateToken> {
    let line = table.lines().find_map(|line| line.strip_prefix("states ")).expect("a list of states");
    line.split(' ').map(|word| StateToken::parse(word).expect("words are only ever added")).collect()
}

/// What wants a reason: every state that came since, and what is wider in those that were there before.
fn wants_a_reason(widens: &[Change], earlier: &[StateToken]) -> BTreeSet<String> {
    let new =
        StateToken::ALL.iter().filter(|state| !earlier.contains(state)).map(|state| format!("state {state} is new"));
    let before = widens.iter().filter_map(|change| {
        let states: Vec<StateToken> = change.states.iter().copied().filter(|state| earlier.contains(state)).collect();
        (!states.is_empty()).then(|| Change { states, ..change.clone() }.to_string())
    });
    before.chain(new).collect()
}

#[test]
fn what_became_wider_since_the_release_is_acknowledged_with_a_reason() {
    let text = read("released.table");
    let released = Table::from_earlier_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let diff = policy::diff(&released, table());
    println!("since the last release:\n{diff}");
    let acknowledged = acknowledged(&read("widened.txt")).unwrap_or_else(|fault| panic!("{fault}"));
    let widens = wants_a_reason(&diff.widens, &states_of(&text));
    let unsaid: Vec<_> = widens.difference(&acknowledged).collect();
    assert!(
        unsaid.is_empty(),
        "wider than the released policies; take it back, or add to policies/widened.txt, under a line that says why:\n{unsaid:#?}"
    );
    let stale: Vec<_> = acknowledged.difference(&widens).collect();
    assert!(stale.is_empty(), "acknowledged in policies/widened.txt, but not wider: take it out:\n{stale:#?}");
}

#[test]
fn a_new_state_hides_nothing_that_became_wider_in_those_that_were_there() {
    let wider = |states: &[StateToken]| Change {
        role: domain::Role::Customer,
        relation: domain::Relation::Party,
        act: policy::Act::Field(domain::FieldAction::View),
        class: Some(domain::Class::WorkerName),
        states: states.to_vec(),
        purposes: vec![None],
        overlays: vec![domain::Overlay::None],
    };
    let earlier: Vec<StateToken> =
        StateToken::ALL.iter().copied().filter(|state| *state != StateToken::SlotWorked).collect();
    let one = "state slot:worked is new".to_owned();
    assert_eq!(wants_a_reason(&[wider(&[StateToken::SlotWorked])], &earlier), BTreeSet::from([one.clone()]));
    let both = wants_a_reason(&[wider(&[StateToken::Held, StateToken::SlotWorked])], &earlier);
    assert!(both.contains(&one) && both.iter().any(|said| said.contains("worker_name in held for")), "{both:?}");
}

#[test]
fn a_widening_without_a_reason_before_it_is_refused() {
    assert!(acknowledged("a sentence\n").is_err());
    assert!(acknowledged("# why\na sentence\n\nanother\n").is_err(), "a reason is for its own group");
    assert_eq!(acknowledged("# why\none\ntwo\n").map(|found| found.len()), Ok(2));
}
