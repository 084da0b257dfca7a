//! What a passkey's device signed, checked by the steps of WebAuthn (Level 3, sections 7.1 and 7.2). We ask for no attestation, so none is
//! looked at: what counts is that the same device comes back.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::cbor::Value;

/// LIMIT: bytes of a credential's name (WebAuthn, section 5.8.3).
const CREDENTIAL_MAX: usize = 1023;

/// The algorithms that we take (COSE): ECDSA with P-256, Ed25519, RSA with SHA-256.
pub const ALGORITHMS: [i64; 3] = [-7, -8, -257];

/// Who asks: the house, as browsers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The domain that passkeys are bound to.
    pub id: String,
    /// The origin of our pages; any port of it where people try the house out on their own machine.
    origin: String,
}

impl Party {
    /// From the address at which people reach the house; without one, their own machine. None for an address without a name: browsers
    /// have no passkeys there.
    pub fn of(url: Option<&str>) -> Option<Self> {
        let Some(url) = url else {
            return Some(Self { id: "localhost".to_owned(), origin: "http://localhost".to_owned() });
        };
        let authority = url.strip_prefix("https://")?.split('/').next()?.to_ascii_lowercase();
        let id = authority.split(':').next()?.to_owned();
        let named = id.chars().any(|c| c.is_ascii_alphabetic()) && !authority.starts_with('[');
        let authority = authority.strip_suffix(":443").unwrap_or(&authority).to_owned();
        named.then(|| Self { id, origin: format!("https://{authority}") })
    }

    fn is_ours(&self, origin: &str) -> bool {
        let port = |rest: &str| rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        origin == self.origin || (self.id == "localhost" && origin.strip_prefix(self.origin.as_str()).is_some_and(port))
    }
}

/// What a device showed when it was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// As the device names it.
    pub credential: Vec<u8>,
    /// Its public key, as the device wrote it (COSE).
    pub public_key: Vec<u8>,
    /// Its counter.
    pub signs: i64,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// Whether the browser says what we asked: this challenge, on a page of ours, in no frame of another's.
fn is_meant(party: &Party, kind: &str, challenge: &[u8], client_data: &[u8]) -> bool {
    let Ok(data) = serde_json::from_slice::<ClientData>(client_data) else { return false };
    let asked = URL_SAFE_NO_PAD.decode(&data.challenge).unwrap_or_default();
    data.kind == kind
        && aws_lc_rs::constant_time::verify_slices_are_equal(&asked, challenge).is_ok()
        && party.is_ours(&data.origin)
        && !data.cross_origin
}

/// What the device says beside its signature.
struct AuthData<'a> {
    signs: i64,
    /// The name and the public key of a new one.
    attested: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> AuthData<'a> {
    const PRESENT: u8 = 0x01;
    const VERIFIED: u8 = 0x04;
    const ATTESTED: u8 = 0x40;

    /// None unless it is for us, and its person was there and showed the device who they are.
    fn read(party: &Party, bytes: &'a [u8]) -> Option<Self> {
        let (hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (signs, rest) = rest.split_first_chunk::<4>()?;
        let wanted = Self::PRESENT | Self::VERIFIED;
        if hash != digest(&SHA256, party.id.as_bytes()).as_ref() || flags & wanted != wanted {
            return None;
        }
        let attested = if flags & Self::ATTESTED == 0 { None } else { Some(Self::attested(rest)?) };
        Some(Self { signs: u32::from_be_bytes(*signs).into(), attested })
    }

    fn attested(rest: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let (_model, rest) = rest.split_at_checked(16)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (credential, key) = rest.split_at_checked(length)?;
        let (_, after) = Value::read(key)?;
        ((1..=CREDENTIAL_MAX).contains(&length)).then(|| (credential, &key[..key.len() - after.len()]))
    }
}

/// The passkey that was made for this challenge; none for anything that is not as it should be.
pub fn registered(party: &Party, challenge: &[u8], client_data: &[u8], attestation: &[u8]) -> Option<Registered> {
    if !is_meant(party, "webauthn.create", challenge, client_data) {
        return None;
    }
    let (object, after) = Value::read(attestation)?;
    let Some(Value::Bytes(data)) = object.get(&Value::Text("authData")) else { return None };
    let data = AuthData::read(party, data)?;
    let (credential, public_key) = data.attested.filter(|_| after.is_empty())?;
    Key::read(public_key)?;
    Some(Registered { credential: credential.to_vec(), public_key: public_key.to_vec(), signs: data.signs })
}

