//! Text messages by SMPP 3.4: one bound connection that is kept alive, and made anew when it broke.

use std::io;
use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use app::ports::{Message, SendError};
use app::sms;
use futures_util::StreamExt;
use rusmpp::extra::concatenation::SubmitSmMultipartExt;
use rusmpp::pdus::{BindTransmitter, SubmitSm};
use rusmpp::types::COctetString;
use rusmpp::values::{InterfaceVersion, Npi, Ton};
use rusmpp::{Command, CommandStatus};
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder};
use tokio::sync::Mutex;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::line::{self, Tls, Trust};
use crate::channels::no_answer;

/// How often an idle connection is asked whether it is still there.
const ENQUIRE_EVERY: Duration = Duration::from_secs(30);

/// An SMSC.
pub struct Smpp {
    at: (String, u16),
    tls: Tls,
    trust: Trust,
    login: (String, Zeroizing<String>),
    from: String,
    patience: Duration,
    bound: Mutex<Option<Client>>,
    /// Tells the parts of one message from those of another.
    reference: AtomicU8,
}

impl Smpp {
    /// This SMSC.
    pub fn new(
        at: (String, u16),
        tls: Tls,
        trust: Trust,
        login: (String, Zeroizing<String>),
        from: String,
        patience: Duration,
    ) -> Self {
        Self { at, tls, trust, login, from, patience, bound: Mutex::default(), reference: AtomicU8::new(0) }
    }

    /// Binds and unbinds.
    pub async fn probe(&self) -> Result<String, String> {
        let client = self.bind().await.map_err(|error| error.to_string())?;
        drop(timeout(self.patience, client.unbind()).await);
        drop(timeout(self.patience, client.close()).await);
        Ok(format!("{}:{} takes text messages", self.at.0, self.at.1))
    }

    /// Sends one message, in as many parts as it needs.
    pub async fn carry(&self, message: &Message) -> Result<(), SendError> {
        let parts = self.parts(message).map_err(SendError::Never)?;
        // Others may wait for the same line. Nothing was handed over yet.
        let late = |_| SendError::Later("bind: no answer in time".to_owned());
        let client = timeout(self.patience, self.client()).await.map_err(late)??;
        for (nth, part) in parts.into_iter().enumerate() {
            let Err(error) = client.submit_sm(part).await else { continue };
            return Err(match refusal(&error) {
                // A part that left is on the way; whether somebody reads half of a message nobody knows.
                _ if nth > 0 => no_answer(),
                Some(refused) => refused,
                None => no_answer(),
            });
        }
        Ok(())
    }

    /// The bound connection; a new one where there is none that lives.
    async fn client(&self) -> Result<Client, SendError> {
        let mut bound = self.bound.lock().await;
        if let Some(client) = bound.as_ref().filter(|client| client.is_active()) {
            return Ok(client.clone());
        }
        let client = self.bind().await.map_err(|error| SendError::Later(error.to_string()))?;
        *bound = Some(client.clone());
        Ok(client)
    }

    async fn bind(&self) -> Result<Client, io::Error> {
        let stream = timeout(self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        let stream = stream.map_err(|_| io::Error::other("connect: no answer in time"))?;
        let stream = stream.map_err(|error| io::Error::other(format!("connect: {error}")))?;
        let (client, mut events) = ConnectionBuilder::new()
            .enquire_link_interval(ENQUIRE_EVERY)
            .enquire_link_response_timeout(self.patience)
            .response_timeout(self.patience)
            .disable_interface_version_check()
            .connected(stream);
        // A transmitter is sent nothing but answers; what comes all the same is read, or the line would stop.
        tokio::spawn(async move { while events.next().await.is_some() {} });
        let text = |text: &str| io::Error::other(format!("bind: {text}"));
        let bind = BindTransmitter::builder()
            .system_id(COctetString::from_str(&self.login.0).map_err(|_| text("user"))?)
            .password(COctetString::from_str(&self.login.1).map_err(|_| text("password"))?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        let bound = client.bind_transmitter(bind).await;
        bound.map_err(|error| text(&status(&error).map_or_else(|| "no answer".to_owned(), said)))?;
        Ok(client)
    }

    fn parts(&self, message: &Message) -> Result<Vec<SubmitSm>, String> {
        let wrong = |_| "no number".to_owned();
        let (ton, npi, from) = match self.from.strip_prefix('+') {
            Some(number) => (Ton::International, Npi::Isdn, number),
            None if self.from.bytes().all(|b| b.is_ascii_digit()) => (Ton::Unknown, Npi::Isdn, self.from.as_str()),
            None => (Ton::Alphanumeric, Npi::Unknown, self.from.as_str()),
        };
        let to = message.to.strip_prefix('+').unwrap_or(&message.to);
        let sm = SubmitSm::builder()
            .source_addr_ton(ton)
            .source_addr_npi(npi)
            .source_addr(COctetString::from_str(from).map_err(wrong)?)
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(COctetString::from_str(to).map_err(wrong)?)
            .build();
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let many = sm.multipart(&message.text).reference_u8(reference);
        // Six octets that say which part it is take seven letters of seven bits.
        let size = if sms::parts(&message.text) == 1 { 160 } else { 159 };
        let unwritten = || "no text that a text message can have".to_owned();
        if sms::is_gsm(&message.text) {
            return many.gsm7bit_unpacked().max_short_message_size(size).build().map_err(|_| unwritten());
        }
        many.ucs2().max_short_message_size(140).build().map_err(|_| unwritten())
    }
}

/// What a failed submission means; none: nobody knows whether it was taken.
fn refusal(error: &Error) -> Option<SendError> {
    let status = status(error)?;
    Some(match status {
        CommandStatus::EsmeRthrottled
        | CommandStatus::EsmeRmsgqful
        | CommandStatus::EsmeRsyserr
        | CommandStatus::EsmeRinvbndsts => SendError::Later(said(status)),
        _ => SendError::Never(said(status)),
    })
}

fn status(error: &Error) -> Option<CommandStatus> {
    match error {
        Error::UnexpectedResponse { response } => Some(Command::status(response)),
        _ => None,
    }
}

fn said(status: CommandStatus) -> String {
    format!("SMSC: {status:?}")
}
