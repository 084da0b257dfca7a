//! The people of an organisation: its members, who is invited, and the form that invites. One page for every portal.

use app::admit::Key;
use app::invitations::{self, Invitee};
use app::sign_in::Address;
use app::{AppError, Caller, Fault, organisations};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::Role;
use domain::duties::DUTIES;
use domain::ids::MembershipId;
use domain::office::may_invite;

use super::{FormPage, security};
use crate::form::{Faults, Sent, by_name};
use crate::once;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Choice, Field, Kind, When};
use crate::visit::Visit;

/// Somebody who belongs to the organisation.
#[derive(Debug, Clone)]
pub struct Member {
    /// The membership.
    pub id: String,
    /// The end of the person's pseudonym, as it stands in records.
    pub short: String,
    /// The role, in words.
    pub role: String,
    /// Whether it is the reader.
    pub you: bool,
}

/// Somebody who has not answered yet.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The invitation.
    pub id: String,
    /// The role, in words.
    pub role: String,
    /// Until when.
    pub until: When,
    /// Whether the reader may take it back.
    pub mine: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/people.html")]
pub struct People {
    /// The frame; entry `people`.
    pub page: Page,
    /// Where this page stands: `/agency/people`.
    pub place: &'static str,
    /// Whether the reader may have a lost second factor removed.
    pub resets: bool,
    /// Whether the reader may invite.
    pub invites: bool,
    /// The members.
    pub members: Vec<Member>,
    /// Who is invited.
    pub waiting: Vec<Waiting>,
    /// Whether the reader opens a shared device for a worker.
    pub kiosk: bool,
    /// Which duties here are kept apart, in words.
    pub apart: Vec<String>,
}

/// The organisation's kind, the page's address.
const fn of(portal: Portal) -> (&'static str, &'static str) {
    match portal {
        Portal::Operator => ("operator", "/operator/people"),
        Portal::Agency => ("agency", "/agency/people"),
        _ => ("customer", "/customer/people"),
    }
}

/// A telephone's bar has four places: a household finds its people from its own page.
fn entry(portal: Portal) -> &'static str {
    if portal == Portal::Customer { "household" } else { "people" }
}

/// The routes of one portal.
pub fn routes(portal: Portal) -> Router<Site> {
    let place = of(portal).1;
    Router::new()
        .route(place, get(async move |State(site): State<Site>, visit: Visit| list(&site, &visit, portal).await))
        .route(
            &format!("{place}/new"),
            get(async move |State(site): State<Site>, visit: Visit| form(&site, &visit, portal)).post(
                async move |State(site): State<Site>, visit: Visit, sent: Sent| {
                    invite(&site, &visit, portal, &sent).await
                },
            ),
        )
        .route(
            &format!("{place}/{{id}}/end"),
            post(async move |State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent| {
                end(&site, &visit, portal, &id, &sent).await
            }),
        )
        .route(
            &format!("{place}/{{id}}/role"),
            get(async move |State(site): State<Site>, visit: Visit, Path(id): Path<String>| {
                role_form(&site, &visit, portal, &id).await
            })
            .post(
                async move |State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent| {
                    change_role(&site, &visit, portal, &id, &sent).await
                },
            ),
        )
        .route(
            &format!("{place}/invitations/{{id}}/withdraw"),
            post(async move |State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent| {
                withdraw(&site, &visit, portal, &id, &sent).await
            }),
        )
}

fn roles(caller: &Caller, portal: Portal) -> &'static [Role] {
    may_invite(caller.role, of(portal).0, true, true)
}

async fn list(site: &Site, visit: &Visit, portal: Portal) -> Result<Response, Response> {
    let caller = visit.member(site, portal)?;
    let page = visit.page(site, portal, entry(portal));
    let (members, waiting) = site
        .house
        .read(&caller, |tx, desk, caller| {
            Ok((organisations::members(tx, desk, caller)?, invitations::living(tx, desk, caller)?))
        })
        .await
        .map_err(|error| visit.failed(site, error))?;
    let invites = !roles(&caller, portal).is_empty();
    let role = |role: Role| page.t(format!("role-{role}"));
    let members = members
        .into_iter()
        // A worker's sign-in hangs under the agency; the worker is no member of its staff.
        .filter(|member| member.role != Role::Worker)
        .map(|member| {
            let user = member.user.0.simple().to_string();
            Member {
                id: member.id.to_string(),
                short: user[user.len() - 8..].to_owned(),
                role: role(member.role),
                you: Some(member.user) == caller.user,
            }
        })
        .collect();
    let waiting = waiting
        .into_iter()
        .map(|one| Waiting {
            id: one.id.to_string(),
            role: role(one.role),
            until: page.when(one.expires_at),
            mine: invites || one.worker.is_some(),
        })
        .collect();
    let apart = if invites { apart(&page, roles(&caller, portal)) } else { Vec::new() };
    let resets = portal == Portal::Operator && app::resets::may(&site.house.desk(), &caller) != (false, false);
    let kiosk = caller.role == Role::Moderator;
    let place = of(portal).1;
    Ok(answer(StatusCode::OK, &People { page, place, resets, invites, members, waiting, kiosk, apart }, false))
}

