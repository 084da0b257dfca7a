//! Verification of the tree beside the chain: every kept tile and every checkpoint against the records, streaming.
//!
//! Where a record is absent or its leaf differs, the kept tile settles what the tree was, as far as the tile above bears it
//! out: so each fault is named at its place and does not drown everything to its right.

use std::collections::VecDeque;

use super::{Finding, MAX_LISTED};
use crate::hash::Hash;
use crate::tiles::{Tree, WIDTH, root_of_complete, within};

/// A size and root that somebody signed, and where the note was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Where it is kept, for people: `the database`, `/mnt/witness/checkpoints`.
    pub place: String,
}

/// The outcome of a check of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct TreeReport {
    /// Complete tiles of leaves that were compared with their records.
    pub tiles: u64,
    /// Checkpoints that were compared with the tree.
    pub checkpoints: u64,
    /// The root over all records, when it could be derived.
    pub root: Option<Hash>,
    /// What is wrong, at most a thousand one by one.
    pub findings: Vec<Finding>,
    /// What is wrong beyond those.
    pub unlisted: u64,
}

/// How far a check has come, at the end of a tile and without a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeStanding {
    /// Records so far: a multiple of 256.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Tiles compared so far.
    pub tiles: u64,
    /// Checkpoints compared so far.
    pub checkpoints: u64,
}

/// Checks leaves as they come, tile by tile. `kept(level, index)` reads a tile as it is stored.
pub struct TreeCheck<F> {
    tree: Tree,
    kept: F,
    /// Leaves of the tile under way, by their place.
    leaves: Vec<Option<Hash>>,
    signed: VecDeque<Signed>,
    /// Tiles, counted from the left, cannot be joined any more: neither their records nor the tile are there.
    lost: bool,
    report: TreeReport,
}

impl<E, F: FnMut(u32, u64) -> Result<Option<Vec<Hash>>, E>> TreeCheck<F> {
    /// From the first record on.
    pub fn new(kept: F, signed: Vec<Signed>) -> Self {
        Self::after(Tree::new(), kept, signed)
    }

    /// From the record after a complete tile on, whose tree is taken for granted. Checkpoints of smaller trees are left out.
    ///
    /// Panics when the tree ends within a tile.
    pub fn after(tree: Tree, kept: F, mut signed: Vec<Signed>) -> Self {
        assert_eq!(tree.size() % WIDTH as u64, 0, "a check of the tree begins with a tile");
        signed.retain(|signed| signed.size > tree.size());
        signed.sort_by_key(|signed| signed.size);
        Self { tree, kept, leaves: Vec::new(), signed: signed.into(), lost: false, report: TreeReport::default() }
    }

    /// Takes the next record's leaf. Numbers ascend; others are the chain's to find.
    pub fn push(&mut self, n: u64, leaf: Hash) -> Result<(), E> {
        let Some(index) = n.checked_sub(1) else { return Ok(()) };
        while !self.lost && index >= self.tree.size() + WIDTH as u64 {
            self.settle()?;
        }
        let at = within(index);
        if self.lost || index < self.tree.size() || at < self.leaves.len() {
            return Ok(());
        }
        self.leaves.resize(at, None);
        self.leaves.push(Some(leaf));
        if self.leaves.len() == WIDTH { self.settle() } else { Ok(()) }
    }

    /// How far it has come, where it could go on from another time: at the end of a tile, with nothing found so far.
    pub fn standing(&self) -> Option<TreeStanding> {
        let TreeReport { tiles, checkpoints, .. } = self.report;
        let sound = self.report.findings.is_empty() && self.report.unlisted == 0;
        let root = self.tree.root().filter(|_| sound && self.leaves.is_empty() && !self.lost)?;
        Some(TreeStanding { size: self.tree.size(), root, tiles, checkpoints })
    }

