//! One spelling per value: what people type, brought to the form that is sealed, indexed and compared.
//!
//! Strict on purpose: two spellings of one number that stay different would be two people. Errors name what is wrong,
//! never the value.

mod document;
mod email;
mod phone;

pub use document::{CivilId, CivilIdError, Passport, PassportError};
pub use email::{Email, EmailError};
pub use phone::{Phone, PhoneError};

/// A value in its one spelling. Zeroised when dropped; `Debug` prints the name of its field.
pub trait Normal {
    /// The field's name, part of every index of it.
    const FIELD: &'static str;
    /// The one spelling.
    fn as_str(&self) -> &str;
}

macro_rules! normal {
    ($name:ident, $field:literal) => {
        impl $name {
            /// The one spelling.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl crate::normal::Normal for $name {
            const FIELD: &'static str = $field;

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl crate::Seal for $name {
            fn to_plain(&self) -> zeroize::Zeroizing<Vec<u8>> {
                zeroize::Zeroizing::new(self.0.as_bytes().to_vec())
            }

            fn from_plain(plain: &[u8]) -> Option<Self> {
                let text = std::str::from_utf8(plain).ok()?;
                Self::parse(text).ok().filter(|value| value.as_str() == text)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!("<", $field, ">"))
            }
        }
    };
}
pub(crate) use normal;

/// The text with Arabic-Indic (U+0660..) and Persian (U+06F0..) digits as ASCII.
pub fn ascii_digits(text: &str) -> String {
    let digit = |c: char, zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    text.chars()
        .map(|c| match c {
            '\u{660}'..='\u{669}' => digit(c, 0x660),
            '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
            other => other,
        })
        .collect()
}

/// Marks that come along with copied text and mean nothing: writing direction, joiners, byte order.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

/// What people put between the characters of a number.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '/' | '(' | ')')
}
