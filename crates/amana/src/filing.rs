//! The settings of documents: `[documents]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::hidden::Hidden;

/// Where documents lie, and who looks into them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filing {
    /// The folder of the sealed files; `objects` in the data folder unless given.
    pub folder: Option<PathBuf>,
    /// The bucket of the sealed files, in place of a folder; with it come `endpoint`, `key_id` and a secret.
    pub bucket: Option<String>,
    /// Where the bucket is: `https://s3.example`. Clear text to this machine only.
    pub endpoint: Option<String>,
    /// Its region, as its server calls it.
    pub region: Option<String>,
    /// The name of the key that opens it.
    pub key_id: Option<String>,
    /// A file with that key's secret, mode 0600.
    pub secret_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__DOCUMENTS__SECRET`.
    #[serde(skip_serializing)]
    pub secret: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
    /// Where clamd listens on this machine: `unix:/run/clamav/clamd.ctl` or `127.0.0.1:3310`. Without it documents wait for the check.
    pub scanner: Option<String>,
    /// Kinds that open without a scanner: a decision that each of them records, and that `amana doctor` names.
    pub unscanned: Vec<String>,
}
