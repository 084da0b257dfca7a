//! A SHA-256 digest as text. This crate hashes nothing: whoever holds the bytes passes the digest in.

use serde::{Deserialize, Serialize};

/// 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
        Self(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(Self(text))
        } else {
            Err("no SHA-256 in lower-case hexadecimal".to_owned())
        }
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_lower_case_hex_digits_are_a_digest() {
        let good = Digest::from([0xab; 32]);
        assert_eq!(Digest::try_from(good.as_str().to_owned()), Ok(good.clone()));
        assert!(Digest::try_from(good.as_str().to_uppercase()).is_err());
        assert!(Digest::try_from(good.as_str()[1..].to_owned()).is_err());
    }
}
