//! `amana migrate`: the schema brought up to date; the first time, the installation and its keys are made.

use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::installation::{Installation, Kind};
use crate::site::{Site, unopened};
use crate::verification::stored_head;

/// Makes PostgreSQL's roles and nothing else.
pub fn roles(site: &Site) -> Result<Answer, Failure> {
    let admin = site.config.database.admin_url.as_ref().ok_or_else(|| {
        Failure::Usage("roles are PostgreSQL's, and its owner makes them: set [database] url and admin_url".to_owned())
    })?;
    store::Store::make_roles(admin).map_err(unopened)?;
    Ok(Answer::done("the roles are there; restore the dump, then run `amana audit verify`", json!({ "roles": true })))
}

/// Runs it. PostgreSQL is migrated with the owner's login, `database.admin_url`.
pub fn run(site: &Site) -> Result<Answer, Failure> {
    let before = Installation::read(site.data())?;
    let found = site.found(before.as_ref().map_or(Kind::Production, |there| there.kind))?;
    let config = match (site.store_config(false), &site.config.database.admin_url) {
        (store::Config::Postgres(postgres), Some(admin)) => {
            store::Config::Postgres(store::Postgres { admin_url: Some(admin.clone()), sequencer: false, ..postgres })
        }
        (config, _) => config,
    };
    let store = store::Store::open(&config, site.log(&found, true)?).map_err(unopened)?;
    let records = stored_head(&store, &found)?.n;
    drop(store);
    let first = before.is_none_or(|there| !there.founded);
    let mut text = format!("schema {} is in place; the log ends at record {records}", store::SCHEMA_VERSION);
    if first {
        let origin = found.keys.path().join(crate::secrets::ORIGIN);
        text = format!(
            "installation {} was made; its keys are in {}\n{text}\nmove {} to a place that this machine cannot reach: it proves the log",
            found.installation.id,
            found.keys.path().display(),
            origin.display()
        );
    }
    let json = json!({
        "installation": found.installation.id, "made": first, "schema": store::SCHEMA_VERSION, "records": records,
    });
    Ok(Answer::done(text, json))
}
