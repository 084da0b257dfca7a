//! A case that is only thought: each move is a link, and the table shows what it opened and closed to whom.

use app::explorer::{self, Pace, Pretend, SIDES, seen_by};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::{Class, Side, StateToken};
use policy::{Extent, Table};
use serde::Deserialize;

use super::{said_unknown, tabs};
use crate::explained;
use crate::page::{Page, Portal, answer};
use crate::portals::Tab;
use crate::site::Site;
use crate::ui::{Change, Column, Matrix, MatrixCell, MatrixRow, Sign};
use crate::visit::Visit;

const PLACE: &str = "/operator/explorer/case";

/// A move that can be made, or one that was made.
#[derive(Debug, Clone)]
pub struct Move {
    /// What happens.
    pub what: String,
    /// Where it leads.
    pub to: String,
    /// Who makes it; empty where a clock does.
    pub by: String,
    /// The address of the case after it.
    pub href: String,
}

/// The simulator.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/explorer/pretend.html")]
pub struct Simulator {
    /// The frame; entry `explorer`.
    pub page: Page,
    /// Explorer, simulator, tests.
    pub tabs: Vec<Tab>,
    /// What could not be read of the address.
    pub unknown: Vec<String>,
    /// Where the case stands.
    pub state: String,
    /// What lies over it.
    pub over: Vec<String>,
    /// What was done so far, with the way back to each place.
    pub trail: Vec<Move>,
    /// The case before the last move.
    pub back: Option<String>,
    /// The steps that lead on.
    pub steps: Vec<Move>,
    /// The clocks that can run out.
    pub clocks: Vec<Move>,
    /// What can be laid over the case, or taken off.
    pub overlays: Vec<Move>,
    /// How many cells opened and closed with the last move.
    pub changed: (usize, usize),
    /// Classes by parties.
    pub sees: Matrix,
}

/// The trail of the address.
#[derive(Deserialize)]
pub struct Trail {
    #[serde(default)]
    trail: String,
}

/// `GET /operator/explorer/case`
pub async fn show(State(site): State<Site>, visit: Visit, Query(ask): Query<Trail>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let table = site.house.read(&caller, explorer::in_force).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "explorer");
    let (case, unknown) = match Pretend::follow(&ask.trail) {
        Ok(case) => (case, Vec::new()),
        Err(word) => (Pretend::new(), vec![("trail", word)]),
    };
    let status = if unknown.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let unknown = said_unknown(&page, &unknown);
    Ok(answer(status, &filled(page, &table, &case, unknown), false))
}

fn address(words: &str) -> String {
    if words.is_empty() { PLACE.to_owned() } else { format!("{PLACE}?trail={words}") }
}

fn filled(page: Page, table: &Table, case: &Pretend, unknown: Vec<String>) -> Simulator {
    let so_far = case.words();
    let further = |pace: Pace| {
        let comma = if so_far.is_empty() { "" } else { "," };
        address(&format!("{so_far}{comma}{}", pace.word()))
    };
    let (mut steps, mut clocks, mut overlays) = (Vec::new(), Vec::new(), Vec::new());
    for pace in case.ahead() {
        let group = match pace {
            Pace::Step(..) => &mut steps,
            Pace::Clock(..) => &mut clocks,
            Pace::Lay(_) | Pace::Lift(_) => &mut overlays,
        };
        group.push(told(&page, case.state, pace, further(pace)));
    }
    let mut trail = Vec::new();
    let mut walked: Vec<String> = Vec::new();
    let mut from = StateToken::None;
    for pace in &case.trail {
        walked.push(pace.word());
        trail.push(told(&page, from, *pace, address(&walked.join(","))));
        if let Pace::Step(_, to) | Pace::Clock(_, to) = pace {
            from = *to;
        }
    }
    let (sees, changed) = sees(&page, table, case);
    Simulator {
        tabs: tabs(&page, "pretend"),
        unknown,
        state: explained::state(page.lang, case.state),
        over: case.over().iter().map(|kind| page.t(format!("overlay-kind-{kind}"))).collect(),
        trail,
        back: case.before().map(|before| address(&before.words())),
        steps,
        clocks,
        overlays,
        changed,
        sees,
        page,
    }
}

fn told(page: &Page, from: StateToken, pace: Pace, href: String) -> Move {
    let step = |word: &str| page.lang.say(&format!("step-{word}"), &[("by", "".into())]);
    let what = match pace {
        Pace::Step(taken, _) => step(taken.as_str()),
        Pace::Clock(timer, _) => page.t(format!("timer-{timer}")),
        Pace::Lay(kind) => page.t1("explorer-lay", "what", page.t(format!("overlay-kind-{kind}"))),
        Pace::Lift(kind) => page.t1("explorer-lift", "what", page.t(format!("overlay-kind-{kind}"))),
    };
    let to = match pace {
        Pace::Step(_, to) | Pace::Clock(_, to) if to == from => page.t("explorer-stays"),
        Pace::Step(_, to) | Pace::Clock(_, to) => explained::state(page.lang, to),
        Pace::Lay(_) | Pace::Lift(_) => String::new(),
    };
    let by: Vec<String> = pace.by(from).iter().map(|role| page.t(format!("role-{role}"))).collect();
    Move { what, to, by: page.lang.list(&by), href }
}

/// The parties' table, with what the last move did to it.
fn sees(page: &Page, table: &Table, case: &Pretend) -> (Matrix, (usize, usize)) {
    let before = case.before();
    let mut changed = (0, 0);
    let mut rows = Vec::new();
    for class in Class::ALL {
        let now = seen_by(table, case, *class);
        let was = before.as_ref().map_or(now, |before| seen_by(table, before, *class));
        let mut cells = Vec::new();
        for (now, was) in now.into_iter().zip(was) {
            let change = match place(now).cmp(&place(was)) {
                std::cmp::Ordering::Less => Some(Change::Opened),
                std::cmp::Ordering::Greater => Some(Change::Closed),
                std::cmp::Ordering::Equal => None,
            };
            changed.0 += usize::from(change == Some(Change::Opened));
            changed.1 += usize::from(change == Some(Change::Closed));
            cells.push(MatrixCell { sign: Sign::Seen(now), change });
        }
        rows.push(MatrixRow { thing: page.t(format!("class-{class}")), cells });
    }
    let column = |(side, _): &(Side, _)| Column { name: page.t(format!("sees-{side}")), on: false };
    let matrix = Matrix {
        lang: page.lang,
        id: "parties",
        title: page.t("explorer-parties"),
        note: explained::state(page.lang, case.state),
        corner: page.t("explorer-class"),
        columns: SIDES.iter().map(column).collect(),
        rows,
        signs: Matrix::SEEN.to_vec(),
    };
    (matrix, changed)
}

fn place(extent: Extent) -> usize {
    Extent::ALL.iter().position(|known| *known == extent).unwrap_or(Extent::ALL.len())
}
