//! The closed lists behind origin, languages, skills, kinds of work and fitness, and the words by which agencies call them.
//!
//! Tokens are what is stored and searched; labels stand in `locales/*/vocabulary.ftl` (`skill-ironing`). A new token is a
//! line in one of the tables and a label in each language: a test holds them together.

pub(crate) mod search;
pub(crate) mod text;

pub use search::{Unsought, sought};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use text::{distance, fold};

/// The lists of `vocabulary.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    degrees: Vec<String>,
    gulf_calling_codes: Vec<String>,
    country: List,
    language: List,
    skill: List,
    work: List,
    fitness: List,
}

/// Token -> what it is called.
type List = BTreeMap<String, Said>;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    en: Vec<String>,
    ar: Vec<String>,
    calling_code: Option<String>,
    region: Option<String>,
    mobile: Option<Mobile>,
    passport: Option<(usize, usize)>,
}

/// Mobile numbers of a country, without its code and without the zero that is dialled inside of it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Mobile {
    begin: String,
    digits: (usize, usize),
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    toml::from_str(include_str!("vocabulary.toml")).expect("the embedded file is read by every test here")
});

/// A closed list of words.
pub struct Vocabulary {
    /// What the labels in `vocabulary.ftl` begin with: `skill`, `language` ...
    pub name: &'static str,
    words: LazyLock<&'static List>,
    /// Folded words -> token.
    index: LazyLock<HashMap<String, &'static str>>,
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $list:ident, $name:ident) => {
        $(#[$doc])*
        pub static $list: Vocabulary = Vocabulary {
            name: stringify!($name),
            words: LazyLock::new(|| &LISTS.$name),
            index: LazyLock::new(|| index_of(&LISTS.$name)),
        };
    };
}

vocabulary!(/// Countries of origin: ISO 3166-1 codes, found by name and by demonym.
    COUNTRIES, country);
vocabulary!(/// Languages: ISO 639 codes.
    LANGUAGES, language);
vocabulary!(/// What a worker can do.
    SKILLS, skill);
vocabulary!(/// What a worker is offered for.
    WORK, work);
vocabulary!(/// Outcome of the fitness examination.
    FITNESS, fitness);

/// Degrees, folded.
static DEGREES: LazyLock<HashSet<String>> = LazyLock::new(|| LISTS.degrees.iter().map(|word| fold(word)).collect());

