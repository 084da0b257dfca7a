//! How far a verification came, kept in a file, so that one that was cut off goes on.
//!
//! The state is signed with the chain's origin key, and names the log, the link of the last record read and the root of the tree up to
//! there: a state that is foreign, changed, or of a log that is not what it was is refused and never trusted.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use audit::hash::{from_hex, to_hex};
use audit::{ChainKey, Head, LogId, Standing, TreeStanding, Verifier};
use serde::{Deserialize, Serialize};
use store::Store;
use store::tables::{checkpoints, inspect};

use super::read;
use super::standing::{Kept, Left};
use crate::answer::Failure;
use crate::files;

/// The state is kept so often.
const EVERY: Duration = Duration::from_secs(2);
/// LIMIT: bytes of a state that are read: some two hundred for each closing and each case.
const MOST: u64 = 128 * 1024 * 1024;

/// What the file holds beside its signature.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    log: String,
    chain: Standing,
    root: String,
    tiles: u64,
    checkpoints: u64,
    left: Kept,
}

/// The file that is kept.
pub struct Keeper {
    file: PathBuf,
    key: ChainKey,
    log: LogId,
    /// When it was last kept; none before the first time.
    kept: Option<Instant>,
}

/// Where an earlier run stood.
pub struct Resumed {
    /// What the chain's verifier knew.
    pub chain: Standing,
    /// Tiles compared so far.
    pub tiles: u64,
    /// Checkpoints compared so far.
    pub checkpoints: u64,
    /// Where the records left the cases.
    pub left: Left,
}

impl Keeper {
    /// Takes the file up; `key` is the origin key.
    pub fn new(file: PathBuf, key: ChainKey, log: LogId) -> Self {
        Self { file, key, log, kept: None }
    }

    /// Where an earlier run stood; none where there is no file. `Failure::Unsafe` says why a state cannot be gone on with.
    pub fn resumed(&self, store: &Store, stored: Head) -> Result<Option<Resumed>, Failure> {
        let text = match std::fs::metadata(&self.file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Ok(data) if data.len() > MOST => return Err(self.refused("is longer than any state")),
            _ => std::fs::read_to_string(&self.file).map_err(|error| Failure::io(&self.file, &error))?,
        };
        let opened = text.split_once('\n').and_then(|(state, mac)| {
            let signed = from_hex(mac.trim_end()) == Some(self.key.sign_standing(state.as_bytes()));
            signed.then(|| serde_json::from_str::<State>(state).ok()).flatten()
        });
        let Some(state) = opened else {
            return Err(self.refused("was changed, or was not kept by a verification with this key"));
        };
        if state.log != self.log.0.to_string() {
            return Err(self.refused("is of another log"));
        }
        let n = state.chain.n;
        if n > stored.n {
            return Err(self.refused(&format!("came to record {n}, and the log ends at {}", stored.n)));
        }
        let number = i64::try_from(n).unwrap_or(i64::MAX);
        let (link, root) = read(store, move |tx| Ok((inspect::link(tx, number)?, checkpoints::root(tx, n)?)))?;
        if link.map(|link| to_hex(&link.mac)).as_ref() != Some(&state.chain.mac) {
            return Err(
                self.refused(&format!("knows another link of record {n} than the log has: the log is not what it was"))
            );
        }
        if root.as_ref().map(to_hex).as_ref() != Some(&state.root) {
            return Err(self
                .refused(&format!("knows another tree of {n} records than the log has: the log is not what it was")));
        }
        let left =
            Left::resumed(&state.left).ok_or_else(|| self.refused("speaks of cases in words of another version"))?;
        Ok(Some(Resumed { chain: state.chain, tiles: state.tiles, checkpoints: state.checkpoints, left }))
    }

    /// Keeps how far it came, if that is due, and both stand at the same record with nothing found.
    #[expect(clippy::disallowed_methods, reason = "how long ago a file was written is measured here, at the edge")]
    pub fn keep(
        &mut self,
        chain: &Verifier,
        tree: impl FnOnce() -> Option<TreeStanding>,
        left: &Left,
    ) -> Result<(), Failure> {
        if self.kept.is_some_and(|kept| kept.elapsed() < EVERY) {
            return Ok(());
        }
        let (Some(chain), Some(tree)) = (chain.standing(), tree()) else { return Ok(()) };
        if chain.n != tree.size {
            return Ok(());
        }
        let TreeStanding { root, tiles, checkpoints, .. } = tree;
        let state =
            State { log: self.log.0.to_string(), chain, root: to_hex(&root), tiles, checkpoints, left: left.kept() };
        let state = serde_json::to_string(&state).expect("numbers and words are JSON");
        let text = format!("{state}\n{}\n", to_hex(&self.key.sign_standing(state.as_bytes())));
        files::replace(&self.file, text.as_bytes()).map_err(|error| Failure::io(&self.file, &error))?;
        self.kept = Some(Instant::now());
        Ok(())
    }

    /// The verification is complete: another one begins anew.
    pub fn done(self) -> Result<(), Failure> {
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::io(&self.file, &error)),
            _ => Ok(()),
        }
    }

    fn refused(&self, why: &str) -> Failure {
        let file: &Path = &self.file;
        Failure::Unsafe(format!("{} {why}; remove it to verify from the first record", file.display()))
    }
}
