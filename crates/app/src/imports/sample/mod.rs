//! Rosters as agencies keep them, made up: for `samples/`, for the demo (which loads them by the ordinary import) and for tests.
//!
//! Each seed and agency has its own manner (language of the headings, separator, form of dates), each row its own small slips.
//! About one row in eleven is bad on purpose, each in another way.

mod people;

use self::people::Dice;
pub use self::people::{Person, people};
use crate::vocabulary::text::fold;
use crate::vocabulary::{LANGUAGES, SKILLS, Vocabulary, WORK};
use jiff::civil::Date;

/// A roster with `count` good rows and a tenth as many bad ones, as CSV text (with a byte order mark where the agency's
/// program writes one). The same for the same arguments; ages and papers are sound on `today` and for half a year after.
pub fn roster_csv(seed: u64, agency_code: &str, count: usize, today: Date) -> String {
    let mut dice = Dice::new(seed.wrapping_mul(31) ^ fold(agency_code).bytes().map(u64::from).sum::<u64>());
    let manner = Manner::of(&mut dice, seed);
    let people = people(seed, agency_code, count + count / 10, today);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut bad = dice.below(BAD.len());
    for (place, person) in people.iter().enumerate() {
        let mut row = manner.row(&mut dice, place, person, today);
        // The last of each eleven, so that whatever it repeats stands above it.
        if place % 11 == 10 {
            spoil(&mut row, BAD[bad % BAD.len()], &rows);
            bad += 1;
        }
        rows.push(row);
    }
    manner.write(agency_code, &rows)
}

/// Columns of the sample, in its order.
const NUMBER: usize = 0;
const NAME: usize = 1;
const ORIGIN: usize = 2;
const BORN: usize = 3;
const PASSPORT: usize = 5;
const PASSPORT_UNTIL: usize = 6;
const PHONE: usize = 8;
const SKILLS_COLUMN: usize = 10;
const COLUMNS: usize = 20;

type Headings = [&'static str; COLUMNS];

const ENGLISH: Headings = [
    "S/No",
    "Full Name (as in passport)",
    "Nationality",
    "D.O.B.",
    "Age",
    "Passport No.",
    "Passport Expiry",
    "Civil ID",
    "Mobile No",
    "Languages known",
    "Skills",
    "Position applied for",
    "Experience (years)",
    "Expected Salary (OMR)",
    "Available from",
    "Next of kin",
    "Next of kin phone",
    "Medical",
    "Medical date",
    "Experience details",
];
const ARABIC: Headings = [
    "م",
    "الاسم الكامل",
    "الجنسية",
    "تاريخ الميلاد",
    "العمر",
    "رقم الجواز",
    "تاريخ انتهاء الجواز",
    "الرقم المدني",
    "رقم النقال",
    "اللغات",
    "المهارات",
    "المهنة",
    "سنوات الخبرة",
    "الراتب المطلوب",
    "متاحة من",
    "أقرب الأقارب",
    "هاتف القريب",
    "الفحص الطبي",
    "تاريخ الفحص",
    "الخبرات السابقة",
];
const MIXED: Headings = [
    "No.",
    "Name / الاسم",
    "الجنسية",
    "تاريخ الميلاد DOB",
    "Age",
    "رقم الجواز Passport",
    "Passport expiry - انتهاء الجواز",
    "الرقم المدني",
    "GSM",
    "اللغات Languages",
    "Skills / المهارات",
    "المهنة",
    "Exp. (yrs)",
    "الراتب",
    "Available",
    "Emergency contact",
    "رقم الطوارئ",
    "Medical fit/unfit",
    "تاريخ الفحص الطبي",
    "Work history",
];

/// How one agency keeps its list.
struct Manner {
    separator: u8,
    byte_order_mark: bool,
    headings: &'static Headings,
    arabic: bool,
    capitals: bool,
    dates: fn(Date) -> String,
    between: &'static str,
}

impl Manner {
    fn of(dice: &mut Dice, seed: u64) -> Self {
        let forms: [fn(Date) -> String; 4] = [
            |day| day.strftime("%d/%m/%Y").to_string(),
            |day| day.strftime("%-d-%b-%Y").to_string(),
            |day| day.to_string(),
            |day| day.strftime("%d.%m.%Y").to_string(),
        ];
        let which = usize::try_from(seed % 3).unwrap_or(0);
        Self {
            separator: [b';', b',', b'\t'][which],
            byte_order_mark: which == 0 || dice.chance(50),
            headings: [&MIXED, &ENGLISH, &ARABIC][which],
            arabic: which != 1,
            capitals: dice.chance(40),
            dates: *dice.pick(&forms),
            between: dice.pick::<&str>(&[", ", " / ", "; ", " - "]),
        }
    }

    fn row(&self, dice: &mut Dice, place: usize, person: &Person, today: Date) -> Vec<String> {
        let between = if self.between == " - " { "، " } else { self.between };
        let age = super::values::age_years(person.born, today);
        let name = if self.capitals { person.name.to_uppercase() } else { person.name.clone() };
        let date = |dice: &mut Dice, day: Date| {
            let text = (self.dates)(day);
            if self.arabic && dice.chance(20) { arabic_digits(&text) } else { text }
        };
        let mut row = vec![String::new(); COLUMNS];
        row[NUMBER] = (place + 1).to_string();
        row[NAME] = if dice.chance(8) { format!(" {}", name.replace(' ', "  ")) } else { name };
        row[ORIGIN].clone_from(&person.origin);
        row[BORN] = date(dice, person.born);
        row[4] = age.to_string();
        row[PASSPORT] = if dice.chance(15) { spaced(&person.passport.to_lowercase()) } else { person.passport.clone() };
        row[PASSPORT_UNTIL] = date(dice, person.passport_until);
        row[7] = person.civil_id.clone().unwrap_or_else(|| String::from(*dice.pick(&["", "-", "N/A"])));
        row[PHONE] = phone(dice, &person.phone);
        row[9] = self.words(dice, &LANGUAGES, person.languages.iter().map(String::as_str), between, true);
        row[SKILLS_COLUMN] = self.words(dice, &SKILLS, person.skills.iter().copied(), between, false);
        row[11] = self.words(dice, &WORK, std::iter::once(person.work), between, false);
        row[12] = match person.experience_years {
            0 => String::from(if self.arabic { "لا يوجد" } else { "Fresh" }),
            years if dice.chance(20) && !self.arabic => format!("{years} yrs"),
            years => years.to_string(),
        };
        row[13] = match dice.below(4) {
            0 => format!("{}.000", person.wage),
            1 => format!("OMR {}", person.wage),
            2 if self.arabic => format!("{} ريال", person.wage),
            _ => person.wage.to_string(),
        };
        row[14] = if dice.chance(35) {
            String::from(if self.arabic { "فورًا" } else { "Immediately" })
        } else {
            date(dice, person.available)
        };
        row[15].clone_from(&person.kin);
        row[16] = phone(dice, &person.kin_phone);
        row[17] = match (person.fit_on, self.arabic) {
            (Some(_), false) => String::from("FIT"),
            (Some(_), true) => String::from("لائقة طبيا"),
            (None, _) => String::new(),
        };
        row[18] = person.fit_on.map(|day| date(dice, day)).unwrap_or_default();
        row[19].clone_from(&person.history);
        row
    }

    /// Tokens in words, as somebody types them: in one language or the other, now and then with a degree.
    fn words<'a>(
        &self,
        dice: &mut Dice,
        list: &Vocabulary,
        tokens: impl Iterator<Item = &'a str>,
        between: &str,
        degrees: bool,
    ) -> String {
        let words: Vec<String> = tokens
            .map(|token| {
                let arabic = self.arabic && dice.chance(60);
                let said = list.said(token, arabic);
                let word = if dice.chance(15) { said.to_lowercase() } else { said.to_owned() };
                if degrees && dice.chance(15) {
                    format!("{word} ({})", if arabic { "جيد" } else { "good" })
                } else {
                    word
                }
            })
            .collect();
        words.join(between)
    }

    fn write(&self, agency_code: &str, rows: &[Vec<String>]) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(self.separator).from_writer(Vec::new());
        let title = if self.arabic { "كشف العاملين" } else { "List of workers" };
        // Writing to memory does not fail.
        let mut record = |cells: &[String]| writer.write_record(cells).unwrap_or_default();
        let headings: Vec<String> = self.headings.iter().map(|&heading| String::from(heading)).collect();
        record(&[format!("{title} {agency_code}"), String::new(), String::new()]);
        record(&vec![String::new(); COLUMNS]);
        record(&headings);
        for (place, row) in rows.iter().enumerate() {
            // Printed lists repeat their headings on each page.
            if place == 40 {
                record(&headings);
            }
            record(row);
        }
        let text = String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default();
        if self.byte_order_mark { format!("\u{FEFF}{text}") } else { text }
    }
}

