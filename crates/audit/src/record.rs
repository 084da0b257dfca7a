//! Sealing a draft: its JSON is written exactly once, checked, hashed, and never written again.
//!
//! Record v1 is one JSON object with the keys of [`Wire`] in that order, all of them always present, no spaces,
//! UTF-8, times in UTC with six decimals, at most [`MAX_RECORD_BYTES`].

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::RecordId;
use domain::{Class, OrgId, Purpose, Relation, Role, StateToken};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::draft::{Actor, Decision, Draft, Fact, Object, PurposeSource};
use crate::format::{MAX_RECORD_BYTES, RATCHET, is_word};
use crate::hash::{Hash, leaf, to_hex};
use crate::read::{Event, FormatError};

/// Why a draft cannot become a record. Names the field, never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The field is no word: `[a-z][a-z0-9_.:-]*`, at most 64 bytes.
    #[error("audit record: {0} must be a word: a lower-case letter, then at most 63 of those, digits and _ . : -")]
    NotAWord(&'static str),
    /// The action is that of the record that turns the chain's key; only [`Record::ratchet`] makes it.
    #[error("audit record: only the log itself turns its key")]
    Reserved,
    /// The record would be longer than [`MAX_RECORD_BYTES`].
    #[error("audit record: {0} bytes, the limit is 16384; name fewer objects per record")]
    TooLong(usize),
}

/// A sealed record: its identifier, its bytes verbatim, its leaf hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    id: RecordId,
    bytes: Vec<u8>,
    leaf: Hash,
    ratchet: Option<u32>,
}

impl Record {
    /// Writes the draft's bytes. Whatever is refused here must end the transaction: no record, no action.
    pub fn seal(draft: &Draft) -> Result<Self, SealError> {
        if draft.action == RATCHET {
            return Err(SealError::Reserved);
        }
        Self::write(draft, None)
    }

    /// The record that ends a key period: the records after it are linked with the key of period `to`.
    pub fn ratchet(id: RecordId, ts: Timestamp, to: u32) -> Self {
        let draft = Draft::new(id, ts, Actor::Job("audit".into()), Role::System, RATCHET)
            .fact("period", Fact::Number(i64::from(to)));
        Self::write(&draft, Some(to)).expect("a ratchet record is short and made of words")
    }

    /// Takes back bytes that were stored in the pending table. They are read strictly and kept as they are.
    ///
    /// A ratchet record is refused: it never waits there, and whoever could put one in would stop the log.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, FormatError> {
        let event = Event::parse(&bytes)?;
        if event.draft.action == RATCHET {
            return Err(FormatError::Reserved);
        }
        Ok(Self { id: event.draft.id, leaf: leaf(&bytes), ratchet: None, bytes })
    }

    /// The record's identifier.
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// The bytes, to be stored verbatim.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The leaf hash of the bytes.
    pub fn leaf(&self) -> &Hash {
        &self.leaf
    }

    /// The key period that begins after this record, if it ends one.
    pub fn ratchets_to(&self) -> Option<u32> {
        self.ratchet
    }

    fn write(draft: &Draft, ratchet: Option<u32>) -> Result<Self, SealError> {
        check_words(draft)?;
        let bytes = serde_json::to_vec(&Wire::from(draft)).expect("words, numbers and ids always become JSON");
        if bytes.len() > MAX_RECORD_BYTES {
            return Err(SealError::TooLong(bytes.len()));
        }
        Ok(Self { id: draft.id, leaf: leaf(&bytes), bytes, ratchet })
    }
}

fn check_words(draft: &Draft) -> Result<(), SealError> {
    let check = |ok: bool, field| if ok { Ok(()) } else { Err(SealError::NotAWord(field)) };
    check(is_word(&draft.action), "action")?;
    check(!matches!(&draft.actor, Actor::Job(word) if !is_word(word)), "actor")?;
    check(draft.object.iter().all(|object| is_word(&object.kind) && !object.kind.contains(':')), "object")?;
    check(draft.policy.iter().all(|id| is_word(id)), "policy")?;
    check(draft.facts.keys().all(|name| is_word(name)), "detail")?;
    check(!draft.facts.values().any(|fact| matches!(fact, Fact::Word(word) if !is_word(word))), "detail")
}

/// Record v1, key by key, in the order of its bytes.
#[derive(Serialize)]
struct Wire<'a> {
    v: u8,
    id: RecordId,
    #[serde(serialize_with = "write_time")]
    ts: Timestamp,
    org: Option<OrgId>,
    actor: Text<'a, Actor>,
    role: Role,
    relation: Vec<Relation>,
    purpose: Option<Purpose>,
    purpose_source: Option<PurposeSource>,
    action: &'a str,
    object: Vec<Text<'a, Object>>,
    class: Vec<Class>,
    state: StateToken,
    decision: Decision,
    policy: &'a [String],
    policy_set: Option<String>,
    req: Option<Uuid>,
    detail: Option<Detail<'a>>,
}

/// `null`, or the open facts and the ciphertext (base64url without padding), whichever there are.
#[derive(Serialize)]
struct Detail<'a> {
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    facts: &'a std::collections::BTreeMap<String, Fact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

struct Text<'a, T>(&'a T);

impl<T: std::fmt::Display> Serialize for Text<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

fn write_time<S: Serializer>(ts: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{ts:.6}"))
}

impl<'a> From<&'a Draft> for Wire<'a> {
    fn from(draft: &'a Draft) -> Self {
        let sealed = draft.sealed.as_deref().map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let empty = draft.facts.is_empty() && sealed.is_none();
        Self {
            v: 1,
            id: draft.id,
            ts: draft.ts,
            org: draft.org,
            actor: Text(&draft.actor),
            role: draft.role,
            relation: draft.relation.iter().collect(),
            purpose: draft.purpose,
            purpose_source: draft.purpose_source,
            action: &draft.action,
            object: draft.object.iter().map(Text).collect(),
            class: draft.class.iter().collect(),
            state: draft.state,
            decision: draft.decision,
            policy: &draft.policy,
            policy_set: draft.policy_set.as_ref().map(to_hex),
            req: draft.req,
            detail: (!empty).then_some(Detail { facts: &draft.facts, sealed }),
        }
    }
}
