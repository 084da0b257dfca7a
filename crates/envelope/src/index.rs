//! Blind indexes: keyed hashes by which an equal value is found without being shown.
//!
//! The key has its own root, kept outside the database and apart from the root key: numbers can be counted through, so
//! who has key and database has the numbers. Only normalised values can be indexed.

use aws_lc_rs::hmac;
use domain::OrgId;
use uuid::Uuid;

use crate::cursor::CursorKey;
use crate::normal::Normal;
use crate::secret::SecretKey;

/// A keyed hash of a normalised value, to be stored and compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlindIndex([u8; 32]);

impl BlindIndex {
    /// The bytes to be stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<index>")
    }
}

/// The root of all blind indexes. Each scope and field has a key of its own under it, so that hashes of different
/// organisations cannot be compared.
#[derive(Debug)]
pub struct BlindIndexKey(SecretKey);

impl BlindIndexKey {
    /// From the key file's secret.
    pub fn new(secret: SecretKey) -> Self {
        Self(secret)
    }

    /// Roster and customer data: equal within one organisation only.
    pub fn in_org<N: Normal>(&self, org: OrgId, value: &N) -> BlindIndex {
        self.index(1, org.0, value)
    }

    /// Sign-in addresses: equal in the whole installation, readable in the scope `SignIn` only.
    pub fn sign_in<N: Normal>(&self, address: &N) -> BlindIndex {
        self.index(2, Uuid::nil(), address)
    }

    /// One person on two rosters: equal across organisations, for moderators only.
    pub fn moderation<N: Normal>(&self, value: &N) -> BlindIndex {
        self.index(3, Uuid::nil(), value)
    }

    /// What somebody asked for and was not shown, for the log: equal requests are known as equal, and no request from it.
    pub fn asked(&self, path: &str) -> [u8; 32] {
        self.text(4, b"asked", path)
    }

    /// The network that a code is asked for from: equal requests are counted together, and no network is written down.
    pub fn network(&self, network: &str) -> [u8; 32] {
        self.text(5, b"network", network)
    }

    /// A recovery code of this person: whoever has the database alone cannot count through them.
    pub fn recovery(&self, user: Uuid, code: &str) -> [u8; 32] {
        self.text(7, b"recovery", &format!("{user}:{code}"))
    }

    /// A browser in which this person signed in, by what it keeps: of another person it is another hash.
    pub fn device(&self, user: Uuid, kept: &str) -> [u8; 32] {
        self.text(9, b"device", &format!("{user}:{kept}"))
    }

    /// Who somebody is at another's sign-in: the issuer and its name for them, equal in the whole installation.
    pub fn identity(&self, issuer: &str, subject: &str) -> [u8; 32] {
        self.text(8, b"identity", &format!("{}:{issuer}{subject}", issuer.len()))
    }

    /// The words of workers' names, for one organisation: equal within it only, and with nothing else that is indexed.
    pub fn names_in(&self, org: OrgId) -> NameKey {
        let key = self.0.expand::<32>(b"", &[b"amana/index/v1", &[6], org.0.as_bytes(), b"name_word"]);
        NameKey(hmac::Key::new(hmac::HMAC_SHA256, &*key))
    }

    /// Seals where pages of lists ended: the same on every node of an installation.
    pub fn cursors(&self) -> CursorKey {
        CursorKey::new(&self.0)
    }

    fn text(&self, scope: u8, field: &[u8], text: &str) -> [u8; 32] {
        let key = self.0.expand::<32>(b"", &[b"amana/index/v1", &[scope], Uuid::nil().as_bytes(), field]);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*key), text.as_bytes());
        tag.as_ref().try_into().expect("HMAC-SHA256 gives 32 bytes")
    }

    /// `HMAC(HKDF(root, "amana/index/v1" || scope || org || field), "index/v1\0" || field || 0 || value)`.
    fn index<N: Normal>(&self, scope: u8, org: Uuid, value: &N) -> BlindIndex {
        let field = N::FIELD.as_bytes();
        let key = self.0.expand::<32>(b"", &[b"amana/index/v1", &[scope], org.as_bytes(), field]);
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &*key));
        for part in [b"index/v1\0", field, &[0], value.as_str().as_bytes()] {
            context.update(part);
        }
        BlindIndex(context.sign().as_ref().try_into().expect("HMAC-SHA256 gives 32 bytes"))
    }
}

/// Hashes the words of names for one organisation.
pub struct NameKey(hmac::Key);

impl NameKey {
    /// `HMAC(HKDF(root, "amana/index/v1" || 6 || org || "name_word"), "name/v1\0" || word)`, cut to 8 bytes: there are
    /// many of them, and one that meets another's by chance would only show one worker too many.
    pub fn word(&self, word: &str) -> [u8; 8] {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(b"name/v1\0");
        context.update(word.as_bytes());
        context.sign().as_ref()[..8].try_into().expect("HMAC-SHA256 gives 32 bytes")
    }
}

impl std::fmt::Debug for NameKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameKey(<key>)")
    }
}
