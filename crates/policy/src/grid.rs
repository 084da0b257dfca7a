//! A dense table over one kind of action: every answer is two indexed reads.
//!
//! One block of (state, overlay) cells per (role, action, relation, purpose); equal blocks are stored once. A cell keeps
//! what is permitted and what is forbidden apart, because a caller can hold several relations at once and a forbid that
//! matches through any of them wins.

use std::collections::HashMap;

use domain::{Overlay, Purpose, Relation, Role, StateToken};

use crate::rule::{Cover, Dim, Effect};

/// No purpose, then every purpose.
pub(crate) const PURPOSES: usize = Purpose::COUNT + 1;
const BLOCK: usize = StateToken::COUNT * Overlay::COUNT;

/// The classes that some policy permits, and those that some policy forbids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Cell {
    pub permitted: u32,
    pub forbidden: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Grid {
    actions: usize,
    places: Vec<u16>,
    blocks: Vec<Cell>,
}

impl Grid {
    /// Lays the boxes out. `actions` is the length of the list that [`Dim::Action`] speaks of.
    pub(crate) fn build(actions: usize, covers: &[(Effect, Cover)]) -> Self {
        let mut grid = Self { actions, ..Self::default() };
        let mut known: HashMap<Vec<u16>, u16> = HashMap::new();
        let all: Vec<u16> = (0u16..).take(covers.len()).collect();
        let narrowed = |from: &[u16], dim, index| -> Vec<u16> {
            from.iter().copied().filter(|c| covers[usize::from(*c)].1.has(dim, index)).collect()
        };
        for role in 0..Role::COUNT {
            let of_role = narrowed(&all, Dim::Role, role);
            for action in 0..actions {
                let of_action = narrowed(&of_role, Dim::Action, action);
                for relation in 0..Relation::COUNT {
                    let of_relation = narrowed(&of_action, Dim::Relation, relation);
                    for purpose in 0..PURPOSES {
                        let speaking = narrowed(&of_relation, Dim::Purpose, purpose);
                        let place = *known.entry(speaking).or_insert_with_key(|speaking| grid.lay(covers, speaking));
                        grid.places.push(place);
                    }
                }
            }
        }
        grid
    }

    fn lay(&mut self, covers: &[(Effect, Cover)], speaking: &[u16]) -> u16 {
        let mut block = vec![Cell::default(); BLOCK];
        for (effect, cover) in speaking.iter().map(|c| covers[usize::from(*c)]) {
            let classes = u32::try_from(cover.words(Dim::Class)).expect("a class set has 32 bits");
            for (at, cell) in block.iter_mut().enumerate() {
                if cover.has(Dim::State, at / Overlay::COUNT) && cover.has(Dim::Overlay, at % Overlay::COUNT) {
                    match effect {
                        Effect::Permit => cell.permitted |= classes,
                        Effect::Forbid => cell.forbidden |= classes,
                    }
                }
            }
        }
        let place = self.blocks.chunks(BLOCK).position(|known| known == block).unwrap_or_else(|| {
            self.blocks.extend_from_slice(&block);
            self.blocks.len() / BLOCK - 1
        });
        u16::try_from(place).expect("fewer different blocks than 65,536: there are 63,504 places at most")
    }

    /// One cell.
    pub(crate) fn cell(&self, key: [usize; 4], state: StateToken, overlay: Overlay) -> Cell {
        let [role, action, relation, purpose] = key;
        let place = ((role * self.actions + action) * Relation::COUNT + relation) * PURPOSES + purpose;
        let block = usize::from(self.places[place]);
        self.blocks[block * BLOCK + state.index() * Overlay::COUNT + overlay.index()]
    }

    /// Bytes in memory.
    pub(crate) fn size(&self) -> usize {
        self.places.len() * size_of::<u16>() + self.blocks.len() * size_of::<Cell>()
    }
}
