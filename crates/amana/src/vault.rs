//! A root key that a Vault keeps and never hands out: its Transit engine wraps and unwraps for us, over HTTP.
//!
//! LIMIT: clear text only, so the address must be loopback: a Vault Agent or a proxy beside the server speaks TLS for it. One request a key;
//! an unwrapped key stays in memory, so a Vault that is away for a while stops only what needs a key that nobody has used since the start.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use envelope::{KeyId, Root, RootError, SecretKey};
use serde_json::{Value, json};
use tokio::runtime::{Handle, RuntimeFlavor};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::config::VaultAt;
use crate::files;

/// How long the Vault has to take a connection, and then for each piece of its answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most bytes of an answer: a wrapped key has about a hundred.
const ANSWER_MAX: u64 = 64 * 1024;
/// The version byte of what a Vault wrapped: what follows the key's name is the Vault's own text, `vault:v1:...`.
const VERSION: u8 = 2;

/// A key of a Vault's Transit engine.
#[derive(Debug, Clone)]
pub struct Vault {
    address: SocketAddr,
    host: String,
    mount: String,
    key: String,
    namespace: Option<String>,
    token: PathBuf,
    id: KeyId,
}

impl Vault {
    /// The key that the settings name. Does not ask the Vault.
    pub fn open(at: &VaultAt, installation: Uuid) -> Result<Self, RootError> {
        let wrong = |what: String| RootError::Place(format!("keys.vault: {what}"));
        let host = at.address.strip_prefix("http://").map(|rest| rest.trim_end_matches('/')).ok_or_else(|| {
            wrong(format!("{} must begin with http:// (TLS is for a Vault Agent beside this server)", at.address))
        })?;
        let found = host.to_socket_addrs().map_err(|error| wrong(format!("{host}: {error}")))?;
        let address = found.into_iter().next().ok_or_else(|| wrong(format!("{host} has no address")))?;
        if !address.ip().is_loopback() {
            return Err(wrong(format!(
                "{host} is not this machine: keys would cross the network in clear; put a Vault Agent here"
            )));
        }
        let plain = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
        };
        if !plain(&at.mount) || !plain(&at.key) {
            return Err(wrong("mount and key are letters, digits, - and _".to_owned()));
        }
        let name = format!("amana/vault/v1\0{}\0{}\0{installation}", at.mount, at.key);
        let hash = digest::digest(&digest::SHA256, name.as_bytes());
        let id = KeyId::from_slice(&hash.as_ref()[..8]).expect("eight bytes");
        let (mount, key, namespace, token) = (at.mount.clone(), at.key.clone(), at.namespace.clone(), at.token.clone());
        Ok(Self { address, host: host.to_owned(), mount, key, namespace, token, id })
    }

    fn token(&self) -> Result<Zeroizing<String>, RootError> {
        let place = |error: io::Error| RootError::Place(format!("the Vault's token {}: {error}", self.token.display()));
        if files::mode(&self.token).map_err(place)? & 0o077 != 0 {
            return Err(RootError::Place(format!(
                "the Vault's token {} can be read by others; set it to 600",
                self.token.display()
            )));
        }
        let text = std::fs::read_to_string(&self.token).map(Zeroizing::new).map_err(place)?;
        let token = text.trim();
        if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
            return Err(RootError::Place(format!("the Vault's token {} holds no token", self.token.display())));
        }
        Ok(Zeroizing::new(token.to_owned()))
    }

    /// Asks `encrypt` or `decrypt`; the answer's `data`.
    fn ask(&self, verb: &str, body: &Value) -> Result<Value, RootError> {
        let token = self.token()?;
        let (status, text) = waiting(|| self.post(verb, &token, body)).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => RootError::Strange(error.to_string()),
            _ => RootError::Away(format!("{}: {error}", self.host)),
        })?;
        let answer: Value = serde_json::from_slice(&text).unwrap_or_default();
        let said = said(&answer);
        match status {
            200 => match answer.get("data") {
                Some(data) => Ok(data.clone()),
                None => Err(RootError::Strange("an answer without data".to_owned())),
            },
            503 => Err(RootError::Sealed(format!("unseal the Vault at {}{said}", self.host))),
            401 | 403 => Err(RootError::Refused(format!(
                "the token of {} may not {verb} with {}/{}: renew it, or give it the policy{said}",
                self.token.display(),
                self.mount,
                self.key
            ))),
            404 => Err(RootError::Refused(format!("there is no {}/{} at {}{said}", self.mount, self.key, self.host))),
            400 => Err(RootError::Refused(format!("it does not {verb} this{said}"))),
            429 | 500..=599 => Err(RootError::Away(format!("{} answers {status}{said}", self.host))),
            _ => Err(RootError::Strange(format!("status {status}{said}"))),
        }
    }

    /// HTTP/1.0, so that the answer ends where the connection does and comes in one piece.
    fn post(&self, verb: &str, token: &str, body: &Value) -> io::Result<(u16, Zeroizing<Vec<u8>>)> {
        let body = Zeroizing::new(body.to_string());
        let namespace = self.namespace.as_ref().map_or(String::new(), |name| format!("X-Vault-Namespace: {name}\r\n"));
        let head = Zeroizing::new(format!(
            "POST /v1/{}/{verb}/{} HTTP/1.0\r\nHost: {}\r\nX-Vault-Token: {token}\r\nX-Vault-Request: true\r\n{namespace}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.mount,
            self.key,
            self.host,
            body.len()
        ));
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = Zeroizing::new(Vec::with_capacity(4096));
        stream.take(ANSWER_MAX).read_to_end(&mut answer)?;
        parsed(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "this is no answer of a Vault"))
    }
}

