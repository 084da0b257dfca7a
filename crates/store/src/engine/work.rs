//! A closure on its way through a database thread: run there (again, when PostgreSQL asks), answered after the commit.

use super::denials::Denied;
use super::entry::Entry;
use super::error::{Refused, StoreError};
use super::recorded::Recorded;
use super::scope::Scope;
use super::tx::Tx;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// What a database thread knows of a waiting closure.
pub(super) trait Work: Send {
    fn scope(&self) -> Scope;

    /// Runs the closure. Never panics.
    fn run(&mut self, tx: &mut Tx) -> Verdict;

    /// Turns the outcome of the last run into this error.
    fn refuse(&mut self, error: StoreError);

    /// Hands the outcome of the last run to whoever waits; `fate` is the commit's.
    fn answer(self: Box<Self>, fate: Result<(), StoreError>);
}

/// What is to become of the changes that a closure made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Keep them, with these records.
    Keep(Vec<Entry>),
    /// Take them back; a denial is kept all the same.
    Undo(Option<Box<Denied>>),
}

/// A writing closure and its waiting caller.
pub(super) struct Write<T, E, F> {
    pub scope: Scope,
    pub closure: F,
    pub outcome: Option<Result<T, E>>,
    pub reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Write<T, E, F>
where
    F: Fn(&mut Tx) -> Result<Recorded<T>, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Refused + Send + 'static,
{
    fn scope(&self) -> Scope {
        self.scope
    }

    fn run(&mut self, tx: &mut Tx) -> Verdict {
        let outcome = guarded(tx, self.scope, &self.closure);
        let (outcome, verdict) = match outcome.and_then(|recorded| entries(recorded, self.scope).map_err(E::from)) {
            Ok((value, entries)) => match entries.iter().try_for_each(|entry| entry.leave_ways(tx)) {
                Ok(()) => (Ok(value), Verdict::Keep(entries)),
                Err(error) => (Err(error.into()), Verdict::Undo(None)),
            },
            Err(error) => match error.denial().map(|draft| Denied::seal(&draft)).transpose() {
                Ok(denial) => (Err(error), Verdict::Undo(denial.map(Box::new))),
                // a refusal that cannot be recorded must not look like one that was
                Err(unsealed) => (Err(unsealed.into()), Verdict::Undo(None)),
            },
        };
        self.outcome = Some(outcome);
        verdict
    }

    fn refuse(&mut self, error: StoreError) {
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
        let outcome = match (fate, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Gone.into()),
            (Err(error), _) => Err(error.into()),
        };
        // the caller may have gone away; what was committed stays
        drop(self.reply.send(outcome));
    }
}

/// Runs a closure for `scope`. A panic, and a failed statement that the closure did not hand on, are errors.
pub(super) fn guarded<T, E: From<StoreError>>(
    tx: &mut Tx,
    scope: Scope,
    closure: &dyn Fn(&mut Tx) -> Result<T, E>,
) -> Result<T, E> {
    tx.begin(scope);
    let outcome = catch_unwind(AssertUnwindSafe(|| closure(tx))).unwrap_or_else(|_| {
        tracing::error!(?scope, "a closure panicked in the store");
        Err(StoreError::Panicked.into())
    })?;
    tx.failed().map_or(Ok(outcome), |error| Err(error.clone().into()))
}

fn entries<T>(recorded: Recorded<T>, scope: Scope) -> Result<(T, Vec<Entry>), StoreError> {
    if recorded.drafts.is_empty() && !scope.may_keep_house() {
        return Err(StoreError::Unrecorded);
    }
    let entries = recorded.drafts.iter().map(Entry::seal).collect::<Result<_, _>>()?;
    Ok((recorded.value, entries))
}
