//! What every handler shares, and the settings of the edge.

use std::sync::Arc;

use app::House;
use app::sign_in::passkey::signed::Party;
use app::sso::Provider;

use crate::kept_pages::KeptPages;
use crate::limits::Limits;
use crate::proxies::Proxies;
use crate::text_receipts::TextReceipts;

/// How the edge is set up.
#[derive(Debug)]
pub struct Settings {
    /// Whether the demo's bar, inbox and clock exist. Never under `serve`.
    pub demo: bool,
    /// Whether cookies travel over TLS only and carry the `__Host-` prefix; off on plain-http loopback alone.
    /// With it, browsers are told to come over TLS only.
    pub secure_cookies: bool,
    /// The most bytes of a JSON body or form.
    pub body_max: usize,
    /// The most bytes of an uploaded file.
    pub file_max: usize,
    /// How often one network may ask.
    pub limits: Limits,
    /// The proxies that may say who called.
    pub trusted_proxies: Vec<Proxies>,
    /// Whom a worker under protection reaches.
    pub helper: Option<String>,
    /// Others by whose sign-in staff may come in.
    pub providers: Vec<Arc<dyn Provider>>,
    /// The house as passkeys know it; none where it has no name.
    pub party: Option<Party>,
    /// How a provider of text messages calls to say what became of them; none: it does not.
    pub text_receipts: Option<TextReceipts>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            demo: false,
            secure_cookies: true,
            body_max: 64 * 1024,
            file_max: 10 * 1024 * 1024,
            limits: Limits::default(),
            trusted_proxies: Vec::new(),
            helper: None,
            providers: Vec::new(),
            party: Party::of(None),
            text_receipts: None,
        }
    }
}

/// The demo's own powers: moving the clock, reading the inbox, signing in as anybody.
pub trait DemoPowers: Send + Sync {
    /// Moves the clock forward; `None` when it cannot be moved.
    fn advance(&self, by: jiff::SignedDuration) -> Option<jiff::Timestamp>;
    /// Every mail and message that was sent to this address, newest first; to anybody without one.
    fn inbox(&self, to: Option<&str>) -> Vec<Sent>;
    /// The people of the demo.
    fn people(&self) -> Vec<DemoPerson>;
    /// A page of the stand-in of a card gateway; none where it is not there.
    fn card(&self, _session: &str) -> Option<DemoCard> {
        None
    }
    /// What becomes of such a page.
    fn decide_card(&self, _session: &str, _pays: bool) {}
}

/// A page of the demo's stand-in of a card gateway.
#[derive(Debug, Clone)]
pub struct DemoCard {
    /// What is to be paid.
    pub amount: domain::money::Money,
    /// The invoice's number.
    pub invoice: String,
    /// The path to come back to.
    pub back: String,
    /// Whether nobody has said yet what becomes of it.
    pub open: bool,
}

/// A message that the demo sent.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sent {
    /// Where to.
    pub to: String,
    /// `sms` or `email`.
    pub channel: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When, in real time.
    pub at: jiff::Timestamp,
}

/// A person of the demo, as `demo.json` lists them.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct DemoPerson {
    /// The invented name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The organisation's name or code.
    pub organisation: String,
    /// The organisation's or worker's reference.
    pub reference: String,
    /// An address that ends in `.example`.
    pub email: String,
    /// A fictitious number.
    pub phone: String,
    /// Where this person starts, for example `/customer`.
    pub portal: String,
}

/// The shared state of all handlers.
#[derive(Clone)]
pub struct Site {
    /// The use cases.
    pub house: House,
    /// The edge's settings.
    pub settings: Arc<Settings>,
    /// Pages of the catalogue that need not be written again.
    pub(crate) pages: Arc<KeptPages>,
    /// The demo's powers; none under `serve`.
    pub demo: Option<Arc<dyn DemoPowers>>,
}

impl Site {
    /// Puts together what handlers share.
    pub fn new(house: House, settings: Arc<Settings>, demo: Option<Arc<dyn DemoPowers>>) -> Self {
        Self { house, settings, pages: Arc::default(), demo }
    }
}
