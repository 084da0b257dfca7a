//! Signed notes and checkpoints against values that another program computed, and against every changed bit.

mod house;

use audit::{Checkpoint, CheckpointError, NoteError, Signer, VerifierKey, origin};
use house::LOG;

/// Computed with another Ed25519, from the text of the C2SP specifications.
const VKEY: &str = "amana/01930000-0000-7000-8000-0000000000aa+beddbae4+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const NOTE: &str = "amana/01930000-0000-7000-8000-0000000000aa\n258\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— amana/01930000-0000-7000-8000-0000000000aa vt265Gpq2viLAXWuKBP/+z7lD/vndasn4khYNDg0v0SmQcBTXQed3NJ0ZuyR14vLASHQFwWVpSweA0r2EeZFdofWrQo=\n";

fn signer() -> Signer {
    Signer::new(origin(LOG, 1), &[7; 32])
}

fn root() -> [u8; 32] {
    audit::hash::from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").expect("a hash")
}

fn key() -> VerifierKey {
    VKEY.parse().expect("a verifier key")
}

#[test]
fn key_and_checkpoint_have_these_values() {
    assert_eq!(signer().verifier().to_string(), VKEY);
    assert_eq!(key(), signer().verifier());
    assert_eq!(Checkpoint::sign(origin(LOG, 1), 258, root(), &signer()), NOTE);
    let read = Checkpoint::open(NOTE, &key()).expect("signed");
    assert_eq!(read, Checkpoint { origin: origin(LOG, 1), size: 258, root: root() });
}

#[test]
fn no_bit_of_a_checkpoint_can_be_changed() {
    for bit in 0..NOTE.len() * 8 {
        let mut bytes = NOTE.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert!(Checkpoint::open(&text, &key()).is_err(), "bit {bit}");
    }
}

#[test]
fn no_bit_of_a_verifier_key_can_be_changed() {
    for bit in 0..VKEY.len() * 8 {
        let mut bytes = VKEY.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let opened = text.parse::<VerifierKey>().map(|key| Checkpoint::open(NOTE, &key));
        assert!(!matches!(opened, Ok(Ok(_))), "bit {bit}");
    }
}

#[test]
fn what_is_wrong_with_a_checkpoint_is_said() {
    let other = Signer::new(origin(LOG, 2), &[7; 32]);
    assert!(matches!(Checkpoint::open(NOTE, &other.verifier()), Err(CheckpointError::Note(NoteError::OtherKey(_)))));
    let stranger = Signer::new(origin(LOG, 1), &[8; 32]);
    assert!(matches!(Checkpoint::open(NOTE, &stranger.verifier()), Err(CheckpointError::Note(NoteError::OtherKey(_)))));
    assert!(matches!(Checkpoint::open("", &key()), Err(CheckpointError::Note(NoteError::Form))));
    let smaller = NOTE.replace("\n258\n", "\n257\n");
    assert!(matches!(Checkpoint::open(&smaller, &key()), Err(CheckpointError::Note(NoteError::Signature(_)))));
    let misnamed = Checkpoint::sign(origin(LOG, 2), 258, root(), &signer());
    assert!(matches!(Checkpoint::open(&misnamed, &key()), Err(CheckpointError::Origin { .. })));
}

#[test]
fn a_witness_may_sign_below_and_the_log_is_still_read() {
    let witness = Signer::new("witness.example", &[9; 32]);
    let other = Checkpoint::sign("witness.example".to_owned(), 1, root(), &witness);
    let line = other.lines().last().expect("a signature");
    let both = format!("{NOTE}{line}\n");
    assert_eq!(Checkpoint::open(&both, &key()).expect("signed").size, 258);
}
