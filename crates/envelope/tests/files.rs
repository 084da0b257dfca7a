//! Sealed files: whole or not at all, chunk by chunk.

mod house;

use std::io::{self, Read, Write};

use envelope::{FileError, FileKey, FileOpener, FileSealer};
use house::{Counting, secret};
use proptest::prelude::*;

const CHUNK: usize = 64 * 1024;
const HEADER: usize = 67;
const CONTEXT: &[u8] = b"backup/v1";

fn key() -> FileKey {
    FileKey::new(secret(6))
}

fn seal_as(context: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut sealer = FileSealer::new(Vec::new(), &key(), context, &Counting::from(0)).expect("memory");
    sealer.write_all(plain).expect("memory");
    sealer.finish().expect("memory")
}

fn seal(plain: &[u8]) -> Vec<u8> {
    seal_as(CONTEXT, plain)
}

/// What was released before the end or the error, and how it ended.
fn open_with(key: &FileKey, context: &[u8], sealed: &[u8]) -> (Vec<u8>, Result<(), FileError>) {
    let reason =
        |error: io::Error| *error.get_ref().expect("a reason").downcast_ref::<FileError>().expect("a file error");
    let mut out = Vec::new();
    let result = FileOpener::new(sealed, key, context).and_then(|mut opener| opener.read_to_end(&mut out));
    (out, result.map(drop).map_err(reason))
}

fn open(sealed: &[u8]) -> (Vec<u8>, Result<(), FileError>) {
    open_with(&key(), CONTEXT, sealed)
}

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|i| u8::try_from(i * 31 % 251).expect("below 251")).collect()
}

#[test]
fn files_of_every_length_around_the_chunk_borders_come_back() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1] {
        let sealed = seal(&sample(length));
        assert_eq!(sealed.len(), HEADER + length + 16 * length.div_ceil(CHUNK).max(1));
        let (plain, end) = open(&sealed);
        assert_eq!(end, Ok(()), "{length}");
        assert!(plain == sample(length), "{length}");
    }
}

#[test]
fn every_single_bit_of_a_short_file_counts_and_nothing_is_released() {
    let sealed = seal(b"passport page");
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0..10 => FileError::NotSealed,
            10 => FileError::WrongVersion(changed[10]),
            11..19 => FileError::WrongKey,
            19..HEADER => FileError::Moved,
            _ => FileError::Damaged(0),
        };
        assert_eq!(open(&changed), (Vec::new(), Err(expected)), "bit {bit}");
    }
}

#[test]
fn a_damaged_chunk_ends_the_reading_right_before_it() {
    let plain = sample(3 * CHUNK + 100);
    let sealed = seal(&plain);
    for chunk in 0..4usize {
        let mut changed = sealed.clone();
        changed[HEADER + chunk * (CHUNK + 16) + 50] ^= 1;
        let (released, end) = open(&changed);
        assert_eq!(end, Err(FileError::Damaged(u32::try_from(chunk).expect("small"))));
        assert!(released == plain[..chunk * CHUNK], "chunk {chunk}");
    }
}

#[test]
fn an_error_is_final() {
    let mut sealed = seal(&sample(2 * CHUNK));
    sealed[HEADER + 5] ^= 1;
    let mut opener = FileOpener::new(&sealed[..], &key(), CONTEXT).expect("the header is sound");
    let mut out = [0; 100];
    for _ in 0..3 {
        assert!(opener.read(&mut out).is_err());
        assert_eq!(out, [0; 100]);
    }
}

#[test]
fn a_file_cut_at_a_chunk_border_is_found() {
    let sealed = seal(&sample(3 * CHUNK));
    for chunks in 1..3u32 {
        let (released, end) = open(&sealed[..HEADER + chunks as usize * (CHUNK + 16)]);
        assert_eq!(end, Err(FileError::Cut(chunks)));
        assert_eq!(
            released.len(),
            (chunks as usize - 1) * CHUNK,
            "the chunk before the cut is not released as the end"
        );
    }
    assert_eq!(open(&sealed[..HEADER]), (Vec::new(), Err(FileError::Cut(0))));
}

#[test]
fn a_file_cut_anywhere_does_not_open() {
    let sealed = seal(b"passport page");
    for cut in 0..sealed.len() {
        let (released, end) = open(&sealed[..cut]);
        assert!(end.is_err() && released.is_empty(), "cut to {cut}");
    }
}

