//! The papers that lie in one place, as the caller may know of them, and for what each opens to them.

use domain::{DocumentKind, DocumentOwner, DocumentState, Purpose, Relation, StateToken};
use jiff::civil::Date;
use store::Tx;
use uuid::Uuid;

use super::lets::{lets, purposes};
use crate::admit::Key;
use crate::caller::Caller;
use crate::documents::{self, Of};
use crate::{AppError, Desk};

/// How a paper stands to whoever looks at the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// A link opens it, for one of these purposes.
    Opens(Vec<Purpose>),
    /// It stays shut to this reader, in this state.
    Sealed,
    /// Nobody opens it yet: it waits for its check.
    Waiting,
    /// Nobody opens it: it was refused, or is held back.
    Held,
}

/// A paper in a list.
#[derive(Debug, Clone)]
pub struct OnShelf {
    /// This version of it.
    pub id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Whose.
    pub owner: DocumentOwner,
    /// How it stands.
    pub stands: Stands,
    /// Where the case or the record stands.
    pub state: StateToken,
    /// Whether it is only looked at.
    pub view_only: bool,
    /// Its last day, where the reader may open it.
    pub expires_on: Option<Date>,
    /// Whether it is about the reader, or their organisation's own.
    pub own: bool,
    /// Whether it opens against the scanner's word.
    pub overruled: bool,
}

/// The papers of a worker, on their record.
pub fn of_worker(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<OnShelf>, AppError> {
    shelf(tx, desk, caller, &Of::Worker(key.clone()))
}

/// The papers of the caller's own organisation.
pub fn of_own(tx: &mut Tx, desk: &Desk, caller: &Caller, of: &Of) -> Result<Vec<OnShelf>, AppError> {
    shelf(tx, desk, caller, of)
}

/// The papers that a case shows: its own, its worker's, its household's.
pub fn of_case(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<OnShelf>, AppError> {
    let mut all = shelf(tx, desk, caller, &Of::Case(key.clone()))?;
    all.extend(shelf(tx, desk, caller, &Of::WorkerOf(key.clone()))?);
    all.extend(shelf(tx, desk, caller, &Of::Household(Some(key.clone())))?);
    Ok(all)
}

fn shelf(tx: &mut Tx, desk: &Desk, caller: &Caller, of: &Of) -> Result<Vec<OnShelf>, AppError> {
    let papers = documents::list(tx, desk, caller, of, false)?;
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let whose = of.find(tx, desk, caller)?;
    let relations = whose.ask.relations();
    let own =
        relations.has(Relation::Subject) || relations.has(Relation::OwnOrg) && whose.kind != DocumentOwner::Worker;
    let mut shelf = Vec::with_capacity(papers.len());
    for paper in papers {
        let rule = paper.rule;
        let opens = match purposes(desk, &whose, rule) {
            purposes if !purposes.is_empty() && lets(tx, desk, caller, &whose, rule.kind)? => purposes,
            _ => Vec::new(),
        };
        shelf.push(OnShelf {
            id: paper.id,
            kind: rule.kind,
            owner: rule.owner,
            expires_on: paper.expires_on.filter(|_| !opens.is_empty()),
            stands: match paper.state {
                DocumentState::Waiting => Stands::Waiting,
                DocumentState::Refused | DocumentState::Held | DocumentState::Destroyed => Stands::Held,
                DocumentState::Clean | DocumentState::Overruled if opens.is_empty() => Stands::Sealed,
                DocumentState::Clean | DocumentState::Overruled => Stands::Opens(opens),
            },
            state: whose.ask.state(),
            view_only: rule.view_only,
            own,
            overruled: paper.state == DocumentState::Overruled,
        });
    }
    Ok(shelf)
}