/// Who is asked, and as what: the questions of every form that invites.
pub fn questions(page: &Page, roles: &[Role]) -> Vec<Field> {
    let mut fields = Vec::new();
    if roles.len() > 1 {
        let choices = roles.iter().map(|role| Choice::new(role.as_str(), page.t(format!("role-{role}")))).collect();
        fields.push(Field::new("role", page.t("people-role"), Kind::Radios(choices)));
    }
    fields
        .push(Field::new("address", page.t("sign-in-address"), Kind::Line("text")).hint(page.t("people-address-hint")));
    let languages = vec![Choice::new("en", page.t("language-en")), Choice::new("ar", page.t("language-ar"))];
    fields.push(Field::new("language", page.t("people-language"), Kind::Radios(languages)));
    fields
}

/// Reads the answers to [`questions`].
pub fn invitee(sent: &Sent, roles: &[Role]) -> Result<Invitee, Faults> {
    let mut faults: Faults = Vec::new();
    let role = match roles {
        [only] => Some(*only),
        _ => Role::parse(sent.get("role")).ok().filter(|role| roles.contains(role)),
    };
    if role.is_none() {
        faults.push(("role".to_owned(), "answer-choice"));
    }
    let address = address(sent.get("address"));
    if address.is_none() {
        faults.push(("address".to_owned(), "sign-in-address-unclear"));
    }
    let language = match sent.get("language") {
        "ar" => "ar",
        _ => "en",
    };
    match (role, address) {
        (Some(role), Some(address)) => Ok(Invitee { name: None, language, address, role }),
        _ => Err(faults),
    }
}

/// An address as people type it: whatever has an at sign is one for mail.
pub fn address(typed: &str) -> Option<Address> {
    Address::parse(if typed.contains('@') { "email" } else { "sms" }, typed).ok()
}

/// The form that invites; with what was typed, when it is shown again.
pub fn form_page(site: &Site, page: Page, back: (String, String), action: String, fields: Vec<Field>) -> FormPage {
    let key = site.house.desk().id(0x30).to_string();
    FormPage {
        back,
        title: page.t("people-invite"),
        lede: page.t("people-invite.lede"),
        action,
        file: false,
        hidden: vec![("key", key)],
        groups: vec![(String::new(), fields)],
        submit: page.t("people-send"),
        more: None,
        beside: None,
        page,
    }
}

/// Shows a form again, with what was typed and what is wrong.
pub fn again(view: FormPage, sent: &Sent, faults: &Faults) -> Response {
    let lang = view.page.lang;
    shown_again(view, sent, faults, |reason| lang.t(reason))
}

/// The same with what the house said of it, each beside its field.
pub fn refused(view: FormPage, sent: &Sent, faults: &[Fault]) -> Response {
    let lang = view.page.lang;
    shown_again(view, sent, &by_name(faults), |reason| lang.t(&format!("fault-{reason}")))
}

