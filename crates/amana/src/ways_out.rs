//! The settings of the ways out for messages: `[mail]`, `[sms]`, and `[connections.NAME]`. What they mean is read in `channels`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::hidden::Hidden;

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

/// Text messages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sms {
    /// Who they come from: up to eleven letters and digits, or a number.
    pub from: String,
    /// What one part of a message costs in thousandths of the currency (baisa), by the digits that a number begins with: `968 = 12`.
    /// Nothing goes to other numbers.
    pub destinations: BTreeMap<String, i64>,
    /// What a day (UTC) may cost, in thousandths of the currency.
    pub day_max: i64,
    /// Messages an hour to unproven numbers that differ in their last three digits only.
    pub prefix_hour_max: i64,
    /// Messages an hour to unproven numbers that one organisation causes.
    pub org_hour_max: i64,
    /// How long the provider may take.
    pub timeout_seconds: u64,
    /// The country in which the provider handles the messages, as two letters.
    pub country: Option<String>,
    /// An SMSC.
    pub smpp: Option<Smsc>,
    /// A gateway.
    pub http: Option<Http>,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            from: String::new(),
            destinations: BTreeMap::new(),
            day_max: 0,
            prefix_hour_max: 20,
            org_hour_max: 60,
            timeout_seconds: 10,
            country: None,
            smpp: None,
            http: None,
        }
    }
}

/// An SMSC that speaks SMPP 3.4.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smsc {
    /// The machine.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// `tls`, or `none` to this machine: a tunnel's end.
    pub tls: String,
    /// The login.
    pub user: String,
    /// A file with its password, mode 0600.
    pub password_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__SMS__SMPP__PASSWORD`.
    #[serde(skip_serializing)]
    pub password: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
    /// Whether it is asked what becomes of each message: bound as transceiver then.
    pub receipts: bool,
}

impl Default for Smsc {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 2775,
            tls: "tls".to_owned(),
            user: String::new(),
            password_file: None,
            password: None,
            trust: None,
            receipts: false,
        }
    }
}

/// A gateway that takes each message by POST.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Its address: `https://sms.example.om/send`.
    pub url: String,
    /// The body, with `{to}`, `{from}`, `{text}` and `{key}` where they belong: `{"to":"{to}","text":"{text}"}`.
    pub body: String,
    /// `application/json` or `application/x-www-form-urlencoded`; by default the one that the body looks like.
    pub content_type: Option<String>,
    /// A file with the bearer token, mode 0600.
    pub token_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__SMS__HTTP__TOKEN`.
    #[serde(skip_serializing)]
    pub token: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
    /// How its provider calls us to say what became of each message; none: it does not.
    pub receipts: Option<Receipts>,
}

/// How a provider calls us to say what became of a text message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receipts {
    /// A file with the secret by which it proves who it is, mode 0600.
    pub secret_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__SMS__HTTP__RECEIPTS__SECRET`.
    #[serde(skip_serializing)]
    pub secret: Option<Hidden>,
    /// `token`: the secret itself; `hmac-sha256`: the body's signature under it.
    pub proof: String,
    /// The header that brings it; by default `Authorization` for a token, as a bearer token, and `X-Signature` for a signature.
    pub header: Option<String>,
    /// Where its answer to a message has its own name of it, as a JSON pointer: `/message/id`. Without it, it speaks of the message by `{key}`.
    pub answer_name: Option<String>,
    /// Where a call has the name, as a JSON pointer into JSON or the fields of a form.
    pub name: String,
    /// Where it has what became of the message.
    pub status: String,
    /// Its words for a message that arrived.
    pub delivered: Vec<String>,
    /// For one that the network gave up.
    pub failed: Vec<String>,
    /// For one whose telephone was not there for too long.
    pub expired: Vec<String>,
}

impl Default for Receipts {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            secret_file: None,
            secret: None,
            proof: "token".to_owned(),
            header: None,
            answer_name: None,
            name: "/id".to_owned(),
            status: "/status".to_owned(),
            delivered: words(&["delivered", "DELIVRD"]),
            failed: words(&["failed", "undelivered", "rejected", "UNDELIV", "REJECTD", "DELETED"]),
            expired: words(&["expired"]),
        }
    }
}

impl Sms {
    /// The files that it names.
    pub fn files(&mut self) -> Vec<&mut Option<PathBuf>> {
        let smsc = self.smpp.iter_mut().flat_map(|smsc| [&mut smsc.password_file, &mut smsc.trust]);
        let http = self.http.iter_mut().flat_map(|http| {
            let secret = http.receipts.iter_mut().map(|receipts| &mut receipts.secret_file);
            [&mut http.token_file, &mut http.trust].into_iter().chain(secret)
        });
        smsc.chain(http).collect()
    }
}

/// A service of others that people may connect.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Connection {
    /// `mailbox` or `calendar`.
    pub kind: String,
    /// For people.
    pub title: String,
    /// The same in Arabic; without it, `title`.
    pub title_ar: Option<String>,
    /// Where people agree: `https://login.example/authorize`.
    pub authorize_url: String,
    /// Where codes and refresh tokens are taken.
    pub token_url: String,
    /// Where grants are given back (RFC 7009), if anywhere.
    pub revoke_url: Option<String>,
    /// Its issuer, where its answers name it (RFC 9207).
    pub issuer: Option<String>,
    /// What it calls this installation.
    pub client_id: String,
    /// The file with the secret that it gave, mode 0600; none for a public client.
    pub secret: Option<PathBuf>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// A mailbox: the machine. A calendar: its address with `{account}` in it.
    pub server: String,
    /// A mailbox's port.
    pub port: u16,
    /// For a mailbox: `starttls` (never without), `tls` from the first byte, or `none` to a server on this machine.
    pub tls: String,
    /// For a mailbox: certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            kind: String::new(),
            title: String::new(),
            title_ar: None,
            authorize_url: String::new(),
            token_url: String::new(),
            revoke_url: None,
            issuer: None,
            client_id: String::new(),
            secret: None,
            scopes: Vec::new(),
            server: String::new(),
            port: 587,
            tls: "starttls".to_owned(),
            trust: None,
        }
    }
}
