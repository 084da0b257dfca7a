//! The log for auditors: its search, and how it fares. One record is next door.

use app::log::{self, Entry, Health, Search};
use app::ports::OWN_COPY;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::Purpose;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use crate::address::address;
use crate::cursor;
use crate::i18n::muscat_day;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Badge, Pager, Tone, When};
use crate::visit::Visit;

/// One record in a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number.
    pub n: i64,
    /// What was done.
    pub action: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// In which role.
    pub role: String,
    /// What for; empty for nothing stated.
    pub purpose: String,
    /// When.
    pub when: When,
    /// Whether the page is about it.
    pub here: bool,
}

/// One line of the log's health.
#[derive(Debug, Clone)]
pub struct Sign {
    /// What was looked at.
    pub what: String,
    /// What was found.
    pub found: String,
    /// How it is.
    pub badge: Badge,
}

/// The list with its search.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/audit.html")]
pub struct Audit {
    /// The frame; entry `audit`.
    pub page: Page,
    /// What was asked for, as it was typed.
    pub ask: Ask,
    /// What is wrong with it; empty for nothing.
    pub wrong: String,
    /// The actions, word and name, and whether it is the one asked for.
    pub actions: Vec<(&'static str, String, bool)>,
    /// The purposes, word and name, and whether it is the one asked for.
    pub purposes: Vec<(&'static str, String, bool)>,
    /// Newest first.
    pub rows: Vec<Row>,
    /// The log's health.
    pub signs: Vec<Sign>,
    /// The signed root, and of how many records; empty before the first.
    pub root: (String, u64),
    /// The key that checkpoints are verified with.
    pub key: String,
    /// Back and next.
    pub pager: Pager,
}

const PLACE: &str = "/operator/audit";
/// `/operator/audit...`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(list)).merge(super::audit_record::routes())
}

/// The search as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// The cursor.
    pub after: Option<String>,
    /// Whoever did it.
    pub actor: String,
    /// The first object, or the first worker.
    pub object: String,
    /// The case.
    pub case: String,
    /// What was done.
    pub action: String,
    /// What for.
    pub purpose: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
}

impl Ask {
    /// Whether less than everything is asked for: the questions stand open then.
    pub fn is_narrowed(&self) -> bool {
        let fields = [&self.actor, &self.object, &self.case, &self.action, &self.purpose, &self.from, &self.until];
        fields.iter().any(|text| !text.trim().is_empty())
    }

    /// What is wrong with a field, as a key; else the search.
    fn search(&self) -> Result<Search, &'static str> {
        let id = |text: &str| match text.trim() {
            "" => Ok(None),
            text => Uuid::parse_str(text).map(Some).map_err(|_| "audit-wrong-id"),
        };
        let day = |text: &str, add: i64| match text.trim() {
            "" => Ok(None),
            text => {
                let day: Date = text.parse().map_err(|_| "audit-wrong-day")?;
                let day = day.checked_add(jiff::Span::new().days(add)).map_err(|_| "audit-wrong-day")?;
                muscat_day(day).map(Some).ok_or("audit-wrong-day")
            }
        };
        let word = |text: &str| Some(text.trim().chars().take(64).collect::<String>()).filter(|word| !word.is_empty());
        let purpose = word(&self.purpose);
        if purpose.as_deref().is_some_and(|purpose| Purpose::parse(purpose).is_err()) {
            return Err("audit-wrong-purpose");
        }
        Ok(Search {
            actor: id(&self.actor)?,
            object: id(&self.object)?,
            case: id(&self.case)?,
            action: word(&self.action),
            purpose,
            from: day(&self.from, 0)?,
            until: day(&self.until, 1)?,
        })
    }

    /// The address of the page that begins after this one.
    fn address(&self, after: &str) -> String {
        let fields = [
            ("actor", &self.actor),
            ("object", &self.object),
            ("case", &self.case),
            ("action", &self.action),
            ("purpose", &self.purpose),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let given = fields.iter().map(|(name, text)| (*name, text.as_str())).filter(|(_, text)| !text.is_empty());
        address(PLACE, given.chain([("after", after)]))
    }
}

/// What an action is called; a word of another version stands for itself.
pub(super) fn named(page: &Page, action: &str) -> String {
    let key = action.replace('.', "-");
    let name = ["logged", "happened"].iter().find_map(|list| page.lang.maybe(&format!("{list}-{key}")));
    name.unwrap_or_else(|| action.to_owned())
}

/// The actions of the log with their names, in the order of these, and whether it is the one asked for.
fn actions(page: &Page, asked: &str) -> Vec<(&'static str, String, bool)> {
    let mut actions: Vec<_> = app::record::actions().map(|word| (word, named(page, word), word == asked)).collect();
    actions.sort_by(|a, b| a.1.cmp(&b.1));
    actions
}

