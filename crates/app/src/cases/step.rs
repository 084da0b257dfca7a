//! One step of a case: admit, apply, save, carry out, record.

use audit::Draft;
use audit::ledger::Said;
use domain::attest::Statement;
use domain::case::{Actor, Moved, State, Step};
use domain::ids::RecordId;
use domain::{CaseId, Role, Side, StepToken, TimerKind};
use jiff::{SignedDuration, Timestamp};
use policy::Permit;
use store::tables::cases::{self, CaseRow};
use store::tables::{holds, people, timers};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::attest::state;
use super::{books, carry, facts, issue, meeting};
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::{AppError, Desk, House, record};

/// A step as it is asked for.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Which case.
    pub case: Key,
    /// The version that the caller saw.
    pub version: i64,
    /// The step with its input.
    pub step: Step,
    /// Statements that the caller makes with it.
    pub states: Vec<Statement>,
    /// Whether the code that the agency typed at the arrival is the worker's.
    pub arrival_code: bool,
    /// The client's key, so that the same request moves the case once.
    pub once: Once,
}

/// Takes a step and returns the case's identifier.
pub fn take(tx: &mut Tx, desk: &Desk, caller: &Caller, ask: &Taken) -> Result<Recorded<CaseId>, AppError> {
    let open = admit::case(tx, desk, caller, &ask.case)?;
    take_open(tx, desk, caller, ask, &open)
}

fn take_open(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    ask: &Taken,
    open: &OpenCase,
) -> Result<Recorded<CaseId>, AppError> {
    let permit = open.step(desk, caller, ask.step.token())?;
    if open.row.version != ask.version {
        return Err(AppError::Stale { given: ask.version });
    }
    if binds(&ask.step) {
        two_sides(tx, caller, open)?;
    }
    state(tx, desk, caller, open, &ask.states)?;
    let step = meeting::checked(&ask.step)?;
    let (moved, posted) = apply(tx, desk, caller, open, &step, ask.arrival_code, desk.record(0))?;
    once::keep(tx, desk, ask.once.as_ref(), &open.row.id.to_string())?;
    Ok(Recorded::with(open.row.id, told(desk, caller, &permit, open, &moved, posted)))
}

/// Whether a step binds the side that takes it to the other one.
const fn binds(step: &Step) -> bool {
    matches!(
        step.token(),
        StepToken::Hold | StepToken::Accept | StepToken::Offer | StepToken::Sign | StepToken::HandOver
    )
}

/// Nobody agrees with themselves: customer and agency of a case have no member in common.
fn two_sides(tx: &mut Tx, caller: &Caller, open: &OpenCase) -> Result<(), AppError> {
    let other = match Side::of(caller.role) {
        Side::Customer => open.row.agency,
        Side::Agency => open.row.customer,
        _ => return Ok(()),
    };
    if people::is_shared_with(tx, other)? { Err(AppError::Conflict("one_person_two_sides")) } else { Ok(()) }
}

/// Takes a step for a request: ends the worker's overdue hold first, and compares the arrival code.
pub async fn move_on(house: &House, caller: &Caller, ask: Taken, code: Option<String>) -> Result<CaseId, AppError> {
    if matches!(ask.step, Step::Hold {}) {
        end_overdue_hold(house, caller, &ask.case).await?;
    }
    if let (Step::RecordArrival { .. }, Some(code)) = (&ask.step, code)
        && let Some(arrived) = arrive(house, caller, ask.clone(), code).await?
    {
        return Ok(arrived);
    }
    house.write(caller, move |tx, desk, caller| take(tx, desk, caller, &ask)).await
}

/// The arrival, if the code is the worker's. A wrong one is counted and on record before anybody is answered.
async fn arrive(house: &House, caller: &Caller, ask: Taken, code: String) -> Result<Option<CaseId>, AppError> {
    let codes = house.clone();
    house
        .write(caller, move |tx, desk, caller| {
            let open = admit::case(tx, desk, caller, &ask.case)?;
            let permit = open.step(desk, caller, StepToken::RecordArrival)?;
            within_tries(tx, desk, open.row.id)?;
            if codes.arrival_code(open.row.id) == envelope::normal::ascii_digits(&code).trim() {
                let right = Taken { arrival_code: true, ..ask.clone() };
                return Ok(take_open(tx, desk, caller, &right, &open)?.map(Some));
            }
            cases::count_arrival_try(tx, open.row.id, desk.now, tries_since(desk))?;
            let draft = record::allowed(desk, caller, &permit, 0).fact("code", audit::Fact::Word("wrong".to_owned()));
            Ok(Recorded::with(None, draft))
        })
        .await
}

/// LIMIT: wrong arrival codes in one case within a day. Whoever types codes is the party that the code guards against.
const ARRIVAL_TRIES_MAX: i64 = 5;
const ARRIVAL_TRIES_HOURS: i64 = 24;

fn tries_since(desk: &Desk) -> Timestamp {
    desk.now.saturating_sub(SignedDuration::from_hours(ARRIVAL_TRIES_HOURS)).unwrap_or(desk.now)
}

fn within_tries(tx: &mut Tx, desk: &Desk, case: CaseId) -> Result<(), AppError> {
    match cases::arrival_tries(tx, case, tries_since(desk))? {
        ARRIVAL_TRIES_MAX.. => Err(AppError::Conflict("arrival_codes_many")),
        _ => Ok(()),
    }
}

