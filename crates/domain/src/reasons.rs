//! The words in which the operator's staff give reasons: for a change that they ask for, for a look where no task leads, for a text
//! that is not published; and those in which a household says how its agency coordinated.

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

words! {
    /// How something went that an agency does: a word, never a number, and never of a person.
    Experience, "answer" {
        Well = "well",
        Partly = "partly",
        Badly = "badly",
    }
}

words! {
    /// Why a moderator does not publish what a household wrote about its agency.
    TextFault, "reason" {
        /// It speaks of a worker, or of somebody else.
        Person = "person",
        /// It tells how to reach somebody, or where.
        Contact = "contact",
        /// It insults.
        Insult = "insult",
        /// It is not about how the agency coordinates.
        Elsewhere = "elsewhere",
    }
}
