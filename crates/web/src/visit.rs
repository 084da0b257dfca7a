//! A visit of a page: who looks, in which language and colours, through which cookie; and the frame that every page has.
//!
//! Portals sign in by cookie. Cookies are `__Host-`, Secure, HttpOnly and SameSite=Lax; on plain-http loopback (demo, tests)
//! the name loses its prefix and the cookie its Secure. Every form carries a token derived from the session's own.

use app::sign_in::{self, Membership, Organisation, Who};
use app::{AppError, Caller};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Role;

use crate::form::Sent;
use crate::i18n::Lang;
use crate::page::{self, Demo, Page, Person, Portal, Problem, answer};
use crate::preferences;
use crate::signed::{RequestId, asked};
use crate::site::Site;
use crate::unsent::{self, Unsent};

/// The name of the session's cookie.
pub const fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana" } else { "amana" }
}

/// The name of the cookie that ties a visitor's sign-in form to the browser.
pub const fn visitor_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana-visitor" } else { "amana-visitor" }
}

/// The name of the cookie that says that this browser stands where many sign in.
pub const fn kiosk_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana-kiosk" } else { "amana-kiosk" }
}

/// A cookie of ours: for this host, this browser, our own pages.
pub fn cookie(name: &'static str, value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).secure(secure).same_site(SameSite::Lax).build()
}

/// Somebody looks at a page: signed in or not.
#[derive(Clone)]
pub struct Visit {
    /// Who is signed in, and for whom they act; none for visitors and while no organisation is chosen.
    pub caller: Option<Caller>,
    /// The session, also while no organisation is chosen.
    pub who: Option<Who>,
    /// The reader's language.
    pub lang: Lang,
    /// The cookies that came.
    pub jar: CookieJar,
    /// The token that every form of this page carries.
    pub csrf: String,
    /// Where the person is a member; the frame names the one that is acted for and offers the others.
    memberships: Vec<(Membership, Organisation)>,
    headers: HeaderMap,
    secure: bool,
    uri: Uri,
    /// Whether the request only reads.
    reads: bool,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let jar = CookieJar::from_headers(&parts.headers);
        let secure = site.settings.secure_cookies;
        let lang = preferences::language(&parts.headers, secure);
        let mut visit = Self {
            caller: None,
            who: None,
            lang,
            csrf: jar.get(visitor_cookie(secure)).map(|cookie| derived(cookie.value())).unwrap_or_default(),
            memberships: Vec::new(),
            headers: parts.headers.clone(),
            secure,
            uri: parts.uri.clone(),
            reads: parts.method.is_safe(),
            jar,
        };
        let token = visit.jar.get(session_cookie(secure)).map(|cookie| cookie.value().to_owned());
        if let Some(token) = token {
            let known = async {
                let mut who = sign_in::whoami(&site.house, &token, "portal").await?;
                // Whoever looks at a page uses their session. That it could not be written down is no reason to show nothing.
                let carried = match visit.is_shared() {
                    true => sign_in::kiosk_goes_on(&site.house, &who).await,
                    false => sign_in::touch(&site.house, &who).await,
                };
                match carried {
                    Ok(until) => who.signed.session.expires_at = until,
                    Err(error) => tracing::warn!(%error, "a session in use could not be carried on"),
                }
                let me = sign_in::memberships(&site.house, who.user()).await?;
                Ok((who, me.memberships))
            };
            match known.await {
                Ok((who, memberships)) => {
                    visit.memberships = memberships;
                    visit.csrf = derived(&token);
                    visit.caller = who.caller().map(|mut caller| {
                        caller.request = parts.extensions.get::<RequestId>().map(|id| id.0);
                        caller.asked = Some(asked(parts));
                        caller.language = lang.code();
                        caller
                    });
                    visit.who = Some(who);
                }
                Err(AppError::SignedOut) => {}
                Err(error) => return Err(visit.failed(site, error)),
            }
        }
        Ok(visit)
    }
}

