//! Access tokens: JWT signed with Ed25519 (RFC 8037), five minutes long, bound to a session, a portal and an organisation, without
//! anything of a person.
//!
//! A good signature opens nothing by itself: the session's row is asked for the hash of this very token at every request. So neither
//! a token of a session that was ended nor one that somebody signs with a stolen key is let in.

use std::sync::Arc;

use arc_swap::ArcSwap;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::OrgId;
use domain::ids::SessionId;
use envelope::{SecretKey, Token};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use store::tables::token_keys::{self as table, TokenKey};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::Lifetimes;
use super::verified::Verified;
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// LIMIT: bytes of an access token. Ours have about 500.
const TOKEN_MAX: usize = 1024;
/// What the token says that it is (RFC 9068): no other of our signatures is taken for one.
const KIND: &str = "at+jwt";
/// How far the clocks of two nodes may lie apart, in seconds.
const SKEW: i64 = 30;
/// How old the keys that a node has in mind may be, in seconds, before they are read again.
const LOOKED_EVERY: i64 = 10;
/// How long a key is told before it signs, in seconds: every node has looked by then.
const TOLD: i64 = 3 * LOOKED_EVERY;

/// How access tokens and sessions are made. Each node has its own, over the keys in the database.
pub struct Access {
    url: String,
    issuer: String,
    /// How long sessions last.
    pub lifetimes: Lifetimes,
    known: ArcSwap<Known>,
    verified: Verified,
}

impl Access {
    /// Tokens of the installation that people reach at this address.
    pub fn new(url: &str, lifetimes: Lifetimes) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        Self { issuer: url.clone(), url, lifetimes, known: ArcSwap::default(), verified: Verified::default() }
    }

    /// The same, with a name of its own in its tokens: for whoever is reached now here and now there.
    #[must_use]
    pub fn issued_by(self, issuer: &str) -> Self {
        Self { issuer: issuer.to_owned(), ..self }
    }

    /// Where people reach the installation.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whom tokens are for.
    fn audience(&self) -> String {
        format!("{}/api/v1", self.issuer)
    }

    /// What this key signed for our audience, whenever that was.
    fn signed_by(&self, key: &Key, token: &str) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[self.audience()]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "nbf", "exp"]);
        (rules.validate_exp, rules.validate_nbf) = (false, false);
        jsonwebtoken::decode::<Claims>(token, &key.verifies, &rules).ok().map(|told| told.claims)
    }
}

/// What this node knows of the keys, and since when.
#[derive(Default)]
struct Known {
    at: Option<Timestamp>,
    keys: Vec<Arc<Key>>,
}

impl Known {
    /// Whether they were read within so many seconds.
    fn is_of_the_last(&self, seconds: i64, now: Timestamp) -> bool {
        let age = |at: Timestamp| now.duration_since(at);
        self.at.is_some_and(|at| (SignedDuration::ZERO..SignedDuration::from_secs(seconds)).contains(&age(at)))
    }
}

/// A key that signs.
pub(super) struct Key {
    id: Uuid,
    public: String,
    signs: EncodingKey,
    verifies: DecodingKey,
    signs_from: Timestamp,
    ends_at: Option<Timestamp>,
}

/// A key as strangers may know it (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name.
    pub kid: String,
    /// The public key in base64url.
    pub x: String,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    /// The session too: the token says nothing of a person.
    sub: Uuid,
    sid: Uuid,
    portal: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    org: Option<Uuid>,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    pub(super) exp: i64,
}

impl Claims {
    /// Claims that hold until this second.
    #[cfg(test)]
    pub fn until(exp: i64) -> Arc<Self> {
        let (none, text) = (Uuid::nil(), String::new);
        let (sub, sid, jti) = (none, none, none);
        Arc::new(Self { iss: text(), aud: text(), sub, sid, portal: text(), org: None, jti, iat: 0, nbf: 0, exp })
    }

    /// Whether the token speaks of this session as it is now. One that is bound to an organisation is for no other; one that is bound
    /// to none belongs to somebody who says with each request for whom they act.
    pub fn fit(&self, session: SessionId, portal: &str, acts_for: Option<OrgId>) -> bool {
        let of_org = self.org.is_none_or(|org| acts_for.is_some_and(|acting| acting.0 == org));
        self.sid == session.0 && self.sub == session.0 && self.portal == portal && of_org
    }
}