fn index_of(list: &'static List) -> HashMap<String, &'static str> {
    let words = list.iter().flat_map(|(token, said)| {
        said.en.iter().chain(&said.ar).chain(std::iter::once(token)).map(move |word| (fold(word), token.as_str()))
    });
    words.collect()
}

impl Vocabulary {
    /// All tokens, in alphabetical order.
    pub fn tokens(&self) -> impl Iterator<Item = &'static str> {
        self.words.keys().map(String::as_str)
    }

    /// The token that a word or phrase stands for, without guessing.
    ///
    /// What stands in brackets and how well something is known ("Arabic (good)", "ممتاز") is left aside.
    pub fn find(&self, said: &str) -> Option<&'static str> {
        let whole = fold(said);
        if let Some(token) = self.index.get(&whole) {
            return Some(token);
        }
        let outside = fold(&without_brackets(said));
        let core: Vec<&str> = outside.split(' ').filter(|word| !says_how_well(word)).collect();
        self.index.get(&core.join(" ")).copied()
    }

    /// The tokens of a list such as "Arabic, English" or "طبخ وتنظيف", each once; the first item that is not known otherwise.
    pub fn find_all<'a>(&self, items: impl Iterator<Item = &'a str>) -> Result<Vec<&'static str>, String> {
        let mut found: Vec<&'static str> = Vec::new();
        for item in items {
            let tokens = match self.find(item) {
                Some(token) => vec![token],
                None => self.joined(item).ok_or_else(|| item.to_owned())?,
            };
            for token in tokens {
                if !found.contains(&token) {
                    found.push(token);
                }
            }
        }
        Ok(found)
    }

    /// The one token that a cell names, also beside something else: "Kenya / Nairobi", "Fit - 12/2025".
    pub fn find_one(&self, said: &str) -> Option<&'static str> {
        let parts = || said.split(['/', ',', '-', '–', '،']).filter_map(|part| self.find(part));
        self.find(said).or_else(|| parts().next().filter(|first| parts().all(|token| token == *first)))
    }

    /// Items joined by "and", by the "cum" of job titles, or by the Arabic "و", which is written together with the word after it.
    fn joined(&self, item: &str) -> Option<Vec<&'static str>> {
        let folded = fold(item).replace('+', "\n");
        let marked = folded.replace(" and ", "\n").replace(" cum ", "\n").replace(" و ", "\n").replace(" و", "\n");
        let parts = marked.split('\n').map(str::trim);
        parts.map(|part| self.find(part).or_else(|| self.find(part.strip_prefix('و')?))).collect()
    }

    /// The tokens that were probably meant, the nearest first, at most `most`: a word mistyped, or one that shares a word with it.
    pub fn nearest(&self, said: &str, most: usize) -> Vec<&'static str> {
        let said = fold(said);
        let letters = said.chars().count();
        if !(MISTYPED_LETTERS).contains(&letters) {
            return Vec::new();
        }
        let mut near: Vec<(usize, &'static str)> = Vec::new();
        for (known, token) in &*self.index {
            let rank = if known.chars().count().abs_diff(letters) <= slips(letters) {
                Some(distance(known, &said)).filter(|slips_made| *slips_made <= slips(letters))
            } else {
                None
            };
            // Further than any slip, so that mistyped words stand first.
            let rank = rank.or_else(|| shares_word(known, &said).then_some(letters + known.len()));
            near.extend(rank.map(|rank| (rank, *token)));
        }
        near.sort_unstable();
        let mut tokens: Vec<&'static str> = Vec::new();
        for (_, token) in near {
            if tokens.len() < most && !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        tokens
    }

    /// Every word by which a token is called, in both languages.
    pub(crate) fn called(&self, token: &str) -> impl Iterator<Item = &'static str> {
        let said = self.words.get(token);
        said.into_iter().flat_map(|said| said.en.iter().chain(&said.ar)).map(String::as_str)
    }

    /// A token as it stands in the list.
    pub fn token(&self, token: &str) -> Option<&'static str> {
        self.words.get_key_value(token).map(|(token, _)| token.as_str())
    }

    /// One of the words by which a token is called, for samples; the token itself if it is not in the list.
    pub(super) fn said<'a>(&self, token: &'a str, arabic: bool) -> &'a str
    where
        'static: 'a,
    {
        let words = self.words.get(token).map(|said| if arabic { &said.ar } else { &said.en });
        words.and_then(|words| words.first()).map_or(token, String::as_str)
    }

    /// A token as an agency would write it in Arabic, for samples.
    pub fn said_in_arabic<'a>(&self, token: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.said(token, true)
    }

    /// The token's name in `vocabulary.ftl`.
    pub fn message_key(&self, token: &str) -> String {
        format!("{}-{}", self.name, token.replace('_', "-"))
    }
}

/// The countries of origin that lie in the same region (UN M49) as this one, itself among them; alone where it is not known.
pub fn region_of(country: &str) -> Vec<&str> {
    let Some(region) = LISTS.country.get(country).and_then(|said| said.region.as_ref()) else { return vec![country] };
    let same = |said: &Said| said.region.as_ref() == Some(region);
    LISTS.country.iter().filter(|(_, said)| same(said)).map(|(token, _)| token.as_str()).collect()
}

/// LIMIT: letters of a word for which others are suggested; shorter ones are near to everything, longer ones are sentences.
const MISTYPED_LETTERS: std::ops::RangeInclusive<usize> = 3..=40;

