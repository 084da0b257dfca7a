//! Key files: one line of text, mode 0600, made once, apart from the database.
//!
//! `amana-key v1 <kind> <installation> <period> <secret> <check>` and a line feed, both in base64url; the check is the
//! first 8 bytes of SHA-256 over everything before it, so that a cut or altered file is not taken for another key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::secret::SecretKey;

/// What a key is for. A file of one kind is never taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The root of the envelope.
    Root,
    /// The root of the blind indexes.
    Index,
    /// The audit chain's key of one period.
    Chain,
    /// The stamps of pending audit records.
    Ingest,
    /// The seal of backups.
    Backup,
    /// The signature of the log's checkpoints.
    Log,
    /// The hashes of one-time codes and the codes of arrival. Apart from the root, so that codes that are out outlive its rotation.
    Codes,
}

impl KeyKind {
    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Index => "index",
            Self::Chain => "chain",
            Self::Ingest => "ingest",
            Self::Backup => "backup",
            Self::Log => "log",
            Self::Codes => "codes",
        }
    }
}

/// Why a key file cannot be used. Names the file and what to do, never its content.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is none.
    #[error("key file {} is missing; put it back from where you keep your keys, a new one would open nothing", .0.display())]
    Missing(PathBuf),
    /// Others may read it.
    #[error("key file {} can be read by others (mode {mode:o}); set it to 600 and consider the key known", path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Cut or changed, or no key file at all.
    #[error("key file {} is damaged or cut; put it back from where you keep your keys", .0.display())]
    Damaged(PathBuf),
    /// A key file of a newer version.
    #[error("key file {} has a format that this program does not know; use the program that wrote it, or put the file back from where you keep your keys", .0.display())]
    WrongVersion(PathBuf),
    /// A key for something else.
    #[error("key file {} holds another kind of key; put the file of kind `{}` here", path.display(), wanted.as_str())]
    WrongKind {
        /// The file.
        path: PathBuf,
        /// The kind wanted.
        wanted: KeyKind,
    },
    /// A key of another installation.
    #[error("key file {} belongs to installation {found}, this one is {wanted}; put this installation's own back", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The installation in the file.
        found: Uuid,
        /// This installation.
        wanted: Uuid,
    },
    /// The system refused.
    #[error("key file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A key with what its file says of it.
#[derive(Debug, Clone)]
pub struct KeyFile {
    /// What it is for.
    pub kind: KeyKind,
    /// Whose it is.
    pub installation: Uuid,
    /// The period of a chain key; 0 otherwise.
    pub period: u32,
    /// The key.
    pub secret: SecretKey,
}

impl KeyFile {
    /// A fresh key.
    pub fn generate(kind: KeyKind, installation: Uuid, entropy: &dyn Entropy) -> Self {
        Self { kind, installation, period: 0, secret: SecretKey::random(entropy) }
    }

    /// Reads a key file of this kind and installation that only its owner can read.
    pub fn load(path: &Path, kind: KeyKind, installation: Uuid) -> Result<Self, KeyFileError> {
        let key = Self::read(path, kind)?;
        if key.installation != installation {
            let (path, found) = (path.to_owned(), key.installation);
            return Err(KeyFileError::Foreign { path, found, wanted: installation });
        }
        Ok(key)
    }