/// An index cannot know the time: a hold past its end is ended by its clock's own step before another one is tried.
async fn end_overdue_hold(house: &House, caller: &Caller, key: &Key) -> Result<(), AppError> {
    let key = key.clone();
    let worker =
        house.read(caller, move |tx, desk, caller| Ok(admit::case(tx, desk, caller, &key)?.row.worker)).await?;
    let now = house.desk().now;
    let system = Scope::System(Job::Timers);
    let overdue = house
        .store
        .read(system, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(case) = holds::overdue(tx, worker, now)? else { return Ok(None) };
            let kinds = timers::of(tx, case.0)?;
            let due = kinds.into_iter().find(|(_, due, _)| due.is_some_and(|due| due <= now));
            Ok(due.and_then(|(kind, ..)| TimerKind::parse(&kind).ok()).map(|kind| (case, kind)))
        })
        .await?;
    let Some((case, timer)) = overdue else { return Ok(()) };
    let desk = house.desk();
    let ended =
        house.store.write(system, move |tx: &mut Tx| take_as_system(tx, &desk, case, &Step::Expire { timer })).await;
    match ended {
        // Somebody else ended it in the same moment.
        Err(AppError::Stale { .. } | AppError::Refused(_)) => Ok(()),
        other => other,
    }
}

/// The system's step when a clock has run out, on whatever version is there.
pub fn take_as_system(tx: &mut Tx, desk: &Desk, case: CaseId, step: &Step) -> Result<Recorded<()>, AppError> {
    let caller = Caller::system();
    let open = admit::case(tx, desk, &caller, &Key::Id(case.0))?;
    let permit = open.step(desk, &caller, step.token())?;
    let (moved, posted) = apply(tx, desk, &caller, &open, step, false, desk.record(0))?;
    Ok(Recorded::with((), told(desk, &caller, &permit, &open, &moved, posted)))
}

/// The record of a step: where it led, and what it posted in the books.
fn told(desk: &Desk, caller: &Caller, permit: &Permit, open: &OpenCase, moved: &Moved, posted: Posted) -> Draft {
    let draft = record::allowed(desk, caller, permit, 0)
        .object(audit::Object::new("worker", open.row.worker.0))
        .fact("to", audit::Fact::Word(moved.event.to.as_str().to_owned()));
    posted.on(draft)
}

/// What a step left in the books and on paper.
#[derive(Debug, Default)]
pub(super) struct Posted {
    entry: Option<Said>,
    papers: Vec<(Uuid, audit::Hash)>,
}

impl Posted {
    fn on(self, draft: Draft) -> Draft {
        let draft = match self.entry {
            Some(said) => said.on(draft),
            None => draft,
        };
        self.papers.into_iter().fold(draft, |draft, (id, seal)| {
            draft.object(audit::Object::new("invoice", id)).fact("invoice_seal", audit::Fact::Hash(seal))
        })
    }
}

/// Takes the step that money calls for which has come in: the deposit is there in full. Its record is the one with this number.
pub(crate) fn confirm(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    nth: u16,
) -> Result<Option<Draft>, AppError> {
    let State::Signed { agreement } = &open.case.state else { return Ok(None) };
    let amount_minor = agreement.deposit_minor;
    if amount_minor == 0 || open.case.account.unapplied_minor < amount_minor || open.case.overlays.freeze() {
        return Ok(None);
    }
    let permit = open.step(desk, caller, StepToken::ConfirmDeposit)?;
    let step = Step::ConfirmDeposit { amount_minor };
    let (moved, posted) = apply(tx, desk, caller, open, &step, false, desk.record(nth))?;
    let draft = record::allowed(desk, caller, &permit, nth)
        .object(audit::Object::new("worker", open.row.worker.0))
        .fact("to", audit::Fact::Word(moved.event.to.as_str().to_owned()));
    Ok(Some(posted.on(draft)))
}

fn apply(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    step: &Step,
    arrival_code: bool,
    record: RecordId,
) -> Result<(Moved, Posted), AppError> {
    let by =
        Actor { role: caller.role, org: caller.org.filter(|_| caller.role != Role::Worker), user: caller.actor_id() };
    // Whoever has answered is refused below, by the lifecycle and not by the table's key.
    let may_answer = || open.case.open_steps(&by, desk.now, desk.pack_of(&open.case)).contains(&step.token());
    if let (Step::Answer { yes }, domain::StateToken::Met) = (step, open.case.state.token())
        && may_answer()
    {
        let (party, org, person) = match caller.role {
            Role::Worker => ("worker", None, caller.user),
            _ => ("customer", caller.org, None),
        };
        cases::answer(tx, open.row.id, party, org, person, *yes, desk.now)?;
    }
    let evidence = facts::load(tx, desk, caller, open, step, arrival_code)?;
    let moved = open.case.apply(step, &by, &evidence, desk.now, desk.pack_of(&open.case))?;
    let row = CaseRow {
        state: moved.case.state.token(),
        overlay: moved.case.overlay(),
        body: serde_json::to_value(&moved.case).expect("a case serialises"),
        moved_at: if moved.is_first_approval() { open.row.moved_at } else { desk.now },
        due_at: carry::next_due(&moved.case),
        version: moved.case.version,
        ..open.row.clone()
    };
    cases::save(tx, open.row.version, &row)?;
    carry::out(tx, desk, &row, &moved)?;
    let entry = books::post(tx, desk, &open.case, &moved, record)?;
    let papers = issue::papers(tx, desk, &row, &open.case, &moved, record)?;
    Ok((moved, Posted { entry, papers }))
}

/// The steps that policy and lifecycle leave open to this caller now.
pub fn open_steps(desk: &Desk, caller: &Caller, open: &OpenCase) -> Vec<StepToken> {
    let by =
        Actor { role: caller.role, org: caller.org.filter(|_| caller.role != Role::Worker), user: caller.actor_id() };
    let ask = open.ask(caller);
    let mut steps = open.case.open_steps(&by, desk.now, desk.pack_of(&open.case));
    steps.retain(|step| desk.policy.may_step(&ask, *step));
    steps.dedup();
    steps
}
