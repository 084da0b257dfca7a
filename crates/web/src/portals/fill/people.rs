//! What the reader may see of a person: values in clear, masked or sealed, and the way to open what is sealed.

use app::Desk;
use app::cases::{self, CustomerRecord as C};
use app::workers::{self, WorkerRecord as W};
use domain::{Purpose, StateToken};
use policy::{Ask, Seen, Shown as Sight, View};

use super::{Read, words};
use crate::page::Page;
use crate::portals::age;
use crate::ui::{Choice, Reveal, RevealField, Shown, opens_at};

/// A field as the page says it. What is visible but was not opened is sealed until it is asked for.
fn shown<V>(page: &Page, now: StateToken, sight: Sight<'_, V>, say: impl Fn(&V) -> Option<String>) -> Shown {
    match sight {
        Sight::Visible(value) => {
            say(value).map_or_else(|| Shown::Hidden { opens: page.t("opens-never") }, Shown::Visible)
        }
        Sight::Masked(rest) => Shown::Masked { rest: rest.into_owned(), opens: String::new() },
        Sight::Hidden { opens } => Shown::Hidden {
            opens: opens.map_or_else(
                || page.t("opens-not-shared"),
                |state| opens_at(page.lang, now, state, page.portal.word()),
            ),
        },
    }
}

fn fact(page: &Page, name: &str, shown: Shown) -> (String, Shown) {
    (page.t(format!("field-{name}")), shown)
}

/// The facts about a worker.
pub fn worker_facts(page: &Page, seen: &Seen<W>) -> Vec<(String, Shown)> {
    let now = seen.view().ask().state();
    let list = |kind: &'static str| move |tokens: &Vec<String>| Some(words::list(page, kind, tokens));
    let text = |value: &Option<String>| value.clone();
    let mut facts = vec![
        fact(page, "first_name", shown(page, now, seen.show(&W::FIRST_NAME), |name| Some(name.clone()))),
        fact(page, "name", shown(page, now, seen.show(&W::NAME), text)),
        fact(page, "age", shown(page, now, seen.show(&W::AGE), |told| Some(age(told)))),
        fact(page, "work", shown(page, now, seen.show(&W::WORK), list("work"))),
        fact(page, "languages", shown(page, now, seen.show(&W::LANGUAGES), list("language"))),
        fact(page, "skills", shown(page, now, seen.show(&W::SKILLS), list("skill"))),
        fact(
            page,
            "experience_years",
            shown(page, now, seen.show(&W::EXPERIENCE_YEARS), |years| Some(page.t1("years", "count", *years))),
        ),
        fact(
            page,
            "origin",
            shown(page, now, seen.show(&W::ORIGIN), |origin| Some(words::word(page, "country", origin))),
        ),
        fact(page, "history", shown(page, now, seen.show(&W::HISTORY), text)),
        fact(page, "birth_date", shown(page, now, seen.show(&W::BIRTH_DATE), text)),
        fact(page, "passport", shown(page, now, seen.show(&W::PASSPORT), text)),
        fact(page, "phone", shown(page, now, seen.show(&W::PHONE), text)),
        fact(
            page,
            "fitness",
            shown(page, now, seen.show(&W::FITNESS), |value| {
                value.as_ref().map(|value| words::word(page, "fitness", value))
            }),
        ),
    ];
    // An empty fact that was never written down says nothing.
    facts.retain(|(_, shown)| !matches!(shown, Shown::Visible(value) if value.is_empty()));
    facts
}

/// The facts about a household.
pub fn customer_facts(page: &Page, seen: &Seen<C>) -> Vec<(String, Shown)> {
    let now = seen.view().ask().state();
    let text = |value: &Option<String>| value.clone();
    vec![
        fact(page, "area", shown(page, now, seen.show(&C::AREA), text)),
        fact(page, "household", shown(page, now, seen.show(&C::HOUSEHOLD), text)),
        fact(page, "duties", shown(page, now, seen.show(&C::DUTIES), text)),
        fact(page, "name", shown(page, now, seen.show(&C::NAME), text)),
        fact(page, "civil_id", shown(page, now, seen.show(&C::CIVIL_ID), text)),
        fact(page, "address", shown(page, now, seen.show(&C::ADDRESS), text)),
        fact(page, "phone", shown(page, now, seen.show(&C::PHONE), text)),
    ]
}

