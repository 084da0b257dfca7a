//! Where randomness comes from, so that a test can repeat a run.
//!
//! Nonces of sealed values never come from here: `RandomizedNonceKey` draws them itself, which makes reuse impossible.

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator, through aws-lc.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the port")]
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system's generator gives random bytes, or nothing is safe");
    }
}

/// Makes `N` random bytes.
pub(crate) fn draw<const N: usize>(entropy: &dyn Entropy) -> zeroize::Zeroizing<[u8; N]> {
    let mut bytes = zeroize::Zeroizing::new([0; N]);
    entropy.fill(&mut *bytes);
    bytes
}
