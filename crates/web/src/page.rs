//! What every page has besides its own content: language, theme, menus, who is signed in, the demo's bar, one message.

mod bar;
mod problem;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;

use crate::i18n::{Lang, muscat};
use crate::preferences::Theme;
use crate::ui::{Tone, When};

pub use bar::{Demo, DemoPerson};
pub use problem::{Problem, error_page, error_words, refusal_words};

/// The policy that every page is served under: our own files only, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Which portal a page belongs to: it chooses the shell and the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portal {
    /// Everybody, signed in or not.
    Public,
    /// A household.
    Customer,
    /// An agency's staff.
    Agency,
    /// A worker: large type, few words.
    Worker,
    /// The platform's staff.
    Operator,
}

/// One line of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name in [`Page::entry`] and, as `menu-NAME`, its message.
    pub name: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// The group that it belongs to, as `menu-group-WORD`; empty for none.
    pub group: &'static str,
}

const fn entry(name: &'static str, icon: &'static str, href: &'static str) -> Entry {
    Entry { name, icon, href, group: "" }
}

impl Entry {
    const fn of(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }
}

impl Portal {
    pub(crate) const fn menu(self) -> &'static [Entry] {
        const PUBLIC: &[Entry] = &[entry("catalogue", "users", "/catalogue"), entry("sign-in", "user", "/sign-in")];
        const CUSTOMER: &[Entry] = &[
            entry("catalogue", "users", "/catalogue"),
            entry("my-cases", "list-details", "/customer/cases"),
            entry("invoices", "file-text", "/customer/invoices"),
            entry("household", "home", "/customer/household"),
            entry("who-looked", "eye", "/customer/disclosures"),
        ];
        const AGENCY: &[Entry] = &[
            entry("today", "home", "/agency"),
            entry("workers", "layout-kanban", "/agency/workers"),
            entry("cases", "list-details", "/agency/cases"),
            entry("import", "upload", "/agency/imports"),
            entry("ledger", "receipt", "/agency/ledger").of("agency"),
            entry("invoices", "file-text", "/agency/invoices").of("agency"),
            entry("billing", "file-text", "/agency/billing").of("agency"),
            entry("statement", "file-text", "/agency/statement").of("agency"),
            entry("people", "user-check", "/agency/people").of("agency"),
            entry("own-documents", "file-certificate", "/agency/documents").of("agency"),
            entry("who-looked", "eye", "/agency/disclosures").of("agency"),
        ];
        const WORKER: &[Entry] = &[
            entry("my-requests", "message-circle", "/worker"),
            entry("my-profile", "user", "/worker/profile"),
            entry("my-consents", "heart-handshake", "/worker/consents"),
            entry("who-looked", "eye", "/worker/disclosures"),
        ];
        const OPERATOR: &[Entry] = &[
            entry("today", "home", "/operator"),
            entry("reviews", "eye-check", "/operator/reviews"),
            entry("cases", "list-details", "/operator/cases"),
            entry("agency-reviews", "message-circle", "/operator/agency-reviews"),
            entry("jobs", "refresh", "/operator/jobs"),
            entry("documents", "file-certificate", "/operator/documents"),
            entry("limits", "shield-check", "/operator/limits"),
            entry("ledger", "receipt", "/operator/ledger"),
            entry("invoices", "file-text", "/operator/invoices"),
            entry("payments", "receipt", "/operator/payments"),
            entry("bank", "upload", "/operator/bank"),
            entry("billing", "file-text", "/operator/billing"),
            entry("reports", "list-details", "/operator/reports"),
            entry("explorer", "table", "/operator/explorer").of("rules"),
            entry("policies", "shield-check", "/operator/policies").of("rules"),
            entry("storage", "file-certificate", "/operator/storage").of("rules"),
            entry("audit", "history", "/operator/audit").of("rules"),
            entry("break-glass", "key", "/operator/break-glass").of("rules"),
            entry("agencies", "building", "/operator/organisations").of("parties"),
            entry("people", "user-check", "/operator/people").of("parties"),
        ];
        match self {
            Self::Public => PUBLIC,
            Self::Customer => CUSTOMER,
            Self::Agency => AGENCY,
            Self::Worker => WORKER,
            Self::Operator => OPERATOR,
        }
    }

    /// The portal's word in `portal-WORD` messages.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Customer => "customer",
            Self::Agency => "agency",
            Self::Worker => "worker",
            Self::Operator => "operator",
        }
    }

    pub(crate) const fn staff(self) -> bool {
        matches!(self, Self::Agency | Self::Operator)
    }

    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Agency | Self::Operator => "staff",
            Self::Worker => "large has-tabs",
            Self::Public | Self::Customer => "has-tabs",
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// What the person is called, as they may see it themselves.
    pub name: String,
    /// The organisation they act for, with its reference ([`Lang::named`]); empty for a worker.
    pub organisation: String,
    /// Whether they belong to several organisations and may choose another.
    pub several: bool,
}

