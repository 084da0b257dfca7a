//! Who can see this? The page of those who answer for the policies: a question in the address, the answer of the very rules that
//! guard the system, a case that is only thought, and answers kept as tests. Nobody's data is on any of these pages.

mod fill;
mod kept;
mod pretend;

use app::explorer;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::words::UnknownWord;
use policy::Question;

use crate::asking::Asking;
use crate::page::{Page, Portal, answer};
use crate::portals::Tab;
use crate::site::Site;
use crate::ui::{Badge, Field, Matrix, Sign, When};
use crate::visit::Visit;

/// Where the explorer is.
pub const PLACE: &str = "/operator/explorer";

/// `/operator/explorer...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(show))
        .route("/operator/explorer/case", get(pretend::show))
        .route("/operator/explorer/tests", get(kept::list).post(kept::keep))
        .route("/operator/explorer/tests/new", get(kept::new))
        .route("/operator/explorer/tests/{id}/remove", post(kept::remove))
}

/// One field, or a class that no record declares a field of, or a step.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What it is called.
    pub name: String,
    /// An invented value as it would be seen; `None` where nothing is sent.
    pub sample: Option<String>,
    /// Whether it is a step, of which there is nothing to be sent.
    pub step: bool,
    /// Whether that is a mask.
    pub masked: bool,
    /// How much is seen, or whether the step may be taken.
    pub badge: Badge,
    /// The rule that decides.
    pub rule: String,
    /// Why, in the reader's language.
    pub why: String,
    /// When it opens, where it is not open.
    pub opens: Vec<String>,
    /// Every rule that decides, as it is written: its id, its place and its text.
    pub texts: Vec<Text>,
}

/// A rule as it is written.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its id.
    pub id: String,
    /// Its file and line.
    pub place: String,
    /// Its Cedar text.
    pub text: String,
    /// What the sets did to it, newest first: the words, the day, and the set's page.
    pub history: Vec<Past>,
}

/// What a set did to a rule.
#[derive(Debug, Clone)]
pub struct Past {
    /// In words.
    pub said: String,
    /// When; none for what came with the program.
    pub when: Option<When>,
    /// The page of the set.
    pub href: Option<String>,
}

/// A class with its fields, or the steps.
#[derive(Debug, Clone)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Its word in policies.
    pub token: String,
    /// The answer about it as a whole.
    pub badge: Badge,
    /// Its fields.
    pub rows: Vec<Answered>,
    /// Where the answer can be kept as a test.
    pub keep: Option<String>,
}

/// The explorer.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/explorer/explorer.html")]
pub struct Explorer {
    /// The frame; entry `explorer`.
    pub page: Page,
    /// Explorer, simulator, tests.
    pub tabs: Vec<Tab>,
    /// What could not be read of the address.
    pub unknown: Vec<String>,
    /// Role, relation, purpose, state, overlay.
    pub fields: Vec<Field>,
    /// The question in words: role, relation, purpose, state, overlay.
    pub said: [String; 5],
    /// How many fields are seen how, in the order of [`policy::Extent::ALL`].
    pub counts: [usize; 4],
    /// The classes.
    pub classes: Vec<Group>,
    /// The steps that somebody may take in this state.
    pub steps: Vec<Group>,
    /// Classes by roles.
    pub by_class: Matrix,
    /// Steps by roles.
    pub by_step: Matrix,
    /// The policy set in force: the first characters of its hash.
    pub set: String,
}

async fn show(State(site): State<Site>, visit: Visit, Query(asking): Query<Asking>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let read = site.house.read(&caller, explorer::with_history).await;
    let (table, history) = read.map_err(|error| visit.failed(&site, error))?;
    let (question, unknown) = asking.read();
    let page = visit.page(&site, Portal::Operator, "explorer");
    let status = if unknown.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let keeps = explorer::may_keep(&table, caller.role);
    Ok(answer(status, &fill::explorer(page, (&table, &history), question, &unknown, keeps), false))
}

/// The parts of the explorer.
fn tabs(page: &Page, here: &str) -> Vec<Tab> {
    let tab = |name: &str, href: &str| Tab {
        word: page.t(format!("explorer-{name}")),
        href: href.to_owned(),
        here: name == here,
        count: None,
    };
    vec![tab("ask", PLACE), tab("pretend", "/operator/explorer/case"), tab("kept", "/operator/explorer/tests")]
}

/// What of an address is on no list, with the valid words.
fn said_unknown(page: &Page, unknown: &[(&'static str, UnknownWord)]) -> Vec<String> {
    let say = |(part, word): &(&str, UnknownWord)| {
        let part = page.t(format!("explorer-{part}"));
        page.lang.say(
            "explorer-unknown",
            &[
                ("word", word.word.as_str().into()),
                ("part", part.as_str().into()),
                ("valid", word.valid.as_str().into()),
            ],
        )
    };
    unknown.iter().map(say).collect()
}

/// The address of a question.
fn address(question: Question) -> String {
    format!("{PLACE}?{}", Asking::query(&question))
}

impl Explorer {
    /// The signs with how many fields each stands for.
    fn counted(&self) -> impl Iterator<Item = (Sign, usize)> {
        Matrix::SEEN.into_iter().zip(self.counts)
    }
}
