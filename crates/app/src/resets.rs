//! A second factor that was lost or taken: one officer asks, its person is told at once and may refuse, a second officer agrees a day
//! later at the earliest. For the last officer there is a command on the operator's own machine.

mod seen;

use domain::{StepToken, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::resets as table;
pub use store::tables::resets::Reset;
use store::tables::{
    Limit, address_changes, alerts as alert_table, factors, guesses, linked, passkeys, people, sign_in as sessions,
};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::sign_in::second::SECOND;
use crate::sign_in::{Address, OTHER, Who};
use crate::{AppError, Desk, House, admit, alerts, connections, record};
pub use seen::{Facts, Place};
pub use store::tables::outbox::Sent;

/// How long the person has before a second officer may agree.
pub const WAIT: SignedDuration = SignedDuration::from_hours(24);
/// How long a request stands.
pub const STANDS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Why: the app and the codes are lost, were stolen, or are somebody else's who tricked the person.
pub const REASONS: &[&str] = &["lost", "stolen", "phished"];
/// The job that carries one out.
pub const RESET: &str = "reset-factor";
/// The message that tells the person that one was asked for.
pub(crate) const ASKED: &str = "reset-asked";

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person's day is not over.
    Waiting,
    /// A second officer may agree.
    Ripe,
    /// Nobody answered in time.
    Lapsed,
    /// The person refused it.
    Refused,
    /// The second officer said no.
    Declined,
    /// It is agreed, and is or will be carried out.
    Agreed,
}

impl Standing {
    /// Where a request stands at this moment.
    pub fn of(row: &Reset, now: Timestamp) -> Self {
        let over = |span| row.asked_at.saturating_add(span).is_ok_and(|until| until <= now);
        match (row.refused_at, row.yes) {
            (Some(_), _) => Self::Refused,
            (None, Some(true)) => Self::Agreed,
            (None, Some(false)) => Self::Declined,
            (None, None) if over(STANDS) => Self::Lapsed,
            (None, None) if over(WAIT) => Self::Ripe,
            (None, None) => Self::Waiting,
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ripe => "ripe",
            Self::Lapsed => "lapsed",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Agreed => "agreed",
        }
    }
}

/// A request as officers see it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The request.
    pub row: Reset,
    /// How it stands.
    pub standing: Standing,
    /// From when a second officer may agree.
    pub ripe_at: Timestamp,
    /// Whether the caller may answer it now or later: an officer, neither who asked nor whose factor it is.
    pub yours: bool,
    /// What else there is to decide by.
    pub facts: Facts,
}

/// Whether somebody may ask, and whether they may answer.
pub fn may(desk: &Desk, caller: &Caller) -> (bool, bool) {
    let ask = admit::reset_ask(caller.role);
    (desk.policy.may_step(&ask, StepToken::AskReset), desk.policy.may_step(&ask, StepToken::AnswerReset))
}

/// Who has this address, if they have a second factor.
async fn whose(house: &House, address: &Address) -> Result<UserId, AppError> {
    let (channel, index) = (address.channel(), address.index(&house.indexes));
    let found = house
        .store
        .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(user) = people::by_address(tx, channel, &index)? else { return Ok(None) };
            let has = factors::of(tx, user)?.is_some_and(|factor| factor.confirmed_at.is_some())
                || !passkeys::of(tx, user)?.is_empty()
                || people::two_codes_since(tx, user)?.is_some();
            Ok(Some((user, has)))
        })
        .await?;
    match found {
        None => Err(AppError::invalid("/address", "reset_nobody")),
        Some((_, false)) => Err(AppError::Conflict("reset_nothing")),
        Some((user, true)) => Ok(user),
    }
}

