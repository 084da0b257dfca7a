//! A link is opened: once, and for as long as it holds its pages are drawn for the same session. Each opening is a disclosure; each
//! try that is refused is on record with its reason, and answered like a link that never was.

use audit::{Draft, Object};
use domain::{DocumentKind, DocumentState, DocumentType, Purpose, Side};
use envelope::token_hash;
use jiff::{SignedDuration, Timestamp};
use store::tables::document_links::{self as table, Link};
use store::tables::{cases, organisations};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::shut::{Shut, Stop, Use, holds, refused};
use super::{lets, set_back};
use crate::admit::Key;
use crate::caller::Caller;
use crate::documents::ports::Piece;
use crate::documents::{self, Opening};
use crate::{AppError, Desk, House, record, told};

/// The longer side of a page as it is shown, in pixels.
pub const OPEN_SIDE: u32 = 1_600;
/// What stands across the pages of a paper that opens against the scanner's word, behind the rest.
const OVERRULED: &str = " scanner-overruled";

/// A paper that stands open.
#[derive(Debug, Clone)]
pub struct Opened {
    /// What it is.
    pub kind: DocumentKind,
    /// How many pages.
    pub pages: usize,
    /// Until when its pages are drawn.
    pub until: Timestamp,
    /// How long that is from now.
    pub left: SignedDuration,
    /// What for.
    pub purpose: Purpose,
    /// The reference of the case through which it is read.
    pub case: Option<String>,
    /// What stands across its pages: who, when, which case.
    pub mark: String,
    /// The paper itself, for another link.
    pub document: Uuid,
    /// Whether it opens against the scanner's word.
    pub overruled: bool,
}

/// What a link leads to now.
struct Found {
    opened: documents::Opened,
    case: Option<String>,
    mark: String,
}

/// What this token opens to the caller at this moment, with the link.
fn found(tx: &mut Tx, desk: &Desk, caller: &Caller, hash: &[u8], used: Use) -> Result<(Link, Found), Stop> {
    let link = table::get(tx, hash)?.ok_or(Stop::Unknown)?;
    holds(&link, desk, caller, used)?;
    let caller = &caller.clone().for_purpose(link.purpose);
    let case = link.case.map(|case| Key::Id(case.0));
    let opened = match lets::admit(tx, desk, caller, link.document, case.as_ref()) {
        Ok(opened) => opened,
        Err(AppError::NotFound | AppError::Conflict(_)) => return Err(Shut::Withheld.into()),
        Err(AppError::Denied(denial, draft)) => {
            let ask = denial.ask();
            let stands = (ask.state(), ask.overlay()) == (link.state, link.overlay);
            return Err(Stop::Shut(if stands { Shut::Withheld } else { Shut::Moved }, Some(draft)));
        }
        Err(error) => return Err(error.into()),
    };
    if (opened.whose.ask.state(), opened.whose.ask.overlay()) != (link.state, link.overlay) {
        return Err(Shut::Moved.into());
    }
    let case = match opened.whose.case {
        Some(case) => cases::get(tx, case)?.map(|row| row.reference),
        None => None,
    };
    let mut mark = mark(tx, caller, case.as_deref(), link.opened_at.unwrap_or(desk.real))?;
    if opened.row.state == DocumentState::Overruled {
        mark.push_str(OVERRULED);
    }
    Ok((link, Found { opened, case, mark }))
}