/// Why people open what is sealed, the usual reasons first. Nobody needs a passport to browse or to choose.
const REASONS: &[Purpose] = &[
    // Open only where a second person has let an emergency through.
    Purpose::BreakGlass,
    Purpose::Verify,
    Purpose::Contract,
    Purpose::Permit,
    Purpose::Arrival,
    Purpose::Placement,
    Purpose::Claim,
    Purpose::Welfare,
    Purpose::Billing,
    Purpose::Compliance,
    Purpose::SubjectRequest,
    Purpose::Interview,
    Purpose::Assess,
];
/// For what a person opens their own data.
pub const OWN_DATA: Purpose = Purpose::SubjectRequest;

/// LIMIT: a choice of more reasons than this would be clicked through.
const PURPOSES_MAX: usize = 4;

/// The usual ones of these purposes, so few that the choice is read.
pub fn usual(purposes: &[Purpose]) -> Vec<Purpose> {
    REASONS.iter().copied().filter(|purpose| purposes.contains(purpose)).take(PURPOSES_MAX).collect()
}

/// The way to open what is sealed about a worker, if there is a purpose for which this caller may.
pub fn reveal(read: &Read, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    reveal_of(&read.desk, page, ask, action)
}

/// What a worker may open of their own that their page does not show: no reason is asked, it is their own. It is on record
/// like every opening, as the answer to a person who asks about their own data.
pub fn own_reveal(desk: &Desk, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let shown = desk.policy.view(ask);
    let view = desk.policy.view(&ask.with_stated_purpose(OWN_DATA));
    let mut fields: Vec<RevealField> = Vec::new();
    for name in workers::openable(&view).filter(|name| !workers::in_view(name, &shown)) {
        fields.push(RevealField { name: name.to_owned(), label: words::field(page, name) });
    }
    (!fields.is_empty()).then(|| Reveal {
        lang: page.lang,
        id: "open-own".to_owned(),
        action: action.to_owned(),
        csrf: page.csrf.clone(),
        fields,
        purposes: vec![Choice::new(OWN_DATA.as_str(), page.t("purpose-own"))],
        readers: page.lang.list(&[page.t("sees-you"), page.t("sees-operator")]),
        own: true,
    })
}

/// The same for a record that is read outside of a case.
pub fn reveal_of(desk: &Desk, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let readers = page.lang.list(&[page.t("sees-worker"), page.t("sees-operator")]);
    way(desk, page, *ask, |view| workers::openable(view).collect(), ("open-worker", action, readers))
}

/// The way to open what is sealed about the household of a case.
pub fn household_reveal(read: &Read, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let readers = page.lang.list(&[page.t("sees-customer"), page.t("sees-operator")]);
    way(&read.desk, page, *ask, |view| cases::openable(view).collect(), ("open-customer", action, readers))
}

fn way(
    desk: &Desk,
    page: &Page,
    ask: Ask,
    openable: impl Fn(&View) -> Vec<&'static str>,
    (id, action, readers): (&str, &str, String),
) -> Option<Reveal> {
    let opens = |purpose: &Purpose| openable(&desk.policy.view(&ask.with_stated_purpose(*purpose)));
    let may: Vec<Purpose> = REASONS.iter().copied().filter(|purpose| !opens(purpose).is_empty()).collect();
    let purposes = usual(&may);
    let mut names: Vec<&str> = Vec::new();
    for name in purposes.iter().flat_map(opens) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let fields: Vec<RevealField> =
        names.into_iter().map(|name| RevealField { name: name.to_owned(), label: words::field(page, name) }).collect();
    (!fields.is_empty()).then(|| Reveal {
        lang: page.lang,
        id: id.to_owned(),
        action: action.to_owned(),
        csrf: page.csrf.clone(),
        fields,
        purposes: purposes
            .iter()
            .map(|purpose| Choice::new(purpose.as_str(), page.t(format!("purpose-{purpose}"))))
            .collect(),
        readers,
        own: false,
    })
}
