//! Somebody else's service as the core sees it: how its person's agreement is asked for, what it grants, and what is done with it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::Message;

/// What is asked for at a provider, drawn from one secret that only the browser keeps: nothing of it lies here.
#[derive(Clone, PartialEq, Eq)]
pub struct Ask {
    /// Comes back with the answer and ties it to this browser.
    pub state: String,
    /// Comes back inside of the token and ties it to this request.
    pub nonce: String,
    /// Shows at the provider that whoever brings the code asked for it (RFC 7636, S256).
    pub verifier: String,
}

impl Ask {
    /// From the secret in the browser's cookie.
    pub fn of(secret: &str) -> Self {
        let word = |what: &str| {
            let text = format!("amana/sso/v1\0{what}\0{secret}");
            URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()).as_ref())
        };
        Self { state: word("state"), nonce: word("nonce"), verifier: word("verifier") }
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask(..)")
    }
}

/// What a service is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Messages leave by it (SMTP).
    Mailbox,
    /// Meetings are put into it (CalDAV).
    Calendar,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mailbox, Self::Calendar];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Calendar => "calendar",
        }
    }

    /// By its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What the settings say of a service.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Its name in addresses and records: lower-case letters, digits and dashes.
    pub name: String,
    /// Its name for people, in English and Arabic.
    pub title: (String, String),
    /// What it is good for.
    pub kind: Kind,
}

/// What a service granted. Nothing of it is ever printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    /// What its person calls themselves there: the mailbox's address, the calendar's account.
    pub account: String,
    /// Shown with each request.
    pub access: Zeroizing<String>,
    /// Good for the next [`Self::access`].
    pub refresh: Zeroizing<String>,
    /// Until when `access` holds.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<grant>")
    }
}

/// Why a service did not do what was asked. The texts are for whoever runs this installation, and name no token and no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unserved {
    /// It does not answer, not in its own way, or not now.
    #[error("away: {0}")]
    Away(String),
    /// It takes the token, or the agreement behind it, no more.
    #[error("refused: {0}")]
    Refused(String),
    /// It refuses this one thing for good: an address that is none.
    #[error("never: {0}")]
    Never(String),
    /// It was handed a message and did not say what became of it.
    #[error("perhaps: {0}")]
    Unknown(String),
}

impl Unserved {
    /// Its word in the log.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Away(_) => "away",
            Self::Refused(_) => "refused",
            Self::Never(_) => "never",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// A boxed future of a service.
pub type Serving<'a, T> = Pin<Box<dyn Future<Output = Result<T, Unserved>> + Send + 'a>>;

/// An entry of a calendar on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Put<'a> {
    /// Its name in the calendar: letters, digits, dashes and dots.
    pub name: &'a str,
    /// The entry (RFC 5545); none: it is taken away.
    pub text: Option<&'a str>,
    /// What the calendar called the version that we put there last; none: we put none there, or it did not say.
    pub etag: Option<&'a str>,
}

/// Somebody else's service that people may connect (OAuth 2.0). Never called inside of a transaction. Each call takes a limited time;
/// what a service of the other kind is asked for, it refuses for good.
pub trait Service: fmt::Debug + Send + Sync {
    /// What the settings say of it.
    fn rules(&self) -> &Rules;

    /// The address to which the browser is sent.
    fn ask(&self, ask: &Ask) -> String;

    /// Takes the code that the browser brought back, once, and shows that the grant opens this account. `issuer` is what the answer
    /// says of itself (RFC 9207), if anything.
    fn redeem<'a>(
        &'a self,
        ask: &'a Ask,
        code: &'a str,
        issuer: Option<&'a str>,
        account: &'a str,
    ) -> Serving<'a, Grant>;

    /// Another grant for this one, which may be over from then on.
    fn renew<'a>(&'a self, grant: &'a Grant) -> Serving<'a, Grant>;

    /// Gives the grant back (RFC 7009). False where the service has no place for that.
    fn revoke<'a>(&'a self, grant: &'a Grant) -> Serving<'a, bool>;

    /// Sends a message from the mailbox, once.
    fn send<'a>(&'a self, grant: &'a Grant, message: &'a Message) -> Serving<'a, ()>;

    /// Puts an entry into the calendar, or takes it away. What it is called there from now on, if the calendar says so.
    fn put<'a>(&'a self, grant: &'a Grant, put: Put<'a>) -> Serving<'a, Option<String>>;
}
