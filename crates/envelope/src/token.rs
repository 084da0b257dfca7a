//! Session tokens and one-time codes: made here, stored as hashes only.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, OpenError};
use crate::entropy::{Entropy, draw};
use crate::normal::ascii_digits;
use crate::secret::SecretKey;

/// A token that opens a session: 256 random bits in base64url, 43 characters, or one that is signed. Zeroised when dropped.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

/// A code for one use, as sent by mail or message. Zeroised when dropped.
#[derive(Clone)]
pub struct OneTimeCode(Zeroizing<String>);

macro_rules! shown_once {
    ($name:ident, $shown:literal) => {
        impl $name {
            /// The text, for the person that it is made for.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($shown)
            }
        }
    };
}

shown_once!(Token, "<token>");
shown_once!(OneTimeCode, "<code>");

impl OneTimeCode {
    /// A code that was drawn elsewhere.
    pub fn new(code: String) -> Self {
        Self(Zeroizing::new(code))
    }
}

impl Token {
    /// A token that was made elsewhere.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

/// Draws a session token.
pub fn random_token(entropy: &dyn Entropy) -> Token {
    Token(Zeroizing::new(URL_SAFE_NO_PAD.encode(&draw::<32>(entropy)[..])))
}

/// The hash under which a session is found. Plain SHA-256 is enough: 256 random bits cannot be guessed.
pub fn token_hash(token: &str) -> [u8; 32] {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// Draws a code of this many digits (1 to 9), each code equally likely.
pub fn random_code(entropy: &dyn Entropy, digits: u32) -> OneTimeCode {
    let range = 10u32.pow(digits.clamp(1, 9));
    // Beyond the last whole multiple of the range some codes would be likelier than others: draw again.
    let fair = u32::MAX - u32::MAX % range;
    let drawn = std::iter::repeat_with(|| u32::from_be_bytes(*draw(entropy))).find(|number| *number < fair);
    let number = drawn.expect("an endless iterator ends only by finding") % range;
    OneTimeCode(Zeroizing::new(format!("{number:0width$}", width = digits.clamp(1, 9) as usize)))
}

/// The key of the hashes of one-time codes: a million codes are soon counted through, so a plain hash would not do. Beside them it
/// seals what signs access tokens.
pub struct CodeKey {
    hashes: hmac::Key,
    seeds: Cipher,
}

impl CodeKey {
    /// From the key file's secret: `HKDF(secret, "amana/one-time-code/v1")`, and `HKDF(secret, "amana/token-seed/v1")` for the seeds.
    pub fn new(secret: &SecretKey) -> Self {
        let hashes = secret.derive("amana/one-time-code/v1");
        let hashes = hmac::Key::new(hmac::HMAC_SHA256, &**hashes.bytes());
        Self { hashes, seeds: Cipher::new(secret, "amana/token-seed/v1") }
    }

    /// Seals the seed of the key of this name.
    pub fn seal_seed(&self, key: Uuid, seed: &SecretKey) -> Vec<u8> {
        self.seeds.seal(key.as_bytes(), &seed.bytes()[..])
    }

    /// The seed of the key of this name.
    pub fn open_seed(&self, key: Uuid, sealed: &[u8]) -> Result<SecretKey, OpenError> {
        let seed = self.seeds.open(key.as_bytes(), sealed)?;
        let seed: [u8; 32] = seed[..].try_into().map_err(|_| OpenError::NotThisType)?;
        Ok(SecretKey::new(Zeroizing::new(seed)))
    }

    /// The hash to be stored with a challenge: `HMAC(K, "code/v1\0" || challenge || code)`.
    pub fn hash(&self, challenge: Uuid, code: &str) -> [u8; 32] {
        hmac::sign(&self.hashes, &message(challenge, code)).as_ref().try_into().expect("HMAC-SHA256 gives 32 bytes")
    }

    /// Whether this code was sent for this challenge; in constant time. Takes Arabic-Indic and Persian digits and spaces.
    pub fn matches(&self, challenge: Uuid, code: &str, hash: &[u8]) -> bool {
        hmac::verify(&self.hashes, &message(challenge, code), hash).is_ok()
    }
}

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<key>")
    }
}

fn message(challenge: Uuid, code: &str) -> Zeroizing<Vec<u8>> {
    let code = Zeroizing::new(ascii_digits(code));
    let digits = code.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    Zeroizing::new([&b"code/v1\0"[..], challenge.as_bytes(), Zeroizing::new(digits).as_bytes()].concat())
}
