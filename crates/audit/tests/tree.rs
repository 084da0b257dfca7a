//! The tree against its definition in RFC 6962, word for word, and against published roots.

#![expect(clippy::cast_possible_truncation, reason = "trees of a few hundred leaves")]

use std::collections::HashMap;
use std::convert::Infallible;

use audit::hash::to_hex;
use audit::tree::{Edge, prove, proves};
use audit::{Hash, leaf, node};
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

fn grown(leaves: &[Hash]) -> (Edge, HashMap<(u32, u64), Hash>) {
    let (mut edge, mut subtrees) = (Edge::new(), HashMap::new());
    for leaf in leaves {
        edge.append(*leaf, |level, index, root| assert_eq!(subtrees.insert((level, index), *root), None));
    }
    (edge, subtrees)
}

fn proof(subtrees: &HashMap<(u32, u64), Hash>, index: u64, size: u64) -> Vec<Hash> {
    let found = prove(index, size, |level, index| Ok::<_, Infallible>(subtrees[&(level, index)]));
    found.expect("infallible").expect("the leaf is in the tree")
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
    let mut edge = Edge::new();
    assert_eq!(edge.root(), None);
    for (input, root) in inputs.iter().zip(roots) {
        edge.append(leaf(input), |_, _, _| {});
        assert_eq!(to_hex(&edge.root().expect("not empty")), root);
    }
}

#[test]
fn every_proof_of_every_tree_up_to_70_leaves_fits_its_place_and_no_other() {
    let all = leaves(70);
    let (_, subtrees) = grown(&all);
    for size in 1..=70 {
        let root = definition(&all[..size as usize]);
        for index in 0..size {
            let proof = proof(&subtrees, index, size);
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
fn an_edge_is_taken_up_only_with_as_many_roots_as_its_size_has() {
    let (edge, _) = grown(&leaves(13));
    assert_eq!(Edge::resume(13, edge.roots().to_vec()), Some(edge.clone()));
    assert_eq!(Edge::resume(12, edge.roots().to_vec()), None);
}

proptest! {
    #[test]
    fn the_edge_has_the_root_of_the_definition(count in 1u64..400) {
        let all = leaves(count);
        let (edge, _) = grown(&all);
        prop_assert_eq!(edge.root(), Some(definition(&all)));
        prop_assert_eq!(edge.size(), count);
    }

    #[test]
    fn no_bit_of_a_proof_can_be_changed(count in 2u64..400, index: u64, bit: usize) {
        let all = leaves(count);
        let (edge, subtrees) = grown(&all);
        let (index, root) = (index % count, edge.root().expect("not empty"));
        let mut proof = proof(&subtrees, index, count);
        let bit = bit % (proof.len() * 256);
        prop_assert!(proves(&all[index as usize], index, count, &proof, &root));
        proof[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
        prop_assert!(!proves(&all[index as usize], index, count, &proof, &root));
    }
}
