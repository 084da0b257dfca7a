//! How fast values and files are sealed and opened. Prints figures (`--nocapture`); asserts only that they come back.

mod house;

use std::hint::black_box;
use std::io::{Read, Write};
use std::time::Instant;

use domain::Class;
use envelope::{BlindIndexKey, FileKey, FileOpener, FileSealer, Phone, SystemEntropy};
use house::{ORG, PLACE, reveal, secret, subject};

const TIMES: u32 = 20_000;
const FILE: u32 = 5_000_000;

#[test]
#[expect(clippy::disallowed_methods, reason = "this test measures")]
fn nanoseconds_per_value_and_gigabytes_per_second() {
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..TIMES).for_each(|_| work());
        println!("{what:<24} {:>8.0} ns", start.elapsed().as_secs_f64() * 1e9 / f64::from(TIMES));
    };
    let (keyring, _, key, row) = subject();
    let (name, permit) = ("Almaz Tadesse".to_owned(), reveal());
    let sealed = key.seal(&PLACE, &name);
    timed("seal a field", &mut || drop(black_box(key.seal(&PLACE, &name))));
    timed("open a field", &mut || assert!(sealed.open(&key, &PLACE, Class::WorkerName, &permit).is_ok()));
    timed("cached subject key", &mut || drop(black_box(keyring.subject(&row))));
    timed("unwrapped subject key", &mut || {
        keyring.forget(row.subject);
        drop(black_box(keyring.subject(&row)));
    });
    let (index, phone) = (BlindIndexKey::new(secret(5)), Phone::parse("92123456").expect("a number"));
    timed("blind index", &mut || _ = black_box(index.in_org(ORG, &phone)));

    let (files, plain) = (FileKey::new(secret(6)), vec![7; FILE as usize]);
    let seal = |out: &mut dyn Write| {
        let mut sealer = FileSealer::new(out, &files, b"speed", &SystemEntropy).expect("memory");
        sealer.write_all(&plain).expect("memory");
        sealer.finish().expect("memory");
    };
    let (mut sealed, mut opened) = (Vec::new(), vec![0; FILE as usize]);
    seal(&mut sealed);
    let best = |work: &mut dyn FnMut()| {
        let once = |_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        };
        (0..10).map(once).fold(f64::MAX, f64::min)
    };
    let gigabytes = |what: &str, best: f64| println!("{what:<24} {:>8.2} GB/s", f64::from(FILE) / best / 1e9);
    gigabytes("seal a 5 MB file", best(&mut || seal(&mut std::io::sink())));
    let mut open = || {
        FileOpener::new(&sealed[..], &files, b"speed").expect("sound").read_exact(&mut opened).expect("sound");
    };
    gigabytes("open a 5 MB file", best(&mut open));
    assert!(opened == plain);
}
