//! Acts that want a fresh proof of who asks: exports, emergencies, policies, who is a member. Whoever signed in or showed their
//! second factor within the last five minutes has given it.

use domain::Role;
use jiff::{SignedDuration, Timestamp};
use store::tables::sign_in as table;
use store::{Recorded, Scope, Tx};

use super::second;
use super::sessions::Who;
use crate::caller::{Caller, Proof};
use crate::{AppError, Desk, House, record};

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

/// Whether this proof is fresh at `real`. In the demo nobody is asked who has set up no authenticator.
pub fn is_fresh(proof: Proof, real: Timestamp, demo: bool) -> bool {
    match proof {
        Proof::House => true,
        Proof::Session { second: false, .. } if demo => true,
        // A proof of the future is one of before the clock was set back.
        Proof::Session { at, .. } => {
            (SignedDuration::ZERO..=SignedDuration::from_mins(FRESH_MINUTES)).contains(&real.duration_since(at))
        }
    }
}

impl Desk {
    /// Refuses whoever has not shown lately who they are: [`AppError::StepUp`].
    pub fn fresh(&self, caller: &Caller) -> Result<(), AppError> {
        if is_fresh(caller.proof, self.real, self.demo) { Ok(()) } else { Err(AppError::StepUp) }
    }
}

impl House {
    /// The same before a transaction.
    pub(crate) fn wants_fresh(&self, caller: &Caller) -> Result<(), AppError> {
        if is_fresh(caller.proof, self.real(), self.demo) { Ok(()) } else { Err(AppError::StepUp) }
    }
}

/// Shows the second factor again in a session that there is. The field `code` is wrong for a wrong or used one, and for whoever has
/// no authenticator: they sign in anew instead.
pub async fn confirm(house: &House, who: &Who, code: &str) -> Result<(), AppError> {
    let user = who.user();
    second::guessed(house, user).await?;
    let Some(shown) = second::shown(house, user, code).await? else {
        second::refused(house, user).await?;
        return Err(AppError::invalid("/code", "code_wrong"));
    };
    let (desk, session) = (house.desk(), who.signed.session.id);
    let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
    let taken = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let taken = second::take(tx, &desk, user, shown)?;
            let draft = record::plain(&desk, &caller, "second_factor_shown", 0);
            if !taken {
                return Ok(Recorded::with(false, draft.denied()));
            }
            second::not_wrong(tx, user, desk.real)?;
            table::proven(tx, session, true, desk.real)?;
            Ok(Recorded::with(true, draft))
        })
        .await?;
    if taken { Ok(()) } else { Err(AppError::invalid("/code", "code_wrong")) }
}
