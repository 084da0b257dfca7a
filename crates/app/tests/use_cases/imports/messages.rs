//! Every fault has its sentence in both languages, and the sentence uses the arguments that the fault gives.

use app::imports::{Arg, Args, FileFault, MappingFault, Reason, WorkerField};
use std::collections::{BTreeMap, BTreeSet};

const MESSAGES: [(&str, &str); 2] = [
    ("en", include_str!("../../../../../locales/en/import.ftl")),
    ("ar", include_str!("../../../../../locales/ar/import.ftl")),
];

/// Key -> the text up to the next key.
fn messages(text: &str) -> BTreeMap<&str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, rest)) = line.split_once(" = ").filter(|_| line.starts_with("import-")) {
            last = key;
            assert!(found.insert(key, rest.to_owned()).is_none(), "{key} stands twice");
        } else if let Some(message) = found.get_mut(last) {
            message.push('\n');
            message.push_str(line);
        }
    }
    found
}

/// The names after each dollar.
fn placeholders(message: &str) -> BTreeSet<&str> {
    message
        .split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
        .collect()
}

fn faults() -> Vec<(&'static str, Args)> {
    let field = WorkerField::Wage;
    let (text, word) = (String::new, || "word".to_owned());
    let files = [
        FileFault::Empty,
        FileFault::TooLarge { limit: 1 },
        FileFault::UnpacksTooLarge { limit: 1 },
        FileFault::OtherKind { found: "pdf" },
        FileFault::Damaged,
        FileFault::Protected,
        FileFault::Encoding { line: 1 },
        FileFault::MixedEncodings { line: 1 },
        FileFault::NoSuchSheet { name: text(), sheets: vec![text()] },
        FileFault::TooManyRows { limit: 1 },
        FileFault::TooManyColumns { limit: 1 },
        FileFault::TooManyCells { limit: 1 },
        FileFault::NoHeader,
        FileFault::NoRows,
        FileFault::OpenQuotes { line: 1 },
    ];
    let mappings = [
        MappingFault::Unreadable { problem: text() },
        MappingFault::NoSuchColumn { field, heading: text() },
        MappingFault::SharedColumn { first: field, second: field, heading: text() },
        MappingFault::MissingField { field },
    ];
    let reasons = [
        Reason::NoPerson,
        Reason::Missing,
        Reason::TooLong { limit: 1 },
        Reason::ControlCharacter,
        Reason::Formula,
        Reason::CellError,
        Reason::Uncalculated,
        Reason::TooManyCells { found: 2, expected: 1 },
        Reason::OpenQuote,
        Reason::NotAName,
        Reason::TwoDigitYear,
        Reason::HijriDate,
        Reason::MonthFirst,
        Reason::DayFirst,
        Reason::DateSwapped,
        Reason::YearOnly,
        Reason::NoSuchDay,
        Reason::DateUnclear,
        Reason::InFuture,
        Reason::Expired,
        Reason::TooYoung { age: 1, min: 2 },
        Reason::TooOld { age: 2, max: 1 },
        Reason::UnknownWord { word: word(), suggestions: vec![] },
        Reason::UnknownWord { word: word(), suggestions: vec![word()] },
        Reason::UnknownWord { word: word(), suggestions: vec![word(); 2] },
        Reason::UnknownWord { word: word(), suggestions: vec![word(); 3] },
        Reason::PhoneUnclear,
        Reason::PhoneCountry,
        Reason::SeveralPhones,
        Reason::NumberShortened,
        Reason::PassportForm,
        Reason::PassportLength { min: 1, max: 2 },
        Reason::MrzForm,
        Reason::MrzCheckDigit { field },
        Reason::MrzDiffers { field },
        Reason::CivilIdForm,
        Reason::AmountUnclear,
        Reason::AmountOutOfRange { min_minor: 1, max_minor: 2 },
        Reason::OtherCurrency,
        Reason::YearsUnclear,
        Reason::ExperienceTooLong { years: 1, age: 1 },
        Reason::ContactInText,
        Reason::DuplicateOf { line: 1 },
        Reason::OnRoster,
    ];
    let mut all: Vec<(&'static str, Args)> = files.iter().map(|fault| (fault.key(), fault.args())).collect();
    all.extend(mappings.iter().map(|fault| (fault.key(), fault.args())));
    all.extend(reasons.iter().map(|reason| (reason.key(), reason.args())));
    all
}

#[test]
fn every_fault_is_a_sentence_with_its_arguments_in_both_languages() {
    for (language, text) in MESSAGES {
        let messages = messages(text);
        for (key, args) in faults() {
            let message = messages.get(key).unwrap_or_else(|| panic!("{language} has no {key}"));
            let given: BTreeSet<&str> = args.iter().map(|(name, _)| *name).collect();
            assert_eq!(placeholders(message), given, "{language}: {key}");
        }
        for field in WorkerField::ALL {
            assert!(messages.contains_key(field.message_key().as_str()), "{language} has no name for {field}");
        }
        let known = faults().len() + WorkerField::COUNT;
        assert_eq!(messages.len(), known, "{language} has messages that no fault uses");
    }
}

#[test]
fn counted_things_have_their_six_forms_in_arabic() {
    let counted = [("limit", 4), ("age", 2), ("years", 1)];
    let arabic = messages(MESSAGES[1].1);
    for (name, times) in counted {
        let with_forms: Vec<&String> =
            arabic.values().filter(|text| text.contains(&format!("ARABIC(${name})"))).collect();
        assert_eq!(with_forms.len(), times, "{name}");
        for text in with_forms {
            for form in ["[zero]", "[one]", "[two]", "[few]", "[many]", "*[other]"] {
                assert!(text.contains(form), "{form} in {text}");
            }
        }
    }
}

#[test]
fn a_message_never_repeats_a_sealed_value() {
    for (key, args) in faults() {
        for (name, arg) in args {
            let free_text = matches!(arg, Arg::Text(_));
            assert!(
                !free_text || matches!(name, "word" | "heading" | "found" | "problem" | "name" | "sheets"),
                "{key} gives {name}"
            );
        }
    }
}
