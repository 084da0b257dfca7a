//! One step of a roster record: admit, apply, save, publish, record.

use domain::attest::{Attested, Statement};
use domain::case::Actor;
use domain::consent::{ConsentKind, ConsentMethod, Receipt};
use domain::ids::ReferenceKind;
use domain::worker::{RosterEffect, RosterFacts, RosterMoved, RosterStep, RosterTimerChange, Worker as RosterRecord};
use domain::{OverlayKind, Role, StateToken, StepToken, WorkerId};
use store::tables::catalogue::{self, Profile};
use store::tables::roster_events::{self, RosterHappened};
use store::tables::{
    Limit, attested, cases, change_requests, consents, erasure, identities, organisations, review_queue, timers,
    workers,
};
use store::{Recorded, Tx};

use super::reidentification::{self, Said, confirm, told};
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::notices;
use crate::{AppError, Desk, documents, erasures, record};

/// Takes a step on the version that the caller saw. `states` are statements that the caller makes with it.
pub fn take(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
    step: RosterStep,
    states: &[Statement],
) -> Result<Recorded<WorkerId>, AppError> {
    take_checked(tx, desk, caller, key, version, step, states, None)
}

/// The same for a moderator who names the re-identification check that they looked at: refused as stale when it comes out
/// differently now. Who names none confirms it as it comes out.
#[expect(clippy::too_many_arguments, reason = "a step with everything that is said with it")]
pub fn take_checked(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
    step: RosterStep,
    states: &[Statement],
    check: Option<&str>,
) -> Result<Recorded<WorkerId>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let permit = open.step(desk, caller, step.token())?;
    if open.row.version != version {
        return Err(AppError::Stale { given: version });
    }
    let checked = confirm(tx, desk, caller, &open, step.token(), Said { states, check })?;
    state(tx, desk, caller, &open, states)?;
    let moved = apply(tx, desk, caller, &open, step)?;
    let draft =
        record::allowed(desk, caller, &permit, 0).fact("to", audit::Fact::Word(moved.event.to.as_str().to_owned()));
    let least = desk.pack().rules().reidentification.people_min;
    let draft = reidentification::facts(draft, checked.as_ref(), least);
    Ok(Recorded::with(open.row.id, draft))
}

/// The same for a clock that ran out or a case that ended: the system's step, on whatever version is there.
pub(crate) fn take_as_system(
    tx: &mut Tx,
    desk: &Desk,
    worker: WorkerId,
    step: RosterStep,
) -> Result<Recorded<()>, AppError> {
    let caller = Caller::system();
    let open = admit::worker(tx, desk, &caller, &Key::Id(worker.0))?;
    let permit = open.step(desk, &caller, step.token())?;
    apply(tx, desk, &caller, &open, step)?;
    Ok(Recorded::with((), record::allowed(desk, &caller, &permit, 0)))
}

/// Erases a draft whose import is undone: the step, and at once what the job after a step would destroy. The record is the
/// transaction's `record`th; the answer names whose keys are gone.
pub(crate) fn erase_undone(
    tx: &mut Tx,
    desk: &Desk,
    worker: WorkerId,
    record: u16,
) -> Result<(Vec<uuid::Uuid>, audit::Draft), AppError> {
    let caller = Caller::system();
    let open = admit::worker(tx, desk, &caller, &Key::Id(worker.0))?;
    let permit = open.step(desk, &caller, StepToken::Erase)?;
    let facts = RosterFacts { undone: true, ..facts(tx, desk, &caller, &open)? };
    let by = Actor { role: caller.role, org: None, user: caller.actor_id() };
    let moved = open.record.apply(RosterStep::Erase {}, &by, &facts, desk.now, desk.pack())?;
    keep(tx, desk, &open, &moved.worker)?;
    happened(tx, &moved)?;
    set_timers(tx, worker, &moved.timers)?;
    erasures::of_worker(tx, desk, &caller, worker.0, "import_undone")?;
    let forgotten = erasure::worker(tx, worker, desk.real)?;
    let keys = i64::try_from(forgotten.keys.len()).unwrap_or(i64::MAX);
    let draft = record::allowed(desk, &caller, &permit, record).fact("keys", audit::Fact::Number(keys));
    Ok((forgotten.keys, draft))
}

/// The steps that policy and lifecycle leave open to this caller now.
pub fn open_steps(desk: &Desk, caller: &Caller, open: &OpenWorker) -> Vec<StepToken> {
    let ask = open.ask_step(caller);
    let mut steps = open.record.open_steps(caller.role, open.held, open.case);
    steps.retain(|step| desk.policy.may_step(&ask, *step));
    steps.dedup();
    steps
}

