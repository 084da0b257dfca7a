//! The meeting of a case in a card: the time that stands, how one meets, what else is on offer, the entry for a calendar.

use askama::Template;

use crate::i18n::Lang;
use crate::ui::{Badge, When, part};

/// A time on offer.
#[derive(Debug, Clone)]
pub struct OfferedTime {
    /// When.
    pub when: When,
    /// How, and who offers it, in words.
    pub detail: String,
    /// Whether it is on the weekend or a holiday.
    pub weekend: bool,
    /// Whether it was picked.
    pub chosen: bool,
}

/// The time that was agreed last.
#[derive(Debug, Clone)]
pub struct AgreedTime {
    /// When.
    pub when: When,
    /// Whether it is on the weekend or a holiday.
    pub weekend: bool,
    /// Whether it stands, was called off or took place.
    pub badge: Badge,
    /// How one meets, and for how long.
    pub place: String,
    /// How that goes without anybody's number; empty once it is over.
    pub how: String,
    /// Where the agency's office is, for whoever may know it.
    pub way: String,
    /// The address of the entry for a calendar; nothing for staff.
    pub calendar: Option<String>,
}

/// The card.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/meeting.html")]
pub struct Meeting {
    /// The page's language.
    pub lang: Lang,
    /// The meeting, once one was agreed.
    pub agreed: Option<AgreedTime>,
    /// What is on offer.
    pub offered: Vec<OfferedTime>,
    /// Who needs an interpreter, and whether one comes, in sentences.
    pub interpreter: Vec<String>,
    /// How often the reader may still move it; empty where that is no question.
    pub moves: String,
}

part!(Meeting);
