//! A value that comes with its audit record: what a writing closure must return, so that no change goes unrecorded.

use audit::Draft;

/// The outcome of a writing closure: the value, and the records that are committed with the change.
#[derive(Debug)]
#[must_use]
pub struct Recorded<T> {
    pub(super) value: T,
    pub(super) drafts: Vec<Draft>,
}

impl<T> Recorded<T> {
    /// `value`, recorded by `draft`.
    pub fn with(value: T, draft: Draft) -> Self {
        Self { value, drafts: vec![draft] }
    }

    /// One record more, after the others.
    pub fn and(mut self, draft: Draft) -> Self {
        self.drafts.push(draft);
        self
    }

    /// This value, with the records of another use case behind its own.
    pub fn join<U>(mut self, other: Recorded<U>) -> Self {
        self.drafts.extend(other.drafts);
        self
    }

    /// `value` without a record. Only sign-in and system scopes are allowed it; elsewhere the transaction is refused
    /// with [`StoreError::Unrecorded`](super::StoreError::Unrecorded).
    pub fn housekeeping(value: T) -> Self {
        Self { value, drafts: Vec::new() }
    }

    /// The same records with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Recorded<U> {
        Recorded { value: change(self.value), drafts: self.drafts }
    }
}