/// Slips that are forgiven in a suggestion, which a person looks at: more than where a word is taken as meant.
fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4 => 1,
        5..=8 => 2,
        _ => 3,
    }
}

/// Whether two folded phrases share a word that is long enough to mean something.
fn shares_word(a: &str, b: &str) -> bool {
    let long = |word: &&str| word.chars().count() >= 4 && !says_how_well(word);
    a.split(' ').filter(long).any(|word| b.split(' ').any(|other| other == word))
}

/// Whether a folded word says how well and not what: "good", "70".
fn says_how_well(word: &str) -> bool {
    DEGREES.contains(word) || word.bytes().all(|b| b.is_ascii_digit())
}

fn without_brackets(said: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in said.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The telephone code of a country of origin, without plus: `254` for `KE`.
pub fn calling_code(country: &str) -> Option<&'static str> {
    LISTS.country.get(country)?.calling_code.as_deref()
}

/// Digits after the code of a country of which nothing more is known.
const SUBSCRIBER_DIGITS: std::ops::RangeInclusive<usize> = 7..=10;

/// Whether these digits are an international number without its plus: the code of a country in the list, or of a Gulf state,
/// and as many digits after it as numbers have there; land lines may have one less than mobile numbers.
pub fn international(digits: &str) -> bool {
    let fits = |code: &str, after: std::ops::RangeInclusive<usize>| {
        digits.strip_prefix(code).is_some_and(|rest| after.contains(&rest.len()))
    };
    let of = |said: &Said| {
        let after = said.mobile.as_ref().map_or(SUBSCRIBER_DIGITS, |mobile| mobile.digits.0 - 1..=mobile.digits.1);
        said.calling_code.as_ref().is_some_and(|code| fits(code, after))
    };
    LISTS.country.values().any(of) || LISTS.gulf_calling_codes.iter().any(|code| fits(code, SUBSCRIBER_DIGITS))
}

/// A mobile number of a country as it is dialled there (`0712345678` in `KE`), as digits with the country's code.
pub fn national(digits: &str, country: &str) -> Option<String> {
    let said = LISTS.country.get(country)?;
    let (code, mobile) = (said.calling_code.as_ref()?, said.mobile.as_ref()?);
    let number = digits.strip_prefix('0').unwrap_or(digits);
    let fits =
        (mobile.digits.0..=mobile.digits.1).contains(&number.len()) && number.starts_with(|c| mobile.begin.contains(c));
    fits.then(|| format!("{code}{number}"))
}

