//! What people type to find a profile, as words of the closed lists: "cook arabic", "طبخ وتنظيف".

use std::sync::LazyLock;

use super::text::fold;
use super::{LANGUAGES, SKILLS, Vocabulary, WORK, says_how_well};

/// LIMIT: letters of what is typed.
const TYPED_MAX: usize = 80;
/// LIMIT: words of it.
const WORDS_MAX: usize = 5;

/// Why nothing can be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsought {
    /// More than 80 letters.
    Long,
    /// More than five words.
    Words,
    /// A word of one letter.
    Short,
    /// A word with which nothing begins.
    Unknown,
}

/// The name of a list and a word of it.
pub type Entry = (&'static str, &'static str);

/// Every word of every name, folded, with what it names; in alphabetical order.
static BEGINNINGS: LazyLock<Vec<(String, Entry)>> = LazyLock::new(|| {
    let lists: [&'static Vocabulary; 3] = [&WORK, &SKILLS, &LANGUAGES];
    let mut all: Vec<(String, Entry)> = Vec::new();
    for list in lists {
        for (said, token) in &*list.index {
            let words = said.split(' ').filter(|word| !is_left_aside(word));
            all.extend(words.map(|word| (word.to_owned(), (list.name, *token))));
        }
    }
    all.sort();
    all
});

/// Words between those that are looked for: "cooking and Arabic".
const JOINING: [&str; 8] = ["and", "or", "with", "the", "who", "و", "او", "مع"];

fn is_left_aside(word: &str) -> bool {
    JOINING.contains(&word) || says_how_well(word)
}

/// What each typed word can mean: the words of the lists that are called by a name with a word that begins so. Nothing typed
/// looks for nothing.
pub fn sought(typed: &str) -> Result<Vec<Vec<Entry>>, Unsought> {
    if typed.chars().count() > TYPED_MAX {
        return Err(Unsought::Long);
    }
    let folded = fold(typed);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty() && !is_left_aside(word)).collect();
    if words.len() > WORDS_MAX {
        return Err(Unsought::Words);
    }
    if words.is_empty() && !typed.trim().is_empty() {
        return Err(Unsought::Unknown);
    }
    words.into_iter().map(meant).collect()
}

fn meant(word: &str) -> Result<Vec<Entry>, Unsought> {
    if word.chars().count() < 2 {
        return Err(Unsought::Short);
    }
    // The Arabic "and" is written together with the word after it.
    let joined = || word.strip_prefix('و').map(beginning).unwrap_or_default();
    let found = Some(beginning(word)).filter(|found| !found.is_empty()).unwrap_or_else(joined);
    if found.is_empty() { Err(Unsought::Unknown) } else { Ok(found) }
}

fn beginning(word: &str) -> Vec<Entry> {
    let first = BEGINNINGS.partition_point(|(known, _)| known.as_str() < word);
    let mut found: Vec<Entry> = Vec::new();
    for (_, entry) in BEGINNINGS[first..].iter().take_while(|(known, _)| known.starts_with(word)) {
        if !found.contains(entry) {
            found.push(*entry);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(typed: &str) -> Vec<Vec<String>> {
        let named = |(list, token): Entry| format!("{list}:{token}");
        let sorted = |word: Vec<Entry>| {
            let mut names: Vec<String> = word.into_iter().map(named).collect();
            names.sort();
            names
        };
        sought(typed).expect("words of the lists").into_iter().map(sorted).collect()
    }

    #[test]
    fn a_word_is_found_by_its_beginning_in_both_languages() {
        for typed in ["cook", "COOKI", "طبخ", "الطبخ"] {
            let found = tokens(typed);
            assert!(found.len() == 1 && found[0].contains(&"skill:cooking".to_owned()), "{typed}: {found:?}");
        }
        assert!(tokens("cook")[0].contains(&"work:cook".to_owned()), "work and skill");
        assert!(tokens("arab")[0].contains(&"language:ar".to_owned()));
    }

    #[test]
    fn every_word_but_those_that_join_must_be_found() {
        assert_eq!(tokens("cooking and good ironing").len(), 2);
        assert_eq!(tokens("طبخ وتنظيف").len(), 2, "the Arabic and");
        assert_eq!(tokens("").len(), 0);
        assert_eq!(sought("cooking astrology"), Err(Unsought::Unknown));
        assert_eq!(sought("and"), Err(Unsought::Unknown), "nothing is left to look for");
        assert_eq!(sought("c"), Err(Unsought::Short));
        assert_eq!(sought("a b c d e f ironing cooking sewing driving laundry cleaning"), Err(Unsought::Words));
        assert_eq!(sought(&"cook ".repeat(20)), Err(Unsought::Long));
    }
}
