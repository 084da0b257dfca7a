//! Where the root key of the envelope is: in its file, in the environment, or with a Vault that never hands it out.
//!
//! A file's next key is made beside it as `root-next.key` and takes its place by a rename, so that at every moment one whole file holds
//! each key that something hangs under.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use envelope::{Keeper, KeyFile, KeyFileError, KeyId, KeyKind, Root, RootError, RootKey, SystemEntropy};
use uuid::Uuid;

use crate::config::Keys;
use crate::files;
use crate::vault::Vault;

/// The file of the root key in use.
pub const ROOT: &str = "root.key";
/// The file of the one that a rotation moves to.
pub const NEXT: &str = "root-next.key";
/// The file of the one that a rotation destroys, for the moment that this takes.
const OLD: &str = "root-old.key";

/// The keeper of an installation's root keys.
#[derive(Debug, Clone)]
pub struct RootKeeper {
    folder: PathBuf,
    installation: Uuid,
    keys: Keys,
}

impl RootKeeper {
    /// The root keys of this installation: in this folder, unless the settings say elsewhere.
    pub fn new(folder: &Path, installation: Uuid, keys: Keys) -> Self {
        Self { folder: folder.to_owned(), installation, keys }
    }

    /// Whether the settings name another place than a file.
    pub fn is_elsewhere(&self) -> bool {
        self.keys.root.is_some() || self.keys.vault.is_some()
    }

    /// In a word: `file`, `environment` or `vault`.
    pub fn place(&self) -> &'static str {
        match (&self.keys.vault, &self.keys.root) {
            (Some(_), _) => "vault",
            (None, Some(_)) => "environment",
            (None, None) => "file",
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The key of a file; none where there is no such file.
    fn in_file(&self, name: &str) -> Result<Option<RootKey>, RootError> {
        match KeyFile::load(&self.path(name), KeyKind::Root, self.installation) {
            Ok(key) => Ok(Some(RootKey::new(&key.secret))),
            Err(KeyFileError::Missing(_)) => Ok(None),
            Err(error) => Err(RootError::Place(error.to_string())),
        }
    }

    fn in_environment(&self) -> Result<Vec<RootKey>, RootError> {
        let given = [("AMANA__KEYS__ROOT", &self.keys.root), ("AMANA__KEYS__ROOT_NEXT", &self.keys.root_next)];
        let given = given.into_iter().filter_map(|(name, line)| Some((name, line.as_ref()?)));
        given
            .map(|(name, line)| {
                let key = KeyFile::of_line(line.text(), KeyKind::Root, self.installation, Path::new(name));
                key.map(|key| RootKey::new(&key.secret)).map_err(|error| RootError::Place(error.to_string()))
            })
            .collect()
    }

    fn vault(&self) -> Result<Option<Vault>, RootError> {
        self.keys.vault.as_ref().map(|at| Vault::open(at, self.installation)).transpose()
    }

    /// Whether this file holds this key.
    fn holds(&self, name: &str, id: KeyId) -> Result<bool, RootError> {
        Ok(self.in_file(name)?.is_some_and(|key| key.id() == id))
    }

    /// Puts the next key in the old one's place, and wipes the old one. Called again after a crash it goes on.
    fn replace(&self, id: KeyId) -> io::Result<()> {
        let (root, next, old) = (self.path(ROOT), self.path(NEXT), self.path(OLD));
        // What a crash left is the file in use by another name, not yet the old key: it must not be wiped.
        remove(&old)?;
        if root.exists() {
            fs::hard_link(&root, &old)?;
        }
        fs::rename(&next, &root)?;
        files::sync_folder_of(&root)?;
        tracing::info!(%id, "another root key is in use");
        self.wipe_old()
    }

    fn wipe_old(&self) -> io::Result<()> {
        let old = self.path(OLD);
        wipe(&old)?;
        files::sync_folder_of(&old)
    }
}

impl Keeper for RootKeeper {
    fn roots(&self) -> Result<Vec<Arc<dyn Root>>, RootError> {
        let mut roots: Vec<Arc<dyn Root>> = Vec::new();
        if let Some(vault) = self.vault()? {
            roots.push(Arc::new(vault));
        }
        let given = self.in_environment()?;
        let file = self.in_file(ROOT)?;
        if !given.is_empty() && file.is_some() {
            return Err(RootError::Place(format!(
                "the root key is given twice: AMANA__KEYS__ROOT in the environment, and {}; remove one of them",
                self.path(ROOT).display()
            )));
        }
        roots
            .extend(given.into_iter().chain(file).chain(self.in_file(NEXT)?).map(|key| Arc::new(key) as Arc<dyn Root>));
        if roots.is_empty() {
            return Err(RootError::Place(KeyFileError::Missing(self.path(ROOT)).to_string()));
        }
        Ok(roots)
    }

