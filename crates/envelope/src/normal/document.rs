//! Numbers of passports and civil cards.

use zeroize::Zeroizing;

use super::{ascii_digits, is_separator, normal};

/// Why a text is no passport number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassportError {
    /// Nothing was given.
    #[error("give the passport number")]
    Empty,
    /// A character that is neither a letter A to Z nor a digit, at this place (from 1).
    #[error("a passport number has letters A to Z and digits only; look at character {0}")]
    Character(usize),
    /// Fewer than 5 or more than 15 characters.
    #[error("the passport number has {0} characters; 5 to 15 are possible")]
    Length(usize),
    /// Letters only.
    #[error("a passport number has digits")]
    NoDigit,
}

/// Why a text is no civil number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CivilIdError {
    /// Nothing was given.
    #[error("give the civil number")]
    Empty,
    /// A character that is no digit, at this place (from 1).
    #[error("a civil number has digits only; look at character {0}")]
    NotADigit(usize),
    /// Fewer than 6 or more than 15 digits.
    #[error("the civil number has {0} digits; 6 to 15 are possible")]
    Length(usize),
}

/// A passport number in capitals, such as `EP1234567`. ICAO Doc 9303 gives nine characters, some states print more.
#[derive(Clone, PartialEq, Eq)]
pub struct Passport(Zeroizing<String>);

normal!(Passport, "passport");

impl Passport {
    /// Reads a passport number: separators dropped, in capitals, digits of other scripts as ASCII.
    pub fn parse(text: &str) -> Result<Self, PassportError> {
        let text = Zeroizing::new(ascii_digits(text));
        let number = pick(&text, |c| c.is_ascii_alphanumeric()).map_err(PassportError::Character)?;
        match number.len() {
            0 => Err(PassportError::Empty),
            5..=15 if number.bytes().any(|b| b.is_ascii_digit()) => Ok(Self(number)),
            5..=15 => Err(PassportError::NoDigit),
            length => Err(PassportError::Length(length)),
        }
    }
}

/// A civil number: Oman's have up to nine digits, those of the neighbours up to fifteen. Leading zeros count.
#[derive(Clone, PartialEq, Eq)]
pub struct CivilId(Zeroizing<String>);

normal!(CivilId, "civil_id");

impl CivilId {
    /// Reads a civil number: separators dropped, digits of other scripts as ASCII.
    pub fn parse(text: &str) -> Result<Self, CivilIdError> {
        let text = Zeroizing::new(ascii_digits(text));
        let number = pick(&text, |c| c.is_ascii_digit()).map_err(CivilIdError::NotADigit)?;
        match number.len() {
            0 => Err(CivilIdError::Empty),
            6..=15 => Ok(Self(number)),
            length => Err(CivilIdError::Length(length)),
        }
    }
}

/// The text without separators, in capitals; the place (from 1) of the first character that does not belong.
fn pick(text: &str, belongs: fn(char) -> bool) -> Result<Zeroizing<String>, usize> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    for (place, c) in text.chars().enumerate().filter(|(_, c)| !is_separator(*c)) {
        if !belongs(c) {
            return Err(place + 1);
        }
        out.push(c.to_ascii_uppercase());
    }
    Ok(out)
}
