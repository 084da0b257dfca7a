//! `[mail]`: a mail server that takes messages by SMTP.

use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::{host, secret, timeout, trust, wrong};
use crate::adapters::line::{Tls, is_this_machine};
use crate::adapters::smtp::Smtp;
use crate::answer::Failure;
use crate::config::Hidden;
use crate::site::Site;

/// A mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The machine: `smtp.example.om`.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// `starttls` (never without), `tls` from the first byte, or `none` to a server on this machine.
    pub tls: String,
    /// Who mails come from: `Amana <no-reply@amana.example>`.
    pub from: String,
    /// The login, if the server wants one.
    pub user: Option<String>,
    /// A file with its password, mode 0600.
    pub password_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__MAIL__PASSWORD`.
    #[serde(skip_serializing)]
    pub password: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
    /// How long the server may take to take a message, and once more to answer for it.
    pub timeout_seconds: u64,
    /// The country in which the provider handles the messages, as two letters.
    pub country: Option<String>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 587,
            tls: "starttls".to_owned(),
            from: String::new(),
            user: None,
            password_file: None,
            password: None,
            trust: None,
            timeout_seconds: 15,
            country: None,
        }
    }
}

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
            (Some(user), Some(password)) => Some((user.clone(), password)),
            (None, None) => None,
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