/// Who, in which role, when, through which case: codes and pseudonyms, no name.
fn mark(tx: &mut Tx, caller: &Caller, case: Option<&str>, at: Timestamp) -> Result<String, AppError> {
    let firm = match caller.org.filter(|_| Side::of(caller.role) != Side::Worker) {
        Some(org) => organisations::get(tx, org)?.map(|org| org.code.unwrap_or(org.reference)),
        None => None,
    };
    let person = caller.actor_id().0.simple().to_string();
    let minute = at.strftime("%Y-%m-%d %H:%MZ").to_string();
    let parts = [firm.as_deref(), Some(caller.role.as_str()), person.get(24..), Some(&minute), case];
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Opens a paper to be looked at; its pages are drawn by [`page`] until the link ends. Whatever is wrong with the link, or with who comes
/// by it, is answered like an unused name.
pub async fn open(house: &House, caller: &Caller, token: &str) -> Result<Opened, AppError> {
    Ok(used(house, caller, token, Use::Look).await?.0)
}

/// The paper as a file, and the link is used up. Its bytes come in pieces.
pub async fn file(house: &House, caller: &Caller, token: &str) -> Result<(Opened, DocumentType, Opening), AppError> {
    let (opened, found) = used(house, caller, token, Use::Take).await?;
    let bytes = documents::bytes(house, &found.opened).await?;
    Ok((opened, found.opened.row.content, bytes))
}

/// Time and caller of one use of a link, after what has to be true before any is looked up.
async fn begun(house: &House, caller: &Caller) -> Result<(Desk, Caller), AppError> {
    // A visitor has no link.
    if caller.scope() == Scope::Public {
        return Err(AppError::SignedOut);
    }
    set_back::close(house).await?;
    Ok((house.desk(), caller.clone()))
}

async fn used(house: &House, caller: &Caller, token: &str, how: Use) -> Result<(Opened, Found), AppError> {
    let hash = token_hash(token);
    let (desk, by) = begun(house, caller).await?;
    let outcome = house
        .store
        .write(caller.scope(), move |tx: &mut Tx| -> Result<_, Stop> {
            let (desk, caller) = (&desk, &by);
            let (link, seen) = found(tx, desk, caller, &hash, how)?;
            // Of all who try at once one opens it.
            if !table::open(tx, &hash, desk.real)? {
                return Err(Shut::OpenedBefore.into());
            }
            let draft = disclosed(desk, caller, &link, &seen.opened);
            let record = draft.id;
            let row = &seen.opened.row;
            let opened = Opened {
                kind: row.kind,
                pages: usize::try_from(row.pages).unwrap_or(1).max(1),
                until: link.until,
                left: link.until.duration_since(desk.real),
                purpose: link.purpose,
                case: seen.case.clone(),
                mark: seen.mark.clone(),
                document: link.document,
                overruled: row.state == DocumentState::Overruled,
            };
            Ok(Recorded::with((opened, seen, record), draft))
        })
        .await;
    let (opened, seen, record) = match outcome {
        Ok(done) => done,
        Err(stop) => return refused(house, caller, hash, how, stop).await,
    };
    house.linked(record).await?;
    Ok((opened, seen))
}

/// The record of an opening: a household finds in its own log what names it first.
fn disclosed(desk: &Desk, caller: &Caller, link: &Link, opened: &documents::Opened) -> Draft {
    let mut draft = record::allowed(desk, caller, &opened.permit, 0).object(Object::new("document_link", link.id));
    draft = opened.whose.on_record(draft);
    if let Some(at) = draft.object.iter().position(|object| object.kind == "customer") {
        draft.object.swap(0, at);
    }
    match opened.whose.worker {
        Some(_) => told::of_look(desk, caller, &opened.permit, opened.whose.org, draft),
        None => draft,
    }
}

/// One page of a paper that stands open, the first is 0, as JPEG with the words across it. It is drawn anew each time, and policy is
/// asked each time. A try that is refused is on record like one to open it.
pub async fn page(house: &House, caller: &Caller, token: &str, nth: usize) -> Result<Piece, AppError> {
    let hash = token_hash(token);
    let (desk, by) = begun(house, caller).await?;
    let look = move |tx: &mut Tx| found(tx, &desk, &by, &hash, Use::Page);
    let seen = match house.store.read(caller.scope(), look).await {
        Ok((_, seen)) => seen,
        Err(stop) => return refused(house, caller, hash, Use::Page, stop).await,
    };
    documents::draw(house, &seen.opened, nth, OPEN_SIDE, &seen.mark).await
}
