//! What can be sealed, and the padding around it.
//!
//! The plaintext is padded to a multiple of 32 bytes, so that a length does not tell `fit` from `unfit`.

use jiff::civil::Date;
use zeroize::Zeroizing;

const BLOCK: usize = 32;

/// What can be sealed: its bytes, and back.
pub trait Seal: Sized {
    /// The bytes to be sealed.
    fn to_plain(&self) -> Zeroizing<Vec<u8>>;
    /// Reads them back; `None` when they are not this type's.
    fn from_plain(plain: &[u8]) -> Option<Self>;
}

impl Seal for String {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.as_bytes().to_vec())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok().map(str::to_owned)
    }
}

impl Seal for Vec<u8> {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        Some(plain.to_vec())
    }
}

impl Seal for Date {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.to_string().into_bytes())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok()?.parse().ok()
    }
}

/// The value, the byte 0x80, then zeros to the end of the block (ISO/IEC 7816-4).
pub(crate) fn pad(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (plain.len() + 1).next_multiple_of(BLOCK);
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    out.extend_from_slice(plain);
    out.push(0x80);
    out.resize(length, 0);
    out
}

pub(crate) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[end] == 0x80).then(|| &padded[..end])
}
