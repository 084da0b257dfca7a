//! Text messages by SMPP 3.4: one bound connection that is kept alive, and made anew when it broke.

use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use app::ports::{Message, SendError};
use app::sms::{self, Letters};
use rusmpp::pdus::{BindTransmitter, SubmitSm};
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, InterfaceVersion, Npi, Ton};
use rusmpp::{CommandStatus, Pdu};
use tokio::sync::Mutex;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::line::{self, Tls, Trust, no_answer};
use super::smpp_line::{Silence, SmppLine};

/// An SMSC.
pub struct Smpp {
    at: (String, u16),
    tls: Tls,
    trust: Trust,
    login: (String, Zeroizing<String>),
    from: String,
    patience: Duration,
    bound: Mutex<Option<SmppLine>>,
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
        let line = self.bind().await?;
        // Whatever it answers: the connection ends here.
        let _ = line.ask(Pdu::Unbind).await;
        Ok(format!("{}:{} takes text messages", self.at.0, self.at.1))
    }

    /// Sends one message, in as many parts as it needs.
    pub async fn carry(&self, message: &Message) -> Result<(), SendError> {
        let parts = self.parts(message).map_err(SendError::Never)?;
        // Others may wait for the same line. Nothing was handed over yet.
        let late = |_| SendError::Later("bind: no answer in time".to_owned());
        let line = timeout(self.patience, self.line()).await.map_err(late)??;
        for (nth, part) in parts.into_iter().enumerate() {
            let refused = match line.ask(part).await {
                Ok(CommandStatus::EsmeRok) => continue,
                Ok(status) => refusal(status),
                Err(Silence::NotSent) => SendError::Later("the line broke".to_owned()),
                Err(Silence::Unknown) => no_answer(),
            };
            // A part that left is on the way; whether somebody reads half of a message nobody knows.
            return Err(if nth == 0 { refused } else { no_answer() });
        }
        Ok(())
    }

    /// The bound connection; a new one where there is none that lives.
    async fn line(&self) -> Result<SmppLine, SendError> {
        let mut bound = self.bound.lock().await;
        if let Some(line) = bound.as_ref().filter(|line| line.is_open()) {
            return Ok(line.clone());
        }
        let line = self.bind().await.map_err(SendError::Later)?;
        *bound = Some(line.clone());
        Ok(line)
    }

    async fn bind(&self) -> Result<SmppLine, String> {
        let stream = timeout(self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        let stream = stream.map_err(|_| "connect: no answer in time".to_owned())?;
        let stream = stream.map_err(|error| format!("connect: {error}"))?;
        let line = SmppLine::over(stream, self.patience);
        let wrong = |_| "bind: a login that SMPP cannot write".to_owned();
        let bind = BindTransmitter::builder()
            .system_id(COctetString::from_str(&self.login.0).map_err(wrong)?)
            .password(COctetString::from_str(&self.login.1).map_err(wrong)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        match line.ask(bind).await {
            Ok(CommandStatus::EsmeRok) => Ok(line),
            Ok(status) => Err(format!("bind: {}", said(status))),
            Err(_) => Err("bind: no answer".to_owned()),
        }
    }

    fn parts(&self, message: &Message) -> Result<Vec<SubmitSm>, String> {
        let wrong = |_| "no number".to_owned();
        let (ton, npi, from) = match self.from.strip_prefix('+') {
            Some(number) => (Ton::International, Npi::Isdn, number),
            None if self.from.bytes().all(|b| b.is_ascii_digit()) => (Ton::Unknown, Npi::Isdn, self.from.as_str()),
            None => (Ton::Alphanumeric, Npi::Unknown, self.from.as_str()),
        };
        let to = message.to.strip_prefix('+').unwrap_or(&message.to);
        let (letters, parts) = sms::written(&message.text);
        let coding = match letters {
            Letters::Gsm => DataCoding::McSpecific,
            Letters::Ucs2 => DataCoding::Ucs2,
        };
        let sm = SubmitSm::builder()
            .source_addr_ton(ton)
            .source_addr_npi(npi)
            .source_addr(COctetString::from_str(from).map_err(wrong)?)
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(COctetString::from_str(to).map_err(wrong)?)
            .data_coding(coding)
            .build();
        let total = u8::try_from(parts.len()).map_err(|_| "too long for a text message".to_owned())?;
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let many = total > 1;
        let part = |(nth, body): (u8, Vec<u8>)| {
            let head: &[u8] = if many { &[5, 0, 3, reference, total, nth] } else { &[] };
            let text = OctetString::from_vec([head, &body].concat()).map_err(|_| "too long for a part".to_owned())?;
            let sm = sm.clone().with_short_message(text);
            Ok(if many { sm.with_udhi_indicator() } else { sm })
        };
        (1..=total).zip(parts).map(part).collect()
    }
}

/// What an SMSC's refusal means.
fn refusal(status: CommandStatus) -> SendError {
    match status {
        CommandStatus::EsmeRthrottled
        | CommandStatus::EsmeRmsgqful
        | CommandStatus::EsmeRsyserr
        | CommandStatus::EsmeRinvbndsts => SendError::Later(said(status)),
        _ => SendError::Never(said(status)),
    }
}

fn said(status: CommandStatus) -> String {
    format!("SMSC: {status:?}")
}