impl Root for Vault {
    fn id(&self) -> KeyId {
        self.id
    }

    fn wrap(&self, data: &[u8], secret: &SecretKey) -> Result<Vec<u8>, RootError> {
        let body =
            json!({ "plaintext": base64(&secret.bytes()[..]).as_str(), "associated_data": base64(data).as_str() });
        let answer = self.ask("encrypt", &body)?;
        let text = answer["ciphertext"].as_str().filter(|text| text.starts_with("vault:v"));
        let text = text.ok_or_else(|| RootError::Strange("no ciphertext of a Vault".to_owned()))?;
        Ok([&[VERSION][..], &self.id.0, text.as_bytes()].concat())
    }

    fn unwrap(&self, data: &[u8], wrapped: &[u8]) -> Result<SecretKey, RootError> {
        use envelope::OpenError;
        match wrapped.first() {
            Some(&VERSION) => {}
            Some(other) => return Err(OpenError::WrongVersion(*other).into()),
            None => return Err(OpenError::Cut.into()),
        }
        if KeyId::of(wrapped) != Some(self.id) {
            return Err(OpenError::WrongKey.into());
        }
        let text = std::str::from_utf8(&wrapped[9..]).map_err(|_| RootError::Wrapped(OpenError::MovedOrDamaged))?;
        let body = json!({ "ciphertext": text, "associated_data": base64(data).as_str() });
        let answer = self.ask("decrypt", &body)?;
        let plain = answer["plaintext"].as_str().and_then(unbase64);
        let secret: Option<[u8; 32]> = plain.and_then(|plain| plain[..].try_into().ok());
        secret
            .map(|secret| SecretKey::new(Zeroizing::new(secret)))
            .ok_or_else(|| RootError::Strange("a plaintext that is no key".to_owned()))
    }
}

/// Waits for the network without keeping the runtime's other work from its threads.
fn waiting<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// What the Vault says is wrong, shortened: `: permission denied`.
fn said(answer: &Value) -> String {
    let errors = answer["errors"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let text: String = errors.collect::<Vec<_>>().join("; ").chars().filter(|c| !c.is_control()).take(200).collect();
    if text.is_empty() { text } else { format!(": {}", text.trim()) }
}

/// Status and body of an HTTP answer.
fn parsed(answer: &[u8]) -> Option<(u16, Zeroizing<Vec<u8>>)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut words = head.lines().next()?.split(' ');
    if !words.next()?.starts_with("HTTP/1.") {
        return None;
    }
    Some((words.next()?.parse().ok()?, Zeroizing::new(answer[end + 4..].to_vec())))
}

