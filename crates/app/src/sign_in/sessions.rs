//! Living sessions: who asks, the choice of organisation, renewal, the end.

use domain::ids::{MembershipId, SessionId};
use domain::{OrgId, Role, UserId};
use envelope::{Token, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::organisations::{self, Organisation};
use store::tables::people::Membership;
use store::tables::sign_in::{Session, Signed};
use store::tables::{kiosk, people, session_life as life, sign_in as table};
use store::{Recorded, Scope, StoreError, Tx};

use super::access::{self, Bound};
use super::{Life, Lifetimes, bound, demands_second};
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
        Caller::member(self.user(), org, role, language_of(&self.signed.language))
            .by(self.proof())
            .in_session(self.signed.session.id)
    }

    /// How the person has shown in this session who they are.
    pub const fn proof(&self) -> Proof {
        Proof::Session { at: self.signed.session.proven_at, second: self.signed.session.second }
    }

    /// Whether this role is held with a second factor only, and none was shown in this session.
    pub const fn lacks_second(&self, role: Role) -> bool {
        demands_second(role) && !self.lenient && !self.signed.session.second
    }

    /// The channel of the code that opened this session, if one did.
    pub fn first(&self) -> Option<&str> {
        self.signed.session.first.as_deref()
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

/// Validates a token: on every request, against the database. What a program sends must be signed by us besides.
pub async fn whoami(house: &House, token: &str, portal: &str) -> Result<Who, AppError> {
    let (hash, now) = (token_hash(token), house.real());
    let claims = if portal == "api" { Some(access::read(house, token, hash, now).await?) } else { None };
    let signed = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::signed(tx, &hash, now)?) })
        .await?
        .filter(|signed| signed.session.portal == portal)
        .ok_or(AppError::SignedOut)?;
    let acts_for = signed.acting.map(|(org, _)| org);
    if claims.is_some_and(|claims| !claims.fit(signed.session.id, portal, acts_for)) {
        return Err(AppError::SignedOut);
    }
    // Another node may have put other policies in force: what follows is answered by them.
    house.follow(signed.policy.as_deref()).await?;
    Ok(Who { signed, lenient: house.demo })
}

/// A session whose time would move by less than this is left as it is: a page that loads ten things costs one write.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

impl Who {
    /// How long this session may last: by the role that it acts in, and the shortest there is while it acts in none.
    fn life(&self, house: &House) -> Life {
        let lifetimes = &house.access.lifetimes;
        self.signed.acting.map_or(lifetimes.operator, |(_, role)| lifetimes.of(role))
    }
}

/// Somebody uses their browser's session: it goes on from now, up to its end. Until when it holds.
pub async fn touch(house: &House, who: &Who) -> Result<Timestamp, AppError> {
    let (now, session) = (house.real(), &who.signed.session);
    let until = who.life(house).until(now, session.ends_at);
    if session.portal != "portal" || until.duration_since(session.expires_at) < TOUCH {
        return Ok(session.expires_at);
    }
    let id = session.id;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            life::touch(tx, id, until, now)?;
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(until)
}

/// How long a browser's session holds from now, and how long it could at the longest; asking is not using it.
pub async fn peek(house: &House, token: &str) -> Result<(SignedDuration, SignedDuration), AppError> {
    let (who, now) = (whoami(house, token, "portal").await?, house.real());
    let session = &who.signed.session;
    Ok((session.expires_at.duration_since(now), session.ends_at.duration_since(now)))
}

/// Another secret for a browser's session, whose person has just become more than before: a second factor was shown, an organisation
/// chosen. Whoever had the old one, from whomever, has nothing.
pub async fn anew(house: &House, who: &Who) -> Result<Token, AppError> {
    let (token, id) = (random_token(&*house.entropy), who.signed.session.id);
    let hash = token_hash(token.as_str());
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            life::put_token(tx, id, &hash)?;
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(token)
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

/// For whom this person last chose to act in sessions of the kind that asks; none where they never chose. It may have ended since.
pub async fn last_choice(house: &House, who: &Who) -> Result<Option<MembershipId>, AppError> {
    let (user, portal) = (who.user(), who.signed.session.portal.clone());
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::last_choice(tx, user, &portal)?) })
        .await
}

/// Chooses the organisation that a session acts for: one of the person's own memberships.
pub async fn choose(house: &House, who: &Who, membership: MembershipId) -> Result<(OrgId, Role), AppError> {
    let (desk, session, user) = (house.desk(), who.signed.session.clone(), who.user());
    let lifetimes = house.access.lifetimes;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            let chosen =
                people::get_membership(tx, membership)?.filter(|m| m.user == user).ok_or(AppError::NotFound)?;
            act_for(tx, &lifetimes, &session, &chosen, desk.real)?;
            let caller = Caller::member(user, chosen.org, chosen.role, "en");
            let draft = record::plain(&desk, &caller, "organisation_chosen", 0);
            Ok(Recorded::with((chosen.org, chosen.role), draft))
        })
        .await
}

