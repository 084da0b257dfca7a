//! One worker's record: what is known, what is sealed, what the public sees, what comes next.

use askama::Template;

use super::Lock;
use crate::page::Page;
use crate::portals::public::Card;
use crate::portals::{Panel, States};
use crate::ui::{Badge, Next, Sees, Shown, StepForm, Timeline};

/// The page of one record.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/record.html")]
pub struct WorkerRecord {
    /// The frame; entry `workers`.
    pub page: Page,
    /// The record's reference.
    pub reference: String,
    /// The name, as far as this member may see it.
    pub name: Shown,
    /// The state.
    pub badge: Badge,
    /// Why it cannot be changed, if it cannot.
    pub lock: Option<Lock>,
    /// What the operator asked to be changed; empty when nothing.
    pub asked: String,
    /// Where the record is edited; nothing while locked.
    pub edit: Option<String>,
    /// Where the worker is asked to sign in; nothing once they have a sign-in.
    pub sign_in: Option<String>,
    /// What to do now: ask consent, submit, list.
    pub next: Next,
    /// What the agency can still declare.
    pub states: Option<States>,
    /// Facts in groups, with the dialog that opens sealed ones.
    pub panels: Vec<Panel>,
    /// What the public sees; nothing before there is anything to show.
    pub public: Option<Card>,
    /// Who sees what.
    pub sees: Sees,
    /// What happened.
    pub timeline: Timeline,
    /// Ways out: unlist, withdraw.
    pub ends: Vec<StepForm>,
}
