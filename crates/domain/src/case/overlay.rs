//! What can lie over a case: H1-H5 of docs/domain.md section 3, who lays it, who takes it off, what it stops.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::words::{Overlay, OverlayKind, Role};

/// One row of [`OVERLAYS`].
#[derive(Debug, Clone, Copy)]
pub struct OverlayRule {
    /// Which.
    pub kind: OverlayKind,
    /// Who lays it.
    pub raised_by: &'static [Role],
    /// Who takes it off.
    pub lifted_by: &'static [Role],
    /// Two people in two of these roles are needed.
    pub two_people: bool,
    /// No step but `pause` and `lift`, and no clock but the statutory ones.
    pub freezes: bool,
}

const fn overlay(
    kind: OverlayKind,
    raised_by: &'static [Role],
    lifted_by: &'static [Role],
    two_people: bool,
    freezes: bool,
) -> OverlayRule {
    OverlayRule { kind, raised_by, lifted_by, two_people, freezes }
}

/// The overlays, gravest first. docs/domain.md says who raises and lifts H1; the others are the operator's by this table, so
/// that no party can freeze another.
pub const OVERLAYS: &[OverlayRule] = {
    use OverlayKind as K;
    use Role::{Dpo, Finance, Moderator, System, Worker};
    &[
        overlay(K::Safeguarding, &[Worker, Moderator, Dpo], &[Moderator, Dpo], true, true),
        overlay(K::Dispute, &[Moderator, Finance], &[Moderator], false, true),
        overlay(K::Outage, &[Moderator, System], &[Moderator, System], false, true),
        overlay(K::LicenceLapsed, &[Moderator, System], &[Moderator, System], false, false),
        overlay(K::LegalHold, &[Dpo, Moderator], &[Dpo], false, false),
    ]
};

impl OverlayKind {
    /// Its row.
    pub fn rule(self) -> &'static OverlayRule {
        OVERLAYS.iter().find(|rule| rule.kind == self).expect("every overlay has a row: tested")
    }
}

/// How policies see what lies over a case: the gravest wins; a legal hold is no token.
pub fn token_of(has: impl Fn(OverlayKind) -> bool) -> Overlay {
    if has(OverlayKind::Safeguarding) {
        Overlay::Safeguarding
    } else if has(OverlayKind::Dispute) || has(OverlayKind::Outage) {
        Overlay::Frozen
    } else if has(OverlayKind::LicenceLapsed) {
        Overlay::LicenceLapsed
    } else {
        Overlay::None
    }
}

/// An overlay that lies over a case. Which person laid it stands in the record only: that it was the worker is theirs to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// Since when.
    pub since: Timestamp,
    /// Whether the system laid it: it takes off what it laid and nothing else.
    pub by_itself: bool,
    /// The first of two people who want it off.
    pub first_lift: Option<FirstLift>,
}

/// The first of two approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstLift {
    /// In which role.
    pub role: Role,
    /// By whom.
    pub user: UserId,
    /// When: it is forgotten after the pack's `approval_lasts`.
    pub at: Timestamp,
}

/// What lies over a case now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Overlays(pub(in crate::case) BTreeMap<OverlayKind, Raised>);

impl Overlays {
    /// Whether this one does.
    pub fn has(&self, kind: OverlayKind) -> bool {
        self.0.contains_key(&kind)
    }

    /// Those that do.
    pub fn iter(&self) -> impl Iterator<Item = (OverlayKind, &Raised)> {
        self.0.iter().map(|(kind, raised)| (*kind, raised))
    }

    /// Whether nothing moves and no clock but the statutory ones runs.
    pub fn freeze(&self) -> bool {
        self.0.keys().any(|kind| kind.rule().freezes)
    }

    /// How policies see it: see [`token_of`].
    pub fn token(&self) -> Overlay {
        token_of(|kind| self.has(kind))
    }
}
