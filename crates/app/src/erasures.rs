//! Erasing a household or a person with an account: the data-protection officer decides, for a reason, and never while a case is open
//! or the law keeps the data. The decision is recorded and kept; a job carries it out ([`crate::jobs::erasure`]). A worker is erased
//! by the roster's own step (`RosterStep::Erase`), which leads to the same job.

use domain::case::OPEN;
use domain::{OrgId, OverlayKind, Role, StateToken, UserId};
use store::tables::erasure::{self, Asked};
use store::tables::{cases, organisations, people, workers};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::sign_in::Address;
use crate::{AppError, Desk, House, notices, record};

/// The verb of the job that destroys what was erased.
pub(crate) const DESTROY: &str = "destroy-key";

/// Why somebody is erased. The grounds of Oman's data law (Royal Decree 6/2022, article 11; its regulation, article 16).
pub const REASONS: &[&str] = &["own_wish", "ended", "consent_withdrawn", "unlawful"];

/// Who is to be erased.
#[derive(Debug, Clone)]
pub enum Whom {
    /// A household, and everybody who acts for it and for nobody else.
    Household(Key),
    /// Somebody who signs in, by an address of theirs.
    Person(Address),
}

/// Decides that somebody is erased; the answer is whom the job will forget. Conflicts: `erased_already`, `erase_open_case`,
/// `erase_legal_hold`, `erase_roster` (a worker: their roster record is to be erased), `last_admin` and `erase_household` (who runs
/// an organisation alone is not taken from it).
pub async fn erase(house: &House, officer: &Caller, whom: &Whom, reason: &str) -> Result<Uuid, AppError> {
    let reason =
        *REASONS.iter().find(|known| **known == reason).ok_or_else(|| AppError::invalid("/reason", "erase_reason"))?;
    match whom {
        Whom::Household(key) => {
            let key = key.clone();
            house.write(officer, move |tx, desk, caller| household(tx, desk, caller, &key, reason)).await
        }
        Whom::Person(address) => {
            let (channel, index) = (address.channel(), address.index(&house.indexes));
            let found = house
                .store
                .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
                    Ok(people::by_address(tx, channel, &index)?)
                })
                .await?;
            house.write(officer, move |tx, desk, caller| person(tx, desk, caller, found, reason)).await
        }
    }
}

fn household(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    reason: &'static str,
) -> Result<Recorded<Uuid>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let row = admit::organisation(tx, key)?;
    if row.kind != "customer" {
        return Err(AppError::NotFound);
    }
    let permit = admit::erasure(desk, caller, "organisation", row.id.0, row.version)?;
    if cases::any_of_customer(tx, row.id, OPEN)? {
        return Err(AppError::Conflict("erase_open_case"));
    }
    refuse_legal_hold(tx, row.id)?;
    decide(tx, desk, caller, &permit, "household", row.id.0, reason)
}

fn person(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    found: Option<UserId>,
    reason: &'static str,
) -> Result<Recorded<Uuid>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let person = found.ok_or(AppError::NotFound)?;
    let permit = admit::erasure(desk, caller, "user", person.0, 0)?;
    if workers::states_of(tx, person)?.iter().any(|state| *state != StateToken::RosterErased) {
        return Err(AppError::Conflict("erase_roster"));
    }
    for membership in people::memberships(tx, person)? {
        let org = organisations::get(tx, membership.org)?.ok_or(AppError::NotFound)?;
        match (admit::stays_run(tx, &org, &membership), org.kind.as_str()) {
            (Err(AppError::Conflict(_)), "customer") => return Err(AppError::Conflict("erase_household")),
            (Ok(()), "customer") => refuse_legal_hold(tx, org.id)?,
            (stays, _) => stays?,
        }
        // Ended here and not by the job: nobody counts on them any more who would leave next.
        people::end_membership(tx, membership.id, desk.now)?;
    }
    decide(tx, desk, caller, &permit, "person", person.0, reason)
}

/// A household's data that a court or an authority has asked to keep is kept.
fn refuse_legal_hold(tx: &mut Tx, household: OrgId) -> Result<(), AppError> {
    for row in cases::all_of_customer(tx, household)? {
        if admit::case_of(&row)?.overlays.has(OverlayKind::LegalHold) {
            return Err(AppError::Conflict("erase_legal_hold"));
        }
    }
    Ok(())
}

fn decide(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    permit: &policy::Permit,
    kind: &str,
    subject: Uuid,
    reason: &'static str,
) -> Result<Recorded<Uuid>, AppError> {
    let asked = Asked {
        subject,
        kind: kind.to_owned(),
        reason: reason.to_owned(),
        by: caller.actor_id(),
        at: desk.now,
        done_at: None,
    };
    if !erasure::ask(tx, &asked)? {
        return Err(AppError::Conflict("erased_already"));
    }
    notices::job(tx, desk, DESTROY, subject, 1)?;
    let draft = record::allowed(desk, caller, permit, 0).fact("reason", audit::Fact::Word(reason.to_owned()));
    Ok(Recorded::with(subject, draft))
}

/// Keeps that a worker is to be forgotten, in the transaction of the step that erases them.
pub(crate) fn of_worker(tx: &mut Tx, desk: &Desk, caller: &Caller, worker: Uuid, reason: &str) -> Result<(), AppError> {
    let by = caller.actor_id();
    let asked = Asked {
        subject: worker,
        kind: "worker".to_owned(),
        reason: reason.to_owned(),
        by,
        at: desk.now,
        done_at: None,
    };
    erasure::ask(tx, &asked)?;
    Ok(())
}

/// Why a worker is erased, when their clock or an undone import says so and not an officer.
pub(crate) fn reason_of(caller: &Caller) -> &'static str {
    if caller.role == Role::System { "draft_outlived" } else { "withdrawn" }
}
