//! Somebody else's sign-in as the core sees it: what is asked there, what it shows, and what the settings let it be good for.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

pub use crate::ports::services::Ask;

/// In the place of an organisation's code: the platform itself, by its kind.
pub const OPERATOR: &str = "operator";

/// What the settings say of a provider. Nothing that it says of a person makes them a member or gives them a role.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Its name in addresses and records: lower-case letters, digits and dashes.
    pub name: String,
    /// Its name for people, in English and Arabic.
    pub title: (String, String),
    /// For whom whoever comes by it may act: codes of agencies, and [`OPERATOR`].
    pub organisations: Vec<String>,
    /// Domains of mail, in lower case: a member with a sign-in address there is linked by a verified address.
    pub domains: Vec<String>,
    /// Whether a second factor that was shown there is one here.
    pub second: bool,
}

/// What a provider has shown: every check of its token held.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// Who says it.
    pub issuer: String,
    /// Its own name for the person, which it never gives to another.
    pub subject: String,
    /// The person's mail address, if it says that it is verified.
    pub email: Option<String>,
    /// Whether it says that a second factor was shown (`amr`, `acr`).
    pub second: bool,
    /// When the person last showed there who they are.
    pub at: Option<Timestamp>,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").field("issuer", &self.issuer).field("second", &self.second).finish_non_exhaustive()
    }
}

/// Why a provider has shown nothing. The texts are for whoever runs this installation, never for visitors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unshown {
    /// It does not answer, or not in its own way.
    #[error("away: {0}")]
    Away(String),
    /// It answered, and what it said does not hold.
    #[error("refused: {0}")]
    Refused(String),
}

/// A boxed future of a provider.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, Unshown>> + Send + 'a>>;

/// Somebody else's sign-in (OpenID Connect). Called by the edge, never inside of a transaction.
pub trait Provider: std::fmt::Debug + Send + Sync {
    /// What the settings say of it.
    fn rules(&self) -> &Rules;

    /// The address to which the browser is sent.
    fn ask<'a>(&'a self, ask: &'a Ask) -> Asking<'a, String>;

    /// Takes the code that the browser brought back, once. `issuer` is what the answer says of itself (RFC 9207), if anything.
    fn redeem<'a>(&'a self, ask: &'a Ask, code: &'a str, issuer: Option<&'a str>) -> Asking<'a, Shown>;

    /// Where somebody ends their session there as well; none where it has no such place.
    fn leave(&self) -> Asking<'_, Option<String>>;
}
