//! Amounts as people type them and as banks write them, to whole minor units. Nothing is rounded and nothing guessed: what could be
//! read in two ways is refused. What a program sends to the API is read by `Money::parse`, which takes one form only.

use domain::money::{Currency, Money};

/// LIMIT: the largest amount that is read, in minor units: a thousand million rials.
pub const MOST_MINOR: i64 = 1_000_000_000_000;

/// LIMIT: characters of an amount.
const LONGEST: usize = 64;

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// More characters than any amount has.
    #[error("is longer than {LONGEST} characters")]
    TooLong,
    /// A plus, a minus or brackets.
    #[error("has a sign")]
    Signed,
    /// Letters, an exponent, a point without digits on both sides.
    #[error("is not a number in plain digits")]
    NotANumber,
    /// `1,25`, `0,500`, `1.250,500`: it cannot be told what parts thousands and what decimals.
    #[error("is unclear: a comma or space parts thousands (three digits each), a point parts decimals")]
    Grouping,
    /// More decimals than the currency has; not even zeros.
    #[error("has more decimals than {} has ({})", .0.code(), .0.exponent())]
    Decimals(Currency),
    /// The name of another currency stands beside it.
    #[error("is of another currency")]
    OtherCurrency,
    /// Above [`MOST_MINOR`].
    #[error("is larger than any payment")]
    TooLarge,
}

/// The amount that a person typed: `1,250.500`, `١٬٢٥٠٫٥٠٠`, `OMR 12.5`, `12.5 ر.ع.`, `1 250`.
///
/// Western, Arabic-Indic and Persian digits; `.` or `٫` before decimals; `,`, `٬` or a space between thousands, of one kind and
/// only where three digits follow each, so `1,250` is one thousand two hundred and fifty. Zero is an amount: whether it may stand
/// there is the form's question.
pub fn typed(text: &str, currency: Currency) -> Result<Money, AmountError> {
    let minor = unsigned(without_name(&plain(text)?, currency), currency)?;
    Ok(Money { minor, currency })
}

/// The amount in a cell of a bank's table, in minor units: as [`typed`], and negative with a minus on either side, in brackets or
/// with `DR` after it.
pub(crate) fn banked(text: &str, currency: Currency) -> Result<i64, AmountError> {
    let plain = plain(text)?.to_ascii_uppercase();
    let bare = without_name(&plain, currency);
    let inner = |prefix: &str, suffix: &str| bare.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    let negative = inner("(", ")").or_else(|| inner("-", "")).or_else(|| inner("", "-")).or_else(|| inner("", "DR"));
    let (sign, digits) = match (negative, inner("+", "").or_else(|| inner("", "CR"))) {
        (Some(digits), _) => (-1, digits),
        (None, Some(digits)) => (1, digits),
        (None, None) => (1, bare),
    };
    Ok(sign * unsigned(without_name(digits.trim(), currency), currency)?)
}

/// The amount in a message of ISO 20022, in minor units: digits and a point, nothing else.
pub(crate) fn exact(text: &str, currency: Currency) -> Result<i64, AmountError> {
    match text {
        "" => Err(AmountError::Empty),
        _ if text.starts_with(['-', '+']) => Err(AmountError::Signed),
        _ if text.len() > LONGEST => Err(AmountError::TooLong),
        _ if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') => unsigned(text, currency),
        _ => Err(AmountError::NotANumber),
    }
}

/// Western digits, one kind of point, comma, space and minus; without marks that only turn the direction of writing.
fn plain(text: &str) -> Result<String, AmountError> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(AmountError::TooLong);
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        plain.extend(match c {
            '٫' => Some('.'),
            '٬' => Some(','),
            '−' | '–' => Some('-'),
            c if turns(c) => None,
            c if c.is_whitespace() => Some(' '),
            c => Some(western(c)),
        });
    }
    let trimmed = plain.trim();
    if trimmed.is_empty() { Err(AmountError::Empty) } else { Ok(trimmed.to_owned()) }
}

