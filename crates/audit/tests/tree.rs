//! The tree against its definition in RFC 6962, word for word, and against published roots.

#![expect(clippy::cast_possible_truncation, reason = "trees of a few hundred leaves")]

use std::collections::HashMap;
use std::convert::Infallible;

use audit::hash::to_hex;
use audit::tiles::{Reader, WIDTH};
use audit::tree::{prove, prove_growth, proves, proves_growth};
use audit::{Hash, Tree, leaf, node};
use proptest::prelude::*;

/// MTH of RFC 6962, section 2.1.
fn definition(leaves: &[Hash]) -> Hash {
    if let [one] = leaves {
        return *one;
    }
    let mut k = 1;
    while k * 2 < leaves.len() {
        k *= 2;
    }
    node(&definition(&leaves[..k]), &definition(&leaves[k..]))
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf(&n.to_be_bytes())).collect()
}

/// A tree with the tiles that it keeps, and the open one of its leaves.
fn grown(leaves: &[Hash]) -> (Tree, HashMap<(u32, u64), Vec<Hash>>) {
    let (mut tree, mut tiles) = (Tree::new(), HashMap::new());
    for leaf in leaves {
        tree.append(*leaf, |level, index, hashes| drop(tiles.insert((level, index), hashes.to_vec())));
    }
    let complete = leaves.len() / WIDTH;
    tiles.insert((0, complete as u64), leaves[complete * WIDTH..].to_vec());
    (tree, tiles)
}

fn subtrees(tiles: &HashMap<(u32, u64), Vec<Hash>>) -> impl FnMut(u32, u64) -> Result<Hash, ()> {
    let mut reader = Reader::new(|level, index| Ok::<_, Infallible>(tiles[&(level, index)].clone()));
    move |level, index| reader.subtree(level, index).map_err(|_| ())
}

fn proof(tiles: &HashMap<(u32, u64), Vec<Hash>>, index: u64, size: u64) -> Vec<Hash> {
    prove(index, size, subtrees(tiles)).expect("all tiles are there").expect("the leaf is in the tree")
}

#[test]
fn the_roots_are_those_that_were_published_with_certificate_transparency() {
    let inputs: [&[u8]; 8] = [
        b"",
        &[0],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new();
    assert_eq!(tree.root(), None);
    for (input, root) in inputs.iter().zip(roots) {
        tree.append(leaf(input), |_, _, _| {});
        assert_eq!(to_hex(&tree.root().expect("not empty")), root);
    }
}

#[test]
fn every_proof_of_every_tree_up_to_70_leaves_fits_its_place_and_no_other() {
    let all = leaves(70);
    let (_, tiles) = grown(&all);
    for size in 1..=70 {
        let root = definition(&all[..size as usize]);
        for index in 0..size {
            let proof = proof(&tiles, index, size);
            let own = &all[index as usize];
            assert!(proves(own, index, size, &proof, &root), "leaf {index} of {size}");
            assert!(!proves(own, index + 1, size, &proof, &root), "one to the right");
            assert!(!proves(&all[(index as usize + 1) % 70], index, size, &proof, &root));
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!proves(own, index, size, shorter, &root));
            }
            assert!(!proves(own, index, size, &[&proof[..], &[[0; 32]]].concat(), &root));
        }
    }
}

#[test]
fn there_is_no_proof_for_a_leaf_that_is_not_there() {
    let none = prove(5, 5, |_, _| -> Result<Hash, Infallible> { panic!("nothing is asked") });
    assert_eq!(none.expect("infallible"), None);
    assert!(!proves(&[0; 32], 0, 0, &[], &[0; 32]));
}

#[test]
fn every_growth_up_to_70_leaves_is_shown_and_no_other() {
    let all = leaves(70);
    let (_, tiles) = grown(&all);
    let root = |size: u64| definition(&all[..size as usize]);
    for size in 1..=70 {
        for old in 1..=size {
            let proof = prove_growth(old, size, subtrees(&tiles)).expect("all tiles").expect("not empty");
            assert!(proves_growth(old, &root(old), size, &root(size), &proof), "{old} to {size}");
            assert!(!proves_growth(old, &leaf(b"other"), size, &root(size), &proof), "another beginning");
            assert!(!proves_growth(old, &root(old), size, &leaf(b"other"), &proof), "another end");
            assert!(!proves_growth(old, &root(old), size, &root(size), &[&proof[..], &[[0; 32]]].concat()));
            for at in 0..proof.len() {
                let mut changed = proof.clone();
                changed[at][31] ^= 1;
                assert!(!proves_growth(old, &root(old), size, &root(size), &changed), "hash {at} of {old} to {size}");
            }
        }
    }
    for (old, size) in [(0, 5), (6, 5)] {
        assert_eq!(prove_growth(old, size, |_, _| -> Result<Hash, ()> { panic!("nothing is asked") }), Ok(None));
        assert!(!proves_growth(old, &[0; 32], size, &[0; 32], &[]));
    }
}

#[test]
fn a_tree_of_three_levels_is_taken_up_where_it_stood() {
    let all = leaves(66_000);
    let (tree, tiles) = grown(&all);
    assert_eq!(tiles[&(2, 0)].len(), 1);
    assert_eq!((tiles[&(1, 0)].len(), tiles[&(1, 1)].len(), tiles[&(0, 257)].len()), (256, 1, 208));
    let open = |level, index, count| Ok::<_, Infallible>(tiles[&(level, index)].iter().copied().take(count).collect());
    assert_eq!(Tree::resume(66_000, open), Ok(Some(tree.clone())));
    let short = |_, _, count: usize| Ok::<_, Infallible>(vec![[0; 32]; count - 1]);
    assert_eq!(Tree::resume(66_000, short), Ok(None));
    let root = tree.root().expect("not empty");
    assert_eq!(root, definition(&all));
    for index in [0, 255, 256, 65_535, 65_536, 65_999] {
        let proof = proof(&tiles, index, 66_000);
        assert!(proof.len() <= 17 && proves(&all[index as usize], index, 66_000, &proof, &root), "{index}");
    }
    let (old, proof) = (40_000, prove_growth(40_000, 66_000, subtrees(&tiles)).expect("all tiles").expect("not empty"));
    assert!(proves_growth(old, &definition(&all[..40_000]), 66_000, &root, &proof));
}

proptest! {
    #[test]
    fn the_tree_has_the_root_of_the_definition(count in 1u64..700) {
        let all = leaves(count);
        let (tree, tiles) = grown(&all);
        prop_assert_eq!(tree.root(), Some(definition(&all)));
        prop_assert_eq!(audit::tree::root(count, subtrees(&tiles)), Ok(Some(definition(&all))));
        prop_assert_eq!(tree.size(), count);
    }

    #[test]
    fn no_bit_of_a_proof_can_be_changed(count in 2u64..400, index: u64, bit: usize) {
        let all = leaves(count);
        let (tree, tiles) = grown(&all);
        let (index, root) = (index % count, tree.root().expect("not empty"));
        let mut proof = proof(&tiles, index, count);
        let bit = bit % (proof.len() * 256);
        prop_assert!(proves(&all[index as usize], index, count, &proof, &root));
        proof[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
        prop_assert!(!proves(&all[index as usize], index, count, &proof, &root));
    }
}
