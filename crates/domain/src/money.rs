//! Money: whole minor units and a currency that knows how many of them make one. Never a float.

use serde::{Deserialize, Serialize};

/// The currencies of the packs, with the digits of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Omani rial: 1,000 baisa.
    Omr,
    /// Kuwaiti dinar.
    Kwd,
    /// Bahraini dinar.
    Bhd,
    /// Emirati dirham.
    Aed,
    /// Saudi riyal.
    Sar,
    /// Qatari riyal.
    Qar,
    /// Singapore dollar.
    Sgd,
}

impl Currency {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Omr, Self::Kwd, Self::Bhd, Self::Aed, Self::Sar, Self::Qar, Self::Sgd];

    /// The currency of these three letters.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    /// How many decimal digits the minor unit has.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Omr | Self::Kwd | Self::Bhd => 3,
            Self::Aed | Self::Sar | Self::Qar | Self::Sgd => 2,
        }
    }

    /// The three letters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Omr => "OMR",
            Self::Kwd => "KWD",
            Self::Bhd => "BHD",
            Self::Aed => "AED",
            Self::Sar => "SAR",
            Self::Qar => "QAR",
            Self::Sgd => "SGD",
        }
    }
}

/// A sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How many minor units (baisa, fils, cents).
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// Reads an exact decimal such as `450`, `450.5` or `450.500`. `None` for signs, grouping, an exponent, or more
    /// digits than the currency has: a sum is never rounded on the way in.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let (whole, part) = text.split_once('.').map_or((text, "0"), |(whole, part)| (whole, part));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > currency.exponent() as usize {
            return None;
        }
        let unit = 10_i64.pow(currency.exponent());
        let scale = 10_i64.pow(currency.exponent() - u32::try_from(part.len()).ok()?);
        let whole = whole.parse::<i64>().ok()?.checked_mul(unit)?;
        let minor = whole.checked_add(part.parse::<i64>().ok()?.checked_mul(scale)?)?;
        Some(Self { minor, currency })
    }

    /// Both together. `None` for sums of two currencies, which are never added, and for one beyond what can be counted.
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(other.minor).filter(|_| self.currency == other.currency)?;
        Some(Self { minor, ..self })
    }
}

impl std::fmt::Display for Money {
    /// `OMR 450.500`: all digits of the minor unit, no grouping. Pages format for people themselves.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10_u64.pow(self.currency.exponent());
        let (sign, minor) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        let digits = self.currency.exponent() as usize;
        write!(f, "{} {sign}{}.{:0digits$}", self.currency.code(), minor / unit, minor % unit)
    }
}

/// So many parts of a sum, `minor x times / over`, halves away from zero. INVARIANT: the one place where money is rounded.
///
/// `None` for parts of nothing, and for a result beyond what can be counted; never for `times <= over` and `over > 0`.
pub fn portion(minor: i64, times: u32, over: u32) -> Option<i64> {
    let (product, over) = (i128::from(minor) * i128::from(times), i128::from(over));
    let rounded = (2 * product.abs() + over).checked_div(2 * over)? * product.signum();
    i64::try_from(rounded).ok()
}

/// A share in hundredths of a percent (500 is 5 %).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// The share of a sum of minor units, halves rounded away from zero.
    pub fn of(self, minor: i64) -> i64 {
        portion(minor, u32::from(self.0), 10_000).expect("a share of at most one fits where the whole did")
    }
}

impl TryFrom<u16> for BasisPoints {
    type Error = String;

    fn try_from(points: u16) -> Result<Self, String> {
        if points <= 10_000 { Ok(Self(points)) } else { Err(format!("{points} is more than 10000 (100 %)")) }
    }
}

impl From<BasisPoints> for u16 {
    fn from(share: BasisPoints) -> Self {
        share.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_rial_is_a_thousand_baisa() {
        assert_eq!(Money::parse("1", Currency::Omr), Some(Money { minor: 1_000, currency: Currency::Omr }));
        assert_eq!(Money::parse("0.001", Currency::Omr), Some(Money { minor: 1, currency: Currency::Omr }));
        assert_eq!(Money { minor: -1_500, currency: Currency::Omr }.to_string(), "OMR -1.500");
    }

    #[test]
    fn a_sum_is_never_rounded_on_the_way_in() {
        for wrong in ["1.0001", "1,000", "-1", "1e3", "", ".5", "1.", "٣", "99999999999999999999"] {
            assert_eq!(Money::parse(wrong, Currency::Omr), None, "{wrong}");
        }
        assert_eq!(Money::parse("1.001", Currency::Aed), None, "a dirham has two digits");
    }

    #[test]
    fn five_percent_rounds_halves_away_from_zero() {
        let vat = BasisPoints::try_from(500).expect("5 %");
        assert_eq!((vat.of(1_000), vat.of(10), vat.of(9), vat.of(-10)), (50, 1, 0, -1));
    }

    #[test]
    fn parts_of_nothing_and_sums_beyond_counting_are_no_portion() {
        assert_eq!(
            (portion(1_000, 1, 0), portion(i64::MAX, 3, 2), portion(i64::MIN, 1, 1)),
            (None, None, Some(i64::MIN))
        );
        assert_eq!((portion(1, 1, 2), portion(-1, 1, 2), portion(1, 1, 3)), (Some(1), Some(-1), Some(0)));
    }

    #[test]
    fn two_currencies_never_add() {
        for (one, other) in Currency::ALL.iter().flat_map(|one| Currency::ALL.iter().map(move |other| (*one, *other))) {
            let sum = Money { minor: 1, currency: one }.plus(Money { minor: 2, currency: other });
            assert_eq!(sum, (one == other).then_some(Money { minor: 3, currency: one }));
        }
    }

    proptest! {
        #[test]
        fn sums_add_exactly_or_not_at_all(one: i64, other: i64, third: i64) {
            let of = |minor| Money { minor, currency: Currency::Omr };
            prop_assert_eq!(of(one).plus(of(other)).map(|sum| sum.minor), one.checked_add(other));
            prop_assert_eq!(of(one).plus(of(other)), of(other).plus(of(one)));
            let [left, right] = [of(one).plus(of(other)).and_then(|sum| sum.plus(of(third))), {
                of(other).plus(of(third)).and_then(|sum| of(one).plus(sum))
            }];
            if let (Some(left), Some(right)) = (left, right) {
                prop_assert_eq!(left, right);
            }
        }

        #[test]
        fn a_portion_is_off_by_half_a_unit_at_most(minor: i64, times: u32, over in 1..=u32::MAX) {
            let (product, over_wide) = (i128::from(minor) * i128::from(times), i128::from(over));
            match portion(minor, times, over) {
                Some(part) => prop_assert!((2 * (i128::from(part) * over_wide - product)).abs() <= over_wide),
                None => prop_assert!(times > over),
            }
        }

        #[test]
        fn what_is_printed_reads_back(minor in 0..i64::MAX / 2) {
            let sum = Money { minor, currency: Currency::Omr };
            let text = sum.to_string();
            prop_assert_eq!(Money::parse(text.strip_prefix("OMR ").expect("a code"), Currency::Omr), Some(sum));
        }
    }
}
