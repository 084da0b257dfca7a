//! How far a case has come, what happened in it, who sees what of it, and what it costs.

use app::cases::Happened;
use app::sight::Cell;
use app::workers::RosterHappened;
use domain::case::{Item, Payer, Quote as Offered, Stage};
use domain::{Class, Side, StateToken, StepToken};
use policy::{Denial, Reason, Sight};

use super::Read;
use crate::i18n::{Lang, muscat};
use crate::page::{Page, Portal};
use crate::portals::questions::percent;
use crate::portals::{Quote, QuoteLine};
use crate::ui::{Event, Eye, Icon, Sees, SeesRow, SeesRule, Stepper, Timeline, icon};

/// The way, with the day on which each stage was first reached.
pub fn stepper(read: &Read, page: &Page, yours: bool) -> Stepper {
    // A case that ended early shows how far it came, not a way that it never went.
    let case = &read.view.open.case;
    let now = match case.state.end() {
        Some(end) if case.state.token() != StateToken::Completed => Stage::of(end.from),
        _ => case.stage(),
    };
    let day = |stage| {
        let reached = read.reached.iter().filter(|(state, _)| Stage::of(*state) == stage).map(|(_, at)| *at).min();
        let reached = if stage == Stage::Request { Some(read.view.open.row.opened_at) } else { reached };
        reached.map(|at| page.date(muscat(at).date())).unwrap_or_default()
    };
    let days = Stage::ALL.into_iter().filter(|stage| *stage <= now).map(day).collect();
    Stepper { lang: page.lang, by: page.portal.word(), now, yours, days }
}

/// What happened, newest first.
pub fn timeline(read: &Read, page: &Page, portal: Portal) -> Timeline {
    let events = read
        .events
        .iter()
        .map(|event| {
            let by = if event.side == read.side().as_str() { "you" } else { event.side.as_str() };
            Event {
                icon: sign(event.step),
                yours: false,
                what: what(page, event),
                detail: page.t(format!("by-{by}")),
                when: page.when(event.at),
            }
        })
        .collect();
    let older = read.older.map(|before| format!("{}?before={before}", read.address(portal)));
    Timeline { lang: page.lang, events, older, newest: read.back.then(|| read.address(portal)) }
}

/// What an event is called. A clock that ran out and left the case where it was reminded somebody, or was noted.
fn what(page: &Page, event: &Happened) -> String {
    match event.from {
        from if event.step != StepToken::Expire || event.to != from => page.t(format!("happened-{}", event.step)),
        StateToken::MeetingSet | StateToken::Met | StateToken::Signed => page.t("happened-reminded"),
        _ => page.t("happened-noted"),
    }
}

/// What happened to a roster record, newest first.
pub fn roster_timeline(
    page: &Page,
    mine: Side,
    events: &[RosterHappened],
    address: &str,
    older: Option<i64>,
    back: bool,
) -> Timeline {
    let event = |(at, event): (usize, &RosterHappened)| {
        // Listed while it was listed: the agency said that the worker is still available.
        let again = event.what == "list" && events.get(at + 1).is_some_and(|earlier| earlier.what == "list");
        let what = if again { "confirm" } else { event.what.as_str() };
        let by = if event.side == mine.as_str() { "you" } else { event.side.as_str() };
        Event {
            icon: icon(match event.what.as_str() {
                "consent" => "user-check",
                "review" => "eye-check",
                "list" => "world",
                "rest" | "release" => "clock",
                "edit" | "draft" => "adjustments-horizontal",
                _ => "flag",
            }),
            yours: false,
            what: page.t(format!("happened-{what}")),
            detail: page.t(format!("by-{by}")),
            when: page.when(event.at),
        }
    };
    Timeline {
        lang: page.lang,
        events: events.iter().enumerate().map(event).collect(),
        older: older.map(|before| format!("{address}?before={before}")),
        newest: back.then(|| address.to_owned()),
    }
}

const fn sign(step: StepToken) -> Icon {
    use StepToken as S;
    icon(match step {
        S::Enquire => "send",
        S::Hold => "lock",
        S::Accept | S::AgreeMeeting | S::HandOver | S::Complete => "circle-check",
        S::ProposeMeeting | S::ChooseSlot | S::MarkMet | S::MarkMissed => "calendar",
        S::Answer => "message-circle",
        S::Offer | S::ConfirmDeposit | S::ApproveRefund | S::PayRefund => "receipt",
        S::Sign => "writing-sign",
        S::FilePermit | S::RecordPermit => "file-certificate",
        S::RecordTravel | S::RecordArrival => "plane",
        S::StartGuarantee => "shield-check",
        S::Claim | S::RuleClaim | S::ChooseReplacement => "scale",
        S::Pause => "player-pause",
        S::Expire => "clock",
        _ => "flag",
    })
}

