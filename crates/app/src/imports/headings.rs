//! How a heading is recognised, in English and Arabic. The words themselves stand in `headings.toml`.
//!
//! Three ways, most certain first: the same words; all the words of a known heading among others ("Passport No. (valid)");
//! a known heading mistyped. Columns that are known and deliberately not taken in have their own list.

use super::field::WorkerField as F;
use crate::vocabulary::text::{fold, mistyped};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A known heading, mistyped.
    Possible,
    /// A known heading among other words.
    Likely,
    /// A known heading.
    Certain,
}

/// What a heading stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A field of the roster.
    Field(F, Confidence),
    /// Something that Amana does not take in about a person, or that is the agency's own affair.
    NotCollected,
    /// Nothing known.
    Unknown,
}

/// The words of `headings.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    fields: BTreeMap<F, Said>,
    not_collected: Said,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    en: Vec<String>,
    ar: Vec<String>,
}

/// A known heading, folded; without a field it is one of those that are left behind.
struct Known {
    words: Vec<String>,
    whole: String,
    field: Option<F>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let words: Words =
        toml::from_str(include_str!("headings.toml")).expect("the embedded file is read by every test here");
    let fields = words.fields.into_iter().map(|(field, said)| (Some(field), said));
    let known = |field, text: &String| {
        let whole = fold(text);
        Known { words: whole.split(' ').map(str::to_owned).collect(), whole, field }
    };
    fields
        .chain(std::iter::once((None, words.not_collected)))
        .flat_map(|(field, said)| said.en.iter().chain(&said.ar).map(|text| known(field, text)).collect::<Vec<_>>())
        .collect()
});

/// Recognises one heading.
pub fn recognise(heading: &str) -> Meaning {
    let whole = fold(heading);
    match known(heading, &whole) {
        Meaning::Unknown if whole.len() <= HEADING_BYTES_MAX => {
            let meant = KNOWN.iter().find(|known| mistyped(&known.whole, &whole));
            meant.map_or(Meaning::Unknown, |known| meaning(known, Confidence::Possible))
        }
        meaning => meaning,
    }
}

/// The field that a heading names without being mistyped: enough to tell a row of headings from a row of workers.
pub fn names(heading: &str) -> Option<F> {
    match known(heading, &fold(heading)) {
        Meaning::Field(field, _) => Some(field),
        _ => None,
    }
}

/// LIMIT: a paragraph is no heading, and comparing it would cost.
const HEADING_BYTES_MAX: usize = 160;

/// Letters of a word that is left behind only where it stands alone.
const SHORT_LETTERS: usize = 3;

fn known(heading: &str, whole: &str) -> Meaning {
    if whole.is_empty() || whole.len() > HEADING_BYTES_MAX {
        return Meaning::Unknown;
    }
    if let Some(known) = exactly(whole) {
        return meaning(known, Confidence::Certain);
    }
    let parts: Vec<&Known> =
        heading.split(['/', '(', ')', '|', '\n', '-', '–', '[', ']']).filter_map(|part| exactly(&fold(part))).collect();
    // "Age / DOB" is read for its second half.
    if let Some(known) = parts.iter().find(|known| known.field.is_some()).or(parts.first()) {
        return meaning(known, Confidence::Certain);
    }
    let words: Vec<&str> = whole.split(' ').collect();
    let within = KNOWN.iter().filter(|known| known.words.iter().all(|word| words.contains(&word.as_str())));
    // "No" and its like say nothing beside another word.
    let within = within.filter(|known| known.field.is_some() || known.whole.chars().count() > SHORT_LETTERS);
    let longest = within.max_by_key(|known| (known.words.len(), known.whole.len()));
    longest.map_or(Meaning::Unknown, |known| meaning(known, Confidence::Likely))
}

/// Places in [`KNOWN`] by folded heading.
static EXACT: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| KNOWN.iter().enumerate().map(|(place, known)| (known.whole.as_str(), place)).collect());

