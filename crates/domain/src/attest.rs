//! Attested facts: typed statements about what happened outside the product, by the role that may make them.
//!
//! Until a later part of the product brings the evidence itself, a guard asks for the statement.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::words::Role;
pub use crate::words::Statement;

const AGENCY: &[Role] = &[Role::AgencyUser, Role::AgencyAdmin];

impl Statement {
    /// The roles whose word counts.
    pub const fn by(self) -> &'static [Role] {
        match self {
            Self::ConflictChecked
            | Self::InterpreterArranged
            | Self::WorkerHasCopy
            | Self::PapersComplete
            | Self::CustomerEligible
            | Self::PermitScansClean
            | Self::ArrivalProven
            | Self::MedicalBooked
            | Self::ContractRegistered
            | Self::CustodyEntered
            | Self::Insured
            | Self::ResidencyCompleted
            | Self::CostsDocumented
            | Self::WorkerPaidNothing => AGENCY,
            Self::WorkerUnfit | Self::ScansClean | Self::ReidentificationChecked | Self::PublicFieldsOnly => {
                &[Role::Moderator]
            }
            Self::BalanceSettled => &[Role::Finance],
            Self::FormulaPrinted => &[Role::Finance, Role::Moderator],
            Self::WelfareChecked | Self::WorkerHeard | Self::LodgingAssured => &[Role::Moderator, Role::WelfareOfficer],
            Self::WageReceived => &[Role::Worker],
        }
    }
}

/// A statement, by whom and when. Shown as "attested by".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// What is stated.
    pub statement: Statement,
    /// In which role.
    pub by: Role,
    /// By whom.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

/// The latest statement of this kind by a role whose word counts.
pub fn latest<'a>(attested: impl IntoIterator<Item = &'a Attested>, statement: Statement) -> Option<&'a Attested> {
    attested.into_iter().filter(|a| a.statement == statement && statement.by().contains(&a.by)).max_by_key(|a| a.at)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_the_word_of_the_right_role_counts() {
        let said = |by| Attested {
            statement: Statement::BalanceSettled,
            by,
            user: UserId(Uuid::nil()),
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(latest(&[said(Role::Customer), said(Role::AgencyAdmin)], Statement::BalanceSettled), None);
        assert_eq!(latest(&[said(Role::Finance)], Statement::BalanceSettled), Some(&said(Role::Finance)));
        assert_eq!(latest(&[said(Role::Finance)], Statement::Insured), None);
    }
}
