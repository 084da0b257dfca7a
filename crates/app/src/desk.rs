//! What a use case has on its desk: the time, identifiers, the policy and the pack, all drawn before the transaction, so
//! that a closure that runs again does exactly the same.

use std::sync::Arc;

use audit::ledger::LedgerKey;
use domain::case::Case;
use domain::ids::Reference;
use domain::ids::{RecordId, ReferenceKind};
use domain::pack::{Pack, Packs};
use jiff::Timestamp;
use policy::Table;
use uuid::Uuid;

/// One request's desk.
#[derive(Clone)]
pub struct Desk {
    /// The trade's time, to the microsecond.
    pub now: Timestamp,
    /// Real time, for whatever no demo clock may move.
    pub real: Timestamp,
    /// The policy in force.
    pub policy: Arc<Table>,
    /// The jurisdiction packs: the one in force, and those that cases were pinned to at their offer.
    pub packs: Arc<Packs>,
    /// Whether this is the demo.
    pub demo: bool,
    /// Signs what is posted in the books.
    pub ledger: LedgerKey,
    seed: [u8; 16],
}

impl Desk {
    /// A desk for one request.
    pub fn new(
        now: Timestamp,
        real: Timestamp,
        policy: Arc<Table>,
        packs: Arc<Packs>,
        demo: bool,
        seed: [u8; 16],
        ledger: LedgerKey,
    ) -> Self {
        Self { now: micros(now), real: micros(real), policy, packs, demo, ledger, seed }
    }

    /// The pack in force.
    pub fn pack(&self) -> &Pack {
        self.packs.in_force()
    }

    /// The pack that this case lives by: the one of its offer, once there was one.
    pub fn pack_of(&self, case: &Case) -> &Pack {
        self.packs.of(case.pack.as_ref())
    }

    /// The `nth` identifier of this request: UUID version 7 (RFC 9562, section 5.7), in order within the request.
    pub fn id(&self, nth: u16) -> Uuid {
        // 12 bits count within the request, 62 are the request's own randomness mixed with the count.
        let mut random = [0u8; 10];
        random.copy_from_slice(&self.seed[..10]);
        random[0] = (nth >> 8) as u8 & 0x0f;
        random[1] = (nth & 0xff) as u8;
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// The `nth` record's identifier: its own range, so that records never share an identifier with objects.
    pub fn record(&self, nth: u16) -> RecordId {
        RecordId(self.id(0x0800 + nth))
    }

    /// The `nth` public reference of this request.
    pub fn reference(&self, kind: ReferenceKind, nth: u8) -> Reference {
        let mut bytes = [0u8; 8];
        bytes.copy_from_slice(&self.seed[8..]);
        let random = u64::from_le_bytes(bytes).wrapping_add(u64::from(nth).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Reference::from_random(kind, random)
    }

    /// Today's date in Muscat (UTC+4, no summer time).
    pub fn today(&self) -> jiff::civil::Date {
        domain::calendar::muscat(self.now)
    }
}

/// Both databases keep microseconds; so does everything else.
pub(crate) fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
