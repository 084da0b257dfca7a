//! A link is asked for: to look at a paper, or to take it along where its kind allows that.

use audit::Object;
use domain::{DocumentKind, Purpose};
use envelope::{Token, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use store::Recorded;
use store::tables::document_links as table;
use uuid::Uuid;

use super::{expire, lets, set_back};
use crate::admit::Key;
use crate::caller::Caller;
use crate::{AppError, House, record};

/// How long a link holds.
pub const LINK_SECONDS: i64 = 60;
/// LIMIT: links of one session that hold and were not opened.
pub const LIVING_MAX: usize = 20;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which version of which paper.
    pub document: Uuid,
    /// Through which case; none: on a roster, or of one's own.
    pub case: Option<Key>,
    /// What for; none: the usual purpose of the state, which opens only what needs no other.
    pub purpose: Option<Purpose>,
    /// Whether it is to be taken along as a file.
    pub takes: bool,
}

/// A link.
#[derive(Debug)]
pub struct Link {
    /// What it ends in; shown once.
    pub token: Token,
    /// Until when it holds, in real time.
    pub until: Timestamp,
    /// What it leads to.
    pub kind: DocumentKind,
}

/// A fresh link, in the place of one to the same paper that this session did not open. [`AppError::Conflict`] `document_view_only` where
/// such a paper is only looked at, what [`crate::documents::admit`] says of one that does not open, `document_replaced` where a newer version took its place, and `document_links_many` while [`LIVING_MAX`]
/// others are unopened.
pub async fn make(house: &House, caller: &Caller, ask: Ask) -> Result<Link, AppError> {
    let session = caller.session.ok_or(AppError::SignedOut)?;
    let (Some(person), Some(org)) = (caller.user, caller.org) else { return Err(AppError::NotFound) };
    // Before the new one is there: it is not one of those that were made before the clock was set back.
    set_back::close(house).await?;
    let token = random_token(&*house.entropy);
    let hash = token_hash(token.as_str());
    let caller = match ask.purpose {
        Some(purpose) => caller.clone().for_purpose(purpose),
        None => caller.clone(),
    };
    let (until, kind) = house
        .write(&caller, move |tx, desk, caller| {
            let opened = lets::admit(tx, desk, caller, ask.document, ask.case.as_ref())?;
            if ask.takes && opened.rule.view_only {
                return Err(AppError::Conflict("document_view_only"));
            }
            let purpose =
                opened.permit.purpose().ok_or_else(|| AppError::invalid("/purpose", "purpose_wanted"))?.purpose;
            let until = desk.real.saturating_add(SignedDuration::from_secs(LINK_SECONDS)).unwrap_or(desk.real);
            let link = table::Link {
                id: desk.id(0x51),
                document: opened.row.id,
                org,
                person,
                session,
                role: caller.role,
                purpose,
                case: opened.whose.case.filter(|_| ask.case.is_some()),
                state: opened.whose.ask.state(),
                overlay: opened.whose.ask.overlay(),
                takes: ask.takes,
                made_at: desk.real,
                until,
                opened_at: None,
            };
            // What ended unopened is on record as such, though another takes its place before the job finds it.
            let ended = table::take_ended(tx, session, org, link.document, desk.real)?;
            table::insert(tx, &link, &hash)?;
            if table::living(tx, session, desk.real)? > LIVING_MAX {
                return Err(AppError::Conflict("document_links_many"));
            }
            let mut draft =
                record::allowed(desk, caller, &opened.permit, 0).object(Object::new("document_link", link.id));
            "document_link_made".clone_into(&mut draft.action);
            let recorded = Recorded::with((until, opened.row.kind), draft);
            Ok(match &ended {
                Some(ended) => recorded.and(expire::unopened(desk, ended, 1)),
                None => recorded,
            })
        })
        .await?;
    Ok(Link { token, until, kind })
}
