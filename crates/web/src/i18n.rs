//! The two languages of every page: words by Fluent key, dates and sums as people in Oman write them.
//!
//! Messages are embedded at build time from `locales/`. Tests hold both languages to the same keys and every key named
//! in a template or in code to a message. Values put into a message are wrapped in bidi isolates (U+2068..U+2069).

use std::borrow::Cow;
use std::collections::HashMap;

use domain::money::{Currency, Money};
use fluent_templates::fluent_bundle::{FluentArgs, FluentValue};
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "en",
        customise: |bundle| bundle.add_function("ARABIC", arabic_form).expect("no other function has this name"),
    };
}

/// The plural form that an Arabic noun takes after a whole number: `{ ARABIC($count) -> [few] … }` in the Arabic messages.
///
/// The library's own rule forgets "modulo 100" (intl_pluralrules 7.0.2), so that it would write 180 like 100.
fn arabic_form<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let Some(FluentValue::Number(number)) = positional.first() else { return FluentValue::Error };
    let form = match (number.value, number.value % 100.0) {
        (n, _) if n.fract() != 0.0 => "other",
        (0.0, _) => "zero",
        (1.0, _) => "one",
        (2.0, _) => "two",
        (_, 3.0..=10.0) => "few",
        (_, 11.0..=99.0) => "many",
        _ => "other",
    };
    FluentValue::from(form)
}

static EN: LanguageIdentifier = langid!("en");
static AR: LanguageIdentifier = langid!("ar");

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English, left to right.
    #[default]
    En,
    /// Arabic, right to left, six plural forms.
    Ar,
}

/// A value that may stand in a message: whole numbers choose the plural form.
pub trait Arg {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'_>;
}

macro_rules! number_args {
    ($($int:ty),+) => { $(impl Arg for $int {
        fn value(&self) -> FluentValue<'_> { FluentValue::from(*self) }
    })+ };
}
number_args!(u8, u16, u32, u64, i32, i64, usize);

impl Arg for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Arg for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Lang {
    /// Both, in the order in which a switch offers them.
    pub const ALL: [Self; 2] = [Self::En, Self::Ar];

    /// The language's tag, as `lang` attributes, cookies and addresses spell it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    /// Reads a tag; anything else is no language of ours.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The first language of an `Accept-Language` header that we speak, in the order written; English otherwise.
    pub fn accepted(header: &str) -> Self {
        header.split(',').find_map(|part| Self::parse(part.trim().split([';', '-']).next()?)).unwrap_or_default()
    }

