//! Fills the pages that several portals share from what a use case let the caller see. Decides nothing about sight.

pub mod groups;
mod looked;
mod meeting;
mod next;
mod own_review;
mod people;
mod show;
mod story;
pub mod words;

use app::admit::Key;
use app::cases::{self, CaseView, Happened, MeetingView, SeesRow};
use app::notes::About;
use app::{AppError, Caller, Desk, Limit, break_glass};
use domain::case::{Attested, Quote as Offered};
use domain::ids::ReferenceKind;
use domain::{Class, Overlay, Side, StateToken};
use jiff::Timestamp;
use policy::Sight;

pub use self::looked::looked;
pub use self::meeting::{calendar_file, meeting};
pub use self::next::{next_box, states, step_form, step_title, waits_for};
pub use self::people::{
    OWN_DATA, customer_facts, fitting, household_reveal, own_reveal, reveal, reveal_of, usual, worker_facts,
};
pub use self::show::{Older, Which, list, show};
pub use self::story::{eye, quote, roster_timeline, rules, sees, stepper, terms, timeline};
use super::{CasePage, CaseRow, Panel, Task, invoices, noting, papers, refund, turn_badge};
use crate::page::{Page, Portal};
use crate::site::Site;
use crate::visit::Visit;

/// Where a portal keeps its cases: the address of the list, and its menu entry.
pub const fn place(portal: Portal) -> (&'static str, &'static str) {
    match portal {
        Portal::Customer | Portal::Public => ("/customer/cases", "my-cases"),
        Portal::Agency => ("/agency/cases", "cases"),
        Portal::Worker => ("/worker/cases", "my-requests"),
        Portal::Operator => ("/operator/cases", "cases"),
    }
}

/// Everything about a case that its page is filled from.
pub struct Read {
    /// The time, the policy and the pack of this page.
    pub desk: Desk,
    /// Who looks.
    pub caller: Caller,
    /// The case.
    pub view: CaseView,
    /// Its meeting.
    pub meeting: MeetingView,
    /// Who sees what.
    pub sees: Vec<SeesRow>,
    /// What happened, newest first.
    pub events: Vec<Happened>,
    /// Where the older events begin.
    pub older: Option<i64>,
    /// Whether these are older events already.
    pub back: bool,
    /// When the case first came to each of its states.
    pub reached: Vec<(StateToken, Timestamp)>,
    /// The offer, if the caller may see it.
    pub quote: Option<Offered>,
    /// What was stated.
    pub stated: Vec<Attested>,
}

impl Read {
    /// The caller's side.
    pub const fn side(&self) -> Side {
        Side::of(self.caller.role)
    }

    /// Where the caller finds this case.
    pub fn address(&self, portal: Portal) -> String {
        format!("{}/{}", place(portal).0, self.view.open.row.reference)
    }
}

/// Loads a case for its page. A case that is not the caller's is not found.
pub async fn read(site: &Site, caller: &Caller, reference: &str, before: Option<i64>) -> Result<Read, AppError> {
    let key = Key::parse(ReferenceKind::Case, reference)?;
    let desk = site.house.desk();
    let (view, meeting, sees, (events, older), reached, quote, stated) = site
        .house
        .read(caller, move |tx, desk, caller| {
            Ok((
                cases::case(tx, desk, caller, &key)?,
                cases::meeting(tx, desk, caller, &key)?,
                cases::visibility(tx, desk, caller, &key)?,
                cases::timeline(tx, desk, caller, &key, before, Limit::PAGE)?,
                cases::reached(tx, desk, caller, &key)?,
                cases::quote(tx, desk, caller, &key)?,
                cases::stated(tx, desk, caller, &key)?,
            ))
        })
        .await?;
    let quote = quote.and_then(|body| serde_json::from_value(body).ok());
    let back = before.is_some();
    Ok(Read { desk, caller: caller.clone(), view, meeting, sees, events, older, back, reached, quote, stated })
}

