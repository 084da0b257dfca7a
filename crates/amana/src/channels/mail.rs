//! `[mail]`: a mail server that takes messages by SMTP.

use lettre::message::Mailbox;

use super::{host, secret, timeout, trust, wrong};
use crate::adapters::line::{Tls, is_this_machine};
use crate::adapters::smtp::{Login, Smtp};
use crate::answer::Failure;
use crate::site::Site;
use crate::ways_out::Mail;

impl Mail {
    pub(super) fn open(&self, site: &Site) -> Result<Smtp, Failure> {
        let at = |key| ["mail", key];
        let host = host(site, &at("server"), &self.server)?;
        let tls = Tls::named(&self.tls).ok_or_else(|| wrong(site, &at("tls"), "starttls, tls or none"))?;
        if tls == Tls::None && !is_this_machine(&host) {
            return Err(wrong(site, &at("tls"), "messages travel to another machine over TLS only: starttls or tls"));
        }
        let from: Mailbox = self
            .from
            .parse()
            .map_err(|_| wrong(site, &at("from"), "who mails come from, such as \"Amana <no-reply@amana.example>\""))?;
        let password = secret(site, &at("password_file"), self.password.as_ref(), self.password_file.as_deref())?;
        let login = match (&self.user, password) {
            (Some(user), Some(password)) => Login::Password(user.clone(), password),
            (None, None) => Login::None,
            (Some(_), None) => {
                return Err(wrong(
                    site,
                    &at("user"),
                    "its password is missing: password_file, or AMANA__MAIL__PASSWORD in the environment",
                ));
            }
            (None, Some(_)) => return Err(wrong(site, &at("password_file"), "there is no user that it is for")),
        };
        let trust = trust(site, &at("trust"), self.trust.as_deref())?;
        let patience = timeout(site, &at("timeout_seconds"), self.timeout_seconds)?;
        Smtp::new((host, self.port), tls, &trust, from, login, patience).map_err(|why| wrong(site, &at("server"), &why))
    }
}
