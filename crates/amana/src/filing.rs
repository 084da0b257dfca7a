//! The settings of documents: `[documents]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where documents lie, and who looks into them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filing {
    /// The folder of the sealed files; `objects` in the data folder unless given.
    pub folder: Option<PathBuf>,
    /// Where clamd listens on this machine: `unix:/run/clamav/clamd.ctl` or `127.0.0.1:3310`. Without it documents wait for the check.
    pub scanner: Option<String>,
    /// Kinds that open without a scanner: a decision that each of them records, and that `amana doctor` names.
    pub unscanned: Vec<String>,
}
