//! Telephone numbers in the form of ITU-T E.164: `+`, country code, subscriber number, at most 15 digits.

use zeroize::Zeroizing;

use super::{ascii_digits, is_separator, normal};

const OMAN: &str = "968";
/// Subscriber numbers in Oman have eight digits; the first is 2 (land line), 7 or 9 (mobile), 5 or 8 (special services).
const OMAN_DIGITS: usize = 8;

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was given.
    #[error("give a telephone number")]
    Empty,
    /// A character that is no digit, at this place (from 1).
    #[error("a telephone number has digits only; look at character {0}")]
    NotADigit(usize),
    /// Too few digits.
    #[error("the telephone number has {0} digits; that is too few")]
    TooShort(usize),
    /// More than 15 digits.
    #[error("the telephone number has {0} digits; at most 15 are possible")]
    TooLong(usize),
    /// Not a number of Oman, and no country code.
    #[error("begin the telephone number with + and the country code, or give the eight digits of a number in Oman")]
    NoCountryCode,
    /// No country code begins with 0.
    #[error("a country code does not begin with 0")]
    BadCountryCode,
    /// Begins with +968 and is not eight digits from there, or begins with a digit not in use.
    #[error("a number in Oman has eight digits after +968 and begins with 2, 5, 7, 8 or 9")]
    NotInOman,
}

/// A telephone number, such as `+96892123456`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(Zeroizing<String>);

normal!(Phone, "phone");

impl Phone {
    /// Reads a number as people write it: separators, `00` for `+`, Arabic-Indic or Persian digits; a number without
    /// country code is one of Oman.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = Zeroizing::new(ascii_digits(text));
        let mut digits = Zeroizing::new(String::with_capacity(text.len()));
        let mut plus = false;
        for (place, c) in text.chars().enumerate().filter(|(_, c)| !is_separator(*c)) {
            match c {
                '+' | '\u{ff0b}' if !plus && digits.is_empty() => plus = true,
                '0'..='9' => digits.push(c),
                _ => return Err(PhoneError::NotADigit(place + 1)),
            }
        }
        let whole = match digits.strip_prefix("00") {
            _ if digits.is_empty() => return Err(PhoneError::Empty),
            Some(rest) if !plus => rest,
            _ if plus => &digits,
            _ => return Self::without_code(&digits),
        };
        Self::with_code(whole)
    }

    fn without_code(digits: &str) -> Result<Self, PhoneError> {
        match digits.len() {
            OMAN_DIGITS => Self::with_code(&Zeroizing::new(format!("{OMAN}{digits}"))),
            length if length == OMAN.len() + OMAN_DIGITS && digits.starts_with(OMAN) => Self::with_code(digits),
            length if length < OMAN_DIGITS => Err(PhoneError::TooShort(length)),
            length if length > 15 => Err(PhoneError::TooLong(length)),
            _ => Err(PhoneError::NoCountryCode),
        }
    }

    fn with_code(digits: &str) -> Result<Self, PhoneError> {
        if digits.starts_with('0') {
            return Err(PhoneError::BadCountryCode);
        }
        if let Some(subscriber) = digits.strip_prefix(OMAN) {
            let known = subscriber.starts_with(['2', '5', '7', '8', '9']);
            if subscriber.len() != OMAN_DIGITS || !known {
                return Err(PhoneError::NotInOman);
            }
        }
        match digits.len() {
            8..=15 => Ok(Self(Zeroizing::new(format!("+{digits}")))),
            length if length < 8 => Err(PhoneError::TooShort(length)),
            length => Err(PhoneError::TooLong(length)),
        }
    }
}