/// A new secret for a visitor's browser.
#[expect(clippy::disallowed_methods, reason = "a visitor's form token belongs to the edge")]
pub(crate) fn visitor_token() -> String {
    let mut bytes = [0u8; 32];
    // Without randomness there is no token, and no form of this visitor is ours.
    if aws_lc_rs::rand::fill(&mut bytes).is_err() { String::new() } else { URL_SAFE_NO_PAD.encode(bytes) }
}

/// The form's token from the cookie's: whoever cannot read the cookie cannot make it.
fn derived(token: &str) -> String {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, format!("amana/csrf/v1\0{token}").as_bytes());
    URL_SAFE_NO_PAD.encode(hash.as_ref())
}

impl Visit {
    /// Ties the forms of somebody who is not signed in to their browser: the jar to answer with.
    pub fn as_visitor(&mut self, site: &Site) -> CookieJar {
        if self.csrf.is_empty() {
            let token = visitor_token();
            if !token.is_empty() {
                self.csrf = derived(&token);
                let secure = site.settings.secure_cookies;
                self.jar = self.jar.clone().add(cookie(visitor_cookie(secure), token, secure));
            }
        }
        self.jar.clone()
    }

    /// Whether a form came from one of our own pages.
    pub fn is_ours(&self, csrf: &str) -> bool {
        !self.csrf.is_empty()
            && aws_lc_rs::constant_time::verify_slices_are_equal(self.csrf.as_bytes(), csrf.as_bytes()).is_ok()
    }

    /// The caller if they belong to this portal; else the way to the sign-in, or the answer for an unused address.
    #[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
    pub fn member(&self, site: &Site, portal: Portal) -> Result<Caller, Response> {
        match &self.caller {
            Some(caller) if portal_of(caller.role) == portal => Ok(caller.clone()),
            Some(_) => Err(self.failed(site, AppError::NotFound)),
            None => Err(self.not_yet()),
        }
    }

    /// Where somebody goes first who acts for nobody: to the sign-in, to the second factor that their role waits for, to the choice.
    fn not_yet(&self) -> Response {
        let acting = |who: &Who| who.signed.acting.is_some_and(|(_, role)| who.lacks_second(role));
        match &self.who {
            None if self.is_shared() => Redirect::to("/kiosk").into_response(),
            None => Redirect::to(&format!("/sign-in?to={}", self.way_back())).into_response(),
            Some(who) if acting(who) => Redirect::to("/me/security").into_response(),
            Some(_) => Redirect::to(&choice_before(&self.way_back())).into_response(),
        }
    }

    /// Whether this is a device that many use.
    pub fn is_shared(&self) -> bool {
        self.jar.get(kiosk_cookie(self.secure)).is_some()
    }

    /// For whom somebody acts, as an authenticator shows it: an agency's code or an organisation's reference.
    pub fn acting_for(&self) -> Option<String> {
        let (org, _) = self.who.as_ref()?.signed.acting?;
        let (_, org) = self.memberships.iter().find(|(membership, _)| membership.org == org)?;
        Some(org.code.clone().unwrap_or_else(|| org.reference.clone()))
    }

    /// The path that was asked for.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The page to come back to after signing in: this one, or the one above the address that a form was sent to. No browser
    /// says where it comes from (`Referrer-Policy: no-referrer`).
    pub fn way_back(&self) -> String {
        let path = self.uri.path();
        let above = || path.rsplit_once('/').map_or("", |(above, _)| above);
        match if self.reads { path } else { above() } {
            "" => "/".to_owned(),
            back => back.to_owned(),
        }
    }

