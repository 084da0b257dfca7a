//! One case, for whoever may look at it: a household, an agency, the operator. The words and the parts differ, the page does not.

use askama::Template;
use domain::words::StateToken;

use super::{Panel, States};
use crate::i18n::Lang;
use crate::page::Page;
use crate::ui::{Badge, Next, Notes, Sees, StepForm, Stepper, Timeline, Tone};

/// One line of an offer.
#[derive(Debug, Clone)]
pub struct QuoteLine {
    /// What for.
    pub what: String,
    /// Who pays, in words.
    pub payer: String,
    /// The sum, in words: [`Lang::rial`].
    pub sum: String,
}

/// An offer, itemised; the worker's share is always nothing and the page says so.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The lines.
    pub lines: Vec<QuoteLine>,
    /// The tax, in words, and its rate in percent.
    pub tax: (String, String),
    /// What the household pays in all.
    pub total: String,
    /// What is due first.
    pub deposit: String,
    /// Whether there is anything in the books of the case.
    pub booked: bool,
    /// The terms that the worker is offered, for those who may see them: label and value.
    pub terms: Vec<(String, String)>,
}

/// The page of one case.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/case.html")]
pub struct CasePage {
    /// The frame; entry `my-cases` or `cases`.
    pub page: Page,
    /// The list this case belongs to: its address and its name.
    pub back: (String, String),
    /// The case's reference, `C-…`.
    pub reference: String,
    /// What it is about: "Housekeeper and cook".
    pub title: String,
    /// The profile's reference, `P-…`.
    pub profile: String,
    /// Whose turn, or how it ended: [`turn_badge`].
    pub badge: Badge,
    /// With whom, and until when something holds, in a sentence or two.
    pub lede: String,
    /// Why the case stands still, when it does: empty otherwise.
    pub paused: String,
    /// The way.
    pub stepper: Stepper,
    /// What to do now.
    pub next: Next,
    /// The offer, from the state in which the reader may see it.
    pub quote: Option<Quote>,
    /// What comes back, before paying and after an end; nothing for whoever does not see the money.
    pub refund: Option<super::refund::RefundCard>,
    /// The meeting, while it is arranged and held.
    pub meeting: Option<super::Meeting>,
    /// The parties.
    pub panels: Vec<Panel>,
    /// Who sees what.
    pub sees: Sees,
    /// What happened.
    pub timeline: Timeline,
    /// The papers that the case shows; nothing where the reader may know of none.
    pub documents: Option<super::papers::Shelf>,
    /// Its invoices; nothing where there are none to be seen.
    pub invoices: Option<super::invoices::CaseInvoices>,
    /// What the reader can state about what happened outside; nothing when there is nothing to state.
    pub states: Option<States>,
    /// What the reader's household says of the agency; nothing for anybody else.
    pub review: Option<super::OwnReview>,
    /// What the reader's own side wrote down; nothing for whoever keeps no notes.
    pub notes: Option<Notes>,
    /// Where the reader notes a payment of this case, for those who may.
    pub till: Option<String>,
    /// The way to look where no task leads, for those who may ask for it.
    pub emergency: Option<String>,
    /// What stands open beside the way on, the ways out first, each with its price in words; nothing when the case is over.
    pub end: Vec<StepForm>,
}

/// A state and whose turn it is, as one badge; never "pending" alone.
///
/// `yours` when the reader can act now. A state nobody acts in any more takes its own colour.
pub fn turn_badge(lang: Lang, state: StateToken, yours: bool) -> Badge {
    use StateToken as S;
    if yours {
        return Badge::new(Tone::Turn, "hourglass", lang.t("turn-yours"));
    }
    let (tone, icon) = match state {
        S::Completed | S::InGuarantee | S::HandedOver | S::Arrived => (Tone::Ok, "circle-check"),
        S::Claim | S::RefundDue => (Tone::Wait, "scale"),
        S::Archived
        | S::Expired
        | S::Declined
        | S::Replacement
        | S::CancelledByCustomer
        | S::CancelledByAgency
        | S::WorkerWithdrew
        | S::PermitRefused => (Tone::Mute, "flag"),
        _ => (Tone::Info, "clock"),
    };
    Badge::new(tone, icon, state_name(lang, state))
}

/// The name of a state of a case or of a roster record.
pub fn state_name(lang: Lang, state: StateToken) -> String {
    lang.t(&format!("state-{}", state.as_str().replace(':', "-")))
}
