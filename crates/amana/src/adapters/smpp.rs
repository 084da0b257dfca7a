//! Text messages by SMPP 3.4: one bound connection that is kept alive, and made anew when it broke.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use app::ports::{Heard, Message, SendError, faults};
use app::sms::{self, Letters};
use rusmpp::pdus::{BindTransceiver, BindTransmitter, SubmitSm};
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, InterfaceVersion, Npi, RegisteredDelivery, Ton};
use rusmpp::{CommandStatus, Pdu};
use tokio::sync::Mutex;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::line::{self, Tls, Trust, no_answer};
use super::receipts::Receipts;
use super::smpp_line::{Answer, Silence, SmppLine};

/// An SMSC.
pub struct Smpp {
    at: (String, u16),
    tls: Tls,
    trust: Trust,
    login: (String, Zeroizing<String>),
    from: String,
    patience: Duration,
    /// Where what it says later is kept; none: it is not asked to.
    receipts: Option<Arc<Receipts>>,
    bound: Mutex<Option<SmppLine>>,
    /// Tells the parts of one message from those of another.
    reference: AtomicU8,
}

impl Smpp {
    /// This SMSC, which is asked for receipts or not.
    pub fn new(
        at: (String, u16),
        tls: Tls,
        trust: Trust,
        login: (String, Zeroizing<String>),
        from: String,
        patience: Duration,
        receipts: bool,
    ) -> Self {
        let receipts = receipts.then(Arc::default);
        Self { at, tls, trust, login, from, patience, receipts, bound: Mutex::default(), reference: AtomicU8::new(0) }
    }

    /// Binds and unbinds. A transmitter: no receipt comes here that a server beside us waits for.
    pub async fn probe(&self) -> Result<String, String> {
        let line = self.bind(false).await?;
        // Whatever it answers: the connection ends here.
        let _ = line.ask(Pdu::Unbind).await;
        Ok(format!("{}:{} takes text messages", self.at.0, self.at.1))
    }

    /// What was heard of messages and is not kept yet.
    pub fn heard(&self) -> Heard {
        self.receipts.as_ref().map_or_else(Heard::default, |receipts| receipts.ripe())
    }

    /// Receipts up to this number are kept: the SMSC is told.
    pub fn kept(&self, up_to: u64) {
        if let Some(receipts) = &self.receipts {
            receipts.kept(up_to);
        }
    }

    /// Sends one message, in as many parts as it needs. Gives the SMSC's name of the last part, for which alone it is asked for a receipt:
    /// a telephone that has that one was there.
    pub async fn carry(&self, message: &Message) -> Result<Option<String>, SendError> {
        let parts = self.parts(message).map_err(SendError::Never)?;
        // Others may wait for the same line. Nothing was handed over yet.
        let late = |_| SendError::Later(faults::LATE.to_owned());
        let line = timeout(self.patience, self.line()).await.map_err(late)??;
        let mut name = None;
        for (nth, part) in parts.into_iter().enumerate() {
            let refused = match line.ask(part).await {
                Ok(Answer { status: CommandStatus::EsmeRok, message_id }) => {
                    name = Some(message_id);
                    continue;
                }
                Ok(Answer { status, .. }) => refusal(status),
                Err(Silence::NotSent) => SendError::Later(faults::LINE_BROKE.to_owned()),
                Err(Silence::Unknown) => no_answer(),
            };
            // A part that left is on the way; whether somebody reads half of a message nobody knows.
            return Err(if nth == 0 { refused } else { no_answer() });
        }
        Ok(name.filter(|name| self.receipts.is_some() && !name.is_empty()))
    }

    /// The bound connection; a new one where there is none that lives.
    async fn line(&self) -> Result<SmppLine, SendError> {
        let mut bound = self.bound.lock().await;
        if let Some(line) = bound.as_ref().filter(|line| line.is_open()) {
            return Ok(line.clone());
        }
        let line = self.bind(self.receipts.is_some()).await.map_err(SendError::Later)?;
        *bound = Some(line.clone());
        Ok(line)
    }

    /// Binds, to hear what is delivered as well or not.
    async fn bind(&self, hears: bool) -> Result<SmppLine, String> {
        let stream = timeout(self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        let stream = stream.map_err(|_| "connect: no answer in time".to_owned())?;
        let stream = stream.map_err(|error| format!("connect: {error}"))?;
        let line = SmppLine::over(stream, self.patience, self.receipts.clone().unwrap_or_default());
        let wrong = |_| "bind: a login that SMPP cannot write".to_owned();
        let user = COctetString::from_str(&self.login.0).map_err(wrong)?;
        let password = COctetString::from_str(&self.login.1).map_err(wrong)?;
        let version = InterfaceVersion::Smpp3_4;
        let bind: Pdu = if hears {
            BindTransceiver::builder().system_id(user).password(password).interface_version(version).build().into()
        } else {
            BindTransmitter::builder().system_id(user).password(password).interface_version(version).build().into()
        };
        match line.ask(bind).await.map(|answer| answer.status) {
            Ok(CommandStatus::EsmeRok) => Ok(line),
            Ok(status) => Err(format!("bind: {}", said(status))),
            Err(_) => Err("bind: no answer".to_owned()),
        }
    }

    fn parts(&self, message: &Message) -> Result<Vec<SubmitSm>, String> {
        let wrong = |_| faults::NUMBER_WRONG.to_owned();
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
        let total = u8::try_from(parts.len()).map_err(|_| faults::TEXT_LONG.to_owned())?;
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let many = total > 1;
        let part = |(nth, body): (u8, Vec<u8>)| {
            let head: &[u8] = if many { &[5, 0, 3, reference, total, nth] } else { &[] };
            let text = OctetString::from_vec([head, &body].concat()).map_err(|_| faults::TEXT_LONG.to_owned())?;
            let mut sm = sm.clone().with_short_message(text);
            if nth == total && self.receipts.is_some() {
                sm.registered_delivery = RegisteredDelivery::from(1);
            }
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
