//! Where a case is on its way, in seven groups of states (DECISIONS 42): seven dots when wide, one line on a phone.

use askama::Template;
use domain::words::StateToken;

use super::part;
use crate::i18n::Lang;

/// The seven groups that a customer's stepper shows; each holds one or more states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// C01.
    Request,
    /// C02, C03.
    Held,
    /// C04, C05.
    Meeting,
    /// C06, C07.
    Agreement,
    /// C08.
    Payment,
    /// C09.
    Papers,
    /// C10 to C12.
    Arrival,
}

impl Group {
    /// The groups in their order.
    pub const ALL: [Self; 7] =
        [Self::Request, Self::Held, Self::Meeting, Self::Agreement, Self::Payment, Self::Papers, Self::Arrival];

    /// The group of a state on the way; nothing for states after the last group and for exits.
    pub const fn of(state: StateToken) -> Option<Self> {
        Some(match state {
            StateToken::Enquiry => Self::Request,
            StateToken::Held | StateToken::Accepted => Self::Held,
            StateToken::MeetingSet | StateToken::Met => Self::Meeting,
            StateToken::Offered | StateToken::Signed => Self::Agreement,
            StateToken::DepositPaid => Self::Payment,
            StateToken::Permit => Self::Papers,
            StateToken::Travel | StateToken::Arrived | StateToken::HandedOver => Self::Arrival,
            _ => return None,
        })
    }

    /// The group's place, from 1.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Request => "group-request",
            Self::Held => "group-held",
            Self::Meeting => "group-meeting",
            Self::Agreement => "group-agreement",
            Self::Payment => "group-payment",
            Self::Papers => "group-papers",
            Self::Arrival => "group-arrival",
        }
    }

    /// The group's name.
    pub fn name(self, lang: Lang) -> String {
        lang.t(self.key())
    }
}

/// The stepper of one case.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/stepper.html")]
pub struct Stepper {
    /// The page's language.
    pub lang: Lang,
    /// Where the case is now; nothing when all seven groups are behind it.
    pub now: Option<Group>,
    /// Whether the current step waits for the reader: only then is it copper.
    pub yours: bool,
    /// The day on which each group was reached, in words; as many as were reached.
    pub days: Vec<String>,
}

impl Stepper {
    fn done(&self, group: Group) -> bool {
        self.now.is_none_or(|now| group < now)
    }

    fn here(&self, group: Group) -> bool {
        self.now == Some(group)
    }

    fn day(&self, group: Group) -> &str {
        self.days.get(group as usize).map_or("", String::as_str)
    }

    fn next(&self) -> Option<Group> {
        self.now.and_then(|now| Group::ALL.get(now.number()).copied())
    }
}

part!(Stepper);
