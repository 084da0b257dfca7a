//! The links of financial entries: each is signed under a key that is not in the database, over what it says and the link before it.
//!
//! The books of a case are one chain: no two steps of a case are taken at once, so no chain is waited for by others. What joins all
//! books together is the log: the record of each step that posts names the last entry and its link, so the log's tree and its
//! witnesses hold the entries too. Entry v1 is one JSON object with the keys of [`Entry`] in that order.

mod check;
mod fault;

use aws_lc_rs::{hkdf, hmac};
use serde::Serialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::draft::{Draft, Fact};
use crate::hash::{Hash, leaf, to_hash};

pub use check::{Book, Kept};
pub use fault::Fault;

/// The fact of a step's record that names the last entry that it posted, counted from 1.
pub const ENTRY: &str = "ledger_entry";
/// The fact that says this entry's link.
pub const LINK: &str = "ledger_link";

/// Signs entries. Zeroised when dropped; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct LedgerKey(hmac::Key);

impl LedgerKey {
    /// `HKDF-SHA256(ikm = secret, salt = "", info = "ledger-key/v1")`, from the 32 secret bytes of the log's key.
    pub fn derive(secret: &[u8; 32]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"")
            .extract(secret)
            .expand(&[b"ledger-key/v1"], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut *key))
            .expect("HKDF-SHA256 gives 32 bytes");
        Self(hmac::Key::new(hmac::HMAC_SHA256, &*key))
    }

    /// Where the books of a case begin: `HMAC(K, "ledger-begin/v1\0" || case)`.
    pub fn begin(&self, case: Uuid) -> Hash {
        self.sign(&[&b"ledger-begin/v1\0"[..], case.as_bytes()].concat())
    }

    /// The link of an entry: `HMAC(K, "ledger-link/v1\0\0" || link before || SHA-256(0x00 || entry))`.
    pub fn link(&self, before: &Hash, entry: &Entry) -> Hash {
        self.sign(&[&b"ledger-link/v1\0\0"[..], before, &leaf(&entry.bytes())].concat())
    }

    /// The seal of a paper (an invoice, a credit note): `HMAC(K, "paper-seal/v1\0\0\0" || what it says)`. Without the key its sums cannot be
    /// guessed from it.
    pub fn paper(&self, said: &[u8]) -> Hash {
        self.sign(&[&b"paper-seal/v1\0\0\0"[..], said].concat())
    }

    fn sign(&self, message: &[u8]) -> Hash {
        to_hash(hmac::sign(&self.0, message).as_ref())
    }
}

impl std::fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LedgerKey")
    }
}

/// An entry as it is signed. Words are texts here, because a table may hold any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The case whose books these are.
    pub case: Uuid,
    /// Its number in them, from 1.
    pub n: i64,
    /// What it is about.
    pub kind: String,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// The three letters of the currency of all its lines.
    pub currency: String,
    /// The record of the step that posted it.
    pub record: Uuid,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Its lines, in their order.
    pub lines: Vec<Line>,
}

/// A line as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The account.
    pub account: String,
    /// `debit` or `credit`.
    pub side: String,
    /// Minor units.
    pub minor: i64,
}

impl Entry {
    /// The bytes that are signed.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("words and numbers are JSON")
    }
}

/// What the record of a step says of the books: the last entry that it posted, and its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The entry's number.
    pub n: i64,
    /// Its link.
    pub link: Hash,
}

impl Said {
    /// `None` for a record of a step that posted nothing.
    pub fn of(draft: &Draft) -> Option<Self> {
        match (draft.facts.get(ENTRY)?, draft.facts.get(LINK)?) {
            (Fact::Number(n), Fact::Hash(link)) => Some(Self { n: *n, link: *link }),
            _ => None,
        }
    }

    /// The draft with what it posted.
    #[must_use]
    pub fn on(self, draft: Draft) -> Draft {
        draft.fact(ENTRY, Fact::Number(self.n)).fact(LINK, Fact::Hash(self.link))
    }
}

#[cfg(test)]
mod tests;
