//! Refusals that no policy speaks: an id that the caller may not know of or that nobody has, and a step that the lifecycle
//! refuses. Each is counted like a policy's denial: the first of a window is a record at once, its repeats are summed up.
//!
//! Foreign and unused ids take this one path, so neither the answer nor its time tells them apart. LIMIT: one window for each
//! caller, whatever ids they try; for steps one for each step and state. Whoever tries ids fills a counter, not the disk.

use audit::{Draft, Fact};
use store::{Recorded, Refused, StoreError, Tx};

use crate::caller::Caller;
use crate::{AppError, House, record};

/// Carries a refusal's record to the store, or the store's own error back.
enum Note {
    Refused(Box<Draft>),
    Store(StoreError),
}

impl From<StoreError> for Note {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Refused for Note {
    fn denial(&self) -> Option<Draft> {
        match self {
            Self::Refused(draft) => Some((**draft).clone()),
            Self::Store(_) => None,
        }
    }
}

impl House {
    /// The outcome as it is, after its refusal was counted. A refusal that cannot be counted is the store's error: it must
    /// not look like one that was.
    pub(crate) async fn noted<T>(&self, caller: &Caller, outcome: Result<T, AppError>) -> Result<T, AppError> {
        let Err(error) = outcome else { return outcome };
        let Some(draft) = self.draft_of(caller, &error) else { return Err(error) };
        let keep = move |_: &mut Tx| Err::<Recorded<()>, _>(Note::Refused(Box::new(draft.clone())));
        match self.store.write(caller.scope(), keep).await {
            Err(Note::Store(unkept)) => Err(unkept.into()),
            Err(Note::Refused(_)) | Ok(()) => Err(error),
        }
    }

    fn draft_of(&self, caller: &Caller, error: &AppError) -> Option<Draft> {
        caller.user?;
        let desk = self.desk();
        let draft = match error {
            AppError::NotFound => record::plain(&desk, caller, "not_found", 0),
            AppError::Refused(refusal) => record::plain(&desk, caller, refusal.attempted.as_str(), 0)
                .state(refusal.from)
                .fact("rule", Fact::Word(refusal.rule.to_owned())),
            _ => return None,
        };
        let Some(asked) = &caller.asked else { return Some(draft.denied()) };
        let draft = draft.fact("asked", Fact::Hash(self.indexes.asked(&asked.path)));
        Some(draft.fact("route", Fact::Word(asked.route.clone())).denied())
    }
}
