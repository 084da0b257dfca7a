//! The ways out for mail and text messages, as they are configured: `[mail]`, `[sms]`, and the spool for what neither takes.

mod mail;
pub mod receipts;
pub mod services;
mod sms;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::connections::Service;
use app::ports::{Handing, Heard, Message, Messenger, SEND_MAX, SendError, Sending, faults};
use app::tariff::Tariff;
use zeroize::Zeroizing;

use crate::adapters::gateway::Gateway;
use crate::adapters::line::{Trust, no_answer};
use crate::adapters::smpp::Smpp;
use crate::adapters::smtp::Smtp;
use crate::adapters::spool::Spool;
use crate::answer::Failure;
use crate::files;
use crate::hidden::Hidden;
use crate::site::Site;

/// LIMIT: how long one side of a conversation may keep us waiting, in seconds. A message waits twice at most.
const TIMEOUT_SECONDS: std::ops::RangeInclusive<u64> = 1..=18;

/// Who carries text messages.
enum Texts {
    Smpp(Smpp),
    Gateway(Gateway),
}

/// The ways out.
pub struct Channels {
    mail: Option<Smtp>,
    sms: Option<(Texts, Tariff)>,
    spool: Option<Spool>,
    services: Vec<Arc<dyn Service>>,
}

/// The ways out, ready to be used.
pub fn open(site: &Site) -> Result<Channels, Failure> {
    site.config.messages.spool.as_deref().map(Spool::open).transpose()?;
    configured(site)
}

/// What is configured; nothing is made or sent. A setting that makes no sense is refused with its line; so is a house that could send nobody a code.
pub fn configured(site: &Site) -> Result<Channels, Failure> {
    let config = &site.config;
    let channels = Channels {
        mail: config.mail.as_ref().map(|mail| mail.open(site)).transpose()?,
        sms: config.sms.as_ref().map(|sms| sms.open(site)).transpose()?,
        spool: config.messages.spool.as_deref().map(Spool::at),
        services: services::of(site)?,
    };
    if channels.mail.is_none() && channels.spool.is_none() {
        return Err(Failure::Usage(
            "say where messages go: a mail server under [mail], or [messages] spool = \"/var/spool/amana\"; nobody could sign in otherwise"
                .to_owned(),
        ));
    }
    Ok(channels)
}

impl Channels {
    /// Whether there is a way for text messages.
    pub const fn has_sms(&self) -> bool {
        self.sms.is_some() || self.spool.is_some()
    }

    /// Goes to each provider as far as one can without sending anything: what was found there, or what is wrong.
    pub async fn probe(&self) -> Vec<(&'static str, Result<String, String>)> {
        let mut found = Vec::new();
        if let Some(mail) = &self.mail {
            found.push(("mail", mail.probe().await));
        }
        match &self.sms {
            Some((Texts::Smpp(smpp), _)) => found.push(("sms", smpp.probe().await)),
            Some((Texts::Gateway(gateway), _)) => found.push(("sms", gateway.probe().await)),
            None => {}
        }
        found
    }

    async fn carry(&self, message: Message) -> Result<Option<String>, SendError> {
        match (message.channel.as_str(), &self.mail, &self.sms, &self.spool) {
            ("sms", _, Some((Texts::Smpp(smpp), _)), _) => smpp.carry(&message).await,
            ("sms", _, Some((Texts::Gateway(gateway), _)), _) => gateway.carry(&message).await,
            ("email", Some(mail), ..) => mail.carry(&message).await.map(|()| None),
            (.., Some(spool)) => spool.send(message).await.map(|()| None),
            _ => Err(SendError::Never(faults::CHANNEL_NONE.to_owned())),
        }
    }
}

impl Messenger for Channels {
    fn send(&self, message: Message) -> Sending<'_> {
        Box::pin(async move { self.hand_over(message).await.map(drop) })
    }

    fn hand_over(&self, message: Message) -> Handing<'_> {
        Box::pin(async move {
            // The adapters keep to their own times; should one ever not, nobody knows what it did.
            let carried = tokio::time::timeout(SEND_MAX, self.carry(message)).await;
            carried.unwrap_or_else(|_| Err(no_answer()))
        })
    }

    fn heard(&self) -> Heard {
        match &self.sms {
            Some((Texts::Smpp(smpp), _)) => smpp.heard(),
            _ => Heard::default(),
        }
    }

    fn kept(&self, up_to: u64) {
        if let Some((Texts::Smpp(smpp), _)) = &self.sms {
            smpp.kept(up_to);
        }
    }

    fn tariff(&self) -> Option<&Tariff> {
        self.sms.as_ref().map(|(_, tariff)| tariff)
    }

    fn services(&self) -> &[Arc<dyn Service>] {
        &self.services
    }

    fn take_back(&self, keys: Vec<String>) -> Sending<'_> {
        match &self.spool {
            Some(spool) => spool.take_back(keys),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    }
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Channels").finish_non_exhaustive()
    }
}

/// A fault of one setting, with its file and line.
pub fn wrong(site: &Site, key: &[&str], what: &str) -> Failure {
    Failure::Usage(format!("{}{}: {what}", site.at(key), key.join(".")))
}

/// Where a provider is: no scheme, no port, no spaces.
fn host(site: &Site, key: &[&str], text: &str) -> Result<String, Failure> {
    let possible = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if text.is_empty() || text.len() > 253 || !text.chars().all(possible) {
        return Err(wrong(site, key, "name the machine alone, such as smtp.example.om"));
    }
    Ok(text.to_owned())
}

fn timeout(site: &Site, key: &[&str], seconds: u64) -> Result<Duration, Failure> {
    if !TIMEOUT_SECONDS.contains(&seconds) {
        return Err(wrong(site, key, "between 1 and 18 seconds"));
    }
    Ok(Duration::from_secs(seconds))
}

/// A secret from the environment or from a file that nobody else may read.
pub fn secret(
    site: &Site,
    key: &[&str],
    given: Option<&Hidden>,
    file: Option<&Path>,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let text = match (given, file) {
        (Some(given), _) => Zeroizing::new(given.text().to_owned()),
        (None, Some(file)) => {
            let unread =
                |error: std::io::Error| wrong(site, key, &format!("{} cannot be read: {error}", file.display()));
            if files::mode(file).map_err(unread)? & 0o077 != 0 {
                let what = format!("{} can be read by others; set it to 600", file.display());
                return Err(Failure::Unsafe(format!("{}{}: {what}", site.at(key), key.join("."))));
            }
            Zeroizing::new(std::fs::read_to_string(file).map_err(unread)?)
        }
        (None, None) => return Ok(None),
    };
    let text = Zeroizing::new(text.trim().to_owned());
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(wrong(site, key, "it holds no secret of one line"));
    }
    Ok(Some(text))
}

pub fn trust(site: &Site, key: &[&str], file: Option<&Path>) -> Result<Trust, Failure> {
    Trust::with(file).map_err(|why| wrong(site, key, &why))
}