    /// What was found: tiles, and checkpoints that do not fit or lie beyond the end.
    pub fn finish(mut self) -> Result<TreeReport, E> {
        let whole = self.leaves.iter().all(Option::is_some);
        if !self.lost && whole {
            let leaves: Vec<Hash> = self.leaves.iter().flatten().copied().collect();
            self.compare_signed(&leaves);
            let mut tree = self.tree.clone();
            for leaf in &leaves {
                tree.append(*leaf, |_, _, _| {});
            }
            for (level, index, hashes) in tree.open_above() {
                self.compare(level, index, hashes)?;
            }
            self.report.root = tree.root();
        }
        for signed in std::mem::take(&mut self.signed) {
            self.find(Finding::Checkpoint { size: signed.size, place: signed.place });
        }
        Ok(self.report)
    }

    /// The tile under way is over: it is compared, joined to the tree, and the next one begins.
    fn settle(&mut self) -> Result<(), E> {
        let index = self.tree.size() / WIDTH as u64;
        self.leaves.resize(WIDTH, None);
        let seen = std::mem::take(&mut self.leaves);
        let kept = (self.kept)(0, index)?;
        let Some(leaves) = self.judge(index, &seen, kept)? else {
            self.lost = true;
            return Ok(());
        };
        self.compare_signed(&leaves);
        let mut changed = Vec::new();
        for leaf in &leaves {
            self.tree.append(*leaf, |level, index, hashes| {
                if level > 0 && hashes.len() == WIDTH {
                    changed.push((level, index, hashes.to_vec()));
                }
            });
        }
        for (level, index, hashes) in changed {
            self.compare(level, index, &hashes)?;
        }
        self.report.tiles += 1;
        Ok(())
    }

    /// The leaves that this tile truly had, as far as it can be known.
    fn judge(&mut self, index: u64, seen: &[Option<Hash>], kept: Option<Vec<Hash>>) -> Result<Option<Vec<Hash>>, E> {
        let derived: Option<Vec<Hash>> = seen.iter().copied().collect();
        let Some(kept) = kept.filter(|kept| kept.len() == WIDTH) else {
            self.find(Finding::Tile { level: 0, index });
            return Ok(derived);
        };
        let differ: Vec<u64> = (index * WIDTH as u64 + 1..)
            .zip(seen.iter().zip(&kept))
            .filter(|(_, (seen, kept))| seen.is_some_and(|seen| seen != **kept))
            .map(|(n, _)| n)
            .collect();
        if differ.is_empty() {
            return Ok(Some(kept));
        }
        let above = (self.kept)(1, index / WIDTH as u64)?;
        let above = above.as_ref().and_then(|above| above.get(within(index)));
        if above == Some(&root_of_complete(&kept)) {
            for n in differ {
                self.find(Finding::Leaf { n });
            }
            return Ok(Some(kept));
        }
        self.find(Finding::Tile { level: 0, index });
        Ok(derived)
    }

    /// Checkpoints whose size lies in the tile that begins at the tree's end.
    fn compare_signed(&mut self, leaves: &[Hash]) {
        let end = self.tree.size() + leaves.len() as u64;
        if self.signed.front().is_none_or(|signed| signed.size > end) {
            return;
        }
        let mut tree = self.tree.clone();
        for leaf in leaves {
            tree.append(*leaf, |_, _, _| {});
            while let Some(signed) = self.signed.front().filter(|signed| signed.size <= tree.size()) {
                if tree.root() != Some(signed.root) {
                    let (size, place) = (signed.size, signed.place.clone());
                    self.find(Finding::Checkpoint { size, place });
                }
                self.report.checkpoints += 1;
                self.signed.pop_front();
            }
        }
    }

    fn compare(&mut self, level: u32, index: u64, hashes: &[Hash]) -> Result<(), E> {
        if (self.kept)(level, index)?.as_deref() != Some(hashes) {
            self.find(Finding::Tile { level, index });
        }
        Ok(())
    }

    fn find(&mut self, finding: Finding) {
        if self.report.findings.len() < MAX_LISTED {
            self.report.findings.push(finding);
        } else {
            self.report.unlisted += 1;
        }
    }
}