/// Makes statements about a worker without a step.
pub fn attest(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    states: &[Statement],
) -> Result<Recorded<()>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    if states.is_empty() {
        return Err(AppError::invalid("/attest", "statements_wanted"));
    }
    state(tx, desk, caller, &open, states)?;
    let mut draft = record::plain(desk, caller, "attest", 0)
        .object(audit::Object::new("worker", open.row.id.0))
        .relation(open.relations);
    for statement in states {
        draft = draft.fact(statement.as_str(), audit::Fact::Flag(true));
    }
    Ok(Recorded::with((), draft))
}

/// What was stated about a worker.
pub fn stated(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<Attested>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let mut stated = statements(attested::of(tx, open.row.id.0)?);
    stated.retain(|said| open.record.counts(said));
    Ok(stated)
}

fn state(tx: &mut Tx, desk: &Desk, caller: &Caller, open: &OpenWorker, states: &[Statement]) -> Result<(), AppError> {
    for (at, statement) in states.iter().enumerate() {
        if !statement.by().contains(&caller.role) {
            return Err(AppError::invalid(format!("/attest/{at}"), "not_your_statement"));
        }
        if states[..at].contains(statement) {
            continue;
        }
        let new = attested::Statement {
            statement: statement.as_str().to_owned(),
            role: caller.role,
            by: caller.actor_id(),
            at: desk.now,
        };
        attested::about_worker(tx, open.row.id.0, &new)?;
    }
    Ok(())
}

fn apply(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenWorker,
    step: RosterStep,
) -> Result<RosterMoved, AppError> {
    let facts = facts(tx, desk, caller, open)?;
    let lists = step.token() == StepToken::List;
    let by = Actor { role: caller.role, org: caller.org, user: caller.actor_id() };
    let moved = open.record.apply(step, &by, &facts, desk.now, desk.pack())?;
    if moved.worker.state.token() == StateToken::RosterListed && open.record.state.token() != StateToken::RosterListed {
        identities::mark_listed(tx, open.row.id, true)?;
    }
    if caller.is_operator() && moved.worker.state.token() != StateToken::RosterListed {
        identities::mark_listed(tx, open.row.id, false)?;
    }
    keep(tx, desk, open, &moved.worker)?;
    // A moderator who decides settles what they asked.
    if caller.is_operator() {
        change_requests::close(tx, open.row.id, desk.now)?;
    }
    happened(tx, &moved)?;
    set_timers(tx, open.row.id, &moved.timers)?;
    for effect in &moved.effects {
        match effect {
            RosterEffect::Publish => publish(tx, desk, open)?,
            RosterEffect::Unpublish if moved.worker.state.token() == StateToken::RosterListed => {
                catalogue::unpublish(tx, open.row.id)?;
            }
            // A record that leaves the listed state leaves the catalogue by the store's own trigger.
            RosterEffect::Unpublish => {}
            RosterEffect::LeaveCase => notices::job(tx, desk, "leave-case", open.row.id.0, moved.worker.version)?,
            RosterEffect::DestroyKey => {
                erasures::of_worker(tx, desk, caller, open.row.id.0, erasures::reason_of(caller))?;
                notices::job(tx, desk, erasures::DESTROY, open.row.id.0, moved.worker.version)?;
            }
        }
    }
    // A consent that was taken back in a hold took the profile away from a record that stays listed.
    if lists && catalogue::reference_of(tx, open.row.id)?.is_none() {
        publish(tx, desk, open)?;
    }
    Ok(moved)
}

/// Keeps the record after it moved, and in which line of the moderators' it stands.
pub(super) fn keep(tx: &mut Tx, desk: &Desk, open: &OpenWorker, after: &RosterRecord) -> Result<(), AppError> {
    let body = serde_json::to_value(after).expect("a roster record serialises");
    workers::save(tx, open.row.id, open.row.version, after.state.token(), &body, desk.now)?;
    line_up(tx, after)
}

/// Says in which line a record stands.
pub(super) fn line_up(tx: &mut Tx, after: &RosterRecord) -> Result<(), AppError> {
    let asked = after.asked_since.filter(|_| after.in_review());
    Ok(review_queue::stand(tx, after.id, after.waits_since(), asked)?)
}

/// Keeps a step of a record for its timeline.
pub(super) fn happened(tx: &mut Tx, moved: &RosterMoved) -> Result<(), AppError> {
    let event = &moved.event;
    let kept = RosterHappened {
        n: event.version,
        what: event.step.as_str().to_owned(),
        from: event.from,
        to: event.to,
        side: event.by.side().as_str().to_owned(),
        role: event.by.role,
        actor: event.by.user,
        at: event.at,
    };
    Ok(roster_events::add(tx, event.worker, &kept)?)
}

