//! Where an installation is, and the checks that stand before every use of it.
//!
//! `--config FILE`, or `--data DIR`, or the current folder, or `.demo`. A folder with `amana.toml` is read with it.

use std::path::{Path, PathBuf};

use app::log::LogSigner;
use app::sign_in::{Access, Lifetimes};
use store::tables::{checkpoints, inspect};
use store::{Job, Log, Scope, Store, StoreError, Tx};
use web::limits::Allowances;

use crate::adapters::random;
use crate::answer::Failure;
use crate::config::Config;
use crate::files;
use crate::installation::{Installation, Kind};
use crate::outside;
use crate::secrets::KeyFolder;

/// The place and its settings.
#[derive(Debug, Clone)]
pub struct Site {
    /// The settings.
    pub config: Config,
    /// The file that they come from.
    pub file: Option<PathBuf>,
}

/// An installation that was found, with its keys.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its identity.
    pub installation: Installation,
    /// Its keys.
    pub keys: KeyFolder,
}

impl Found {
    /// Who signs the log's checkpoints in its present epoch.
    pub fn signer(&self) -> Result<LogSigner, Failure> {
        self.keys.log_signer(self.installation.log_id(), self.installation.epoch)
    }
}

const CONFIG: &str = "amana.toml";

impl Site {
    /// Finds the place that a command line names.
    pub fn find(config: Option<&Path>, data: Option<&Path>) -> Result<Self, Failure> {
        match (config, data) {
            (Some(file), _) => Self::from_file(file),
            (None, Some(folder)) => Self::in_folder(folder),
            (None, None) => {
                let used = |folder: &&Path| folder.join(CONFIG).is_file() || Installation::file(folder).is_file();
                match [Path::new("."), Path::new(".demo")].iter().find(|folder| used(folder)) {
                    Some(folder) if folder.join(CONFIG).is_file() => Self::from_file(&folder.join(CONFIG)),
                    Some(folder) => Self::in_folder(folder),
                    None => Err(Failure::Usage(
                        "neither this folder nor .demo holds an installation; name one with --config FILE or --data DIR".to_owned(),
                    )),
                }
            }
        }
    }

    /// By its settings file.
    pub fn from_file(file: &Path) -> Result<Self, Failure> {
        Ok(Self { config: Config::read(file)?, file: Some(file.to_owned()) })
    }

    /// By its data folder.
    pub fn in_folder(folder: &Path) -> Result<Self, Failure> {
        let file = folder.join(CONFIG);
        if !file.is_file() {
            return Ok(Self { config: Config::for_folder(folder)?, file: None });
        }
        let mut site = Self::from_file(&file)?;
        folder.clone_into(&mut site.config.data.folder);
        Ok(site)
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.config.data.folder
    }

    /// The folder of the embedded database.
    pub fn database(&self) -> PathBuf {
        self.data().join("db")
    }

    /// The file with the log's head, outside of the database.
    pub fn head_file(&self) -> PathBuf {
        self.config.data.head.clone().unwrap_or_else(|| self.data().join("log-head"))
    }

    /// Where checkpoints are kept outside of the database, within reach of this machine.
    pub fn kept_outside(&self) -> outside::Places {
        outside::Places { own: self.checkpoint_file(), folder: self.config.witness.folder.clone() }
    }

    /// The newest signed checkpoint, beside the log's head.
    pub fn checkpoint_file(&self) -> PathBuf {
        self.head_file().with_file_name("log-checkpoint")
    }

    /// The key folder: a demo's own, or the one that is configured, which must not lie with the data.
    pub fn key_folder(&self, kind: Kind) -> Result<PathBuf, Failure> {
        match (&self.config.data.keys, kind) {
            (None, Kind::Demo) => Ok(self.data().join("keys")),
            (None, Kind::Production) => Err(Failure::Unsafe(format!(
                "{}say where the key files are: [data] keys = \"/etc/amana/keys\", a folder outside of the data folder",
                self.at(&["data"])
            ))),
            (Some(keys), Kind::Production) if within(keys, self.data()) => Err(Failure::Unsafe(format!(
                "{}data.keys lies inside the data folder: a copy of the data would hold its keys; choose a folder apart",
                self.at(&["data", "keys"])
            ))),
            (Some(keys), _) => Ok(keys.clone()),
        }
    }

