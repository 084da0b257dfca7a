//! Text as people type it, brought to one form: for comparing (`fold`), for keeping (`tidy`), for splitting lists.
//!
//! English and Arabic only: case, tashkeel, the forms of alef, ya and ta marbuta, Arabic-Indic and Persian digits,
//! invisible direction marks. Nothing here knows what a heading or a date is.

use envelope::normal::ascii_digits;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Marks that steer direction or joining and are never seen: they arrive with text copied from chats and PDFs.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}' | '\u{00AD}')
}

/// The value as it is kept: without invisible marks, runs of blanks as one space, trimmed. Line breaks stay.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let before = out.len();
        for word in line.split_whitespace() {
            let word_start = out.len();
            if word_start > before {
                out.push(' ');
            }
            let filled_from = out.len();
            out.extend(word.chars().filter(|c| !invisible(*c)));
            if out.len() == filled_from {
                out.truncate(word_start);
            }
        }
        if out.len() > before {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The form in which two spellings are compared: lower case, plain letters and digits, single spaces.
///
/// Arabic loses tashkeel, tatweel and the article, and its letter forms are made one, so that "الإسم" equals "اسم".
pub fn fold(text: &str) -> String {
    let plain = letters(text);
    let mut out = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(without_article(word));
    }
    out
}

/// The same before words are told apart: plain letters, with a blank for every other sign.
///
/// Letters are taken apart first (Unicode NFKD): accents and hamzas from what bears them, and the forms of Arabic letters that old
/// systems print ("ﻓﺎﻃﻤﺔ") into the letters themselves.
fn letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let apart = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkd().collect::<String>()) };
    let digits = if text.is_ascii() { apart } else { Cow::Owned(ascii_digits(&apart)) };
    for c in digits.chars().filter(|c| !invisible(*c)) {
        match c {
            // Tashkeel, tatweel, apostrophes, accents.
            '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{06D6}'..='\u{06ED}'
            | '\u{0640}'
            | '\''
            | '\u{2019}'
            | '\u{0300}'..='\u{036F}' => {}
            'ٱ' => plain.push('ا'),
            'ى' | 'ی' => plain.push('ي'),
            'ة' => plain.push('ه'),
            'ک' => plain.push('ك'),
            '+' | '#' | '0'..='9' | 'a'..='z' => plain.push(c),
            'A'..='Z' => plain.push(c.to_ascii_lowercase()),
            _ if c.is_alphanumeric() => c.to_lowercase().for_each(|c| match c {
                // Letters of their own in some language, which are not taken apart.
                'æ' => plain.push_str("ae"),
                'œ' => plain.push_str("oe"),
                'ß' => plain.push_str("ss"),
                'đ' | 'ð' => plain.push('d'),
                'ı' => plain.push('i'),
                'ł' => plain.push('l'),
                'ø' => plain.push('o'),
                other => plain.push(other),
            }),
            _ => plain.push(' '),
        }
    }
    plain
}

/// The letters of one word of a name that are compared; what follows counts for nothing.
pub const NAME_WORD_MAX: usize = 16;

/// The words of a name by which it is found: folded, without hamza, each as it stands and without its article. A word has
/// two letters at least.
pub fn name_words(name: &str) -> Vec<String> {
    let plain = letters(name);
    let words = plain.split_whitespace().map(|word| word.replace('ء', ""));
    distinct(words.flat_map(|whole| [without_article(&whole).to_owned(), whole]))
}

/// Each two words of a name that stand beside each other, written together: whoever types `abdulrahman` finds `Abdul Rahman`.
pub fn name_pairs(name: &str) -> Vec<String> {
    let plain = letters(name);
    let words: Vec<String> = plain.split_whitespace().map(|word| word.replace('ء', "")).collect();
    let pairs = words.windows(2).map(<[String]>::concat);
    distinct(pairs.flat_map(|whole| [without_article(&whole).to_owned(), whole]))
}

/// The words that somebody types to find a name, each to be the beginning of one of [`name_words`].
pub fn sought_words(typed: &str) -> Vec<String> {
    let plain = letters(typed);
    distinct(plain.split_whitespace().map(|word| without_article(&word.replace('ء', "")).to_owned()))
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word: String = word.chars().take(NAME_WORD_MAX).collect();
        if word.chars().count() >= 2 && !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

/// Short words keep their first letters: in "الي" (automatic) they are no article.
fn without_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 3 => rest,
        _ => word,
    }
}