/// One message above the content: what was just done, or what stands in the way.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `Ok`, `Info`, `Wait` or `Stop`.
    pub tone: Tone,
    /// The message.
    pub text: String,
}

/// The frame round a page's own content. Every page's template extends `page/layout.html` and calls this `page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's colours.
    pub theme: Theme,
    /// The portal.
    pub portal: Portal,
    /// Which menu entry is current, by name; empty for none.
    pub entry: &'static str,
    /// Path and query of this page (or, after a refused form, of the page the form stands on), for the switches of language and theme.
    pub path: String,
    /// Now, on the clock that the reader lives by.
    pub now: Timestamp,
    /// The session's CSRF token; for a visitor, the token bound to the sign-in cookie.
    pub csrf: String,
    /// Who is signed in; nobody on public pages of visitors.
    pub person: Option<Person>,
    /// Seconds until the reader is signed out if they do nothing; nothing for visitors.
    pub left: Option<i64>,
    /// Entries of the menu that the reader's role has no use for, by name.
    pub without: Vec<&'static str>,
    /// How much waits behind a menu entry, by its name.
    pub counts: Vec<(&'static str, u64)>,
    /// Whether somebody is signed in at a device that many use.
    pub shared: bool,
    /// The demo's bar; nothing outside the demo.
    pub demo: Option<Demo>,
    /// One message above the content.
    pub notice: Option<Notice>,
}

impl Page {
    /// A page for a visitor: public portal, nobody signed in, nothing to say.
    pub fn visitor(lang: Lang, now: Timestamp, path: impl Into<String>) -> Self {
        Self {
            lang,
            theme: Theme::default(),
            portal: Portal::Public,
            entry: "",
            path: path.into(),
            now,
            csrf: String::new(),
            person: None,
            left: None,
            without: Vec::new(),
            counts: Vec::new(),
            shared: false,
            demo: None,
            notice: None,
        }
    }

    /// The message under this key in the reader's language.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.lang.t(key.as_ref())
    }

    /// The message under this key with one value put in.
    pub fn t1(&self, key: &str, name: &'static str, value: impl crate::i18n::Arg) -> String {
        self.lang.t1(key, name, value)
    }

    /// A moment as the reader sees it now.
    pub fn when(&self, at: Timestamp) -> When {
        When::new(self.lang, at, self.now)
    }

    /// A day as the reader sees it now.
    pub fn date(&self, date: jiff::civil::Date) -> String {
        self.lang.date(date, muscat(self.now).date())
    }

    pub(crate) fn menu(&self) -> impl Iterator<Item = &'static Entry> {
        self.portal.menu().iter().filter(|entry| !self.without.contains(&entry.name))
    }

    /// The menu in its groups, each with its word.
    pub(crate) fn groups(&self) -> Vec<(&'static str, Vec<&'static Entry>)> {
        let mut groups: Vec<(&'static str, Vec<&'static Entry>)> = Vec::new();
        for entry in self.menu() {
            match groups.last_mut() {
                Some((group, entries)) if *group == entry.group => entries.push(entry),
                _ => groups.push((entry.group, vec![entry])),
            }
        }
        groups
    }

    pub(crate) fn waiting(&self, name: &str) -> Option<u64> {
        self.counts.iter().find(|(entry, count)| *entry == name && *count > 0).map(|(_, count)| *count)
    }

    /// The name of the current menu entry, for the heading of its page.
    pub(crate) fn title(&self) -> String {
        self.t(format!("menu-{}", self.entry))
    }

    pub(crate) fn here(&self, name: &str) -> bool {
        self.entry == name
    }
}

/// The page as an answer: strict policy, never stored by the browser unless `public`, `Vary` by what it depends on.
///
/// `status` is 200, or 422 for a form that is shown again with its errors.
pub fn answer(status: StatusCode, page: &impl Template, public: bool) -> Response {
    let Ok(body) = page.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = (status, Html(body)).into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::VARY, "cookie, accept-language");
    set(header::CACHE_CONTROL, if public { "no-cache" } else { "no-store" });
    response
}
