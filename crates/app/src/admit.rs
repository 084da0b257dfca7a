//! The only way to load something for an action: the row behind its wall, how the caller stands to it, and the policy's word.
//!
//! Turning facts into the words that policies know (relation, state, overlay) happens here and nowhere else.

mod erasure;
mod money;
mod office;

pub(crate) use erasure::erasure;
pub(crate) use money::{may_count, money, money_ask};
pub(crate) use office::{
    explorer, explorer_ask, office, office_eyes, policies, policy_ask, reset, reset_ask, stays_run,
};

use domain::case::{Case, ENGAGING};
use domain::ids::{Reference, ReferenceKind};
use domain::worker::Worker as RosterRecord;
use domain::{
    CaseId, Class, FieldAction, OrgId, Overlay, Relation, RelationSet, Role, Side, StateToken, StepToken, WorkerId,
};
use policy::{Ask, ObjectRef, Permit, Sight, View};
use store::Tx;
use store::tables::break_glass;
use store::tables::cases::{self, CaseRow};
use store::tables::workers::{self, Worker};
use store::tables::{engaged, organisations};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// What a path or a form names: an identifier or a public reference. A malformed one is answered like an unused one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A UUID.
    Id(Uuid),
    /// A public reference.
    Reference(Reference),
}

impl Key {
    /// Reads either form.
    pub fn parse(kind: ReferenceKind, text: &str) -> Result<Self, AppError> {
        if let Ok(id) = Uuid::try_parse(text) {
            return Ok(Self::Id(id));
        }
        Reference::parse(kind, text).map(Self::Reference).ok_or(AppError::NotFound)
    }
}

/// The eyes of anybody on what is published.
pub fn public_eyes(desk: &Desk, caller: &Caller) -> View {
    let ask = Ask::new(caller.role, RelationSet::NONE, StateToken::RosterListed, Overlay::None);
    desk.policy.view(&stated(ask, caller))
}

/// A case loaded for an action.
#[derive(Debug, Clone)]
pub struct OpenCase {
    /// The row.
    pub row: CaseRow,
    /// The case as the domain keeps it.
    pub case: Case,
    /// How the caller stands to it.
    pub relations: RelationSet,
}