/// The items of a list, however they are separated: comma, semicolon, slash, bar, ampersand, their Arabic forms, line break.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '|', '&', '،', '؛', '\n', '\t', '•']).map(str::trim).filter(|item| !item.is_empty())
}

/// How many letters must be typed, left out, changed or swapped to make one word of the other.
///
/// LIMIT: compares at most 64 letters of each, so that a long cell costs no more than a short one.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

/// Whether two folded words are one word mistyped: one slip from five letters, two from nine.
pub fn mistyped(a: &str, b: &str) -> bool {
    let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    let slips = match short {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    long - short <= slips && distance(a, b) <= slips
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_heading_fold_alike() {
        for (a, b) in [
            ("  Full   NAME ", "full name"),
            ("Full_Name:", "full name"),
            ("الإسم الكامل", "اسم كامل"),
            ("الاِسْمُ الكَامِل", "اسم كامل"),
            ("رقم الجـــواز", "رقم جواز"),
            ("الجنسیة", "جنسيه"),
            ("\u{200F}تاريخ الميلاد\u{200F}", "تاريخ ميلاد"),
            ("Worker’s Phone", "workers phone"),
            ("لغة ٢", "لغه 2"),
        ] {
            assert_eq!(fold(a), b, "{a:?}");
        }
    }

    #[test]
    fn a_name_is_found_however_its_letters_are_written() {
        for (name, typed) in [
            ("José Peña", "jose pena"),
            ("Jose\u{301} Pen\u{303}a", "JOSÉ PEÑA"),
            ("N’Golo D'Souza", "ngolo dsouza"),
            ("Wanjiku-Kariuki", "kariuki"),
            ("فاطمة الزهراء", "فاطمه زهرا"),
            ("فاطمة الزهراء", "الزهراء"),
            ("زهراء أحمد", "الزهراء احمد"),
            ("هُدى الـبـلوشية", "هدي البلوشيه"),
            ("علی", "على"),
            ("ﻓﺎﻃﻤﺔ ﺍﻟﺒﻠﻮﺷﻴﺔ", "فاطمة البلوشية"),
            ("Ｓｅｌａｍ", "selam"),
            ("Łukasz Øster", "lukasz oster"),
        ] {
            let found = |word: &String| name_words(name).iter().any(|of| of.starts_with(word.as_str()));
            let sought = sought_words(typed);
            assert!(!sought.is_empty() && sought.iter().all(found), "{typed:?} in {name:?}");
        }
        assert_eq!(sought_words("a ' - ء"), Vec::<String>::new(), "nothing of two letters");
        assert_eq!(name_words("Al Al Gebremedhinabcdefghij"), ["al", "gebremedhinabcde"]);
    }

    #[test]
    fn two_words_of_a_name_are_one_word_too() {
        assert_eq!(name_pairs("Abdul Rahman Al-Harthy"), ["abdulrahman", "rahmanal", "alharthy"]);
        assert_eq!(name_pairs("الحاج سالم"), ["حاجسالم", "الحاجسالم"]);
        assert_eq!(name_pairs("Selam"), Vec::<String>::new());
    }

    #[test]
    fn kept_text_loses_blanks_and_marks_but_no_letters() {
        for (given, kept) in [
            ("  Almaz\u{00A0}  Bekele ", "Almaz Bekele"),
            ("\u{200E}Rosa\u{200F}", "Rosa"),
            ("two\r\n\r\n lines ", "two\nlines"),
            ("\u{FEFF} \u{200E} ", ""),
            ("a \u{200E} b", "a b"),
        ] {
            assert_eq!(tidy(given), kept, "{given:?}");
        }
    }

    #[test]
    fn lists_split_at_every_usual_separator() {
        let all: Vec<&str> =
            items("cooking, ironing; sewing / driving ، طبخ؛ كي | first aid & baking\nlaundry,,").collect();
        assert_eq!(all, ["cooking", "ironing", "sewing", "driving", "طبخ", "كي", "first aid", "baking", "laundry"]);
    }

    #[test]
    fn a_slip_is_forgiven_in_long_words_only() {
        assert!(mistyped("cookng", "cooking"));
        assert!(mistyped("nationailty", "nationality"));
        assert!(!mistyped("name", "nams"));
        assert!(!mistyped("cleaning", "learning"));
        assert_eq!(distance("", "abc"), 3);
    }
}
