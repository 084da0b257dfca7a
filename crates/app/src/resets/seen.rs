//! What an officer decides a reset by: whose it is by place and role, who asked, and whether the person was told. Names and addresses of
//! accounts are open to nobody (`never.credentials`), officers neither: whoever asks is called back at a number that the organisation
//! is known by.

use domain::{Role, Side, UserId};
use store::Tx;
use store::tables::organisations::{self, Organisation};
use store::tables::outbox::{self, Sent};
use store::tables::people;

use super::{ASKED, Reset, Standing};
use crate::AppError;

/// What somebody is in one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The role.
    pub role: Role,
    /// Where.
    pub org: Organisation,
}

/// What is known of a request beside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What its person is, and where; none of whoever was removed everywhere.
    pub places: Vec<Place>,
    /// What the officer who asked is, at the operator.
    pub asked_as: Vec<Role>,
    /// While it is open: what became of the message to each of the person's addresses.
    pub told: Vec<Sent>,
}

/// Reads them.
pub(super) fn facts(tx: &mut Tx, row: &Reset, standing: Standing) -> Result<Facts, AppError> {
    let mut places = Vec::new();
    for one in people::memberships(tx, row.user)? {
        if let Some(org) = organisations::get(tx, one.org)? {
            places.push(Place { role: one.role, org });
        }
    }
    let open = matches!(standing, Standing::Waiting | Standing::Ripe);
    let told = if open { outbox::newest_to(tx, row.user, ASKED)? } else { Vec::new() };
    Ok(Facts { places, asked_as: asked_as(tx, row.asked_by)?, told })
}

fn asked_as(tx: &mut Tx, officer: UserId) -> Result<Vec<Role>, AppError> {
    let all = people::memberships(tx, officer)?.into_iter().map(|one| one.role);
    Ok(all.filter(|role| Side::of(*role) == Side::Operator).collect())
}
