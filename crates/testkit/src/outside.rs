//! Programs of others that tests speak with: a mail server, an SMSC. Started on a free port of this machine, and gone with the test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long a test waits for what it knows will come.
const PATIENCE: Duration = Duration::from_secs(20);
/// Debian's own, which sees Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

/// A running program.
#[derive(Debug)]
pub struct Outside {
    /// Where it listens on this machine.
    pub port: u16,
    child: Child,
    said: Receiver<String>,
}

impl Outside {
    /// The mail server: `tls` is `none`, `starttls` or `tls`; `letters` when it takes addresses in other letters.
    pub fn mail(tls: &str, certificate: &Certificate, login: Option<(&str, &str)>, letters: bool) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail_server.py");
        let mut command = Command::new(PYTHON);
        command.arg(script).arg(tls).arg(&certificate.file).arg(&certificate.key);
        command.args(login.into_iter().flat_map(|(user, password)| [user, password]));
        if letters {
            command.env("LETTERS", "1");
        }
        Self::start(&mut command, "python3-aiosmtpd (a Debian package)")
    }

    /// A mail server that takes this token for this mailbox (XOAUTH2), and no password.
    pub fn mail_by_token(tls: &str, certificate: &Certificate, mailbox: &str, token: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail_server.py");
        let mut command = Command::new(PYTHON);
        command.arg(script).arg(tls).arg(&certificate.file).arg(&certificate.key).args([mailbox, token]);
        Self::start(command.env("TOKENS", "1"), "python3-aiosmtpd (a Debian package)")
    }

    /// The SMSC simulator with this login.
    pub fn smsc(user: &str, password: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/smsc.mjs");
        Self::start(Command::new("node").arg(script).args([user, password]), "npm --prefix e2e ci")
    }

    fn start(command: &mut Command, needs: &str) -> Self {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{error}; it needs {needs}"));
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (say, said) = channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line).ok()));
        let port = said.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it did not start; it needs {needs}"));
        Self { port: port.parse().expect("a port"), child, said }
    }

    /// The next line that it says.
    ///
    /// # Panics
    /// When it says none in a long time.
    pub fn says(&self) -> String {
        self.said.recv_timeout(PATIENCE).expect("it says something")
    }

    /// What it has said and nobody has heard yet, after a moment.
    pub fn said(&self) -> Vec<String> {
        thread::sleep(Duration::from_millis(200));
        self.said.try_iter().collect()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A certificate for `localhost` that nobody but its own tests believes.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate, as PEM.
    pub file: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl Certificate {
    /// Makes one in this folder.
    pub fn made_in(folder: &Path) -> Self {
        let made = Self { file: folder.join("localhost.pem"), key: folder.join("localhost.key") };
        let output = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-out"])
            .arg(&made.file)
            .arg("-keyout")
            .arg(&made.key)
            .output()
            .expect("openssl (a Debian package) is there");
        assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
        made
    }
}
