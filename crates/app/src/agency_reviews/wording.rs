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

/// What `هو` stands for in a text about an agency, folded and without what is set before or after it. Arabic has no other word for
/// a thing: refusing every `هو` would refuse "the office is the one that rang us".
const HE: &[&str] =
    &["مكتب", "موعد", "سعر", "عقد", "تنسيق", "تواصل", "رد", "تعامل", "وقت", "مبلغ", "فرع", "ايصال", "اتفاق"];

/// The same of `هي`.
const SHE: &[&str] = &[
    "وكاله",
    "شركه",
    "رسوم",
    "مواعيد",
    "مقابله",
    "مقابلات",
    "اسعار",
    "خدمه",
    "خدمات",
    "طريقه",
    "فاتوره",
    "اجراءات",
    "شروط",
    "اتفاقيه",
    "مكالمات",
    "اوقات",
    "مبالغ",
];

/// What is written after such a word for whose it is.
const OWNERS: &[&str] = &["هم", "كم", "نا", "ه", "ها"];

/// How many words before a pronoun the thing is looked for that it stands for.
const REACH: usize = 4;

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
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '؟' | ',' | '،' | ';' | '؛' | ':' | '(' | ')' | '\n');
    let parts = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}' | '\u{64B}'..='\u{65F}' | '\u{640}');
    text.split(ends).find_map(|clause| {
        let words: Vec<&str> = clause.split(parts).filter(|word| !word.is_empty()).collect();
        let told = |at: &usize| match pronoun(words[*at]) {
            Some(things) => !stands_for(things, &words, *at),
            None => speaks_of_a_person(words[*at]),
        };
        (0..words.len()).find(told).map(|at| words[at].to_owned())
    })
}

/// The things that an Arabic `he` or `she` may stand for; nothing when the word is neither.
fn pronoun(word: &str) -> Option<&'static [&'static str]> {
    match joined(&fold(word)) {
        "هو" => Some(HE),
        "هي" => Some(SHE),
        _ => None,
    }
}

/// A word without the "and" or "so" that is written together with it.
fn joined(word: &str) -> &str {
    word.strip_prefix(['و', 'ف']).filter(|rest| matches!(*rest, "هو" | "هي")).unwrap_or(word)
}

/// Whether one of these things stands close enough to be meant: right behind the pronoun, or a few words before it where no "and"
/// begins something new.
fn stands_for(things: &[&str], words: &[&str], at: usize) -> bool {
    let is_thing = |word: &&str| {
        let owned = |word: &str, thing: &str| word.strip_prefix(thing).is_some_and(|rest| OWNERS.contains(&rest));
        let means = |word: &str| things.iter().any(|thing| word == *thing || owned(word, thing));
        bare(&fold(word)).into_iter().any(means)
    };
    let begins = joined(&fold(words[at])) != fold(words[at]);
    words.get(at + 1).is_some_and(&is_thing) || !begins && words[at.saturating_sub(REACH)..at].iter().any(is_thing)
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
            "المكتب هو من اتصل بنا أولًا، والرسوم هي نفسها المكتوبة في العقد.",
            "هو مكتب سريع الرد. هي رسوم واضحة!",
            "كانت مواعيدهم هي الأنسب لنا، وهي مواعيد لم تتغير",
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
            // What a pronoun stands for is looked for near by, of its own gender, and not beyond an "and" or a stop.
            ("المكتب جيد وهي نظيفة", "وهي"),
            ("المكتب سريع، هو مهذب", "هو"),
            ("المكتب قال هي ممتازة", "هي"),
            ("الرسوم واضحة فهو أمين", "فهو"),
            ("هو طويل", "هو"),
        ] {
            assert_eq!(of_a_person(text).as_deref(), Some(word), "{text}");
        }
    }
}
