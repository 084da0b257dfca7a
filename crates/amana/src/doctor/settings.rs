//! The settings: what would be refused at start, and what would only surprise.

use super::Finding;
use crate::installation::Kind;
use crate::site::Site;

/// Looks at them. Without an installation they are looked at as production's.
pub fn look(site: &Site, kind: Option<Kind>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if kind == Some(Kind::Demo) {
        findings.push(Finding::note("kind", "this is a demo: invented people, a clock that moves", ""));
    } else {
        findings.extend(site.unsafe_settings().iter().map(|failure| Finding::failed("settings", failure)));
        findings.extend(crate::sso::providers(site, &site.url()).err().map(|failure| Finding::failed("sso", &failure)));
        if site.config.messages.spool.is_none() {
            findings.push(Finding::fault(
                "messages",
                "no way out for mail and text messages: nobody gets a code to sign in",
                "set [messages] spool to a folder that your mail and SMS gateway takes files from",
            ));
        }
    }
    if findings.is_empty() {
        let file = site.file.as_ref().map_or("the defaults".to_owned(), |file| file.display().to_string());
        findings.push(Finding::fine("settings", file));
    }
    findings
}
