//! Finds references in what payers write: in any case, with spaces or hyphens anywhere or nowhere, in Arabic digits, and with the
//! letter O for a zero inside the reference. A reference that is part of a longer word or number is none.

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::super::StatementLine;
use super::Open;
use crate::amount::{turns, western};

/// LIMIT: letters and digits of a reference.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=35;
/// As much of each reference as is looked for first.
const BEGINNING: usize = *LENGTH.start();

/// The references that are looked for.
pub(super) struct Sought {
    /// Which of the open ones go by a reference, by its folded form.
    by_reference: HashMap<String, Vec<Uuid>>,
    beginnings: HashSet<String>,
    /// Longest first.
    lengths: Vec<usize>,
}

impl Sought {
    pub fn new(open: &[Open]) -> Self {
        let mut by_reference: HashMap<String, Vec<Uuid>> = HashMap::new();
        for one in open {
            let folded = fold(&one.reference);
            let whole = LENGTH.contains(&folded.letters.len()) && folded.unbroken();
            if whole {
                let ids = by_reference.entry(folded.letters).or_default();
                if !ids.contains(&one.id) {
                    ids.push(one.id);
                }
            }
        }
        let lengths: BTreeSet<usize> = by_reference.keys().map(String::len).collect();
        let beginnings = by_reference.keys().map(|key| key[..BEGINNING].to_owned()).collect();
        Self { by_reference, beginnings, lengths: lengths.into_iter().rev().collect() }
    }

    /// Those that a line names, in the order of naming, each once. An error holds all whom a name may mean, where it may mean
    /// several: two that go by the same reference, or two references that begin at the same letter.
    pub fn named(&self, line: &StatementLine) -> Result<Vec<Uuid>, Vec<Uuid>> {
        let (mut named, mut unclear) = (Vec::new(), false);
        for text in [Some(line.reference_text.as_str()), line.end_to_end.as_deref()].into_iter().flatten() {
            let folded = fold(text);
            let mut at = 0;
            while at < folded.letters.len() {
                let found = self.at(&folded, at);
                let mut ids: Vec<Uuid> = found.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
                ids.sort_unstable();
                ids.dedup();
                unclear |= ids.len() > 1;
                for id in ids {
                    if !named.contains(&id) {
                        named.push(id);
                    }
                }
                at += found.first().map_or(1, |(length, _)| *length);
            }
        }
        if unclear { Err(named) } else { Ok(named) }
    }

    /// The references that begin here, longest first.
    fn at(&self, text: &Folded, at: usize) -> Vec<(usize, &[Uuid])> {
        let begins = text.letters.get(at..at + BEGINNING).is_some_and(|start| self.beginnings.contains(start));
        if !begins || text.joined(at) {
            return Vec::new();
        }
        let ending = |length: &usize| {
            let ids = self.by_reference.get(text.letters.get(at..at + length)?)?;
            (!text.joined(at + length)).then_some((*length, ids.as_slice()))
        };
        self.lengths.iter().filter_map(ending).collect()
    }
}

/// A text without what parts words: upper-case letters and western digits, with every O as a zero. Any other sign is a full stop.
struct Folded {
    /// One byte for each character.
    letters: String,
    /// For each of them, whether it stood right after the one before it.
    joined: Vec<bool>,
}

impl Folded {
    /// Whether the letter here and the one before it were one word.
    fn joined(&self, at: usize) -> bool {
        self.joined.get(at).copied().unwrap_or(false)
    }

    fn unbroken(&self) -> bool {
        !self.letters.contains(STOP)
    }
}

/// What no reference goes across.
const STOP: char = '|';

fn fold(text: &str) -> Folded {
    let mut folded = Folded { letters: String::with_capacity(text.len()), joined: Vec::with_capacity(text.len()) };
    let mut joins = false;
    for c in text.chars().filter(|c| !turns(*c)) {
        if c.is_whitespace() || matches!(c, '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '−') {
            joins = false;
            continue;
        }
        let letter = match western(c).to_ascii_uppercase() {
            'O' => '0',
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => STOP,
        };
        folded.letters.push(letter);
        folded.joined.push(joins && letter != STOP);
        // a letter of another script joins too: a reference inside an Arabic word is none, a full stop is not part of one
        joins = letter != STOP || c.is_alphanumeric();
    }
    folded
}
