//! The tables: for each, its rows as plain structs and the few statements that the use cases need.
//!
//! Nothing here decides anything: who may is the policy's, what may is the domain's. Every statement carries its wall.

pub mod address_changes;
pub mod agency_applications;
pub mod agency_reviews;
pub mod alerts;
pub mod attested;
pub mod bank;
pub mod billing;
pub mod break_glass;
pub mod card_checkouts;
pub mod cases;
pub mod catalogue;
pub mod change_requests;
pub mod checkpoints;
pub mod closing;
pub mod connections;
pub mod consents;
pub mod customers;
pub mod denials;
pub mod devices;
pub mod document_catalogues;
pub mod document_checks;
pub mod document_links;
pub mod document_overrides;
pub mod document_reminders;
pub mod documents;
pub mod engaged;
pub mod erasure;
pub mod exports;
pub mod factors;
pub mod guesses;
pub mod holds;
pub mod idempotency;
pub mod identities;
pub mod imports;
pub mod inspect;
pub mod invitations;
pub mod invoices;
pub mod keys;
pub mod kiosk;
pub mod ledger;
pub mod limits;
pub mod linked;
pub mod listed;
pub mod message_counts;
pub mod notes;
pub mod organisations;
pub mod outbox;
pub mod passkeys;
pub mod payments;
pub mod people;
#[cfg(test)]
mod plans;
pub mod policy_sets;
pub mod policy_tests;
pub mod quasi_identifiers;
pub mod records;
pub mod resets;
pub mod review_queue;
pub mod roster;
pub mod roster_events;
pub mod search;
pub mod session_life;
pub mod sign_in;
pub mod timers;
pub mod token_keys;
pub mod witnesses;
pub mod workers;

use serde::de::DeserializeOwned;

use crate::engine::Parsed;
use crate::{Row, StoreError, Value};

/// A JSON column read as the type that wrote it.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    row.get::<Parsed<T>>(column).map(|parsed| parsed.0)
}

/// A type of ours as a JSON column.
fn as_json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).expect("types of the house serialise")
}

/// One row must have been changed; none means that the version moved on, or that the row is behind the wall.
fn one(changed: u64) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A page's size: between 1 and 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit(u32);

impl Limit {
    /// What lists show unless told otherwise.
    pub const PAGE: Self = Self(24);

    /// A size between 1 and 100.
    pub fn new(size: u32) -> Option<Self> {
        (1..=100).contains(&size).then_some(Self(size))
    }

    /// The size.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// One more than the page, to learn whether another page follows.
    const fn and_one(self) -> u32 {
        self.0 + 1
    }
}

/// Values of a statement that is put together from optional parts.
struct Binds {
    values: Vec<Value>,
}

impl Binds {
    /// Starts with `$1`.
    fn new(first: impl Into<Value>) -> Self {
        Self { values: vec![first.into()] }
    }

    /// Starts with nothing.
    const fn none() -> Self {
        Self { values: Vec::new() }
    }

    /// Adds a value and names its place.
    fn add(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}
