//! What the core needs from outside: time, randomness, and ways to reach people. Adapters live in the binary and in tests.

pub mod faults;
pub mod gateway;
pub mod printer;
pub mod services;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use audit::Hash;
use domain::CaseId;
use domain::case::Meeting;
use jiff::Timestamp;
use policy::Table;

use crate::held::Held;
use services::Service;

/// Time, in two kinds that the demo keeps apart.
pub trait Clock: Send + Sync {
    /// The trade's time: what cases, timers and records carry. In the demo it can be moved forward, never back.
    fn now(&self) -> Timestamp;

    /// Real time: for sessions, codes, limits and leases, which no demo clock may move.
    fn real(&self) -> Timestamp;
}

/// Randomness for identifiers and references. Secrets draw theirs inside the envelope.
pub trait Random: Send + Sync {
    /// Sixteen random bytes.
    fn seed(&self) -> [u8; 16];
}

/// A message on its way out. Debug prints no address and no text.
pub struct Message {
    /// Stays the same when the same message is tried again.
    pub key: String,
    /// `sms` or `email`.
    pub channel: String,
    /// Where to.
    pub to: String,
    /// The subject line; empty for SMS.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("key", &self.key).field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// Why a message did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go out later.
    #[error("not now: {0}")]
    Later(String),
    /// It never will: an address that the provider refuses.
    #[error("never: {0}")]
    Never(String),
    /// It was handed over and nobody said what became of it. It may have gone out, so it is not sent again by itself.
    #[error("perhaps: {0}")]
    Unknown(String),
}

/// LIMIT: how long an adapter may take for one message, all its waiting together. Less than the relay's lease.
pub const SEND_MAX: Duration = Duration::from_secs(40);

/// What text messages may cost and where they may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// The cost of one part of a message in thousandths of the currency, by the digits that a number begins with after its `+`;
    /// the longest that fits counts. Numbers that begin with none of them get no text messages.
    pub destinations: BTreeMap<String, i64>,
    /// What all messages of a day (UTC) may cost, in thousandths of the currency.
    pub day_max: i64,
    /// How many messages an hour may go to unproven numbers that differ in their last three digits only.
    pub prefix_hour_max: i64,
    /// How many messages to unproven numbers one organisation may cause in an hour.
    pub org_hour_max: i64,
}

impl Tariff {
    /// What one part to this number costs; none: no message goes there.
    pub fn cost(&self, number: &str) -> Option<i64> {
        let digits = number.strip_prefix('+')?;
        let fits = self.destinations.iter().filter(|(prefix, _)| digits.starts_with(prefix.as_str()));
        fits.max_by_key(|(prefix, _)| prefix.len()).map(|(_, cost)| *cost)
    }
}

/// What became of a text message that a provider took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The telephone has it.
    Delivered,
    /// The network gave it up.
    Failed,
    /// The telephone was not there for too long.
    Expired,
}

impl Outcome {
    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

/// What a provider says later of a message that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The provider's own name of the message.
    pub handed_as: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// How long a receipt may be quicker than the note that its message left.
pub const RECEIPT_SETTLES: Duration = Duration::from_secs(2);

/// Receipts that were heard and are not kept yet, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The number of the last of them.
    pub up_to: u64,
    /// What they say.
    pub receipts: Vec<Receipt>,
}

/// A boxed future of a message that is handed over: the provider's own name of it, where receipts will speak of it by that.
pub type Handing<'a> = Pin<Box<dyn Future<Output = Result<Option<String>, SendError>> + Send + 'a>>;

/// A boxed future, because ports are used as trait objects.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Carries messages to people.
pub trait Messenger: Send + Sync {
    /// Sends once, within [`SEND_MAX`]; the relay calls again after [`SendError::Later`]. Reasons name neither address nor text.
    fn send(&self, message: Message) -> Sending<'_>;