/// The head of a token: these three and nothing else. A token that brings its own key, or names where one is, is none of ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// What a token is made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub session: SessionId,
    pub org: Option<OrgId>,
    pub until: Timestamp,
}

/// Signs tokens inside of a transaction, with what was fetched before it.
#[derive(Clone)]
pub(super) struct Signer {
    key: Arc<Key>,
    issuer: String,
    audience: String,
}

impl Signer {
    /// A token that holds until then. `desk` draws its own name.
    pub fn sign(&self, desk: &Desk, bound: Bound) -> Result<Token, AppError> {
        let now = desk.real.as_second();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: bound.session.0,
            sid: bound.session.0,
            portal: "api".to_owned(),
            org: bound.org.map(|org| org.0),
            jti: desk.id(0x6a0),
            iat: now,
            nbf: now,
            exp: bound.until.as_second(),
        };
        let head = Header { typ: Some(KIND.to_owned()), kid: Some(kid(self.key.id)), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&head, &claims, &self.key.signs).map(Token::new).map_err(|error| unsigned(&error))
    }
}

fn unsigned(error: &dyn std::fmt::Display) -> AppError {
    AppError::Sealed(format!("an access token could not be signed: {error}"))
}

fn kid(id: Uuid) -> String {
    id.simple().to_string()
}

/// What signs now. The first of an installation is made here.
pub(super) async fn signer(house: &House) -> Result<Signer, AppError> {
    let now = house.real();
    let mut known = house.access.known.load_full();
    if !known.is_of_the_last(LOOKED_EVERY, now) {
        known = look(house, now).await?;
    }
    // Where none signs yet, the first was made a moment ago, or by a node whose clock is ahead: there is no other.
    let signs = |known: &Known| {
        let in_time = known.keys.iter().find(|key| key.signs_from <= now);
        in_time.or(known.keys.last()).cloned()
    };
    let key = match signs(&known) {
        Some(key) => key,
        None => {
            make(house, None).await?;
            signs(&*look(house, now).await?).ok_or_else(|| unsigned(&"no key signs yet"))?
        }
    };
    Ok(Signer { key, issuer: house.access.issuer.clone(), audience: house.access.audience() })
}

/// What a token says, if it is one of ours and holds now; `hash` is the token's. Everything else is [`AppError::SignedOut`], without a
/// word on what is wrong with it: whoever has a token of ours has nothing to mend in it.
pub(super) async fn read(house: &House, token: &str, hash: [u8; 32], now: Timestamp) -> Result<Arc<Claims>, AppError> {
    let kid = head(token).ok_or(AppError::SignedOut)?.kid;
    // Asked each time: a key that is over takes along what was found good under it.
    let key = key_of(house, &kid, now).await?.ok_or(AppError::SignedOut)?;
    let (access, second) = (&house.access, now.as_second());
    let claims = match access.verified.get(&hash) {
        Some(claims) => claims,
        None => {
            let claims = Arc::new(access.signed_by(&key, token).ok_or(AppError::SignedOut)?);
            access.verified.keep(hash, Arc::clone(&claims), second);
            claims
        }
    };
    // Time is a port, and goes on.
    let holds = claims.exp > second
        && claims.nbf <= second + SKEW
        && claims.exp - claims.iat <= access.lifetimes.access.as_secs();
    if holds { Ok(claims) } else { Err(AppError::SignedOut) }
}

/// The head of a token that could be ours.
fn head(token: &str) -> Option<Head> {
    let first = token.split_once('.').filter(|_| token.len() <= TOKEN_MAX)?.0;
    let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(first).ok()?).ok()?;
    (head.alg == "EdDSA" && head.typ == KIND).then_some(head)
}

/// The key of this name, while what it signed is accepted. One that this node does not know is looked for at most once a second:
/// invented names cost nothing more.
async fn key_of(house: &House, kid_asked: &str, now: Timestamp) -> Result<Option<Arc<Key>>, AppError> {
    let find = |known: &Known| {
        let living = |key: &&Arc<Key>| key.ends_at.is_none_or(|end| end > now) && kid(key.id) == kid_asked;
        known.keys.iter().find(living).cloned()
    };
    let known = house.access.known.load_full();
    let found = find(&known);
    // Another node may have said meanwhile that a key is over.
    let wait = if found.is_some() { LOOKED_EVERY } else { 1 };
    if known.is_of_the_last(wait, now) {
        return Ok(found);
    }
    Ok(find(&*look(house, now).await?))
}

