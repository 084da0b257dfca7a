//! Who keeps the log's checkpoints, as it is configured.

use std::sync::Arc;

use app::ports::{Messenger, Witness};

use crate::adapters::witness::{Endpoint, Folder, Mailbox, OwnCopy};
use crate::answer::Failure;
use crate::site::Site;

/// The witnesses that are configured, and the copy that this installation keeps beside its log's head.
pub fn all(site: &Site, messenger: &Arc<dyn Messenger>) -> Result<Vec<Arc<dyn Witness>>, Failure> {
    let settings = &site.config.witness;
    let mut all: Vec<Arc<dyn Witness>> = vec![Arc::new(OwnCopy::at(site.checkpoint_file()))];
    if let Some(folder) = &settings.folder {
        all.push(Arc::new(Folder::at(folder)));
    }
    if let Some(url) = &settings.url {
        all.push(Arc::new(
            Endpoint::at(url)
                .map_err(|why| Failure::Usage(format!("{}witness.url: {why}", site.at(&["witness", "url"]))))?,
        ));
    }
    if let Some(mail) = &settings.mail {
        all.push(Arc::new(Mailbox::of(mail, Arc::clone(messenger))));
    }
    Ok(all)
}
