//! A change that was asked of an agency, as the moderator sees it: what was asked, and what was edited since.

use app::workers::{Change, WorkerRecord as W};
use domain::ChangeReason;
use policy::Seen;

use crate::page::Page;
use crate::portals::fill::worker_facts;
use crate::ui::{Badge, Choice, Field, Kind, Shown, Tone, When};

/// The request that is open.
#[derive(Debug, Clone)]
pub struct AskedChange {
    /// Waiting for the agency, or answered.
    pub badge: Badge,
    /// Why, in words.
    pub reason: String,
    /// What was added; may be empty.
    pub message: String,
    /// When it was asked.
    pub asked: When,
    /// When the agency sent the record again; none while it is the agency's turn.
    pub answered: Option<When>,
    /// What was edited since, field by field.
    pub edits: Vec<Edited>,
}

/// One field that was edited since the change was asked.
#[derive(Debug, Clone)]
pub struct Edited {
    /// What the field is called.
    pub field: String,
    /// How it stood and how it stands; nothing of a field that is sealed.
    pub values: Option<(Shown, Shown)>,
}

impl AskedChange {
    /// With the record as it stands now, for its edits.
    pub fn of(page: &Page, change: &Change, now: &Seen<W>) -> Self {
        let (before, after) = (worker_facts(page, None, &change.before), worker_facts(page, None, now));
        let clear = |facts: &[(String, Shown)], label: &str| {
            let (_, shown) = facts.iter().find(|(name, _)| name == label)?;
            matches!(shown, Shown::Visible(_)).then(|| shown.clone())
        };
        let edit = |name: &String| {
            let field = page.t(format!("field-{}", if name == "wage_minor" { "wage" } else { name }));
            let nothing = || Shown::clear("\u{2013}");
            let values = match (clear(&before, &field), clear(&after, &field)) {
                (None, None) => None,
                (was, is) => Some((was.unwrap_or_else(nothing), is.unwrap_or_else(nothing))),
            };
            Edited { field, values }
        };
        let badge = match change.answered_at {
            None => Badge::new(Tone::Wait, "message-circle", page.t("review-asked")),
            Some(_) => Badge::new(Tone::Info, "refresh", page.t("review-again")),
        };
        Self {
            badge,
            reason: page.t(format!("change-{}", change.reason)),
            message: change.message.clone(),
            asked: page.when(change.asked_at),
            answered: change.answered_at.map(|at| page.when(at)),
            edits: change.changed.iter().map(edit).collect(),
        }
    }
}

/// What can be asked of an agency, and room for a short text.
pub fn change_fields(page: &Page) -> Vec<Field> {
    let choice = |reason: &ChangeReason| Choice::new(reason.as_str(), page.t(format!("change-{reason}")));
    let reasons = ChangeReason::ALL.iter().map(choice).collect();
    vec![
        Field::new("reason", page.t("review-change-what"), Kind::Cards(reasons)),
        Field::new("message", page.t("review-change-message"), Kind::Area)
            .hint(page.t("review-change-message.hint"))
            .optional(),
    ]
}
