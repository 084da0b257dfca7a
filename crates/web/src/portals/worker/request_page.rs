//! Fills a worker's list of requests and the page of one.

use app::admit::Key;
use app::cases::{self, CaseView, CustomerRecord as C};
use app::{AppError, Caller, Desk, Limit};
use domain::{CaseId, Overlay, Side, StepToken};
use jiff::Timestamp;

use super::{Request, RequestRow, Requests};
use crate::cursor;
use crate::page::{Page, Portal};
use crate::portals::fill::{self, Which, next_box, sees, terms};
use crate::portals::turn_badge;
use crate::site::Site;
use crate::ui::{Icon, Pager, icon};
use crate::visit::Visit;
use uuid::Uuid;

const HERE: Portal = Portal::Worker;

/// A page of requests: those that wait for an answer first.
pub async fn list(site: &Site, visit: &Visit, caller: &Caller, which: &Which) -> Result<Requests, AppError> {
    let cursors = cursor::of(site, caller, "requests");
    let after = cursors.read::<Uuid>(which.after.as_deref())?.map(CaseId);
    let (views, next) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let (views, next) = cases::list(tx, desk, caller, &[], after, Limit::PAGE)?;
            let mut found = Vec::with_capacity(views.len());
            for view in views {
                let household = cases::household(tx, desk, caller, &Key::Id(view.open.row.id.0))?;
                let area = household.and_then(|seen| seen.show(&C::AREA).visible().cloned().flatten());
                found.push((view, area.unwrap_or_default()));
            }
            Ok((found, next))
        })
        .await?;
    let (page, desk) = (visit.page(site, HERE, "my-requests"), site.house.desk());
    let mut requests: Vec<_> =
        views.iter().map(|(view, area)| (main(view, desk.now).is_none(), row(&page, &desk, view, area))).collect();
    requests.sort_by_key(|(waits_for_others, _)| *waits_for_others);
    let pager = Pager {
        lang: page.lang,
        first: which.after.is_some().then(|| "/worker".to_owned()),
        next: next.map(|last| format!("/worker?after={}", cursors.write(&last.0))),
    };
    Ok(Requests { page, requests: requests.into_iter().map(|(_, row)| row).collect(), pager })
}

fn main(view: &CaseView, now: Timestamp) -> Option<StepToken> {
    view.steps.iter().find(|step| !view.open.case.is_aside(**step, now)).copied()
}

fn row(page: &Page, desk: &Desk, view: &CaseView, area: &str) -> RequestRow {
    let main = main(view, desk.now);
    let (row, turn) = (&view.open.row, view.open.case.turn(desk.now, desk.pack_of(&view.open.case)));
    RequestRow {
        href: format!("/worker/cases/{}", row.reference),
        title: title(page, view, area),
        detail: match main {
            Some(step) => fill::step_title(page, step, Side::Worker),
            None if fill::groups::is_open(row.state) => fill::waits_for(page, Side::Worker, &turn.sides, row.state),
            None => String::new(),
        },
        badge: turn_badge(page.lang, row.state, main.is_some()),
        due: main.and(turn.due_at).map(|due| page.when(due)),
    }
}

fn title(page: &Page, view: &CaseView, area: &str) -> String {
    let area = if area.is_empty() { "unknown" } else { area };
    match main(view, page.now) {
        Some(StepToken::AgreeMeeting) => page.t1("request-wants-meeting", "area", area),
        _ => page.t1("request-household-in", "area", area),
    }
}

/// One request, in the words that are needed to say yes or no.
pub async fn one(site: &Site, visit: &Visit, caller: &Caller, reference: &str) -> Result<Request, AppError> {
    let page = visit.page(site, HERE, "my-requests");
    let read = fill::read(site, caller, reference, None).await?;
    let customer = cases::customer(&site.house, caller, Key::Id(read.view.open.row.id.0)).await?;
    let mut facts: Vec<(Icon, String, String)> = Vec::new();
    let mut area = String::new();
    let mut reveal = None;
    if let Some(seen) = &customer {
        let text = |value: Option<&Option<String>>| value.cloned().flatten().unwrap_or_default();
        area = text(seen.show(&C::AREA).visible());
        facts.push((icon("home"), page.t("request-household"), text(seen.show(&C::HOUSEHOLD).visible())));
        facts.push((icon("checklist"), page.t("request-duties"), text(seen.show(&C::DUTIES).visible())));
        facts.push((icon("user"), page.t("request-first-name"), text(seen.show(&C::FIRST_NAME).visible())));
        // Whoever travels knows to whom, and where.
        facts.push((icon("user"), page.t("request-employer"), text(seen.show(&C::NAME).visible())));
        facts.push((icon("map-pin"), page.t("field-address"), text(seen.show(&C::ADDRESS).visible())));
        let action = format!("{}/disclosures", read.address(HERE));
        reveal = fill::household_reveal(&read, &page, seen.view().ask(), &action);
    }
    facts.push((icon("building"), page.t("agency"), fill::words::party(&page, &read.view.agency)));
    if let Some(code) = site.house.code_for_arrival(caller, &read.view) {
        facts.push((icon("checklist"), page.t("request-arrival-code"), code));
    }
    facts.extend(terms(&read, &page, "request-wage").into_iter().map(|(label, value)| (icon("receipt"), label, value)));
    facts.retain(|(_, _, value)| !value.is_empty());
    let (next, mut end) = next_box(&read, &page, HERE, &[]);
    let leave = end.iter().position(|form| form.step == StepToken::Withdraw).unwrap_or_default();
    // The plain way out comes first.
    end.rotate_left(leave);
    Ok(Request {
        title: title(&page, &read.view, &area),
        badge: turn_badge(page.lang, read.view.open.row.state, next.is_yours()),
        paused: stands_still(&page, read.view.open.row.overlay, site.settings.helper.as_deref()),
        facts,
        meeting: fill::meeting(&read, &page, HERE),
        reveal,
        stop: end,
        states: fill::states(&read, &page, HERE, &next),
        sees: sees(&read, &page, HERE),
        next,
        page,
    })
}

/// Why the case stands still. Whoever is protected reads so, and whom to reach.
fn stands_still(page: &Page, overlay: Overlay, helper: Option<&str>) -> String {
    match (overlay, helper) {
        (Overlay::Safeguarding, Some(helper)) => page.t1("protected-helper", "helper", helper.to_owned()),
        (Overlay::Safeguarding, None) => page.t("protected"),
        _ => fill::paused(page, overlay),
    }
}
