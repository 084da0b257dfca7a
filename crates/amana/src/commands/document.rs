//! `amana document`: what would become of a file.

use std::io::Read;
use std::path::Path;

use app::documents::ports::Task;
use documents::{Accepted, BYTES_MAX};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::site::Site;
use crate::writing::{self, Ask};
use crate::{files, looking, serving};

/// Says whether a file would be taken, as an upload would, and writes what would be kept.
pub fn check(file: &Path, save: Option<&Path>) -> Result<Answer, Failure> {
    let failed = |error: &std::io::Error| Failure::io(file, error);
    let mut bytes = Vec::new();
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let source = std::fs::File::open(file).map_err(|error| failed(&error))?;
    source.take(most).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    let looked = serving::runtime()?.block_on(looking::accept(&bytes));
    let looked = looked.map_err(|trouble| Failure::Failed(trouble.to_string()))?;
    let Accepted { content, bytes: kept, pages, thumbnail } = match looked {
        Ok(accepted) => accepted,
        Err(refusal) => {
            let json = json!({ "taken": false, "reason": refusal, "detail": refusal.to_string() });
            return Ok(Answer::checked(false, format!("not taken: {refusal}"), json));
        }
    };
    if let Some(save) = save {
        files::replace(save, &kept).map_err(|error| Failure::io(save, &error))?;
    }
    let text = format!(
        "taken: {}, {pages} page{}, {} bytes sent and {} kept, its small picture {} bytes",
        content.name(),
        if pages == 1 { "" } else { "s" },
        bytes.len(),
        kept.len(),
        thumbnail.len(),
    );
    let json = json!({
        "taken": true, "content": content, "media_type": content.media_type(), "pages": pages,
        "bytes_sent": bytes.len(), "bytes_kept": kept.len(), "bytes_thumbnail": thumbnail.len(),
    });
    Ok(Answer::done(text, json))
}

/// The process that looks: it answers in bytes, so nothing is printed after it.
pub fn look_into(page: Option<usize>, side: u32) -> Result<Answer, Failure> {
    let words = std::env::var(looking::WORDS).unwrap_or_default();
    looking::serve(page.map_or(Task::Accept, |page| Task::Draw { page, side, words }))?;
    std::process::exit(0)
}

/// Goes through every stored file, in the running server or here.
pub fn verify(site: &Site) -> Result<Answer, Failure> {
    writing::run(site, Ask::VerifyDocuments {}, Vec::new())
}
