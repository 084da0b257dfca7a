//! The words in which the operator's staff give reasons: for a change that they ask for, for a look where no task leads.

use serde::{Deserialize, Serialize};

use crate::words::{UnknownWord, words};

words! {
    /// Why a moderator asks an agency to change a record: what each means stands in `change-*` of the messages.
    ChangeReason, "reason" {
        Text = "text",
        Facts = "facts",
        Missing = "missing",
        Papers = "papers",
        Excess = "excess",
    }
}

words! {
    /// Why staff look where no task of theirs leads. "None of these" is no reason.
    EmergencyReason, "reason" {
        /// Somebody's life or health is in danger.
        Danger = "danger",
        /// Somebody cannot be reached and is missed.
        Missing = "missing",
        /// Police, court or ministry ask for it now.
        Authority = "authority",
    }
}

words! {
    /// What a review found of a look outside of one's tasks.
    Verdict, "verdict" {
        /// It was needed.
        Justified = "justified",
        /// It was not: the data-protection officer takes it up.
        Unjustified = "unjustified",
    }
}
