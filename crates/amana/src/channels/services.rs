//! `[connections.NAME]`: services of others that people may connect, checked before anything is served.

use std::sync::Arc;
use std::time::Duration;

use app::connections::{Kind, Service};
use lettre::message::Mailbox;
use openidconnect::url::Url;

use super::{host, trust, wrong};
use crate::adapters::caldav::{ACCOUNT, Calendars};
use crate::adapters::connected::{Behind, Connected};
use crate::adapters::https::{Https, is_this_machine};
use crate::adapters::line::Tls;
use crate::adapters::oauth::Grants;
use crate::adapters::smtp::{Login, Smtp};
use crate::answer::Failure;
use crate::site::Site;
use crate::sso;
use crate::ways_out::Connection;

/// LIMIT: how long a connected mail server has, and once more for the message: with a renewal before it, less than a message has.
const PATIENCE: Duration = Duration::from_secs(8);

/// The services, in the order of their names.
pub fn of(site: &Site) -> Result<Vec<Arc<dyn Service>>, Failure> {
    let url = site.url();
    let made =
        site.config.connections.iter().map(|(name, one)| -> Result<Arc<dyn Service>, Failure> {
            Ok(Arc::new(connected(site, &url, name, one)?))
        });
    made.collect()
}

fn connected(site: &Site, url: &str, name: &str, one: &Connection) -> Result<Connected, Failure> {
    let wrong = |key: &str, what: &str| wrong(site, &["connections", name, key], what);
    sso::checked_name(name).map_err(|what| wrong("kind", &format!("the name of the section: {what}")))?;
    let title_ar = one.title_ar.as_ref().unwrap_or(&one.title);
    for (key, title) in [("title", &one.title), ("title_ar", title_ar)] {
        sso::checked_title(title).map_err(|what| wrong(key, &what))?;
    }
    let place = |key: &str, text: &str| asked_over_tls(text).map_err(|what| wrong(key, &what));
    let (authorize, token) = (place("authorize_url", &one.authorize_url)?, place("token_url", &one.token_url)?);
    let revoke = one.revoke_url.as_deref().map(|text| place("revoke_url", text)).transpose()?;
    if one.client_id.is_empty() {
        return Err(wrong("client_id", "what the service calls this installation is missing"));
    }
    if one.scopes.is_empty() || one.scopes.iter().any(|scope| !is_scope(scope)) {
        return Err(wrong(
            "scopes",
            "say what is asked for, one word each: scopes = [\"offline_access\", \"mail.send\"]",
        ));
    }
    let secret = one.secret.as_deref().map(sso::secret_text).transpose().map_err(|what| wrong("secret", &what))?;
    let kind = Kind::named(&one.kind).ok_or_else(|| wrong("kind", "mailbox or calendar"))?;
    let (behind, plain) = match kind {
        Kind::Mailbox => (Behind::Mailbox(mailbox(site, name, one)?), false),
        Kind::Calendar => {
            let plain = calendar(&one.server).map_err(|what| wrong("server", &what))?;
            let https = Https::new(plain).map_err(|what| wrong("server", &what))?;
            (Behind::Calendar(Calendars { address: one.server.clone(), https }), plain)
        }
    };
    let plain = plain || [&authorize, &token].into_iter().chain(&revoke).any(|url| url.scheme() == "http");
    let grants = Grants {
        authorize,
        token,
        revoke,
        client: one.client_id.clone(),
        secret,
        scopes: one.scopes.clone(),
        back: format!("{}/me/connections/{name}/back", url.trim_end_matches('/')),
        issuer: one.issuer.clone(),
        https: Https::new(plain).map_err(|what| wrong("token_url", &what))?,
    };
    Ok(Connected::new(name.to_owned(), (one.title.clone(), title_ar.clone()), grants, behind))
}

fn mailbox(site: &Site, name: &str, one: &Connection) -> Result<Smtp, Failure> {
    let at = |key| ["connections", name, key];
    let machine = host(site, &at("server"), &one.server)?;
    let tls = Tls::named(&one.tls).ok_or_else(|| wrong(site, &at("tls"), "starttls, tls or none"))?;
    if tls == Tls::None && !is_this_machine(&machine) {
        return Err(wrong(site, &at("tls"), "tokens travel to another machine over TLS only: starttls or tls"));
    }
    let believed = trust(site, &at("trust"), one.trust.as_deref())?;
    // Each message comes from the mailbox that it leaves by.
    let from = Mailbox::new(None, "nobody@localhost".parse().expect("an address"));
    Smtp::new((machine, one.port), tls, &believed, from, Login::None, PATIENCE)
        .map_err(|why| wrong(site, &at("server"), &why))
}

/// An address that is asked over TLS, or on this machine.
fn asked_over_tls(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "it is no address, such as https://login.example/authorize".to_owned())?;
    let plain = url.scheme() == "http" && url.host_str().is_some_and(is_this_machine);
    if url.scheme() != "https" && !plain {
        return Err("it must begin with https://; http:// is for this machine alone".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("it holds a name, a password or a fragment: leave them out".to_owned());
    }
    Ok(url)
}

/// Checks the address of calendars; whether it is asked in clear text.
fn calendar(server: &str) -> Result<bool, String> {
    let (before, after) = server.split_once(ACCOUNT).ok_or_else(|| {
        format!("the address of one calendar, with {ACCOUNT} in it: https://dav.example/calendars/{ACCOUNT}/default/")
    })?;
    if before.split_once("://").is_none_or(|(_, rest)| !rest.contains('/'))
        || after.contains(ACCOUNT)
        || !after.ends_with('/')
    {
        return Err(format!("{ACCOUNT} stands once, as a part of the path, and the address ends in `/`"));
    }
    Ok(asked_over_tls(&server.replace(ACCOUNT, "a"))?.scheme() == "http")
}

/// A scope's letters (RFC 6749, section 3.3).
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}
