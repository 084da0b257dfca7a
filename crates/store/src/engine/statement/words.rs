//! How the house's identifiers and closed word lists stand in columns: ids as ids, words by their one spelling.

use super::{Cell, Column, Value};
use domain::ids::{CaseId, ConsentId, HoldId, MembershipId, OrgId, RecordId, SessionId, UserId, WorkerId};
use domain::{
    CheckReason, CheckResult, Class, DocumentKind, DocumentOwner, DocumentState, DocumentType, FieldAction, Overlay,
    Purpose, Relation, Role, StateToken, StepToken,
};
use uuid::Uuid;

macro_rules! ids {
    ($($id:ty),+ $(,)?) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self { Self::Id(id.0) }
        }
        impl Column for $id {
            fn read(cell: Cell<'_>) -> Option<Self> { Uuid::read(cell).map(Self) }
        }
    )+};
}

macro_rules! words {
    ($($word:ty),+ $(,)?) => {$(
        impl From<$word> for Value {
            fn from(word: $word) -> Self { Self::Text(word.as_str().to_owned()) }
        }
        impl Column for $word {
            fn read(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    Cell::Text(text) => Self::parse(text).ok(),
                    _ => None,
                }
            }
        }
    )+};
}

ids!(CaseId, ConsentId, HoldId, MembershipId, OrgId, RecordId, SessionId, UserId, WorkerId);
words!(
    CheckReason,
    CheckResult,
    Class,
    DocumentKind,
    DocumentOwner,
    DocumentState,
    DocumentType,
    FieldAction,
    Overlay,
    Purpose,
    Relation,
    Role,
    StateToken,
    StepToken
);
