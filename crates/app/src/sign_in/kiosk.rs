//! A worker without a telephone or e-mail address signs in at a shared device: an officer of the operator has seen who they are and gets a
//! code; the worker types the reference of their record or case, and the code. The officer's own session stays where it is and never
//! becomes the worker's; the record names both.

use domain::ids::{MembershipId, ReferenceKind, SessionId};
use domain::{OrgId, Role, StepToken, UserId, WorkerId};
use envelope::{OneTimeCode, random_code, random_token, token_hash};
use jiff::Timestamp;
use serde_json::json;
use store::tables::kiosk::{self as table, Opening};
use store::tables::people::{self, Membership, Person};
use store::tables::sign_in::{self as sessions, Session};
use store::tables::{keys, workers};
use store::{Recorded, Scope, Tx};

use super::finish::Opened;
use super::sessions::Who;
use super::{ATTEMPTS, CODE_MINUTES, after_minutes};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::{AppError, House, notices, record};

/// How long a session at a shared device lasts.
pub const KIOSK_MINUTES: i64 = 10;
/// How long it lasts while nobody does anything.
pub const KIOSK_IDLE_MINUTES: i64 = 3;

/// What the officer compared the person with.
pub const SEEN: &[&str] = &["passport", "civil_id", "residence_card"];

/// An opening, for the officer's eyes.
#[derive(Debug, Clone)]
pub struct KioskCode {
    /// The code: shown once.
    pub code: OneTimeCode,
    /// Seconds that it holds.
    pub expires_in: i64,
}