/// Lets a session act by this membership from now on, for as long as its role allows. One that has lasted longer already is over.
/// Conflicts: `shared_device`, `sso_elsewhere`.
pub(crate) fn act_for(
    tx: &mut Tx,
    lifetimes: &Lifetimes,
    session: &Session,
    chosen: &Membership,
    real: Timestamp,
) -> Result<(), AppError> {
    bound::may_act(tx, session.id.0, chosen.org)?;
    // What an officer opened is for the worker's own pages and ends with them.
    if kiosk::is_of(tx, session.id)? {
        return Err(AppError::Conflict("shared_device"));
    }
    let life = lifetimes.of(chosen.role);
    let ends_at = life.ends_at(session.created_at);
    if ends_at <= real {
        return Err(AppError::SignedOut);
    }
    life::choose(tx, session.id, chosen.id, life.until(real, ends_at), ends_at).map_err(|error| match error {
        // It was ended at this very moment.
        StoreError::Stale => AppError::SignedOut,
        other => other.into(),
    })
}

/// What a session is given for its refresh token.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// Sent with each request.
    pub access: Token,
    /// Renews the session.
    pub refresh: Token,
    /// Seconds that the access token holds.
    pub expires_in: i64,
}

/// What became of a refresh token.
enum Renewed {
    /// It was the latest one.
    Yes(Token, i64),
    /// It was used before: two people have it, so the session is over for both.
    Stolen,
}

/// New tokens for a living session. Each refresh token works once; one that comes again ends the session, is recorded, and
/// the person is told (OAuth 2.0 Security BCP, RFC 9700, section 4.14.2). So it does when two devices send it at once.
///
/// `org` is the organisation that the session acts for from now on, by a membership's id or by reference or code where the person has
/// one role only: [`AppError::Invalid`] when it is none of theirs.
pub async fn renew(house: &House, refresh: &str, org: Option<&str>) -> Result<Renewal, AppError> {
    let desk = house.desk();
    let (old, next) = (token_hash(refresh), random_token(&*house.entropy));
    let (next_hash, lifetimes) = (token_hash(next.as_str()), house.access.lifetimes);
    let (signer, org) = (access::signer(house).await?, org.map(str::to_owned));
    let renewed = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(session) = table::by_refresh(tx, &old)? else { return stolen(tx, &desk, &old) };
            // What a browser has is a cookie, and renewed by being used.
            let over = session.refresh_until <= desk.real || session.ends_at <= desk.real;
            if session.ended_at.is_some() || session.portal != "api" || over {
                return Err(AppError::SignedOut);
            }
            let memberships = people::memberships(tx, session.user)?;
            let chosen = match &org {
                Some(org) => Some(named(tx, &memberships, org)?),
                None => memberships.iter().find(|one| Some(one.id) == session.membership).cloned(),
            };
            if let Some(one) = &chosen {
                bound::may_act(tx, session.id.0, one.org)?;
            }
            let life = chosen.as_ref().map_or_else(|| lifetimes.of_any(&memberships), |one| lifetimes.of(one.role));
            let ends_at = session.ends_at.min(life.ends_at(session.created_at));
            let until = life.until(desk.real, ends_at);
            let expires_at = lifetimes.token(desk.real, until);
            if until <= desk.real {
                return Err(AppError::SignedOut);
            }
            let bound = Bound { session: session.id, org: chosen.as_ref().map(|one| one.org), until: expires_at };
            let access = signer.sign(&desk, bound)?;
            let new = table::Renewed {
                token: &token_hash(access.as_str()),
                refresh: &next_hash,
                expires_at,
                refresh_until: until,
                membership: chosen.as_ref().map(|one| one.id).or(session.membership),
            };
            if !table::renew(tx, session.id, &old, new, desk.real)? {
                return stolen(tx, &desk, &old);
            }
            let caller = Caller { user: Some(session.user), ..Caller::anonymous("en") };
            let draft = record::plain(&desk, &caller, "session_renewed", 0);
            let expires_in = expires_at.duration_since(desk.real).as_secs();
            Ok(Recorded::with(Renewed::Yes(access, expires_in), draft))
        })
        .await?;
    match renewed {
        Renewed::Yes(access, expires_in) => Ok(Renewal { access, refresh: next, expires_in }),
        Renewed::Stolen => Err(AppError::SignedOut),
    }
}

/// The membership that this names.
fn named(tx: &mut Tx, memberships: &[Membership], name: &str) -> Result<Membership, AppError> {
    let mut found = None;
    for one in memberships {
        let is_named = one.id.to_string() == name
            || organisations::get(tx, one.org)?
                .is_some_and(|org| org.reference == name || org.code.as_deref() == Some(name));
        if is_named && found.replace(one.clone()).is_some() {
            return Err(AppError::invalid("/organisation", "membership_unclear"));
        }
    }
    found.ok_or_else(|| AppError::invalid("/organisation", "not_a_member"))
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

/// Ends the session that a browser had before somebody signed in there anew, whoever's it was: what was left open is nobody's way in.
pub async fn end_left(house: &House, left: &Who, by: SessionId) -> Result<(), AppError> {
    let (desk, user, session) = (house.desk(), left.user(), left.signed.session.id);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if session == by || !table::end(tx, session, user, desk.real)? {
                return Ok(Recorded::housekeeping(()));
            }
            let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
            let draft = record::plain(&desk, &caller, "session_replaced", 0)
                .object(audit::Object::new("session", session.0))
                .object(audit::Object::new("session", by.0));
            Ok(Recorded::with((), draft))
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
