//! Pending rows: an altered, deleted, moved or repeated row is found by the sequencer.

mod house;

use audit::{IngestError, IngestKey, Intake, Stamp, Writer};
use house::{id, record};
use proptest::prelude::*;
use zeroize::Zeroizing;

fn key() -> IngestKey {
    IngestKey::new(&Zeroizing::new([9; 32]))
}

fn writer() -> Writer {
    Writer::new(id(20), key())
}

fn take(intake: &mut Intake, stamp: &Stamp) -> Result<(), IngestError> {
    intake.take(&key(), stamp, record(1).leaf())
}

#[test]
fn rows_in_any_order_are_taken_once() {
    let (writer, mut intake) = (writer(), Intake::new(id(20)));
    let stamps = [1, 2, 3].map(|_| writer.stamp(&record(1)));
    for stamp in [&stamps[2], &stamps[0], &stamps[1]] {
        take(&mut intake, stamp).expect("sound");
    }
    assert!(intake.missing().is_empty());
    for stamp in &stamps {
        let counter = stamp.counter;
        assert_eq!(take(&mut intake, stamp), Err(IngestError::Replayed { writer: id(20), counter }));
    }
}

#[test]
fn a_deleted_row_leaves_a_hole_and_a_rolled_back_one_does_not() {
    let (writer, mut intake) = (writer(), Intake::new(id(20)));
    let stamps = [1, 2, 3, 4].map(|_| writer.stamp(&record(1)));
    take(&mut intake, &stamps[0]).expect("sound");
    take(&mut intake, &stamps[3]).expect("sound");
    assert_eq!(intake.missing(), [2, 3]);
    writer.void(stamps[1].clone());
    take(&mut intake, &writer.stamp(&record(1))).expect("sound");
    assert_eq!(intake.missing(), [3], "2 came to nothing and its writer says so; 3 was deleted");
    intake.give_up(3);
    assert!(intake.missing().is_empty());
}

#[test]
fn announcements_of_a_stamp_that_came_to_nothing_are_made_again() {
    let (writer, mut intake) = (writer(), Intake::new(id(20)));
    writer.void(writer.stamp(&record(1)));
    writer.void(writer.stamp(&record(1)));
    take(&mut intake, &writer.stamp(&record(1))).expect("sound");
    assert!(intake.missing().is_empty());
}

#[test]
fn a_commit_whose_answer_was_lost_is_taken_after_all_and_once() {
    let (writer, mut intake) = (writer(), Intake::new(id(20)));
    let unknown = writer.stamp(&record(1));
    writer.void(unknown.clone());
    take(&mut intake, &writer.stamp(&record(1))).expect("sound");
    take(&mut intake, &unknown).expect("it was committed");
    assert_eq!(take(&mut intake, &unknown), Err(IngestError::Replayed { writer: id(20), counter: 1 }));
    assert!(intake.missing().is_empty());
}

#[test]
fn every_single_bit_of_a_pending_row_counts() {
    let writer = writer();
    writer.void(writer.stamp(&record(1)));
    let stamp = writer.stamp(&record(1));
    let altered = |stamp: &Stamp, leaf: &[u8; 32]| {
        let refused = Intake::new(stamp.writer).take(&key(), stamp, leaf);
        assert_eq!(refused, Err(IngestError::Altered { writer: stamp.writer, counter: stamp.counter }));
    };
    for bit in 0..256 {
        let flip = |bytes: &mut [u8]| bytes[bit / 8] ^= 1 << (bit % 8);
        let (mut mac, mut leaf) = (stamp.clone(), *record(1).leaf());
        flip(&mut mac.mac);
        altered(&mac, record(1).leaf());
        flip(&mut leaf);
        altered(&stamp, &leaf);
    }
    for bit in 0..64 {
        altered(&Stamp { counter: stamp.counter ^ 1 << bit, ..stamp.clone() }, record(1).leaf());
        let mut void = stamp.clone();
        void.void[bit / 8] ^= 1 << (bit % 8);
        altered(&void, record(1).leaf());
    }
    for bit in 0..128 {
        let writer = uuid::Uuid::from_u128(stamp.writer.as_u128() ^ 1 << bit);
        altered(&Stamp { writer, ..stamp.clone() }, record(1).leaf());
    }
    altered(&Stamp { void: Vec::new(), ..stamp.clone() }, record(1).leaf());
}

#[test]
fn a_row_of_one_writer_is_no_row_of_another() {
    let stamp = writer().stamp(&record(1));
    assert!(Intake::new(id(21)).take(&key(), &stamp, record(1).leaf()).is_err());
}

#[test]
fn the_stored_state_reads_back_and_every_single_bit_of_it_counts() {
    let (writer, mut intake) = (writer(), Intake::new(id(20)));
    let stamps = [1, 2, 3, 4].map(|_| writer.stamp(&record(1)));
    writer.void(stamps[1].clone());
    take(&mut intake, &stamps[3]).expect("sound");
    take(&mut intake, &writer.stamp(&record(1))).expect("sound");
    let bytes = intake.to_bytes(&key());
    assert_eq!(Intake::from_bytes(&key(), id(20), &bytes), Ok(intake));
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Intake::from_bytes(&key(), id(20), &changed), Err(IngestError::StateAltered(id(20))));
    }
    assert!(Intake::from_bytes(&key(), id(21), &bytes).is_err(), "another writer's state");
    assert!(Intake::from_bytes(&key(), id(20), &[]).is_err());
}

proptest! {
    #[test]
    fn exactly_the_deleted_rows_are_missing(fates in proptest::collection::vec(0u8..3, 1..60), seed: u64) {
        let (writer, mut intake) = (writer(), Intake::new(id(20)));
        let (mut kept, mut deleted) = (Vec::new(), Vec::new());
        for fate in &fates {
            let stamp = writer.stamp(&record(1));
            match fate {
                0 => kept.push(stamp),
                1 => writer.void(stamp),
                // Deleting a row also loses what it announced, so give those counters to the list as well.
                _ => {
                    deleted.extend(stamp.void.chunks(8).map(|c| u64::from_be_bytes(c.try_into().expect("eight"))));
                    deleted.push(stamp.counter);
                }
            }
        }
        kept.push(writer.stamp(&record(1)));
        kept.sort_by_key(|stamp| (stamp.counter ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for stamp in &kept {
            take(&mut intake, stamp).expect("sound");
        }
        deleted.sort_unstable();
        prop_assert_eq!(intake.missing(), deleted);
    }
}
