//! The demo's own edge: the clock, the inbox, and looking through anybody's eyes. Under `serve` none of it exists.

mod card;
mod gallery;
pub mod inbox;

use app::AppError;
use app::sign_in::Opened;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use jiff::{SignedDuration, Span, Timestamp};
use serde::Deserialize;

use self::inbox::{Inbox, Mail};
use crate::input::Body;
use crate::page::{Portal, answer};
use crate::preferences::own_path;
use crate::problem::Problem;
use crate::site::{DemoPowers, Sent, Site};
use crate::ui::Pager;
use crate::visit::{Visit, cookie, home_of, session_cookie};

/// The demo's routes; none at all without a demo.
pub fn routes(site: &Site) -> Router<Site> {
    if site.demo.is_none() {
        return Router::new();
    }
    Router::new()
        .route("/_gallery", get(gallery::show))
        .route("/demo/card/{session}", get(card::show).post(card::decide))
        .route("/demo/clock", post(advance))
        .route("/demo/inbox", get(letters))
        .route("/demo/inbox.json", get(inbox_json))
        .route("/demo/persona", post(persona))
}

/// LIMIT: stops on the way of one movement of the clock; a year of the whole demo has about a thousand timers.
const STOPS_MAX: usize = 20_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: String,
}

fn duration(text: &str) -> Option<SignedDuration> {
    let span: Span = text.parse().ok()?;
    let days = span.get_weeks() * 7 + span.get_days();
    if span.get_months() != 0 || span.get_years() != 0 {
        return None;
    }
    let rest = SignedDuration::from_hours(span.get_hours().into())
        + SignedDuration::from_mins(span.get_minutes())
        + SignedDuration::from_secs(span.get_seconds());
    let whole = SignedDuration::from_hours(i64::from(days) * 24).checked_add(rest)?;
    (whole.is_positive() && whole <= SignedDuration::from_hours(24 * 400)).then_some(whole)
}

/// Moves the clock forward. It stops wherever a timer becomes due, so that each does its work at its own time, and
/// everything that follows has happened before the answer.
async fn move_clock(site: &Site, text: &str) -> Result<Timestamp, Problem> {
    let powers = site.demo.clone().ok_or_else(Problem::not_found)?;
    let by = duration(text).ok_or_else(|| {
        Problem::invalid("/advance", "A time forward, for example P15D or PT2H; at most 400 days at once.")
    })?;
    let advance = |by| powers.advance(by).ok_or_else(|| Problem::unavailable(1));
    let mut now = site.house.desk().now;
    let end = now.checked_add(by).map_err(|_| Problem::unavailable(1))?;
    for _ in 0..STOPS_MAX {
        let due = app::jobs::waiting(&site.house).await?.next_timer.filter(|due| *due < end);
        let Some(due) = due else { break };
        // The clock goes in whole seconds.
        let to = now.duration_until(due) + SignedDuration::from_secs(1);
        now = advance(to.max(SignedDuration::ZERO))?;
        while app::jobs::round(&site.house).await? > 0 {}
    }
    let now = advance(now.duration_until(end).max(SignedDuration::ZERO))?;
    while app::jobs::round(&site.house).await? > 0 {}
    Ok(now)
}

#[derive(Deserialize)]
struct AdvanceForm {
    advance: String,
    #[serde(default)]
    to: String,
}

