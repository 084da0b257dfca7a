//! The tree as it is kept: tiles of 256 hashes (C2SP tlog-tiles, height 8), and the open tiles at its right side.
//!
//! Tile (0, i) holds the leaves of the records 256·i + 1 to 256·i + 256 and is kept once it is complete; until then its
//! leaves are derived from the records. Tile (level, i) above holds the roots of 256 tiles below and is kept from its first
//! one on: it grows by a hash whenever a tile below is complete. So one record in 256 writes two tiles, seldom a third.

use std::collections::{BTreeMap, HashMap};

use crate::hash::{Hash, node};

/// Hashes in a complete tile.
pub const WIDTH: usize = 256;
/// `WIDTH` as a power of two.
const HEIGHT: u32 = 8;

/// One tile as it is kept: complete on level 0, complete or growing above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// 0 for leaves.
    pub level: u32,
    /// Which one of its level, from the left.
    pub index: u64,
    /// Its hashes, 1 to 256.
    pub hashes: Vec<Hash>,
}

/// The size of the tree and its open tiles: all that appending and signing need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    /// The hashes of the open tile of each level, fewer than 256 each.
    open: Vec<Vec<Hash>>,
}

impl Tree {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree of this size. `open(level, index, count)` gives the first `count` hashes of an open tile: of level 0
    /// the leaves of the last records. `None` when it gives another number of hashes: a tile is missing or was changed.
    pub fn resume<E>(
        size: u64,
        mut open: impl FnMut(u32, u64, usize) -> Result<Vec<Hash>, E>,
    ) -> Result<Option<Self>, E> {
        let mut tree = Self { size, open: Vec::new() };
        let (mut level, mut rest) = (0, size);
        while rest > 0 {
            let count = within(rest);
            let hashes = if count == 0 { Vec::new() } else { open(level, rest >> HEIGHT, count)? };
            if hashes.len() != count {
                return Ok(None);
            }
            tree.open.push(hashes);
            (level, rest) = (level + 1, rest >> HEIGHT);
        }
        Ok(Some(tree))
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; `changed` is told each tile that is to be kept anew.
    pub fn append(&mut self, leaf: Hash, mut changed: impl FnMut(u32, u64, &[Hash])) {
        let (mut hash, mut level) = (leaf, 0);
        loop {
            if self.open.len() == level as usize {
                self.open.push(Vec::new());
            }
            let open = &mut self.open[level as usize];
            open.push(hash);
            let full = open.len() == WIDTH;
            if full || level > 0 {
                changed(level, self.size >> (HEIGHT * (level + 1)), open);
            }
            if !full {
                break;
            }
            hash = root_of_complete(open);
            open.clear();
            level += 1;
        }
        self.size += 1;
    }

    /// The open tiles above the leaves that have any hash: (level, index, hashes).
    pub(crate) fn open_above(&self) -> impl Iterator<Item = (u32, u64, &[Hash])> {
        let above = (1..).zip(self.open.iter().skip(1)).filter(|(_, open)| !open.is_empty());
        above.map(|(level, open)| (level, self.size >> (HEIGHT * (level + 1)), &open[..]))
    }

    /// The root of the whole tree; `None` while it is empty.
    pub fn root(&self) -> Option<Hash> {
        let mut edge = Vec::new();
        for open in self.open.iter().rev() {
            let mut rest = &open[..];
            while !rest.is_empty() {
                let (complete, after) = rest.split_at(1 << rest.len().ilog2());
                edge.push(root_of_complete(complete));
                rest = after;
            }
        }
        edge.into_iter().rev().reduce(|right, left| node(&left, &right))
    }
}

/// Tiles that a batch of leaves changes, each in its last form.
#[derive(Debug, Default)]
pub(crate) struct Changed(BTreeMap<(u32, u64), Vec<Hash>>);

impl Changed {
    pub fn note(&mut self, level: u32, index: u64, hashes: &[Hash]) {
        self.0.insert((level, index), hashes.to_vec());
    }

    pub fn into_tiles(self) -> Vec<Tile> {
        self.0.into_iter().map(|((level, index), hashes)| Tile { level, index, hashes }).collect()
    }
}

/// Why a subtree's hash cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError<E> {
    /// The tile is not there, or has not as many hashes as the tree's size says.
    #[error("tile {level}/{index} of the tree is missing or cut")]
    Missing {
        /// Its level.
        level: u32,
        /// Its place on the level.
        index: u64,
    },
    /// It could not be read.
    #[error("{0}")]
    Unread(E),
}

/// Hashes of complete subtrees out of tiles that `fetch(level, index)` brings, each at most once. For level 0 it also brings
/// the open tile: the leaves that there are.
pub struct Reader<F> {
    fetch: F,
    known: HashMap<(u32, u64), Vec<Hash>>,
}

impl<E, F: FnMut(u32, u64) -> Result<Vec<Hash>, E>> Reader<F> {
    /// Nothing is fetched yet.
    pub fn new(fetch: F) -> Self {
        Self { fetch, known: HashMap::new() }
    }

    /// The root of the complete subtree at (level, index).
    pub fn subtree(&mut self, level: u32, index: u64) -> Result<Hash, ReadError<E>> {
        let (tile, width) = (level / HEIGHT, 1_usize << (level % HEIGHT));
        let first = index * width as u64;
        let place = (tile, first >> HEIGHT);
        if !self.known.contains_key(&place) {
            let hashes = (self.fetch)(place.0, place.1).map_err(ReadError::Unread)?;
            self.known.insert(place, hashes);
        }
        let at = within(first);
        let complete = self.known[&place].get(at..at + width);
        complete.map(root_of_complete).ok_or(ReadError::Missing { level: place.0, index: place.1 })
    }
}

/// The place of a hash within its tile: its number on the level, modulo [`WIDTH`].
pub(crate) fn within(number: u64) -> usize {
    usize::from(number.to_le_bytes()[0])
}

/// The root over a power of two of hashes.
pub(crate) fn root_of_complete(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node(&root_of_complete(left), &root_of_complete(right))
        }
    }
}