fn shown_again(mut view: FormPage, sent: &Sent, faults: &Faults, say: impl Fn(&str) -> String) -> Response {
    for field in view.groups.iter_mut().flat_map(|(_, fields)| fields) {
        sent.refill(field, faults, &say);
    }
    answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false)
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn own_form(site: &Site, visit: &Visit, portal: Portal, caller: &Caller) -> Result<FormPage, Response> {
    let roles = roles(caller, portal);
    if roles.is_empty() {
        return Err(visit.failed(site, AppError::NotFound));
    }
    let mut page = visit.page(site, portal, entry(portal));
    let place = of(portal).1;
    page.path = format!("{place}/new");
    let fields = questions(&page, roles);
    let back = (place.to_owned(), page.t("menu-people"));
    Ok(form_page(site, page, back, format!("{place}/new"), fields))
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn form(site: &Site, visit: &Visit, portal: Portal) -> Result<Response, Response> {
    let caller = visit.member(site, portal)?;
    Ok(answer(StatusCode::OK, &own_form(site, visit, portal, &caller)?, false))
}

async fn invite(site: &Site, visit: &Visit, portal: Portal, sent: &Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(site, visit, portal, sent).await?;
    let view = own_form(site, visit, portal, &caller)?;
    let invitee = match invitee(sent, roles(&caller, portal)) {
        Ok(invitee) => invitee,
        Err(faults) => return Ok(again(view, sent, &faults)),
    };
    let place = of(portal).1;
    let done = async {
        let org = caller.org.ok_or(AppError::NotFound)?;
        let once = once::of_form(&caller, "POST /invitations", sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_some() {
            return Ok(());
        }
        invitations::invite(&site.house, &caller, Key::Id(org.0), invitee, once).await.map(drop)
    };
    visit.led(site, &format!("{place}/new"), done.await, place)
}

async fn end(site: &Site, visit: &Visit, portal: Portal, id: &str, sent: &Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(site, visit, portal, sent).await?;
    let place = of(portal).1;
    // Whoever leaves is a member no more: what they see next is for whom else they act.
    let gone = match &visit.who {
        Some(who) if who.signed.session.membership.is_some_and(|own| own.to_string() == id) => "/organisations",
        _ => place,
    };
    let end = |tx: &mut _, desk: &_, caller: &_, id| organisations::end_membership(tx, desk, caller, MembershipId(id));
    visit.led(site, place, site.house.write_about(&caller, id, end).await, gone)
}

/// The rules that keep these roles apart from each other.
fn apart(page: &Page, roles: &[Role]) -> Vec<String> {
    let here = |list: &[Role]| list.iter().any(|role| roles.contains(role));
    let rules = DUTIES.iter().filter(|duty| here(duty.one) && here(duty.other));
    rules.map(|duty| page.t(format!("duty-{}", duty.rule))).collect()
}

/// The form that gives a member another role.
async fn role_page(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    caller: &Caller,
    id: &str,
) -> Result<FormPage, Response> {
    let place = of(portal).1;
    let roles = roles(caller, portal);
    let members = site.house.read(caller, organisations::members).await.map_err(|error| visit.failed(site, error))?;
    let member = members.iter().find(|one| one.id.to_string() == id && Some(one.user) != caller.user);
    let Some(member) = member.filter(|_| !roles.is_empty()) else {
        return Err(visit.failed(site, AppError::NotFound));
    };
    let mut page = visit.page(site, portal, entry(portal));
    page.path = format!("{place}/{id}/role");
    let choices = roles
        .iter()
        .map(|role| Choice {
            chosen: *role == member.role,
            ..Choice::new(role.as_str(), page.t(format!("role-{role}")))
        })
        .collect();
    let hint = apart(&page, roles).join(" ");
    Ok(FormPage {
        back: (place.to_owned(), page.t("menu-people")),
        title: page.t("people-change-role"),
        lede: page.t("people-change-role.lede"),
        action: page.path.clone(),
        file: false,
        hidden: Vec::new(),
        groups: vec![(
            String::new(),
            vec![Field::new("role", page.t("people-role"), Kind::Radios(choices)).hint(hint)],
        )],
        submit: page.t("people-change-role.do"),
        more: None,
        beside: None,
        page,
    })
}

async fn role_form(site: &Site, visit: &Visit, portal: Portal, id: &str) -> Result<Response, Response> {
    let caller = visit.member(site, portal)?;
    Ok(answer(StatusCode::OK, &role_page(site, visit, portal, &caller, id).await?, false))
}

async fn change_role(site: &Site, visit: &Visit, portal: Portal, id: &str, sent: &Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(site, visit, portal, sent).await?;
    let (place, form) = (of(portal).1, format!("{}/{id}/role", of(portal).1));
    let Ok(role) = Role::parse(sent.get("role")) else {
        let view = role_page(site, visit, portal, &caller, id).await?;
        return Ok(again(view, sent, &vec![("role".to_owned(), "answer-choice")]));
    };
    let change = move |tx: &mut _, desk: &_, caller: &_, id| {
        organisations::change_role(tx, desk, caller, MembershipId(id), role)
    };
    visit.led(site, &form, site.house.write_about(&caller, id, change).await, place)
}

async fn withdraw(site: &Site, visit: &Visit, portal: Portal, id: &str, sent: &Sent) -> Result<Response, Response> {
    let caller = visit.sender(site, portal, sent)?;
    let place = of(portal).1;
    visit.led(site, place, site.house.write_about(&caller, id, invitations::withdraw).await, place)
}
