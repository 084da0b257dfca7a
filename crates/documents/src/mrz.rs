//! The two or three lines at the foot of a passport or card, read as ICAO 9303 has them, with each check digit said on its own.
//!
//! It says whether the lines agree with themselves. Whether they agree with the paper, a person sees.

/// The longest text that is read, in characters: three lines of thirty with room for spaces.
pub const MRZ_MAX: usize = 200;

/// What a check digit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It fits.
    Fits,
    /// It does not: a digit was misread or changed.
    Differs,
    /// This kind of paper has none here.
    None,
}

/// What the lines say. Dates are `YYYY-MM-DD` where they are real days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOut {
    /// The kind of paper, as printed: `P` a passport, `I` a card.
    pub kind: String,
    /// Who issued it, in three letters (ISO 3166-1 and ICAO's own).
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Family names.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Nationality, in three letters.
    pub nationality: String,
    /// Day of birth.
    pub born: String,
    /// The last day on which it holds.
    pub expires: String,
    /// The check digit of the number.
    pub number_checked: Checked,
    /// That of the day of birth.
    pub born_checked: Checked,
    /// That of the last day.
    pub expires_checked: Checked,
    /// That of the personal number, which only a passport has; where the number is empty it may be `<` as well as 0.
    pub personal_checked: Checked,
    /// That over all of them.
    pub whole_checked: Checked,
}

impl ReadOut {
    /// Whether every check digit that is there fits.
    pub fn fits(&self) -> bool {
        ![self.number_checked, self.born_checked, self.expires_checked, self.personal_checked, self.whole_checked]
            .contains(&Checked::Differs)
    }
}

/// Reads the lines that somebody copied from a paper; `None` when they are of no known kind. Nothing is guessed or mended: a
/// misread digit is what the check digits are there to show. Small letters and spaces at the ends do not matter.
///
/// Formats TD1, TD2 and TD3 (ICAO Doc 9303 parts 4, 5 and 6). `this_year` tells the centuries of birth apart.
pub fn read_out(text: &str, this_year: i16) -> Option<ReadOut> {
    if text.chars().count() > MRZ_MAX {
        return None;
    }
    let lines: Vec<String> = text.lines().map(plain).filter(|line| !line.is_empty()).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let options = mrz::ParseOptions::default().with_pivot_yy(u32::try_from(this_year.rem_euclid(100)).unwrap_or(0));
    let read = match lines[..] {
        [a, b, c] => mrz::parse_td1_with(a, b, c, &options),
        [a, b] if a.len() == 36 => mrz::parse_td2_with(a, b, &options),
        [a, b] => mrz::parse_td3_with(a, b, &options),
        _ => return None,
    }
    .ok()?;
    let checked =
        |digit: Option<bool>| digit.map_or(Checked::None, |fits| if fits { Checked::Fits } else { Checked::Differs });
    Some(ReadOut {
        number: read.full_document_number().to_owned(),
        born: read.date_of_birth.to_string(),
        expires: read.date_of_expiry.to_string(),
        number_checked: checked(read.checks.document_number),
        born_checked: checked(read.checks.date_of_birth),
        expires_checked: checked(read.checks.date_of_expiry),
        personal_checked: checked(read.checks.personal_number),
        whole_checked: checked(read.checks.composite),
        kind: read.document_type,
        issuer: read.issuing_country,
        surname: read.surname,
        given_names: read.given_names,
        nationality: read.nationality,
    })
}

/// One line as a machine prints it.
fn plain(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '«' { '<' } else { c.to_ascii_uppercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specimens of ICAO Doc 9303 parts 4, 5 and 6: Utopia and its citizen are invented there.
    const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    const OLD_CARD: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

    #[test]
    fn the_specimens_are_read() {
        for (text, number) in [(PASSPORT, "L898902C3"), (CARD, "D23145890"), (OLD_CARD, "D23145890")] {
            let read = read_out(text, 2026).expect("a specimen");
            assert_eq!((read.number.as_str(), read.surname.as_str()), (number, "ERIKSSON"));
            assert_eq!((read.given_names.as_str(), read.nationality.as_str()), ("ANNA MARIA", "UTO"));
            assert_eq!((read.born.as_str(), read.expires.as_str()), ("1974-08-12", "2012-04-15"));
            assert!(read.fits());
        }
        assert_eq!(read_out(&PASSPORT.to_lowercase(), 2026), read_out(PASSPORT, 2026));
    }

    #[test]
    fn a_changed_digit_is_named() {
        let number = read_out(&PASSPORT.replace("L898902C3", "L898903C3"), 2026).expect("two lines");
        assert_eq!((number.number_checked, number.whole_checked), (Checked::Differs, Checked::Differs));
        assert_eq!((number.born_checked, number.expires_checked), (Checked::Fits, Checked::Fits));
        assert!(!number.fits());
        let born = read_out(&PASSPORT.replace("740812", "750812"), 2026).expect("two lines");
        assert_eq!((born.number_checked, born.born_checked), (Checked::Fits, Checked::Differs));
    }

    #[test]
    fn the_personal_number_of_a_passport_has_a_digit_of_its_own() {
        let read = |text: &str| read_out(text, 2026).expect("lines");
        assert_eq!(read(PASSPORT).personal_checked, Checked::Fits);
        assert_eq!((read(CARD).personal_checked, read(OLD_CARD).personal_checked), (Checked::None, Checked::None));
        // a wrong one, and over all of it a digit that was reckoned anew
        let changed = (0..10).map(|last| read(&PASSPORT.replace("<10", &format!("<7{last}"))));
        let changed = changed.into_iter().find(|read| read.whole_checked == Checked::Fits).expect("one of ten fits");
        assert_eq!(changed.personal_checked, Checked::Differs);
        assert!(!changed.fits());
        // nothing stands there
        for digit in ["0", "<"] {
            let empty = PASSPORT.replace("ZE184226B<<<<<10", &format!("<<<<<<<<<<<<<<{digit}8"));
            assert_eq!(read(&empty).personal_checked, Checked::Fits, "{empty}");
            assert!(read(&empty).fits(), "{empty}");
        }
        let empty = PASSPORT.replace("ZE184226B<<<<<10", "<<<<<<<<<<<<<<18");
        assert_eq!(read(&empty).personal_checked, Checked::Differs);
    }

    #[test]
    fn what_is_no_such_text_is_not_guessed_at() {
        for text in ["", "P<UTO", "hello\nworld", "one\ntwo\nthree\nfour", &"<".repeat(4000), "٣٤\n٥٦"] {
            assert_eq!(read_out(text, 2026), None, "{text}");
        }
        // a line too short by one is not filled up
        assert_eq!(read_out(&PASSPORT.replace("<10", "10"), 2026), None);
    }
}
