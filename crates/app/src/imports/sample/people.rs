//! Invented workers, the same for the same seed. No number can ring anywhere: Omani ones begin with 5, which no subscriber
//! has, others with a zero after the country's code.

use crate::vocabulary::calling_code;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A repeatable sequence of numbers (splitmix64). For samples only: nothing secret may come from it.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` - 1.
    pub(super) fn below(&mut self, below: usize) -> usize {
        let bound = below.max(1) as u64;
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// True that many times out of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    demonyms: Vec<String>,
    passport: String,
    women: Vec<String>,
    men: Vec<String>,
    families: Vec<String>,
    languages: Vec<String>,
}

static NAMES: LazyLock<BTreeMap<String, Names>> =
    LazyLock::new(|| toml::from_str(include_str!("people.toml")).expect("the embedded file is read by the tests here"));

/// An invented worker, before an agency writes her down in its own manner.
#[derive(Debug, Clone)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Country of origin, as some agency would write it.
    pub origin: String,
    /// Birth date; 22 to 54 years before the day of the roster.
    pub born: Date,
    /// Passport number.
    pub passport: String,
    /// Last day of the passport.
    pub passport_until: Date,
    /// Civil number, if she has lived in Oman.
    pub civil_id: Option<String>,
    /// Telephone, E.164.
    pub phone: String,
    /// Language tokens.
    pub languages: Vec<String>,
    /// Skill tokens.
    pub skills: Vec<&'static str>,
    /// Token of the kind of work.
    pub work: &'static str,
    /// Years of experience.
    pub experience_years: i64,
    /// Monthly wage in whole rials.
    pub wage: i64,
    /// First day on which she can start.
    pub available: Date,
    /// Next of kin.
    pub kin: String,
    /// Telephone of the next of kin, E.164.
    pub kin_phone: String,
    /// Day of the fitness examination, if there was one.
    pub fit_on: Option<Date>,
    /// Work history.
    pub history: String,
}

/// Kind of work, how often in a hundred, skills that go with it, whether mostly men are offered for it.
const WORK: &[(&str, usize, &[&str], bool)] = &[
    (
        "housekeeper",
        46,
        &["cleaning", "laundry", "ironing", "cooking", "child_care", "table_service", "pet_care"],
        false,
    ),
    ("nanny", 20, &["child_care", "newborn_care", "first_aid", "cooking", "tutoring", "swimming"], false),
    ("cook", 13, &["cooking", "arabic_cooking", "indian_cooking", "western_cooking", "baking", "table_service"], false),
    ("elderly_care", 11, &["elderly_care", "patient_care", "first_aid", "cooking", "laundry"], false),
    ("driver", 6, &["driving", "gardening"], true),
    ("gardener", 4, &["gardening", "pet_care", "driving"], true),
];

/// Where people worked before, in both languages.
const PLACES: &[(&str, &str)] = &[
    ("Muscat", "مسقط"),
    ("Sohar", "صحار"),
    ("Salalah", "صلالة"),
    ("Riyadh", "الرياض"),
    ("Jeddah", "جدة"),
    ("Dubai", "دبي"),
    ("Doha", "الدوحة"),
    ("Kuwait", "الكويت"),
    ("Manama", "المنامة"),
    ("Amman", "عمّان"),
];

/// `count` people of one agency. Their numbers differ from those of every other agency code and, up to 1,000 people, of
/// seeds that differ in the last decimal digit.
pub fn people(seed: u64, agency_code: &str, count: usize, today: Date) -> Vec<Person> {
    let agency: u64 = agency_code.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    let mut dice = Dice::new(seed ^ agency.wrapping_mul(0x0100_0193));
    let first = agency % 1_000 * 10_000 + seed % 10 * 1_000;
    (0..count as u64).map(|place| person(&mut dice, first + place, today)).collect()
}

fn person(dice: &mut Dice, number: u64, today: Date) -> Person {
    let countries: Vec<&String> = NAMES.keys().collect();
    let country = *dice.pick(&countries);
    let names = &NAMES[country];
    let mut share = dice.below(100);
    let of_share = |(_, percent, ..): &&(&str, usize, &[&str], bool)| {
        let here = share < *percent;
        share = share.saturating_sub(*percent);
        here
    };
    let (work, _, suited, men) = *WORK.iter().find(of_share).unwrap_or(&WORK[0]);
    let first_name = dice.pick(if men { &names.men } else { &names.women });
    let family = dice.pick(&names.families);
    let age = 22 + dice.between(0, 19) + dice.between(0, 12);
    let experience = dice.between(0, (age - 20).min(16));
    let code = calling_code(country).unwrap_or("968");
    let in_oman = dice.chance(35);
    Person {
        name: format!("{first_name} {family}"),
        origin: dice.pick(&names.demonyms).clone(),
        born: before(today, age.years().days(dice.between(1, 360))),
        passport: format!("{}{number:07}", names.passport),
        passport_until: after(today, dice.between(8, 100).months().days(dice.between(0, 27))),
        civil_id: in_oman.then(|| format!("{:08}", 50_000_000 + number)),
        phone: if in_oman { format!("+9685{number:07}") } else { format!("+{code}00{number:07}") },
        languages: {
            let known = 1 + dice.below(names.languages.len());
            names.languages.iter().take(known.max(2)).cloned().collect()
        },
        skills: {
            let from = dice.below(2);
            suited.iter().skip(from).take(2 + dice.below(3)).copied().collect()
        },
        work,
        experience_years: experience,
        wage: 90 + 5 * dice.between(0, 8) + if men { 30 } else { 0 } + 5 * (experience / 4),
        available: after(today, dice.between(1, 60).days()),
        kin: format!("{} {family}", dice.pick(&names.men)),
        kin_phone: format!("+{code}01{number:07}"),
        fit_on: dice.chance(80).then(|| before(today, dice.between(10, 170).days())),
        history: history(dice, experience),
    }
}

fn history(dice: &mut Dice, years: i64) -> String {
    let (place, in_arabic) = dice.pick(PLACES);
    let (other, _) = dice.pick(PLACES);
    match years {
        0 => String::new(),
        1 => format!("1 year with a family in {place}"),
        2..=3 => format!("{years} years with a family in {place}"),
        _ if dice.chance(50) => format!("{place} {} years; {other} 2 years, {} children", years - 2, 2 + dice.below(4)),
        _ => format!("{} سنوات لدى أسرة في {in_arabic}", years.min(9)),
    }
}

fn before(day: Date, span: Span) -> Date {
    day.saturating_sub(span)
}

fn after(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}
