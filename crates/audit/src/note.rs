//! Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures; Ed25519, checked with a public key alone.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A note is at most this long; ours have about 200 bytes.
pub const MAX_NOTE_BYTES: usize = 16 * 1024;
/// The type of a key's signatures: Ed25519.
const ALGORITHM: u8 = 1;

/// Why a note is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not in the form of a signed note.
    #[error(
        "this is no signed note: it has a text, an empty line, and lines that begin with a dash, the signer's name and a signature"
    )]
    Form,
    /// None of the signatures is of this key.
    #[error(
        "the note carries no signature of the key {0}: it is of another log, another epoch, or another key was given"
    )]
    OtherKey(String),
    /// The signature does not fit.
    #[error("the signature of {0} does not fit the note: the text or the signature was changed")]
    Signature(String),
}

/// Why a text is no verifier key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no verifier key: it looks like amana/0192…+1a2b3c4d+AQ…, a name, eight hexadecimal digits and the key in base64"
)]
pub struct VerifierKeyError;

/// What notes are checked with: the signer's name and public key. Its text form is the C2SP `vkey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    public: [u8; 32],
}

impl VerifierKey {
    /// The signer's name; of a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256 over name, line feed, algorithm and key: which signature line is whose.
    fn id(&self) -> [u8; 4] {
        let named = [self.name.as_bytes(), b"\n", &[ALGORITHM], &self.public].concat();
        let hash = digest(&SHA256, &named);
        hash.as_ref()[..4].try_into().expect("four of 32 bytes")
    }

    /// The text of a note that this key has signed.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let control = |c: char| c.is_control() && c != '\n';
        if note.len() > MAX_NOTE_BYTES || note.contains(control) || !note.ends_with('\n') {
            return Err(NoteError::Form);
        }
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoteError::Form)?;
        let text = &note[..=text.len()];
        let (public, mut own) = (UnparsedPublicKey::new(&ED25519, self.public), false);
        for line in signatures.lines() {
            let (name, signature) =
                line.strip_prefix("— ").and_then(|line| line.split_once(' ')).ok_or(NoteError::Form)?;
            let signature = STANDARD.decode(signature).map_err(|_| NoteError::Form)?;
            if name == self.name && signature.get(..4) == Some(&self.id()[..]) {
                // every one of them, so that a note means the same to whoever reads the first or the last
                let fits = public.verify(text.as_bytes(), &signature[4..]);
                fits.map_err(|_| NoteError::Signature(self.name.clone()))?;
                own = true;
            }
        }
        if own { Ok(text) } else { Err(NoteError::OtherKey(self.name.clone())) }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ALGORITHM][..], &self.public].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        let mut parts = text.trim_end_matches('\n').splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VerifierKeyError);
        };
        let key = STANDARD.decode(key).map_err(|_| VerifierKeyError)?;
        let [ALGORITHM, public @ ..] = &key[..] else { return Err(VerifierKeyError) };
        let public = public.try_into().map_err(|_| VerifierKeyError)?;
        let found = Self { name: is_name(name).then(|| name.to_owned()).ok_or(VerifierKeyError)?, public };
        // One spelling: the identifier in the middle guards against a slip of the pen.
        if found.to_string() == text.trim_end_matches('\n') { Ok(found) } else { Err(VerifierKeyError) }
    }
}

/// Whoever signs notes under one name. `Debug` shows the name only.
pub struct Signer {
    name: String,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// The signer of this name, from the 32 secret bytes of an Ed25519 key.
    ///
    /// Panics when the name is empty, or has a space or a plus sign: names are made by the program.
    pub fn new(name: impl Into<String>, seed: &[u8; 32]) -> Self {
        let name = name.into();
        assert!(is_name(&name), "a signer's name has neither spaces nor plus signs");
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are an Ed25519 seed");
        Self { name, pair }
    }

    /// What its notes are checked with.
    pub fn verifier(&self) -> VerifierKey {
        let public = self.pair.public_key().as_ref().try_into().expect("an Ed25519 key has 32 bytes");
        VerifierKey { name: self.name.clone(), public }
    }

    /// Signs a text, which ends with a line feed.
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature = [&self.verifier().id()[..], self.pair.sign(text.as_bytes()).as_ref()].concat();
        format!("{text}\n— {} {}\n", self.name, STANDARD.encode(signature))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.name)
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}