    /// The installation that is here.
    pub fn installation(&self) -> Result<Found, Failure> {
        let installation =
            Installation::read(self.data())?.filter(|installation| installation.founded).ok_or_else(|| {
                Failure::Usage(format!(
                    "there is no installation in {}; `amana migrate` makes one",
                    self.data().display()
                ))
            })?;
        let keys = KeyFolder::with(self.key_folder(installation.kind)?, installation.id, self.config.keys.clone());
        keys.check_folder()?;
        Ok(Found { installation, keys })
    }

    /// The installation that is here, made when there is none. One of the other kind is refused.
    pub fn found(&self, kind: Kind) -> Result<Found, Failure> {
        let data = self.data();
        let folder = self.key_folder(kind)?;
        files::private_folder(data).map_err(|error| Failure::io(data, &error))?;
        let mut installation = match Installation::read(data)? {
            Some(there) if there.kind != kind => return Err(other_kind(data, there.kind)),
            Some(there) => there,
            None => {
                let new = Installation::new(kind);
                new.write(data)?;
                new
            }
        };
        let keys = KeyFolder::with(folder, installation.id, self.config.keys.clone());
        if !installation.founded {
            // A crash before the next write leaves an unfounded installation and some keys; the next start makes the rest.
            keys.make()?;
            installation.founded = true;
            installation.write(data)?;
        }
        keys.check_folder()?;
        Ok(Found { installation, keys })
    }

    /// How the database is opened.
    pub fn store_config(&self, read_only: bool) -> store::Config {
        match &self.config.database.url {
            None => store::Config::Sqlite(store::Sqlite { read_only, ..store::Sqlite::new(self.database()) }),
            Some(url) => {
                let pool = if read_only { 2 } else { self.config.database.pool };
                store::Config::Postgres(store::Postgres { pool, sequencer: !read_only, ..store::Postgres::new(url) })
            }
        }
    }

    /// Opens the database for writing; refused while another process has it.
    pub fn open(&self, found: &Found) -> Result<Store, Failure> {
        let store = Store::open(&self.store_config(false), self.log(found, true)?).map_err(unopened)?;
        refuse_other_epoch(found, &store)?;
        Ok(store)
    }

    /// Whether another process has the embedded database now.
    pub fn is_in_use(&self) -> bool {
        Store::is_in_use(&self.database())
    }

    /// Refuses while another process has the embedded database.
    pub fn refuse_if_in_use(&self) -> Result<(), Failure> {
        if self.is_in_use() {
            return Err(unopened(StoreError::InUse(self.database().display().to_string())));
        }
        Ok(())
    }

    /// Opens the database beside a running server, only to read.
    pub fn open_to_read(&self, found: &Found) -> Result<Store, Failure> {
        Store::open(&self.store_config(true), self.log(found, false)?).map_err(unopened)
    }

    /// What the store needs for the log.
    pub fn log(&self, found: &Found, head: bool) -> Result<Log, Failure> {
        Ok(Log {
            id: found.installation.log_id(),
            key: found.keys.chain()?,
            ingest: found.keys.ingest()?,
            writer: random::fresh_id(),
            head_file: head.then(|| self.head_file()),
            outside: if head { outside::to_hold(&self.kept_outside(), &found.signer()?)? } else { Vec::new() },
        })
    }