    /// [`Self::load`] where the installation is to be learnt from the key: when all else is lost and a backup is opened.
    pub fn read(path: &Path, kind: KeyKind) -> Result<Self, KeyFileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
            _ => KeyFileError::Io { path: path.to_owned(), source },
        };
        let file = File::open(path).map_err(failed)?;
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyFileError::TooOpen { path: path.to_owned(), mode });
        }
        let mut line = Zeroizing::new(Vec::with_capacity(1024));
        file.take(1024).read_to_end(&mut line).map_err(failed)?;
        Self::parse(&line, path, kind)
    }

    /// A key file's line that was handed over in another way, by the environment; `from` names that way in errors.
    pub fn of_line(line: &str, kind: KeyKind, installation: Uuid, from: &Path) -> Result<Self, KeyFileError> {
        let line = Zeroizing::new(format!("{}\n", line.trim_end()));
        let key = Self::parse(line.as_bytes(), from, kind)?;
        if key.installation != installation {
            return Err(KeyFileError::Foreign { path: from.to_owned(), found: key.installation, wanted: installation });
        }
        Ok(key)
    }

    /// Writes a new file, mode 0600, durable when this returns. Never overwrites, and never leaves half a file under
    /// this name. The caller holds the lock of the installation's folder.
    pub fn create(&self, path: &Path) -> Result<(), KeyFileError> {
        self.put(path, |new| {
            // Unlike a rename, a link fails when the name is taken.
            fs::hard_link(new, path)?;
            fs::remove_file(new)
        })
    }

    /// Puts this key in place of the file's, in one step: a crash leaves the old file or the new one.
    pub fn replace(&self, path: &Path) -> Result<(), KeyFileError> {
        self.put(path, |new| fs::rename(new, path))
    }

    /// Writes the whole file beside its place, makes it durable, then lets `place` give it its name.
    fn put(&self, path: &Path, place: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), KeyFileError> {
        let new = path.with_extension("new");
        let put = || {
            match fs::remove_file(&new) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
            file.write_all(self.to_line().as_bytes())?;
            file.sync_all()?;
            let placed = place(&new);
            if placed.is_err() {
                // The reason that counts is the first; a secret must not stay behind.
                let _ = fs::remove_file(&new);
            }
            placed?;
            sync_folder(path)
        };
        put().map_err(|source| KeyFileError::Io { path: path.to_owned(), source })
    }

    fn to_line(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(&self.secret.bytes()[..]));
        let (kind, installation, period) = (self.kind.as_str(), self.installation, self.period);
        let body = Zeroizing::new(format!("amana-key v1 {kind} {installation} {period} {} ", *secret));
        Zeroizing::new(format!("{}{}\n", *body, check(&body)))
    }

    fn parse(line: &[u8], path: &Path, kind: KeyKind) -> Result<Self, KeyFileError> {
        let damaged = || KeyFileError::Damaged(path.to_owned());
        let line = std::str::from_utf8(line).map_err(|_| damaged())?;
        let words: Vec<&str> = line.trim_end_matches('\n').split(' ').collect();
        match words[..] {
            ["amana-key", version, ..] if version != "v1" => return Err(KeyFileError::WrongVersion(path.to_owned())),
            ["amana-key", ..] => {}
            _ => return Err(damaged()),
        }
        let [_, _, found, installation, period, secret, _] = words[..] else { return Err(damaged()) };
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.decode(secret).map_err(|_| damaged())?);
        let secret: &[u8; 32] = secret[..].try_into().map_err(|_| damaged())?;
        let known = [
            KeyKind::Root,
            KeyKind::Index,
            KeyKind::Chain,
            KeyKind::Ingest,
            KeyKind::Backup,
            KeyKind::Log,
            KeyKind::Codes,
        ];
        let key = Self {
            kind: known.into_iter().find(|known| known.as_str() == found).ok_or_else(damaged)?,
            installation: Uuid::parse_str(installation).map_err(|_| damaged())?,
            period: period.parse().map_err(|_| damaged())?,
            secret: SecretKey::new(Zeroizing::new(*secret)),
        };
        // Written again, the line must be the very same: that covers the check, cut ends and other spellings at once.
        if *key.to_line() != *line {
            return Err(damaged());
        }
        if key.kind != kind {
            return Err(KeyFileError::WrongKind { path: path.to_owned(), wanted: kind });
        }
        Ok(key)
    }
}

fn check(body: &str) -> String {
    let hash = digest::digest(&digest::SHA256, body.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..8])
}

/// A new name is durable only when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
