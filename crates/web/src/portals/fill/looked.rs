//! Who saw my data: the page of a worker, of a household and of an agency.

use app::disclosures::{self, SeenOfMe};
use app::{AppError, Caller, Limit};
use domain::{ClassSet, Purpose};
use uuid::Uuid;

use super::words;
use crate::cursor;
use crate::page::{Page, Portal};
use crate::portals::{Disclosure, Disclosures};
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// A page of it, newest first.
pub async fn looked(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    caller: &Caller,
    after: Option<&str>,
) -> Result<Disclosures, AppError> {
    let address = match portal {
        Portal::Worker => "/worker/disclosures",
        Portal::Agency => "/agency/disclosures",
        Portal::Public | Portal::Customer | Portal::Operator => "/customer/disclosures",
    };
    let page = visit.page(site, portal, "who-looked");
    let cursors = cursor::of(site, caller, "disclosures");
    let before = cursors.read::<Uuid>(after)?;
    let (seen, next) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let mut from = before;
            // Pages with nothing to tell are passed over, so that an empty list means that there is nothing.
            for _ in 1..PAGES_MAX {
                let (mut seen, next) = disclosures::mine(tx, desk, caller, from, Limit::PAGE)?;
                seen.retain(is_news);
                if !seen.is_empty() || next.is_none() {
                    return Ok((seen, next));
                }
                from = next.map(|last| last.0);
            }
            let (mut seen, next) = disclosures::mine(tx, desk, caller, from, Limit::PAGE)?;
            seen.retain(is_news);
            Ok((seen, next))
        })
        .await?;
    let rows = seen.iter().map(|event| disclosure(&page, event)).collect();
    let pager = Pager {
        lang: page.lang,
        first: after.map(|_| address.to_owned()),
        next: next.map(|last| format!("{address}?after={}", cursors.write(&last.0))),
    };
    Ok(Disclosures { page, of_roster: portal == Portal::Agency, rows, pager })
}

/// LIMIT: pages of events that are read for one page of this list; most of what is recorded about a person is no opening.
const PAGES_MAX: usize = 20;

/// Whether an event is told: an opening by somebody else. What the reader looked at is no news to them.
fn is_news(event: &SeenOfMe) -> bool {
    event.allowed && !event.own && event.classes != ClassSet::EMPTY
}

fn disclosure(page: &Page, event: &SeenOfMe) -> Disclosure {
    let classes: Vec<String> = event.classes.iter().map(|class| page.t(format!("class-{class}"))).collect();
    let role = page.t(format!("role-{}", event.role));
    let firm = event.firm.as_ref().and_then(|firm| {
        let name = words::name(page, firm.name.as_ref(), firm.name_ar.as_ref());
        match (&firm.code, name) {
            (Some(code), Some(name)) => Some(page.lang.named(code, &name)),
            (code, name) => name.or_else(|| code.clone()),
        }
    });
    Disclosure {
        who: role,
        firm: firm.unwrap_or_default(),
        what: page.lang.list(&classes),
        why: event.purpose.map(|purpose| page.t(format!("purpose-{purpose}"))).unwrap_or_default(),
        when: page.when(event.at),
        emergency: event.purpose == Some(Purpose::BreakGlass),
        worker: event.worker.clone().map(|worker| (worker.clone(), format!("/agency/workers/{worker}"))),
        case: event.case.clone().map(|case| (case.clone(), format!("/agency/cases/{case}"))),
    }
}
