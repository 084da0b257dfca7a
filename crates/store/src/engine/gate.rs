//! The line before the database: as many callers at work as there are connections, the others wait two seconds at most.

use super::error::StoreError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest wait; then the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Gate(Arc<Semaphore>);

/// The right to use one connection; given back when dropped.
pub(super) struct Pass(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Gate {
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places)))
    }

    /// Waits in line.
    pub async fn pass(&self) -> Result<Pass, StoreError> {
        if let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() {
            return Ok(Pass(permit));
        }
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(permit) => permit.map(Pass).map_err(|_| StoreError::Gone),
            Err(_) => Err(StoreError::Overloaded),
        }
    }

    /// Waits in line on a thread that may block: commands, jobs, tests. Panics on a thread of an async runtime.
    pub fn pass_blocking(&self) -> Result<Pass, StoreError> {
        if let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() {
            return Ok(Pass(permit));
        }
        // a clock of its own for this one wait
        let clock = tokio::runtime::Builder::new_current_thread().enable_time().build();
        clock.map_err(|_| StoreError::Overloaded)?.block_on(self.pass())
    }
}
