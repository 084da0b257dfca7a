//! The ways out for messages: whether they are there, where they lead, and what text messages have cost today.

use app::tariff;
use store::{Job, Scope, Store, StoreError, Tx};

use super::Finding;
use crate::adapters::clock;
use crate::site::Site;
use crate::{channels, serving};

/// From so many of a hundred parts of the day's money on it is worth a word.
const SOON: i64 = 80;

/// Goes to the providers as far as one can without sending anything.
pub fn look(site: &Site) -> Vec<Finding> {
    let channels = match channels::configured(site) {
        Ok(channels) => channels,
        Err(failure) => return vec![Finding::failed("messages", &failure)],
    };
    let reached = match serving::runtime() {
        Ok(runtime) => runtime.block_on(channels.probe()),
        Err(failure) => return vec![Finding::failed("messages", &failure)],
    };
    let mut findings: Vec<Finding> = reached.into_iter().map(|(way, reached)| match reached {
        Ok(found) => Finding::fine("messages", format!("{way}: {}", country(site, way, &found))),
        Err(why) => Finding::fault(
            "messages",
            format!("{way}: {why}"),
            format!("look at [{way}] in the settings, at the provider, and at what stands between; messages wait and are tried again"),
        ),
    }).collect();
    if !channels.has_sms() {
        let found = "no way out for text messages: whoever has only a telephone number gets no code";
        findings.push(Finding::note("messages", found, "set [sms], or leave it if everybody has an e-mail address"));
    }
    findings
}

/// Messages carry addresses: the country that a provider handles them in is part of the answer.
fn country(site: &Site, way: &str, found: &str) -> String {
    let config = &site.config;
    let country = match way {
        "mail" => config.mail.as_ref().and_then(|mail| mail.country.as_deref()),
        _ => config.sms.as_ref().and_then(|sms| sms.country.as_deref()),
    };
    match country {
        Some(country) => format!("{found}, in {country}"),
        None => format!("{found}; the country that it is in is not said ([{way}] country)"),
    }
}

/// What the text messages of today have cost.
pub fn cost(site: &Site, store: &Store) -> Vec<Finding> {
    let Some(sms) = &site.config.sms else { return Vec::new() };
    let now = clock::real();
    let read = move |tx: &mut Tx| -> Result<_, StoreError> { tariff::cost_of_day(tx, now) };
    let cost = match store.read_now(Scope::System(Job::Housekeeping), read) {
        Ok(cost) => cost,
        Err(error) => return vec![Finding::fault("messages", error.to_string(), "")],
    };
    // The dearest message that may still come fits in or not.
    let dearest = sms.destinations.values().max().copied().unwrap_or_default();
    let found = format!("text messages have cost {cost} of {} thousandths today", sms.day_max);
    let mend = "look whether somebody has them sent on purpose; else raise [sms] day_max";
    vec![match cost {
        _ if cost + dearest > sms.day_max => {
            Finding::fault("messages", format!("{found}: no more go out until midnight (UTC)"), mend)
        }
        _ if cost * 100 >= sms.day_max * SOON => Finding::note("messages", found, mend),
        _ => Finding::fine("messages", found),
    }]
}
