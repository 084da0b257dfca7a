//! The key files: made at the first start, mode 0600, in a folder apart from the database, and loaded with their checks.
//!
//! Keys are made only while the installation is not founded. After that a missing key is an error, never a new key: a new
//! one would open nothing that is there.

use std::path::{Path, PathBuf};

use app::log::LogSigner;
use audit::{ChainKey, IngestKey, LogId};
use envelope::{BlindIndexKey, CodeKey, FileKey, Keeper, KeyFile, KeyFileError, KeyKind, SystemEntropy, random_token};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::answer::Failure;
use crate::config::Keys;
use crate::files;
use crate::keeper::{ROOT, RootKeeper};

/// The file names of the keys that the server needs.
pub const NEEDED: &[(&str, KeyKind)] = &[
    (ROOT, KeyKind::Root),
    ("index.key", KeyKind::Index),
    (CHAIN, KeyKind::Chain),
    ("ingest.key", KeyKind::Ingest),
    ("backup.key", KeyKind::Backup),
    (LOG, KeyKind::Log),
    ("codes.key", KeyKind::Codes),
];
/// The key that signs the log's checkpoints.
const LOG: &str = "log.key";
/// The chain's key of the present period.
const CHAIN: &str = "chain.key";
/// The chain's key of period 0, which the operator moves away.
pub const ORIGIN: &str = "chain-origin.key";
/// The bearer token of the operations listener.
pub const TOKEN: &str = "operations.token";

/// The folder of one installation's keys.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    folder: PathBuf,
    installation: Uuid,
    root: RootKeeper,
}

impl KeyFolder {
    /// The keys of this installation in this folder.
    pub fn new(folder: impl Into<PathBuf>, installation: Uuid) -> Self {
        Self::with(folder, installation, Keys::default())
    }

    /// The same, where the settings may name another place for the root key.
    pub fn with(folder: impl Into<PathBuf>, installation: Uuid, keys: Keys) -> Self {
        let folder = folder.into();
        let root = RootKeeper::new(&folder, installation, keys);
        Self { folder, installation, root }
    }

