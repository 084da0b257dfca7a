//! Identifiers: UUID version 7 inside, short random references outside.
//!
//! Nothing here draws randomness; the caller passes it in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
    )+};
}

ids! {
    /// An organisation: operator, agency or customer.
    OrgId,
    /// A person who can sign in.
    UserId,
    /// A user's role in an organisation.
    MembershipId,
    /// A signed-in device.
    SessionId,
    /// A worker on an agency's roster.
    WorkerId,
    /// A placement case.
    CaseId,
    /// An exclusive, time-limited claim on a worker.
    HoldId,
    /// A consent receipt.
    ConsentId,
    /// A record of the audit log.
    RecordId,
}

/// The alphabet of public references: Crockford's base 32 (no I, L, O, U), as in <https://www.crockford.com/base32.html>.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a public reference names; the first letter of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// `P-`: a published profile.
    Profile,
    /// `C-`: a case.
    Case,
    /// `W-`: a worker, inside the agency.
    Worker,
    /// `O-`: an organisation.
    Organisation,
}

impl ReferenceKind {
    /// The letter before the dash.
    pub const fn letter(self) -> char {
        match self {
            Self::Profile => 'P',
            Self::Case => 'C',
            Self::Worker => 'W',
            Self::Organisation => 'O',
        }
    }
}

/// A short public reference such as `C-7K2M9QX4`: seven random characters (35 bits) and a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// Makes a reference from 35 of the 64 random bits given.
    pub fn from_random(kind: ReferenceKind, random: u64) -> Self {
        let digits: [u8; 7] = std::array::from_fn(|i| ((random >> (5 * i)) & 31) as u8);
        let mut text = String::with_capacity(10);
        text.push(kind.letter());
        text.push('-');
        text.extend(digits.iter().chain([&check(digits)]).map(|d| ALPHABET[*d as usize] as char));
        Self(text)
    }

    /// Reads a reference as people type it: any case, `O` for `0`, `I` and `L` for `1`. `None` when it is malformed or
    /// its check digit does not fit; callers answer that exactly like an unused reference.
    pub fn parse(kind: ReferenceKind, text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let body = text.strip_prefix(kind.letter())?.strip_prefix('-')?;
        let digits: Vec<u8> = body.bytes().map(digit).collect::<Option<_>>()?;
        let (given, digits): (&u8, &[u8; 7]) = match digits.split_last() {
            Some((given, rest)) => (given, rest.try_into().ok()?),
            None => return None,
        };
        (*given == check(*digits)).then(|| {
            let body: String = digits.iter().chain([given]).map(|d| ALPHABET[*d as usize] as char).collect();
            Self(format!("{}-{body}", kind.letter()))
        })
    }

    /// The text, for example `P-7K2M9QX4`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Weighted sum modulo 31, a prime, so that every single wrong character and every swap of neighbours is found.
fn check(digits: [u8; 7]) -> u8 {
    let sum: u32 = digits.iter().zip(2u32..).map(|(d, weight)| u32::from(*d) * weight).sum();
    (sum % 31) as u8
}

fn digit(byte: u8) -> Option<u8> {
    let byte = match byte {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|a| *a == byte).and_then(|i| u8::try_from(i).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_people_type_it() {
        let made = Reference::from_random(ReferenceKind::Case, 0x1234_5678_9abc_def0);
        assert_eq!(Reference::parse(ReferenceKind::Case, &made.as_str().to_lowercase()), Some(made.clone()));
        assert_eq!(Reference::parse(ReferenceKind::Profile, made.as_str()), None, "another kind");
    }

    #[test]
    fn every_single_wrong_character_but_one_pair_is_found() {
        // LIMIT: 31 and 0 are congruent modulo 31, so `0` typed for `Z` in one place passes; it then names nothing.
        let made = Reference::from_random(ReferenceKind::Case, 0x0765_4321_0fed_cba9);
        let text = made.as_str().as_bytes();
        for place in 2..text.len() {
            for letter in ALPHABET {
                let pair = [text[place], *letter];
                if pair[0] == pair[1] || pair == *b"0Z" || pair == *b"Z0" {
                    continue;
                }
                let mut wrong = text.to_vec();
                wrong[place] = *letter;
                let wrong = String::from_utf8(wrong).expect("ascii");
                assert_eq!(Reference::parse(ReferenceKind::Case, &wrong), None, "{wrong} instead of {made}");
            }
        }
    }
}
