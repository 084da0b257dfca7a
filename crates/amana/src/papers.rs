//! What the settings of documents mean: the place, the scanner, the process that looks into files.

use std::sync::Arc;

use app::documents::Documents;
use app::documents::ports::Scanner;
use domain::DocumentKind;

use crate::adapters::clamd::Clamd;
use crate::adapters::objects::Place;
use crate::answer::Failure;
use crate::looking::Apart;
use crate::site::Site;

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
