//! The forms that a mask can take. Which field has which form is declared with [`crate::fields!`].
//!
//! What a mask leaves must not tell who somebody is. Three characters of a passport's or a card's number leave a thousand numbers
//! and more for each ending, are searched and sorted by nobody, and stand on the page of one record that its reader may see anyway.

/// What stands for a value of which nothing may be shown, not even its length.
pub const DOTS: &str = "•••";

/// The last three characters, as on `•••417`. A value so short that they would give it away shows none of them.
pub fn last_three(value: &(impl AsRef<str> + ?Sized)) -> String {
    let value = value.as_ref().trim();
    let count = value.chars().count();
    let shown = if count >= 6 { 3 } else { 0 };
    value.chars().skip(count - shown).fold(DOTS.to_owned(), |mut text, letter| {
        text.push(letter);
        text
    })
}

/// The same of a sealed number: of what its mask left before, or [`DOTS`] where nothing was opened.
pub fn number(value: &Option<String>) -> String {
    value.as_ref().map_or_else(|| DOTS.to_owned(), last_three)
}

/// The first letter, as on `F.`, in any script; [`DOTS`] when there is none.
pub fn initial(value: &(impl AsRef<str> + ?Sized)) -> String {
    value.as_ref().trim().chars().next().map_or_else(|| DOTS.to_owned(), |letter| format!("{letter}."))
}

/// The band of five years that an age falls in, as in `25–29`.
pub fn five_years(age: &u8) -> String {
    let from = age / 5 * 5;
    format!("{from}–{}", from.saturating_add(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_shows_three_characters_and_a_short_one_none() {
        assert_eq!(last_three("EP1234417"), "•••417");
        assert_eq!(last_three("٩٨٧٦٥٤٣"), "•••٥٤٣");
        assert_eq!(last_three("12345"), DOTS);
        assert_eq!(last_three(""), DOTS);
        assert_eq!(number(&None), DOTS);
        assert_eq!(number(&Some("EP1234417".to_owned())), "•••417");
        assert_eq!(number(&Some(last_three("EP1234417"))), "•••417", "a mask of a mask is the mask");
        assert_eq!(number(&Some(last_three("12345"))), DOTS);
    }

    #[test]
    fn a_name_shows_its_initial() {
        assert_eq!(initial(" Fatima"), "F.");
        assert_eq!(initial("مريم"), "م.");
        assert_eq!(initial("  "), DOTS);
    }

    #[test]
    fn an_age_shows_its_band() {
        assert_eq!(five_years(&27), "25–29");
        assert_eq!(five_years(&255), "255–255");
    }
}
