//! Where a page of a list ended, as its reader carries it: read by nobody, and opened for the same reader of the same list alone.
//!
//! `nonce(12) | ciphertext | tag(16)`: AES-256-GCM. The nonce is a keyed hash of the list and the place, so that the same place is
//! the same cursor on every node, and two places share a nonce by chance alone (once in 2^48 cursors of one installation).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;

use crate::secret::SecretKey;

/// Seals cursors, and opens them.
pub struct CursorKey {
    places: LessSafeKey,
    nonces: hmac::Key,
}

impl CursorKey {
    /// Two keys under one secret: `HKDF(root, "amana/cursor/v1" || 1 or 2)`.
    pub(crate) fn new(secret: &SecretKey) -> Self {
        let part = |part: u8| secret.expand::<32>(b"", &[b"amana/cursor/v1", &[part]]);
        let places = UnboundKey::new(&AES_256_GCM, &*part(1)).expect("AES-256 takes 32 bytes");
        Self { places: LessSafeKey::new(places), nonces: hmac::Key::new(hmac::HMAC_SHA256, &*part(2)) }
    }

    /// A place in this list. `list` says which list it is and whose: it is bound in, not kept.
    pub fn seal(&self, list: &str, place: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.nonces);
        context.update(&(list.len() as u64).to_be_bytes());
        context.update(list.as_bytes());
        context.update(place);
        let nonce: [u8; NONCE_LEN] = context.sign().as_ref()[..NONCE_LEN].try_into().expect("a hash is longer");
        let mut sealed = place.to_vec();
        self.places
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(list), &mut sealed)
            .expect("AES-256-GCM seals anything below 64 GiB");
        [&nonce[..], &sealed].concat()
    }

    /// The place that was sealed for this list. None of what was changed, or belongs to another list or another reader.
    pub fn open(&self, list: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut place = rest.to_vec();
        let length = self.places.open_in_place(nonce, Aad::from(list), &mut place).ok()?.len();
        place.truncate(length);
        Some(place)
    }
}

impl std::fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CursorKey(<key>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> CursorKey {
        CursorKey::new(&SecretKey::new(zeroize::Zeroizing::new([byte; 32])))
    }

    #[test]
    fn a_cursor_opens_in_its_own_list_under_its_own_key_and_unchanged_only() {
        let sealed = key(1).seal("cases of mine", b"seven");
        assert_eq!(key(1).open("cases of mine", &sealed).as_deref(), Some(&b"seven"[..]));
        assert_eq!(key(1).open("cases of yours", &sealed), None, "another reader");
        assert_eq!(key(2).open("cases of mine", &sealed), None, "another installation");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key(1).open("cases of mine", &changed), None, "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert_eq!(key(1).open("cases of mine", &sealed[..length]), None, "cut to {length}");
        }
    }

    #[test]
    fn the_same_place_is_the_same_cursor_and_no_cursor_shows_its_place() {
        let sealed = key(1).seal("cases", b"seven");
        assert_eq!(key(1).seal("cases", b"seven"), sealed);
        assert_ne!(key(1).seal("cases", b"eight")[..NONCE_LEN], sealed[..NONCE_LEN]);
        assert_ne!(key(1).seal("case", b"sseven")[..NONCE_LEN], key(1).seal("cases", b"seven")[..NONCE_LEN]);
        assert!(!sealed.windows(5).any(|bytes| bytes == b"seven"));
        assert_eq!(format!("{:?}", key(1)), "CursorKey(<key>)");
    }
}