/// Opens a shared device for one worker, named by their record or a case of theirs. The officer attests that the person before them is
/// the one of this paper. Only the operator's moderators: an agency gains by what a worker agrees to. A worker who has no sign-in yet gets
/// one without any address. Faults: `kiosk_seen`.
pub async fn open_kiosk(house: &House, caller: &Caller, reference: &str, seen: &str) -> Result<KioskCode, AppError> {
    house.proven_lately(caller.proof)?;
    if caller.role != Role::Moderator {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    let seen =
        SEEN.iter().copied().find(|word| *word == seen).ok_or_else(|| AppError::invalid("/seen", "kiosk_seen"))?;
    let (reference, key) = named(reference)?;
    let worker = house
        .read(caller, move |tx, desk, caller| match &key {
            // Nothing of the record is shown, so that a draft, which staff do not see, can be named by the worker too.
            Named::Record(Key::Id(id)) => workers::get(tx, WorkerId(*id))?.ok_or(AppError::NotFound),
            Named::Record(Key::Reference(reference)) => {
                workers::by_reference(tx, reference.as_str())?.ok_or(AppError::NotFound)
            }
            Named::Case(key) => {
                let case = admit::case(tx, desk, caller, key)?;
                workers::get(tx, case.row.worker)?.ok_or(AppError::NotFound)
            }
        })
        .await?;
    let desk = house.desk();
    let fresh = match worker.person {
        Some(_) => None,
        None => Some((UserId(desk.id(0x20)), house.fresh_key(worker.org, desk.id(0x20)).await?.row)),
    };
    let id = desk.id(0);
    let code = random_code(&*house.entropy, 6);
    let code_hash = house.codes.hash(id, code.as_str()).to_vec();
    house
        .store
        .write(caller.scope(), {
            let caller = caller.clone();
            move |tx: &mut Tx| -> Result<_, AppError> {
                let permit = admit::office(&desk, &caller, StepToken::Invite, worker.org, 0)?;
                let mut recorded = None;
                if let Some((user, key)) = &fresh {
                    keys::insert_subject(tx, user.0, key, desk.now)?;
                    let person = Person { id: *user, name_sealed: None, language: "en".to_owned(), demo: desk.demo };
                    people::insert(tx, &person, desk.now)?;
                    workers::set_person(tx, worker.id, *user).map_err(|_| AppError::Conflict("worker_has_sign_in"))?;
                    let new =
                        Membership { id: MembershipId(desk.id(1)), user: *user, org: worker.org, role: Role::Worker };
                    people::insert_membership(tx, &new, desk.now)?;
                    let given = record::plain(&desk, &caller, "worker_sign_in_given", 1);
                    recorded = Some(given.object(audit::Object::new("worker", worker.id.0)));
                }
                let person = fresh.as_ref().map(|(user, _)| *user).or(worker.person).ok_or(AppError::NotFound)?;
                let membership = own_membership(tx, worker.org, person)?;
                let opening = Opening {
                    id,
                    reference: reference.clone(),
                    worker: worker.id,
                    person,
                    membership,
                    officer: caller.actor_id(),
                    seen: seen.to_owned(),
                    code_hash: code_hash.clone(),
                    created_at: desk.real,
                    expires_at: after_minutes(desk.real, CODE_MINUTES),
                };
                table::open(tx, &opening)?;
                let draft = record::plain(&desk, &caller, "kiosk_opened", 0)
                    .object(audit::Object::new("worker", worker.id.0))
                    .object(audit::Object::new("user", person.0))
                    .relation(permit.relations())
                    .fact("seen", audit::Fact::Word(seen.to_owned()));
                let done = Recorded::with((), draft);
                Ok(match recorded {
                    Some(given) => done.and(given),
                    None => done,
                })
            }
        })
        .await?;
    Ok(KioskCode { code, expires_in: CODE_MINUTES * 60 })
}

fn own_membership(tx: &mut Tx, org: OrgId, person: UserId) -> Result<MembershipId, AppError> {
    let all = people::memberships(tx, person)?;
    let own = all.into_iter().find(|one| one.org == org && one.role == Role::Worker);
    own.map(|one| one.id).ok_or(AppError::NotFound)
}

/// What the reference names.
enum Named {
    Record(Key),
    Case(Key),
}

/// Reads the reference as it is typed, and writes it as it is kept.
fn named(typed: &str) -> Result<(String, Named), AppError> {
    let typed = typed.trim().to_ascii_uppercase();
    let record = || Key::parse(ReferenceKind::Worker, &typed).map(Named::Record);
    let found = Key::parse(ReferenceKind::Case, &typed).map(Named::Case).or_else(|_| record())?;
    Ok((typed, found))
}

/// Lets a worker in at a shared device, by the reference and the code; the session is for the worker's own pages and ends after
/// [`KIOSK_MINUTES`]. A wrong code, a late one and a reference that nobody opened are the same answer: the field `code` is wrong.
pub async fn enter_kiosk(house: &House, caller: &Caller, reference: &str, code: &str) -> Result<Opened, AppError> {
    let typed = reference.trim().to_ascii_uppercase();
    let desk = house.desk();
    let now = desk.real;
    let found = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(Recorded::housekeeping(table::guess(tx, &typed, ATTEMPTS, now)?))
        })
        .await?;
    let fits = found.into_iter().find(|one| house.codes.matches(one.id, code, &one.code_hash));
    let (access, refresh) = (random_token(&*house.entropy), random_token(&*house.entropy));
    let hashes = (token_hash(access.as_str()), token_hash(refresh.as_str()));
    let id = SessionId(desk.id(0));
    let caller = caller.clone();
    let entered = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let until = after_minutes(desk.real, KIOSK_MINUTES);
            let failed = || Recorded::with(false, record::plain(&desk, &caller, "sign_in_failed", 0).denied());
            let Some(opening) = &fits else { return Ok(failed()) };
            let session = Session {
                id,
                user: opening.person,
                membership: Some(opening.membership),
                portal: "portal".to_owned(),
                created_at: desk.real,
                expires_at: idle_until(desk.real, until),
                refresh_until: until,
                ends_at: until,
                ended_at: None,
                second: false,
                first: None,
                // Nothing that wants a fresh proof is done here: whoever stands beside could set up a factor of their own.
                proven_at: Timestamp::UNIX_EPOCH,
            };
            sessions::insert_session(tx, &session, &hashes.0, &hashes.1)?;
            if !table::enter(tx, opening.id, id)? {
                return Err(AppError::invalid("/code", "code_wrong"));
            }
            // Whoever has an address of their own hears of it there.
            if !people::addresses(tx, opening.person)?.is_empty() {
                let key = format!("kiosk-used:{}", opening.id);
                notices::message(tx, &desk, opening.person, "kiosk-used", &key, &json!({}))?;
            }
            let draft = record::plain(&desk, &caller, "signed_in", 0)
                .object(audit::Object::new("user", opening.person.0))
                .object(audit::Object::new("officer", opening.officer.0))
                .fact("by", audit::Fact::Word("kiosk".to_owned()))
                .fact("seen", audit::Fact::Word(opening.seen.clone()));
            Ok(Recorded::with(true, draft))
        })
        .await?;
    if !entered {
        return Err(AppError::invalid("/code", "code_wrong"));
    }
    Ok(Opened { id, access, refresh, expires_in: KIOSK_MINUTES * 60 })
}

/// Somebody does something at a shared device: their session goes on, never past its end. Until when it holds.
pub async fn kiosk_goes_on(house: &House, who: &Who) -> Result<Timestamp, AppError> {
    let (session, until) = (who.signed.session.id, idle_until(house.real(), who.signed.session.ends_at));
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            table::go_on(tx, session, until)?;
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(until)
}

/// When a session at a shared device is over if nobody does anything more.
fn idle_until(now: Timestamp, ends_at: Timestamp) -> Timestamp {
    after_minutes(now, KIOSK_IDLE_MINUTES).min(ends_at)
}
