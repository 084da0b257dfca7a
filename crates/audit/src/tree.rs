//! The Merkle tree of RFC 6962, section 2.1: its right edge, inclusion proofs, and their check.
//!
//! Nothing here stores the tree. Appending needs the edge alone (at most 64 hashes); a proof asks its caller for the
//! hashes of complete subtrees, which never change once they are complete.

use crate::hash::{Hash, node};

/// The right edge: the roots of the complete subtrees from left to right, one for each bit set in the size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

impl Edge {
    /// The edge of an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a stored edge; `None` when the number of roots does not fit the size.
    pub fn resume(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (roots.len() == size.count_ones() as usize).then_some(Self { size, roots })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots, to be stored with the size.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// Adds a leaf hash. Reports each subtree that is complete now, as (level, index, root): level 0 is the leaves, and
    /// the subtree at (level, index) covers the leaves from `index << level`.
    pub fn append(&mut self, leaf: Hash, mut complete: impl FnMut(u32, u64, &Hash)) {
        let mut root = leaf;
        complete(0, self.size, &root);
        for level in 0..self.size.trailing_ones() {
            let left = self.roots.pop().expect("one root for each bit set in the size");
            root = node(&left, &root);
            complete(level + 1, self.size >> (level + 1), &root);
        }
        self.roots.push(root);
        self.size += 1;
    }

    /// The root of the whole tree; `None` while it is empty.
    pub fn root(&self) -> Option<Hash> {
        self.roots.iter().rev().copied().reduce(|right, left| node(&left, &right))
    }
}

/// The proof that leaf `index` is in the tree of `size` leaves: the hashes from the leaf's sibling upwards.
///
/// `subtree(level, index)` gives the roots that [`Edge::append`] reported. `None` when there is no such leaf.
pub fn prove<E>(
    index: u64,
    size: u64,
    mut subtree: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Option<Vec<Hash>>, E> {
    if index >= size {
        return Ok(None);
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            proof.push(root_of(middle, end, &mut subtree)?);
            end = middle;
        } else {
            proof.push(root_of(start, middle, &mut subtree)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(Some(proof))
}

/// Checks such a proof against a root that is trusted (RFC 9162, section 2.1.3.2).
pub fn proves(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node(other, &hash);
            // Where the right edge is not complete, the leaf's subtree rises without a sibling.
            let rise = if place & 1 == 1 { 0 } else { place.trailing_zeros().min(63) };
            (place, last) = (place >> rise, last >> rise);
        } else {
            hash = node(&hash, other);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// The root over the leaves `start..end`, whose left part is aligned.
fn root_of<E>(start: u64, end: u64, subtree: &mut impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let size = end - start;
    if size.is_power_of_two() {
        let level = size.trailing_zeros();
        return subtree(level, start >> level);
    }
    let middle = start + split(size);
    let (left, right) = (root_of(start, middle, subtree)?, root_of(middle, end, subtree)?);
    Ok(node(&left, &right))
}

/// The greatest power of two below the size (which is at least 2).
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}
