//! Who saw my data: the page of a worker and of a household.

use app::disclosures::{self, SeenOfMe};
use app::{AppError, Caller, Limit};
use domain::{ClassSet, Purpose, Role};
use uuid::Uuid;

use super::words;
use crate::cursor;
use crate::page::{Page, Portal};
use crate::portals::{Disclosure, Disclosures};
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// A page of it, newest first. What the reader looked at is no news to them.
pub async fn looked(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    caller: &Caller,
    after: Option<&str>,
) -> Result<Disclosures, AppError> {
    let address = if portal == Portal::Worker { "/worker/disclosures" } else { "/customer/disclosures" };
    let page = visit.page(site, portal, "who-looked");
    let before = cursor::read::<Uuid>(after).map_err(|_| AppError::NotFound)?;
    let (seen, next) = site
        .house
        .read(caller, move |tx, desk, caller| disclosures::mine(tx, desk, caller, before, Limit::PAGE))
        .await?;
    let others = |event: &&SeenOfMe| {
        event.allowed && !event.own && event.role != Role::Worker && event.classes != ClassSet::EMPTY
    };
    let rows = seen.iter().filter(others).map(|event| disclosure(&page, event)).collect();
    let pager = Pager {
        lang: page.lang,
        first: after.map(|_| address.to_owned()),
        next: next.map(|last| format!("{address}?after={}", cursor::write(&last.0))),
    };
    Ok(Disclosures { page, rows, pager })
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
        who: firm.map_or_else(|| role.clone(), |firm| page.lang.list(&[role.clone(), firm])),
        what: page.lang.list(&classes),
        why: event.purpose.map(|purpose| page.t(format!("purpose-{purpose}"))).unwrap_or_default(),
        when: page.when(event.at),
        emergency: event.purpose == Some(Purpose::BreakGlass),
    }
}