/// The ways in which a row is spoilt.
#[derive(Clone, Copy)]
enum Bad {
    YearOnly,
    Repeated,
    Mistyped,
    Shortened,
    Hijri,
    NoPassport,
    Expired,
    TooYoung,
}

const BAD: &[Bad] = &[
    Bad::YearOnly,
    Bad::Repeated,
    Bad::Mistyped,
    Bad::Shortened,
    Bad::Hijri,
    Bad::NoPassport,
    Bad::Expired,
    Bad::TooYoung,
];

fn spoil(row: &mut [String], bad: Bad, above: &[Vec<String>]) {
    match bad {
        Bad::YearOnly => row[BORN] = String::from("1991"),
        Bad::Repeated => row[PASSPORT] = above.last().map(|last| last[PASSPORT].clone()).unwrap_or_default(),
        Bad::Mistyped => row[SKILLS_COLUMN].push_str(", clenaing"),
        Bad::Shortened => row[PHONE] = String::from("9.68521E+11"),
        Bad::Hijri => row[BORN] = String::from("15/08/1412"),
        Bad::NoPassport => row[PASSPORT] = String::from("-"),
        Bad::Expired => row[PASSPORT_UNTIL] = String::from("30/04/2019"),
        Bad::TooYoung => row[BORN] = String::from("01/01/2012"),
    }
}

fn arabic_digits(text: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|value| char::from_u32(0x0660 + value)).unwrap_or(c);
    text.chars().map(digit).collect()
}

/// "ep 021 1007".
fn spaced(number: &str) -> String {
    let at = number.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    format!("{} {}", &number[..at], &number[at..])
}

fn phone(dice: &mut Dice, e164: &str) -> String {
    let digits = &e164[1..];
    match dice.below(5) {
        0 => format!("00{digits}"),
        1 if digits.starts_with("968") => String::from(&digits[3..]),
        2 => format!("+{} {}", &digits[..3], &digits[3..]),
        3 if digits.starts_with("968") => digits.to_owned(),
        _ => e164.to_owned(),
    }
}
