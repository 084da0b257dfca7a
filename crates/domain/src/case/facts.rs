//! Evidence that the machine cannot know by itself. The default is no evidence at all, and refuses.

use jiff::Timestamp;

use crate::attest::Attested;
use crate::consent::{ConsentKind, Receipt};
use crate::words::StateToken;

/// What is true outside the case at the moment of a step, loaded in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The customer proved a telephone by code.
    pub phone_verified: bool,
    /// The customer accepted the privacy notice.
    pub notice_accepted: bool,
    /// The operator verified the customer's identity.
    pub customer_verified: bool,
    /// The agency's licence is valid today.
    pub licence_valid: bool,
    /// No passport or medical report of the worker's that was filed is over.
    pub papers_hold: bool,
    /// Where the worker's roster record stands, as derived: see [`crate::worker::Worker::standing`].
    pub worker: StateToken,
    /// The languages that the worker speaks (BCP 47).
    pub worker_languages: Vec<String>,
    /// Whether customer and worker share a language.
    pub common_language: bool,
    /// Consents of the worker: for the roster, and for this case.
    pub consents: Vec<Receipt>,
    /// How many other workers this customer holds now.
    pub customer_holds: u8,
    /// When this customer's last hold on this worker lapsed.
    pub hold_lapsed_at: Option<Timestamp>,
    /// Both private answers taken together, the one of this step included: `None` until both are given.
    pub answers_agree: Option<bool>,
    /// The agency typed the code that the worker holds.
    pub arrival_code_matches: bool,
    /// The case that replaces this one reached hand-over.
    pub replacement_placed: bool,
    /// Everything attested about this case.
    pub attested: Vec<Attested>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            phone_verified: false,
            notice_accepted: false,
            customer_verified: false,
            licence_valid: false,
            papers_hold: false,
            worker: StateToken::None,
            worker_languages: Vec::new(),
            common_language: false,
            consents: Vec::new(),
            customer_holds: u8::MAX,
            hold_lapsed_at: None,
            answers_agree: None,
            arrival_code_matches: false,
            replacement_placed: false,
            attested: Vec::new(),
        }
    }
}

impl Facts {
    /// Whether the worker consents to this now.
    pub fn consents_to(&self, kind: ConsentKind, at: Timestamp) -> bool {
        self.consents.iter().any(|receipt| receipt.kind == kind && receipt.is_live(at))
    }
}
