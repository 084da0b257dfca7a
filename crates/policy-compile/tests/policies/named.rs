//! Every word of the closed lists is named by some policy, or stands here with the reason why not.

use std::collections::BTreeSet;

use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};

use crate::questions::sources;

/// Words that no policy names, and why that is right.
const UNNAMED: &[(&str, &str)] = &[
    (
        "Relation::\"none\"",
        "who stands in no relation has what is open to everybody; a permit for strangers names no relation",
    ),
    ("Overlay::\"none\"", "a case without an overlay is the ordinary case; policies name what an overlay changes"),
    ("State::\"roster:erased\"", "nothing is left of an erased record that could be shown or moved"),
];

fn named() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for source in &sources().policies {
        let code = source.text.lines().filter(|line| !line.starts_with("//") && !line.starts_with('@'));
        for line in code {
            let parts: Vec<&str> = line.split("::\"").collect();
            for pair in parts.windows(2) {
                let kind = pair[0].rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
                let word = pair[1].split('"').next().unwrap_or_default();
                named.insert(format!("{kind}::\"{word}\""));
            }
        }
    }
    named
}

fn every_word() -> impl Iterator<Item = String> {
    fn of<W: ToString>(kind: &'static str, words: &'static [W]) -> impl Iterator<Item = String> {
        words.iter().map(move |word| format!("{kind}::\"{}\"", word.to_string()))
    }
    of("Role", Role::ALL)
        .chain(of("Relation", Relation::ALL))
        .chain(of("Purpose", Purpose::ALL))
        .chain(of("State", StateToken::ALL))
        .chain(of("Overlay", Overlay::ALL))
        .chain(of("Class", Class::ALL))
        .chain(of("Action", FieldAction::ALL))
        .chain(of("Action", StepToken::ALL))
}

#[test]
fn each_word_is_named_by_a_policy_or_has_a_reason_not_to_be() {
    let named = named();
    let unnamed: Vec<String> = every_word().filter(|word| !named.contains(word)).collect();
    let excused: Vec<String> = UNNAMED.iter().map(|(word, _)| (*word).to_owned()).collect();
    let surprising: Vec<_> = unnamed.iter().filter(|word| !excused.contains(word)).collect();
    assert!(surprising.is_empty(), "no policy names {surprising:?}: say who may, or say why nobody");
    let stale: Vec<_> = excused.iter().filter(|word| !unnamed.contains(word)).collect();
    assert!(stale.is_empty(), "{stale:?} is named by a policy: take it off the list");
}
