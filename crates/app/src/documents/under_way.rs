//! How many files of one person are on their way at the same time: whoever sends slowly keeps nobody else from filing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::AppError;

/// LIMIT: files that one server takes of one person at a time. The next ones wait before a byte of theirs is read.
const AT_ONCE_MAX: usize = 6;
/// LIMIT: how long they wait.
const WAIT: Duration = Duration::from_mins(2);
/// What somebody is told to wait then, in seconds.
const AGAIN: u32 = 10;

/// The files that are on their way, by who sends them.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Uuid, Arc<Semaphore>>>>);

/// A file on its way; over when it is dropped.
#[derive(Debug)]
pub(super) struct Sending {
    of: UnderWay,
    place: Option<OwnedSemaphorePermit>,
}

impl UnderWay {
    /// Begins another one, as soon as there is room. [`AppError::TooMany`] when there is none for long.
    pub(super) async fn begin(&self, who: Uuid) -> Result<Sending, AppError> {
        let own = Arc::clone(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(who)
                .or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE_MAX))),
        );
        match tokio::time::timeout(WAIT, own.acquire_owned()).await {
            Ok(Ok(place)) => Ok(Sending { of: self.clone(), place: Some(place) }),
            _ => Err(AppError::TooMany { seconds: AGAIN }),
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        drop(self.place.take());
        // Those that nobody holds or waits for are forgotten.
        let mut all = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, own| Arc::strong_count(own) > 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_person_sends_so_many_at_a_time_and_others_are_not_held_up() {
        let (all, one, other) = (UnderWay::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let mut sending = Vec::new();
        for _ in 0..AT_ONCE_MAX {
            sending.push(all.begin(one).await.expect("room"));
        }
        let next = tokio::time::timeout(Duration::from_millis(20), all.begin(one)).await;
        assert!(next.is_err(), "it waits");
        drop(all.begin(other).await.expect("room of their own"));
        sending.pop();
        drop(all.begin(one).await.expect("room again"));
        sending.clear();
        assert!(all.0.lock().expect("not poisoned").is_empty(), "nobody is remembered");
    }
}