/// What happened to a record, newest first: for its agency, its person and the operator.
pub fn history(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    before: Option<i64>,
    limit: Limit,
) -> Result<(Vec<RosterHappened>, Option<i64>), AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let mut events = roster_events::page(tx, open.row.id, before, limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.n);
    Ok((events, next))
}

/// Writes the public projection: nothing but public fields, and of these what the re-identification check lets be told.
fn publish(tx: &mut Tx, desk: &Desk, open: &OpenWorker) -> Result<(), AppError> {
    let agency = organisations::get(tx, open.row.org)?.ok_or(AppError::NotFound)?;
    let facts = &open.row.facts;
    let told = told(tx, desk, open)?;
    let profile = Profile {
        reference: desk.reference(ReferenceKind::Profile, 7).to_string(),
        agency_code: agency.code.unwrap_or_default(),
        work: facts.work.clone(),
        age: told.age,
        experience_years: facts.experience_years,
        skills: told.skills,
        languages: told.languages,
        available_from: facts.available_from,
        held: open.held,
        listed_at: desk.now,
    };
    Ok(catalogue::publish(tx, &profile, facts, open.row.id, open.row.org)?)
}

pub(super) fn set_timers(tx: &mut Tx, worker: WorkerId, changes: &[RosterTimerChange]) -> Result<(), AppError> {
    for change in changes {
        match change {
            RosterTimerChange::Set { kind, due_at } => timers::set_for_worker(tx, worker.0, kind.as_str(), *due_at)?,
            RosterTimerChange::Clear { kind } => timers::clear(tx, worker.0, kind.as_str())?,
        }
    }
    Ok(())
}

fn facts(tx: &mut Tx, desk: &Desk, caller: &Caller, open: &OpenWorker) -> Result<RosterFacts, AppError> {
    let row = &open.row;
    let licence_valid = admit::trades(tx, desk, row.org)?;
    // Only whoever reviews and lists may ask whether another agency lists the same person.
    let asks_elsewhere = caller.is_operator();
    // Who erases sees every case of the worker; nobody else asks.
    let erases = caller.is_operator() || caller.role == Role::System;
    Ok(RosterFacts {
        held: open.held,
        case: open.case,
        licence_valid,
        papers_hold: documents::worker_papers_hold(tx, row.id, desk.today())?,
        age_years: age(row, desk),
        worker_languages: row.facts.languages.clone(),
        consents: receipts(consents::of_worker(tx, row.id)?),
        rest_owed: roster_events::rest_is_owed(tx, row.id)?,
        listed_elsewhere: asks_elsewhere && identities::listed_elsewhere(tx, row.id)?,
        legal_hold: erases && legal_hold(tx, row.id)?,
        undone: false,
        attested: statements(attested::of(tx, row.id.0)?),
    })
}

/// Whether a case of this worker, of whatever age, must be kept as it is.
fn legal_hold(tx: &mut Tx, worker: WorkerId) -> Result<bool, AppError> {
    for row in cases::all_of_worker(tx, worker)? {
        if admit::case_of(&row)?.overlays.has(OverlayKind::LegalHold) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Today's age from the age that was known on a day: at least so old.
fn age(row: &workers::Worker, desk: &Desk) -> Option<u16> {
    let since = domain::calendar::years_between(row.facts.age_on, desk.today());
    u16::try_from(row.facts.age).ok().map(|age| age.saturating_add(since))
}

/// The store's receipts in the domain's words. A word that is not in the list counts for nothing.
pub(crate) fn receipts(stored: Vec<consents::Receipt>) -> Vec<Receipt> {
    stored
        .into_iter()
        .filter_map(|receipt| {
            Some(Receipt {
                id: receipt.id,
                worker: receipt.worker,
                case: receipt.case,
                kind: ConsentKind::parse(&receipt.kind).ok()?,
                text_version: receipt.text_version,
                language: receipt.language,
                method: ConsentMethod::parse(&receipt.method).ok()?,
                at: receipt.given_at,
                withdrawn_at: receipt.withdrawn_at,
            })
        })
        .collect()
}

/// The store's statements in the domain's words.
pub(crate) fn statements(stored: Vec<attested::Statement>) -> Vec<Attested> {
    stored
        .into_iter()
        .filter_map(|said| {
            let statement = Statement::parse(&said.statement).ok()?;
            Some(Attested { statement, by: said.role, user: said.by, at: said.at })
        })
        .collect()
}