fn exactly(folded: &str) -> Option<&'static Known> {
    EXACT.get(folded).map(|&place| &KNOWN[place])
}

fn meaning(known: &Known, confidence: Confidence) -> Meaning {
    known.field.map_or(Meaning::NotCollected, |field| Meaning::Field(field, confidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_is_known_for_two_fields() {
        let mut seen: HashMap<&str, Option<F>> = HashMap::new();
        for known in KNOWN.iter() {
            let before = seen.insert(&known.whole, known.field);
            assert!(
                before.is_none_or(|field| field == known.field),
                "{} for {before:?} and {:?}",
                known.whole,
                known.field
            );
        }
    }

    #[test]
    fn every_field_is_known_in_both_languages() {
        for field in F::ALL {
            let of_field = || KNOWN.iter().filter(|known| known.field == Some(*field));
            assert!(
                of_field().any(|known| known.whole.is_ascii()) && of_field().any(|known| !known.whole.is_ascii()),
                "{field}"
            );
        }
    }

    #[test]
    fn headings_as_agencies_write_them_are_recognised() {
        for (heading, field) in [
            ("FULL NAME", F::FullName),
            ("Name / الاسم", F::FullName),
            ("Worker's Name (as in passport)", F::FullName),
            ("الإسـم الكامل", F::FullName),
            ("D.O.B.", F::BirthDate),
            ("Date of Birth (dd/mm/yyyy)", F::BirthDate),
            ("تأريخ الميلاد", F::BirthDate),
            ("Nationailty", F::Origin),
            ("الجنسيه", F::Origin),
            ("Passport No.", F::PassportNumber),
            ("PASSPORT #", F::PassportNumber),
            ("رقم الجواز", F::PassportNumber),
            ("Passport Expiry Date", F::PassportExpiry),
            ("Pass. exp. — Passport valid until", F::PassportExpiry),
            ("Mobile No", F::Phone),
            ("رقم النقال", F::Phone),
            ("Next of kin – phone", F::KinPhone),
            ("Emergency contact no.", F::KinPhone),
            ("Emergency Contact", F::KinName),
            ("Salary (OMR)", F::Wage),
            ("Monthly salary expected in RO", F::Wage),
            ("الراتب المطلوب", F::Wage),
            ("Yrs. Exp", F::ExperienceYears),
            ("سنوات الخبره", F::ExperienceYears),
            ("Medical", F::FitnessResult),
            ("Medical date", F::FitnessDate),
            ("Languages known", F::Languages),
            ("Position applied for", F::Work),
            ("Experience details", F::WorkHistory),
            ("Surname", F::FamilyName),
            ("Middle name", F::MiddleName),
            ("Age / DOB", F::BirthDate),
            ("Ppt #", F::PassportNumber),
            ("Emergency No", F::KinPhone),
            ("Given names", F::FirstName),
        ] {
            assert!(
                matches!(recognise(heading), Meaning::Field(found, _) if found == field),
                "{heading}: {:?}",
                recognise(heading)
            );
        }
    }

    #[test]
    fn what_is_not_collected_is_known_and_left() {
        for heading in [
            "Previous country",
            "Medical expiry",
            "تاريخ الميلاد (هجري)",
            "Religion",
            "الديانة",
            "Marital Status",
            "Height (cm)",
            "Age",
            "Sex (M/F)",
            "S/No",
            "Passport issue date",
            "Place of issue",
            "Agency name",
            "Remarks",
            "ملاحظات",
            "Gender / الجنس",
        ] {
            assert_eq!(recognise(heading), Meaning::NotCollected, "{heading}");
        }
    }

    #[test]
    fn what_is_no_heading_is_unknown() {
        for heading in ["", "   ", "Almaz Bekele", "ROSTER NOVEMBER", "12345", "***"] {
            assert_eq!(recognise(heading), Meaning::Unknown, "{heading}");
        }
        assert_eq!(recognise(&"name ".repeat(60)), Meaning::Unknown);
    }
}
