//! Reading a record back, strictly: every key of its version once, every word known, nothing after the end.
//!
//! Keys that this version does not know are kept as they stand. Reading never decides whether a record is genuine;
//! the bytes and their link do.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ClassSet, Relation, RelationSet, UserId};
use jiff::Timestamp;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::draft::{Actor, Draft, Fact, Object};
use crate::format::{MAX_RECORD_BYTES, is_word};
use crate::hash::{Hash, from_hex};

/// Why bytes are no record. Names the field, never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Longer than a record may be.
    #[error("record: {0} bytes, the limit is 16384")]
    TooLong(usize),
    /// Not one JSON object in UTF-8, or a key stands in it twice.
    #[error("record: not one JSON object with each key once")]
    NotAnObject,
    /// Written by a newer version of the product.
    #[error("record: format version {0}, this program reads version 1")]
    Version(u64),
    /// The record turns the chain's key, which no pending record may.
    #[error("record: only the log itself turns its key")]
    Reserved,
    /// A key is absent.
    #[error("record: {0} is missing")]
    Missing(&'static str),
    /// A value is not what its key wants.
    #[error("record: {0} is not valid")]
    Invalid(&'static str),
}

/// A record as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The fields of version 1.
    pub draft: Draft,
    /// Keys that this version does not know, with their JSON verbatim.
    pub unknown: Vec<(String, String)>,
}

impl Event {
    /// Reads the bytes of one record.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        if bytes.len() > MAX_RECORD_BYTES {
            return Err(FormatError::TooLong(bytes.len()));
        }
        let mut keys: Keys = serde_json::from_slice(bytes).map_err(|_| FormatError::NotAnObject)?;
        match keys.take::<u64>("v")? {
            1 => Self::version_1(keys),
            newer => Err(FormatError::Version(newer)),
        }
    }

    fn version_1(mut keys: Keys) -> Result<Self, FormatError> {
        let detail: Option<Detail> = keys.take("detail")?;
        let detail = detail.unwrap_or_default();
        let facts = detail.facts.into_iter().map(|(name, Scalar(fact))| (name, fact)).collect();
        let sealed = detail.sealed.map(|text| URL_SAFE_NO_PAD.decode(text)).transpose();
        let draft = Draft {
            id: keys.take("id")?,
            ts: keys.text("ts", read_time)?,
            org: keys.take("org")?,
            actor: keys.text("actor", read_actor)?,
            role: keys.take("role")?,
            relation: read_relations(&keys.take::<Vec<Relation>>("relation")?)?,
            purpose: keys.take("purpose")?,
            purpose_source: keys.take("purpose_source")?,
            action: keys.text("action", read_word)?,
            object: keys.texts("object", read_object)?,
            class: ClassSet::of(&keys.take::<Vec<_>>("class")?),
            state: keys.take("state")?,
            decision: keys.take("decision")?,
            policy: keys.texts("policy", read_word)?,
            policy_set: keys.take::<Option<Hex>>("policy_set")?.map(|hex| hex.0),
            req: keys.take("req")?,
            facts,
            sealed: sealed.map_err(|_| FormatError::Invalid("detail"))?,
        };
        Ok(Self { draft, unknown: keys.0.into_iter().map(|(key, raw)| (key, raw.get().to_owned())).collect() })
    }
}

/// The object's keys in their order, each once, values not yet read.
struct Keys(Vec<(String, Box<RawValue>)>);

impl Keys {
    fn take<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<T, FormatError> {
        let place = self.0.iter().position(|(name, _)| name == key).ok_or(FormatError::Missing(key))?;
        serde_json::from_str(self.0.remove(place).1.get()).map_err(|_| FormatError::Invalid(key))
    }

    fn text<T>(&mut self, key: &'static str, read: fn(&str) -> Option<T>) -> Result<T, FormatError> {
        read(&self.take::<String>(key)?).ok_or(FormatError::Invalid(key))
    }

    fn texts<T>(&mut self, key: &'static str, read: fn(&str) -> Option<T>) -> Result<Vec<T>, FormatError> {
        let texts: Vec<String> = self.take(key)?;
        texts.iter().map(|text| read(text)).collect::<Option<_>>().ok_or(FormatError::Invalid(key))
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys: Vec<(String, Box<RawValue>)> = Vec::with_capacity(20);
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if keys.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom("a key twice"));
                    }
                    keys.push((key, value));
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Detail {
    #[serde(default)]
    facts: BTreeMap<String, Scalar>,
    sealed: Option<String>,
}

struct Scalar(Fact);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Bool(flag) => Some(Fact::Flag(flag)),
            serde_json::Value::Number(number) => number.as_i64().map(Fact::Number),
            serde_json::Value::String(text) => from_hex(&text)
                .map(Fact::Hash)
                .or_else(|| read_id(&text).map(Fact::Id))
                .or_else(|| read_word(&text).map(Fact::Word)),
            _ => None,
        }
        .map(Scalar)
        .ok_or_else(|| D::Error::custom("no fact"))
    }
}

struct Hex(Hash);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex(&text).map(Hex).ok_or_else(|| D::Error::custom("64 hexadecimal digits"))
    }
}

fn read_time(text: &str) -> Option<Timestamp> {
    let ts: Timestamp = text.parse().ok()?;
    (format!("{ts:.6}") == text).then_some(ts)
}

fn read_word(text: &str) -> Option<String> {
    is_word(text).then(|| text.to_owned())
}

fn read_id(text: &str) -> Option<Uuid> {
    // The 36-character form only: `Uuid::parse_str` also takes braces, URNs and capitals.
    Uuid::parse_str(text).ok().filter(|id| id.to_string() == text)
}

fn read_actor(text: &str) -> Option<Actor> {
    match text.split_once(':') {
        None => (text == "anonymous").then_some(Actor::Anonymous),
        Some(("user", id)) => read_id(id).map(|id| Actor::User(UserId(id))),
        Some(("job", word)) => read_word(word).map(Actor::Job),
        Some(_) => None,
    }
}

fn read_object(text: &str) -> Option<Object> {
    let (kind, rest) = text.split_once(':')?;
    let (id, version) = match rest.split_once('@') {
        Some((id, version)) => (id, Some(version.parse().ok()?)),
        None => (rest, None),
    };
    let object = Object { kind: read_word(kind)?, id: read_id(id)?, version };
    (object.to_string() == text).then_some(object)
}

fn read_relations(relations: &[Relation]) -> Result<RelationSet, FormatError> {
    let set = relations.iter().fold(RelationSet::NONE, |set, relation| set.with(*relation));
    set.iter().eq(relations.iter().copied()).then_some(set).ok_or(FormatError::Invalid("relation"))
}
