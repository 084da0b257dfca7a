//! What runs by itself: the outbox relay, timers, the summary of repeated denials, housekeeping.
//!
//! Everything here may be killed at any moment and started again: claims are leases, effects are idempotent.

pub mod denials;
pub mod erasure;
pub mod letters;
pub mod messages;
pub mod receipts;
pub mod relay;
pub mod timers;

use store::tables::{
    agency_applications, alerts, devices, guesses, idempotency, invitations, kiosk, outbox, sign_in,
    timers as timer_table, token_keys,
};
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::{
    AppError, House, addresses, document_checks, document_ends, document_links, documents, exports, imports, invoices,
    limits, record, rotation, tariff,
};

/// To be called once, before the first round. What a killed process had under lease is due again at once where no other
/// process can be at work on it; else when the lease runs out.
pub async fn begin(house: &House) -> Result<(), AppError> {
    if house.store.is_alone() { relay::take_back(house).await } else { Ok(()) }
}

/// One round of everything that is due. Returns how much was done; 0 means that nothing waits.
pub async fn round(house: &House) -> Result<usize, AppError> {
    let calendars = crate::connections::round(house).await?;
    Ok(quick_round(house).await? + relay::message_round(house).await? + relay::long_round(house).await? + calendars)
}

/// The same but for messages, connected calendars and jobs that take their time, which have loops of their own
/// ([`relay::message_round`], [`crate::connections::round`], [`relay::long_round`]).
pub async fn quick_round(house: &House) -> Result<usize, AppError> {
    let timers = timers::round(house).await?;
    let notices = relay::round(house).await?;
    let summaries = denials::round(house).await?;
    Ok(timers + notices + summaries)
}

/// How long a notice that was delivered or carried out is kept, to answer what became of it.
const NOTICE_DAYS: i64 = 30;
/// LIMIT: rows of one kind forgotten at a time, so that no transaction is long.
const FORGET_MAX: u32 = 1000;

/// Forgets what is past its time: idempotency keys and codes after 24 hours, sessions that cannot be renewed, notices that
/// were done 30 days ago, unwrapped keys that nobody used. Where one part fails the others are done all the same, and the first fault is the
/// answer.
pub async fn tidy(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let ago = |now: jiff::Timestamp, hours| {
        now.saturating_sub(jiff::SignedDuration::from_hours(hours)).unwrap_or(jiff::Timestamp::MIN)
    };
    let (before, real) = (ago(desk.now, 24), desk.real);
    let month = ago(real, 24 * NOTICE_DAYS);
    let yesterday = ago(real, 24);
    let forgotten = house
        .store
        .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            idempotency::forget(tx, before)?;
            sign_in::forget_sessions(tx, real, FORGET_MAX)?;
            token_keys::forget(tx, real)?;
            limits::forget(tx, real)?;
            outbox::forget(tx, month, FORGET_MAX)?;
            alerts::forget(tx, real, FORGET_MAX)?;
            guesses::forget(tx, yesterday, crate::sign_in::day(yesterday))?;
            kiosk::forget(tx, yesterday)?;
            agency_applications::forget(tx, real, 100)?;
            guesses::forget_networks(tx, crate::sign_in::day(real) - crate::sign_in::NETWORK_DAYS)?;
            devices::forget(tx, crate::sign_in::day(real) - crate::sign_in::DEVICE_DAYS)?;
            outbox::forget_codes(tx, yesterday)?;
            tariff::forget(tx, real)?;
            let forgotten = invitations::forget(tx, real, 100)?;
            if forgotten == 0 {
                return Ok(Recorded::housekeeping(()));
            }
            let draft = record::plain(&desk, &Caller::system(), "invitations_forgotten", 0)
                .fact("number", audit::Fact::Number(i64::try_from(forgotten).unwrap_or(i64::MAX)));
            Ok(Recorded::with((), draft))
        })
        .await;
    // Each on its own: files that are away keep no licence and no override alive.
    let done = [
        forgotten,
        imports::destroy_outlived(house).await,
        exports::expire(house).await,
        document_links::expire(house).await,
        documents::remove::tidy(house).await,
        documents::catalogue_due(house).await,
        documents::end_overrides(house).await,
        document_ends::round(house).await,
        document_checks::round(house).await,
        invoices::round(house).await,
        documents::judge_anew(house).await,
        addresses::make_due(house).await,
        forget_keys(house).await,
    ];
    // Only the first is answered; the others are told here.
    for error in done.iter().filter_map(|part| part.as_ref().err()).skip(1) {
        tracing::warn!(%error, "a part of tidying was not done");
    }
    done.into_iter().collect()
}

/// Drops from this node's memory the keys that nobody used lately, and those that another node destroyed.
pub async fn forget_keys(house: &House) -> Result<(), AppError> {
    house.keyring.sweep();
    rotation::forget_destroyed(house).await
}

/// What waits and what was given up, for health and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Notices that wait or are under way.
    pub waiting: i64,
    /// Notices that were given up.
    pub dead: i64,
    /// When the next timer is due.
    pub next_timer: Option<jiff::Timestamp>,
}

/// What waits now.
pub async fn waiting(house: &House) -> Result<Waiting, AppError> {
    house
        .store
        .read(Scope::System(Job::Relay), |tx: &mut Tx| -> Result<_, AppError> {
            let (waiting, dead) = outbox::counts(tx)?;
            Ok(Waiting { waiting, dead, next_timer: timer_table::next(tx)? })
        })
        .await
}
