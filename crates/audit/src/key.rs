//! The key of the chain, and its ratchet.
//!
//! The server holds only the key of the current period; the origin (period 0) is moved away by the operator. Who
//! steals today's key can therefore not link yesterday's records anew.

use aws_lc_rs::{hkdf, hmac};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::hash::{Hash, to_hash};

/// The installation's log. A log that goes on after a restored backup is a new log with a new identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LogId(pub Uuid);

/// The key that links records in one period. Zeroised when dropped; `Debug` shows the period only.
#[derive(Clone)]
pub struct ChainKey {
    period: u32,
    secret: Zeroizing<[u8; 32]>,
    mac: hmac::Key,
}

impl ChainKey {
    /// The key of period 0, from 32 random bytes.
    pub fn origin(secret: Zeroizing<[u8; 32]>) -> Self {
        Self::at(0, secret)
    }

    /// The key of a later period, as the key file holds it.
    pub fn at(period: u32, secret: Zeroizing<[u8; 32]>) -> Self {
        let mac = hmac::Key::new(hmac::HMAC_SHA256, &*secret);
        Self { period, secret, mac }
    }

    /// Which period this key links.
    pub fn period(&self) -> u32 {
        self.period
    }

    /// The secret, for the key file and nothing else.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The key of the next period: `HKDF-SHA256(ikm = K_i, salt = "", info = "audit-ratchet/v1")`. There is no way back.
    #[must_use]
    pub fn next(&self) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"")
            .extract(&*self.secret)
            .expand(&[b"audit-ratchet/v1"], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut *secret))
            .expect("HKDF-SHA256 gives 32 bytes");
        Self::at(self.period + 1, secret)
    }

    /// Where the chain of a log begins: `HMAC(K, "audit-genesis/v1" || log)`.
    pub fn genesis(&self, log: LogId) -> Hash {
        let mut message = *b"audit-genesis/v1................";
        message[16..].copy_from_slice(log.0.as_bytes());
        self.sign(&message)
    }

    /// The link of record `n`: `HMAC(K, "audit-link/v1\0\0\0" || be64(n) || mac_{n-1} || leaf_n)`.
    pub fn link(&self, n: u64, previous: &Hash, leaf: &Hash) -> Hash {
        let mut message = [0; 88];
        message[..13].copy_from_slice(b"audit-link/v1");
        message[16..24].copy_from_slice(&n.to_be_bytes());
        message[24..56].copy_from_slice(previous);
        message[56..].copy_from_slice(leaf);
        self.sign(&message)
    }

    /// Signs how far a verification with this key has come: `HMAC(K, "audit-standing/v1" || state)`. No link begins like this.
    pub fn sign_standing(&self, state: &[u8]) -> Hash {
        self.sign(&[b"audit-standing/v1", state].concat())
    }

    fn sign(&self, message: &[u8]) -> Hash {
        to_hash(hmac::sign(&self.mac, message).as_ref())
    }
}

impl std::fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChainKey(period {})", self.period)
    }
}
