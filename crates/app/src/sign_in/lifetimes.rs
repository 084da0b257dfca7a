//! How long a session lasts, by the role that it acts in: while nobody uses it, and at the longest.

use domain::Role;
use jiff::{SignedDuration, Timestamp};
use store::tables::people::Membership;

use super::ACCESS_MINUTES;

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// While nobody uses it.
    pub idle: SignedDuration,
    /// However much it is used.
    pub whole: SignedDuration,
}

impl Life {
    /// Of so many minutes unused, and so many hours in all.
    pub const fn of(idle_minutes: i64, whole_hours: i64) -> Self {
        Self { idle: SignedDuration::from_mins(idle_minutes), whole: SignedDuration::from_hours(whole_hours) }
    }

    fn shorter(self, other: Self) -> Self {
        Self { idle: self.idle.min(other.idle), whole: self.whole.min(other.whole) }
    }

    /// When a session that was opened then is over at the longest.
    pub(super) fn ends_at(self, opened: Timestamp) -> Timestamp {
        opened.saturating_add(self.whole).unwrap_or(opened)
    }

    /// When a session that is used at `now` is over if it is not used again.
    pub(super) fn until(self, now: Timestamp, ends_at: Timestamp) -> Timestamp {
        now.saturating_add(self.idle).unwrap_or(now).min(ends_at)
    }
}

/// The lifetimes of sessions, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Whoever acts for the operator.
    pub operator: Life,
    /// An agency's people.
    pub agency: Life,
    /// Households and companies.
    pub household: Life,
    /// Workers: a telephone of their own, and often no quiet hour for a new code.
    pub worker: Life,
    /// A program's access token, whoever it acts for.
    pub access: SignedDuration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            operator: Life::of(30, 12),
            agency: Life::of(2 * 60, 24),
            household: Life::of(12 * 60, 14 * 24),
            worker: Life::of(7 * 24 * 60, 30 * 24),
            access: SignedDuration::from_mins(ACCESS_MINUTES),
        }
    }
}

impl Lifetimes {
    /// Until when an access token holds that is made now in a session that is over then.
    pub(super) fn token(&self, now: Timestamp, until: Timestamp) -> Timestamp {
        now.saturating_add(self.access).unwrap_or(now).min(until)
    }

    /// That of a role.
    pub const fn of(&self, role: Role) -> Life {
        match role {
            Role::AgencyUser | Role::AgencyAdmin => self.agency,
            Role::Worker => self.worker,
            Role::Customer | Role::CustomerApprover | Role::Anonymous => self.household,
            Role::Moderator
            | Role::Finance
            | Role::Support
            | Role::WelfareOfficer
            | Role::Dpo
            | Role::Auditor
            | Role::PlatformAdmin
            | Role::System => self.operator,
        }
    }

    /// While nobody has chosen for whom they act: the shortest of what they could choose.
    pub(super) fn of_any<'a>(&self, memberships: impl IntoIterator<Item = &'a Membership>) -> Life {
        let lives = memberships.into_iter().map(|membership| self.of(membership.role));
        lives.reduce(Life::shorter).unwrap_or(self.household)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sees_more_is_asked_sooner() {
        let lives = Lifetimes::default();
        let [operator, agency, household, worker] =
            [Role::Moderator, Role::AgencyUser, Role::Customer, Role::Worker].map(|role| lives.of(role));
        for (shorter, longer) in [(operator, agency), (agency, household), (household, worker)] {
            assert!(shorter.idle < longer.idle && shorter.whole < longer.whole);
        }
    }

    #[test]
    fn a_session_in_use_is_over_at_its_end_all_the_same() {
        let opened = Timestamp::from_second(1_800_000_000).expect("a time");
        let life = Life::of(30, 1);
        let end = life.ends_at(opened);
        assert_eq!(life.until(opened, end), opened + SignedDuration::from_mins(30));
        assert_eq!(life.until(opened + SignedDuration::from_mins(45), end), end);
    }
}
