//! An installation of one test, and short ways to run the binary in it.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// A folder with `amana.toml`, `data` and `keys`.
pub struct Place {
    folder: TempDir,
    pub public: u16,
    pub operations: u16,
}

/// What a command did.
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The answer of a command with `--json`.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }
}

impl Place {
    /// A place with sound settings, and nothing in it yet.
    pub fn new() -> Self {
        let place =
            Self { folder: tempfile::tempdir().expect("a folder"), public: free_port(), operations: free_port() };
        let Self { public, operations, .. } = place;
        place.configure(&format!(
            "[data]\nfolder = \"data\"\nkeys = \"keys\"\n[server]\naddress = \"127.0.0.1:{public}\"\n\
             [messages]\nspool = \"spool\"\n[operations]\naddress = \"127.0.0.1:{operations}\"\n"
        ));
        place
    }

    /// A place with an installation.
    pub fn founded() -> Self {
        let place = Self::new();
        place.done(&["migrate"]);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn configure(&self, text: &str) {
        fs::write(self.path("amana.toml"), text).expect("written");
    }

    /// Changes the settings' text.
    pub fn edit(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.path("amana.toml")).expect("read");
        assert!(text.contains(from), "{from} is not in {text}");
        self.configure(&text.replace(from, to));
    }

    /// Runs a command in this folder.
    pub fn run(&self, args: &[&str]) -> Said {
        Said::of(&self.command(args).output().expect("starts"))
    }

    /// Runs a command that must do its work.
    pub fn done(&self, args: &[&str]) -> Said {
        let said = self.run(args);
        assert_eq!(said.status, 0, "{args:?}: {}{}", said.out, said.err);
        said
    }

    /// Starts a server, and waits until it is alive.
    pub fn start(&self, args: &[&str]) -> Server {
        let child = self.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
        Server::of(child)
    }

    /// The token of the operations listener.
    pub fn token(&self, keys: &str) -> String {
        fs::read_to_string(self.path(keys).join("operations.token")).expect("a token").trim().to_owned()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amana"));
        command.args(args).current_dir(self.folder.path());
        command
    }
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
}

impl Server {
    /// A process that was started elsewhere.
    pub fn of(child: Child) -> Self {
        Self { child }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until this holds; fails when the server ends before.
    pub fn until(&mut self, what: &str, holds: impl Fn() -> bool) {
        for _ in 0..2400 {
            if holds() {
                return;
            }
            if let Some(status) = self.child.try_wait().expect("waited") {
                panic!("ended with {status} before {what}: {}", self.said());
            }
            sleep(Duration::from_millis(50));
        }
        panic!("never {what}");
    }

    /// Sends SIGTERM and waits for the end.
    pub fn stop(mut self) -> Said {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill starts");
        assert!(sent.success());
        let status = self.child.wait().expect("ends").code().unwrap_or(-1);
        Said { status, out: String::new(), err: self.said() }
    }

    fn said(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut err) = self.child.stderr.take() {
            err.read_to_string(&mut text).expect("read");
        }
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may have ended by itself
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// GET with a bearer token; the status and the body, or none while nobody listens.
pub fn get(port: u16, path: &str, token: Option<&str>) -> Option<(u16, String)> {
    let request = reqwest::blocking::Client::new().get(format!("http://127.0.0.1:{port}{path}"));
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    let response = request.timeout(Duration::from_secs(10)).send().ok()?;
    Some((response.status().as_u16(), response.text().ok()?))
}

/// Changes bytes in a file wherever they stand.
pub fn replace_bytes(file: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(file).expect("read");
    let places: Vec<_> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "{} is not in {}", String::from_utf8_lossy(from), file.display());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    fs::write(file, bytes).expect("written");
}

/// A port that nobody else takes: below those that the system hands out by itself, from a place of this process's own, so
/// that no client's end of a connection sits on it while a killed server is started again.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id() % 1000 * 20;
    for _ in 0..10_000 {
        let port = 10_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
        let port = u16::try_from(port).expect("below 30,000");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free port between 10000 and 30000");
}
