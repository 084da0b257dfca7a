//! One worker's record: what is known, what is sealed, what the public sees, what comes next.

use app::workers::Ends;
use askama::Template;

use super::Lock;
use crate::i18n::Lang;
use crate::page::Page;
use crate::portals::papers::Shelf;
use crate::portals::public::Card;
use crate::portals::{Panel, States, Told};
use crate::ui::{Badge, Next, Notes, Sees, Shown, StepForm, Timeline, part};

/// How much of a record is there, and when its papers end.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/full.html")]
pub struct Full {
    /// The page's language.
    pub lang: Lang,
    /// 0 to 100.
    pub percent: u8,
    /// What is missing, in the words of its fields.
    pub missing: Vec<String>,
    /// Each paper in words, and how near its end is.
    pub papers: Vec<(String, Ends)>,
}

part!(Full);

/// A change that the operator asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Why, in words.
    pub reason: String,
    /// What the moderator added; may be empty.
    pub message: String,
    /// How many fields were edited since.
    pub edits: usize,
    /// Where the record is sent to the check again.
    pub answer: String,
    /// The version that is shown.
    pub version: i64,
}

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
    /// What the operator asked to be changed, if anything.
    pub asked: Option<Asked>,
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
    /// What is missing, and which papers end; nothing of a record that is over.
    pub full: Option<Full>,
    /// What the public sees; nothing before there is anything to show.
    pub public: Option<Card>,
    /// How much of the profile is told, and why; nothing before the check.
    pub told: Option<Told>,
    /// Who sees what.
    pub sees: Sees,
    /// The papers that were filed; nothing where there are none.
    pub documents: Option<Shelf>,
    /// What happened.
    pub timeline: Timeline,
    /// What the agency wrote down for itself; nothing for whoever keeps no notes.
    pub notes: Option<Notes>,
    /// Ways out: unlist, withdraw.
    pub ends: Vec<StepForm>,
}
