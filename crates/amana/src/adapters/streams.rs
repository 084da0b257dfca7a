//! Identifiers of the demo's history: each life in it draws from a stream of its own, so that a second building with the
//! same seed gives the same references, however the lives were interleaved. Outside of a history the system's generator.

use std::cell::Cell;
use std::future::Future;

use app::ports::Random;
use aws_lc_rs::digest;

use super::random::SystemRandom;

tokio::task_local! {
    static STREAM: Stream;
}

struct Stream {
    key: Vec<u8>,
    drawn: Cell<u64>,
}

/// Runs a life with a stream of its own. Two lives never have the same name.
pub async fn named<F: Future>(seed: u64, name: &str, life: F) -> F::Output {
    let key = hash(&[&seed.to_be_bytes(), name.as_bytes()]);
    STREAM.scope(Stream { key, drawn: Cell::new(0) }, life).await
}

/// The demo's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct Streams;

impl Random for Streams {
    fn seed(&self) -> [u8; 16] {
        STREAM.try_with(Stream::next).unwrap_or_else(|_| SystemRandom.seed())
    }
}

impl Stream {
    fn next(&self) -> [u8; 16] {
        let n = self.drawn.replace(self.drawn.get() + 1);
        let hash = hash(&[&self.key, &n.to_be_bytes()]);
        let mut seed = [0; 16];
        seed.copy_from_slice(&hash[..16]);
        seed
    }
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_life_draws_the_same_whatever_others_draw() {
        let twice = || async { (Streams.seed(), Streams.seed()) };
        let first = named(1, "worker 7", twice()).await;
        named(1, "worker 8", twice()).await;
        assert_eq!(named(1, "worker 7", twice()).await, first);
        assert_ne!(first.0, first.1);
        assert_ne!(named(2, "worker 7", twice()).await, first, "another seed");
        assert_ne!(Streams.seed(), Streams.seed(), "outside of a life nothing repeats");
    }
}
