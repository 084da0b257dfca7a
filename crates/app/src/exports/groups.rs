//! The groups that an export can have, with their columns.

use domain::Purpose;
use serde_json::Value;

use crate::held::{Basis, Column, Group, Kept, day, flag, money, text, time, word};

/// A group before it has rows.
#[derive(Debug)]
pub(super) struct Kind {
    pub name: &'static str,
    pub purpose: Option<Purpose>,
    pub basis: Basis,
    pub kept: Kept,
    pub columns: &'static [Column],
}

impl Kind {
    /// The group with its rows.
    pub fn with(&self, rows: Vec<Vec<Value>>) -> Group {
        let Self { name, purpose, basis, kept, columns } = *self;
        debug_assert!(rows.iter().all(|row| row.len() == columns.len()), "{name}: a value for each column");
        Group { name, purpose, basis, kept, columns, rows }
    }
}

pub(super) const ACCOUNT: Kind = Kind {
    name: "account",
    purpose: None,
    basis: Basis::Contract,
    kept: Kept::WithAccount,
    columns: &[text("id"), word("language", "language"), text("email"), text("phone")],
};

pub(super) const MEMBERSHIPS: Kind = Kind {
    name: "memberships",
    purpose: None,
    basis: Basis::Contract,
    kept: Kept::WithAccount,
    columns: &[text("organisation"), text("code"), text("organisation_name"), word("role", "role")],
};

pub(super) const SESSIONS: Kind = Kind {
    name: "sessions",
    purpose: None,
    basis: Basis::Contract,
    kept: Kept::TwoWeeks,
    columns: &[word("portal", "my-data-portal"), time("opened_at"), time("ends_at")],
};

pub(super) const CONNECTIONS: Kind = Kind {
    name: "connections",
    purpose: None,
    basis: Basis::Consent,
    kept: Kept::UntilEnded,
    columns: &[
        word("kind", "connections"),
        text("service"),
        text("account"),
        text("organisation"),
        time("connected_at"),
        time("used_at"),
    ],
};

pub(super) const EXPORTS: Kind = Kind {
    name: "exports",
    purpose: Some(Purpose::SubjectRequest),
    basis: Basis::LegalDuty,
    kept: Kept::NinetyDays,
    columns: &[time("asked_at"), word("stage", "my-data-stage"), time("ends_at"), time("taken_at")],
};

pub(super) const RECORD: Kind = Kind {
    name: "record",
    purpose: Some(Purpose::Placement),
    basis: Basis::Consent,
    kept: Kept::WithRecord,
    columns: &[
        text("reference"),
        word("state", "state"),
        text("first_name"),
        text("name"),
        day("birth_date"),
        text("age"),
        word("origin", "country"),
        word("languages", "language"),
        word("skills", "skill"),
        word("work", "work"),
        text("experience_years"),
        day("available_from"),
        money("wage_minor"),
        text("history"),
        text("passport"),
        day("passport_until"),
        text("civil_id"),
        text("phone"),
        text("kin_name"),
        text("kin_phone"),
        word("fitness", "fitness"),
        day("fitness_on"),
        time("created_at"),
    ],
};

pub(super) const CONSENTS: Kind = Kind {
    name: "consents",
    purpose: None,
    basis: Basis::LegalDuty,
    kept: Kept::WithRecord,
    columns: &[
        word("kind", "consent"),
        text("text_version"),
        word("language", "language"),
        word("method", "my-data-method"),
        time("given_at"),
        time("withdrawn_at"),
    ],
};

pub(super) const HISTORY: Kind = Kind {
    name: "history",
    purpose: None,
    basis: Basis::LegalDuty,
    kept: Kept::WithRecord,
    columns: &[time("at"), word("what", "happened"), word("from", "state"), word("state", "state"), word("by", "by")],
};

pub(super) const HOUSEHOLD: Kind = Kind {
    name: "household",
    purpose: Some(Purpose::Contract),
    basis: Basis::Contract,
    kept: Kept::WithAccount,
    columns: &[
        text("reference"),
        text("name"),
        text("civil_id"),
        text("address"),
        text("phone"),
        time("phone_proved_at"),
        text("area"),
        text("household"),
        text("duties"),
        time("verified_at"),
        text("privacy_notice"),
    ],
};

