//! One bound connection to an SMSC: requests and their answers, and the questions whether the other side is still there.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rusmpp::pdus::DeliverSmResp;
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::codec::Framed;

use super::line::Stream;
use super::receipts::Receipts;

/// How often an idle connection is asked whether it is still there.
const ENQUIRE_EVERY: Duration = Duration::from_secs(30);
/// LIMIT: what an SMSC may send at once.
const COMMAND_MAX: usize = 4096;
/// LIMIT: requests that wait for the line.
const WAITING_MAX: usize = 64;

/// Why there is no answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// It never left.
    NotSent,
    /// It left, or may have.
    Unknown,
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was done.
    pub status: CommandStatus,
    /// The other side's name of a message that it took; empty of everything else.
    pub message_id: String,
}

struct Ask {
    pdu: Pdu,
    answer: oneshot::Sender<Result<Answer, Silence>>,
}

/// The near end of the connection; cheap to clone. The connection ends with the last of them, and with the other side.
#[derive(Debug, Clone)]
pub struct SmppLine {
    asks: mpsc::Sender<Ask>,
    patience: Duration,
}

impl SmppLine {
    /// Speaks over this stream; what is delivered there is heard by `receipts`.
    pub fn over(stream: Box<dyn Stream>, patience: Duration, receipts: Arc<Receipts>) -> Self {
        let (asks, waiting) = mpsc::channel(WAITING_MAX);
        tokio::spawn(Connection::over(stream, receipts).run(waiting));
        Self { asks, patience }
    }

    /// Whether the other side was there a moment ago.
    pub fn is_open(&self) -> bool {
        !self.asks.is_closed()
    }

    /// Sends a request and waits for its answer.
    pub async fn ask(&self, pdu: impl Into<Pdu>) -> Result<Answer, Silence> {
        let (answer, answered) = oneshot::channel();
        let ask = Ask { pdu: pdu.into(), answer };
        let left = timeout(self.patience, self.asks.send(ask)).await;
        if !matches!(left, Ok(Ok(()))) {
            return Err(Silence::NotSent);
        }
        match timeout(self.patience, answered).await {
            Ok(Ok(answer)) => answer,
            _ => Err(Silence::Unknown),
        }
    }
}

struct Connection {
    framed: Framed<Box<dyn Stream>, CommandCodec>,
    pending: HashMap<u32, oneshot::Sender<Result<Answer, Silence>>>,
    receipts: Arc<Receipts>,
    /// The numbers of receipts that are kept, to be answered: both ends.
    kept: (mpsc::UnboundedSender<u32>, mpsc::UnboundedReceiver<u32>),
    sequence: u32,
    /// A question that was not answered yet.
    enquired: Option<u32>,
}

impl Connection {
    fn over(stream: Box<dyn Stream>, receipts: Arc<Receipts>) -> Self {
        let framed = Framed::new(stream, CommandCodec::new().with_max_length(COMMAND_MAX));
        let kept = mpsc::unbounded_channel();
        Self { framed, pending: HashMap::new(), receipts, kept, sequence: 0, enquired: None }
    }

    async fn run(mut self, mut waiting: mpsc::Receiver<Ask>) {
        let mut tick = interval(ENQUIRE_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.reset();
        loop {
            let went_on = tokio::select! {
                ask = waiting.recv() => match ask {
                    Some(ask) => self.send(ask).await,
                    None => Err(io::Error::other("nobody needs it any more")),
                },
                heard = self.framed.next() => match heard {
                    Some(Ok(command)) => self.hear(command).await,
                    _ => Err(io::Error::other("it ended")),
                },
                Some(sequence) = self.kept.1.recv() => self.took(CommandStatus::EsmeRok, sequence).await,
                _ = tick.tick() => self.enquire().await,
            };
            if went_on.is_err() {
                break;
            }
        }
        // Whoever still waited in line hears that nothing of theirs left; who had sent hears nothing, and knows what that means.
        waiting.close();
        while let Ok(ask) = waiting.try_recv() {
            let _ = ask.answer.send(Err(Silence::NotSent));
        }
    }

    async fn send(&mut self, Ask { pdu, answer }: Ask) -> io::Result<()> {
        self.pending.retain(|_, answer| !answer.is_closed());
        let sequence = self.next();
        self.pending.insert(sequence, answer);
        self.put(Command::new(CommandStatus::EsmeRok, sequence, pdu)).await
    }

    async fn hear(&mut self, command: Command) -> io::Result<()> {
        let (id, sequence) = (command.id(), command.sequence_number());
        if id.is_response() || id == CommandId::GenericNack {
            if self.enquired == Some(sequence) {
                self.enquired = None;
            }
            // An answer that comes after its time is nobody's any more.
            if let Some(answer) = self.pending.remove(&sequence) {
                let message_id = match command.pdu() {
                    Some(Pdu::SubmitSmResp(taken)) => taken.message_id().as_str().to_owned(),
                    _ => String::new(),
                };
                let _ = answer.send(Ok(Answer { status: command.status(), message_id }));
            }
            return Ok(());
        }
        let ok = |pdu: Pdu| Command::new(CommandStatus::EsmeRok, sequence, pdu);
        if let Some(Pdu::DeliverSm(delivered)) = command.pdu() {
            return match self.receipts.hear(delivered, sequence, &self.kept.0) {
                Some(status) => self.took(status, sequence).await,
                None => Ok(()),
            };
        }
        match id {
            CommandId::EnquireLink => self.put(ok(Pdu::EnquireLinkResp)).await,
            CommandId::Unbind => {
                self.put(ok(Pdu::UnbindResp)).await?;
                Err(io::Error::other("unbound by the other side"))
            }
            // Nothing else is for us.
            _ => self.put(Command::new(CommandStatus::EsmeRinvcmdid, sequence, Pdu::GenericNack)).await,
        }
    }

    /// Answers what was delivered under this number.
    async fn took(&mut self, status: CommandStatus, sequence: u32) -> io::Result<()> {
        self.put(Command::new(status, sequence, DeliverSmResp::default())).await
    }

    async fn enquire(&mut self) -> io::Result<()> {
        if self.enquired.is_some() {
            return Err(io::Error::other("not there any more"));
        }
        let sequence = self.next();
        self.enquired = Some(sequence);
        self.put(Command::new(CommandStatus::EsmeRok, sequence, Pdu::EnquireLink)).await
    }

    async fn put(&mut self, command: Command) -> io::Result<()> {
        timeout(ENQUIRE_EVERY, self.framed.send(command))
            .await
            .map_err(|_| io::Error::other("the line is stuck"))?
            .map_err(io::Error::other)
    }

    fn next(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_ffff { 1 } else { self.sequence + 1 };
        self.sequence
    }
}
