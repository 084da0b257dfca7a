//! The compiled policy set as text: what is built into the binary and compared with the sources at start.
//!
//! One line per item, so that a change of one policy is a change of its lines. The first lines repeat the word lists:
//! a set that was compiled for other words does not load.

use std::fmt::Write as _;

use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};

use crate::rule::{Cover, Effect, Rule, Words, Written};
use crate::table::{PolicySet, Table};

const MAGIC: &str = "amana policy set 1";
const END: &str = "end\n";

/// Why a compiled policy set does not load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the compiled policy set is damaged or for another version, line {line}: {why}")]
pub struct Damaged {
    /// Line, from 1.
    pub line: usize,
    /// What was expected there.
    pub why: &'static str,
}

/// The policies that this binary was built with, compiled from the folder `policies/`. A test of `policy-compile` keeps
/// it fresh; it is damaged only while the word lists are ahead of it (then `UPDATE=1 cargo test -p policy-compile`).
pub fn shipped() -> Result<Table, Damaged> {
    Table::from_bytes(include_bytes!("../../../policies/access.table"))
}

impl Table {
    /// The set as bytes; the same rules always give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{MAGIC}\n{}hash {}\n", words(), self.hash());
        for rule in self.rules() {
            let effect = match rule.effect {
                Effect::Permit => "permit",
                Effect::Forbid => "forbid",
            };
            let _ = writeln!(text, "{effect} {}\nwhy {}", rule.id, rule.why);
            if let Some(why) = &rule.why_ar {
                let _ = writeln!(text, "why_ar {why}");
            }
            let Written { file, line, text: cedar } = &rule.written;
            let _ = writeln!(text, "place {line} {file}");
            for line in cedar.lines() {
                let _ = writeln!(text, "text {line}");
            }
            for (kind, covers) in [("fields", &rule.fields), ("steps", &rule.steps)] {
                for Cover([role, action, relation, purpose, state, overlay, class]) in covers {
                    let _ = writeln!(
                        text,
                        "{kind} {role:x} {action:x} {relation:x} {purpose:x} {state:x} {overlay:x} {class:x}"
                    );
                }
            }
        }
        text.push_str(END);
        text.into_bytes()
    }

    /// Reads what [`Self::to_bytes`] wrote, for the same word lists.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        Self::read(bytes, &format!("{MAGIC}\n{}", words()))
    }

    /// The same for a table that an earlier version wrote, when the lists were shorter: words are only ever added at their ends,
    /// so its boxes mean what they meant. It allows nothing that needs a word which came later.
    pub fn from_earlier_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        let present = words();
        let mut head = format!("{MAGIC}\n");
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        for (at, (list, known)) in text.lines().skip(1).zip(present.lines()).enumerate() {
            let begins = known.strip_prefix(list).is_some_and(|more| more.is_empty() || more.starts_with(' '));
            if !begins {
                return Err(Damaged { line: at + 2, why: "words that are the beginning of this version's" });
            }
            head.extend([list, "\n"]);
        }
        Self::read(bytes, &head)
    }

    fn read(bytes: &[u8], head: &str) -> Result<Self, Damaged> {
        let text = std::str::from_utf8(bytes).map_err(|_| Damaged { line: 1, why: "UTF-8" })?;
        let rest = text.strip_prefix(head).ok_or(Damaged { line: 1, why: "this version's words" })?;
        let rest = rest.strip_suffix(END).ok_or(Damaged { line: text.lines().count(), why: "the end" })?;
        let mut set = PolicySet { hash: "".into(), rules: Vec::new() };
        for (at, line) in rest.lines().enumerate() {
            let damaged = |why| Damaged { line: head.lines().count() + at + 1, why };
            let (kind, value) = line.split_once(' ').ok_or(damaged("a word and its value"))?;
            let effect = match kind {
                "permit" => Some(Effect::Permit),
                "forbid" => Some(Effect::Forbid),
                _ => None,
            };
            match (kind, effect, set.rules.last_mut()) {
                ("hash", _, None) => set.hash = value.into(),
                (_, Some(effect), _) => set.rules.push(Rule {
                    id: value.into(),
                    why: String::new(),
                    why_ar: None,
                    effect,
                    written: Written::default(),
                    fields: Vec::new(),
                    steps: Vec::new(),
                }),
                ("why", _, Some(rule)) => value.clone_into(&mut rule.why),
                ("why_ar", _, Some(rule)) => rule.why_ar = Some(value.to_owned()),
                ("place", _, Some(rule)) => {
                    let (line, file) = value.split_once(' ').ok_or(damaged("a line and a file"))?;
                    rule.written.line = line.parse().map_err(|_| damaged("a line's number"))?;
                    file.clone_into(&mut rule.written.file);
                }
                ("text", _, Some(rule)) => {
                    let text = &mut rule.written.text;
                    text.push_str(if text.is_empty() { "" } else { "\n" });
                    text.push_str(value);
                }
                ("fields", _, Some(rule)) => rule.fields.push(cover(value).ok_or(damaged("seven sets of words"))?),
                ("steps", _, Some(rule)) => rule.steps.push(cover(value).ok_or(damaged("seven sets of words"))?),
                _ => return Err(damaged("hash, permit, forbid, why, why_ar, place, text, fields or steps")),
            }
        }
        if set.hash.len() != 64 {
            return Err(Damaged { line: head.lines().count() + 1, why: "hash" });
        }
        Ok(Self::new(set))
    }
}