/// A program sends JSON and gets the new time; the bar's form is led back to its page.
async fn advance(State(site): State<Site>, visit: Visit, request: Request) -> Result<Response, Problem> {
    if visit.is_foreign() {
        return Ok(visit.expired(&site));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let Form(ask) = Form::<AdvanceForm>::from_request(request, &site)
            .await
            .map_err(|_| Problem::bad_request("The form cannot be read."))?;
        move_clock(&site, &ask.advance).await?;
        return Ok(Redirect::to(own_path(&ask.to)).into_response());
    }
    let Body(ask) = Body::<Advance>::from_request(request, &site).await?;
    let now = move_clock(&site, &ask.advance).await?;
    Ok(Json(serde_json::json!({ "now": now })).into_response())
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

async fn inbox_json(State(site): State<Site>, Query(ask): Query<To>) -> Result<Json<Vec<Sent>>, Problem> {
    let powers: std::sync::Arc<dyn DemoPowers> = site.demo.clone().ok_or_else(Problem::not_found)?;
    Ok(Json(powers.inbox(ask.to.as_deref())))
}

async fn letters(State(site): State<Site>, visit: Visit, Query(ask): Query<To>) -> Response {
    let Some(powers) = site.demo.clone() else { return Problem::not_found().into_response() };
    let portal = visit.caller.as_ref().map_or(Portal::Public, |caller| crate::visit::portal_of(caller.role));
    let page = visit.page(&site, portal, "");
    let to = ask.to.unwrap_or_default();
    let mails = powers
        .inbox(Some(to.as_str()).filter(|to| !to.is_empty()))
        .into_iter()
        .take(48)
        .map(|sent| Mail {
            to: sent.to,
            sms: sent.channel == "sms",
            subject: sent.subject,
            text: sent.text,
            when: page.when(sent.at),
        })
        .collect();
    let pager = Pager { lang: page.lang, first: None, next: None };
    answer(StatusCode::OK, &Inbox { page, to, mails, pager }, false)
}

#[derive(Deserialize)]
struct Persona {
    person: String,
}

/// Looks through somebody's eyes: a real sign-in of that person, with a code that is read from the demo's own inbox.
/// Without a person: as a visitor again.
async fn persona(State(site): State<Site>, visit: Visit, Form(ask): Form<Persona>) -> Response {
    if visit.is_foreign() {
        return visit.expired(&site);
    }
    if ask.person.is_empty() {
        let secure = site.settings.secure_cookies;
        let gone = |name| cookie(name, String::new(), secure);
        let jar = visit.jar.clone().remove(gone(session_cookie(secure))).remove(gone("demo-persona"));
        return match end(&site, &visit).await {
            Ok(()) => (jar, Redirect::to("/catalogue")).into_response(),
            Err(error) => visit.failed(&site, error),
        };
    }
    let become_them = async {
        let (opened, home) = become_person(&site, &ask.person).await?;
        Ok((visit.signed_in(&site, &opened).await?, home))
    };
    match become_them.await {
        Ok((jar, home)) => {
            let jar = jar.add(cookie("demo-persona", ask.person.clone(), site.settings.secure_cookies));
            (jar, Redirect::to(home)).into_response()
        }
        Err(error) => visit.failed(&site, error),
    }
}

/// Ends the session that is looked through now.
async fn end(site: &Site, visit: &Visit) -> Result<(), AppError> {
    let Some(who) = &visit.who else { return Ok(()) };
    match app::sign_in::end_session(&site.house, who.user(), who.signed.session.id).await {
        Err(AppError::NotFound) => Ok(()),
        other => other,
    }
}

async fn become_person(site: &Site, email: &str) -> Result<(Opened, &'static str), AppError> {
    let powers = site.demo.clone().ok_or(AppError::NotFound)?;
    let person = powers.people().into_iter().find(|person| person.email == email).ok_or(AppError::NotFound)?;
    let address = app::sign_in::Address::parse("email", &person.email)?;
    let caller = app::Caller::anonymous("en");
    // A visitor who tried out what a second factor is like does not keep everybody else from this person.
    app::resets::in_demo(&site.house, &address).await?;
    let before = newest(&*powers, &person.email);
    let started = app::sign_in::start(&site.house, &caller, address).await?;
    let code = new_code(site, &*powers, &person.email, before.as_ref()).await?;
    let finished = app::sign_in::finish(&site.house, &caller, started.challenge, &code, "portal").await?;
    let opened = finished.session().ok_or(AppError::Conflict("second_wanted"))?;
    let role = domain::Role::parse(&person.role).unwrap_or(domain::Role::Anonymous);
    Ok((opened, home_of(role)))
}

/// The code of the newest letter, once it has come: the relay may be carrying it at this moment.
async fn new_code(
    site: &Site,
    powers: &dyn DemoPowers,
    email: &str,
    before: Option<&(Timestamp, String)>,
) -> Result<String, AppError> {
    for _ in 0..50 {
        app::jobs::round(&site.house).await?;
        let letter = newest(powers, email);
        if let Some((_, text)) = letter.as_ref().filter(|letter| Some(*letter) != before) {
            let mut words = text.split(|c: char| !c.is_ascii_digit());
            if let Some(code) = words.find(|word| word.len() == 6) {
                return Ok(code.to_owned());
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    Err(AppError::TooMany { seconds: 5 })
}

/// The newest letter to an address. A full inbox drops its oldest, so counting them would say nothing.
fn newest(powers: &dyn DemoPowers, email: &str) -> Option<(Timestamp, String)> {
    powers.inbox(Some(email)).into_iter().next().map(|sent| (sent.at, sent.text))
}