    /// The same, where it may be heard later what became of the message.
    fn hand_over(&self, message: Message) -> Handing<'_> {
        Box::pin(async { self.send(message).await.map(|()| None) })
    }

    /// What was heard of messages: the same again until it is [`Messenger::kept`].
    fn heard(&self) -> Heard {
        Heard::default()
    }

    /// Receipts up to this number stand in the database: whoever brought them may hear so, and they are heard no more.
    fn kept(&self, up_to: u64) {
        let _ = up_to;
    }

    /// Where text messages may go and what they may cost; none: they cost nothing.
    fn tariff(&self) -> Option<&Tariff> {
        None
    }

    /// The services of others that people may connect, by which messages may leave as well; none where the settings name none.
    fn services(&self) -> &[Arc<dyn Service>] {
        &[]
    }

    /// Takes back what was sent under these keys and has not left yet: whoever they were for is erased. What is not there, or has
    /// left, is no error. Ways that keep nothing have nothing to take back.
    fn take_back(&self, keys: Vec<String>) -> Sending<'_> {
        drop(keys);
        Box::pin(async { Ok(()) })
    }
}

/// A checkpoint with its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The epoch of the log.
    pub epoch: u32,
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The signed note.
    pub note: String,
}

/// Why a witness did not take a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotTaken(pub String);

/// A boxed future of a witness.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>>;

/// What the copy beside the log's head is called as a witness: where it lies is the server's own affair.
pub const OWN_COPY: &str = "own copy";

/// A place outside of the database that keeps checkpoints, so that whoever has database and keys cannot write the log anew
/// unseen.
pub trait Witness: Send + Sync {
    /// What it is called, for people and for its health: the folder, the address, [`OWN_COPY`]. Stays the same.
    fn name(&self) -> &str;

    /// How long it is left alone after it took one, in seconds; 0 to be given each.
    fn rest(&self) -> u32 {
        0
    }

    /// Gives it a checkpoint. `Ok` means that it is kept there; until then it is given the newest one again.
    fn take<'a>(&'a self, checkpoint: &'a Signed) -> Taking<'a>;
}

/// A meeting as its owner's calendar may know it. It names no person.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Its case.
    pub case: CaseId,
    /// The case's public reference.
    pub reference: &'a str,
    /// The agency's code.
    pub agency: &'a str,
    /// When it is, and whether it stands. Where the agency's office is, is never in it.
    pub meeting: &'a Meeting,
    /// Where the agency's office is, where the owner may know it.
    pub way: Option<String>,
}

/// Writes the text of a message in the reader's language. Fluent lives in the web; the core knows templates by name.
pub trait Texts: Send + Sync {
    /// Subject and text of a template, or `None` when there is no such template.
    fn render(
        &self,
        language: &str,
        template: &str,
        args: &serde_json::Value,
        code: Option<&str>,
    ) -> Option<(String, String)>;

    /// The same as a text message: short, for telephones. Where there is no shorter one, the text.
    fn short(&self, language: &str, template: &str, args: &serde_json::Value, code: Option<&str>) -> Option<String> {
        self.render(language, template, args, code).map(|(_, text)| text)
    }

    /// What is held about a person as a page that they can read and print, or `None` where nobody writes pages.
    fn summary(&self, language: &str, held: &Held) -> Option<String> {
        let _ = (language, held);
        None
    }

    /// A meeting as an entry of a calendar, to be stored there (RFC 4791), or `None` where nobody writes entries.
    fn calendar_entry(&self, language: &str, entry: &Entry<'_>) -> Option<String> {
        let _ = (language, entry);
        None
    }
}

/// The texts of a policy set by file name.
pub type PolicyFiles = BTreeMap<String, String>;

/// One fault of a policy set: where, what, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What would be right, for example the valid words.
    pub help: Option<String>,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

/// Compiles policies. Cedar lives behind this; the core knows tables.
pub trait PolicyCompiler: Send + Sync {
    /// Parses, validates and compiles a set, and proves what no set may allow; or names every fault. Takes a moment: never
    /// called inside a transaction.
    fn compile(&self, files: &PolicyFiles) -> Result<Table, Vec<PolicyFault>>;
}
