//! Living sessions: who asks, the choice of organisation, renewal, the end.

use domain::ids::{MembershipId, SessionId};
use domain::{OrgId, Role, UserId};
use envelope::{Token, random_token, token_hash};
use serde_json::json;
use store::tables::organisations::{self, Organisation};
use store::tables::people::Membership;
use store::tables::sign_in::{Session, Signed};
use store::tables::{people, sign_in as table};
use store::{Recorded, Scope, Tx};

use super::{ACCESS_MINUTES, after_minutes, demands_second};
use crate::caller::{Caller, Proof};
use crate::{AppError, Desk, House, notices, record};

/// Whoever is signed in with a token.
#[derive(Debug, Clone)]
pub struct Who {
    /// The session and what it acts for.
    pub signed: Signed,
    /// Whether roles are held here without the second factor that they demand elsewhere: in the demo.
    pub lenient: bool,
}

impl Who {
    /// The caller that this session stands for; `None` while no organisation is chosen, and while the role wants a second factor
    /// that was not shown.
    pub fn caller(&self) -> Option<Caller> {
        let (org, role) = self.signed.acting?;
        (!self.lacks_second(role)).then(|| self.member(org, role))
    }

    /// The person as a member of an organisation, by this session.
    pub fn member(&self, org: OrgId, role: Role) -> Caller {
        Caller::member(self.user(), org, role, language_of(&self.signed.language)).by(self.proof())
    }

    /// How the person has shown in this session who they are.
    pub const fn proof(&self) -> Proof {
        Proof::Session { at: self.signed.session.proven_at, second: self.signed.session.second }
    }

    /// Whether this role is held with a second factor only, and none was shown in this session.
    pub const fn lacks_second(&self, role: Role) -> bool {
        demands_second(role) && !self.lenient && !self.signed.session.second
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.signed.session.user
    }
}

/// The two languages of the house.
pub fn language_of(word: &str) -> &'static str {
    if word == "ar" { "ar" } else { "en" }
}

/// Validates a token: on every request, against the database.
pub async fn whoami(house: &House, token: &str, portal: &str) -> Result<Who, AppError> {
    let (hash, now) = (token_hash(token), house.real());
    let signed = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::signed(tx, &hash, now)?) })
        .await?;
    match signed {
        Some(signed) if signed.session.portal == portal => {
            // Another node may have put other policies in force: what follows is answered by them.
            house.follow(signed.policy.as_deref()).await?;
            Ok(Who { signed, lenient: house.demo })
        }
        _ => Err(AppError::SignedOut),
    }
}

/// A person and what they are where.
#[derive(Debug, Clone)]
pub struct Me {
    /// The person.
    pub user: UserId,
    /// The memberships with their organisations.
    pub memberships: Vec<(Membership, Organisation)>,
}

/// The memberships of a person.
pub async fn memberships(house: &House, user: UserId) -> Result<Me, AppError> {
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut found = Vec::new();
            for membership in people::memberships(tx, user)? {
                if let Some(org) = organisations::get(tx, membership.org)? {
                    found.push((membership, org));
                }
            }
            Ok(Me { user, memberships: found })
        })
        .await
}

/// Chooses the organisation that a session acts for: one of the person's own memberships.
pub async fn choose(house: &House, who: &Who, membership: MembershipId) -> Result<(OrgId, Role), AppError> {
    let (desk, session, user) = (house.desk(), who.signed.session.id, who.user());
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            let chosen =
                people::get_membership(tx, membership)?.filter(|m| m.user == user).ok_or(AppError::NotFound)?;
            super::sso::may_act(tx, session.0, chosen.org)?;
            table::choose(tx, session, chosen.id)?;
            let caller = Caller::member(user, chosen.org, chosen.role, "en");
            let draft = record::plain(&desk, &caller, "organisation_chosen", 0);
            Ok(Recorded::with((chosen.org, chosen.role), draft))
        })
        .await
}

/// What became of a refresh token.
enum Renewed {
    /// It was the latest one.
    Yes,
    /// It was used before: two people have it, so the session is over for both.
    Stolen,
}

/// New tokens for a living session. Each refresh token works once; one that comes again ends the session, is recorded, and
/// the person is told (OAuth 2.0 Security BCP, RFC 9700, section 4.14.2).
pub async fn renew(house: &House, refresh: &str) -> Result<(Token, Token, i64), AppError> {
    let desk = house.desk();
    let old = token_hash(refresh);
    let (access, next) = (random_token(&*house.entropy), random_token(&*house.entropy));
    let (access_hash, next_hash) = (token_hash(access.as_str()), token_hash(next.as_str()));
    let renewed = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(session) = table::by_refresh(tx, &old)? else { return stolen(tx, &desk, &old) };
            if session.ended_at.is_some() || session.refresh_until <= desk.real {
                return Err(AppError::SignedOut);
            }
            let expires = after_minutes(desk.real, ACCESS_MINUTES);
            table::renew(tx, session.id, &old, &access_hash, &next_hash, expires, desk.real)?;
            let caller = Caller { user: Some(session.user), ..Caller::anonymous("en") };
            Ok(Recorded::with(Renewed::Yes, record::plain(&desk, &caller, "session_renewed", 0)))
        })
        .await?;
    match renewed {
        Renewed::Yes => Ok((access, next, ACCESS_MINUTES * 60)),
        Renewed::Stolen => Err(AppError::SignedOut),
    }
}

/// Ends the session of a refresh token that was used before, and tells its person.
fn stolen(tx: &mut Tx, desk: &Desk, token: &[u8]) -> Result<Recorded<Renewed>, AppError> {
    let session = table::spent(tx, token)?.ok_or(AppError::SignedOut)?;
    table::end(tx, session.id, session.user, desk.real)?;
    let key = format!("session-stolen:{}", session.id);
    notices::message(tx, desk, session.user, "session-stolen", &key, &json!({}))?;
    let caller = Caller { user: Some(session.user), ..Caller::anonymous("en") };
    let draft = record::plain(desk, &caller, "refresh_token_reused", 0)
        .denied()
        .object(audit::Object::new("user", session.user.0))
        .object(audit::Object::new("session", session.id.0));
    Ok(Recorded::with(Renewed::Stolen, draft))
}

/// A person's living sessions.
pub async fn sessions(house: &House, user: UserId) -> Result<Vec<Session>, AppError> {
    let now = house.desk().real;
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::sessions(tx, user, now)?) })
        .await
}

/// Ends one of a person's sessions.
pub async fn end_session(house: &House, user: UserId, session: SessionId) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            if !table::end(tx, session, user, desk.real)? {
                return Err(AppError::NotFound);
            }
            let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
            Ok(Recorded::with((), record::plain(&desk, &caller, "signed_out", 0)))
        })
        .await
}

/// Ends all of a person's sessions but the one that asks; how many there were.
pub async fn end_others(house: &House, who: &Who) -> Result<u64, AppError> {
    let (desk, user, this) = (house.desk(), who.user(), who.signed.session.id);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let ended = table::end_others(tx, this, user, desk.real)?;
            let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
            let draft = record::plain(&desk, &caller, "others_signed_out", 0);
            Ok(Recorded::with(ended, draft.fact("sessions", audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX)))))
        })
        .await
}
