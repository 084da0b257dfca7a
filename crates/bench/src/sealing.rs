//! What sealing costs: one field opened with its subject's key at hand, and a file of 5 MB, beside the cipher alone.

use std::hint::black_box;
use std::io::{Read, Write};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use domain::{Class, ClassSet, FieldAction, OrgId, Overlay, Purpose, Relation, RelationSet, Role, StateToken};
use envelope::{FileKey, FileOpener, FileSealer, Keyring, Place, RootKey, SecretKey, SystemEntropy};
use policy::{Ask, ObjectRef, Permit};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::inside::median;

/// A document as agencies upload them.
const FILE: usize = 5_000_000;
/// Chunks as sealed files have them.
const CHUNK: usize = 64 * 1024;
/// Fields opened in one round.
const FIELDS: u32 = 100_000;
/// Files sealed in one round: enough of them that a round is longer than the clock's steps.
const FILES: u32 = 40;

/// Measures all of them: what, how much, in which unit. Every field and file must come back.
pub fn measure() -> Vec<(&'static str, f64, &'static str)> {
    let mut found = fields();
    found.extend(files());
    found
}

fn permit(worker: Uuid) -> Permit {
    let table = policy::shipped().expect("the policies of this program load");
    let object = ObjectRef { kind: "worker", id: worker, version: 1 };
    let wanted = ClassSet::of(&[Class::WorkerName]);
    let own = RelationSet::NONE.with(Relation::OwnOrg);
    let ask = |state| Ask::new(Role::AgencyUser, own, state, Overlay::None).with_stated_purpose(Purpose::Contract);
    let mut asked =
        StateToken::ALL.iter().map(|state| table.admit_fields(&ask(*state), FieldAction::View, object, wanted));
    asked.find_map(Result::ok).expect("an agency sees its own worker's name in some state")
}

fn fields() -> Vec<(&'static str, f64, &'static str)> {
    let (org, worker) = (OrgId(Uuid::from_u128(1)), Uuid::from_u128(2));
    let keyring = Keyring::new(RootKey::new(&SecretKey::random(&SystemEntropy)), Arc::new(SystemEntropy));
    keyring.new_org(org).expect("a key wraps");
    let (key, row) = keyring.new_subject(org, worker).expect("the organisation's key was just made");
    let place = Place { org, table: "worker_identity", row: worker, column: "name_sealed" };
    let (name, permit) = ("Almaz Tadesse".to_owned(), permit(worker));
    let sealed = key.seal(&place, &name);
    let opened = median(|| {
        for _ in 0..FIELDS {
            assert_eq!(black_box(&sealed).open(&key, &place, Class::WorkerName, &permit).as_ref(), Ok(&name));
        }
        FIELDS
    });
    let looked_up = median(|| {
        for _ in 0..FIELDS {
            let key = keyring.subject(black_box(&row)).expect("cached");
            assert_eq!(sealed.open(&key, &place, Class::WorkerName, &permit).as_ref(), Ok(&name));
        }
        FIELDS
    });
    let sealing = median(|| {
        for _ in 0..FIELDS {
            black_box(key.seal(&place, black_box(&name)));
        }
        FIELDS
    });
    vec![
        ("field opened, its subject's key at hand", opened, "ns"),
        ("field opened, the key looked up in the cache", looked_up, "ns"),
        ("field sealed", sealing, "ns"),
    ]
}

fn files() -> Vec<(&'static str, f64, &'static str)> {
    let plain = vec![7_u8; FILE];
    let key = FileKey::new(SecretKey::random(&SystemEntropy));
    let seal = |out: &mut dyn Write| {
        let mut sealer = FileSealer::new(out, &key, b"bench", &SystemEntropy).expect("memory");
        sealer.write_all(&plain).expect("memory");
        sealer.finish().expect("memory");
    };
    let mut sealed = Vec::with_capacity(FILE + FILE / 1000 + 1024);
    seal(&mut sealed);
    let mut opened = vec![0_u8; FILE];
    let per_second = |nanoseconds: f64| FILE as f64 / nanoseconds;
    let sealing = median(|| {
        for _ in 0..FILES {
            seal(&mut std::io::sink());
        }
        FILES
    });
    let opening = median(|| {
        for _ in 0..FILES {
            let mut file = FileOpener::new(&sealed[..], &key, b"bench").expect("sound");
            file.read_exact(&mut opened).expect("sound");
        }
        FILES
    });
    assert_eq!(opened, plain, "the file came back");

    let secret: Zeroizing<[u8; 32]> = SecretKey::random(&SystemEntropy).bytes().clone();
    let alone = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*secret).expect("AES-256 takes 32 bytes"));
    let mut buffer = plain.clone();
    let mut cipher = |chunk: usize| {
        let mut count = 0_u64;
        median(|| {
            for _ in 0..FILES {
                for part in buffer.chunks_mut(chunk) {
                    count += 1;
                    let mut nonce = [0; 12];
                    nonce[..8].copy_from_slice(&count.to_be_bytes());
                    let nonce = Nonce::assume_unique_for_key(nonce);
                    drop(black_box(alone.seal_in_place_separate_tag(nonce, Aad::empty(), part).expect("seals")));
                }
            }
            FILES
        })
    };
    let (chunks, whole) = (cipher(CHUNK), cipher(FILE));
    vec![
        ("file of 5 MB sealed", per_second(sealing), "GB/s"),
        ("file of 5 MB opened", per_second(opening), "GB/s"),
        ("AES-256-GCM alone, chunks of 64 KiB", per_second(chunks), "GB/s"),
        ("AES-256-GCM alone, 5 MB at once", per_second(whole), "GB/s"),
    ]
}
