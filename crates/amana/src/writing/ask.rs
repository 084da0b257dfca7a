//! What a writing command asks for, as it goes over the socket.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Bodies;

/// Somebody to be invited, as they stand on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// `email` or `sms`.
    pub channel: String,
    /// Where they are reached.
    pub address: String,
    /// Their name.
    pub name: Option<String>,
    /// `en` or `ar`.
    pub language: String,
}

/// A writing command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "command", rename_all = "snake_case")]
pub enum Ask {
    /// `amana operator invite`
    Operator {
        /// The operator's name, for its founding.
        name: String,
        /// The same in Arabic.
        name_ar: String,
        /// Who.
        person: Person,
        /// As what.
        role: String,
        /// Although somebody is there already.
        another: bool,
    },
    /// `amana agency found`
    Agency {
        /// `AG-021`
        code: String,
        /// The trade name.
        name: String,
        /// The same in Arabic.
        name_ar: String,
        /// The last day of its licence, `2027-12-31`.
        licence_until: String,
        /// Who runs it.
        admin: Person,
    },
    /// `amana document verify`
    VerifyDocuments {},
    /// `amana household found`
    Household {
        /// Who acts for it.
        first: Person,
    },
    /// `amana keys rotate`
    Rotate {
        /// An agency's code or an organisation's reference; none: all.
        org: Option<String>,
    },
    /// `amana keys rotate --root`
    RotateRoot {},
    /// `amana keys rotate --tokens`
    RotateTokens {},
    /// `amana erase`
    Erase {
        /// A worker's or a household's reference, or somebody's sign-in address.
        subject: String,
        /// The sign-in address of the data-protection officer who decided it.
        officer: String,
        /// Why: a word.
        reason: String,
    },
    /// `amana factor reset`
    ResetFactor {
        /// The person's sign-in address.
        person: String,
        /// The sign-in address of the officer who decided it.
        officer: String,
    },
    /// `amana audit close`: how far
    ClosePlan {
        /// The sign-in address of the data-protection officer who decided it.
        officer: String,
        /// A record's number, or a day.
        before: String,
    },
    /// `amana audit close`: some of its steps
    Close {
        /// The sign-in address of the data-protection officer who decided it.
        officer: String,
        /// SHA-256 of the archive, in hexadecimal.
        archive: Option<String>,
        /// In their order.
        steps: Vec<Bodies>,
    },
    /// `amana policy propose`
    Policies {
        /// The texts by file name.
        files: BTreeMap<String, String>,
    },
    /// `amana import roster`; the list comes along as a file.
    Roster {
        /// The agency's code.
        agency: String,
        /// Whether nothing is kept.
        dry_run: bool,
        /// What the file is called.
        file_name: String,
        /// The text of the mapping.
        map: Option<String>,
        /// The sheet of a workbook.
        sheet: Option<String>,
        /// `day-first` or `month-first`.
        dates: Option<String>,
    },
}
