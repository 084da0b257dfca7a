//! The Merkle tree of RFC 6962, section 2.1: its root at any size, the proofs that a record is in it and that it only grew,
//! and their checks.
//!
//! Nothing here stores the tree (`tiles` does). A proof asks its caller for the hashes of complete subtrees, which never
//! change once they are complete: the subtree at (level, index) covers the leaves from `index << level`, level 0 is the leaves.

use crate::hash::{Hash, node};

/// The proof that leaf `index` is in the tree of `size` leaves: the hashes from the leaf's sibling upwards.
///
/// `subtree(level, index)` gives the hash of a complete subtree. `None` when there is no such leaf.
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

/// One step of a proof on its way up: a neighbour joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Whether the neighbour stands on the left.
    pub on_the_left: bool,
    /// The neighbour, as the proof gives it.
    pub neighbour: Hash,
    /// What both give together.
    pub joined: Hash,
}

/// Checks such a proof against a root that is trusted (RFC 9162, section 2.1.3.2).
pub fn proves(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    let way = steps(leaf, index, size, proof);
    way.is_some_and(|way| way.last().map_or(leaf, |step| &step.joined) == root)
}

/// The steps from a leaf to the root that a proof leads to. `None` when the proof has not as many hashes as this place in a tree
/// of this size wants.
pub fn steps(leaf: &Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Vec<Step>> {
    if index >= size {
        return None;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    let mut steps = Vec::with_capacity(proof.len());
    for other in proof {
        if last == 0 {
            return None;
        }
        let on_the_left = place & 1 == 1 || place == last;
        if on_the_left {
            hash = node(other, &hash);
            // Where the right edge is not complete, the leaf's subtree rises without a sibling.
            let rise = if place & 1 == 1 { 0 } else { place.trailing_zeros().min(63) };
            (place, last) = (place >> rise, last >> rise);
        } else {
            hash = node(&hash, other);
        }
        (place, last) = (place >> 1, last >> 1);
        steps.push(Step { on_the_left, neighbour: *other, joined: hash });
    }
    (last == 0).then_some(steps)
}

/// The proof that the tree of `size` leaves begins with the tree of `old` leaves (RFC 9162, section 2.1.4.1): nothing was
/// changed, taken out or put in before `old`. `None` when `old` is 0 or greater than `size`; empty when they are equal.
pub fn prove_growth<E>(
    old: u64,
    size: u64,
    mut subtree: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Option<Vec<Hash>>, E> {
    if old == 0 || old > size {
        return Ok(None);
    }
    // Whether what is left of the old tree is a whole tree whose root the other side has.
    let (mut start, mut end, mut whole, mut proof) = (0, size, true, Vec::new());
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(root_of(middle, end, &mut subtree)?);
            end = middle;
        } else {
            proof.push(root_of(start, middle, &mut subtree)?);
            (start, whole) = (middle, false);
        }
    }
    if !whole {
        proof.push(root_of(start, end, &mut subtree)?);
    }
    proof.reverse();
    Ok(Some(proof))
}

/// Checks such a proof against two roots (RFC 9162, section 2.1.4.2).
pub fn proves_growth(old: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if old == 0 || old > size {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    let (first, rest) = match proof.split_first() {
        _ if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (first, rest),
        None => return false,
    };
    let rise = (old - 1).trailing_ones();
    let (mut place, mut last) = ((old - 1) >> rise, (size - 1) >> rise);
    let (mut before, mut now) = (*first, *first);
    for other in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            (before, now) = (node(other, &before), node(other, &now));
            let rise = if place & 1 == 1 { 0 } else { place.trailing_zeros().min(63) };
            (place, last) = (place >> rise, last >> rise);
        } else {
            now = node(&now, other);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && before == *old_root && now == *root
}

/// The root of the tree of `size` leaves; `None` for an empty one, of which nothing is ever signed.
pub fn root<E>(size: u64, mut subtree: impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Option<Hash>, E> {
    if size == 0 { Ok(None) } else { root_of(0, size, &mut subtree).map(Some) }
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

/// How many leaves stand in the left half of a tree of this size (which is at least 2): the greatest power of two below it.
pub fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}
