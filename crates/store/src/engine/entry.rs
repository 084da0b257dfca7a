//! A sealed record and the columns that find it again.

use super::error::StoreError;
use audit::{Draft, Event, Record};
use jiff::Timestamp;
use uuid::Uuid;

/// A record as the log's tables keep it. The columns beside the bytes are derived from them and prove nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub record: Record,
    pub org: Option<Uuid>,
    /// The worker concerned, who may list what happened to their data.
    pub subject: Option<Uuid>,
    pub object: Option<Uuid>,
    pub at: Timestamp,
}

impl Entry {
    /// Seals a draft. A draft that cannot be sealed ends its transaction: no record, no action.
    pub fn seal(draft: &Draft) -> Result<Self, StoreError> {
        let record = Record::seal(draft).map_err(|error| StoreError::Program(error.to_string()))?;
        Ok(Self::of(record, draft))
    }

    /// Takes back stored bytes, and derives the columns anew.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, StoreError> {
        let damaged = |error: audit::FormatError| StoreError::Damaged(error.to_string());
        let event = Event::parse(&bytes).map_err(damaged)?;
        let record = Record::from_stored(bytes).map_err(damaged)?;
        Ok(Self::of(record, &event.draft))
    }

    fn of(record: Record, draft: &Draft) -> Self {
        let worker = draft.object.iter().find(|object| object.kind == "worker");
        Self {
            record,
            org: draft.org.map(Uuid::from),
            subject: worker.map(|object| object.id),
            object: draft.object.first().map(|object| object.id),
            at: draft.ts,
        }
    }
}