    fn make_next(&self, present: KeyId) -> Result<Arc<dyn Root>, RootError> {
        // What the settings ask for comes first: a Vault that nothing hangs under yet, the environment's next.
        if let Some(other) = self.roots()?.into_iter().find(|root| root.id() != present) {
            return Ok(other);
        }
        if self.is_elsewhere() {
            return Err(RootError::Place(
                "the root key is not in a file, so there is nothing here to make the next one with: give AMANA__KEYS__ROOT_NEXT, or \
                 rotate the Vault's own key with `vault write -f transit/keys/NAME/rotate`"
                    .to_owned(),
            ));
        }
        let new = KeyFile::generate(KeyKind::Root, self.installation, &SystemEntropy);
        new.create(&self.path(NEXT)).map_err(|error| RootError::Place(error.to_string()))?;
        Ok(Arc::new(RootKey::new(&new.secret)))
    }

    fn keep_only(&self, id: KeyId) -> Result<(), RootError> {
        let failed = |error: io::Error| RootError::Place(format!("{}: {error}", self.folder.display()));
        if self.holds(ROOT, id)? {
            // A next one beside it may just have been made by another: it stays. An old one was left by a crash.
            return if self.path(OLD).exists() && !self.holds(OLD, id)? {
                self.wipe_old().map_err(failed)
            } else {
                Ok(())
            };
        }
        if self.holds(NEXT, id)? {
            return self.replace(id).map_err(failed);
        }
        // The key in use is elsewhere: what lies in files is not needed any more.
        if self.roots()?.iter().any(|root| root.id() == id) {
            for name in [ROOT, NEXT, OLD] {
                wipe(&self.path(name)).map_err(failed)?;
            }
            return files::sync_folder_of(&self.path(ROOT)).map_err(failed);
        }
        Err(RootError::NotHere(id))
    }
}

/// Overwrites a file before it goes. LIMIT: file systems that copy on write, and SSDs, may keep what was overwritten.
fn wipe(path: &Path) -> io::Result<()> {
    let mut file = match fs::OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(4096).min(4096);
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    remove(path)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeper(folder: &Path) -> RootKeeper {
        let installation = Uuid::from_u128(7);
        let first = KeyFile::generate(KeyKind::Root, installation, &SystemEntropy);
        first.create(&folder.join(ROOT)).expect("made");
        RootKeeper::new(folder, installation, Keys::default())
    }

    fn ids(keeper: &RootKeeper) -> Vec<KeyId> {
        keeper.roots().expect("at hand").iter().map(|root| root.id()).collect()
    }

    #[test]
    fn the_next_key_takes_the_old_ones_place_and_the_old_one_is_gone() {
        let place = tempfile::tempdir().expect("a folder");
        let keeper = keeper(place.path());
        let old = ids(&keeper)[0];
        let secret = fs::read(place.path().join(ROOT)).expect("read");
        let next = keeper.make_next(old).expect("made").id();
        assert_eq!(keeper.make_next(old).expect("found").id(), next, "made once");
        assert_eq!(ids(&keeper), [old, next]);
        assert_eq!(files::mode(&place.path().join(NEXT)).expect("a mode"), 0o600);
        keeper.keep_only(old).expect("nothing to do");
        assert_eq!(ids(&keeper), [old, next], "what another may just have made stays");
        keeper.keep_only(next).expect("replaced");
        assert_eq!(ids(&keeper), [next]);
        for file in fs::read_dir(place.path()).expect("read") {
            let bytes = fs::read(file.expect("an entry").path()).expect("read");
            assert_ne!(bytes, secret, "the old key lies nowhere");
        }
        keeper.keep_only(next).expect("again");
        assert!(matches!(keeper.keep_only(old), Err(RootError::NotHere(id)) if id == old));
    }

    #[test]
    fn a_crash_at_any_moment_of_the_change_leaves_the_key_in_use_whole() {
        for crash in ["linked", "renamed"] {
            let place = tempfile::tempdir().expect("a folder");
            let keeper = keeper(place.path());
            let old = ids(&keeper)[0];
            let next = keeper.make_next(old).expect("made").id();
            fs::hard_link(place.path().join(ROOT), place.path().join(OLD)).expect("linked");
            if crash == "renamed" {
                fs::rename(place.path().join(NEXT), place.path().join(ROOT)).expect("renamed");
            }
            assert!(ids(&keeper).contains(&next), "{crash}");
            keeper.keep_only(next).expect("goes on");
            assert_eq!(ids(&keeper), [next], "{crash}");
            assert!(!place.path().join(OLD).exists() && !place.path().join(NEXT).exists(), "{crash}");
        }
    }

    #[test]
    fn a_half_made_or_foreign_next_key_is_named_and_not_taken() {
        let place = tempfile::tempdir().expect("a folder");
        let keeper = keeper(place.path());
        let old = ids(&keeper)[0];
        let foreign = KeyFile::generate(KeyKind::Root, Uuid::from_u128(8), &SystemEntropy);
        foreign.create(&place.path().join(NEXT)).expect("made");
        let error = keeper.make_next(old).err().expect("foreign").to_string();
        assert!(error.contains(NEXT) && error.contains("belongs to installation"), "{error}");
        let line = fs::read(place.path().join(NEXT)).expect("read");
        fs::write(place.path().join(NEXT), &line[..40]).expect("cut");
        let error = keeper.make_next(old).err().expect("cut").to_string();
        assert!(error.contains(NEXT) && error.contains("damaged or cut"), "{error}");
    }
}
