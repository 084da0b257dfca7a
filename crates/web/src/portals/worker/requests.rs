//! Requests of households: the list, and one request with the words that are needed to say yes or no.

use askama::Template;

use crate::page::Page;
use crate::portals::States;
use crate::ui::{Badge, Icon, Next, Pager, Reveal, Sees, StepForm, When};

/// One request in the list.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// The request's page: `/worker/cases/{ref}`.
    pub href: String,
    /// "A household in Al Khoudh".
    pub title: String,
    /// What is asked now, or how it stands.
    pub detail: String,
    /// Whose turn.
    pub badge: Badge,
    /// Until when an answer is needed; nothing when none is.
    pub due: Option<When>,
}

/// The list, those that wait for an answer first.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/worker/requests.html")]
pub struct Requests {
    /// The frame; entry `my-requests`.
    pub page: Page,
    /// A page of them.
    pub requests: Vec<RequestRow>,
    /// Back and next.
    pub pager: Pager,
}

/// One request.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/worker/request.html")]
pub struct Request {
    /// The frame; entry `my-requests`.
    pub page: Page,
    /// "A household in Al Khoudh wants to meet you".
    pub title: String,
    /// How it stands.
    pub badge: Badge,
    /// Why it stands still; empty when it does not.
    pub paused: String,
    /// What there is to know, each with a sign: area, household, duties, wage, rest.
    pub facts: Vec<(Icon, String, String)>,
    /// The meeting, while it is arranged and held.
    pub meeting: Option<crate::portals::Meeting>,
    /// A way to open who the employer is and where, from the journey on.
    pub reveal: Option<Reveal>,
    /// What is asked now.
    pub next: Next,
    /// To stop, always there while the request is open; and what else stands open beside the way on.
    pub stop: Vec<StepForm>,
    /// What can be stated about what happened outside; nothing when there is nothing to state.
    pub states: Option<States>,
    /// Who sees what.
    pub sees: Sees,
}
