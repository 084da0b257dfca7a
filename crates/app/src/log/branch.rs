//! The part of the log's tree that a proof speaks of, for whoever draws it: the way from the root down to one record, the
//! neighbours that the proof gives, and the records closest to it in full.

use audit::hash::to_hex;
use audit::{Hash, leaf, node, tree};

/// So many records around the proven one are there in full; a power of two.
pub const CLOSE: u64 = 8;

/// A hash of the tree and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// In hexadecimal.
    pub hash: String,
    /// The number of the first record under it.
    pub first: u64,
    /// Of the last one.
    pub last: u64,
    /// Whether the proven record is under it: a verifier computes this hash, and is given all others.
    pub own: bool,
    /// What it joins, left and right; none for a record, and for a neighbour of many records.
    pub halves: Option<Box<[Branch; 2]>>,
}

/// A proof with all that is needed to draw it.
pub(super) struct Way<'a> {
    /// The record's number, less one.
    pub index: u64,
    /// Its bytes.
    pub event: &'a [u8],
    /// The hashes of the proof, from the leaf's sibling upwards.
    pub given: &'a [Hash],
    /// The leaves of the records from `close_from(index)` on, at most [`CLOSE`].
    pub close: &'a [Hash],
}

/// The index of the first record that is drawn in full with this one.
pub(super) const fn close_from(index: u64) -> u64 {
    index - index % CLOSE
}

impl Way<'_> {
    /// The tree of `size` records as far as the proof shows it.
    pub fn drawn(&self, size: u64) -> Branch {
        let mut given = self.given.iter();
        self.branch(0, size, &mut given).1
    }

    fn branch<'a>(
        &self,
        start: u64,
        end: u64,
        given: &mut impl DoubleEndedIterator<Item = &'a Hash>,
    ) -> (Hash, Branch) {
        let own = (start..end).contains(&self.index);
        let told =
            |hash: Hash, halves| (hash, Branch { hash: to_hex(&hash), first: start + 1, last: end, own, halves });
        if end - start <= 1 {
            return told(if own { leaf(self.event) } else { self.close_leaf(start) }, None);
        }
        let middle = start + tree::split(end - start);
        // the neighbour of a hash on the way is the proof's word; the topmost one is its last
        let neighbour = if own { given.next_back().copied() } else { None };
        let mut half = |from: u64, until: u64| {
            let close = from >= close_from(self.index) && until <= close_from(self.index) + CLOSE;
            let on_the_way = (from..until).contains(&self.index);
            let (mut hash, mut branch) = match on_the_way || close {
                true => self.branch(from, until, given),
                false => (
                    Hash::default(),
                    Branch { hash: String::new(), first: from + 1, last: until, own: false, halves: None },
                ),
            };
            if let Some(word) = neighbour.filter(|_| !on_the_way) {
                (hash, branch.hash) = (word, to_hex(&word));
            }
            (hash, branch)
        };
        let (left, right) = (half(start, middle), half(middle, end));
        told(node(&left.0, &right.0), Some(Box::new([left.1, right.1])))
    }

    fn close_leaf(&self, index: u64) -> Hash {
        let at = usize::try_from(index - close_from(self.index)).ok();
        at.and_then(|at| self.close.get(at)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(size: u64) -> Vec<Vec<u8>> {
        (1..=size).map(|n| n.to_string().into_bytes()).collect()
    }

    #[test]
    fn the_drawing_leads_to_the_root_and_shows_the_records_next_to_it() {
        for size in 1..=70_u64 {
            let events = events(size);
            let leaves: Vec<Hash> = events.iter().map(|event| leaf(event)).collect();
            let subtree = |level: u32, index: u64| -> Result<Hash, ()> {
                let from = usize::try_from(index << level).expect("small");
                Ok(joined(&leaves[from..][..1 << level]))
            };
            let root = to_hex(&tree::root(size, subtree).expect("no error").expect("not empty"));
            for index in 0..size {
                let given = tree::prove(index, size, subtree).expect("no error").expect("in the tree");
                let from = usize::try_from(close_from(index)).expect("small");
                let event = &events[usize::try_from(index).expect("small")];
                let way = Way { index, event, given: &given, close: &leaves[from..leaves.len().min(from + 8)] };
                let drawn = way.drawn(size);
                assert_eq!((drawn.hash.as_str(), drawn.first, drawn.last), (root.as_str(), 1, size));
                let (mut own, mut all) = (Vec::new(), Vec::new());
                walk(&drawn, &mut own, &mut all);
                assert_eq!(own, [index + 1], "one record is proven");
                let close: Vec<u64> = (close_from(index) + 1..=size.min(close_from(index) + CLOSE)).collect();
                for n in close {
                    assert!(
                        all.contains(&(n, to_hex(&leaves[usize::try_from(n - 1).expect("small")]))),
                        "{n} of {size}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_changed_record_leads_elsewhere() {
        let events = events(5);
        let leaves: Vec<Hash> = events.iter().map(|event| leaf(event)).collect();
        let pair = node(&leaves[2], &leaves[3]);
        let given = [leaves[1], pair, leaves[4]];
        let way = |event| Way { index: 0, event, given: &given, close: &leaves }.drawn(5).hash;
        assert_ne!(way(&events[0]), way(b"changed"));
    }

    /// The root of a whole tree over these leaves.
    fn joined(leaves: &[Hash]) -> Hash {
        let (left, right) = leaves.split_at(leaves.len() / 2);
        if left.is_empty() { right[0] } else { node(&joined(left), &joined(right)) }
    }

    fn walk(branch: &Branch, own: &mut Vec<u64>, all: &mut Vec<(u64, String)>) {
        match &branch.halves {
            Some(halves) => halves.iter().for_each(|half| walk(half, own, all)),
            None if branch.first == branch.last => {
                all.push((branch.first, branch.hash.clone()));
                own.extend(branch.own.then_some(branch.first));
            }
            None => assert!(!branch.own && !branch.hash.is_empty(), "a neighbour of many is given"),
        }
    }
}