    /// The frame of a page of this portal.
    pub fn page(&self, site: &Site, portal: Portal, entry: &'static str) -> Page {
        let desk = site.house.desk();
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let mut page = Page::visitor(self.lang, desk.now, path);
        page.theme = preferences::theme(&self.headers, self.secure);
        page.portal = portal;
        page.entry = entry;
        page.csrf.clone_from(&self.csrf);
        page.left = self.who.as_ref().map(|who| {
            let session = &who.signed.session;
            session.expires_at.duration_since(desk.real).as_secs().max(0)
        });
        page.person = self.caller.as_ref().map(|caller| Person {
            name: self.lang.t(&format!("role-{}", caller.role.as_str())),
            organisation: self.organisation(caller),
            several: self.memberships.len() > 1,
        });
        if self.caller.as_ref().is_some_and(|caller| !app::explorer::may_ask(&desk.policy, caller.role)) {
            page.without.extend(["explorer", "storage"]);
        }
        if self.caller.as_ref().is_some_and(|caller| !app::log::is_open_to(&desk, caller)) {
            page.without.push("audit");
        }
        if self.caller.as_ref().is_some_and(|caller| !app::ledger::is_open_to(&desk, caller)) {
            page.without.extend(["ledger", "invoices"]);
        }
        if self.caller.as_ref().is_some_and(|caller| !app::payments::is_open_to(&desk, caller)) {
            page.without.extend(["payments", "bank"]);
        }
        if self.caller.as_ref().is_some_and(|caller| !app::invoices::may_bill(&desk, caller)) {
            page.without.push("billing");
        }
        if self.caller.as_ref().is_some_and(|caller| !app::reports::may_read(&desk, caller)) {
            page.without.push("reports");
        }
        if self.caller.as_ref().is_some_and(|caller| !app::reports::has_statement(&desk, caller)) {
            page.without.push("statement");
        }
        page.shared = self.who.is_some() && self.is_shared();
        page.demo = site.demo.as_ref().map(|powers| {
            let current = self.jar.get("demo-persona").map(|cookie| cookie.value().to_owned()).unwrap_or_default();
            Demo::bar(&**powers, self.lang, current, desk.now)
        });
        page
    }

    /// The organisation that is acted for, by code and name; a household has a reference only, a worker acts for nobody else.
    fn organisation(&self, caller: &Caller) -> String {
        let acting = |(membership, _): &&(Membership, Organisation)| {
            Some(membership.org) == caller.org && membership.role == caller.role
        };
        let Some((_, org)) = self.memberships.iter().find(acting).filter(|_| caller.role != Role::Worker) else {
            return String::new();
        };
        called(self.lang, org)
    }

