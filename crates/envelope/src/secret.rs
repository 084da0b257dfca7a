//! Thirty-two secret bytes and the keys derived from them.

use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

use crate::entropy::{Entropy, draw};

/// A 256-bit key. Zeroised when dropped; `Debug` prints `<key>`.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// From bytes that were kept.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// A fresh key.
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(draw(entropy))
    }

    /// The bytes, for a key file or another crate's key.
    pub fn bytes(&self) -> &Zeroizing<[u8; 32]> {
        &self.0
    }

    /// `HKDF-SHA256(ikm = key, salt, info = label || context)`. Labels are of fixed length or end in `/v1`.
    pub(crate) fn expand<const N: usize>(&self, salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
        struct Length(usize);
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                self.0
            }
        }
        let mut out = Zeroizing::new([0; N]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
            .extract(&*self.0)
            .expand(info, Length(N))
            .and_then(|okm| okm.fill(&mut *out))
            .expect("HKDF-SHA256 gives up to 8160 bytes");
        out
    }

    /// The subkey of this label.
    pub(crate) fn derive(&self, label: &'static str) -> Self {
        Self(self.expand(b"", &[label.as_bytes()]))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<key>")
    }
}
