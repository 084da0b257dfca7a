//! Deliveries: what waits, and what could not be sent though it was tried again and again. The operator has it tried once
//! more, or says how it was dealt with.

use app::jobs::letters::{self, After, Letter, Letters, SETTLED};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::cursor;
use crate::form::Sent;
use crate::page::{Notice, Page, Portal, answer};
use crate::portals::Stat;
use crate::site::Site;
use crate::ui::{Choice, Pager, Tone, When};
use crate::visit::Visit;

/// A job that was given up.
#[derive(Debug, Clone)]
pub struct Dead {
    /// The job's id.
    pub id: String,
    /// What it was to do, in words: "Sign-in code". Never an address.
    pub what: String,
    /// How often it was tried.
    pub tries: u32,
    /// The last fault without personal data: in the reader's words, or in the provider's.
    pub fault: String,
    /// Whether it is in the reader's words.
    pub translated: bool,
    /// When it was given up.
    pub when: When,
}

/// A text message that did not arrive.
#[derive(Debug, Clone)]
pub struct Missed {
    /// What it was, in words. Never an address.
    pub what: String,
    /// What the network said, in words.
    pub said: String,
    /// When it said so.
    pub when: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/jobs.html")]
pub struct Jobs {
    /// The frame; entry `jobs`.
    pub page: Page,
    /// Waiting, given up; where the network says what became of text messages, how many arrived today.
    pub stats: Vec<Stat>,
    /// Text messages of a day that did not arrive, newest first.
    pub missed: Vec<Missed>,
    /// Newest first.
    pub dead: Vec<Dead>,
    /// Whether the reader may do something about them.
    pub acts: bool,
    /// The ways in which one can be dealt with.
    pub ways: Vec<Choice>,
    /// Back and next.
    pub pager: Pager,
}

const PLACE: &str = "/operator/jobs";

/// `/operator/jobs...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(list))
        .route("/operator/jobs/{id}/retry", post(retry))
        .route("/operator/jobs/{id}/settle", post(settle))
}

#[derive(Deserialize)]
struct Ask {
    after: Option<String>,
    /// What was just done: `retried` or `settled`.
    #[serde(default)]
    done: String,
}

async fn list(State(site): State<Site>, visit: Visit, Query(ask): Query<Ask>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let cursors = cursor::of(&site, &caller, "jobs");
    let after = cursors.read::<After>(ask.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let found = site
        .house
        .read(&caller, move |tx, desk, caller| letters::letters(tx, desk, caller, after, app::Limit::PAGE))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let mut page = visit.page(&site, Portal::Operator, "jobs");
    page.notice = said(&page, &ask.done);
    let acts = letters::may_retry(&caller);
    let next = found.next.map(|last| format!("{PLACE}?after={}", cursors.write(&last)));
    Ok(answer(StatusCode::OK, &filled(page, &found, acts, after.is_some(), next), false))
}

fn said(page: &Page, done: &str) -> Option<Notice> {
    let key = match done {
        "retried" => "jobs-retried",
        "settled" => "jobs-settled",
        _ => return None,
    };
    Some(Notice { tone: Tone::Ok, text: page.t(key) })
}

fn filled(page: Page, letters: &Letters, acts: bool, back: bool, next: Option<String>) -> Jobs {
    let stat = |key: &str, value: i64| Stat { icon: None, label: page.t(key), value: value.to_string() };
    let dead = |letter: &Letter| {
        let ours = page.lang.maybe(&format!("fault-{}", letter.fault));
        Dead {
            id: letter.id.to_string(),
            what: page.t(format!("delivery-{}", letter.what)),
            tries: u32::try_from(letter.attempts).unwrap_or_default(),
            translated: ours.is_some(),
            fault: ours.unwrap_or_else(|| letter.fault.clone()),
            when: page.when(letter.dead_at),
        }
    };
    let texts = &letters.texts;
    let mut stats = vec![stat("stat-queued", letters.waiting), stat("stat-dead", letters.dead)];
    if texts.delivered + texts.missed + texts.unsaid > 0 {
        stats.push(stat("stat-texts-arrived", texts.delivered));
        stats.push(stat("stat-texts-missed", texts.missed));
        stats.push(stat("stat-texts-unsaid", texts.unsaid));
    }
    let missed = |one: &letters::Missed| Missed {
        what: page.t(format!("delivery-{}", one.template)),
        said: page.t(format!("receipt-{}", one.receipt)),
        when: page.when(one.at),
    };
    Jobs {
        stats,
        missed: texts.letters.iter().map(missed).collect(),
        dead: letters.letters.iter().map(dead).collect(),
        acts,
        ways: SETTLED.iter().map(|way| Choice::new(*way, page.t(format!("settled-{way}")))).collect(),
        pager: Pager { lang: page.lang, first: back.then(|| PLACE.to_owned()), next },
        page,
    }
}

async fn retry(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = site.house.write_about(&caller, &id, letters::retry).await;
    visit.led(&site, PLACE, done, &format!("{PLACE}?done=retried"))
}

async fn settle(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let how = sent.get("how").to_owned();
    let settle = move |tx: &mut _, desk: &_, caller: &_, id| letters::settle(tx, desk, caller, id, &how);
    let done = site.house.write_about(&caller, &id, settle).await;
    visit.led(&site, PLACE, done, &format!("{PLACE}?done=settled"))
}

#[cfg(test)]
mod tests {
    use crate::i18n::Lang;

    #[test]
    fn every_message_has_a_word_for_the_list_of_deliveries() {
        let messages = include_str!("../../../../../locales/en/messages.ftl");
        let templates = messages.lines().filter_map(|line| line.strip_prefix("message-")?.split(" =").next());
        let mut count = 0;
        for template in templates {
            let key = format!("delivery-{template}");
            assert_ne!(Lang::En.t(&key), key, "{template} has no word");
            count += 1;
        }
        assert!(count > 15, "the messages were read: {count}");
    }
}
