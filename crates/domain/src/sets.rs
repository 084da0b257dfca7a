//! Sets of words, one bit each: the relations that a caller holds, the classes that a rule opens.

use crate::words::{Class, Relation};

/// The relations that a caller holds to one object, as a small bit set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RelationSet(u8);

impl RelationSet {
    /// The empty set: it stands for [`Relation::None`].
    pub const NONE: Self = Self(0);

    /// The set with this relation added.
    #[must_use]
    pub const fn with(self, relation: Relation) -> Self {
        match relation {
            Relation::None => self,
            r => Self(self.0 | 1 << (r as u8)),
        }
    }

    /// Whether the caller holds this relation. [`Relation::None`] is held exactly when no other is.
    pub const fn has(self, relation: Relation) -> bool {
        match relation {
            Relation::None => self.0 == 0,
            r => self.0 & (1 << (r as u8)) != 0,
        }
    }

    /// The relations held; [`Relation::None`] alone when there is none.
    pub fn iter(self) -> impl Iterator<Item = Relation> {
        // Bit by bit: a decision asks for each relation held, never for those that are not.
        let mut left = if self.0 == 0 { 1 << (Relation::None as u8) } else { self.0 };
        std::iter::from_fn(move || {
            let place = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            Relation::ALL.get(place).copied()
        })
    }
}

/// A set of data classes: one bit each, so that a whole row of fields is decided by one look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ClassSet(pub u32);

impl ClassSet {
    /// No class at all.
    pub const EMPTY: Self = Self(0);

    /// The set of exactly these classes.
    pub fn of(classes: &[Class]) -> Self {
        classes.iter().fold(Self::EMPTY, |set, class| set.with(*class))
    }

    /// The set with this class added.
    #[must_use]
    pub const fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << (class as u32))
    }

    /// Whether the class is in the set.
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << (class as u32)) != 0
    }

    /// What is in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether everything in `other` is in this set too.
    pub const fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The classes, in table order.
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.iter().copied().filter(move |c| self.has(*c))
    }
}

// INVARIANT: the sets above have one bit per word.
const _: () = assert!(Class::COUNT <= 32 && Relation::COUNT <= 8);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relations_of_a_set_are_exactly_those_held_and_no_relation_is_one_of_its_own() {
        for bits in 0..1u32 << (Relation::COUNT - 1) {
            let held = |relation: &&Relation| bits << 1 >> relation.index() & 1 == 1;
            let set = Relation::ALL.iter().filter(held).fold(RelationSet::NONE, |set, relation| set.with(*relation));
            let has: Vec<Relation> = Relation::ALL.iter().copied().filter(|relation| set.has(*relation)).collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), has);
            assert!(!has.is_empty());
        }
    }
}
