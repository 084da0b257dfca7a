//! The meeting of a case: the times on offer, the one picked, the one agreed, and what became of it.
//!
//! A meeting exchanges no contact: a call is made by the agency, and the only text is where its office is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::State;
use crate::words::Side;

/// A time for a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long it takes, at least 1.
    pub minutes: u16,
    /// By video, by telephone or at the agency.
    pub place: Place,
    /// Where the agency's office is, or whom to ask for there: from the agency alone, for the parties alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
}

/// LIMIT: characters of [`Slot::way`].
pub const WAY_MAX: usize = 200;

impl Slot {
    /// When it ends.
    pub fn ends_at(&self) -> Timestamp {
        self.starts_at + jiff::SignedDuration::from_mins(i64::from(self.minutes))
    }

    /// Whether somebody who comes to it knows where: a call is the agency's to make, an office has an address.
    pub(in crate::case) fn is_told(&self) -> bool {
        self.place != Place::AgencyOffice || self.way.is_some()
    }
}

/// Where a meeting is held: never at the customer's home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A video call that the agency makes. It is not recorded.
    Video,
    /// A telephone call that the agency makes.
    Telephone,
    /// At the agency's office.
    AgencyOffice,
}

impl Place {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Telephone => "telephone",
            Self::AgencyOffice => "agency_office",
        }
    }
}

/// A time on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// Whose offer it is.
    pub by: Side,
    /// The time.
    pub slot: Slot,
}

/// How far a meeting is arranged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arranging {
    /// Every time on offer. Beside an agreed meeting: those that were not picked.
    pub offered: Vec<Offered>,
    /// Which of them was picked, by its place.
    pub chosen: Option<u8>,
    /// Who needs an interpreter, and for which language (ISO 639).
    #[serde(default)]
    pub interpreter: BTreeMap<Side, String>,
}

impl Arranging {
    /// The time picked.
    pub fn chosen(&self) -> Option<&Slot> {
        self.offered.get(usize::from(self.chosen?)).map(|offered| &offered.slot)
    }

    /// Whether a time lies ahead that the other side offered.
    pub fn has_for(&self, side: Side, at: Timestamp) -> bool {
        self.offered.iter().any(|offered| offered.by != side && offered.slot.starts_at > at)
    }

    /// Whether the time picked still lies ahead.
    pub fn is_chosen(&self, at: Timestamp) -> bool {
        self.chosen().is_some_and(|slot| slot.starts_at > at)
    }

    /// With who needs an interpreter, if somebody says so. Whoever said so before is not forgotten.
    #[must_use]
    pub(in crate::case) fn heard(mut self, side: Side, interpreter: Option<&String>) -> Self {
        if let Some(language) = interpreter {
            self.interpreter.insert(side, language.clone());
        }
        self
    }

    /// The same with a time picked. Whoever picks for the agency may say where.
    #[must_use]
    pub(in crate::case) fn picked(mut self, slot: u8, way: Option<&String>) -> Self {
        if let (Some(way), Some(offered)) = (way, self.offered.get_mut(usize::from(slot))) {
            offered.slot.way = Some(way.clone());
        }
        Self { chosen: Some(slot), ..self }
    }

    /// New times of this side. They replace its earlier ones, unless an agreed meeting is moved (`keeps_own`): then whatever was on
    /// offer beside it stays. The other side's times stay. What has passed goes; at most `max` of each side stand, the new first.
    #[must_use]
    pub(in crate::case) fn proposed(&self, by: Side, slots: &[Slot], keeps_own: bool, at: Timestamp, max: u8) -> Self {
        let new = |slot: &Slot| Offered { by, slot: slot.clone() };
        let mut offered: Vec<Offered> = slots.iter().map(new).collect();
        for old in self.ahead(at) {
            let many = offered.iter().filter(|kept| kept.by == old.by).count();
            let again = slots.iter().any(|slot| slot.starts_at == old.slot.starts_at);
            if (keeps_own || old.by != by) && !again && many < usize::from(max) {
                offered.push(old.clone());
            }
        }
        Self { offered, chosen: None, interpreter: self.interpreter.clone() }
    }

    /// What is on offer beside the time picked, once that is agreed.
    #[must_use]
    pub(in crate::case) fn beside(&self) -> Self {
        let others = self.offered.iter().enumerate().filter(|(at, _)| Some(*at) != self.chosen.map(usize::from));
        Self {
            offered: others.map(|(_, offered)| offered.clone()).collect(),
            chosen: None,
            interpreter: self.interpreter.clone(),
        }
    }

    /// What is still on offer after a meeting that did not take place.
    #[must_use]
    pub(in crate::case) fn anew(&self, at: Timestamp) -> Self {
        Self { offered: self.ahead(at).cloned().collect(), chosen: None, interpreter: self.interpreter.clone() }
    }

    fn ahead(&self, at: Timestamp) -> impl Iterator<Item = &Offered> {
        self.offered.iter().filter(move |offered| offered.slot.starts_at > at)
    }
}

/// How often an agreed meeting did not happen as agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reschedules {
    /// Moved by the customer.
    pub customer: u8,
    /// Moved by the agency.
    pub agency: u8,
    /// It did not take place. Through whom is not kept here.
    #[serde(default)]
    pub missed: u8,
}

impl Reschedules {
    /// How often this side moved it.
    pub const fn of(self, side: Side) -> u8 {
        match side {
            Side::Customer => self.customer,
            Side::Agency => self.agency,
            Side::Worker | Side::Operator | Side::System => 0,
        }
    }

    /// Once more by this side.
    #[must_use]
    pub const fn and_by(mut self, side: Side) -> Self {
        match side {
            Side::Customer => self.customer += 1,
            Side::Agency => self.agency += 1,
            Side::Worker | Side::Operator | Side::System => {}
        }
        self
    }

    /// Once more without a meeting.
    #[must_use]
    pub const fn and_missed(mut self) -> Self {
        self.missed += 1;
        self
    }
}

/// What became of an agreed meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It stands.
    Set,
    /// It was moved, or the case ended before it, or it did not take place.
    CalledOff,
    /// It took place.
    Held,
}

/// The meeting that was agreed last, as calendars keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// When and where.
    pub slot: Slot,
    /// What became of it.
    pub standing: Standing,
    /// How often it changed since it was first agreed: `SEQUENCE` of RFC 5545.
    pub sequence: u32,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Meeting {
    /// The meeting of a case after a move from one state to another.
    pub(in crate::case) fn after(last: Option<&Self>, before: &State, after: &State, at: Timestamp) -> Option<Self> {
        let again = last.map_or(0, |last| last.sequence.saturating_add(1));
        let called_off = |last: &Self| Self {
            standing: Standing::CalledOff,
            sequence: last.sequence.saturating_add(1),
            changed_at: at,
            ..last.clone()
        };
        match (before, after) {
            (State::MeetingSet { .. }, State::MeetingSet { .. }) => last.cloned(),
            (_, State::MeetingSet { slot, .. }) => {
                Some(Self { slot: slot.clone(), standing: Standing::Set, sequence: again, changed_at: at })
            }
            // In a calendar nothing changes.
            (State::MeetingSet { .. }, State::Met { .. }) => {
                last.map(|last| Self { standing: Standing::Held, ..last.clone() })
            }
            (State::MeetingSet { .. }, _) | (State::Met { .. }, State::Accepted { .. }) => last.map(called_off),
            _ => last.cloned(),
        }
    }
}