    /// Whether the browser says that another site sent this request (Fetch Metadata, `Origin`). Programs say neither.
    ///
    /// For forms that a visitor sends before any cookie could tie a token to the browser: the demo's bar.
    pub fn is_foreign(&self) -> bool {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        match (header("sec-fetch-site"), header("origin"), header("host")) {
            (Some(site), ..) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin), Some(host)) => {
                origin.split_once("://").is_none_or(|(_, from)| !from.eq_ignore_ascii_case(host))
            }
            (None, Some(_), None) => true,
            (None, None, _) => false,
        }
    }

    /// Whoever sent this form: a member of the portal, from one of our own pages. What somebody typed while their session ended
    /// waits for them behind the sign-in; after a newer sign-in they are asked whether it is to be sent.
    #[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
    pub fn sender(&self, site: &Site, portal: Portal, sent: &Sent) -> Result<Caller, Response> {
        let csrf = sent.get("csrf");
        let waits = || Unsent::of(sent, self.uri.path(), &self.way_back());
        // Other sites' forms, and those that never were a page of ours, are kept for nobody.
        let was_ours = !self.is_foreign() && !csrf.is_empty();
        if self.who.is_none() && was_ours {
            let mut visitor = self.clone();
            let jar = visitor.as_visitor(site);
            let page = visitor.page(site, Portal::Public, "sign-in");
            return Err((jar, unsent::ended(page, &waits())).into_response());
        }
        let caller = self.member(site, portal)?;
        match self.is_ours(csrf) {
            true => Ok(caller),
            false if was_ours => Err(unsent::ask(StatusCode::FORBIDDEN, self.page(site, portal, ""), waits())),
            false => Err(self.expired(site)),
        }
    }

    /// Gives the session another secret, because its person has just become more than before: the jar to answer with. The forms of
    /// this visit's pages carry its token from here on.
    pub async fn anew(&mut self, site: &Site, who: &Who) -> Result<CookieJar, AppError> {
        let token = sign_in::anew(&site.house, who).await?;
        self.csrf = derived(token.as_str());
        Ok(self.jar.clone().add(cookie(session_cookie(self.secure), token.as_str().to_owned(), self.secure)))
    }

    /// The frame of the first page of a session that was opened just now: its forms carry this session's token.
    pub fn entered(&self, site: &Site, token: &str, portal: Portal) -> Page {
        Page { csrf: derived(token), ..self.page(site, portal, "") }
    }

    /// The answer to a form that is none of ours.
    pub fn expired(&self, site: &Site) -> Response {
        let (page, status) = (self.page(site, self.portal(), ""), StatusCode::FORBIDDEN);
        answer(status, &Problem { page, status, detail: String::new(), again: None }, false)
    }

    /// The answer to a request of a page that cannot be read at all: this status in the reader's words.
    pub fn unread(&self, site: &Site, status: StatusCode) -> Response {
        let page = self.page(site, self.portal(), "");
        answer(status, &Problem { page, status, detail: String::new(), again: None }, false)
    }

    /// Where the reader is at home.
    pub fn portal(&self) -> Portal {
        self.caller.as_ref().map_or(Portal::Public, |caller| portal_of(caller.role))
    }

    /// An error as a page, in the frame of whatever portal the reader is in.
    pub fn failed(&self, site: &Site, error: AppError) -> Response {
        page::error_page(self.page(site, self.portal(), ""), error)
    }

    /// The same for a form: the way back leads to the page that it stands on.
    pub fn failed_on(&self, site: &Site, path: String, error: AppError) -> Response {
        page::error_page(Page { path, ..self.page(site, self.portal(), "") }, error)
    }

    /// The answer to a form that stands on one page and leads to another: there once it is done, else the error with the way
    /// back to where it stands.
    #[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
    pub fn led<T>(&self, site: &Site, stands: &str, done: Result<T, AppError>, to: &str) -> Result<Response, Response> {
        match done {
            Ok(_) => Ok(Redirect::to(to).into_response()),
            Err(error) => Err(self.failed_on(site, stands.to_owned(), error)),
        }
    }
}

/// The choice of an organisation, and the page that comes after it.
pub fn choice_before(to: &str) -> String {
    match to {
        "/" | "/organisations" => "/organisations".to_owned(),
        to => format!("/organisations?to={to}"),
    }
}

/// Where a role is at home.
pub const fn portal_of(role: Role) -> Portal {
    match role {
        Role::Customer | Role::CustomerApprover => Portal::Customer,
        Role::AgencyUser | Role::AgencyAdmin => Portal::Agency,
        Role::Worker => Portal::Worker,
        Role::Moderator
        | Role::Finance
        | Role::Support
        | Role::WelfareOfficer
        | Role::Dpo
        | Role::Auditor
        | Role::PlatformAdmin => Portal::Operator,
        Role::Anonymous | Role::System => Portal::Public,
    }
}

/// The first page of a portal.
pub const fn home_of(role: Role) -> &'static str {
    match portal_of(role) {
        Portal::Customer => "/customer/cases",
        Portal::Agency => "/agency",
        Portal::Worker => "/worker",
        Portal::Operator => "/operator",
        Portal::Public => "/catalogue",
    }
}

/// An organisation by code and name, in the reader's script where it has one; a household by its reference.
pub(crate) fn called(lang: Lang, org: &Organisation) -> String {
    let name = match lang {
        Lang::Ar => org.name_ar.as_ref().or(org.name.as_ref()),
        Lang::En => org.name.as_ref().or(org.name_ar.as_ref()),
    };
    match (&org.code, name) {
        (Some(code), Some(name)) => lang.named(code, name),
        (None, Some(name)) => name.clone(),
        (Some(code), None) => code.clone(),
        (None, None) => org.reference.clone(),
    }
}
