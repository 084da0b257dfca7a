//! What a free text tells of people: words by which somebody could find out who a person is, or reach them.
//!
//! A hint decides nothing, and its absence says nothing: whoever reviews reads every text.

use crate::sealed::ascii_digits;

/// One thing to look at, with the word that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A place.
    Place(String),
    /// A person or an employer.
    Name(String),
    /// A number or a way to reach somebody.
    Number(String),
}

/// Words before a place in a text of two languages.
const BEFORE_PLACE: [&str; 5] = ["in", "at", "near", "from", "\u{641}\u{64a}"];
/// Words before a person's or an employer's name.
const BEFORE_NAME: [&str; 7] = ["mr", "mrs", "ms", "madam", "sheikh", "dr", "\u{639}\u{627}\u{626}\u{644}\u{629}"];

/// What stands out in a text.
pub(crate) fn in_text(text: &str, first_name: &str) -> Vec<Hint> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let mut hints = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.to_lowercase());
        let follows = |list: &[&str]| before.as_deref().is_some_and(|before| list.contains(&before));
        let names = word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic());
        if names && follows(&BEFORE_PLACE) {
            hints.push(Hint::Place((*word).to_owned()));
        } else if names && follows(&BEFORE_NAME) || !first_name.is_empty() && word.eq_ignore_ascii_case(first_name) {
            hints.push(Hint::Name((*word).to_owned()));
        }
    }
    hints.extend(long_numbers(text).into_iter().map(Hint::Number));
    hints.extend(text.split_whitespace().filter(|word| word.contains('@')).map(|word| Hint::Number(word.to_owned())));
    hints
}

/// Whether a text tells how to reach somebody: a number, a mailbox, a link.
pub(crate) fn reaches_somebody(text: &str) -> bool {
    in_text(text, "").iter().any(|hint| matches!(hint, Hint::Number(_))) || text.split_whitespace().any(is_link)
}

/// `https://x.example/a`, `www.x.example`, `x.example/a`; not `Bldg.12`, nor the end of a sentence.
fn is_link(word: &str) -> bool {
    let host = word.split_once("://").map_or(word, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
    let last =
        host.rsplit_once('.').map(|(before, last)| (before.trim_start_matches(|c: char| !c.is_alphanumeric()), last));
    word.contains("://")
        || last.is_some_and(|(before, last)| {
            before.len() >= 2 && last.chars().count() >= 2 && last.chars().all(char::is_alphabetic)
        })
}

/// LIMIT: digits of a number that leads to nobody: a year, a sum, a count.
const DIGITS_MAX: usize = 4;

/// Numbers of more digits than a year has, in whatever digits and however they are set apart: `92 12 34 56`, `٩٦٨-٩٢١٢`, `EP12345`.
fn long_numbers(text: &str) -> Vec<String> {
    let (mut found, mut number) = (Vec::new(), String::new());
    // Years are no number that leads to somebody: `2019-2022`.
    let year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let digits = |number: &str| {
        let number = ascii_digits(number);
        let parts = number.split(|c: char| !c.is_ascii_digit()).filter(|part| !year(part));
        parts.map(str::len).sum::<usize>()
    };
    for c in text.chars().chain(std::iter::once('\n')) {
        let joins = matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '+') && !number.ends_with(c);
        if ascii_digits(&c.to_string()).chars().all(|c| c.is_ascii_digit()) || joins && !number.is_empty() {
            number.push(c);
            continue;
        }
        if digits(&number) > DIGITS_MAX {
            found.push(number.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned());
        }
        number.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_mailbox_or_a_link_reaches_somebody_and_an_address_does_not() {
        for text in [
            "call 9212 3456",
            "اتصل على ٩٢١٢٣٤٥٦",
            "write to desk@agency.example",
            "https://meet.example/abc",
            "join at meet.example/abc now",
            "www.agency.example.",
        ] {
            assert!(reaches_somebody(text), "{text}");
        }
        for text in [
            "Al Khuwair, Way 3021, Bldg.12, second floor. Ask for the meeting room.",
            "الخوير، سكة 3021، مبنى 12، الطابق الثاني",
            "P.O. box 1204, Ruwi",
        ] {
            assert!(!reaches_somebody(text), "{text}");
        }
    }

    #[test]
    fn places_names_and_numbers_in_a_text_are_pointed_at() {
        let found = in_text("3 years in Salalah with Mrs Amna, call 96892123456 or a@b.example. Selam cooks.", "Selam");
        assert_eq!(
            found,
            [
                Hint::Place("Salalah".into()),
                Hint::Name("Amna".into()),
                Hint::Name("Selam".into()),
                Hint::Number("96892123456".into()),
                Hint::Number("a@b.example.".into()),
            ]
        );
        assert_eq!(in_text("5 سنوات لدى أسرة في جدة", ""), [Hint::Place("جدة".into())]);
        let numbers = ["ring ٩٦٨٩٢١٢٣٤٥٦", "call 92 12 34 56 now", "EP 12-34/567", "۹۲۱۲۳۴۵۶"];
        for text in numbers {
            assert!(matches!(in_text(text, "").as_slice(), [Hint::Number(_)]), "{text}: {:?}", in_text(text, ""));
        }
        assert_eq!(in_text("With a family 2019-2022, then 2022 - 2025 in school", ""), []);
        assert_eq!(in_text("From 2019 on, 3 children of 2, 4 and 7 years; 120 sq m, 2024", ""), []);
        assert_eq!(in_text("Six years with a family of five, two of them in school", "Selam"), []);
    }
}