/// The device's counter, if it signed this challenge with this key; none otherwise.
pub fn asserted(
    party: &Party,
    challenge: &[u8],
    client_data: &[u8],
    auth_data: &[u8],
    signature: &[u8],
    public_key: &[u8],
) -> Option<i64> {
    if !is_meant(party, "webauthn.get", challenge, client_data) {
        return None;
    }
    let data = AuthData::read(party, auth_data)?;
    let message = [auth_data, digest(&SHA256, client_data).as_ref()].concat();
    Key::read(public_key)?.verifies(&message, signature).then_some(data.signs)
}

/// A public key (RFC 9053).
enum Key<'a> {
    P256(Vec<u8>),
    Ed25519(&'a [u8]),
    Rsa { n: &'a [u8], e: &'a [u8] },
}

impl<'a> Key<'a> {
    fn read(cose: &'a [u8]) -> Option<Self> {
        let (key, after) = Value::read(cose)?;
        if !after.is_empty() {
            return None;
        }
        let coordinate = |at| key.bytes(at).filter(|bytes| bytes.len() == 32);
        match (key.int(1)?, key.int(3)?) {
            (2, -7) if key.int(-1) == Some(1) => Some(Self::P256([&[4], coordinate(-2)?, coordinate(-3)?].concat())),
            (1, -8) if key.int(-1) == Some(6) => Some(Self::Ed25519(coordinate(-2)?)),
            (3, -257) => Some(Self::Rsa { n: key.bytes(-1)?, e: key.bytes(-2)? }),
            _ => None,
        }
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        }
        .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

    use super::*;

    const CHALLENGE: &[u8] = &[7; 32];

    fn party() -> Party {
        Party::of(Some("https://amana.example")).expect("a name")
    }