/// Who sees what, the reader first.
pub fn sees(read: &Read, page: &Page, portal: Portal) -> Sees {
    let shown = |class: Class| match portal {
        // A worker asks about their own data.
        Portal::Worker => class.as_str().starts_with("worker"),
        Portal::Customer | Portal::Public => class != Class::InternalMoney,
        Portal::Agency | Portal::Operator => true,
    };
    let own = page.t("sees-you");
    let rows = read.sees.iter().filter(|row| shown(row.class)).map(|row| {
        let order: &[(&str, &Cell)] = &match portal {
            Portal::Customer | Portal::Public => {
                [("you", &row.customer), ("agency", &row.agency), ("operator", &row.operator)]
            }
            Portal::Agency => [("you", &row.agency), ("customer", &row.customer), ("operator", &row.operator)],
            Portal::Operator => [("you", &row.operator), ("customer", &row.customer), ("agency", &row.agency)],
            Portal::Worker => [("customer", &row.customer), ("agency", &row.agency), ("operator", &row.operator)],
        };
        // Owners see their own in every state.
        let mine = (portal == Portal::Worker).then_some(Eye::Visible);
        SeesRow {
            thing: page.t(format!("class-{}", row.class)),
            eyes: mine.into_iter().chain(order.iter().map(|(_, cell)| eye((cell.sight, cell.on_request)))).collect(),
            rules: order.iter().flat_map(|(party, cell)| rules(page, party, cell)).collect(),
        }
    });
    let rows = rows.collect();
    let others: &[&str] = match portal {
        Portal::Customer | Portal::Public => &["agency", "operator"],
        Portal::Agency => &["customer", "operator"],
        Portal::Operator => &["customer", "agency"],
        Portal::Worker => &["customer", "agency", "operator"],
    };
    let others = others.iter().map(|party| page.t(format!("sees-{party}")));
    let parties = std::iter::once(own).chain(others).collect();
    let log = match read.side() {
        Side::Worker => Some("/worker/disclosures".to_owned()),
        Side::Customer => Some("/customer/disclosures".to_owned()),
        _ => None,
    };
    Sees { lang: page.lang, parties, rows, log }
}

/// The rules behind one cell; where none speaks, that nothing opens it.
pub fn rules(page: &Page, party: &str, cell: &Cell) -> Vec<SeesRule> {
    let said = |id: &str, why: String, english| SeesRule {
        party: page.t(format!("sees-{party}")),
        eye: eye((cell.sight, cell.on_request)),
        id: id.to_owned(),
        why,
        english,
    };
    if cell.rules.is_empty() {
        return vec![said(Denial::DEFAULT, page.t("sees-default"), false)];
    }
    let rule = |rule: &Reason| match (page.lang, &rule.why_ar) {
        (Lang::Ar, Some(why)) => said(&rule.id, why.clone(), false),
        (lang, _) => said(&rule.id, rule.why.clone(), lang == Lang::Ar),
    };
    cell.rules.iter().map(rule).collect()
}

/// How much of a class somebody sees; what opens on request counts as masked.
pub const fn eye((sight, on_request): (Sight, bool)) -> Eye {
    match (sight, on_request) {
        (Sight::Visible, _) => Eye::Visible,
        (Sight::Masked, _) | (Sight::Hidden, true) => Eye::Masked,
        (Sight::Hidden, false) => Eye::Hidden,
    }
}

/// The offer, itemised; with the worker's terms for those who may see them.
pub fn quote(read: &Read, page: &Page, offered: &Offered, with_terms: bool) -> Quote {
    let lines = offered
        .lines
        .iter()
        .filter(|line| line.item != Item::Vat)
        .map(|line| QuoteLine {
            what: page.t(format!("item-{}", item(line.item))),
            payer: page.t(format!("payer-{}", payer(line.payer))),
            sum: page.lang.rial(line.amount_minor),
        })
        .collect();
    let rate = read.desk.pack_of(&read.view.open.case).rules().vat.rate_on(read.desk.today());
    let agreement = read.view.open.case.state.agreement();
    Quote {
        lines,
        tax: (page.lang.rial(offered.customer_pays(Item::Vat)), percent(rate)),
        total: page.lang.rial(offered.customer_total()),
        deposit: page.lang.rial(agreement.map_or(0, |agreement| agreement.deposit_minor)),
        booked: read.view.open.case.account.paid_minor > 0,
        terms: if with_terms { terms(read, page, "terms-wage") } else { Vec::new() },
    }
}

/// What the worker is granted, once it is offered: label and value. `wage` is what its reader calls the wage.
pub fn terms(read: &Read, page: &Page, wage: &str) -> Vec<(String, String)> {
    let Some(agreement) = read.view.open.case.state.agreement() else { return Vec::new() };
    let terms = &agreement.terms;
    let hours = page.lang.t2("terms-hours-rest", "hours", terms.hours_per_day, "rest", terms.rest_days_per_week);
    vec![(page.t(wage), page.lang.rial(terms.wage_minor)), (page.t("terms-hours"), hours)]
}

const fn item(item: Item) -> &'static str {
    match item {
        Item::ServiceFee => "service_fee",
        Item::Vat => "vat",
        Item::GovernmentFee => "government_fee",
        Item::Travel => "travel",
        Item::Insurance => "insurance",
    }
}

const fn payer(payer: Payer) -> &'static str {
    match payer {
        Payer::Customer => "customer",
        Payer::Agency => "agency",
    }
}
