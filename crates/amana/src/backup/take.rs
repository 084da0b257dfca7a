//! Taking a backup while the server runs.

use std::path::Path;

use store::tables::inspect::{self, Counts};
use store::{Job, Scope, Store, StoreError, Tx};

use super::manifest::{DEMO_FILES, Database, FORMAT, Manifest};
use super::objects::{self, Hold, LIST};
use super::{archive, postgres};
use crate::adapters::clock;
use crate::answer::Failure;
use crate::scratch::Scratch;
use crate::site::{Found, Site, unopened};
use crate::verification::stored_head;

/// Writes the backup file `to`. The copy is made in the data folder first and removed at the end.
pub fn take(site: &Site, found: &Found, to: &Path) -> Result<Manifest, Failure> {
    if to.exists() {
        return Err(Failure::Usage(format!("{} is there already; a backup never overwrites", to.display())));
    }
    let key = found.keys.backup()?;
    let scratch = Scratch::new(&site.data().join("backup"))?;
    let hold = Hold::begin(site)?;
    let store = site.open_to_read(found)?;
    let (database, head, counts, named) = match &site.config.database.url {
        None => {
            let copy = scratch.path().join(Database::Sqlite.file());
            store.copy_to(&copy).map_err(|error| Failure::Failed(format!("the database cannot be copied: {error}")))?;
            // What is counted is the copy, so that manifest and copy are of the same moment.
            let config = store::Sqlite { read_only: true, ..store::Sqlite::new(scratch.path()) };
            let copied = Store::open(&store::Config::Sqlite(config), site.log(found, false)?).map_err(unopened)?;
            (Database::Sqlite, stored_head(&copied, found)?, counts(&copied)?, objects::named(&copied)?)
        }
        Some(url) => {
            let (head, counts) = (stored_head(&store, found)?, counts(&store)?);
            let owner = site.config.database.admin_url.as_ref().unwrap_or(url);
            postgres::dump(owner, &scratch.path().join(Database::Postgres.file()))?;
            (Database::Postgres, head, counts, objects::named(&store)?)
        }
    };
    hold.renew()?;
    let documents = objects::take(site, to, &named, &hold)?;
    let mut names = vec![database.file()];
    if !named.is_empty() {
        let list = scratch.path().join(LIST);
        std::fs::write(&list, objects::listed(&named)).map_err(|error| Failure::io(&list, &error))?;
        names.push(LIST);
    }
    for name in DEMO_FILES.iter().filter(|name| site.data().join(name).is_file()) {
        let failed = |error| Failure::io(&site.data().join(name), &error);
        std::fs::copy(site.data().join(name), scratch.path().join(name)).map_err(failed)?;
        names.push(name);
    }
    let describe = |name: &&str| archive::describe(&scratch.path().join(name), name);
    let files = names.iter().map(describe).collect::<Result<_, _>>();
    let manifest = Manifest {
        format: FORMAT,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: clock::real(),
        installation: found.installation.id,
        installed_at: found.installation.created_at,
        log: found.installation.log,
        epoch: found.installation.epoch,
        kind: found.installation.kind,
        database,
        schema: store::SCHEMA_VERSION,
        head_n: head.n,
        head_mac: audit::hash::to_hex(&head.mac),
        counts,
        documents,
        files: files.map_err(|error| Failure::io(scratch.path(), &error))?,
    };
    archive::write(to, &manifest, scratch.path(), &key).map_err(|error| Failure::io(to, &error))?;
    Ok(manifest)
}

/// How much there is of what.
pub fn counts(store: &Store) -> Result<Counts, Failure> {
    store
        .read_now(Scope::System(Job::Housekeeping), |tx: &mut Tx| -> Result<_, StoreError> { inspect::counts(tx) })
        .map_err(|error| Failure::Failed(format!("the database cannot be read: {error}")))
}
