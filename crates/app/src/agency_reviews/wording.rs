//! Whether a text about an agency speaks of a person who works: then it is refused where it is written, with the reason.
//!
//! A list of words decides nothing alone: whatever passes is read by a moderator before anybody else reads it.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::vocabulary::text::fold;
use crate::vocabulary::{COUNTRIES, WORK};

/// English words that speak of a person who works in a home, or of somebody by "she" and "he". Plurals and possessives too.
const ENGLISH: &[&str] = &[
    "she",
    "he",
    "her",
    "hers",
    "him",
    "his",
    "herself",
    "himself",
    "worker",
    "helper",
    "maid",
    "housemaid",
    "servant",
    "nanny",
    "nannies",
    "babysitter",
    "cook",
    "cleaner",
    "housekeeper",
    "caregiver",
    "carer",
    "caretaker",
    "driver",
    "gardener",
    "nurse",
    "domestic",
    "employee",
    "candidate",
    "applicant",
    "girl",
    "lady",
    "ladies",
    "woman",
    "women",
    "man",
    "men",
    "boy",
    "runaway",
];

/// Arabic words, folded, without what is set before or after them.
const ARABIC: &[&str] = &[
    "هي",
    "هو",
    "عامله",
    "عاملات",
    "عاملين",
    "عمال",
    "خادم",
    "خادمه",
    "خدامه",
    "خدامات",
    "خدم",
    "شغاله",
    "شغالات",
    "مربيه",
    "مربيات",
    "طباخ",
    "طباخه",
    "ممرضه",
    "سائق",
    "سواق",
    "بستاني",
    "جليسه",
    "مدبره",
    "منظفه",
    "بنت",
    "بنات",
    "فتاه",
    "امراه",
    "نساء",
    "سيده",
    "رجل",
    "موظفه",
    "هاربه",
    "هروب",
];

/// How such a word begins when it belongs to somebody: `عاملتنا`, `خادمتي`.
const ARABIC_OWNED: &[&str] = &["عاملت", "خادمت", "خدامت", "شغالت", "مربيت", "طباخت", "سائقن", "سواقن"];

/// Countries and peoples, and what people are hired for, in both languages: an agency is described by neither.
static LISTED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut words: HashSet<String> = HashSet::new();
    for (list, token) in [&COUNTRIES, &WORK].into_iter().flat_map(|list| list.tokens().map(move |token| (list, token)))
    {
        // Where one is says nothing of who.
        if token != "OM" {
            words.extend(list.called(token).map(fold).filter(|word| !word.contains(' ') && word.chars().count() > 3));
        }
    }
    words
});

/// The first word of a text that speaks of a person who works; nothing when none does.
pub fn of_a_person(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}' | '\u{64B}'..='\u{65F}' | '\u{640}'))
        .find(|word| speaks_of_a_person(word))
        .map(str::to_owned)
}

fn speaks_of_a_person(word: &str) -> bool {
    let folded = fold(word);
    let english = |word: &str| ENGLISH.contains(&word) || LISTED.contains(word);
    let arabic = |word: &str| {
        ARABIC.contains(&word) || LISTED.contains(word) || ARABIC_OWNED.iter().any(|begins| word.starts_with(begins))
    };
    english(&folded) || folded.strip_suffix('s').is_some_and(english) || bare(&folded).into_iter().any(arabic)
}

/// An Arabic word as it stands, and without what is written together with it: `وبالعامله` is `عامله`.
fn bare(word: &str) -> Vec<&str> {
    let mut forms = vec![word];
    for _ in 0..2 {
        let last = forms[forms.len() - 1];
        let shorter = ["وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك"]
            .iter()
            .find_map(|before| last.strip_prefix(before).filter(|rest| rest.chars().count() >= 2));
        forms.extend(shorter);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_agency_does_is_said_freely() {
        for text in [
            "Agency AG-021 provided excellent offline coordination and quick meeting times.",
            "They answered within the hour and every fee was on paper before we paid. The office in Muscat, Oman is easy to find.",
            "The meeting was moved twice, but they rang us each time and said sorry.",
            "نسّق المكتب المواعيد بسرعة وكانت الرسوم واضحة قبل الدفع.",
            "تعامل راقٍ وردّ سريع، والمكتب في مسقط سهل الوصول، وتم تغيير الموعد مرتين دون مشكلة.",
            "",
        ] {
            assert_eq!(of_a_person(text), None, "{text}");
        }
    }

    #[test]
    fn who_describes_a_worker_is_told_by_which_word() {
        for (text, word) in [
            ("She is hard-working and polite.", "She"),
            ("The agency is fine but HER cooking is not.", "HER"),
            ("Our nanny's Arabic is good.", "nanny's"),
            ("A good maid, quick agency.", "maid"),
            ("The workers were kind.", "workers"),
            ("An Ethiopian who cleans well.", "Ethiopian"),
            ("العاملة ممتازة والمكتب سريع.", "العاملة"),
            ("المكتب جيد وخادمتنا مهذبة", "وخادمتنا"),
            ("شكرًا للشغّالة", "للشغّالة"),
            ("هِيَ أمينة ونظيفة", "هِيَ"),
            ("وبالعاملة مشكلة", "وبالعاملة"),
        ] {
            assert_eq!(of_a_person(text).as_deref(), Some(word), "{text}");
        }
    }
}