#[test]
fn something_added_is_found() {
    for length in [10, CHUNK] {
        let mut sealed = seal(&sample(length));
        sealed.push(0);
        let (_, end) = open(&sealed);
        assert!(end.is_err(), "{length}");
    }
    let full = seal(&sample(CHUNK));
    assert_eq!(open(&[&full[..], &[0]].concat()), (Vec::new(), Err(FileError::Extended)));
}

#[test]
fn chunks_cannot_be_swapped_repeated_or_left_out() {
    let sealed = seal(&sample(4 * CHUNK));
    let chunk = |n: usize| &sealed[HEADER + n * (CHUNK + 16)..HEADER + (n + 1) * (CHUNK + 16)];
    for order in [[0, 2, 1, 3], [1, 0, 2, 3], [0, 1, 1, 3], [0, 0, 2, 3], [3, 1, 2, 0]] {
        let changed = [&sealed[..HEADER], &order.map(chunk).concat()].concat();
        assert!(open(&changed).1.is_err(), "{order:?}");
    }
    assert!(open(&[&sealed[..HEADER], chunk(0), chunk(1), chunk(3)].concat()).1.is_err());
}

#[test]
fn another_key_and_another_context_are_told_apart() {
    let sealed = seal(b"passport page");
    assert_eq!(open_with(&FileKey::new(secret(7)), CONTEXT, &sealed).1, Err(FileError::WrongKey));
    assert_eq!(open_with(&key(), b"backup/v2", &sealed).1, Err(FileError::Moved));
    assert_eq!(
        open(b"PK\x03\x04 some other file that is long enough to have had a header of sixty-seven bytes").1,
        Err(FileError::NotSealed)
    );
    assert_eq!(open(b"").1, Err(FileError::NotSealed));
}

#[test]
fn a_file_that_was_not_finished_does_not_open() {
    let mut sealed = Vec::new();
    let mut sealer = FileSealer::new(&mut sealed, &key(), CONTEXT, &Counting::from(0)).expect("memory");
    sealer.write_all(&sample(2 * CHUNK + 5)).expect("memory");
    drop(sealer);
    assert!(open(&sealed).1.is_err());
}

/// Takes so many bytes and no more, like a full disk.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn after_a_failed_write_the_sealer_refuses_to_go_on() {
    let mut sealer = FileSealer::new(Full(HEADER + 100), &key(), CONTEXT, &Counting::from(0)).expect("the header fits");
    assert_eq!(sealer.write_all(&sample(2 * CHUNK)).expect_err("full").kind(), io::ErrorKind::StorageFull);
    assert!(sealer.write(b"more").is_err());
    assert!(sealer.finish().is_err());
}

/// Gives one to three bytes at a time, and an interruption now and then.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        if self.1.is_multiple_of(5) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let taken = out.len().min(1 + self.1 % 3);
        self.0.read(&mut out[..taken])
    }
}

#[test]
fn slow_and_interrupted_sources_make_no_difference() {
    let (plain, mut out) = (sample(CHUNK + 77), Vec::new());
    let sealed = seal(&plain);
    let mut opener = FileOpener::new(Trickle(&sealed, 0), &key(), CONTEXT).expect("sound");
    opener.read_to_end(&mut out).expect("sound");
    assert!(out == plain);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_file_written_in_any_pieces_comes_back_and_no_changed_byte_passes(
        length in 0usize..3 * CHUNK, piece in 1usize..100_000, place: prop::sample::Index, change in 1u8..=255,
    ) {
        let plain = sample(length);
        let mut sealer = FileSealer::new(Vec::new(), &key(), CONTEXT, &Counting::from(0)).expect("memory");
        for piece in plain.chunks(piece) {
            sealer.write_all(piece).expect("memory");
        }
        let mut sealed = sealer.finish().expect("memory");
        prop_assert!(sealed == seal(&plain));
        prop_assert!(open(&sealed) == (plain.clone(), Ok(())));
        let place = place.index(sealed.len());
        sealed[place] ^= change;
        let (released, end) = open(&sealed);
        prop_assert!(end.is_err());
        prop_assert!(plain.starts_with(&released));
    }
}