/// The same digit from 0 to 9; every other character is itself.
pub(crate) fn western(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Whether the character is invisible and only turns or joins others.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// What people write beside a sum, longest first. `ريال` alone is the rial and the riyal: the form knows which.
fn names(currency: Currency) -> &'static [&'static str] {
    match currency {
        Currency::Omr => &["ريال عماني", "ر.ع.", "ر.ع", "ريال", "R.O.", "R.O", "OMR", "RO"],
        Currency::Kwd => &["دينار كويتي", "د.ك.", "د.ك", "KWD", "KD"],
        Currency::Bhd => &["دينار بحريني", "د.ب.", "د.ب", "BHD", "BD"],
        Currency::Aed => &["د.إ.", "د.إ", "درهم", "AED"],
        Currency::Sar => &["ر.س.", "ر.س", "ريال", "SAR", "SR"],
        Currency::Qar => &["ر.ق.", "ر.ق", "ريال", "QAR", "QR"],
        Currency::Sgd => &["SGD", "S$"],
    }
}

/// Without the currency's name before or after it.
fn without_name(text: &str, currency: Currency) -> &str {
    let bare = names(currency).iter().find_map(|name| {
        let before = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name));
        let start = text.len().checked_sub(name.len()).and_then(|at| text.get(at..));
        let after = start.filter(|end| end.eq_ignore_ascii_case(name));
        before.map(|_| &text[name.len()..]).or_else(|| after.map(|_| &text[..text.len() - name.len()]))
    });
    bare.unwrap_or(text).trim()
}