fn base64(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(bytes))
}

fn unbase64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    STANDARD.decode(text).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    /// A listener that speaks as a Vault's Transit engine does, or as the test says instead. It wraps by writing data and plaintext
    /// beside each other, which is all that a stand-in needs.
    fn vault(speaks: impl Fn(&str, &str, &Value) -> Option<(u16, String)> + Send + 'static) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { break };
                let mut request = Vec::new();
                let mut piece = [0; 1024];
                let body = loop {
                    let Ok(length) = stream.read(&mut piece) else { break None };
                    request.extend_from_slice(&piece[..length]);
                    let text = String::from_utf8_lossy(&request).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let wanted =
                        head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
                    if wanted.is_some_and(|wanted| body.len() >= wanted) || length == 0 {
                        break Some((head.to_owned(), body.to_owned()));
                    }
                };
                let Some((head, body)) = body else { continue };
                let body = serde_json::from_str(&body).unwrap_or_default();
                let token = head.lines().find_map(|line| line.strip_prefix("X-Vault-Token: ")).unwrap_or_default();
                let path = head.split(' ').nth(1).unwrap_or_default();
                if let Some((status, text)) = speaks(path, token, &body) {
                    drop(stream.write_all(format!("HTTP/1.0 {status} X\r\n\r\n{text}").as_bytes()));
                } else {
                    // slow: says nothing for as long as the other side waits
                    drop(stream.read(&mut piece));
                }
            }
        });
        address
    }

    /// What a stand-in answers; none: it is slow.
    type Speaks = fn(&str, &str, &Value) -> Option<(u16, String)>;
    type Fits = fn(&RootError) -> bool;

    /// As the real one: the token must be right, and what was bound must come again.
    #[expect(clippy::unnecessary_wraps, reason = "it is one of those that may be slow")]
    fn sound(path: &str, token: &str, body: &Value) -> Option<(u16, String)> {
        if token != "s.right" {
            return Some((403, json!({ "errors": ["permission denied"] }).to_string()));
        }
        let bound = body["associated_data"].as_str().unwrap_or_default();
        let answer = match path {
            "/v1/transit/encrypt/amana" => {
                json!({ "data": { "ciphertext": format!("vault:v1:{bound}:{}", body["plaintext"].as_str().unwrap_or_default()) } })
            }
            "/v1/transit/decrypt/amana" => {
                let text = body["ciphertext"].as_str().unwrap_or_default();
                match text.strip_prefix(&format!("vault:v1:{bound}:")) {
                    Some(plain) => json!({ "data": { "plaintext": plain } }),
                    None => {
                        return Some((400, json!({ "errors": ["cipher: message authentication failed"] }).to_string()));
                    }
                }
            }
            _ => return Some((404, json!({ "errors": [] }).to_string())),
        };
        Some((200, answer.to_string()))
    }

    fn at(address: SocketAddr, token: &Path) -> VaultAt {
        VaultAt { address: format!("http://{address}"), token: token.to_owned(), ..VaultAt::default() }
    }

    fn token(folder: &Path, text: &str) -> PathBuf {
        let file = folder.join("token");
        std::fs::write(&file, text).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
        file
    }

    fn secret() -> SecretKey {
        SecretKey::new(Zeroizing::new([5; 32]))
    }

    fn open(address: SocketAddr, token: &Path) -> Vault {
        Vault::open(&at(address, token), Uuid::from_u128(7)).expect("settings")
    }

    #[test]
    fn a_key_comes_back_as_it_was_and_only_for_what_it_belongs_to() {
        let place = tempfile::tempdir().expect("a folder");
        let vault_here = open(vault(sound), &token(place.path(), "s.right\n"));
        let wrapped = vault_here.wrap(b"org 1", &secret()).expect("wrapped");
        assert_eq!(KeyId::of(&wrapped), Some(vault_here.id()));
        assert_eq!(vault_here.unwrap(b"org 1", &wrapped).expect("opens").bytes()[..], [5; 32]);
        let moved = vault_here.unwrap(b"org 2", &wrapped).expect_err("another organisation's");
        assert!(matches!(&moved, RootError::Refused(why) if why.contains("authentication failed")), "{moved}");
        let elsewhere = Vault::open(&at(vault_here.address, &vault_here.token), Uuid::from_u128(8)).expect("settings");
        assert_ne!(elsewhere.id(), vault_here.id(), "each installation's is its own");
        assert!(matches!(elsewhere.unwrap(b"org 1", &wrapped), Err(RootError::Wrapped(envelope::OpenError::WrongKey))));
        assert!(matches!(vault_here.unwrap(b"org 1", &[]), Err(RootError::Wrapped(envelope::OpenError::Cut))));
        assert!(matches!(
            vault_here.unwrap(b"org 1", &[1; 40]),
            Err(RootError::Wrapped(envelope::OpenError::WrongVersion(1)))
        ));
    }

    #[test]
    fn each_way_of_failing_is_an_error_of_its_own_that_names_no_token() {
        let place = tempfile::tempdir().expect("a folder");
        let right = token(place.path(), "s.right");
        let cases: [(&str, Speaks, Fits); 7] = [
            (
                "sealed",
                |_, _, _| Some((503, json!({ "errors": ["Vault is sealed"] }).to_string())),
                |e| matches!(e, RootError::Sealed(_)),
            ),
            ("broken", |_, _, _| Some((500, String::new())), |e| matches!(e, RootError::Away(_))),
            ("slow", |_, _, _| None, |e| matches!(e, RootError::Away(_))),
            ("garbage", |_, _, _| Some((200, "<html>".to_owned())), |e| matches!(e, RootError::Strange(_))),
            (
                "no cipher",
                |_, _, _| Some((200, json!({ "data": {} }).to_string())),
                |e| matches!(e, RootError::Strange(_)),
            ),
            (
                "no engine",
                |_, _, _| Some((404, json!({ "errors": [] }).to_string())),
                |e| matches!(e, RootError::Refused(_)),
            ),
            ("strange", |_, _, _| Some((302, String::new())), |e| matches!(e, RootError::Strange(_))),
        ];
        for (name, speaks, fits) in cases {
            let error = open(vault(speaks), &right).wrap(b"org", &secret()).expect_err(name);
            assert!(fits(&error), "{name}: {error:?}");
            assert!(!error.to_string().contains("s.right"), "{name}: {error}");
        }
        let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        assert!(matches!(open(gone, &right).wrap(b"org", &secret()), Err(RootError::Away(_))));
        let refused =
            open(vault(sound), &token(place.path(), "s.wrong")).wrap(b"org", &secret()).expect_err("wrong token");
        assert!(matches!(&refused, RootError::Refused(why) if why.contains("permission denied")), "{refused}");
    }

    #[test]
    fn a_token_that_others_can_read_or_a_vault_elsewhere_is_refused() {
        let place = tempfile::tempdir().expect("a folder");
        let file = token(place.path(), "s.right");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("set");
        let error = open(vault(sound), &file).wrap(b"org", &secret()).expect_err("open to others").to_string();
        assert!(error.contains("can be read by others"), "{error}");
        for (text, says) in [("", "holds no token"), ("a b", "holds no token")] {
            let error =
                open(vault(sound), &token(place.path(), text)).wrap(b"org", &secret()).expect_err(text).to_string();
            assert!(error.contains(says), "{error}");
        }
        let settings = |address: &str| {
            let at = VaultAt { address: address.to_owned(), token: file.clone(), ..VaultAt::default() };
            Vault::open(&at, Uuid::from_u128(7)).err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert!(settings("https://127.0.0.1:8200").contains("must begin with http://"));
        assert!(settings("http://192.0.2.7:8200").contains("not this machine"));
    }
}