pub(super) const CASES: Kind = Kind {
    name: "cases",
    purpose: Some(Purpose::Placement),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[
        text("case"),
        word("state", "state"),
        text("agency"),
        text("agency_name"),
        time("opened_at"),
        time("moved_at"),
    ],
};

pub(super) const EVENTS: Kind = Kind {
    name: "events",
    purpose: Some(Purpose::Placement),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[text("case"), time("at"), word("step", "happened"), word("state", "state"), word("by", "by")],
};

pub(super) const MEETINGS: Kind = Kind {
    name: "meetings",
    purpose: Some(Purpose::Interview),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[text("case"), time("starts_at"), text("minutes"), word("place", "place"), text("way")],
};

pub(super) const TERMS: Kind = Kind {
    name: "terms",
    purpose: Some(Purpose::Contract),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[
        text("case"),
        text("sha256"),
        word("languages", "language"),
        money("wage_minor"),
        text("hours_per_day"),
        text("rest_days_per_week"),
    ],
};

pub(super) const QUOTES: Kind = Kind {
    name: "quotes",
    purpose: Some(Purpose::Contract),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[text("case"), word("item", "item"), word("payer", "by"), money("amount_minor")],
};

pub(super) const BOOKS: Kind = Kind {
    name: "books",
    purpose: Some(Purpose::Contract),
    basis: Basis::LegalDuty,
    kept: Kept::WithCase,
    columns: &[
        text("case"),
        time("at"),
        word("posted", "entry"),
        word("account", "account"),
        word("side", "side"),
        money("amount_minor"),
        text("currency"),
    ],
};

pub(super) const STATEMENTS: Kind = Kind {
    name: "statements",
    purpose: Some(Purpose::Placement),
    basis: Basis::Contract,
    kept: Kept::WithCase,
    columns: &[text("case"), word("statement", "statement"), time("at")],
};

pub(super) const REVIEWS: Kind = Kind {
    name: "reviews",
    purpose: None,
    basis: Basis::Consent,
    kept: Kept::WithCase,
    columns: &[
        text("case"),
        text("agency"),
        word("coordination", "experience"),
        word("meetings", "experience"),
        word("fees", "experience"),
        text("text"),
        word("standing", "my-data-review"),
        time("at"),
    ],
};

pub(super) const LOOKS: Kind = Kind {
    name: "looks",
    purpose: None,
    basis: Basis::LegalDuty,
    kept: Kept::Always,
    columns: &[
        time("at"),
        word("role", "role"),
        text("firm"),
        text("firm_name"),
        word("looked_for", "purpose"),
        word("classes", "class"),
        flag("allowed"),
        flag("own"),
    ],
};

/// All of them, in the order in which they are described.
const ALL: &[Kind] = &[
    ACCOUNT,
    MEMBERSHIPS,
    SESSIONS,
    CONNECTIONS,
    RECORD,
    CONSENTS,
    HISTORY,
    HOUSEHOLD,
    CASES,
    EVENTS,
    MEETINGS,
    TERMS,
    QUOTES,
    BOOKS,
    STATEMENTS,
    REVIEWS,
    LOOKS,
    EXPORTS,
];

/// Every group that an export can have, without rows: what `docs/my-data.md` describes.
pub fn described() -> Vec<Group> {
    ALL.iter().map(|kind| kind.with(Vec::new())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_group_and_column_is_described() {
        let page = include_str!("../../../../docs/my-data.md");
        let mut names = BTreeSet::new();
        for kind in ALL {
            assert!(names.insert(kind.name), "{} stands twice", kind.name);
            assert!(page.contains(&format!("### {}\n", kind.name)), "{}: docs/my-data.md has no section", kind.name);
            for column in kind.columns {
                assert!(page.contains(&format!("| {} |", column.name)), "{}.{}: not described", kind.name, column.name);
            }
        }
    }
}