/// Loads a case. Whoever is no party to it, or may not know where it stands, gets the answer for an unused name.
pub fn case(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<OpenCase, AppError> {
    let row = match key {
        Key::Id(id) => cases::get(tx, CaseId(*id))?,
        Key::Reference(reference) => cases::by_reference(tx, reference.as_str())?,
    };
    let mut open = open(row.ok_or(AppError::NotFound)?, caller)?;
    // A second person has let them look, for half an hour.
    if let Some(person) = caller.user.filter(|_| caller.looks_in_emergencies())
        && break_glass::is_broken(tx, open.row.id, person, desk.now)?
    {
        open.relations = open.relations.with(Relation::BreakGlass);
    }
    if caller.role == Role::System || open.is_seen(desk, caller) { Ok(open) } else { Err(AppError::NotFound) }
}

/// The case of a row.
pub(crate) fn case_of(row: &CaseRow) -> Result<Case, AppError> {
    let damaged = |_| store::StoreError::Damaged(format!("case_file.body of {} cannot be read", row.id));
    let case: Case = serde_json::from_value(row.body.clone()).map_err(damaged)?;
    // What lists and walls go by is what the body says, unless other hands were at one of the two.
    let columns = (row.id, row.worker, row.customer, row.agency, row.state, row.overlay, row.version);
    if columns != (case.id, case.worker, case.customer, case.agency, case.state.token(), case.overlay(), case.version) {
        return Err(differs("case_file", row.id.0));
    }
    Ok(case)
}

/// A row whose columns do not say what its body does.
fn differs(table: &str, row: Uuid) -> AppError {
    let (table, column, row) = (table.to_owned(), "body".to_owned(), row.to_string());
    store::StoreError::Contradiction { table, column, row }.into()
}

/// A case row with what the caller is to it. Staff without a task on cases get the answer for an unused name.
pub fn open(row: CaseRow, caller: &Caller) -> Result<OpenCase, AppError> {
    // Which cases there are is no business of those who run the machines or read the log.
    if caller.is_operator() && !works_on_cases(caller.role) {
        return Err(AppError::NotFound);
    }
    let case = case_of(&row)?;
    let mut relations = RelationSet::NONE;
    if acts_for(caller).is_some_and(|org| org == row.customer || org == row.agency) {
        relations = relations.with(Relation::Party);
    }
    // Under a person's scope the wall shows only cases about that person.
    if caller.role == Role::Worker {
        relations = relations.with(Relation::Subject);
    }
    if works_on_cases(caller.role) {
        relations = relations.with(Relation::Assigned);
    }
    Ok(OpenCase { row, case, relations })
}

/// The organisation that a caller stands for. A worker's sign-in hangs under their agency, and they stand for themselves.
fn acts_for(caller: &Caller) -> Option<OrgId> {
    caller.org.filter(|_| caller.role != Role::Worker)
}

/// Operator roles whose open queue is every case that needs them. Auditors and platform admins have no such task.
pub const fn works_on_cases(role: Role) -> bool {
    matches!(role, Role::Moderator | Role::Finance | Role::Support | Role::WelfareOfficer | Role::Dpo | Role::System)
}

impl OpenCase {
    /// The question about this case, with the purpose that the caller stated or the state's working purpose.
    pub fn ask(&self, caller: &Caller) -> Ask {
        let ask = Ask::new(caller.role, self.relations, self.case.state.token(), self.case.overlay());
        stated(ask, caller)
    }

    /// The question about the customer's or the worker's own row, read through this case: the owner also owns it here.
    pub fn ask_owned(&self, caller: &Caller, owner: Option<OrgId>) -> Ask {
        let relations = if owner.is_some() && owner == acts_for(caller) {
            self.relations.with(Relation::OwnOrg)
        } else {
            self.relations
        };
        stated(Ask::new(caller.role, relations, self.case.state.token(), self.case.overlay()), caller)
    }

    /// The case as an object of decisions.
    pub fn object(&self) -> ObjectRef {
        ObjectRef { kind: "case", id: self.row.id.0, version: self.row.version }
    }

    /// Whether the caller may know where the case stands. Whoever may not gets the answer for an unused name.
    pub fn is_seen(&self, desk: &Desk, caller: &Caller) -> bool {
        desk.policy.view(&self.ask(caller)).sight(Class::CaseState) == Sight::Visible
    }

    /// May the caller take this step now?
    pub fn step(&self, desk: &Desk, caller: &Caller, step: StepToken) -> Result<Permit, AppError> {
        desk.policy
            .admit_step(&self.ask(caller), step, self.object())
            .map_err(|denial| record::denied(desk, caller, denial))
    }
}

/// A worker's roster record loaded for an action.
#[derive(Debug, Clone)]
pub struct OpenWorker {
    /// The row.
    pub row: Worker,
    /// The record as the domain keeps it.
    pub record: RosterRecord,
    /// Where it stands, with what follows from holds and cases.
    pub standing: StateToken,
    /// Whether a live hold names the worker.
    pub held: bool,
    /// Where the worker's live case stands.
    pub case: Option<StateToken>,
    /// What lies over the person, whichever case it came from: protection, another standstill, or nothing.
    pub overlay: Overlay,
    /// How the caller stands to it.
    pub relations: RelationSet,
}

/// Whether somebody in this role may know of a case of theirs that stands here, without loading it: for counts and messages.
pub fn is_seen(desk: &Desk, role: Role, state: StateToken, overlay: Overlay) -> bool {
    desk.policy.view(&usual(role, state, overlay)).sight(Class::CaseState) == Sight::Visible
}

/// What somebody in this role asks about a case of theirs.
fn usual(role: Role, state: StateToken, overlay: Overlay) -> Ask {
    let mut relations = RelationSet::NONE;
    relations = match Side::of(role) {
        Side::Customer | Side::Agency => relations.with(Relation::Party),
        Side::Worker => relations.with(Relation::Subject),
        _ if works_on_cases(role) => relations.with(Relation::Assigned),
        _ => relations,
    };
    Ask::new(role, relations, state, overlay).with_working_purpose()
}

/// Whether this role sees a class of a case that stands here.
pub(crate) fn sees(desk: &Desk, role: Role, state: StateToken, class: Class) -> bool {
    desk.policy.view(&usual(role, state, Overlay::None)).sight(class) == Sight::Visible
}

/// What lies over a case as this role may know it: that a worker is protected is for the worker and for staff.
pub const fn seen_overlay(role: Role, overlay: Overlay) -> Overlay {
    match (Side::of(role), overlay) {
        (Side::Customer | Side::Agency, Overlay::Safeguarding) => Overlay::Frozen,
        (_, overlay) => overlay,
    }
}

/// Loads a worker of the caller's own roster, the caller's own record, or any for staff with a task. Whoever may not know
/// where the record stands gets the answer for an unused name.
pub fn worker(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<OpenWorker, AppError> {
    let row = match key {
        Key::Id(id) => workers::get(tx, WorkerId(*id))?,
        Key::Reference(reference) => workers::by_reference(tx, reference.as_str())?,
    };
    let row = row.filter(|row| may_know(caller, row)).ok_or(AppError::NotFound)?;
    standing(tx, desk, row, caller)
}

/// Those of these workers whom [`worker`] would load, in no order.
pub fn workers(tx: &mut Tx, desk: &Desk, caller: &Caller, ids: &[WorkerId]) -> Result<Vec<OpenWorker>, AppError> {
    let mut rows = workers::among(tx, ids)?;
    rows.retain(|row| may_know(caller, row));
    standings(tx, desk, rows, caller)
}

/// Loads a worker for the answer to their own request, with all of these classes to be taken along. It is the one way to a draft for
/// staff: to whoever may not answer, it is answered like an unused name, as everywhere.
pub(crate) fn requested(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    wanted: domain::ClassSet,
) -> Result<(OpenWorker, Permit), AppError> {
    let row = match key {
        Key::Id(id) => workers::get(tx, WorkerId(*id))?,
        Key::Reference(reference) => workers::by_reference(tx, reference.as_str())?,
    };
    let row = row.filter(|row| may_know(caller, row)).ok_or(AppError::NotFound)?;
    let open = all_standings(tx, vec![row], caller)?.pop().ok_or(AppError::NotFound)?;
    match open.fields(desk, caller, FieldAction::Export, wanted) {
        Err(AppError::Denied(..)) if !open.is_seen(desk, caller) => Err(AppError::NotFound),
        outcome => outcome.map(|permit| (open, permit)),
    }
}

/// A customer reads a worker through a case, never by the roster's own name.
fn may_know(caller: &Caller, row: &Worker) -> bool {
    match caller.role {
        role if caller.is_operator() => works_on_workers(role),
        Role::System => true,
        _ => caller.org == Some(row.org) || caller.user == row.person,
    }
}

/// The question about a draft of the caller's own roster, before there is one to ask about.
pub(crate) fn own_draft(caller: &Caller) -> Ask {
    let own = if caller.org.is_some() { RelationSet::NONE.with(Relation::OwnOrg) } else { RelationSet::NONE };
    Ask::new(caller.role, own, StateToken::RosterDraft, Overlay::None)
}

/// Operator roles whose open queue is the people on the rosters.
pub const fn works_on_workers(role: Role) -> bool {
    matches!(role, Role::Moderator | Role::Dpo | Role::WelfareOfficer)
}

/// A worker row with its standing and what the caller is to it.
pub fn standing(tx: &mut Tx, desk: &Desk, row: Worker, caller: &Caller) -> Result<OpenWorker, AppError> {
    standings(tx, desk, vec![row], caller)?.pop().ok_or(AppError::NotFound)
}

/// The same of those rows of a page that the caller may know of, in their order, with two questions for all of them.
pub fn standings(tx: &mut Tx, desk: &Desk, rows: Vec<Worker>, caller: &Caller) -> Result<Vec<OpenWorker>, AppError> {
    let mut opened = all_standings(tx, rows, caller)?;
    opened.retain(|open| caller.role == Role::System || open.is_seen(desk, caller));
    Ok(opened)
}

fn all_standings(tx: &mut Tx, rows: Vec<Worker>, caller: &Caller) -> Result<Vec<OpenWorker>, AppError> {
    let ids: Vec<WorkerId> = rows.iter().map(|row| row.id).collect();
    let held = engaged::held(tx, &ids)?;
    let cases = engaged::cases(tx, &ids, ENGAGING)?;
    let stands = |row: Worker| {
        let known = cases.iter().filter(|(worker, ..)| *worker == row.id);
        let known: Vec<_> = known.map(|(_, state, overlay)| (*state, *overlay)).collect();
        let held = held.contains(&row.id);
        opened(row, held, &known, caller)
    };
    rows.into_iter().map(stands).collect()
}

fn opened(row: Worker, held: bool, known: &[(StateToken, Overlay)], caller: &Caller) -> Result<OpenWorker, AppError> {
    let record: RosterRecord = serde_json::from_value(row.body.clone())
        .map_err(|_| store::StoreError::Damaged(format!("worker.body of {} cannot be read", row.id)))?;
    if (row.id, row.org, row.state) != (record.id, record.agency, record.state.token()) {
        return Err(differs("worker", row.id.0));
    }
    let case = known.iter().map(|(state, _)| *state).find(|state| is_live(*state));
    // A lapsed licence lies over one case; protection is of the person, and hides them on the roster too. So does every other
    // standstill: what only protection hid would tell the agency that it is protection.
    let still = [Overlay::Safeguarding, Overlay::Frozen];
    let lies = |overlay: &Overlay| known.iter().any(|(_, lies)| lies == overlay);
    let overlay = still.into_iter().find(lies).unwrap_or(Overlay::None);
    let standing = record.standing(held, case);
    let mut relations = RelationSet::NONE;
    if caller.role == Role::Worker && caller.user.is_some() && caller.user == row.person {
        relations = relations.with(Relation::Subject);
    } else if caller.org == Some(row.org) {
        relations = relations.with(Relation::OwnOrg);
    }
    if works_on_workers(caller.role) || caller.role == Role::System {
        relations = relations.with(Relation::Assigned);
    }
    Ok(OpenWorker { row, record, standing, held, case, overlay, relations })
}

/// Whether a case in this state still engages its worker.
pub fn is_live(state: StateToken) -> bool {
    ENGAGING.contains(&state)
}

impl OpenWorker {
    /// The question about the fields of this record.
    pub fn ask(&self, caller: &Caller) -> Ask {
        stated(Ask::new(caller.role, self.relations, self.standing, self.overlay), caller)
    }

    /// The question about its steps. Protection stops cases, never a person's own word: a consent can be taken back always.
    pub fn ask_step(&self, caller: &Caller) -> Ask {
        stated(Ask::new(caller.role, self.relations, self.standing, Overlay::None), caller)
    }

    /// Whether the caller may know where the record stands. Whoever may not gets the answer for an unused name.
    pub fn is_seen(&self, desk: &Desk, caller: &Caller) -> bool {
        desk.policy.view(&self.ask(caller)).sight(Class::CaseState) == Sight::Visible
    }

    /// The record as an object of decisions.
    pub fn object(&self) -> ObjectRef {
        ObjectRef { kind: "worker", id: self.row.id.0, version: self.row.version }
    }

    /// May the caller take this step now?
    pub fn step(&self, desk: &Desk, caller: &Caller, step: StepToken) -> Result<Permit, AppError> {
        desk.policy
            .admit_step(&self.ask_step(caller), step, self.object())
            .map_err(|denial| record::denied(desk, caller, denial))
    }

    /// May the caller do this with all of these classes?
    pub fn fields(
        &self,
        desk: &Desk,
        caller: &Caller,
        action: FieldAction,
        wanted: domain::ClassSet,
    ) -> Result<Permit, AppError> {
        desk.policy
            .admit_fields(&self.ask(caller), action, self.object(), wanted)
            .map_err(|denial| record::denied(desk, caller, denial))
    }
}

/// The organisation of this name, if the caller may know of it.
pub fn organisation(tx: &mut Tx, key: &Key) -> Result<organisations::Organisation, AppError> {
    let found = match key {
        Key::Id(id) => organisations::get(tx, OrgId(*id))?,
        Key::Reference(reference) => organisations::by_reference(tx, reference.as_str())?,
    };
    found.ok_or(AppError::NotFound)
}

/// Whether this agency may begin something new today: its licence, read in the caller's own transaction.
pub(crate) fn trades(tx: &mut Tx, desk: &Desk, agency: OrgId) -> Result<bool, AppError> {
    Ok(organisations::get(tx, agency)?.is_some_and(|agency| agency.licence_valid(desk.today())))
}

/// The purpose that the caller stated, else the state's working purpose where the relation allows one.
fn stated(ask: Ask, caller: &Caller) -> Ask {
    match caller.purpose {
        Some(purpose) => ask.with_stated_purpose(purpose),
        None => ask.with_working_purpose(),
    }
}
