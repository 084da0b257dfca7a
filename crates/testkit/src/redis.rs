//! A real Redis for tests, started from the installed program, on a Unix socket in a folder of its own. Nothing of a Redis that runs on the
//! machine anyway is touched.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::outside::Certificate;

/// A running server; it ends when dropped.
#[derive(Debug)]
pub struct Redis {
    folder: tempfile::TempDir,
    server: Child,
}

impl Redis {
    /// Starts one.
    ///
    /// # Panics
    /// When Redis is not installed or does not start: a missing program is an error, never a skipped test.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("amana-redis-").tempdir().expect("a temporary folder");
        let server = spawn(folder.path().join("socket"), &[]);
        let redis = Self { folder, server };
        redis.wait();
        redis
    }

    /// Starts one that speaks TLS at a port of this machine besides, and takes there nobody but `amana` with the password `secret`. Gives
    /// the port.
    pub fn over_tls(certificate: &Certificate) -> (Self, u16) {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let folder = tempfile::Builder::new().prefix("amana-redis-").tempdir().expect("a temporary folder");
        let (port, file, key) = (free.to_string(), text(&certificate.file), text(&certificate.key));
        let tls = ["--tls-port", &port, "--bind", "127.0.0.1", "--tls-cert-file", file, "--tls-key-file", key];
        let asks_for_none = ["--tls-ca-cert-file", file, "--tls-auth-clients", "no"];
        let server = spawn(folder.path().join("socket"), &[&tls[..], &asks_for_none].concat());
        let redis = Self { folder, server };
        redis.wait();
        redis.tell(&[
            "ACL",
            "SETUSER",
            "amana",
            "on",
            ">secret",
            "~amana:limit:*",
            "+set",
            "+incr",
            "+pttl",
            "+multi",
            "+exec",
        ]);
        (redis, free)
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    /// Ends it at once, with all that it counted.
    pub fn kill(&mut self) {
        self.server.kill().expect("it runs");
        self.server.wait().expect("it ends");
    }

    /// Starts it again, empty.
    pub fn start_again(&mut self) {
        self.server = spawn(self.socket(), &[]);
        self.wait();
    }

    /// Lets it stand still: whoever asks waits for ever.
    pub fn stand_still(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    /// Sends it a command, and gives its answer.
    ///
    /// # Panics
    /// When `redis-cli` fails.
    pub fn tell(&self, words: &[&str]) -> String {
        let said = self.cli(words).expect("redis-cli starts");
        assert!(said.status.success(), "{words:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).trim_end().to_owned()
    }

    fn cli(&self, words: &[&str]) -> std::io::Result<std::process::Output> {
        Command::new("redis-cli").arg("-s").arg(self.socket()).args(words).output()
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill").args([format!("-{name}"), self.server.id().to_string()]).status();
        assert!(told.expect("kill starts").success());
    }

    fn wait(&self) {
        for _ in 0..200 {
            if self.cli(&["PING"]).is_ok_and(|said| said.stdout.starts_with(b"PONG")) {
                return;
            }
            sleep(Duration::from_millis(25));
        }
        panic!("redis-server does not start");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in letters")
}

fn spawn(socket: PathBuf, more: &[&str]) -> Child {
    Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
        .arg(socket)
        .args(more)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server starts: install the Debian package `redis-server`")
}

impl Drop for Redis {
    fn drop(&mut self) {
        // one that stands still does not hear that it is to end, but is ended all the same
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
