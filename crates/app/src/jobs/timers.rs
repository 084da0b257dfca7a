//! Timers: what has become due is a step of the system; and the follow-up jobs that steps leave in the outbox.

use domain::case::{ENGAGING, Step};
use domain::worker::{RosterDue, RosterStep};
use domain::{CaseId, OfficeTimer, OrgId, Role, RosterTimer, StateToken, TimerKind, UserId, WorkerId};
use jiff::SignedDuration;
use serde_json::Value as Json;
use store::tables::cases;
use store::tables::outbox::Notice;
use store::tables::timers::{self as table, Due};
use store::tables::{organisations, people, workers as roster};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::organisations::licence;
use crate::{AppError, Desk, House, documents, erasures, exports, imports, record, root_rotation, rotation, workers};

const TIMERS: Scope = Scope::System(Job::Timers);
/// Taken at once.
const BATCH: u32 = 64;

/// Takes every step that has become due, each in a transaction of its own. Returns how many timers fired or were put off; one
/// that met a busy moment is neither, and is due again in the next round.
pub async fn round(house: &House) -> Result<usize, AppError> {
    let now = house.desk().now;
    let due =
        house.store.read(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::due(tx, now, BATCH)?) }).await?;
    let mut done = 0;
    for one in due {
        match fire(house, one.clone()).await {
            Ok(()) => done += 1,
            Err(error) if error.passes() => {
                tracing::info!(object = %one.object, kind = %one.kind, %error, "a timer's step waits for a better moment");
            }
            Err(error) => {
                // A refused step of the system is shown to the operator and asked again in a day; it never blocks the others.
                tracing::warn!(object = %one.object, kind = %one.kind, %error, "a timer's step was refused");
                postpone(house, one).await?;
                done += 1;
            }
        }
    }
    Ok(done)
}

async fn fire(house: &House, due: Due) -> Result<(), AppError> {
    let desk = house.desk();
    if let Ok(kind) = TimerKind::parse(&due.kind) {
        return house
            .store
            .write(TIMERS, move |tx: &mut Tx| {
                crate::cases::take_as_system(tx, &desk, CaseId(due.object), &Step::Expire { timer: kind })
            })
            .await;
    }
    if OfficeTimer::parse(&due.kind) == Ok(OfficeTimer::LicenceEnds) {
        return house.store.write(TIMERS, move |tx: &mut Tx| licence::run_out(tx, &desk, OrgId(due.object))).await;
    }
    let Ok(kind) = RosterTimer::parse(&due.kind) else {
        return Err(AppError::Conflict("timer_unknown"));
    };
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| match kind.when_due() {
            RosterDue::Step(_) if kind == RosterTimer::Reconfirm && in_a_case(tx, &desk, due.object)? => {
                // Nobody can book them now, so nothing is hidden; it is asked again after the same time.
                table::postpone(tx, &due, desk.pack().roster_due(kind, desk.now))?;
                Ok(Recorded::housekeeping(()))
            }
            RosterDue::Step(step) => workers::take_as_system(tx, &desk, WorkerId(due.object), step),
            RosterDue::Alert => {
                table::clear(tx, due.object, &due.kind)?;
                let key = format!("roster-overdue:{}:{}", due.object, due.due_at.as_microsecond());
                notices::tell_operator(tx, &desk, "task-overdue", &key, &serde_json::json!({ "worker": due.object }))?;
                let draft = record::plain(&desk, &Caller::system(), "clock_ran_out", 0)
                    .object(audit::Object::new("worker", due.object))
                    .fact("timer", audit::Fact::Word(due.kind.clone()));
                Ok(Recorded::with((), draft))
            }
        })
        .await
}

/// Whether a hold or a case keeps the worker from the catalogue's readers.
fn in_a_case(tx: &mut Tx, desk: &Desk, worker: Uuid) -> Result<bool, AppError> {
    let open = admit::worker(tx, desk, &Caller::system(), &Key::Id(worker))?;
    Ok(matches!(open.standing, StateToken::RosterLocked | StateToken::RosterEngaged | StateToken::RosterPlaced))
}

