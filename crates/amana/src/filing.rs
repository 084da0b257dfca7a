//! The settings of documents: `[documents]`, and what they mean.

use std::path::PathBuf;
use std::sync::Arc;

use app::documents::Documents;
use app::documents::ports::Scanner;
use domain::DocumentKind;
use serde::{Deserialize, Serialize};

use crate::adapters::clamd::Clamd;
use crate::adapters::objects::Place;
use crate::answer::Failure;
use crate::looking::Apart;
use crate::site::Site;

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

impl Site {
    /// Where documents lie here, and who looks into them.
    pub fn documents(&self) -> Result<Documents, Failure> {
        let filing = &self.config.documents;
        let folder = filing.folder.clone().unwrap_or_else(|| self.data().join("objects"));
        let place = Place::folder(&folder).map_err(|why| Failure::Failed(format!("{}: {why}", folder.display())))?;
        let kind = |word: &String| {
            DocumentKind::parse(word).map_err(|unknown| {
                Failure::Usage(format!("{}documents.unscanned: {unknown}", self.at(&["documents", "unscanned"])))
            })
        };
        let scanner = match &filing.scanner {
            None => None,
            Some(place) => Some(Arc::new(Clamd::parse(place).map_err(|why| {
                Failure::Usage(format!("{}documents.scanner: {why}", self.at(&["documents", "scanner"])))
            })?) as Arc<dyn Scanner>),
        };
        Ok(Documents {
            objects: Arc::new(place),
            looker: Arc::new(Apart::new()),
            scanner,
            unscanned: filing.unscanned.iter().map(kind).collect::<Result<_, _>>()?,
        })
    }
}
