//! Whose papers somebody asks about, and how they stand to them: the only place where a document's owner becomes a question to policy.

use domain::{
    CaseId, ClassSet, DocumentOwner, DocumentRule, FieldAction, OrgId, Overlay, Relation, RelationSet, Role,
    StateToken, WorkerId,
};
use policy::{Ask, ObjectRef, Permit};
use store::Tx;
use store::tables::documents::Document;
use uuid::Uuid;

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// Whose papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A worker's, by their roster record.
    Worker(Key),
    /// The same through a case.
    WorkerOf(Key),
    /// An agency's own; or, for whoever checks agencies, that of this one.
    Agency(Option<Key>),
    /// A household's own; or, through a case, that household's.
    Household(Option<Key>),
    /// For whoever checks households: that of this one.
    HouseholdRecord(Key),
    /// Those of a case itself: the contract, receipts.
    Case(Key),
}

/// An owner of papers, and the caller's question about them.
#[derive(Debug, Clone)]
pub struct Whose {
    /// What the owner is.
    pub kind: DocumentOwner,
    /// The worker, the organisation or the case.
    pub owner: Uuid,
    /// Whose rows they are.
    pub org: OrgId,
    /// The worker whom they are about.
    pub worker: Option<WorkerId>,
    /// The household that they are about.
    pub household: Option<OrgId>,
    /// The case that they are of, or through which the caller came.
    pub case: Option<CaseId>,
    /// Whose key seals them.
    pub subject: Uuid,
    /// The question to policy.
    pub ask: Ask,
}

impl Of {
    /// Finds the owner. Whoever may not know of it gets the answer for an unused name.
    pub fn find(&self, tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Whose, AppError> {
        match self {
            Self::Worker(key) => {
                let open = admit::worker(tx, desk, caller, key)?;
                Ok(Whose::of_worker(open.row.id, open.row.org, None, open.ask(caller)))
            }
            Self::WorkerOf(key) => {
                let open = admit::case(tx, desk, caller, key)?;
                let ask = open.ask_owned(caller, Some(open.row.agency));
                Ok(Whose::of_worker(open.row.worker, open.row.agency, Some(open.row.id), ask))
            }
            Self::Agency(None) => match (caller.role, caller.org) {
                (Role::AgencyUser | Role::AgencyAdmin, Some(org)) => {
                    Ok(Whose::of_org(DocumentOwner::Agency, org, None, asked(caller, Relation::OwnOrg)))
                }
                _ => Err(AppError::NotFound),
            },
            Self::Agency(Some(key)) => {
                if !matches!(caller.role, Role::Moderator) {
                    return Err(AppError::NotFound);
                }
                let row = admit::organisation(tx, key)?;
                if row.kind != "agency" {
                    return Err(AppError::NotFound);
                }
                Ok(Whose::of_org(DocumentOwner::Agency, row.id, None, asked(caller, Relation::Assigned)))
            }
            Self::Household(None) => match (caller.role, caller.org) {
                (Role::Customer | Role::CustomerApprover, Some(org)) => {
                    Ok(Whose::of_org(DocumentOwner::Household, org, None, asked(caller, Relation::OwnOrg)))
                }
                _ => Err(AppError::NotFound),
            },
            Self::HouseholdRecord(key) => {
                if !matches!(caller.role, Role::Moderator) {
                    return Err(AppError::NotFound);
                }
                let row = admit::organisation(tx, key)?;
                if row.kind != "customer" {
                    return Err(AppError::NotFound);
                }
                Ok(Whose::of_org(DocumentOwner::Household, row.id, None, asked(caller, Relation::Assigned)))
            }
            Self::Household(Some(key)) => {
                let open = admit::case(tx, desk, caller, key)?;
                let ask = open.ask_owned(caller, Some(open.row.customer));
                Ok(Whose::of_org(DocumentOwner::Household, open.row.customer, Some(open.row.id), ask))
            }
            Self::Case(key) => {
                let open = admit::case(tx, desk, caller, key)?;
                Ok(Whose {
                    kind: DocumentOwner::Case,
                    owner: open.row.id.0,
                    org: open.row.agency,
                    worker: None,
                    household: None,
                    case: Some(open.row.id),
                    subject: open.row.worker.0,
                    ask: open.ask_owned(caller, Some(open.row.agency)),
                })
            }
        }
    }
}

/// The question about an organisation's own papers.
fn asked(caller: &Caller, relation: Relation) -> Ask {
    let ask = Ask::new(caller.role, RelationSet::NONE.with(relation), StateToken::None, Overlay::None);
    match caller.purpose {
        Some(purpose) => ask.with_stated_purpose(purpose),
        None => ask.with_working_purpose(),
    }
}

impl Whose {
    fn of_worker(worker: WorkerId, agency: OrgId, case: Option<CaseId>, ask: Ask) -> Self {
        let (household, subject) = (None, worker.0);
        Self {
            kind: DocumentOwner::Worker,
            owner: worker.0,
            org: agency,
            worker: Some(worker),
            household,
            case,
            subject,
            ask,
        }
    }

    fn of_org(kind: DocumentOwner, org: OrgId, case: Option<CaseId>, ask: Ask) -> Self {
        let household = (kind == DocumentOwner::Household).then_some(org);
        Self { kind, owner: org.0, org, worker: None, household, case, subject: org.0, ask }
    }

    /// Whether this is the owner of that document.
    pub fn owns(&self, document: &Document) -> bool {
        (self.kind, self.owner) == (document.owner_kind, document.owner)
    }

    /// May the caller do this with that document, as it stands now?
    pub fn may(
        &self,
        desk: &Desk,
        caller: &Caller,
        action: FieldAction,
        rule: &DocumentRule,
        document: ObjectRef,
    ) -> Result<Permit, AppError> {
        let wanted = ClassSet::EMPTY.with(rule.class);
        desk.policy
            .admit_fields(&self.ask, action, document, wanted)
            .map_err(|denial| record::denied(desk, caller, denial))
    }

    /// Whether the caller could, without leaving a record: for lists, and for what a page offers.
    pub fn could(&self, desk: &Desk, action: FieldAction, rule: &DocumentRule) -> bool {
        desk.policy.open(&self.ask, action).has(rule.class)
    }

    /// The objects that a record about these papers names beside the document, so that whoever they are about finds it.
    pub fn on_record(&self, mut draft: audit::Draft) -> audit::Draft {
        if let Some(worker) = self.worker {
            draft = draft.object(audit::Object::new("worker", worker.0));
        }
        if let Some(household) = self.household {
            draft = draft.object(audit::Object::new("customer", household.0));
        }
        if let Some(case) = self.case {
            draft = draft.object(audit::Object::new("case", case.0));
        }
        draft
    }
}

/// A document as an object of decisions.
pub(super) fn object(document: &Document) -> ObjectRef {
    ObjectRef { kind: "document", id: document.id, version: document.version }
}