/// Reads the keys. One that does not open here is left out: the key file was put in by hand, and what it signed is over.
async fn look(house: &House, now: Timestamp) -> Result<Arc<Known>, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::all(tx, now)?) };
    let rows = house.store.read(Scope::SignIn, read).await?;
    let keys = rows.iter().filter_map(|row| match opened(house, row) {
        Ok(key) => Some(Arc::new(key)),
        Err(error) => {
            tracing::warn!(%error, key = %row.id, "a key of access tokens does not open with codes.key; left out");
            None
        }
    });
    let known = Arc::new(Known { at: Some(now), keys: keys.collect() });
    house.access.known.store(Arc::clone(&known));
    Ok(known)
}

fn opened(house: &House, row: &TokenKey) -> Result<Key, AppError> {
    let seed = house.codes.open_seed(row.id, &row.seed).map_err(|error| unsigned(&error))?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed.bytes()[..]).map_err(|error| unsigned(&error))?;
    let private = pair.to_pkcs8().map_err(|error| unsigned(&error))?;
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Ok(Key {
        id: row.id,
        signs: EncodingKey::from_ed_der(private.as_ref()),
        verifies: DecodingKey::from_ed_components(&public).map_err(|error| unsigned(&error))?,
        public,
        signs_from: row.signs_from,
        ends_at: row.ends_at,
    })
}

/// The keys that tokens are verified with, those that will sign soon too.
pub async fn jwks(house: &House) -> Result<Vec<PublicKey>, AppError> {
    let now = house.real();
    let mut known = house.access.known.load_full();
    if !known.is_of_the_last(LOOKED_EVERY, now) {
        known = look(house, now).await?;
    }
    let public = |key: &Arc<Key>| PublicKey { kid: kid(key.id), x: key.public.clone() };
    Ok(known.keys.iter().filter(|key| key.ends_at.is_none_or(|end| end > now)).map(public).collect())
}

/// A key that follows the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// Its name.
    pub kid: String,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// Until when what others signed is accepted.
    pub others_until: Timestamp,
}

/// Makes another key. It signs in half a minute, when every node knows it; what the one before signed is accepted until it is over.
/// Nobody is signed out. While another is about to sign, that one is named and none is made.
pub async fn rotate(house: &House) -> Result<Rotated, AppError> {
    let now = house.real();
    let known = look(house, now).await?;
    let (id, signs_from) = match known.keys.first().filter(|key| key.signs_from > now) {
        Some(coming) => (coming.id, coming.signs_from),
        None => {
            let from = now.saturating_add(SignedDuration::from_secs(TOLD)).unwrap_or(now);
            (make(house, Some(from)).await?, from)
        }
    };
    look(house, now).await?;
    Ok(Rotated { kid: kid(id), signs_from, others_until: over_after(house, signs_from) })
}

/// When the last token is over that was signed before `at`, on the slowest clock.
fn over_after(house: &House, at: Timestamp) -> Timestamp {
    let last = house.access.lifetimes.access + SignedDuration::from_secs(SKEW);
    at.saturating_add(last).unwrap_or(at)
}

/// Makes a key that signs from then on and ends the others after it; without a time the first one, which signs at once.
async fn make(house: &House, from: Option<Timestamp>) -> Result<Uuid, AppError> {
    let (desk, seed) = (house.desk(), SecretKey::random(&*house.entropy));
    let id = desk.id(0);
    let row = TokenKey {
        id,
        seed: house.codes.seal_seed(id, &seed),
        made_at: desk.real,
        signs_from: from.unwrap_or(desk.real),
        ends_at: None,
    };
    let others_until = from.map(|from| over_after(house, from));
    let scope = if from.is_some() { Scope::System(Job::Keys) } else { Scope::SignIn };
    house
        .store
        .write(scope, move |tx: &mut Tx| -> Result<_, AppError> {
            table::insert(tx, &row)?;
            if let Some(until) = others_until {
                table::retire(tx, row.id, until)?;
            }
            let draft = record::plain(&desk, &Caller::system(), "token_key_made", 0);
            Ok(Recorded::with((), draft.object(audit::Object::new("token_key", row.id))))
        })
        .await?;
    Ok(id)
}
