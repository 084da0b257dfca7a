//! Texts as they can be set: what no font shows is marked, endless words may break, numbers keep their direction.

use unicode_normalization::char::is_combining_mark;

use crate::world;

/// Left-to-right mark: invisible; what follows it is read from left to right.
const LEFT_TO_RIGHT: char = '\u{200E}';
/// Zero-width space: invisible; a line may end here.
const BREAK: char = '\u{200B}';
/// What stands for a letter that no font of ours has.
const UNKNOWN: char = '\u{FFFD}';
/// LIMIT: a longer word would run over the next column, so its line may end within it.
const WORD_LETTERS_MAX: u32 = 40;

/// The text as it can be set. In a paper that is read from right to left, a number keeps its sign and its parts in order, whatever
/// stands before it (the Unicode bidirectional algorithm, UAX 9, would turn a date after an Arabic word around).
pub fn legible(text: &str, rtl: bool) -> String {
    let mut set = String::with_capacity(text.len());
    let mut word = 0;
    let mut before = ' ';
    let mut letters = text.chars().map(letter).peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let letter = if is_combining_mark(letter) && !world::shows(letter, before) { UNKNOWN } else { letter };
        word = if letter.is_whitespace() { 0 } else { word + 1 };
        if word > WORD_LETTERS_MAX {
            set.push(BREAK);
            word = 1;
        }
        if rtl && opens(before) && starts_number(letter, next) {
            set.push(LEFT_TO_RIGHT);
        }
        set.push(letter);
        before = letter;
    }
    set
}

/// The letter itself, if it can be shown or has nothing to show.
fn letter(letter: char) -> char {
    match letter {
        '\n' => '\n',
        // marks of direction and joining: no glyph is needed
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{AD}' => letter,
        '\u{FEFF}' => UNKNOWN,
        _ if letter.is_whitespace() || letter.is_control() => ' ',
        _ if world::shows(letter, letter) => letter,
        _ => UNKNOWN,
    }
}

fn opens(before: char) -> bool {
    before.is_whitespace() || matches!(before, '(' | '[' | '«' | '"' | '“')
}

fn starts_number(letter: char, next: char) -> bool {
    letter.is_ascii_digit() || (matches!(letter, '+' | '-' | '\u{2212}') && next.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_arabic_a_number_is_marked_where_it_starts_and_a_reference_is_left_alone() {
        assert_eq!(legible("حتى 2026-11-24 (-27.250)", true), "حتى \u{200E}2026-11-24 (\u{200E}-27.250)");
        assert_eq!(legible("INV-2026-00001", true), "INV-2026-00001");
        assert_eq!(legible("until 2026-11-24", false), "until 2026-11-24");
    }

    #[test]
    fn what_no_font_has_is_marked_and_controls_become_spaces() {
        assert_eq!(legible("a\u{0}b\t\u{E000}\u{FEFF}漢🦀é\n", false), "a b \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}é\n");
    }

    #[test]
    fn a_vowel_stays_on_a_letter_of_its_own_font_only() {
        assert_eq!(legible("\u{642}\u{64B} \u{436}\u{64B} e\u{301}", false), "\u{642}\u{64B} \u{436}\u{FFFD} e\u{301}");
    }

    #[test]
    fn an_endless_word_may_break() {
        assert_eq!(legible(&"x".repeat(90), false).matches(BREAK).count(), 2);
        assert_eq!(legible(&"word ".repeat(90), false).matches(BREAK).count(), 0);
    }
}