/// The page of one case in the portal of a household, an agency or the operator.
pub async fn case_page(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    caller: &Caller,
    reference: &str,
    before: Option<i64>,
) -> Result<CasePage, AppError> {
    let (list, entry) = place(portal);
    let page = visit.page(site, portal, entry);
    let read = read(site, caller, reference, before).await?;
    let key = Key::Id(read.view.open.row.id.0);
    let worker = cases::worker(&site.house, caller, key.clone()).await?;
    let disclosures = format!("{}/disclosures", read.address(portal));
    let mut panels = Vec::new();
    let mut languages = Vec::new();
    let staff = matches!(portal, Portal::Agency | Portal::Operator);
    if let Some(worker) = &worker {
        languages = worker.show(&app::workers::WorkerRecord::LANGUAGES).visible().cloned().unwrap_or_default();
        panels.push(Panel {
            title: page.t("panel-worker"),
            facts: worker_facts(&page, None, worker),
            reveal: reveal(&read, &page, worker.view().ask(), &disclosures),
        });
    }
    // A household knows its own data; everybody else sees what the policy opens.
    if portal != Portal::Customer
        && let Some(customer) = cases::customer(&site.house, caller, key).await?
    {
        let facts = customer_facts(&page, &customer);
        let reveal = household_reveal(&read, &page, customer.view().ask(), &disclosures);
        panels.push(Panel { title: page.t("panel-customer"), facts, reveal });
    }
    let (next, end) = next_box(&read, &page, portal, &languages);
    let (open, address) = (&read.view.open, read.address(portal));
    let notes = if staff {
        let ask = open.ask_owned(caller, caller.org);
        noting::panel(site, caller, &page, portal, About::Case(Key::Id(open.row.id.0)), &address, &ask).await?
    } else {
        None
    };
    let review = own_review::own_review(site, caller, &read, &page, portal).await?;
    let refund = refund::card(site, caller, &read, &page, portal).await?;
    let documents = papers::of_case(site, caller, &page, portal, Key::Id(open.row.id.0), &open.row.reference).await?;
    let invoices = invoices::of_case(site, caller, &page, portal, Key::Id(open.row.id.0)).await?;
    let till = app::payments::may_note(&read.desk, caller, open).then(|| match portal {
        Portal::Operator => format!("/operator/payments/new?case={}", open.row.reference),
        _ => format!("{address}/payment"),
    });
    let asks = break_glass::may_ask(&read.desk, caller, open);
    let emergency = asks.then(|| format!("{address}/break-glass"));
    Ok(CasePage {
        back: (list.to_owned(), page.t(format!("menu-{entry}"))),
        reference: read.view.open.row.reference.clone(),
        title: title(&page, &read.view),
        profile: read.view.profile.clone().unwrap_or_default(),
        badge: turn_badge(page.lang, read.view.open.row.state, next.is_yours()),
        lede: words::lede(&page, portal, &read.view),
        paused: paused(&page, read.view.open.row.overlay),
        stepper: stepper(&read, &page, next.is_yours()),
        quote: read.quote.as_ref().map(|offered| {
            let own = read.desk.policy.view(&read.view.open.ask(caller)).sight(Class::OwnTerms) == Sight::Visible;
            quote(&read, &page, offered, own)
        }),
        refund,
        panels,
        meeting: meeting(&read, &page, portal),
        sees: sees(&read, &page, portal),
        timeline: timeline(&read, &page, portal),
        states: states(&read, &page, portal, &next),
        review,
        documents,
        invoices,
        notes,
        till,
        emergency,
        next,
        end,
        page,
    })
}

/// What a case is about, in words.
pub fn title(page: &Page, view: &CaseView) -> String {
    if view.work.is_empty() { page.t("case") } else { words::list(page, "work", &view.work) }
}

/// Why a case stands still; nothing when it does not.
pub fn paused(page: &Page, overlay: Overlay) -> String {
    if overlay == Overlay::None { String::new() } else { page.t(format!("overlay-{overlay}")) }
}

/// A case in a list.
pub fn row(page: &Page, desk: &Desk, side: Side, portal: Portal, view: &CaseView) -> CaseRow {
    let row = &view.open.row;
    let next = next::main_steps(view, desk.now).first().map(|step| next::step_title(page, *step, side));
    let turn = view.open.case.turn(desk.now, desk.pack_of(&view.open.case));
    // What is over waits for nothing but its archive, which nobody looks out for.
    let open = groups::is_open(row.state) || next.is_some();
    let href = format!("{}/{}", place(portal).0, row.reference);
    let waits = if open { next::waits_for(page, side, &turn.sides, row.state) } else { String::new() };
    CaseRow::new(page, href, row.reference.clone(), row.state, next, turn.due_at.filter(|_| open))
        .about(title(page, view), words::with(page, portal, view))
        .waits(waits, turn.sides.is_empty())
}

/// What waits for a side, in the order given. What only a colleague in another role can do is said to be so.
pub fn tasks(page: &Page, desk: &Desk, side: Side, portal: Portal, views: &[CaseView]) -> Vec<Task> {
    let task = |view| {
        let row = row(page, desk, side, portal, view);
        let title = if row.next.is_empty() { row.state.clone() } else { row.next.clone() };
        let mut detail = vec![row.reference.clone(), row.title.clone(), row.with.clone()];
        if row.next.is_empty() {
            detail.push(row.waits.clone());
        }
        detail.retain(|part| !part.is_empty());
        Task { href: row.href, title, detail: page.lang.list(&detail), badge: row.badge, due: row.due }
    };
    views.iter().map(task).collect()
}
