//! The two hashes of RFC 6962, section 2.1: one for leaves, one for inner nodes.
//!
//! The first byte keeps them apart, so that no inner node can ever be passed off as a record.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

/// A SHA-256 value: a leaf, a node, a link (MAC) or the hash of a policy set.
pub type Hash = [u8; 32];

/// The hash of one record: `SHA-256(0x00 || bytes)`.
pub fn leaf(bytes: &[u8]) -> Hash {
    let mut message = Vec::with_capacity(1 + bytes.len());
    message.push(0);
    message.extend_from_slice(bytes);
    at_once(&message)
}

/// The hash of two neighbours in the tree: `SHA-256(0x01 || left || right)`.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut message = [1; 65];
    message[1..33].copy_from_slice(left);
    message[33..].copy_from_slice(right);
    at_once(&message)
}

/// The running hash over what stays of dropped records, one record further.
pub(crate) fn remains(before: &Hash, n: u64, leaf: &Hash, mac: &Hash) -> Hash {
    at_once(&[&b"audit-closed/v1"[..], before, &n.to_be_bytes(), leaf, mac].concat())
}

/// One call for the whole message: setting up a hash that goes on costs as much as a node's.
fn at_once(message: &[u8]) -> Hash {
    to_hash(digest(&SHA256, message).as_ref())
}

pub(crate) fn to_hash(bytes: &[u8]) -> Hash {
    bytes.try_into().expect("SHA-256 gives 32 bytes")
}

/// Whether two keyed values are equal, in constant time: a clock must not help to find a link byte by byte.
pub(crate) fn same(one: &Hash, other: &Hash) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

/// Lower-case hexadecimal, as records and head files spell hashes.
pub fn to_hex(hash: &Hash) -> String {
    use std::fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads exactly 64 lower-case hexadecimal digits; anything else is `None`.
pub fn from_hex(text: &str) -> Option<Hash> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_of_rfc_6962() {
        // The published test vector for the empty leaf of RFC 6962 trees.
        assert_eq!(to_hex(&leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_ne!(leaf(&[&leaf(b"a")[..], &leaf(b"b")[..]].concat()), node(&leaf(b"a"), &leaf(b"b")));
    }

    #[test]
    fn hexadecimal_has_one_spelling() {
        let hash = leaf(b"amana");
        assert_eq!(from_hex(&to_hex(&hash)), Some(hash));
        assert_eq!(from_hex(&to_hex(&hash).to_uppercase()), None);
        assert_eq!(from_hex(&to_hex(&hash)[1..]), None);
    }
}