    /// Settings that production refuses: clear text beyond this machine, keys with the data, listeners on one address.
    pub fn unsafe_settings(&self) -> Vec<Failure> {
        let Config { server, operations, .. } = &self.config;
        let mut found = Vec::new();
        found.extend(self.key_folder(Kind::Production).err());
        found.extend(self.lifetimes().err());
        found.extend(self.allowances().err());
        if !server.address.ip().is_loopback() && server.trusted_proxies.is_empty() {
            found.push(Failure::Unsafe(format!(
                "{}server.address {} would speak clear text to the network: listen on loopback, or name the proxy that ends \
                 TLS in server.trusted_proxies",
                self.at(&["server", "address"]),
                server.address
            )));
        }
        if server.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
            found.push(Failure::Unsafe(format!(
                "{}server.url must begin with https://: session cookies travel over TLS only",
                self.at(&["server", "url"])
            )));
        }
        let local = server.address.ip().is_loopback() && server.trusted_proxies.is_empty();
        if server.url.is_none() && !local {
            found.push(Failure::Unsafe(format!(
                "{}server.url is missing: messages tell people where to sign in, for example https://amana.example",
                self.at(&["server", "address"])
            )));
        }
        if server.address.port() == operations.address.port() && server.address.port() != 0 {
            found.push(Failure::Unsafe(format!(
                "{}operations.address has the port of server.address: health and metrics are never public",
                self.at(&["operations", "address"])
            )));
        }
        found
    }

    /// How long sessions last.
    pub fn lifetimes(&self) -> Result<Lifetimes, Failure> {
        self.config
            .sessions
            .lifetimes()
            .map_err(|(name, why)| Failure::Usage(format!("{}sessions.{name}: {why}", self.at(&["sessions", name]))))
    }

    /// How access tokens and sessions are made here.
    pub fn access(&self) -> Result<Access, Failure> {
        Ok(Access::new(&self.url(), self.lifetimes()?))
    }

    /// How often one network may ask here.
    pub fn allowances(&self) -> Result<Allowances, Failure> {
        let limits = &self.config.limits;
        let refused = |(name, why)| Failure::Usage(format!("{}limits.{name}: {why}", self.at(&["limits", name])));
        limits.allowances().map_err(refused)
    }

    /// Where people reach this server, as links in messages begin.
    pub fn url(&self) -> String {
        let plain = || format!("http://{}", self.config.server.address);
        self.config.server.url.clone().unwrap_or_else(plain)
    }

    /// Whether people reach this server without TLS: on this machine only, for trying out.
    pub fn speaks_plainly(&self) -> bool {
        let server = &self.config.server;
        server.address.ip().is_loopback() && server.trusted_proxies.is_empty() && server.url.is_none()
    }

    /// Demo data in a real installation: somebody carried rows or the mark over by hand.
    pub fn refuse_demo_rows(&self, store: &Store) -> Result<(), Failure> {
        let read = |tx: &mut Tx| -> Result<_, StoreError> { inspect::demo_marks(tx) };
        match store.read_now(Scope::System(Job::Housekeeping), read).map_err(unopened)? {
            (0, _) => Ok(()),
            (marked, _) => Err(Failure::Unsafe(format!(
                "{} holds {marked} organisations of a demo, which is never taken into production",
                self.data().display()
            ))),
        }
    }

    /// `FILE:LINE: ` of a setting, for messages; empty without a file.
    pub fn at(&self, key: &[&str]) -> String {
        let Some(file) = &self.file else { return String::new() };
        let key: Vec<String> = key.iter().map(|word| (*word).to_owned()).collect();
        let line = std::fs::read_to_string(file).ok().and_then(|text| crate::config::line_of(&text, &key));
        line.map_or_else(|| format!("{}: ", file.display()), |line| format!("{}:{line}: ", file.display()))
    }
}

/// A file that names an epoch in which the log is not would have checkpoints of the right one passed over.
fn refuse_other_epoch(found: &Found, store: &Store) -> Result<(), Failure> {
    let read = |tx: &mut Tx| -> Result<_, StoreError> { checkpoints::newest(tx) };
    let newest = store.read_now(Scope::System(Job::Housekeeping), read).map_err(unopened)?;
    let signed = newest.map_or(1, |newest| newest.epoch);
    match i64::from(found.installation.epoch) {
        said if said == signed => Ok(()),
        said => Err(Failure::Unsafe(format!(
            "installation.json says that the log is in epoch {said}, its last checkpoint is of epoch {signed}: put back the file that \
             belongs to this database; if `amana audit continue` was cut off, call it again"
        ))),
    }
}

fn other_kind(data: &Path, there: Kind) -> Failure {
    let (is, not) = match there {
        Kind::Demo => ("a demo", "taken into production; start with an empty data folder"),
        Kind::Production => ("a real installation", "opened as a demo; name another folder with --data"),
    };
    Failure::Unsafe(format!("{} holds {is}, which is never {not}", data.display()))
}

/// What the store's refusal to open means for the exit status.
pub fn unopened(error: StoreError) -> Failure {
    match error {
        StoreError::InUse(_) => Failure::Unsafe(format!(
            "{error}; do this in the running server (its pages or API), or stop it first: `amana` never writes beside it"
        )),
        StoreError::Damaged(_) => Failure::Unsafe(error.to_string()),
        _ => Failure::Failed(error.to_string()),
    }
}

/// Whether `path` lies in `folder`, wherever links lead, and also before either is there.
fn within(path: &Path, folder: &Path) -> bool {
    real(path).starts_with(real(folder))
}

fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute.ancestors().find_map(|part| part.canonicalize().ok().map(|real| (part, real)));
    match there {
        Some((part, real)) => absolute.strip_prefix(part).map_or(real.clone(), |rest| real.join(rest)),
        None => absolute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_folder_inside_the_data_folder_is_refused_even_behind_a_link() {
        let place = tempfile::tempdir().expect("a folder");
        let data = place.path().join("data");
        std::fs::create_dir_all(data.join("deep")).expect("made");
        std::os::unix::fs::symlink(data.join("deep"), place.path().join("aside")).expect("linked");
        for keys in [data.join("keys"), place.path().join("aside/keys"), data.join("x/../keys")] {
            let mut site = Site::in_folder(&data).expect("a site");
            site.config.data.keys = Some(keys);
            let failure = site.key_folder(Kind::Production).expect_err("inside");
            assert_eq!(failure.status(), 3, "{failure}");
        }
        let mut site = Site::in_folder(&data).expect("a site");
        assert_eq!(site.key_folder(Kind::Production).expect_err("unset").status(), 3);
        site.config.data.keys = Some(place.path().join("data-keys"));
        site.key_folder(Kind::Production).expect("a folder apart");
    }

    #[test]
    fn a_demo_and_a_real_installation_never_take_each_others_place() {
        let place = tempfile::tempdir().expect("a folder");
        let mut site = Site::in_folder(&place.path().join("data")).expect("a site");
        site.config.data.keys = Some(place.path().join("keys"));
        let first = site.found(Kind::Production).expect("founded");
        let failure = site.found(Kind::Demo).expect_err("production data");
        assert_eq!(failure.status(), 3, "{failure}");
        let again = site.found(Kind::Production).expect("founded before");
        assert_eq!(first.installation, again.installation);
        let demo = Site::in_folder(&place.path().join("demo")).expect("a site");
        demo.found(Kind::Demo).expect("founded");
        let mut taken = demo.clone();
        taken.config.data.keys = Some(demo.data().join("keys"));
        assert_eq!(taken.found(Kind::Production).expect_err("demo data").status(), 3);
    }

    #[test]
    fn a_founded_installation_never_makes_a_missing_key_anew() {
        let place = tempfile::tempdir().expect("a folder");
        let site = Site::in_folder(place.path()).expect("a site");
        let found = site.found(Kind::Demo).expect("founded");
        std::fs::remove_file(found.keys.path().join("root.key")).expect("removed");
        let again = site.found(Kind::Demo).expect("founded before");
        assert_eq!(again.keys.root().expect_err("missing").status(), 3);
    }

    #[test]
    fn a_first_start_that_was_cut_off_goes_on_with_the_keys_that_are_there() {
        let place = tempfile::tempdir().expect("a folder");
        let site = Site::in_folder(place.path()).expect("a site");
        let found = site.found(Kind::Demo).expect("founded");
        let root = std::fs::read(found.keys.path().join("root.key")).expect("a key");
        std::fs::remove_file(found.keys.path().join("chain.key")).expect("removed");
        Installation { founded: false, ..found.installation }.write(place.path()).expect("written");
        let again = site.found(Kind::Demo).expect("goes on");
        assert_eq!(std::fs::read(again.keys.path().join("root.key")).expect("a key"), root);
        let origin = again.keys.chain_from(&again.keys.path().join("chain-origin.key")).expect("the origin");
        assert_eq!(again.keys.chain().expect("a key").secret(), origin.secret());
    }

    #[test]
    fn keys_that_others_can_read_are_refused() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("a folder");
        let site = Site::in_folder(place.path()).expect("a site");
        let found = site.found(Kind::Demo).expect("founded");
        let open =
            |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
        for name in ["root.key", "index.key", "chain.key", "ingest.key", "backup.key"] {
            assert_eq!(files::mode(&found.keys.path().join(name)).expect("a mode"), 0o600, "{name}");
        }
        open(&found.keys.path().join("root.key"), 0o640);
        assert_eq!(found.keys.root().expect_err("readable").status(), 3);
        found.keys.token().expect("a token");
        open(&found.keys.path().join("operations.token"), 0o604);
        assert_eq!(found.keys.token().expect_err("readable").status(), 3);
        open(found.keys.path(), 0o750);
        assert_eq!(site.found(Kind::Demo).expect_err("open folder").status(), 3);
    }
}
