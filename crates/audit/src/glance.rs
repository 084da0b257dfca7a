//! A glance at a record: what it is found by and nothing else, for whoever holds millions of them against their columns.
//!
//! Less strict than [`crate::Event::parse`] and several times as fast. Whether the bytes are those that were written, their link
//! and leaf tell; here they are only read.

use domain::ids::{OrgId, RecordId};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

/// What a record is found by, as its bytes say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance<'a> {
    /// The record's own identifier.
    pub id: RecordId,
    /// When.
    pub ts: Timestamp,
    /// In whose name.
    pub org: Option<OrgId>,
    /// The person who did it; none for jobs and for somebody not signed in.
    pub user: Option<Uuid>,
    /// What was done.
    pub action: &'a str,
    /// What for.
    pub purpose: Option<&'a str>,
    /// What it was done to: kind and identifier, in order.
    pub objects: Vec<(&'a str, Uuid)>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    v: u64,
    id: RecordId,
    ts: &'a str,
    org: Option<OrgId>,
    actor: &'a str,
    purpose: Option<&'a str>,
    action: &'a str,
    #[serde(borrow)]
    object: Vec<&'a str>,
}

impl<'a> Glance<'a> {
    /// Reads the bytes of a record of version 1; `None` for anything else.
    pub fn of(bytes: &'a [u8]) -> Option<Self> {
        let wire: Wire<'a> = serde_json::from_slice(bytes).ok().filter(|wire: &Wire<'_>| wire.v == 1)?;
        let user = wire.actor.strip_prefix("user:").map(Uuid::parse_str).transpose().ok()?;
        let object = |text: &'a str| {
            let (kind, rest) = text.split_once(':')?;
            let id = rest.split_once('@').map_or(rest, |(id, _)| id);
            Some((kind, Uuid::parse_str(id).ok()?))
        };
        Some(Self {
            id: wire.id,
            ts: wire.ts.parse().ok()?,
            org: wire.org,
            user,
            action: wire.action,
            purpose: wire.purpose,
            objects: wire.object.into_iter().map(object).collect::<Option<_>>()?,
        })
    }
}