fn cover(text: &str) -> Option<Cover> {
    let limits = [
        Role::COUNT,
        StepToken::COUNT,
        Relation::COUNT,
        Purpose::COUNT + 1,
        StateToken::COUNT,
        Overlay::COUNT,
        Class::COUNT,
    ];
    let mut sets = [0; 7];
    let mut parts = text.split(' ');
    for (set, limit) in sets.iter_mut().zip(limits) {
        *set = Words::from_str_radix(parts.next()?, 16).ok().filter(|bits| bits >> limit == 0)?;
    }
    parts.next().is_none().then_some(Cover(sets))
}

fn words() -> String {
    let line = |name: &str, words: Vec<&str>| format!("{name} {}\n", words.join(" "));
    [
        line("roles", Role::ALL.iter().map(|w| w.as_str()).collect()),
        line("field_actions", FieldAction::ALL.iter().map(|w| w.as_str()).collect()),
        line("steps", StepToken::ALL.iter().map(|w| w.as_str()).collect()),
        line("relations", Relation::ALL.iter().map(|w| w.as_str()).collect()),
        line("purposes", Purpose::ALL.iter().map(|w| w.as_str()).collect()),
        line("states", StateToken::ALL.iter().map(|w| w.as_str()).collect()),
        line("overlays", Overlay::ALL.iter().map(|w| w.as_str()).collect()),
        line("classes", Class::ALL.iter().map(|w| w.as_str()).collect()),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_set_loads_and_reads_back_as_it_was_written() {
        let table = shipped().expect("fresh: see the tests of policy-compile");
        assert_eq!(table.to_bytes(), include_bytes!("../../../policies/access.table"));
        assert!(table.rules().len() > 100);
    }

    #[test]
    fn a_table_of_shorter_lists_is_read_as_an_earlier_one_and_never_as_the_present() {
        let shipped = String::from_utf8(shipped().expect("fresh").to_bytes()).expect("text");
        let last = Class::ALL[Class::COUNT - 1].as_str();
        let fewer = shipped.replacen(&format!(" {last}\n"), "\n", 1);
        assert!(Table::from_bytes(fewer.as_bytes()).is_err());
        assert!(Table::from_earlier_bytes(fewer.as_bytes()).is_ok());
        assert!(Table::from_earlier_bytes(shipped.as_bytes()).is_ok());
        let other = shipped.replacen("roles anonymous", "roles anonymouse", 1);
        assert_eq!(Table::from_earlier_bytes(other.as_bytes()).map(|_| ()).expect_err("another word").line, 2);
        assert!(Table::from_earlier_bytes(b"").is_err() && Table::from_earlier_bytes(&[0xff, 0xfe]).is_err());
    }
}
