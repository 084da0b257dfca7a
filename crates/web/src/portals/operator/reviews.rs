//! Profile checks: the queue by due time, and one profile with its public side beside its sealed side.

use askama::Template;

use crate::page::Page;
use crate::portals::Panel;
use crate::portals::public::Card;
use crate::ui::{Badge, Choice, Next, Pager, Timeline, When};

/// One profile that waits.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// The check's page.
    pub href: String,
    /// The record's reference.
    pub reference: String,
    /// The work, in words.
    pub work: String,
    /// The agency's code.
    pub agency: String,
    /// When it was sent.
    pub sent: When,
    /// Until when an answer is owed.
    pub due: When,
    /// New, sent again, or late.
    pub badge: Badge,
}

/// The queue.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/reviews.html")]
pub struct Reviews {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// Soonest due first.
    pub rows: Vec<ReviewRow>,
    /// Back and next.
    pub pager: Pager,
}

/// One check.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/review.html")]
pub struct Review {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// The record's reference.
    pub reference: String,
    /// How it stands.
    pub badge: Badge,
    /// What the public would see.
    pub card: Card,
    /// What in the public side may tell who the person is, one sentence each; empty when nothing was found.
    pub flags: Vec<String>,
    /// Whether the person is listed elsewhere already; never where.
    pub listed_elsewhere: bool,
    /// The change that the agency was asked for, in words; empty when none is open.
    pub asked: String,
    /// What can be asked of the agency; nothing when nothing can.
    pub changes: Vec<Choice>,
    /// The sealed side: papers and identity, opened for the purpose `verify` only.
    pub sealed: Panel,
    /// Approve, or ask one change.
    pub next: Next,
    /// What happened.
    pub timeline: Timeline,
}
