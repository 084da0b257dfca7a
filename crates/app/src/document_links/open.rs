//! A link is opened: once, and for as long as it holds its pages are drawn for the same session. Each opening is a disclosure; each
//! try that is refused is on record with its reason, and answered like a link that never was.

use audit::{Draft, Fact, Object, PurposeSource};
use domain::{DocumentKind, DocumentState, DocumentType, Purpose, Side};
use envelope::token_hash;
use jiff::{SignedDuration, Timestamp};
use store::tables::document_links::{self as table, Link};
use store::tables::{cases, organisations};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::lets;
use crate::admit::Key;
use crate::caller::Caller;
use crate::documents::ports::Piece;
use crate::documents::{self, Opening};
use crate::{AppError, Desk, House, record, told};

/// The longer side of a page as it is shown, in pixels.
pub const OPEN_SIDE: u32 = 1_600;
/// LIMIT: refused tries of one link that are written down; those after them are counted with all that leads nowhere.
const REFUSED_MAX: i64 = 8;
/// What stands across the pages of a paper that opens against the scanner's word, behind the rest.
const OVERRULED: &str = " scanner-overruled";
/// How far the clocks of two nodes may lie apart.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

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

/// Why a link leads nowhere. People are told one thing, the log which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shut {
    OtherPerson,
    OtherSession,
    OtherRole,
    Ended,
    Early,
    OpenedBefore,
    NotOpened,
    NotThis,
    Moved,
    Withheld,
}

impl Shut {
    const fn word(self) -> &'static str {
        match self {
            Self::OtherPerson => "other_person",
            Self::OtherSession => "other_session",
            Self::OtherRole => "other_role",
            Self::Ended => "ended",
            Self::Early => "early",
            Self::OpenedBefore => "opened_before",
            Self::NotOpened => "not_opened",
            Self::NotThis => "not_this",
            Self::Moved => "moved",
            Self::Withheld => "withheld",
        }
    }
}

/// How a link is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// To look at the paper from now on.
    Look,
    /// For one page of what is being looked at.
    Page,
    /// To take the paper along.
    Take,
}

/// Whether whoever comes by this link at this moment is whom it is for, and it holds.
fn holds(link: &Link, desk: &Desk, caller: &Caller, used: Use) -> Result<(), Shut> {
    let refused = |shut: Shut, is: bool| if is { Err(shut) } else { Ok(()) };
    refused(Shut::OtherPerson, caller.user != Some(link.person))?;
    refused(Shut::OtherSession, caller.session != Some(link.session))?;
    refused(Shut::OtherRole, caller.role != link.role || caller.org != Some(link.org))?;
    refused(Shut::Ended, desk.real >= link.until)?;
    // A clock that was set back would make a minute long.
    refused(Shut::Early, desk.real.saturating_add(SKEW).is_ok_and(|soon| soon < link.made_at))?;
    refused(Shut::NotThis, link.takes != (used == Use::Take))?;
    match used {
        Use::Look | Use::Take => refused(Shut::OpenedBefore, link.opened_at.is_some()),
        Use::Page => refused(Shut::NotOpened, link.opened_at.is_none()),
    }
}

/// What a link leads to now.
struct Found {
    opened: documents::Opened,
    case: Option<String>,
    mark: String,
}

fn found(tx: &mut Tx, desk: &Desk, caller: &Caller, link: &Link, used: Use) -> Result<Result<Found, Shut>, AppError> {
    if let Err(shut) = holds(link, desk, caller, used) {
        return Ok(Err(shut));
    }
    let caller = &caller.clone().for_purpose(link.purpose);
    let case = link.case.map(|case| Key::Id(case.0));
    let opened = match lets::admit(tx, desk, caller, link.document, case.as_ref()) {
        Err(AppError::NotFound | AppError::Conflict(_)) => return Ok(Err(Shut::Withheld)),
        other => other?,
    };
    if (opened.whose.ask.state(), opened.whose.ask.overlay()) != (link.state, link.overlay) {
        return Ok(Err(Shut::Moved));
    }
    let case = match opened.whose.case {
        Some(case) => cases::get(tx, case)?.map(|row| row.reference),
        None => None,
    };
    let mut mark = mark(tx, caller, case.as_deref(), link.opened_at.unwrap_or(desk.real))?;
    if opened.row.state == DocumentState::Overruled {
        mark.push_str(OVERRULED);
    }
    Ok(Ok(Found { opened, case, mark }))
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

async fn used(house: &House, caller: &Caller, token: &str, how: Use) -> Result<(Opened, Found), AppError> {
    let hash = token_hash(token);
    let outcome = house
        .write(caller, move |tx, desk, caller| {
            let link = table::get(tx, &hash)?.ok_or(AppError::NotFound)?;
            let seen = match found(tx, desk, caller, &link, how)? {
                Ok(seen) => seen,
                Err(shut) => return refused(tx, desk, caller, &link, &hash, shut),
            };
            // Of all who try at once one opens it.
            if !table::open(tx, &hash, desk.real)? {
                return refused(tx, desk, caller, &link, &hash, Shut::OpenedBefore);
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
            Ok(Recorded::with(Some((opened, seen, record)), draft))
        })
        .await?;
    let (opened, seen, record) = outcome.ok_or(AppError::NotFound)?;
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

/// Writes a refused try down, and answers nothing.
fn refused<T>(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    link: &Link,
    hash: &[u8],
    shut: Shut,
) -> Result<Recorded<Option<T>>, AppError> {
    if !table::refused(tx, hash, REFUSED_MAX)? {
        return Err(AppError::NotFound);
    }
    let draft = record::plain(desk, caller, "document_link_refused", 0)
        .denied()
        .object(Object::new("document", link.document))
        .object(Object::new("document_link", link.id))
        .purpose(link.purpose, PurposeSource::Stated)
        .fact("why", Fact::Word(shut.word().to_owned()));
    Ok(Recorded::with(None, draft))
}

/// One page of a paper that stands open, the first is 0, as JPEG with the words across it. It is drawn anew each time, and policy is
/// asked each time.
pub async fn page(house: &House, caller: &Caller, token: &str, nth: usize) -> Result<Piece, AppError> {
    let hash = token_hash(token);
    let seen = house
        .read(caller, move |tx, desk, caller| {
            let link = table::get(tx, &hash)?.ok_or(AppError::NotFound)?;
            found(tx, desk, caller, &link, Use::Page)?.map_err(|_| AppError::NotFound)
        })
        .await?;
    documents::draw(house, &seen.opened, nth, OPEN_SIDE, &seen.mark).await
}
