//! Access tokens whose signature was found good before. Verifying one costs more than everything else that is asked of a token, and a
//! program sends the same one with each request for five minutes.
//!
//! What a token says is kept under the hash of all of it: with another letter anywhere it is another token. Only the signature, the
//! issuer and the audience are not looked at again; whether the token's time holds, whether its key does and whether its session lives
//! is asked each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::access::Claims;

/// LIMIT: tokens kept in mind at a time, less than a KiB each. Only tokens of ours come in here.
const KEPT_MAX: usize = 10_000;

/// The tokens, by their hashes.
#[derive(Default)]
pub(super) struct Verified(Mutex<HashMap<[u8; 32], Arc<Claims>>>);

impl Verified {
    /// What the token of this hash says, if it was found good.
    pub fn get(&self, hash: &[u8; 32]) -> Option<Arc<Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    /// Keeps a token that was found good. Where there are too many, those that are over make room; where none is, all do.
    pub fn keep(&self, hash: [u8; 32], claims: Arc<Claims>, second: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.retain(|_, claims| claims.exp > second);
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
        }
        kept.insert(hash, claims);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_over_make_room_and_else_all_do() {
        let (kept, living, over) = (Verified::default(), Claims::until(2_000), Claims::until(1_000));
        let hash = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_le_bytes());
            hash
        };
        for n in 0..KEPT_MAX {
            kept.keep(hash(n), Arc::clone(if n == 0 { &living } else { &over }), 500);
        }
        kept.keep(hash(KEPT_MAX), Arc::clone(&living), 1_500);
        assert!(kept.get(&hash(0)).is_some() && kept.get(&hash(KEPT_MAX)).is_some(), "the living stay");
        assert!(kept.get(&hash(1)).is_none(), "those that are over do not");
        for n in 2..2 * KEPT_MAX {
            kept.keep(hash(n), Arc::clone(&living), 1_500);
            assert!(kept.0.lock().expect("not poisoned").len() <= KEPT_MAX);
        }
    }
}
