//! Whether documents can be filed and checked: their place, the scanner, the process that looks into them.

use store::tables::document_overrides;
use store::{Job, Scope, Store, StoreError, Tx};

use super::Finding;
use crate::adapters::clock;
use crate::serving;
use crate::site::Site;

/// Looks at the place of documents and at the scanner.
pub fn look(site: &Site, store: Option<&Store>) -> Vec<Finding> {
    let documents = match site.documents() {
        Ok(documents) => documents,
        Err(failure) => return vec![Finding::failed("documents", &failure)],
    };
    documents.objects.settle(store.is_none_or(|store| serving::has_documents(store).unwrap_or(true)));
    let Ok(runtime) = serving::runtime() else { return Vec::new() };
    let place = match runtime.block_on(documents.objects.list("00")) {
        Ok(_) => Finding::fine("documents", format!("they lie in {}", documents.objects.name())),
        Err(trouble) => Finding::fault(
            "documents",
            format!("{}: {trouble}", documents.objects.name()),
            "mount its disk, or let the server's user read and write there; what is really gone, a backup brings back",
        ),
    };
    let scanner = match &documents.scanner {
        None => Finding::note(
            "scanner",
            "there is none: documents wait for the check, and nobody opens them",
            "install clamav-daemon and set [documents] scanner = \"unix:/run/clamav/clamd.ctl\"; the backlog drains by itself",
        ),
        Some(scanner) => match runtime.block_on(scanner.about()) {
            Ok(about) => Finding::fine("scanner", about),
            Err(trouble) => Finding::fault(
                "scanner",
                trouble.to_string(),
                "start clamd, and let the server's user open its socket; until then documents wait",
            ),
        },
    };
    let mut findings = vec![place, scanner];
    if !documents.unscanned.is_empty() {
        let kinds: Vec<&str> = documents.unscanned.iter().map(|kind| kind.as_str()).collect();
        findings.push(Finding::note(
            "scanner",
            format!("by the settings these open unscanned where there is no scanner: {}", kinds.join(", ")),
            "take documents.unscanned out of the settings as soon as there is a scanner",
        ));
    }
    findings
}

/// Documents that open against the scanner's word.
pub fn overrides(store: &Store) -> Vec<Finding> {
    let now = clock::real();
    let holding = store.read_now(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, StoreError> {
        document_overrides::holding(tx, now)
    });
    match holding {
        Ok(0) => Vec::new(),
        Ok(number) => vec![Finding::note(
            "scanner",
            format!("documents that open against its word, by two officers: {number}"),
            "the operator's page Documents names them; end what is not needed any more",
        )],
        Err(error) => vec![Finding::fault("scanner", error.to_string(), "")],
    }
}
