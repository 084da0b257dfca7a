//! The settings: what would be refused at start, and what would only surprise.

use super::Finding;
use crate::installation::Kind;
use crate::site::Site;

/// Looks at them. Without an installation they are looked at as production's.
pub fn look(site: &Site, kind: Option<Kind>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if kind == Some(Kind::Demo) {
        findings.push(Finding::note("kind", "this is a demo: invented people, a clock that moves", ""));
        findings.extend(super::payments::look(site, Kind::Demo));
    } else {
        findings.extend(super::payments::look(site, Kind::Production));
        findings.extend(site.unsafe_settings().iter().map(|failure| Finding::failed("settings", failure)));
        findings.extend(crate::sso::providers(site, &site.url()).err().map(|failure| Finding::failed("sso", &failure)));
        findings.extend(super::messages::look(site));
        findings.extend(super::limits::look(site));
        let lasting = site.config.connections.iter().filter(|(_, one)| one.revoke_url.is_none());
        findings.extend(lasting.map(|(name, _)| {
            let found = format!("{name}: what it grants is never given back: it holds there until it runs out");
            Finding::note(
                "services",
                found,
                format!("set [connections.{name}] revoke_url, if the service has one (RFC 7009)"),
            )
        }));
    }
    if findings.iter().all(|finding| finding.level == super::Level::Fine) {
        let file = site.file.as_ref().map_or("the defaults".to_owned(), |file| file.display().to_string());
        findings.push(Finding::fine("settings", file));
    }
    findings
}