/// Fewest and most signs of a country's passport numbers, where they are known.
pub fn passport_signs(country: &str) -> Option<(usize, usize)> {
    LISTS.country.get(country)?.passport
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&Vocabulary; 5] = [&COUNTRIES, &LANGUAGES, &SKILLS, &WORK, &FITNESS];

    #[test]
    fn no_word_stands_for_two_tokens_of_one_list() {
        for list in ALL {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for (token, word) in *list.words {
                for said in word.en.iter().chain(&word.ar) {
                    let before = seen.insert(fold(said), token);
                    assert!(before.is_none_or(|other| other == token), "{said} in {token} and {before:?}");
                }
                assert!(!word.en.is_empty() && !word.ar.is_empty(), "{token} is called nothing in one language");
            }
        }
    }

    #[test]
    fn every_country_has_a_region_with_itself_in_it() {
        for country in COUNTRIES.tokens() {
            assert!(LISTS.country[country].region.is_some(), "{country}");
            assert!(region_of(country).contains(&country));
        }
        assert!(region_of("ER").contains(&"ET") && !region_of("ER").contains(&"PH"));
        assert_eq!(region_of("??"), ["??"], "a country that is not in the list stands alone");
    }

    #[test]
    fn every_token_has_a_label_in_both_languages() {
        for (language, messages) in [
            ("en", include_str!("../../../../locales/en/vocabulary.ftl")),
            ("ar", include_str!("../../../../locales/ar/vocabulary.ftl")),
        ] {
            for list in ALL {
                for token in list.tokens() {
                    let line = format!("{} = ", list.message_key(token));
                    assert!(messages.lines().any(|given| given.starts_with(&line)), "{language}: {line}");
                }
            }
        }
    }

    #[test]
    fn every_country_has_a_calling_code() {
        for country in COUNTRIES.tokens() {
            assert!(
                calling_code(country)
                    .is_some_and(|code| international(&format!("{code}123456789"))
                        || international(&format!("{code}1234567890"))),
                "{country}"
            );
        }
    }

    #[test]
    fn names_demonyms_and_codes_are_one_country() {
        for (said, token) in [
            ("Ethiopia", "ET"),
            ("ethiopian", "ET"),
            ("إثيوبيا", "ET"),
            ("اثيوبية", "ET"),
            ("حبشية", "ET"),
            ("ET", "ET"),
            ("Filipina", "PH"),
            ("الفلبين", "PH"),
            ("فلبينيه", "PH"),
            ("Sri-Lanka", "LK"),
            ("سيريلانكا", "LK"),
            ("Kenyan", "KE"),
            ("INDONESIA", "ID"),
            ("بنغالية", "BD"),
            ("Tanzania", "TZ"),
            ("أوغندا", "UG"),
        ] {
            assert_eq!(COUNTRIES.find(said), Some(token), "{said}");
        }
    }

    #[test]
    fn degrees_and_brackets_do_not_hide_a_language() {
        for said in [
            "Arabic",
            "Arabic (good)",
            "good Arabic",
            "Arabic - fair",
            "Arabic: 50%",
            "Arabic 70 %",
            "العربية",
            "عربي جيد",
            "اللغة العربية",
            "a little Arabic",
        ] {
            assert_eq!(LANGUAGES.find(said), Some("ar"), "{said}");
        }
    }

    #[test]
    fn lists_joined_by_and_are_taken_apart() {
        assert_eq!(SKILLS.find_all(["طبخ وتنظيف"].into_iter()), Ok(vec!["cooking", "cleaning"]));
        assert_eq!(WORK.find_all(["Cook cum driver"].into_iter()), Ok(vec!["cook", "driver"]));
        assert_eq!(
            SKILLS.find_all(["cleaning + cooking", "وكي"].into_iter()),
            Ok(vec!["cleaning", "cooking", "ironing"])
        );
        assert_eq!(SKILLS.find_all(["washing and ironing", "ironing"].into_iter()), Ok(vec!["laundry", "ironing"]));
        assert_eq!(SKILLS.find_all(["cooking", "astrology"].into_iter()), Err("astrology".to_owned()));
    }

    #[test]
    fn one_word_is_found_beside_others_unless_two_are() {
        for said in ["Kenya/Nairobi", "Nairobi, Kenya", "Kenyan - Nairobi", "Kenya (Nairobi)", "الجنسية الكينية"]
        {
            assert_eq!(COUNTRIES.find_one(said), Some("KE"), "{said}");
        }
        assert_eq!(COUNTRIES.find_one("Kenya / Uganda"), None);
        assert_eq!(LANGUAGES.find_one("no Arabic"), None);
    }

    #[test]
    fn a_mistyped_word_is_suggested_and_never_taken() {
        assert_eq!(SKILLS.find("cokking"), None);
        assert_eq!(SKILLS.nearest("cokking", 1), ["cooking"]);
        assert_eq!(COUNTRIES.nearest("Ethopia", 3), ["ET"]);
        assert_eq!(SKILLS.nearest("astrophysics", 3), Vec::<&str>::new());
        let near = SKILLS.nearest("Lebanese cooking", 3);
        assert!(near.len() == 3 && near.iter().all(|token| token.contains("cooking")), "{near:?}");
        assert_eq!(SKILLS.nearest("cookin", 3)[0], "cooking");
        assert_eq!(SKILLS.nearest(&"cooking ".repeat(20), 3), Vec::<&str>::new());
    }
}