async fn postpone(house: &House, due: Due) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            let tomorrow = desk.now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(desk.now);
            // Another clock that ran out in the same moment has moved the case, and this one is gone or runs anew.
            if !table::postpone(tx, &due, tomorrow)? {
                return Ok(Recorded::housekeeping(()));
            }
            let draft = record::plain(&desk, &Caller::system(), "timer_refused", 0)
                .denied()
                .object(audit::Object::new("object", due.object))
                .fact("timer", audit::Fact::Word(due.kind.clone()));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Carries out a job that a step left behind. Every one of them may run twice.
pub async fn follow_up(house: &House, notice: &Notice) -> Result<Done, AppError> {
    let done = match notice.template.as_str() {
        crate::break_glass::TELL => return crate::break_glass::tell(house, object(&notice.args)?).await,
        crate::connections::END => {
            return crate::connections::carry_out(house, object(&notice.args)?, notice.attempts).await;
        }
        crate::resets::RESET => return crate::resets::carry_out(house, object(&notice.args)?).await,
        "leave-case" => return leave_case(house, WorkerId(object(&notice.args)?)).await,
        licence::FOLLOW => return licence::follow(house, object(&notice.args)?).await,
        imports::TAKE => return imports::carry_on(house, object(&notice.args)?, imports::SLICE).await,
        documents::LOOK => return documents::carry_on(house, object(&notice.args)?, notice.attempts).await,
        documents::VERIFY => return documents::catalogue_on(house, object(&notice.args)?).await,
        documents::END => return documents::end_due(house, object(&notice.args)?).await,
        documents::SWEEP => return documents::sweep(house).await,
        exports::BUILD => return exports::build(house, object(&notice.args)?).await,
        imports::UNDO => return imports::carry_undo(house, object(&notice.args)?, imports::SLICE).await,
        erasures::DESTROY => {
            return super::erasure::carry_out(house, object(&notice.args)?, notice.attempts).await;
        }
        root_rotation::ROTATE => return root_rotation::carry_on(house, root_rotation::SLICE).await,
        rotation::ROTATE => return rotation::carry_on(house, object(&notice.args)?, rotation::SLICE).await,
        crate::cards::LOOK => return crate::cards::carry_on(house, object(&notice.args)?).await,
        "rest-worker" => rest(house, object(&notice.args)?).await,
        "tell-org" | "tell-worker" | "tell-operator" => tell(house, notice.clone()).await,
        _ => Err(AppError::Conflict("job_unknown")),
    };
    done.map(|()| Done::Done)
}

fn object(args: &Json) -> Result<Uuid, AppError> {
    args["object"].as_str().and_then(|text| Uuid::parse_str(text).ok()).ok_or(AppError::Conflict("job_without_object"))
}

/// The worker of a case that ended rests. The job may run twice, and the worker may have left meanwhile.
async fn rest(house: &House, worker: Uuid) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            let listed = roster::get(tx, WorkerId(worker))?.is_some_and(|row| row.state == StateToken::RosterListed);
            if !listed {
                return Ok(Recorded::housekeeping(()));
            }
            workers::take_as_system(tx, &desk, WorkerId(worker), RosterStep::Rest {})
        })
        .await
}

/// A worker who leaves the roster leaves the case that holds them. While the case stands still nothing moves: then it waits, and
/// happens when whoever may lift the overlay has done so.
async fn leave_case(house: &House, worker: WorkerId) -> Result<Done, AppError> {
    let desk = house.desk();
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            let done = Recorded::housekeeping(Done::Done);
            let Some(person) = roster::get(tx, worker)?.and_then(|row| row.person) else { return Ok(done) };
            let Some(row) = cases::of_worker(tx, worker, ENGAGING)?.into_iter().find(|row| admit::is_live(row.state))
            else {
                return Ok(done);
            };
            if admit::case_of(&row)?.overlays.freeze() {
                return Ok(done.map(|_| Done::Waits));
            }
            let caller = Caller { user: Some(person), role: Role::Worker, ..Caller::system() };
            let ask = crate::cases::Taken {
                case: Key::Id(row.id.0),
                version: row.version,
                step: Step::Withdraw {},
                states: Vec::new(),
                arrival_code: false,
                once: None,
            };
            Ok(done.join(crate::cases::take(tx, &desk, &caller, &ask)?))
        })
        .await
}

