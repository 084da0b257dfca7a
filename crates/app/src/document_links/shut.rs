//! A link that leads nowhere. Whoever comes by it is answered as if it never was; the log says why it did not open, in the name of the
//! organisation for which it was made: it is theirs to know that somebody else has it.

use audit::{Draft, Fact, Object, PurposeSource};
use jiff::Timestamp;
use store::tables::document_links::{self as table, Link};
use store::{Job, Recorded, Refused, Scope, StoreError, Tx};

use super::set_back::SKEW;
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// LIMIT: refused tries of one link that are written down; those after them are counted with all that leads nowhere.
const REFUSED_MAX: i64 = 8;

/// Why a link leads nowhere. People are told one thing, the log which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shut {
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
pub(super) enum Use {
    /// To look at the paper from now on.
    Look,
    /// For one page of what is being looked at.
    Page,
    /// To take the paper along.
    Take,
}

/// Why a use of a link came to nothing.
pub(super) enum Stop {
    /// The caller's scope knows of no such link.
    Unknown,
    /// It does not open, with the record of the policy's refusal where it was the policy that refused.
    Shut(Shut, Option<Box<Draft>>),
    /// Something else.
    Failed(AppError),
}

impl From<Shut> for Stop {
    fn from(shut: Shut) -> Self {
        Self::Shut(shut, None)
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Refused for Stop {
    /// A link that is shut is written down by [`refused`], with what the policy said.
    fn denial(&self) -> Option<Draft> {
        match self {
            Self::Failed(error) => error.denial(),
            Self::Unknown | Self::Shut(..) => None,
        }
    }
}

/// Whether whoever comes by this link at this moment is whom it is for, and it holds.
pub(super) fn holds(link: &Link, desk: &Desk, caller: &Caller, used: Use) -> Result<(), Shut> {
    let refused = |shut: Shut, is: bool| if is { Err(shut) } else { Ok(()) };
    // A clock that was set back would make a minute long.
    let early = |at: Timestamp| desk.real.saturating_add(SKEW).is_ok_and(|soon| soon < at);
    refused(Shut::OtherPerson, caller.user != Some(link.person))?;
    refused(Shut::OtherSession, caller.session != Some(link.session))?;
    refused(Shut::OtherRole, caller.role != link.role || caller.org != Some(link.org))?;
    refused(Shut::Early, link.is_closed())?;
    refused(Shut::Ended, desk.real >= link.until)?;
    refused(Shut::Early, early(link.made_at))?;
    refused(Shut::NotThis, link.takes != (used == Use::Take))?;
    match (used, link.opened_at) {
        (Use::Look | Use::Take, Some(_)) => Err(Shut::OpenedBefore),
        (Use::Page, None) => Err(Shut::NotOpened),
        (Use::Page, Some(opened)) => refused(Shut::Early, early(opened)),
        (Use::Look | Use::Take, None) => Ok(()),
    }
}

/// Writes down that a use came to nothing, and answers [`AppError::NotFound`] whatever was wrong with the link.
///
/// A link of another organisation is looked for too, for the record alone: the caller's own scope has said that there is nothing. Both
/// that and a link that never was cost one look and one record, so that neither the answer nor its time tells them apart.
pub(super) async fn refused<T>(
    house: &House,
    caller: &Caller,
    hash: [u8; 32],
    used: Use,
    stop: Stop,
) -> Result<T, AppError> {
    let (shut, denial) = match stop {
        Stop::Unknown => (None, None),
        Stop::Shut(shut, denial) => (Some(shut), denial),
        Stop::Failed(error) => return house.noted(caller, Err(error)).await,
    };
    let (desk, by) = (house.desk(), caller.clone());
    let keep = move |tx: &mut Tx| -> Result<_, AppError> {
        let Some(link) = table::get(tx, &hash)? else { return Ok(Recorded::housekeeping(false)) };
        if !table::refused(tx, &hash, REFUSED_MAX)? {
            return Ok(Recorded::housekeeping(false));
        }
        // What the caller's walls hide is somebody else's, and so it does not hold for them.
        let shut = shut.or_else(|| holds(&link, &desk, &by, used).err()).unwrap_or(Shut::Withheld);
        let recorded = Recorded::with(true, tried(&desk, &by, &link, shut));
        Ok(match &denial {
            Some(denial) => recorded.and((**denial).clone()),
            None => recorded,
        })
    };
    let written = house.store.write(Scope::System(Job::Housekeeping), keep).await?;
    if written { Err(AppError::NotFound) } else { house.noted(caller, Err(AppError::NotFound)).await }
}

/// The record of a try. It stands in the log of the organisation for which the link was made and in no other: whoever tries must not read
/// in their own log that there is such a link.
fn tried(desk: &Desk, caller: &Caller, link: &Link, shut: Shut) -> Draft {
    record::plain(desk, caller, "document_link_refused", 0)
        .denied()
        .org(link.org)
        .object(Object::new("document", link.document))
        .object(Object::new("document_link", link.id))
        .purpose(link.purpose, PurposeSource::Stated)
        .fact("why", Fact::Word(shut.word().to_owned()))
}
