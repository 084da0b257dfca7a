//! Sets of combinations as unions of boxes: exact, small, and readable when printed.

use policy::{Cover, Dim, Words};

/// The smallest and the largest box, and what can be done with boxes, over lists of these lengths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space(pub [usize; 7]);

impl Space {
    pub(crate) const fn len(&self, dim: Dim) -> usize {
        self.0[dim as usize]
    }

    /// Every combination.
    pub(crate) fn whole(&self) -> Cover {
        Cover(self.0.map(|len| (1 << len) - 1))
    }

    /// Visits every combination of the words of `dims`, the last dimension fastest; the others stay at 0.
    pub(crate) fn combinations<E>(
        &self,
        dims: &[Dim],
        mut visit: impl FnMut([usize; 7]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut at = [0; 7];
        'combinations: loop {
            visit(at)?;
            for dim in dims.iter().rev() {
                at[*dim as usize] += 1;
                if at[*dim as usize] < self.len(*dim) {
                    continue 'combinations;
                }
                at[*dim as usize] = 0;
            }
            return Ok(());
        }
    }

    /// The boxes of a set given as one bit per combination of the words of `dims`, last dimension fastest; the other
    /// dimensions do not matter. A product of sets becomes one box.
    pub(crate) fn boxes(&self, dims: &[Dim], bits: &[bool]) -> Vec<Cover> {
        let Some((dim, rest)) = dims.split_first() else {
            return if bits == [true] { vec![self.whole()] } else { Vec::new() };
        };
        let mut groups: Vec<(Words, &[bool])> = Vec::new();
        for (word, slice) in bits.chunks(bits.len() / self.len(*dim)).enumerate() {
            match groups.iter_mut().find(|(_, known)| *known == slice) {
                Some((words, _)) => *words |= 1 << word,
                None => groups.push((1 << word, slice)),
            }
        }
        let narrowed = |(words, slice): (Words, &[bool])| {
            let mut covers = self.boxes(rest, slice);
            for cover in &mut covers {
                cover.0[*dim as usize] = words;
            }
            covers
        };
        groups.into_iter().flat_map(narrowed).collect()
    }
}

/// What is in both unions.
pub(crate) fn meet(left: &[Cover], right: &[Cover]) -> Vec<Cover> {
    let both = |(a, b): (&Cover, &Cover)| Cover(std::array::from_fn(|dim| a.0[dim] & b.0[dim]));
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    pairs.map(both).filter(|cover| cover.0.iter().all(|words| *words != 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPACE: Space = Space([3, 2, 4, 1, 1, 1, 1]);
    const DIMS: [Dim; 3] = [Dim::Role, Dim::Action, Dim::Relation];

    fn holds(covers: &[Cover], words: [usize; 3]) -> bool {
        covers.iter().any(|cover| DIMS.iter().zip(words).all(|(dim, word)| cover.has(*dim, word)))
    }

    proptest! {
        #[test]
        fn boxes_hold_exactly_the_combinations_given(
            left in prop::collection::vec(any::<bool>(), 24), right in prop::collection::vec(any::<bool>(), 24),
        ) {
            let (a, b) = (SPACE.boxes(&DIMS, &left), SPACE.boxes(&DIMS, &right));
            let both = meet(&a, &b);
            for at in 0..24 {
                let words = [at / 8, at / 4 % 2, at % 4];
                prop_assert_eq!(holds(&a, words), left[at]);
                prop_assert_eq!(holds(&both, words), left[at] && right[at]);
            }
        }
    }

    #[test]
    fn a_product_is_one_box() {
        let product: Vec<bool> = (0..24).map(|at| at / 8 != 1 && at % 4 > 1).collect();
        assert_eq!(SPACE.boxes(&DIMS, &product), [Cover([0b101, 0b11, 0b1100, 1, 1, 1, 1])]);
    }
}