/// Asks for the second factor of whoever has this address to be removed. They are told at once, at every address of theirs, with a
/// link that refuses it. Conflicts: `reset_nothing` (there is none), `reset_own`, `reset_waits` (one is asked for already).
pub async fn ask(house: &House, officer: &Caller, address: &Address, reason: &str) -> Result<Uuid, AppError> {
    house.proven_lately(officer.proof)?;
    if !may(&house.desk(), officer).0 {
        return Err(AppError::NotFound);
    }
    let reason = REASONS.iter().find(|known| **known == reason);
    let reason = *reason.ok_or_else(|| AppError::invalid("/reason", "reset_reason"))?;
    let user = whose(house, address).await?;
    let link = alerts::link(house, user, None).await?;
    house
        .write(officer, move |tx, desk, caller| {
            let id = desk.id(1);
            let permit = admit::reset(desk, caller, StepToken::AskReset, id)?;
            if user == caller.actor_id() {
                return Err(AppError::Conflict("reset_own"));
            }
            let since = desk.now.saturating_sub(STANDS).unwrap_or(desk.now);
            if table::waiting(tx, user, since)?.is_some() {
                return Err(AppError::Conflict("reset_waits"));
            }
            let new = Reset {
                id,
                user,
                reason: reason.to_owned(),
                asked_by: caller.actor_id(),
                asked_at: desk.now,
                yes: None,
                answered_by: None,
                answered_at: None,
                refused_at: None,
                done_at: None,
            };
            table::insert(tx, &new)?;
            let until = desk.real.saturating_add(STANDS).unwrap_or(desk.real);
            link.leave(tx, desk, ASKED, id, None, until)?;
            notices::tell_operator(tx, desk, "task-reset", &format!("reset:{id}"), &json!({}))?;
            let draft = record::allowed(desk, caller, &permit, 0)
                .object(audit::Object::new("user", user.0))
                .fact("reason", audit::Fact::Word(new.reason));
            Ok(Recorded::with(id, draft))
        })
        .await
}

/// The second officer's answer; a yes is carried out at once. Conflicts: `reset_own` (they asked, or it is theirs), `reset_early`
/// (within the first day), `reset_over` (answered, refused or lapsed).
pub fn answer(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, yes: bool) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let row = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let permit = admit::reset(desk, caller, StepToken::AnswerReset, id)?;
    let me = caller.actor_id();
    if row.asked_by == me || row.user == me {
        return Err(AppError::Conflict("reset_own"));
    }
    match Standing::of(&row, desk.now) {
        Standing::Waiting if yes => return Err(AppError::Conflict("reset_early")),
        Standing::Waiting | Standing::Ripe => {}
        _ => return Err(AppError::Conflict("reset_over")),
    }
    if !table::answer(tx, id, yes, me, desk.now)? {
        return Err(AppError::Conflict("reset_over"));
    }
    if yes {
        notices::job(tx, desk, RESET, id, 1)?;
    }
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("user", row.user.0))
        .fact("yes", audit::Fact::Flag(yes));
    Ok(Recorded::with((), draft))
}

/// Carries out what two officers agreed on, unless its person refused it meanwhile.
pub(crate) async fn carry_out(house: &House, id: Uuid) -> Result<Done, AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Timers), move |tx: &mut Tx| -> Result<_, AppError> {
            let row = table::get(tx, id)?;
            let Some(row) = row.filter(|row| row.done_at.is_none()) else {
                return Ok(Recorded::housekeeping(Done::Done));
            };
            if !table::done(tx, id, desk.now)? {
                return Ok(Recorded::housekeeping(Done::Done));
            }
            let draft = reset(tx, &desk, &Caller::system(), row.user)?;
            Ok(Recorded::with(Done::Done, draft.object(audit::Object::new("factor_reset", id))))
        })
        .await
}

/// Removes the authenticator, its recovery codes, the passkeys, the second of two codes, the identities at others and a change of address
/// that waits, ends every session, forgets wrong guesses, and tells.
fn reset(tx: &mut Tx, desk: &Desk, by: &Caller, user: UserId) -> Result<audit::Draft, AppError> {
    factors::remove(tx, user)?;
    passkeys::remove_all(tx, user)?;
    people::set_two_codes(tx, user, None)?;
    // Whoever took the factor may have prepared other ways in.
    address_changes::end(tx, user)?;
    for one in linked::of(tx, user)? {
        linked::remove(tx, one.id, user)?;
    }
    connections::stop_since(tx, desk, user, Timestamp::UNIX_EPOCH)?;
    // Nothing that was said before brings back what is removed here.
    alert_table::use_up_all(tx, user, desk.real)?;
    let ended = sessions::end_all(tx, user, desk.real)?;
    for channel in [SECOND, OTHER] {
        guesses::clear(tx, channel, user.0.as_bytes())?;
    }
    notices::message(tx, desk, user, "factor-reset", &format!("factor-reset:{}", desk.id(0x24)), &json!({}))?;
    let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
    Ok(record::plain(desk, by, "factor_reset", 0)
        .object(audit::Object::new("user", user.0))
        .fact("sessions_ended", ended))
}

