//! Acts that want a fresh proof of who asks: exports, emergencies, policies, who is a member. Whoever signed in or showed their
//! second factor within the last five minutes has given it.

use domain::Role;
use jiff::{SignedDuration, Timestamp};
use store::tables::sign_in as table;
use store::{Recorded, Scope, Tx};

use super::second;
use super::sessions::Who;
use crate::caller::Proof;
use crate::{AppError, Desk, House};

/// How long a proof is fresh.
pub const FRESH_MINUTES: i64 = 5;

/// Whether this role is held only with a second factor: whoever acts for the operator, and who decides over an agency's people.
pub const fn demands_second(role: Role) -> bool {
    matches!(
        role,
        Role::Moderator
            | Role::Finance
            | Role::Support
            | Role::WelfareOfficer
            | Role::Dpo
            | Role::Auditor
            | Role::PlatformAdmin
            | Role::AgencyAdmin
    )
}

impl Desk {
    /// Refuses whoever has not shown lately who they are: [`AppError::StepUp`]. In the demo nobody is asked who has shown no second
    /// factor.
    pub fn proven_lately(&self, proof: Proof) -> Result<(), AppError> {
        lately(proof, self.real, self.demo)
    }
}

impl House {
    /// The same before there is a desk.
    pub fn proven_lately(&self, proof: Proof) -> Result<(), AppError> {
        lately(proof, self.real(), self.demo)
    }
}

fn lately(proof: Proof, real: Timestamp, demo: bool) -> Result<(), AppError> {
    let fresh = match proof {
        Proof::House => true,
        Proof::Session { second: false, .. } if demo => true,
        // A proof of the future is one of before the clock was set back.
        Proof::Session { at, .. } => {
            (SignedDuration::ZERO..=SignedDuration::from_mins(FRESH_MINUTES)).contains(&real.duration_since(at))
        }
    };
    if fresh { Ok(()) } else { Err(AppError::StepUp) }
}

/// Shows the second factor again in a session that there is. The field `code` is wrong for a wrong or used one, and for whoever has
/// no authenticator: they sign in anew instead.
pub async fn confirm(house: &House, who: &Who, code: &str) -> Result<(), AppError> {
    meant(house, who, code, |_, _| Ok(second::SHOWN)).await
}

/// Does something that the second factor says is meant: a fresh proof as well. `act` returns the word of its record.
pub(crate) async fn meant<F>(house: &House, who: &Who, code: &str, act: F) -> Result<(), AppError>
where
    F: Fn(&mut Tx, &Desk) -> Result<&'static str, AppError> + Send + 'static,
{
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    second::guessed(house, user).await?;
    let Some(shown) = second::shown(house, user, code).await? else {
        return Err(second::refused(house, user).await);
    };
    let told = second::told(house, user, shown, who.first()).await?;
    let done = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if !second::take(tx, &desk, user, shown, told.as_ref())? {
                return Ok(Recorded::with(false, second::on_record(&desk, user, second::SHOWN).denied()));
            }
            second::not_wrong(tx, user, desk.real)?;
            table::proven(tx, session, true, desk.real)?;
            let action = act(tx, &desk)?;
            Ok(Recorded::with(true, second::on_record(&desk, user, action)))
        })
        .await?;
    if done { Ok(()) } else { Err(second::wrong()) }
}
