//! Profile checks: the queue by due time, and one profile with its public side beside its sealed side.

use askama::Template;

use super::AskedChange;
use crate::page::Page;
use crate::portals::papers::Shelf;
use crate::portals::public::Card;
use crate::portals::{Panel, Tab, Told};
use crate::ui::{Badge, Field, Next, Notes, Pager, Timeline, When};

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
    /// Until when an answer is owed; none while it waits for its agency.
    pub due: Option<When>,
    /// New, changed since it was asked, late, or asked.
    pub badge: Badge,
}

/// The queue.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/reviews.html")]
pub struct Reviews {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// Since when those here wait, as a heading: sent to us, or asked of the agency.
    pub since: String,
    /// Whose turn: the moderators', or the agencies'.
    pub tabs: Vec<Tab>,
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
    pub card: Option<Card>,
    /// What in the public side may tell who the person is, one sentence each; empty when nothing was found.
    pub flags: Vec<String>,
    /// Whether the person is listed elsewhere already; never where.
    pub listed_elsewhere: bool,
    /// What the re-identification check lets be told, for whoever may know.
    pub told: Option<Told>,
    /// The change that is open, if one is.
    pub change: Option<AskedChange>,
    /// The questions of a request to the agency; none when nothing can be asked.
    pub asks: Vec<Field>,
    /// Whether the request was sent and has to be mended.
    pub asking: bool,
    /// The version that is shown.
    pub version: i64,
    /// The sealed side: papers and identity, opened for the purpose `verify` only.
    pub sealed: Panel,
    /// The papers to compare it with; nothing where there are none.
    pub documents: Option<Shelf>,
    /// Approve, or ask one change.
    pub next: Next,
    /// What happened.
    pub timeline: Timeline,
    /// What the operator wrote down for itself; nothing for whoever keeps no notes.
    pub notes: Option<Notes>,
}
