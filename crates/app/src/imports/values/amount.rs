//! A monthly wage in minor units, with or without the currency's name, in either manner of writing thousands and decimals.

use super::Given;
use crate::imports::faults::Reason;
use std::ops::RangeInclusive;

/// Decimal places of the Omani rial (ISO 4217).
const EXPONENT: usize = 3;

/// Names of the rial as written beside amounts, lower case, and words that say that the wage is monthly.
const BESIDE: &[&str] = &[
    "omr",
    "r.o.",
    "r.o",
    "ro",
    "rials",
    "rial",
    "riyals",
    "riyal",
    "omani",
    "per month",
    "monthly",
    "/month",
    "month",
    "/-",
    "ر.ع.",
    "ر.ع",
    "ريال",
    "عماني",
    "شهريا",
    "شهرياً",
    "في الشهر",
];

/// Reads a wage. A comma may part thousands or decimals: the reading that lies in `plausible` (minor units) is taken if only one does.
pub fn wage_minor(given: &Given, plausible: &RangeInclusive<i64>) -> Result<i64, Reason> {
    let readings = match given {
        Given::Number(number) => vec![from_cell(*number)?],
        Given::Text(text) => from_text(text)?,
        Given::Date(_) => return Err(Reason::AmountUnclear),
    };
    let mut fitting = readings.iter().filter(|minor| plausible.contains(minor));
    match (fitting.next(), fitting.next()) {
        (Some(minor), None) => Ok(*minor),
        (Some(_), Some(_)) => Err(Reason::AmountUnclear),
        (None, _) => Err(Reason::AmountOutOfRange { min_minor: *plausible.start(), max_minor: *plausible.end() }),
    }
}

fn from_cell(number: f64) -> Result<i64, Reason> {
    let minor = number * 1000.0;
    // A cell holds binary fractions: 120.1 comes as 120.09999999999999.
    if !(0.0..1e12).contains(&minor) || (minor - minor.round()).abs() > 1e-3 {
        return Err(Reason::AmountUnclear);
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie from 0 to 1e12")]
    Ok(minor.round() as i64)
}

fn from_text(text: &str) -> Result<Vec<i64>, Reason> {
    let mut bare = text.to_lowercase();
    for name in BESIDE {
        if bare.contains(name) {
            bare = bare.replace(name, " ");
        }
    }
    let bare = bare.replace('٫', ".").replace(['٬', '\u{202F}'], "").trim().replace(' ', "");
    let foreign = [
        "usd",
        "$",
        "aed",
        "sar",
        "inr",
        "kes",
        "php",
        "eur",
        "€",
        "£",
        "₹",
        "qar",
        "bhd",
        "kwd",
        "درهم",
        "دولار",
        "دينار",
    ];
    if foreign.iter().any(|name| bare.contains(name)) {
        return Err(Reason::OtherCurrency);
    }
    if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) || bare.len() > 16 {
        return Err(Reason::AmountUnclear);
    }
    let mut readings: Vec<i64> =
        [('.', ','), (',', '.')].iter().filter_map(|(point, group)| reading(&bare, *point, *group)).collect();
    readings.dedup();
    if readings.is_empty() { Err(Reason::AmountUnclear) } else { Ok(readings) }
}

/// The amount if `point` parts decimals and `group` thousands.
fn reading(text: &str, point: char, group: char) -> Option<i64> {
    let (whole, decimals) = text.split_once(point).unwrap_or((text, ""));
    if decimals.len() > EXPONENT || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split(group);
    let first = groups.next().filter(|first| !first.is_empty() && (first.len() <= 3 || !whole.contains(group)))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    let minor = format!("{decimals:0<EXPONENT$}");
    format!("{digits}{minor}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use envelope::normal::ascii_digits;

    const PLAUSIBLE: RangeInclusive<i64> = 20_000..=2_000_000;

    #[test]
    fn wages_are_read_in_every_usual_manner() {
        for (text, minor) in [
            ("120", 120_000),
            ("120.500", 120_500),
            ("120,500", 120_500),
            ("120.5", 120_500),
            ("OMR 120", 120_000),
            ("120 RO", 120_000),
            ("R.O. 120/-", 120_000),
            ("١٢٠ ريال عماني", 120_000),
            ("١٢٠٫٥ ر.ع.", 120_500),
            ("1,200", 1_200_000),
            ("1.200", 1_200_000),
            ("1,200.000", 1_200_000),
            ("120 per month", 120_000),
            ("0120", 120_000),
        ] {
            assert_eq!(wage_minor(&Given::Text(ascii_digits(text)), &PLAUSIBLE), Ok(minor), "{text}");
        }
        assert_eq!(wage_minor(&Given::Number(120.1), &PLAUSIBLE), Ok(120_100));
    }

    #[test]
    fn sums_that_are_no_monthly_wage_are_refused() {
        let range = Reason::AmountOutOfRange { min_minor: 20_000, max_minor: 2_000_000 };
        for (text, reason) in [
            ("300 USD", Reason::OtherCurrency),
            ("$300", Reason::OtherCurrency),
            ("1000 AED", Reason::OtherCurrency),
            ("100-120", Reason::AmountUnclear),
            ("negotiable", Reason::AmountUnclear),
            ("120.5.5", Reason::AmountUnclear),
            ("12,34", range.clone()),
            ("5", range.clone()),
            ("9999999", range.clone()),
            ("0", range.clone()),
        ] {
            assert_eq!(wage_minor(&Given::Text(text.to_owned()), &PLAUSIBLE), Err(reason), "{text}");
        }
        for number in [f64::NAN, f64::INFINITY, -5.0, 120.000_5] {
            assert_eq!(wage_minor(&Given::Number(number), &PLAUSIBLE), Err(Reason::AmountUnclear), "{number}");
        }
    }
}