    /// The writing direction, for `dir` attributes.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En => "ltr",
            Self::Ar => "rtl",
        }
    }

    /// The other language, which the switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ar,
            Self::Ar => Self::En,
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Self::En => &EN,
            Self::Ar => &AR,
        }
    }

    /// The message under this key; `key.attribute` reads an attribute. A key without a message shows itself.
    pub fn t(self, key: &str) -> String {
        LOCALES.try_lookup(self.id(), key).unwrap_or_else(|| key.to_owned())
    }

    /// The message under this key, or nothing when there is none: for texts that only some words have.
    pub fn maybe(self, key: &str) -> Option<String> {
        LOCALES.try_lookup(self.id(), key)
    }

    /// The message under this key with one value put in.
    pub fn t1(self, key: &str, name: &'static str, value: impl Arg) -> String {
        self.say(key, &[(name, value.value())])
    }

    /// The message under this key with two values put in.
    pub fn t2(self, key: &str, n1: &'static str, v1: impl Arg, n2: &'static str, v2: impl Arg) -> String {
        self.say(key, &[(n1, v1.value()), (n2, v2.value())])
    }

    /// The message under this key with any number of values put in.
    pub fn say(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        LOCALES.try_lookup_with_args(self.id(), key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// "22 November" / «22 نوفمبر», with the year when it is not `today`'s.
    pub fn date(self, date: Date, today: Date) -> String {
        let month = self.t(&format!("month-{}", date.month()));
        if date.year() == today.year() {
            format!("{} {month}", date.day())
        } else {
            format!("{} {month} {}", date.day(), date.year())
        }
    }

    /// "March 2027" / «مارس 2027».
    pub fn month(self, date: Date) -> String {
        format!("{} {}", self.t(&format!("month-{}", date.month())), date.year())
    }

    /// "Sunday 22 November, 18:00" / «الأحد 22 نوفمبر، 18:00», with the year when it is not `today`'s.
    pub fn moment(self, moment: DateTime, today: Date) -> String {
        let weekday = self.t(&format!("weekday-{}", moment.weekday().to_monday_one_offset()));
        let date = self.date(moment.date(), today);
        let comma = self.t("comma");
        format!("{weekday} {date}{comma}{:02}:{:02}", moment.hour(), moment.minute())
    }

    /// An organisation by code and name: "AG-021 Al Waha". Each is isolated, so that neither turns the other round.
    pub fn named(self, code: &str, name: &str) -> String {
        self.t2("named", "code", code, "name", name)
    }

    /// A list in words: "Arabic, English" / «العربية، الإنجليزية».
    pub fn list<S: AsRef<str>>(self, items: &[S]) -> String {
        items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(&self.t("comma"))
    }

    /// A sum, with all digits of its currency.
    pub fn sum(self, sum: Money) -> String {
        match sum.currency {
            Currency::Omr => self.rial(sum.minor),
            _ => sum.to_string(),
        }
    }

    /// A sum in Omani rial from baisa: "OMR 572.250" / «572.250 ر.ع.». Always three decimals.
    pub fn rial(self, baisa: i64) -> String {
        let sign = if baisa < 0 { "-" } else { "" };
        let (whole, part) = (baisa.unsigned_abs() / 1000, baisa.unsigned_abs() % 1000);
        self.t1("sum-omr", "sum", format!("{sign}{whole}.{part:03}"))
    }
}

/// The wall clock in Muscat: UTC+4 all year, no summer time.
pub fn muscat(at: Timestamp) -> DateTime {
    at.to_zoned(TimeZone::fixed(Offset::constant(4))).datetime()
}

/// The moment at which a day begins in Muscat; none beyond the calendar.
pub fn muscat_day(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::fixed(Offset::constant(4))).ok().map(|begin| begin.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: Lang, key: &str, count: u32) -> String {
        lang.t1(key, "count", count).replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn arabic_counts_in_six_forms() {
        let counted: Vec<String> = [0, 1, 2, 3, 11, 100].map(|count| words(Lang::Ar, "days", count)).to_vec();
        assert_eq!(counted, ["أقل من يوم", "يوم واحد", "يومان", "3 أيام", "11 يومًا", "100 يوم"]);
    }

    #[test]
    fn beyond_a_hundred_the_last_two_digits_choose_the_arabic_form() {
        assert_eq!(words(Lang::Ar, "days", 103), "103 أيام");
        assert_eq!(words(Lang::Ar, "days", 180), "180 يومًا");
        assert_eq!(words(Lang::Ar, "days", 202), "202 يوم");
    }

    #[test]
    fn a_moment_says_the_year_only_when_it_is_another_one() {
        let moment = jiff::civil::date(2026, 11, 22).at(18, 0, 0, 0);
        assert_eq!(Lang::En.moment(moment, jiff::civil::date(2026, 11, 21)), "Sunday 22 November, 18:00");
        assert_eq!(Lang::Ar.moment(moment, jiff::civil::date(2026, 11, 21)), "الأحد 22 نوفمبر، 18:00");
        assert_eq!(Lang::En.moment(moment, jiff::civil::date(2027, 1, 2)), "Sunday 22 November 2026, 18:00");
    }

    #[test]
    fn muscat_is_four_hours_ahead_all_year() {
        let summer: Timestamp = "2026-07-01T20:00:00Z".parse().expect("a moment");
        assert_eq!(muscat(summer).to_string(), "2026-07-02T00:00:00");
    }

    #[test]
    fn a_sum_has_three_decimals_and_its_sign() {
        let plain = |lang: Lang, baisa| lang.rial(baisa).replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(plain(Lang::En, 572_250), "OMR 572.250");
        assert_eq!(plain(Lang::Ar, 572_250), "572.250 ر.ع.");
        assert_eq!(plain(Lang::En, -5), "OMR -0.005");
    }

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(Lang::accepted("fr-FR,ar-OM;q=0.8,en;q=0.5"), Lang::Ar);
        assert_eq!(Lang::accepted("de"), Lang::En);
        assert_eq!(Lang::accepted(""), Lang::En);
    }
}
