//! Deliveries: what was sent, what waits, and what could not be sent though it was tried again and again.

use askama::Template;

use crate::page::Page;
use crate::portals::Stat;
use crate::ui::{Pager, When};

/// A job that was given up.
#[derive(Debug, Clone)]
pub struct Dead {
    /// The job's id, for `POST /operator/jobs/{id}/retry`.
    pub id: String,
    /// What it was to do, in words: "E-mail: sign-in code". Never an address.
    pub what: String,
    /// How often it was tried.
    pub tries: u32,
    /// The last fault, in the adapter's words without personal data.
    pub fault: String,
    /// When it was given up.
    pub when: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/jobs.html")]
pub struct Jobs {
    /// The frame; entry `jobs`.
    pub page: Page,
    /// Waiting, sent today, oldest waiting, given up.
    pub stats: Vec<Stat>,
    /// Newest first.
    pub dead: Vec<Dead>,
    /// Back and next.
    pub pager: Pager,
}