/// A record as a row of a table; `here` is the number of the one that the page is about.
pub(super) fn row(page: &Page, entry: &Entry, here: u64) -> Row {
    Row {
        n: entry.n,
        action: named(page, &entry.action),
        allowed: entry.allowed,
        role: page.t(format!("role-{}", entry.role)),
        purpose: entry.purpose.map(|purpose| page.t(format!("purpose-{}", purpose.as_str()))).unwrap_or_default(),
        when: page.when(entry.at),
        here: entry.n.unsigned_abs() == here,
    }
}

async fn list(State(site): State<Site>, visit: Visit, Query(ask): Query<Ask>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?.for_purpose(Purpose::Audit);
    let cursors = cursor::of(&site, &caller, "audit");
    let before = cursors.read::<i64>(ask.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "audit");
    let searched = ask.search();
    let wanted = searched.clone().unwrap_or_default();
    let house = site.house.clone();
    let ((found, next), health) = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let found = log::search(tx, desk, caller, &wanted, before, app::Limit::PAGE)?;
            Ok((found, log::health(tx, &house, desk, caller)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let wrong = searched.err();
    let rows = if wrong.is_some() { Vec::new() } else { found.iter().map(|entry| row(&page, entry, 0)).collect() };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let purpose = |purpose: &Purpose| {
        let word = purpose.as_str();
        (word, page.t(format!("purpose-{word}")), word == ask.purpose)
    };
    let filled = Audit {
        actions: actions(&page, &ask.action),
        purposes: Purpose::ALL.iter().map(purpose).collect(),
        wrong: wrong.map(|key| page.t(key)).unwrap_or_default(),
        rows,
        signs: signs(&page, &health),
        root: health.signed.as_ref().map(|(signed, _)| (signed.root_in_hex(), signed.size)).unwrap_or_default(),
        key: site.house.log.verifier(site.house.log.epoch()).to_string(),
        pager: Pager {
            lang: page.lang,
            first: before.is_some().then(|| PLACE.to_owned()),
            next: next.filter(|_| wrong.is_none()).map(|next| ask.address(&cursors.write(&next))),
        },
        ask,
        page,
    };
    Ok(answer(status, &filled, false))
}

fn signs(page: &Page, health: &Health) -> Vec<Sign> {
    let badge = |fine: bool| match fine {
        true => Badge::new(Tone::Ok, "check", page.t("audit-passed")),
        false => Badge::new(Tone::Stop, "alert-triangle", page.t("audit-failed")),
    };
    let mut signs = vec![Sign {
        what: page.t("audit-order"),
        found: page.t1("audit-records", "count", health.size.to_string()),
        badge: badge(health.ordered),
    }];
    match &health.signed {
        Some((signed, at)) => signs.push(Sign {
            what: page.t("audit-growth"),
            found: format!(
                "{} · {}",
                page.t1("audit-records", "count", signed.size.to_string()),
                page.when(*at).words()
            ),
            badge: badge(health.grew),
        }),
        None => signs.push(Sign {
            what: page.t("audit-growth"),
            found: page.t("audit-unsigned"),
            badge: Badge::new(Tone::Wait, "hourglass", page.t("audit-waits")),
        }),
    }
    if let Some((n, at)) = health.closed {
        let dropped = page.t1("audit-records", "count", health.dropped.to_string());
        let under = page.t1("audit-closed-by", "n", n.to_string());
        signs.push(Sign {
            what: page.t("audit-closed"),
            found: format!("{dropped} · {under} · {}", page.when(at).words()),
            badge: Badge::new(Tone::Ok, "check", page.t("audit-proved")),
        });
    }
    if health.books.entries > 0 {
        let entries = page.t1("audit-entries", "count", health.books.entries);
        let checked = page.t1("audit-books-checked", "count", health.books.newest.cases);
        signs.push(Sign {
            what: page.t("audit-books"),
            found: format!("{entries} · {checked}"),
            badge: badge(health.books.newest.faults.is_empty()),
        });
    }
    for witness in &health.witnesses {
        let fine = witness.trouble.is_empty();
        signs.push(Sign {
            what: if witness.name == OWN_COPY { page.t("audit-own-copy") } else { witness.name.clone() },
            found: match fine {
                true => page.t1("audit-records", "count", witness.size.to_string()),
                false => witness.trouble.clone(),
            },
            badge: match fine {
                true => badge(true),
                false => Badge::new(Tone::Wait, "clock", page.t("audit-late")),
            },
        });
    }
    signs
}
