//! Fixed vectors of version 1. They stay as they are for ever: what they pin stands in databases and backups.
//!
//! Made apart from this crate (Python's hashlib and hmac, and an AES-GCM of another library) from the formats as documented.

mod house;

use domain::{Class, FieldAction};
use envelope::{
    BlindIndexKey, CodeKey, Email, FileKey, FileOpener, FileSealer, Passport, Phone, Sealed, WrappedKey, WrappedOrgKey,
};
use house::{Counting, ORG, PLACE, WORKER, id, keyring, permit, reveal, secret};
use std::io::{Read, Write};

const ORG_KEY: &str = "019628eba6d765aa550a0b0c0d0e0f1011121314158f9679403122b896ed18616c97bd94eeab1c6d0eebbb7c65475003b1998a5278decadc141aff90090fee755a6a6c64ef";
const SUBJECT_KEY: &str = "01f48143c8a67582811e1f202122232425262728290c7d0f82544ea81a9f0c413be3d36ca873a28adbd21867d289fbf6361c64b83b74715ebbc1a73a87375ad51f46b4f1c1";
const NAME: &str = "01159e208d97dd060f32333435363738393a3b3c3d4fe92a181de566c2248b3d0deddd2426f96048422e5eb19b18fde39c77166f5150276882c7346cf6f47245301b1f36a4";
const DETAIL: &str = "01159e208d97dd060f464748494a4b4c4d4e4f5051ea6ded4f1451029899e8bca0f6acac1f8e1a6d01badfc7a8a4c6efbbccd9caf2c8076fe82a09ecc37abe81d5425e0d88";
const ADDRESS: &str = "01159e208d97dd060f5a5b5c5d5e5f606162636465e88a21488bcba479a720ac9d6bcabc3f44fc7c2938af4422e8ee24b95f1741050b832855ff7934729856c81d3b6cf530";
const FILE: &str = "616d616e612d66696c65018c5e48ac815a620c000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f437de3304c6d277dd8a10abe1299cecb873087716a40430e7d1ebe70964a03a39a34e15c16749068f88f9320";
const INDEX_PHONE: &str = "6f738fc7ad945d9bc27d33a744d5119f89c6e480be9134c3d96b79dbbc6cc3f1";
const INDEX_EMAIL: &str = "7bc01953471b4f12b93a3c3140a03817e308136ade661fda1e531689d559da08";
const INDEX_PASSPORT: &str = "57f2dacae0673a4306fbec2bc91801b419730cc4b8494db1e3e9948fa572b930";
const CODE: &str = "d79e6c039444eee87135eb50c0d84d6ef1e0fdc16a84fb60626771ca5202878f";
const TOKEN: &str = "e3316e2bafebb6103a3418e8778c0adc960d40213a03a7e7f4fcd3426ed807bf";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn keys_and_values_of_version_1_open() {
    let keyring = keyring();
    keyring.learn(&WrappedOrgKey { org: ORG, epoch: 1, bytes: bytes(ORG_KEY) }).expect("the root key of the vectors");
    let row = WrappedKey { org: ORG, subject: WORKER, epoch: 1, bytes: bytes(SUBJECT_KEY) };
    let key = keyring.subject(&row).expect("the organisation key of the vectors");
    let name = Sealed::<String>::from_bytes(bytes(NAME)).open(&key, &PLACE, Class::WorkerName, &reveal());
    assert_eq!(name.as_deref(), Ok("Almaz Tadesse"));
    let place = envelope::Place { table: "address", column: "email", ..PLACE };
    let address = envelope::ForDelivery::<String>::from_bytes(bytes(ADDRESS)).open(&key, &place);
    assert_eq!(address.as_deref(), Ok("salma@example.om"));
    let audit = permit(FieldAction::View, id(50), &[Class::Audit]);
    assert_eq!(key.open_detail(id(50), &bytes(DETAIL), &audit).expect("the audit subkey").as_slice(), b"Muttrah");
}

#[test]
fn a_file_of_version_1_opens_and_is_sealed_to_the_same_bytes() {
    let key = FileKey::new(secret(6));
    let mut plain = String::new();
    let sealed = bytes(FILE);
    FileOpener::new(&sealed[..], &key, b"backup/v1")
        .expect("the header")
        .read_to_string(&mut plain)
        .expect("the chunk");
    assert_eq!(plain, "a short file");
    let mut sealer = FileSealer::new(Vec::new(), &key, b"backup/v1", &Counting::from(0)).expect("memory");
    sealer.write_all(plain.as_bytes()).expect("memory");
    assert_eq!(hex(&sealer.finish().expect("memory")), FILE);
}

#[test]
fn blind_indexes_of_version_1_have_these_values() {
    let index = BlindIndexKey::new(secret(5));
    let phone = Phone::parse("92123456").expect("a number");
    let email = Email::parse("salma@example.om").expect("an address");
    let passport = Passport::parse("EP1234567").expect("a passport");
    assert_eq!(hex(index.in_org(ORG, &phone).as_bytes()), INDEX_PHONE);
    assert_eq!(hex(index.sign_in(&email).as_bytes()), INDEX_EMAIL);
    assert_eq!(hex(index.moderation(&passport).as_bytes()), INDEX_PASSPORT);
}

#[test]
fn codes_and_tokens_of_version_1_have_these_hashes() {
    let codes: CodeKey = CodeKey::new(&secret(1));
    assert_eq!(hex(&codes.hash(id(60), "042917")), CODE);
    assert_eq!(hex(&envelope::token_hash("a token")), TOKEN);
}
