//! Randomness for identifiers and references.

use app::ports::Random;
use envelope::{Entropy, SystemEntropy};
use uuid::Uuid;

/// The system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn seed(&self) -> [u8; 16] {
        let mut seed = [0; 16];
        SystemEntropy.fill(&mut seed);
        seed
    }
}

/// A fresh identifier without a time in it (UUID version 4): installations, logs, writers.
pub fn fresh_id() -> Uuid {
    uuid::Builder::from_random_bytes(SystemRandom.seed()).into_uuid()
}
