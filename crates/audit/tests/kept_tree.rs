//! The kept tree against its records: every fault is named at its place, and one fault is not a hundred.

mod house;

use std::collections::HashMap;
use std::convert::Infallible;

use audit::verify::Signed;
use audit::{Finding, Hash, Tree, TreeCheck, TreeReport, leaf};
use house::{Row, log};

/// Rows, their kept tiles, and two checkpoints.
struct Kept {
    rows: Vec<Row>,
    tiles: HashMap<(u32, u64), Vec<Hash>>,
    signed: Vec<Signed>,
}

fn kept(length: u64) -> Kept {
    let (rows, _) = log(length);
    let (mut tree, mut tiles, mut signed) = (Tree::new(), HashMap::new(), Vec::new());
    for row in &rows {
        tree.append(leaf(&row.bytes), |level, index, hashes| drop(tiles.insert((level, index), hashes.to_vec())));
        if row.n % 300 == 0 || row.n == length {
            let root = tree.root().expect("not empty");
            signed.push(Signed { size: row.n, root, place: "the database".to_owned() });
        }
    }
    Kept { rows, tiles, signed }
}

impl Kept {
    fn check(&self) -> TreeReport {
        let kept = |level, index| Ok::<_, Infallible>(self.tiles.get(&(level, index)).cloned());
        let mut check = TreeCheck::new(kept, self.signed.clone());
        for row in &self.rows {
            let Ok(()) = check.push(row.n, leaf(&row.bytes));
        }
        let Ok(report) = check.finish();
        report
    }
}

#[test]
fn a_sound_tree_has_nothing_wrong_and_the_root_of_its_last_checkpoint() {
    for length in [1, 255, 256, 257, 700, 1024] {
        let kept = kept(length);
        let report = kept.check();
        assert_eq!(report.findings, [], "{length}");
        assert_eq!(report.root, kept.signed.last().map(|signed| signed.root));
        assert_eq!((report.tiles, report.checkpoints), (length / 256, kept.signed.len() as u64));
    }
}

#[test]
fn every_changed_bit_of_every_tile_is_found_at_its_tile() {
    let mut kept = kept(257);
    // Every bit of the tile above, which has one hash; of the leaves each bit of three, and a bit of each of the others.
    let of_hash = |hash: usize| hash * 256..(hash + 1) * 256;
    let leaves = (0..256).map(|hash| hash * 256 + hash).chain([0, 100, 255].into_iter().flat_map(of_hash));
    for (place, bits) in [((1, 0), of_hash(0).collect::<Vec<_>>()), ((0, 0), leaves.collect())] {
        for bit in bits {
            let byte = kept.tiles[&place][bit / 256][bit % 256 / 8];
            kept.tiles.get_mut(&place).expect("kept")[bit / 256][bit % 256 / 8] = byte ^ 1 << (bit % 8);
            assert_eq!(
                kept.check().findings,
                [Finding::Tile { level: place.0, index: place.1 }],
                "bit {bit} of {place:?}"
            );
            kept.tiles.get_mut(&place).expect("kept")[bit / 256][bit % 256 / 8] = byte;
        }
    }
}

#[test]
fn a_tile_that_is_missing_or_cut_is_found() {
    for place in [(0, 0), (0, 1), (1, 0)] {
        let finding = [Finding::Tile { level: place.0, index: place.1 }];
        let mut kept = kept(700);
        kept.tiles.get_mut(&place).expect("kept").pop();
        assert_eq!(kept.check().findings, finding);
        kept.tiles.remove(&place);
        assert_eq!(kept.check().findings, finding);
    }
}

#[test]
fn a_record_changed_after_it_joined_is_one_finding_and_the_checkpoints_still_fit() {
    let mut kept = kept(700);
    kept.rows[299].bytes[40] ^= 1;
    assert_eq!(kept.check().findings, [Finding::Leaf { n: 300 }]);
}

#[test]
fn a_record_taken_out_does_not_hide_the_tree_behind_it() {
    let mut kept = kept(700);
    kept.rows.remove(299);
    assert_eq!(kept.check().findings, [], "the chain tells of the gap");
    kept.rows[400].bytes[40] ^= 1;
    assert_eq!(kept.check().findings, [Finding::Leaf { n: 402 }]);
}

#[test]
fn a_checkpoint_that_does_not_fit_is_found_by_its_size() {
    let found = |size| [Finding::Checkpoint { size, place: "the database".to_owned() }];
    let mut other = kept(700);
    other.signed[0].root[0] ^= 1;
    assert_eq!(other.check().findings, found(300));
    let mut cut = kept(700);
    cut.rows.truncate(650);
    assert_eq!(cut.check().findings, found(700));
    let mut anew = kept(700);
    anew.rows[10].bytes[40] ^= 1;
    anew.tiles = {
        let (mut tree, mut tiles) = (Tree::new(), HashMap::new());
        for row in &anew.rows {
            tree.append(leaf(&row.bytes), |level, index, hashes| drop(tiles.insert((level, index), hashes.to_vec())));
        }
        tiles
    };
    let sizes: Vec<_> = anew.check().findings.into_iter().collect();
    assert_eq!(sizes, [300, 600, 700].map(|size| found(size)[0].clone()), "the whole tree was written anew");
}
