//! Every rule by which the trade says no, gathered from the tables of both machines.

use std::collections::BTreeSet;

use crate::case::TRANSITIONS;
use crate::worker::ROSTER;

/// The rules that no table names: they hold for every step.
const EVERYWHERE: [&str; 9] = [
    "already_paused",
    "not_a_party",
    "not_due",
    "not_paused",
    "not_yours",
    "other_person",
    "out_of_order",
    "paused",
    "pinned_pack",
];

/// Every rule that a refusal can name, so that each language can be checked for a message.
pub fn all() -> BTreeSet<&'static str> {
    let conditions = TRANSITIONS.iter().flat_map(|row| row.when).map(|when| when.rule());
    let guards = TRANSITIONS.iter().flat_map(|row| row.guards).map(|guard| guard.rule());
    let roster = ROSTER.iter().flat_map(|row| row.guards).map(|guard| guard.rule());
    EVERYWHERE.into_iter().chain(conditions).chain(guards).chain(roster).collect()
}