    fn client(kind: &str, origin: &str, challenge: &[u8]) -> Vec<u8> {
        let challenge = URL_SAFE_NO_PAD.encode(challenge);
        serde_json::json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn auth(id: &str, flags: u8, signs: u32, rest: &[u8]) -> Vec<u8> {
        [digest(&SHA256, id.as_bytes()).as_ref(), &[flags], &signs.to_be_bytes(), rest].concat()
    }

    fn p256(pair: &EcdsaKeyPair) -> Vec<u8> {
        let point = pair.public_key().as_ref();
        [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point[1..33], &[0x22, 0x58, 32], &point[33..]].concat()
    }

    fn pair() -> EcdsaKeyPair {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key")
    }

    #[expect(clippy::disallowed_methods, reason = "a device draws its own")]
    fn sign(pair: &EcdsaKeyPair, data: &[u8], client: &[u8]) -> Vec<u8> {
        let message = [data, digest(&SHA256, client).as_ref()].concat();
        pair.sign(&SystemRandom::new(), &message).expect("signed").as_ref().to_vec()
    }

    #[test]
    fn what_was_signed_for_another_challenge_page_domain_or_key_is_refused() {
        let (pair, other) = (pair(), pair());
        let (key, data) = (p256(&pair), auth("amana.example", 0x05, 9, &[]));
        let right = client("webauthn.get", "https://amana.example", CHALLENGE);
        let check = |client: &[u8], data: &[u8], key: &[u8], signature: &[u8]| {
            asserted(&party(), CHALLENGE, client, data, signature, key)
        };
        assert_eq!(check(&right, &data, &key, &sign(&pair, &data, &right)), Some(9));
        for client in [
            client("webauthn.create", "https://amana.example", CHALLENGE),
            client("webauthn.get", "https://amana.example", &[8; 32]),
            client("webauthn.get", "https://amana.example", &[]),
            client("webauthn.get", "https://amana.example.evil.example", CHALLENGE),
            client("webauthn.get", "https://sub.amana.example", CHALLENGE),
            client("webauthn.get", "http://amana.example", CHALLENGE),
            client("webauthn.get", "https://amana.example:8443", CHALLENGE),
            String::from_utf8(right.clone()).expect("JSON").replace("false", "true").into_bytes(),
            b"{}".to_vec(),
        ] {
            assert_eq!(
                check(&client, &data, &key, &sign(&pair, &data, &client)),
                None,
                "{}",
                String::from_utf8_lossy(&client)
            );
        }
        for data in [
            auth("evil.example", 0x05, 9, &[]),
            auth("amana.example", 0x01, 9, &[]),
            auth("amana.example", 0x04, 9, &[]),
            auth("amana.example", 0x05, 9, &[])[..36].to_vec(),
        ] {
            assert_eq!(check(&right, &data, &key, &sign(&pair, &data, &right)), None, "{data:02x?}");
        }
        assert_eq!(check(&right, &data, &key, &sign(&other, &data, &right)), None, "another's key");
        let mut signature = sign(&pair, &data, &right);
        assert_eq!(check(&right, &data, &key, &[]), None);
        signature[10] ^= 1;
        assert_eq!(check(&right, &data, &key, &signature), None);
    }

    #[test]
    fn a_new_passkey_is_read_from_what_its_device_says() {
        let key = p256(&pair());
        let rest = [&[0; 16][..], &[0, 3], b"abc", &key].concat();
        let data = auth("amana.example", 0x45, 0, &rest);
        let object = |data: &[u8]| {
            let length = u8::try_from(data.len()).expect("short");
            [
                &[0xa3, 0x63][..],
                b"fmt",
                &[0x64],
                b"none",
                &[0x67],
                b"attStmt",
                &[0xa0, 0x68],
                b"authData",
                &[0x58, length],
                data,
            ]
            .concat()
        };
        let client = client("webauthn.create", "https://amana.example", CHALLENGE);
        let made = registered(&party(), CHALLENGE, &client, &object(&data)).expect("made");
        assert_eq!((made.credential.as_slice(), &made.public_key, made.signs), (&b"abc"[..], &key, 0));
        let unverified = auth("amana.example", 0x41, 0, &rest);
        assert_eq!(registered(&party(), CHALLENGE, &client, &object(&unverified)), None, "nobody unlocked the device");
        assert_eq!(
            registered(&party(), CHALLENGE, &client, &object(&auth("amana.example", 0x05, 0, &[]))),
            None,
            "no key"
        );
        for cut in 0..object(&data).len() {
            assert_eq!(registered(&party(), CHALLENGE, &client, &object(&data)[..cut]), None, "cut at {cut}");
        }
        let more = [object(&data), vec![0]].concat();
        assert_eq!(registered(&party(), CHALLENGE, &client, &more), None, "something behind it");
    }

    #[test]
    fn ed25519_is_taken_and_a_key_of_no_known_kind_is_not() {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let key = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32], pair.public_key().as_ref()].concat();
        let data = auth("amana.example", 0x05, 1, &[]);
        let client = client("webauthn.get", "https://amana.example", CHALLENGE);
        let message = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = pair.sign(&message);
        assert_eq!(asserted(&party(), CHALLENGE, &client, &data, signature.as_ref(), &key), Some(1));
        let confused = [&[0xa4, 1, 1, 3, 0x26, 0x20, 6, 0x21, 0x58, 32], pair.public_key().as_ref()].concat();
        assert_eq!(asserted(&party(), CHALLENGE, &client, &data, signature.as_ref(), &confused), None);
    }

    #[test]
    fn the_party_is_the_name_that_people_reach() {
        let party = |url| Party::of(Some(url));
        assert_eq!(party("https://Amana.Example:8443/x").expect("a name").origin, "https://amana.example:8443");
        assert_eq!(party("https://amana.example:443").expect("a name").origin, "https://amana.example");
        assert_eq!(party("https://192.0.2.1"), None);
        assert_eq!(party("https://[2001:db8::1]"), None);
        assert_eq!(party("http://amana.example"), None);
        let here = Party::of(None).expect("this machine");
        assert!(here.is_ours("http://localhost:7070") && !here.is_ours("http://localhost:7070.evil.example"));
        assert!(!here.is_ours("http://127.0.0.1:7070"));
    }
}
