//! The providers that the settings name, checked before anything is served.

use std::path::Path;
use std::sync::Arc;

use app::sso::{OPERATOR, Provider, Rules};
use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl};
use zeroize::Zeroizing;

use crate::adapters::https::{Https, is_this_machine};
use crate::adapters::oidc::{Oidc, Place};
use crate::answer::Failure;
use crate::config::Sso;
use crate::files;
use crate::site::Site;

/// LIMIT: characters of a provider's name in addresses and records.
const NAME_MAX: usize = 32;
/// LIMIT: characters of its name for people.
const TITLE_MAX: usize = 60;

/// The providers, in the order of the settings. `url` is where people reach this server.
pub fn providers(site: &Site, url: &str) -> Result<Vec<Arc<dyn Provider>>, Failure> {
    let mut found: Vec<Arc<dyn Provider>> = Vec::new();
    for sso in &site.config.sso {
        let wrong = |what: String| Failure::Usage(format!("{}[[sso]] {}: {what}", site.at(&["sso"]), sso.name));
        if found.iter().any(|provider| provider.rules().name == sso.name) {
            return Err(wrong("two of them have this name".to_owned()));
        }
        found.push(Arc::new(provider(sso, url).map_err(wrong)?));
    }
    Ok(found)
}

fn provider(sso: &Sso, url: &str) -> Result<Oidc, String> {
    checked_name(&sso.name).map_err(|what| format!("`name` is {what}"))?;
    let title_ar = sso.title_ar.as_ref().unwrap_or(&sso.title);
    for title in [&sso.title, title_ar] {
        checked_title(title).map_err(|what| format!("`title`: {what}"))?;
    }
    let issuer = IssuerUrl::new(sso.issuer.clone()).map_err(|_| "`issuer` is no address".to_owned())?;
    let (scheme, host) = (issuer.url().scheme(), issuer.url().host_str().unwrap_or_default());
    let plain = scheme == "http" && is_this_machine(host);
    if scheme != "https" && !plain {
        return Err("`issuer` must begin with https://; http:// is for this machine alone".to_owned());
    }
    if sso.client_id.is_empty() {
        return Err("`client_id` is missing: what the provider calls this installation".to_owned());
    }
    if sso.organisations.is_empty() {
        let example = format!("organisations = [\"{OPERATOR}\", \"AG-021\"]");
        return Err(format!("say for whom its people may act: {example}"));
    }
    if let Some(domain) = sso.link_domains.iter().find(|domain| !is_domain(domain)) {
        return Err(format!("`link_domains`: {domain} is no domain in lower case, such as nur.example"));
    }
    let secret = sso.secret.as_deref().map(secret_text).transpose()?;
    let secret = secret.map(|text| ClientSecret::new(text.to_string()));
    let home = format!("{}/sign-in", url.trim_end_matches('/'));
    let back = format!("{home}/with/{}/back", sso.name);
    let rules = Rules {
        name: sso.name.clone(),
        title: (sso.title.clone(), title_ar.clone()),
        organisations: sso.organisations.clone(),
        domains: sso.link_domains.clone(),
        second: sso.second_factor,
    };
    let place = Place {
        issuer,
        client: ClientId::new(sso.client_id.clone()),
        secret,
        back: RedirectUrl::new(back).map_err(|_| "server.url is no address".to_owned())?,
        home,
        second_words: sso.second_words.clone(),
    };
    Ok(Oidc::new(rules, place, Https::new(plain)?))
}

fn is_domain(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    text.contains('.') && !text.starts_with('.') && text.chars().all(letter)
}

/// The name of a provider or service in addresses and records; the error says what it may be.
pub fn checked_name(name: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.len() > NAME_MAX || !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
        return Err(format!("1 to {NAME_MAX} lower-case letters, digits and dashes, a letter first"));
    }
    Ok(())
}

/// Its name for people.
pub fn checked_title(title: &str) -> Result<(), String> {
    if title.trim().is_empty() || title.chars().count() > TITLE_MAX || title.contains(char::is_control) {
        return Err(format!("it is what people read on the button: 1 to {TITLE_MAX} characters"));
    }
    Ok(())
}

/// The secret in a file that nobody else may read.
pub fn secret_text(file: &Path) -> Result<Zeroizing<String>, String> {
    let read = |error: std::io::Error| format!("the secret {} cannot be read: {error}", file.display());
    let mode = files::mode(file).map_err(read)?;
    if mode & 0o077 != 0 {
        return Err(format!("the secret {} can be read by others (mode {mode:o}); set it to 600", file.display()));
    }
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(read)?);
    match text.trim() {
        "" => Err(format!("the secret {} is empty", file.display())),
        secret => Ok(Zeroizing::new(secret.to_owned())),
    }
}
