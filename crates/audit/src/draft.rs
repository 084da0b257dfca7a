//! What a record says, before it is sealed: who did what to which object, for which purpose, and what policy said.
//!
//! A draft holds pseudonyms and words of closed lists. Personal values belong into [`Draft::sealed`] as ciphertext
//! under the subject's key, and nowhere else.

use std::collections::BTreeMap;

use domain::ids::RecordId;
use domain::{Class, ClassSet, OrgId, Purpose, RelationSet, Role, StateToken, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::hash::{Hash, to_hex};

/// Who is written in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person, by pseudonym: `user:<uuid>`.
    User(UserId),
    /// A job of the system, by its word: `job:timers`.
    Job(String),
    /// Somebody not signed in: `anonymous`.
    Anonymous,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Job(word) => write!(f, "job:{word}"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

/// What was touched: `case:<uuid>`, or `case:<uuid>@<version>` when one version of it was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The kind, in the words of the house: `worker`, `case`, `organisation`, ...
    pub kind: String,
    /// Its identifier, a pseudonym.
    pub id: Uuid,
    /// The optimistic version that the decision was made on.
    pub version: Option<i64>,
}

impl Object {
    /// The kind of an organisation that is told of a record: it finds it in its own log.
    pub const TOLD: &str = "told";

    /// An object of this kind.
    pub fn new(kind: impl Into<String>, id: impl Into<Uuid>) -> Self {
        Self { kind: kind.into(), id: id.into(), version: None }
    }

    /// The same object at one version.
    #[must_use]
    pub fn at(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }
}

impl std::fmt::Display for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)?;
        self.version.map_or(Ok(()), |version| write!(f, "@{version}"))
    }
}

/// What policy said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was allowed and done.
    Allow,
    /// It was refused; nothing changed.
    Deny,
}

/// Where the purpose comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurposeSource {
    /// The state's working purpose; the caller named none.
    Working,
    /// The caller named it.
    Stated,
}

/// An open fact of the detail. There is no free text on purpose: free text is where personal data hides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A count or a sum in minor units.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A word: a lower-case letter, then lower-case letters, digits and `_ . : -`, at most 64 bytes.
    Word(String),
    /// A pseudonym.
    Id(Uuid),
    /// A hash of something that cannot be guessed.
    Hash(Hash),
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Id(id) => serializer.collect_str(id),
            Self::Hash(hash) => serializer.serialize_str(&to_hex(hash)),
        }
    }
}

/// The content of a record. Built with [`Draft::new`] and the methods below; sealed by [`crate::Record::seal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The record's own identifier (UUID version 7), drawn before the transaction.
    pub id: RecordId,
    /// When, in microseconds.
    pub ts: Timestamp,
    /// The organisation in whose name it was done.
    pub org: Option<OrgId>,
    /// Who did it.
    pub actor: Actor,
    /// The role that they acted in.
    pub role: Role,
    /// How they stood to the object.
    pub relation: RelationSet,
    /// Why.
    pub purpose: Option<Purpose>,
    /// Whether the purpose was stated or the state's working purpose.
    pub purpose_source: Option<PurposeSource>,
    /// What was done: a step, a field action, or a word such as `sign_in`.
    pub action: String,
    /// What it was done to; the first is the object itself, the others say in which connection, or are the page.
    pub object: Vec<Object>,
    /// The data classes involved.
    pub class: ClassSet,
    /// The state in which it was decided.
    pub state: StateToken,
    /// What policy said.
    pub decision: Decision,
    /// The identifiers of the deciding policies.
    pub policy: Vec<String>,
    /// The SHA-256 of the policy set that decided.
    pub policy_set: Option<Hash>,
    /// The request.
    pub req: Option<Uuid>,
    /// Open facts by name: counts, words, pseudonyms.
    pub facts: BTreeMap<String, Fact>,
    /// Ciphertext under the subject's audit key.
    pub sealed: Option<Vec<u8>>,
}

impl Draft {
    /// An allowed action without object, purpose or class; the methods below add what is known.
    pub fn new(id: RecordId, ts: Timestamp, actor: Actor, role: Role, action: impl Into<String>) -> Self {
        let ts = Timestamp::from_microsecond(ts.as_microsecond()).expect("a timestamp cut to microseconds is in range");
        Self {
            id,
            ts,
            org: None,
            actor,
            role,
            relation: RelationSet::NONE,
            purpose: None,
            purpose_source: None,
            action: action.into(),
            object: Vec::new(),
            class: ClassSet::EMPTY,
            state: StateToken::None,
            decision: Decision::Allow,
            policy: Vec::new(),
            policy_set: None,
            req: None,
            facts: BTreeMap::new(),
            sealed: None,
        }
    }

    /// The same action, refused.
    #[must_use]
    pub fn denied(mut self) -> Self {
        self.decision = Decision::Deny;
        self
    }

    /// In the name of this organisation.
    #[must_use]
    pub fn org(mut self, org: impl Into<Option<OrgId>>) -> Self {
        self.org = org.into();
        self
    }

    /// Standing so to the object.
    #[must_use]
    pub fn relation(mut self, relation: RelationSet) -> Self {
        self.relation = relation;
        self
    }

    /// For this purpose, stated or working.
    #[must_use]
    pub fn purpose(mut self, purpose: Purpose, source: PurposeSource) -> Self {
        (self.purpose, self.purpose_source) = (Some(purpose), Some(source));
        self
    }

    /// Adds an object.
    #[must_use]
    pub fn object(mut self, object: Object) -> Self {
        self.object.push(object);
        self
    }

    /// Told to an organisation, which finds the record in its own log though it neither did it nor is its object.
    #[must_use]
    pub fn told(self, org: OrgId) -> Self {
        self.object(Object::new(Object::TOLD, org))
    }

    /// Adds a data class.
    #[must_use]
    pub fn class(mut self, class: Class) -> Self {
        self.class = self.class.with(class);
        self
    }

    /// Adds data classes.
    #[must_use]
    pub fn classes(mut self, classes: ClassSet) -> Self {
        self.class = self.class.union(classes);
        self
    }

    /// Decided in this state.
    #[must_use]
    pub fn state(mut self, state: StateToken) -> Self {
        self.state = state;
        self
    }

    /// Decided by these policies of this set.
    #[must_use]
    pub fn policy<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>, set: Hash) -> Self {
        self.policy = ids.into_iter().map(Into::into).collect();
        self.policy_set = Some(set);
        self
    }

    /// In this request.
    #[must_use]
    pub fn req(mut self, req: impl Into<Option<Uuid>>) -> Self {
        self.req = req.into();
        self
    }

    /// Adds an open fact.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, fact: Fact) -> Self {
        self.facts.insert(name.into(), fact);
        self
    }

    /// Adds ciphertext made with the subject's audit key; clear values never go into a record.
    #[must_use]
    pub fn sealed(mut self, ciphertext: Vec<u8>) -> Self {
        self.sealed = Some(ciphertext);
        self
    }
}