    /// The key files that must be here: not the root key's while that is kept elsewhere.
    pub fn needed(&self) -> impl Iterator<Item = (&'static str, KeyKind)> {
        let elsewhere = self.root.is_elsewhere() && !self.folder.join(ROOT).exists();
        NEEDED.iter().copied().filter(move |(name, _)| !(elsewhere && *name == ROOT))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Makes what is missing of all keys: for a first start, and for one that was cut off.
    pub fn make(&self) -> Result<(), Failure> {
        files::private_folder(&self.folder).map_err(|error| Failure::io(&self.folder, &error))?;
        self.check_folder()?;
        for (name, kind) in self.needed().filter(|(name, _)| *name != CHAIN) {
            self.make_one(name, kind, || KeyFile::generate(kind, self.installation, &SystemEntropy))?;
        }
        // The origin first: a chain key without its origin could never be verified from the first record on.
        self.make_one(ORIGIN, KeyKind::Chain, || KeyFile::generate(KeyKind::Chain, self.installation, &SystemEntropy))?;
        let origin = self.load(ORIGIN, KeyKind::Chain)?;
        self.make_one(CHAIN, KeyKind::Chain, || origin)?;
        Ok(())
    }

    fn make_one(&self, name: &str, kind: KeyKind, key: impl FnOnce() -> KeyFile) -> Result<(), Failure> {
        let path = self.folder.join(name);
        if path.exists() {
            return self.load(name, kind).map(drop);
        }
        key().create(&path).map_err(unsafe_key)
    }

    /// The folder's own permissions: whoever may write in it may put other keys there.
    pub fn check_folder(&self) -> Result<(), Failure> {
        let mode = files::mode(&self.folder).map_err(|error| Failure::io(&self.folder, &error))?;
        match mode & 0o077 {
            0 => Ok(()),
            _ => Err(Failure::Unsafe(format!(
                "the key folder {} is open to others (mode {mode:o}); set it to 700",
                self.folder.display()
            ))),
        }
    }

    /// Who keeps the root of the envelope; it is at hand, or at least where it should be.
    pub fn root(&self) -> Result<RootKeeper, Failure> {
        self.root.roots().map_err(|error| Failure::Unsafe(error.to_string()))?;
        Ok(self.root.clone())
    }

    /// The root of one-time codes.
    pub fn codes(&self) -> Result<CodeKey, Failure> {
        self.load("codes.key", KeyKind::Codes).map(|key| CodeKey::new(&key.secret))
    }

    /// The root of the blind indexes.
    pub fn index(&self) -> Result<BlindIndexKey, Failure> {
        self.load("index.key", KeyKind::Index).map(|key| BlindIndexKey::new(key.secret))
    }

    /// The chain's key of the present period.
    pub fn chain(&self) -> Result<ChainKey, Failure> {
        self.load(CHAIN, KeyKind::Chain).map(|key| ChainKey::at(key.period, key.secret.bytes().clone()))
    }

    /// The stamps of pending records.
    pub fn ingest(&self) -> Result<IngestKey, Failure> {
        self.load("ingest.key", KeyKind::Ingest).map(|key| IngestKey::new(key.secret.bytes()))
    }

    /// The seal of backups.
    pub fn backup(&self) -> Result<FileKey, Failure> {
        self.load("backup.key", KeyKind::Backup).map(|key| FileKey::new(key.secret))
    }

    /// Who signs the log's checkpoints.
    pub fn log_signer(&self, log: LogId, epoch: u32) -> Result<LogSigner, Failure> {
        let key = self.load(LOG, KeyKind::Log)?;
        Ok(LogSigner::new(log, epoch, key.secret.bytes().clone()))
    }

    /// A chain key that the operator kept elsewhere.
    pub fn chain_from(&self, file: &Path) -> Result<ChainKey, Failure> {
        let key = KeyFile::load(file, KeyKind::Chain, self.installation).map_err(unsafe_key)?;
        Ok(ChainKey::at(key.period, key.secret.bytes().clone()))
    }

    /// The operations listener's token; drawn when there is none, because nothing that is kept hangs on it.
    pub fn token(&self) -> Result<Zeroizing<String>, Failure> {
        let path = self.folder.join(TOKEN);
        if !path.exists() {
            let line = Zeroizing::new(format!("{}\n", random_token(&SystemEntropy).as_str()));
            files::replace(&path, line.as_bytes()).map_err(|error| Failure::io(&path, &error))?;
        }
        let mode = files::mode(&path).map_err(|error| Failure::io(&path, &error))?;
        if mode & 0o077 != 0 {
            return Err(Failure::Unsafe(format!(
                "{} can be read by others (mode {mode:o}); remove it, and the next start draws a new token",
                path.display()
            )));
        }
        let line = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|error| Failure::io(&path, &error))?;
        match line.trim_end() {
            token if token.len() >= 32 => Ok(Zeroizing::new(token.to_owned())),
            _ => Err(Failure::Unsafe(format!("{} is too short for a token; remove it", path.display()))),
        }
    }

    /// Whether one key file is sound; what `doctor` and `keys status` say of it.
    pub fn check(&self, name: &str, kind: KeyKind) -> Result<u32, KeyFileError> {
        KeyFile::load(&self.folder.join(name), kind, self.installation).map(|key| key.period)
    }

    fn load(&self, name: &str, kind: KeyKind) -> Result<KeyFile, Failure> {
        KeyFile::load(&self.folder.join(name), kind, self.installation).map_err(unsafe_key)
    }
}

fn unsafe_key(error: KeyFileError) -> Failure {
    match error {
        KeyFileError::Io { .. } => Failure::Failed(error.to_string()),
        _ => Failure::Unsafe(error.to_string()),
    }
}