fn unsigned(text: &str, currency: Currency) -> Result<i64, AmountError> {
    if let Some(stray) = text.chars().find(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ')) {
        return Err(match stray {
            '-' | '+' | '(' | ')' => AmountError::Signed,
            '،' | '\'' | '’' => AmountError::Grouping,
            _ if names_another(text) => AmountError::OtherCurrency,
            _ => AmountError::NotANumber,
        });
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if part.contains(['.', ',', ' ']) {
        return Err(AmountError::Grouping);
    }
    let digits = ungrouped(whole)?;
    if digits.is_empty() || part.is_empty() {
        return Err(if text.is_empty() { AmountError::Empty } else { AmountError::NotANumber });
    }
    if part.len() > currency.exponent() as usize {
        return Err(AmountError::Decimals(currency));
    }
    let money = Money::parse(&format!("{digits}.{part}"), currency).ok_or(AmountError::TooLarge)?;
    if money.minor <= MOST_MINOR { Ok(money.minor) } else { Err(AmountError::TooLarge) }
}

/// The digits of a whole number whose thousands are parted by one kind of sign, or by none.
fn ungrouped(whole: &str) -> Result<String, AmountError> {
    let Some(sign) = whole.chars().find(|c| !c.is_ascii_digit()) else { return Ok(whole.to_owned()) };
    let mut groups = whole.split(sign);
    // `0,500` is half a rial to whoever writes decimals with a comma
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'));
    let good = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    if first && groups.all(good) { Ok(whole.split(sign).collect()) } else { Err(AmountError::Grouping) }
}

/// Whether digits stand beside what can only be a currency: a name that we know, or three letters.
fn names_another(text: &str) -> bool {
    let name = text.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let beside = name.len() < text.len() && (text.starts_with(name) || text.ends_with(name));
    let known =
        || Currency::ALL.iter().any(|c| names(*c).iter().any(|n| n.trim_end_matches('.').eq_ignore_ascii_case(name)));
    let letters = name.len() == 3 && name.bytes().all(|b| b.is_ascii_alphabetic());
    beside && (letters || matches!(name, "$" | "€" | "£" | "₹") || known())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn omr(text: &str) -> Result<i64, AmountError> {
        typed(text, Currency::Omr).map(|money| money.minor)
    }

    #[test]
    fn what_people_type_is_read_exactly() {
        for (text, minor) in [
            ("0.001", 1),
            ("0", 0),
            ("450", 450_000),
            ("12.5", 12_500),
            ("1,250.500", 1_250_500),
            ("1,250", 1_250_000),
            ("1 250.5", 1_250_500),
            ("1\u{A0}250\u{A0}000", 1_250_000_000),
            ("١٬٢٥٠٫٥٠٠", 1_250_500),
            ("۱۲٫۵", 12_500),
            ("OMR 12.5", 12_500),
            ("12.5omr", 12_500),
            ("ر.ع. 12.5", 12_500),
            ("\u{200F}12.5 ر.ع.\u{200F}", 12_500),
            ("  7 ريال ", 7_000),
            ("1,000,000,000", MOST_MINOR),
        ] {
            assert_eq!(omr(text), Ok(minor), "{text}");
        }
        assert_eq!(typed("AED 12.50", Currency::Aed), Ok(Money { minor: 1_250, currency: Currency::Aed }));
    }

    #[test]
    fn each_wrong_text_has_its_own_word() {
        use AmountError::{Decimals, Empty, Grouping, NotANumber, OtherCurrency, Signed, TooLarge, TooLong};
        for (text, error) in [
            ("", Empty),
            (" \u{200F} ", Empty),
            ("OMR", Empty),
            ("-5", Signed),
            ("+5", Signed),
            ("−5", Signed),
            ("OMR -5", Signed),
            ("(5)", Signed),
            ("NaN", NotANumber),
            ("inf", NotANumber),
            ("1e3", NotANumber),
            ("0x1F", NotANumber),
            (".5", NotANumber),
            ("5.", NotANumber),
            ("½", NotANumber),
            ("1,25", Grouping),
            ("0,500", Grouping),
            ("1.250,500", Grouping),
            ("1.250.500", Grouping),
            ("1,250 000", Grouping),
            ("1،250", Grouping),
            ("12 5", Grouping),
            (",250", Grouping),
            ("1.0000", Decimals(Currency::Omr)),
            ("AED 5", OtherCurrency),
            ("5 USD", OtherCurrency),
            ("$5", OtherCurrency),
            ("5 د.إ", OtherCurrency),
            ("1000000000.001", TooLarge),
            ("1000000000000000", TooLarge),
            ("99999999999999999999999", TooLarge),
        ] {
            assert_eq!(omr(text), Err(error), "{text}");
        }
        assert_eq!(omr(&"1".repeat(65)), Err(TooLong));
        assert_eq!(typed("12.500", Currency::Aed), Err(Decimals(Currency::Aed)));
    }

    #[test]
    fn a_bank_may_sign_an_amount_and_a_message_may_not() {
        for text in
            ["-1,250.500", "1,250.500-", "(1,250.500)", "1,250.500 DR", "OMR -1,250.500", "-OMR 1250.5", "١٬٢٥٠٫٥٠٠-"]
        {
            assert_eq!(banked(text, Currency::Omr), Ok(-1_250_500), "{text}");
        }
        for text in ["1,250.500", "+1,250.500", "1,250.500 Cr", "1250.5"] {
            assert_eq!(banked(text, Currency::Omr), Ok(1_250_500), "{text}");
        }
        assert_eq!(banked("--5", Currency::Omr), Err(AmountError::Signed));
        assert_eq!(exact("1250.5", Currency::Omr), Ok(1_250_500));
        assert_eq!(exact("-1", Currency::Omr), Err(AmountError::Signed));
        for text in ["1,250", "1 250", "1e3", "٣"] {
            assert_eq!(exact(text, Currency::Omr), Err(AmountError::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_amount_or_an_error(text in ".{0,80}") {
            for currency in Currency::ALL {
                let minor = typed(&text, currency).map(|money| money.minor);
                prop_assert!(minor.is_err() || minor.is_ok_and(|minor| (0..=MOST_MINOR).contains(&minor)));
                let _ = (banked(&text, currency), exact(&text, currency));
            }
        }

        #[test]
        fn grouped_arabic_and_plain_are_the_same_sum(minor in 0..=MOST_MINOR) {
            let printed = Money { minor, currency: Currency::Omr }.to_string();
            let (whole, part) = printed[4..].split_once('.').expect("a point");
            let places = whole.char_indices().map(|(at, c)| {
                let grouped = at > 0 && (whole.len() - at).is_multiple_of(3);
                format!("{}{c}", if grouped { "," } else { "" })
            });
            let grouped = format!("{}.{part}", places.collect::<String>());
            let arabic: String = grouped.chars().map(|c| match c {
                ',' => '٬',
                '.' => '٫',
                c => char::from_u32(0x660 + c.to_digit(10).expect("a digit")).expect("a digit"),
            }).collect();
            for text in [&printed, &grouped, &arabic] {
                prop_assert_eq!(omr(text), Ok(minor), "{}", text);
            }
        }
    }
}
