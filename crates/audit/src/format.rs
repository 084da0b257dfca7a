//! What writing, reading and verifying records agree on.

use crate::draft::{Draft, Fact};

/// A record is at most this long, so that one row never stalls chain, sequencer or reader.
pub const MAX_RECORD_BYTES: usize = 16 * 1024;

/// The action of the record after which the chain goes on under the next key. Only `Record::ratchet` makes it.
pub const RATCHET: &str = "audit.ratchet";

/// The period that a ratchet record names. INVARIANT: chain and verifier ask here, so that they switch keys alike.
pub(crate) fn ratchet_of(draft: &Draft) -> Option<u32> {
    match draft.facts.get("period") {
        Some(Fact::Number(to)) if draft.action == RATCHET => u32::try_from(*to).ok(),
        _ => None,
    }
}

pub(crate) fn is_word(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b':' | b'-');
    (1..=64).contains(&text.len()) && text.as_bytes()[0].is_ascii_lowercase() && text.bytes().all(inner)
}
