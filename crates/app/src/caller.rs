//! Who asks now: a person in one role of one organisation, with the purpose they stated.

use std::net::IpAddr;
use std::sync::Arc;

use audit::Actor;
use domain::ids::SessionId;
use domain::{OrgId, Purpose, Role, UserId};
use envelope::Token;
use jiff::Timestamp;
use store::Scope;
use uuid::Uuid;

/// How a caller has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Not by a session: a job, or a command on the operator's own machine.
    House,
    /// In a session.
    Session {
        /// When they last did.
        at: Timestamp,
        /// Whether a second factor was shown in it.
        second: bool,
    },
}

/// The caller of a use case.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person; none for a visitor and for jobs.
    pub user: Option<UserId>,
    /// The organisation whose membership is used.
    pub org: Option<OrgId>,
    /// The role in it.
    pub role: Role,
    /// The purpose stated with the request.
    pub purpose: Option<Purpose>,
    /// The request's identifier, for the record.
    pub request: Option<Uuid>,
    /// What the request asks for, for the record of a refusal.
    pub asked: Option<Arc<Asked>>,
    /// The network that a request at a way in comes from: an address of IPv4, a /64 of IPv6. None where nobody counts it.
    pub network: Option<IpAddr>,
    /// What the browser keeps in which somebody signs in; none of a program.
    pub device: Option<Token>,
    /// `en` or `ar`.
    pub language: &'static str,
    /// How they have shown who they are.
    pub proof: Proof,
    /// The session in which they ask; none for jobs and commands.
    pub session: Option<SessionId>,
}

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The route as a word of the log, without what was named: `get:api.v1.cases.id`.
    pub route: String,
    /// The path as it came. It is never written down, but its keyed hash.
    pub path: String,
}

impl Caller {
    /// A visitor who is not signed in.
    pub const fn anonymous(language: &'static str) -> Self {
        Self {
            user: None,
            org: None,
            role: Role::Anonymous,
            purpose: None,
            request: None,
            asked: None,
            network: None,
            device: None,
            language,
            proof: Proof::House,
            session: None,
        }
    }

    /// The system itself: timers and jobs.
    pub const fn system() -> Self {
        Self {
            user: None,
            org: None,
            role: Role::System,
            purpose: None,
            request: None,
            asked: None,
            network: None,
            device: None,
            language: "en",
            proof: Proof::House,
            session: None,
        }
    }

    /// A member of an organisation.
    pub const fn member(user: UserId, org: OrgId, role: Role, language: &'static str) -> Self {
        Self {
            user: Some(user),
            org: Some(org),
            role,
            purpose: None,
            request: None,
            asked: None,
            network: None,
            device: None,
            language,
            proof: Proof::House,
            session: None,
        }
    }

    /// The same caller, asking from this network.
    #[must_use]
    pub const fn from_network(mut self, network: Option<IpAddr>) -> Self {
        self.network = network;
        self
    }

    /// The same caller, in a browser that keeps this.
    #[must_use]
    pub fn in_browser(mut self, device: Token) -> Self {
        self.device = Some(device);
        self
    }

    /// The same caller, by this proof.
    #[must_use]
    pub const fn by(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }

    /// The same caller, asking in this session.
    #[must_use]
    pub const fn in_session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// The same caller with a stated purpose.
    #[must_use]
    pub const fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// On whose behalf the store works for this caller. Fixed here, never by the use case.
    pub fn scope(&self) -> Scope {
        match (self.role, self.user, self.org) {
            (Role::Customer | Role::CustomerApprover | Role::AgencyUser | Role::AgencyAdmin, _, Some(org)) => {
                Scope::Org(org)
            }
            (Role::Worker, Some(user), _) => Scope::Subject(user),
            (
                Role::Moderator
                | Role::Finance
                | Role::Support
                | Role::WelfareOfficer
                | Role::Dpo
                | Role::Auditor
                | Role::PlatformAdmin,
                Some(_),
                Some(_),
            ) => Scope::Operator,
            (Role::System, None, _) => Scope::System(store::Job::Timers),
            _ => Scope::Public,
        }
    }

    /// Whether they may look where no task of theirs leads, once a second person agrees.
    pub const fn looks_in_emergencies(&self) -> bool {
        matches!(self.role, Role::Moderator | Role::WelfareOfficer | Role::Dpo)
    }

    /// Whether this is staff of the platform.
    pub fn is_operator(&self) -> bool {
        self.scope() == Scope::Operator
    }

    /// Who is written in the record.
    pub fn actor(&self) -> Actor {
        match (self.user, self.role) {
            (Some(user), _) => Actor::User(user),
            (None, Role::System) => Actor::Job("timers".to_owned()),
            (None, Role::Anonymous) => Actor::Anonymous,
            // the operator's own machine, in an organisation's name
            (None, _) => Actor::Job("command".to_owned()),
        }
    }

    /// The pseudonym that rows name as the actor: the nil id for jobs.
    pub fn actor_id(&self) -> UserId {
        self.user.unwrap_or(UserId(Uuid::nil()))
    }
}
