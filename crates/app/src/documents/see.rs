//! Papers of an owner as a caller may see them: that they are there and where they stand, never what is in them.

use domain::{DocumentRule, DocumentState, FieldAction};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Tx;
use store::tables::documents::{self as table, Document};
use uuid::Uuid;

use super::whose::{Of, Whose};
use crate::admit::Key;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// A version of a paper, without anything that it says.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The identifier.
    pub id: Uuid,
    /// The same for all versions of one paper.
    pub paper: Uuid,
    /// Which version.
    pub nth: i64,
    /// What is accepted as it, and how it is opened.
    pub rule: &'static DocumentRule,
    /// Where it stands.
    pub state: DocumentState,
    /// Why it was refused or is held, for whoever may file it anew.
    pub reason: Option<String>,
    /// What the file is.
    pub content: domain::DocumentType,
    /// Its pages; 0 until it was looked into.
    pub pages: i64,
    /// Bytes of the file.
    pub bytes: i64,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// When it was filed.
    pub uploaded_at: Timestamp,
    /// When it was found clean or not.
    pub scanned_at: Option<Timestamp>,
    /// Whether a later version took its place.
    pub replaced: bool,
    /// Whether the caller may open it, now and for the purpose that they state or work for.
    pub openable: bool,
    /// Whether the caller may file a later version.
    pub replaceable: bool,
}

/// LIMIT: documents of one owner that are listed; there are no more ([`super::PER_OWNER_MAX`]).
const LISTED_MAX: u32 = 100;

/// A document as the caller may see it.
pub(super) fn paper(desk: &Desk, whose: &Whose, rule: &'static DocumentRule, row: Document) -> Paper {
    let files = whose.could_file(desk, rule);
    Paper {
        id: row.id,
        paper: row.paper,
        nth: row.nth,
        rule,
        state: row.state,
        reason: row.reason.filter(|_| files && row.state == DocumentState::Refused),
        content: row.content,
        pages: row.pages,
        bytes: row.bytes,
        expires_on: row.expires_on,
        uploaded_at: row.uploaded_at,
        scanned_at: row.scanned_at,
        replaced: row.replaced_at.is_some(),
        openable: row.state.opens() && whose.could(desk, rule.opened_by(), rule),
        replaceable: row.replaced_at.is_none() && files,
    }
}

/// Whether the caller may know that a paper of this kind is there: whoever files it, whoever may open it, and whoever sees its mask.
fn is_known(desk: &Desk, whose: &Whose, rule: &DocumentRule) -> bool {
    whose.could_file(desk, rule)
        || [FieldAction::ViewMasked, rule.opened_by()].into_iter().any(|action| whose.could(desk, action, rule))
}

/// Papers of an owner, newest first; with earlier versions for whoever asks for them.
pub fn list(tx: &mut Tx, desk: &Desk, caller: &Caller, of: &Of, earlier: bool) -> Result<Vec<Paper>, AppError> {
    let whose = of.find(tx, desk, caller)?;
    let rows = table::of_owner(tx, whose.owner, earlier, LISTED_MAX)?;
    let known = |row: Document| {
        let rule = DocumentRule::of(row.kind, row.owner_kind)?;
        is_known(desk, &whose, rule).then(|| paper(desk, &whose, rule, row))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// The owner of a document as a caller reaches it: their own, the one about them, or through the case that they name.
pub(super) fn owner_of(row: &Document, through: Option<&Key>) -> Of {
    use domain::DocumentOwner as Owner;
    match (row.owner_kind, through) {
        (Owner::Worker, None) => Of::Worker(Key::Id(row.owner)),
        (Owner::Worker, Some(case)) => Of::WorkerOf(case.clone()),
        (Owner::Agency, _) => Of::Agency(Some(Key::Id(row.owner))),
        (Owner::Household, case) => Of::Household(case.cloned()),
        (Owner::Case, _) => Of::Case(Key::Id(row.owner)),
    }
}

/// A document with its owner, if the caller may know of it. `through` names the case by which they come to it.
pub(super) fn found(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    through: Option<&Key>,
) -> Result<(Document, Whose, &'static DocumentRule), AppError> {
    let row = table::get(tx, id)?.filter(|row| row.state != DocumentState::Destroyed).ok_or(AppError::NotFound)?;
    let of = match owner_of(&row, through) {
        Of::Agency(_) if !caller.is_operator() => Of::Agency(None),
        Of::Household(None) if caller.is_operator() => Of::HouseholdRecord(Key::Id(row.owner)),
        of => of,
    };
    let whose = of.find(tx, desk, caller)?;
    let rule = DocumentRule::of(row.kind, row.owner_kind).ok_or(AppError::NotFound)?;
    // The case that they name may be about somebody else.
    if !whose.owns(&row) || !is_known(desk, &whose, rule) {
        return Err(AppError::NotFound);
    }
    Ok((row, whose, rule))
}

/// One document. Whoever may not know of it gets the answer for an unused name.
pub fn one(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, through: Option<&Key>) -> Result<Paper, AppError> {
    let (row, whose, rule) = found(tx, desk, caller, id, through)?;
    Ok(paper(desk, &whose, rule, row))
}