/// `amana factor reset`: at once, by an officer's word on the operator's own machine, for the day on which no second officer is
/// left. All staff are told. Conflict: `reset_nothing`.
pub async fn at_the_machine(house: &House, officer: &Caller, address: &Address) -> Result<UserId, AppError> {
    let (desk, officer) = (house.desk(), officer.clone());
    let user = whose(house, address).await?;
    house
        .store
        .write(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let draft = reset(tx, &desk, &officer, user)?.fact("by", audit::Fact::Word("command".to_owned()));
            let key = format!("reset-by-command:{}", desk.id(0x25));
            notices::tell_operator(tx, &desk, "reset-by-command", &key, &json!({}))?;
            Ok(Recorded::with(user, draft))
        })
        .await
}

/// In the demo anybody may be anybody: what one visitor set up beside the code is gone once another looks through the same eyes. Its
/// sessions stay, as sessions without it. Nothing anywhere else, and for whoever has none.
pub async fn in_demo(house: &House, address: &Address) -> Result<(), AppError> {
    if !house.demo {
        return Ok(());
    }
    let user = match whose(house, address).await {
        Ok(user) => user,
        Err(AppError::Conflict(_) | AppError::Invalid(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let desk = house.desk();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            factors::remove(tx, user)?;
            passkeys::remove_all(tx, user)?;
            people::set_two_codes(tx, user, None)?;
            sessions::without_second(tx, user)?;
            let draft = record::plain(&desk, &Caller::system(), "factor_reset", 0)
                .object(audit::Object::new("user", user.0))
                .fact("by", audit::Fact::Word("demo".to_owned()));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// The person said no, by the link or signed in.
pub(crate) fn refused(tx: &mut Tx, desk: &Desk, user: UserId, id: Uuid) -> Result<Recorded<()>, AppError> {
    if !table::refuse(tx, id, desk.now)? {
        return Err(AppError::Conflict("reset_over"));
    }
    notices::tell_operator(tx, desk, "reset-refused", &format!("reset-refused:{id}"), &json!({}))?;
    let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
    let draft = record::plain(desk, &caller, "reset_refused", 0)
        .object(audit::Object::new("user", user.0))
        .object(audit::Object::new("factor_reset", id));
    Ok(Recorded::with((), draft))
}

/// The request about this person that waits, and from when a second officer may agree.
pub async fn about(house: &House, who: &Who) -> Result<Option<Timestamp>, AppError> {
    let (desk, user) = (house.desk(), who.user());
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(table::waiting(tx, user, desk.now.saturating_sub(STANDS).unwrap_or(desk.now))?)
        })
        .await?;
    Ok(found.map(|row| ripe_at(&row)))
}

/// Refuses the request about oneself that waits.
pub async fn refuse(house: &House, who: &Who) -> Result<(), AppError> {
    let (desk, user) = (house.desk(), who.user());
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let since = desk.now.saturating_sub(STANDS).unwrap_or(desk.now);
            let row = table::waiting(tx, user, since)?.ok_or(AppError::NotFound)?;
            refused(tx, &desk, user, row.id)
        })
        .await
}

/// Where a page ended: when it was asked, and its identifier.
pub type After = (Timestamp, Uuid);

/// One page of the requests, newest first: for officers who may ask or answer.
pub fn list(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<After>,
    limit: Limit,
) -> Result<(Vec<Seen>, Option<After>), AppError> {
    let (asks, answers) = may(desk, caller);
    if !caller.is_operator() || !(asks || answers) {
        return Err(AppError::NotFound);
    }
    let mut rows = table::page(tx, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| (last.asked_at, last.id));
    let me = caller.actor_id();
    let seen = rows.into_iter().map(|row| {
        let standing = Standing::of(&row, desk.now);
        let open = matches!(standing, Standing::Waiting | Standing::Ripe);
        let yours = answers && open && row.asked_by != me && row.user != me;
        let facts = seen::facts(tx, &row, standing)?;
        Ok(Seen { ripe_at: ripe_at(&row), row, standing, yours, facts })
    });
    Ok((seen.collect::<Result<_, AppError>>()?, next))
}

fn ripe_at(row: &Reset) -> Timestamp {
    row.asked_at.saturating_add(WAIT).unwrap_or(row.asked_at)
}
