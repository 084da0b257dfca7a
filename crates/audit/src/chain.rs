//! The chain: each record is linked to the one before it under a key that is not in the database, and its leaf joins the tree.
//!
//! Linking is two steps, because the database may refuse: [`Chain::stage`] computes, the caller stores and commits,
//! [`Chain::advance`] moves the head in memory. A crash or failed commit in between leaves the chain where it was.

use uuid::Uuid;

use crate::hash::{Hash, from_hex, to_hex};
use crate::key::{ChainKey, LogId};
use crate::record::Record;
use crate::tiles::{Changed, Tile, Tree};

/// The end of the log: the number of its last record (0 when empty) and that record's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last record; records count from 1.
    pub n: u64,
    /// Its link.
    pub mac: Hash,
}

impl Head {
    /// One line for the head file outside the database: `amana-head v1 <log> <n> <mac>` and a line feed.
    pub fn to_line(&self, log: LogId) -> String {
        format!("amana-head v1 {} {} {}\n", log.0, self.n, to_hex(&self.mac))
    }

    /// Reads that line back; `None` when it is cut, altered in form, or of no version known.
    pub fn parse(line: &str) -> Option<(LogId, Self)> {
        let words: Vec<&str> = line.strip_suffix('\n')?.split(' ').collect();
        let ["amana-head", "v1", log, n, mac] = words[..] else { return None };
        let (log, head) = (LogId(Uuid::parse_str(log).ok()?), Self { n: n.parse().ok()?, mac: from_hex(mac)? });
        (head.to_line(log) == line).then_some((log, head))
    }
}

/// The number and link that one record gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The record's number.
    pub n: u64,
    /// Its link.
    pub mac: Hash,
}

/// Links computed and not yet committed.
#[derive(Debug)]
#[must_use = "links count only after the commit, by Chain::advance"]
pub struct Staged {
    from: Head,
    to: Head,
    links: Vec<Link>,
    key: Option<ChainKey>,
    tree: Tree,
    tiles: Vec<Tile>,
}

impl Staged {
    /// The links, one per record staged, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The head that the same transaction must store.
    pub fn head(&self) -> Head {
        self.to
    }

    /// The tiles of the tree that the same transaction must keep, each as it is now.
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// The next period's key, when a ratchet record is among those staged. Its file must be durable before the commit.
    pub fn new_key(&self) -> Option<&ChainKey> {
        self.key.as_ref()
    }
}

/// The links were computed on another head than the chain has now: two writers, or advanced twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("audit chain: links staged on record {staged} cannot follow record {head}; load the head again")]
pub struct StaleHead {
    /// The record number that the links follow.
    pub staged: u64,
    /// The record number that the chain is at.
    pub head: u64,
}

/// The one place that gives out record numbers. There is exactly one per log: SQLite's writer or the sequencer.
#[derive(Debug)]
pub struct Chain {
    key: ChainKey,
    head: Head,
    /// Over the leaves of all records: the leaf of record n has the index n - 1.
    tree: Tree,
}

impl Chain {
    /// A new, empty log.
    pub fn begin(key: ChainKey, log: LogId) -> Self {
        let head = Head { n: 0, mac: key.genesis(log) };
        Self { key, head, tree: Tree::new() }
    }

    /// Goes on at a stored head, with the key of its period and the tree of its size.
    ///
    /// Panics when the tree has another size: that would give the next record a wrong place for ever.
    pub fn resume(key: ChainKey, head: Head, tree: Tree) -> Self {
        assert_eq!(head.n, tree.size(), "the tree is that of another head");
        Self { key, head, tree }
    }

    /// The last record that is known to be committed.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The tree over all records.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The key in use.
    pub fn key(&self) -> &ChainKey {
        &self.key
    }

    /// Links these records after the head. Nothing in the chain changes.
    pub fn stage<'a>(&self, records: impl IntoIterator<Item = &'a Record>) -> Staged {
        let (mut head, mut key, mut links) = (self.head, None, Vec::new());
        let (mut tree, mut changed) = (self.tree.clone(), Changed::default());
        for record in records {
            let current: &ChainKey = key.as_ref().unwrap_or(&self.key);
            let n = head.n + 1;
            let mac = current.link(n, &head.mac, record.leaf());
            head = Head { n, mac };
            links.push(Link { n, mac });
            tree.append(*record.leaf(), |level, index, hashes| changed.note(level, index, hashes));
            if record.ratchets_to() == current.period().checked_add(1) {
                key = Some(current.next());
            }
        }
        Staged { from: self.head, to: head, links, key, tree, tiles: changed.into_tiles() }
    }

    /// Moves the head: only after the commit has succeeded.
    pub fn advance(&mut self, staged: Staged) -> Result<(), StaleHead> {
        if staged.from != self.head {
            return Err(StaleHead { staged: staged.from.n, head: self.head.n });
        }
        self.head = staged.to;
        self.tree = staged.tree;
        if let Some(key) = staged.key {
            self.key = key;
        }
        Ok(())
    }
}
