//! Proof files: what they show, their size, and everything that can be wrong with one.

mod house;

use std::collections::HashMap;
use std::convert::Infallible;

use audit::proof::MAX_PROOF_BYTES;
use audit::tiles::Reader;
use audit::tree::{prove, prove_growth};
use audit::{Checkpoint, Hash, Proof, ProofError, Tree, leaf, origin};
use house::{LOG, Row, log};

fn subtrees(rows: &[Row]) -> impl FnMut(u32, u64) -> Result<Hash, ()> {
    let leaves: Vec<Hash> = rows.iter().map(|row| leaf(&row.bytes)).collect();
    let mut tiles = HashMap::new();
    let mut tree = Tree::new();
    for leaf in &leaves {
        tree.append(*leaf, |level, index, hashes| drop(tiles.insert((level, index), hashes.to_vec())));
    }
    let complete = leaves.len() / 256;
    tiles.insert((0, complete as u64), leaves[complete * 256..].to_vec());
    let mut reader = Reader::new(move |level, index| Ok::<_, Infallible>(tiles[&(level, index)].clone()));
    move |level, index| reader.subtree(level, index).map_err(|_| ())
}

fn checkpoint(rows: &[Row]) -> Checkpoint {
    Checkpoint { origin: origin(LOG, 1), size: rows.len() as u64, root: house::tree(rows).root().expect("not empty") }
}

fn inclusion(rows: &[Row], index: u64) -> Proof {
    let size = rows.len() as u64;
    let hashes = prove(index, size, subtrees(rows)).expect("all tiles").expect("in the log");
    Proof::Inclusion { origin: origin(LOG, 1), index, size, hashes }
}

#[test]
fn a_proof_shows_its_record_and_no_bit_of_it_can_be_changed() {
    let (rows, _) = log(300);
    let checkpoint = checkpoint(&rows);
    let file = inclusion(&rows, 41).to_json();
    assert_eq!(Proof::parse(file.as_bytes()).expect("a proof").shows(&rows[41].bytes, &checkpoint), Ok(42));
    for bit in 0..file.len() * 8 {
        let mut bytes = file.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let shown = Proof::parse(&bytes).and_then(|proof| proof.shows(&rows[41].bytes, &checkpoint));
        // The line feed at the end is outside of the object, and other white space is as good.
        assert!(shown.is_err() || bit / 8 == file.len() - 1, "bit {bit}");
    }
    for bit in 0..rows[41].bytes.len() * 8 {
        let mut event = rows[41].bytes.clone();
        event[bit / 8] ^= 1 << (bit % 8);
        let shown = Proof::parse(file.as_bytes()).expect("a proof").shows(&event, &checkpoint);
        assert_eq!(shown, Err(ProofError::NotThere { n: 42 }), "bit {bit}");
    }
}

#[test]
fn a_proof_of_ten_million_records_fits_two_kibibytes() {
    let proof =
        Proof::Inclusion { origin: origin(LOG, 12), index: 9_999_998, size: 9_999_999, hashes: vec![[0xff; 32]; 24] };
    assert!(proof.to_json().len() <= 2048, "{} bytes", proof.to_json().len());
    let most = Proof::Growth { origin: origin(LOG, 12), old: u64::MAX, size: u64::MAX, hashes: vec![[0xff; 32]; 65] };
    assert!(most.to_json().len() <= MAX_PROOF_BYTES);
}

#[test]
fn what_is_wrong_with_a_proof_is_said() {
    let (rows, _) = log(10);
    let (now, event) = (checkpoint(&rows), &rows[3].bytes);
    let proof = inclusion(&rows, 3);
    let Proof::Inclusion { origin, hashes, .. } = proof.clone() else { panic!("an inclusion") };
    let other = Checkpoint { origin: "amana/other".to_owned(), ..now.clone() };
    assert!(matches!(proof.shows(event, &other), Err(ProofError::Origin { .. })));
    assert!(matches!(proof.shows(event, &checkpoint(&rows[..9])), Err(ProofError::Size { proof: 10, checkpoint: 9 })));
    assert!(matches!(proof.shows(&rows[4].bytes, &now), Err(ProofError::NotThere { n: 4 })));
    let beyond = Proof::Inclusion { origin: origin.clone(), index: 10, size: 10, hashes };
    assert!(matches!(beyond.shows(event, &now), Err(ProofError::Beyond { n: 11, size: 10 })));
    assert_eq!(proof.shows_growth(&now, &now), Err(ProofError::Kind));
    for bad in ["", "{}", "[]", "{\"kind\":\"inclusion\"}", "\u{1}", &"9".repeat(MAX_PROOF_BYTES + 1)] {
        assert_eq!(Proof::parse(bad.as_bytes()), Err(ProofError::Form), "{bad:.40}");
    }
    let newer = proof.to_json().replace("\"v\":1", "\"v\":2");
    assert_eq!(Proof::parse(newer.as_bytes()), Err(ProofError::Form));
    let more = proof.to_json().replace("\"v\":1", "\"v\":1,\"w\":1");
    assert_eq!(Proof::parse(more.as_bytes()), Err(ProofError::Form));
}

#[test]
fn growth_is_shown_and_a_log_written_anew_is_not() {
    let (rows, _) = log(300);
    let (before, now) = (checkpoint(&rows[..100]), checkpoint(&rows));
    let hashes = prove_growth(100, 300, subtrees(&rows)).expect("all tiles").expect("not empty");
    let proof = Proof::Growth { origin: origin(LOG, 1), old: 100, size: 300, hashes };
    let read = Proof::parse(proof.to_json().as_bytes()).expect("a proof");
    assert_eq!(read.shows_growth(&before, &now), Ok(()));
    let mut anew = rows.clone();
    anew[50].bytes[60] ^= 1;
    let rewritten = checkpoint(&anew);
    assert_eq!(read.shows_growth(&before, &rewritten), Err(ProofError::NotGrown { old: 100, size: 300 }));
    assert!(matches!(read.shows_growth(&now, &before), Err(ProofError::Size { .. })));
}

#[test]
fn no_bit_of_a_proof_of_growth_or_of_either_root_can_be_changed() {
    let (rows, _) = log(300);
    let (before, now) = (checkpoint(&rows[..100]), checkpoint(&rows));
    let hashes = prove_growth(100, 300, subtrees(&rows)).expect("all tiles").expect("not empty");
    let sound = Proof::Growth { origin: origin(LOG, 1), old: 100, size: 300, hashes };
    let file = sound.to_json();
    for bit in 0..(file.len() - 1) * 8 {
        let mut bytes = file.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let shown = Proof::parse(&bytes).and_then(|proof| proof.shows_growth(&before, &now));
        assert!(shown.is_err(), "bit {bit}");
    }
    for bit in 0..256 {
        for of_now in [false, true] {
            let (mut before, mut now) = (before.clone(), now.clone());
            (if of_now { &mut now } else { &mut before }).root[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                sound.shows_growth(&before, &now),
                Err(ProofError::NotGrown { old: 100, size: 300 }),
                "bit {bit}"
            );
        }
    }
    for cut in 0..file.len() - 1 {
        assert_eq!(Proof::parse(&file.as_bytes()[..cut]), Err(ProofError::Form), "cut to {cut}");
    }
}
