//! How a list of cases is narrowed: what is under way, stage by stage, and what is over.

use domain::StateToken as S;
use domain::{StateToken, case};

use crate::page::{Page, Portal};
use crate::portals::Tab;

/// A part of the list: its word in addresses and messages (`tab-WORD`), and the states in it.
pub struct Group {
    /// The word.
    pub word: &'static str,
    /// The states.
    pub states: &'static [StateToken],
}

const fn group(word: &'static str, states: &'static [StateToken]) -> Group {
    Group { word, states }
}

/// Everything that goes on. It comes first, and is what a list shows unless asked.
const OPEN: Group = group("open", case::OPEN);

/// The stages of what goes on: staff has enough cases to want them apart.
const STAGES: &[Group] = &[
    group("request", &[S::Enquiry]),
    group("held", &[S::Held, S::Accepted]),
    group("meeting", &[S::MeetingSet, S::Met]),
    group("agreement", &[S::Offered, S::Signed]),
    group("payment", &[S::DepositPaid]),
    group("papers", &[S::Permit]),
    group("arrival", &[S::Travel, S::Arrived, S::HandedOver]),
    group("guarantee", &[S::InGuarantee]),
    group("claim", &[S::Claim, S::Replacement, S::RefundDue]),
];

const OVER: Group = group("over", case::OVER);

/// Whether a case in this state goes on.
pub fn is_open(state: StateToken) -> bool {
    OPEN.states.contains(&state)
}

/// The part of this word; what goes on, for any other.
pub fn named(word: &str) -> &'static Group {
    STAGES.iter().chain([&OVER]).find(|group| group.word == word).unwrap_or(&OPEN)
}

/// How many cases are in these states.
pub fn many(counts: &[(StateToken, i64)], states: &[StateToken]) -> u64 {
    counts.iter().filter(|(state, _)| states.contains(state)).map(|(_, many)| many.unsigned_abs()).sum()
}

/// The ways to narrow the list of a portal. A stage without a case is left out, unless it is the one shown.
pub fn tabs(page: &Page, portal: Portal, address: &str, here: &Group, counts: &[(StateToken, i64)]) -> Vec<Tab> {
    let stages = if portal.staff() { STAGES } else { &[] };
    [&OPEN]
        .into_iter()
        .chain(stages)
        .chain([&OVER])
        .map(|group| (group, many(counts, group.states)))
        .filter(|(group, many)| *many > 0 || group.word == here.word || !STAGES.iter().any(|s| s.word == group.word))
        .map(|(group, many)| Tab {
            word: page.t(format!("tab-{}", group.word)),
            href: format!("{address}?show={}", group.word),
            here: group.word == here.word,
            count: Some(many),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_case_stands_in_one_part_and_open_is_all_stages() {
        let stages: Vec<StateToken> = STAGES.iter().flat_map(|group| group.states).copied().collect();
        assert_eq!(stages, OPEN.states);
        assert!(OVER.states.iter().all(|state| !OPEN.states.contains(state)));
        let placement =
            StateToken::ALL.iter().filter(|state| **state != StateToken::None && !state.as_str().contains(':'));
        for state in placement {
            assert!(OPEN.states.contains(state) || OVER.states.contains(state), "{state} is in no part");
        }
    }
}
