//! What a reviewer should look at twice in a profile, and who sees what of a roster record.

use domain::{Class, Purpose, Relation, RelationSet, Role, StepToken};
use store::Tx;
use store::tables::identities;

use super::see::{WorkerRecord, also_of};
use super::step::open_steps;
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::sight::{self, Cell};
use crate::tells::{Hint, in_text};
use crate::{AppError, Desk};

/// The hints about a profile that waits for the caller's check.
pub fn hints(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<Hint>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let record = WorkerRecord::of(&open.row, open.standing);
    let seen = desk.policy.see(&open.ask(caller), record);
    let history = seen.show(&WorkerRecord::HISTORY).visible().cloned().flatten().unwrap_or_default();
    let first = seen.show(&WorkerRecord::FIRST_NAME).visible().cloned().unwrap_or_default();
    Ok(in_text(&history, &first))
}

/// Whether another agency lists the same person: asked only by whoever checks or lists now, and never where.
pub fn listed_elsewhere(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<bool, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let steps = open_steps(desk, caller, &open);
    let asks = caller.is_operator() && (steps.contains(&StepToken::Review) || steps.contains(&StepToken::List));
    Ok(asks && identities::listed_elsewhere(tx, open.row.id)?)
}

/// How one class of data is seen of a roster record: by the agency, by everybody, by a reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterSees {
    /// The class.
    pub class: Class,
    /// Whoever asks, in their own role.
    pub you: Cell,
    /// Everybody.
    pub public: Cell,
    /// The operator's reviewer.
    pub operator: Cell,
}

/// The classes that people ask about.
const ASKED: [Class; 7] = [
    Class::PublicProfile,
    Class::ExtendedProfile,
    Class::WorkerFirstName,
    Class::WorkerName,
    Class::WorkerIdentity,
    Class::WorkerSensitiveResult,
    Class::WorkerContact,
];

/// Who sees what of a roster record now.
pub fn visibility(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<RosterSees>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let overlay = admit::seen_overlay(caller.role, open.overlay);
    let looks = |role: Role, relations: RelationSet, purpose: Option<Purpose>, class: Class| {
        let ask = policy::Ask::new(role, relations, open.standing, overlay);
        let ask = purpose.map_or(ask.with_working_purpose(), |purpose| ask.with_stated_purpose(purpose));
        sight::cell(&desk.policy, ask, class, &also_of(class), false)
    };
    let task = RelationSet::NONE.with(Relation::Assigned);
    let row = |class: &Class| RosterSees {
        class: *class,
        you: looks(caller.role, open.relations, None, *class),
        public: looks(Role::Anonymous, RelationSet::NONE, None, *class),
        operator: looks(Role::Moderator, task, Some(Purpose::Verify), *class),
    };
    Ok(ASKED.iter().map(row).collect())
}
