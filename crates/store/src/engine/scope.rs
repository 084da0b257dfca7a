//! Who a transaction works for. The caller of the store fixes it; the closure inside never can.
//!
//! Each scope has its own wall predicates (`walls`) and, on PostgreSQL, its own login-less role.

use domain::{OrgId, UserId};

/// Which background work a [`Scope::System`] transaction does. Never reachable from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Job {
    /// Carries the outbox to mail, SMS, scanner and the like.
    Relay,
    /// Runs what has become due.
    Timers,
    /// Moves pending records into the chain.
    Sequencer,
    /// Makes and rotates keys.
    Keys,
    /// Set-up, expiry of what nobody uses any more, commands of the operator's machine.
    Housekeeping,
}

/// On whose behalf a transaction reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One organisation: sees its own rows and what a case opened for it.
    Org(OrgId),
    /// One person, across organisations: sees what is about that person.
    Subject(UserId),
    /// Staff of the platform: rows of all organisations, fields only by policy and task.
    Operator,
    /// Nobody in particular: the published projection, and only to read.
    Public,
    /// Signing in: users, challenges, sessions and memberships.
    SignIn,
    /// Background work.
    System(Job),
}

/// A [`Scope`] without its identities: what walls and roles are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ScopeKind {
    Org,
    Subject,
    Operator,
    Public,
    SignIn,
    System,
}

impl Scope {
    pub(crate) fn kind(self) -> ScopeKind {
        match self {
            Self::Org(_) => ScopeKind::Org,
            Self::Subject(_) => ScopeKind::Subject,
            Self::Operator => ScopeKind::Operator,
            Self::Public => ScopeKind::Public,
            Self::SignIn => ScopeKind::SignIn,
            Self::System(_) => ScopeKind::System,
        }
    }

    /// Whether a write may go without a record: only what is no act of a person upon data.
    pub(crate) fn may_keep_house(self) -> bool {
        matches!(self, Self::SignIn | Self::System(_))
    }

    pub(crate) fn may_write(self) -> bool {
        self != Self::Public
    }
}
