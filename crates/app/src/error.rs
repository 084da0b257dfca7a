//! The one error of the use cases. What a caller may learn of it is decided by the web's one mapping.

use audit::Draft;
use envelope::{KeyringError, OpenError, Place, RootError};
use policy::Denial;
use store::{Constraint, Refused, StoreError};

use crate::ports::PolicyFault;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nothing that this caller may know of has this name. Foreign and unused ids both end here.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    SignedOut,
    /// Whoever asks has not shown lately who they are, and this wants it.
    #[error("wants a fresh proof of who asks")]
    StepUp,
    /// Policy says no. The draft is kept as the record of the denial.
    #[error("{0}")]
    Denied(Box<Denial>, Box<Draft>),
    /// The trade's rules say no.
    #[error("{0:?}")]
    Refused(Box<domain::case::Refusal>),
    /// The object moved on since the caller read it.
    #[error("version {given} is not the present one")]
    Stale {
        /// The version that the caller named.
        given: i64,
    },
    /// Somebody else was quicker, or there already is one.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The household asks about this profile already: the public reference of its case.
    #[error("asked already, in {0}")]
    AskedAlready(String),
    /// The input says something that cannot be.
    #[error("{} faults in the input", .0.len())]
    Invalid(Vec<Fault>),
    /// A policy set does not hold: every fault with file and line.
    #[error("{} faults in the policies", .0.len())]
    Policies(Vec<PolicyFault>),
    /// Too often.
    #[error("too many; again in {seconds} s")]
    TooMany {
        /// When to try again.
        seconds: u32,
    },
    /// The store did not carry it out.
    #[error(transparent)]
    Store(StoreError),
    /// Who keeps the root key is away, locked, or refuses: nothing is lost, and nothing that needs a key goes on until it is back.
    #[error("{0}")]
    KeysAway(String),
    /// The place of files, the scanner or the process that looks into files is away: nothing is lost, and nothing is opened meanwhile.
    #[error("{0}")]
    FilesAway(String),
    /// A key is missing, or a ciphertext does not open.
    #[error("sealed value: {0}")]
    Sealed(String),
}

/// One thing that is wrong with the input, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    pub pointer: String,
    /// The key of the message that says what to do.
    pub reason: &'static str,
}

impl AppError {
    /// A value that does not open where it stands.
    pub(crate) fn unopened(place: &Place, error: OpenError) -> Self {
        let Place { table, column, row, .. } = place;
        Self::Sealed(format!("{table}.{column} of {row}: {error}; compare the row with a backup"))
    }

    /// One fault.
    pub fn invalid(pointer: impl Into<String>, reason: &'static str) -> Self {
        Self::Invalid(vec![Fault { pointer: pointer.into(), reason }])
    }
}

impl AppError {
    /// Whether the same would be carried out in another moment: the database was busy or away, or somebody was quicker.
    pub(crate) fn passes(&self) -> bool {
        use StoreError as S;
        match self {
            Self::Stale { .. }
            | Self::TooMany { .. }
            | Self::KeysAway(_)
            | Self::FilesAway(_)
            | Self::Conflict("moved_at_once") => true,
            Self::Store(error) => matches!(error, S::Full | S::Busy | S::Gone | S::Overloaded | S::Stale),
            _ => false,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        for (constraint, word) in CONFLICTS {
            if error.is_conflict(constraint) {
                return Self::Conflict(word);
            }
        }
        match error {
            // Two who did the same at the same moment: the second is told so, whichever key was the last word.
            StoreError::Conflict(Constraint::Unique(name)) => {
                tracing::warn!(name, "a unique key that no rule names refused a change");
                Self::Conflict("already_there")
            }
            StoreError::Stale => Self::Stale { given: 0 },
            other => Self::Store(other),
        }
    }
}

/// Expected conflicts: the constraint that has the last word, and the reason that people read.
const CONFLICTS: &[(&str, &str)] = &[
    (store::tables::holds::ONE_PER_WORKER, "worker_held"),
    (store::tables::holds::TWO_PER_CUSTOMER, "hold_limit"),
    ("worker_passport_once", "duplicate_passport"),
    ("worker_civil_id_once", "duplicate_civil_id"),
    ("listed_once", "listed_elsewhere"),
    ("address_once", "address_taken"),
    (store::tables::agency_applications::ONE_PER_CONTACT, "application_waits"),
    (store::tables::agency_applications::ONE_PER_REGISTER, "application_register"),
    ("organisation_code_key", "code_taken"),
    (store::tables::invitations::ONCE, "invited_already"),
    ("idempotency_pkey", "same_key_at_once"),
    ("case_event_pkey", "moved_at_once"),
    ("import_row_pkey", "moved_at_once"),
    ("change_request_open", "change_not_now"),
    ("policy_set_pkey", "moved_at_once"),
    (store::tables::agency_reviews::ONCE, "reviewed_already"),
    ("policy_approval_pkey", "policy_approved"),
    (store::tables::exports::MAKING, "export_making"),
    (store::tables::policy_tests::ONCE, "test_kept"),
    (store::tables::documents::NTH, "moved_at_once"),
    (store::tables::card_checkouts::ONE_PER_CASE, "card_being_opened"),
    (store::tables::document_overrides::WAITS, "override_waits"),
];

impl From<RootError> for AppError {
    /// A keeper that is away is a matter of waiting, and says why in the log and at the command; everything else is broken.
    fn from(error: RootError) -> Self {
        match error {
            RootError::Away(_) | RootError::Sealed(_) | RootError::Refused(_) => {
                tracing::warn!(%error, "the root key is out of reach");
                Self::KeysAway(error.to_string())
            }
            error => Self::Sealed(error.to_string()),
        }
    }
}

impl From<KeyringError> for AppError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Root(error) => error.into(),
            error => Self::Sealed(error.to_string()),
        }
    }
}

impl From<Box<domain::case::Refusal>> for AppError {
    fn from(refusal: Box<domain::case::Refusal>) -> Self {
        Self::Refused(refusal)
    }
}

impl From<domain::case::Refusal> for AppError {
    fn from(refusal: domain::case::Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl Refused for AppError {
    fn denial(&self) -> Option<Draft> {
        match self {
            Self::Denied(_, draft) => Some((**draft).clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_moment_passes_and_a_rule_does_not() {
        let rule = domain::case::Refusal {
            rule: "paused",
            from: domain::StateToken::Held,
            attempted: domain::StepToken::Expire,
            args: Vec::new(),
        };
        for passing in [StoreError::Busy, StoreError::Gone, StoreError::Overloaded, StoreError::Full, StoreError::Stale]
        {
            assert!(AppError::from(passing).passes());
        }
        let once = Constraint::Unique("case_event_pkey".to_owned());
        assert!(AppError::from(StoreError::Conflict(once)).passes(), "two stepped in the same moment");
        for lasting in [AppError::from(rule), AppError::NotFound, AppError::Conflict("timer_unknown")] {
            assert!(!lasting.passes(), "{lasting:?}");
        }
        assert!(!AppError::from(StoreError::Damaged("a row".to_owned())).passes());
    }
}