/// Turns "tell this side" into one message per person.
async fn tell(house: &House, notice: Notice) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            let template = notice.args["template"].as_str().unwrap_or("case-moved");
            if is_over(tx, &notice)? {
                return Ok(Recorded::housekeeping(()));
            }
            let (org, readers) = readers(tx, &desk, &notice)?;
            for user in readers {
                notices::message_of(tx, &desk, org, user, template, &notice.key, &notice.args)?;
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Whether a reminder speaks of a meeting that was moved or called off since it was left.
fn is_over(tx: &mut Tx, notice: &Notice) -> Result<bool, AppError> {
    let (Some(at), Some(reference)) = (notice.args["at"].as_str(), notice.args["case"].as_str()) else {
        return Ok(false);
    };
    match cases::by_reference(tx, reference)? {
        Some(row) => Ok(!crate::cases::still_stands(&admit::case_of(&row)?, at)),
        None => Ok(true),
    }
}

/// Who is told, and by whom: an organisation tells its own people; a worker is told by the house alone.
fn readers(tx: &mut Tx, desk: &Desk, notice: &Notice) -> Result<(Option<OrgId>, Vec<UserId>), AppError> {
    if notice.template == "tell-worker" {
        let worker = notice.args["worker"].as_str().and_then(|text| Uuid::parse_str(text).ok());
        let Some(worker) = worker else { return Ok((None, Vec::new())) };
        return Ok((None, roster::get(tx, WorkerId(worker))?.and_then(|row| row.person).into_iter().collect()));
    }
    let org = match notice.org {
        Some(org) => Some(org),
        None => organisations::operator(tx)?.map(|operator| operator.id),
    };
    let Some(org) = org else { return Ok((None, Vec::new())) };
    let case = match notice.args["case"].as_str() {
        Some(reference) => cases::by_reference(tx, reference)?,
        None => None,
    };
    let template = notice.args["template"].as_str().unwrap_or_default();
    let members = people::members(tx, org)?;
    let told = members.into_iter().filter(|member| {
        // A worker's sign-in hangs under the agency, but is told about their own cases only; auditors watch, nobody tells them.
        let runs = member.role == Role::PlatformAdmin && template.starts_with("task-sms-");
        let watches = !runs && matches!(member.role, Role::Worker | Role::Auditor | Role::PlatformAdmin);
        // Nobody is told of a case that policy hides from them now.
        let sees = |case: &cases::CaseRow| admit::is_seen(desk, member.role, case.state, case.overlay);
        !watches && concerns(template, member.role) && case.as_ref().is_none_or(sees)
    });
    // The operator tells its staff by its own way: whom somebody protects is no matter of whoever reads a mailbox.
    Ok((notice.org, told.map(|member| member.user).collect()))
}

/// Whom of the operator's staff a message is for. What a worker's safety needs is for those who protect; a refund for those
/// who pay it; everything else for whoever works on cases. Members of a party are told what their side is told.
fn concerns(template: &str, role: Role) -> bool {
    match template {
        _ if !matches!(domain::Side::of(role), domain::Side::Operator) => true,
        "task-break-glass" | "break-glass-unjustified" | "task-safeguard" | "task-hear-worker" => {
            matches!(role, Role::Moderator | Role::WelfareOfficer | Role::Dpo)
        }
        "task-review-text" => role == Role::Moderator,
        "task-refund-owed" => matches!(role, Role::Moderator | Role::Finance),
        "task-payment-noted" | "task-invoices-late" | "task-card-amount" | "task-card-currency"
        | "task-card-unclear" | "task-card-waits" => role == Role::Finance,
        _ => true,
    }
}
