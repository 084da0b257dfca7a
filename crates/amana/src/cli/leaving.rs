//! What an officer decides about one person: a lost second factor removed, everything forgotten.

use clap::{Args, Subcommand};

/// `amana factor`.
#[derive(Debug, Subcommand)]
pub enum Factor {
    /// Remove a lost second factor at once, when no second officer is left to agree on the pages; all staff are told
    Reset(ResetFactor),
}

/// `amana factor reset`.
#[derive(Debug, Args)]
pub struct ResetFactor {
    /// The person's sign-in address
    pub person: String,
    /// The sign-in address of the officer who decided it (a platform admin or data-protection officer); recorded as theirs
    #[arg(long, value_name = "ADDRESS")]
    pub officer: String,
}

/// `amana erase`.
#[derive(Debug, Args)]
pub struct Erase {
    /// A worker's reference (W-...), a household's (O-...), or somebody's sign-in address
    pub subject: String,
    /// The sign-in address of the data-protection officer who decided it; recorded as theirs
    #[arg(long, value_name = "ADDRESS")]
    pub officer: String,
    /// Why
    #[arg(long, default_value = "own_wish", value_parser = ["own_wish", "ended", "consent_withdrawn", "unlawful"])]
    pub reason: String,
}
