//! The reviewed list of walls: for each table, which rows each scope may read and write.

use crate::engine::{Door, ScopeKind, Wall};

/// Every table of the schema. A statement that names another one is refused.
pub(crate) const WALLS: &[Wall] = &[
    Wall {
        table: "audit_event",
        doors: &[
            Door::glimpse(ScopeKind::Org, "{a}.org = :org"),
            Door::window(ScopeKind::Operator),
            Door::open(ScopeKind::System),
        ],
    },
    Wall { table: "audit_head", doors: &[Door::window(ScopeKind::Operator), Door::open(ScopeKind::System)] },
];
