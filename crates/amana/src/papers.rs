//! What the settings of documents mean: the place, the scanner, the process that looks into files.

use std::path::PathBuf;
use std::sync::Arc;

use app::documents::ports::Scanner;
use app::documents::{Documents, UnderWay};
use domain::DocumentKind;

use crate::adapters::bucket::Bucket;
use crate::adapters::clamd::Clamd;
use crate::adapters::objects::Place;
use crate::answer::Failure;
use crate::channels::{secret, trust, wrong};
use crate::looking::Apart;
use crate::site::Site;

impl Site {
    /// The folder of the sealed files; none where they lie in a bucket.
    pub fn folder_of_documents(&self) -> Option<PathBuf> {
        let filing = &self.config.documents;
        match (&filing.folder, &filing.bucket) {
            (Some(folder), _) => Some(folder.clone()),
            (None, Some(_)) => None,
            (None, None) => Some(self.data().join("objects")),
        }
    }

    fn place_of_documents(&self) -> Result<Place, Failure> {
        let filing = &self.config.documents;
        let at = |key| ["documents", key];
        let Some(name) = &filing.bucket else {
            let of_bucket = [("endpoint", &filing.endpoint), ("region", &filing.region), ("key_id", &filing.key_id)];
            if let Some((key, _)) = of_bucket.iter().find(|(_, given)| given.is_some()) {
                return Err(wrong(self, &at(key), "there is no documents.bucket that it is for"));
            }
            let folder = self.folder_of_documents().unwrap_or_default();
            return Place::folder(&folder).map_err(|why| Failure::Failed(format!("{}: {why}", folder.display())));
        };
        if filing.folder.is_some() {
            return Err(wrong(
                self,
                &at("folder"),
                "documents lie in a folder or in a bucket: take one of the two out",
            ));
        }
        let given = |key: &'static str, value: Option<&String>, example: &str| {
            value.cloned().ok_or_else(|| wrong(self, &at(key), &format!("the bucket wants it, for example {example}")))
        };
        let secret = secret(self, &at("secret_file"), filing.secret.as_ref(), filing.secret_file.as_deref())?;
        let bucket = Bucket {
            name: name.clone(),
            endpoint: given("endpoint", filing.endpoint.as_ref(), "https://s3.example")?,
            region: filing.region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
            key_id: given("key_id", filing.key_id.as_ref(), "GK31c2f218a2e44f485b94239e")?,
            secret: secret.ok_or_else(|| {
                wrong(self, &at("secret_file"), "the bucket wants it: a file with the key's secret, mode 0600")
            })?,
            trust: trust(self, &at("trust"), filing.trust.as_deref())?,
        };
        Place::bucket(&bucket).map_err(|why| wrong(self, &at("endpoint"), why))
    }

    /// Where documents lie here, and who looks into them.
    pub fn documents(&self) -> Result<Documents, Failure> {
        let filing = &self.config.documents;
        let place = self.place_of_documents()?;
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
            under_way: UnderWay::default(),
        })
    }
}
