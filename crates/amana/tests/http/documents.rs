//! Documents over the wire: a real clamd, real files in a folder, many at once, killed on the way.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use testkit::papers::pdf;

use crate::bad_input::form;
use crate::client::{Answer, Call};
use crate::world::{Demo, awaited, of_agency};

const AGENCY: &str = "AG-033";
const MARK: &str = "QxCanaryOfThePaper";

/// The test file of virus scanners (eicar.org), in two parts, so that this file is none.
pub fn eicar() -> String {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

/// A clamd of a test's own, with one signature, in a folder of its own.
pub struct Clamd {
    folder: PathBuf,
    child: Option<Child>,
}

impl Clamd {
    pub fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(folder.join("db")).expect("a folder");
        let hex: String = eicar().bytes().map(|byte| format!("{byte:02x}")).collect();
        fs::write(folder.join("db/local.ndb"), format!("Eicar-Body:0:*:{hex}\n")).expect("a signature");
        let conf = format!(
            "DatabaseDirectory {0}/db\nTemporaryDirectory {0}\nLocalSocket {0}/clamd.ctl\nForeground yes\nStreamMaxLength 50M\n",
            folder.display()
        );
        fs::write(folder.join("clamd.conf"), conf).expect("settings");
        let mut clamd = Self { folder, child: None };
        clamd.start();
        clamd
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join("clamd.ctl")
    }

    fn start(&mut self) {
        let found = ["/usr/sbin/clamd", "/usr/bin/clamd"].into_iter().find(|path| Path::new(path).exists());
        let program = found.expect("clamd (Debian: clamav-daemon)");
        let child = Command::new(program)
            .arg("-c")
            .arg(self.folder.join("clamd.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("clamd starts");
        self.child = Some(child);
        awaited("clamd answers", || {
            let mut line = UnixStream::connect(self.socket()).ok()?;
            line.write_all(b"zPING\0").ok()?;
            let mut said = String::new();
            line.read_to_string(&mut said).ok()?;
            said.starts_with("PONG").then_some(())
        });
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("killed");
            child.wait().expect("gone");
            drop(fs::remove_file(self.socket()));
        }
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A demo with these settings of documents.
pub fn demo(settings: impl FnOnce(&Path) -> String) -> Demo {
    let mut demo = Demo::stopped();
    let folder = demo.place.path("demo");
    fs::write(folder.join("amana.toml"), format!("[documents]\n{}\n", settings(&folder))).expect("settings");
    demo.start();
    demo
}

pub fn token() -> &'static str {
    &of_agency("agency_admin", AGENCY).token
}

/// A worker of the agency's, by reference.
pub fn a_worker(demo: &Demo) -> String {
    let found = demo.client.list(token(), "/api/v1/workers");
    found[0]["reference"].as_str().expect("a reference").to_owned()
}

pub fn send(demo: &Demo, kind: &str, expires_on: &str, file: &[u8], key: &str) -> Answer {
    let worker = a_worker(demo);
    let body = form(&[
        ("worker", "", worker.as_bytes()),
        ("kind", "", kind.as_bytes()),
        ("expires_on", "", expires_on.as_bytes()),
        ("file", "paper.pdf", file),
    ]);
    let call = Call::new("POST", "/api/v1/documents").by(token()).body("multipart/form-data; boundary=cut", body);
    demo.client.ask(call.header("idempotency-key", key))
}

pub fn passport(demo: &Demo, says: &str, key: &str) -> String {
    let filed = send(demo, "passport", "2031-05-06", &pdf(says, ""), key).expect(201);
    assert_eq!(filed["state"], "waiting");
    filed["id"].as_str().expect("an id").to_owned()
}

pub fn state(demo: &Demo, id: &str) -> Value {
    demo.client.see(token(), &format!("/api/v1/documents/{id}"))
}

pub fn comes_to(demo: &Demo, id: &str, to: &str) -> Value {
    awaited(to, || Some(state(demo, id)).filter(|found| found["state"] == to))
}

/// What a link leads to, as the agency: status and kind, and the bytes.
pub fn fetched(demo: &Demo, path: &str) -> (String, Vec<u8>) {
    let url = format!("http://127.0.0.1:{}{path}", demo.place.public);
    let answer = reqwest::blocking::Client::new().get(url).bearer_auth(token()).send().expect("an answer");
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    (format!("{} {kind}", answer.status().as_u16()), answer.bytes().expect("the rest").to_vec())
}

/// Whether these bytes are in any file below this folder.
pub fn lies_in(folder: &Path, mark: &[u8]) -> Option<PathBuf> {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let found = if path.is_dir() {
            lies_in(&path, mark)
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            bytes.windows(mark.len()).any(|window| window == mark).then_some(path)
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[test]
fn a_real_scanner_lets_papers_through_and_holds_back_what_harms() {
    let place = tempfile::tempdir().expect("a folder");
    let mut clamd = Clamd::new(place.path().join("clamd"));
    let demo = demo(|_| format!("scanner = \"unix:{}\"", clamd.socket().display()));
    let clean = passport(&demo, MARK, "paper-1");
    let now = comes_to(&demo, &clean, "clean");
    assert_eq!((now["pages"].as_u64(), now["media_type"].as_str()), (Some(1), Some("application/pdf")));
    assert_eq!(
        send(&demo, "passport", "2031-05-06", &pdf(MARK, ""), "paper-1").expect(201)["id"],
        *clean,
        "sent twice"
    );
    assert_eq!(send(&demo, "passport", "2031-05-07", &pdf(MARK, ""), "paper-1").status, 422, "the key of another");
    // In a PDF it is read and scanned; by itself and in an archive it is no document at all.
    let harmful = passport(&demo, &eicar(), "paper-2");
    comes_to(&demo, &harmful, "held");
    for (file, word) in [(eicar().into_bytes(), "no JPEG"), (b"PK\x03\x04eicar.com".to_vec(), "Archives")] {
        let refused = send(&demo, "passport", "2031-05-06", &file, "paper-3");
        assert!(refused.status == 422 && refused.text().contains(word), "{}", refused.text());
    }
    // Without a word of the scanner's nothing opens.
    clamd.kill();
    let waits = passport(&demo, "later", "paper-4");
    thread::sleep(Duration::from_secs(2));
    assert_eq!(state(&demo, &waits)["state"], "waiting");
    // Nothing of what was sent lies anywhere in clear.
    let folder = demo.place.path("demo");
    assert_eq!(lies_in(&folder, MARK.as_bytes()), None);
    assert_eq!(lies_in(&folder, eicar().as_bytes()), None);
    let said = demo.said();
    assert!(!said.contains(MARK), "{said}");
    demo.verify();
}

#[test]
fn what_was_filed_before_the_server_was_killed_is_checked_after_it() {
    let mut demo = demo(|_| "unscanned = [\"passport\"]".to_owned());
    let id = passport(&demo, MARK, "paper-1");
    demo.kill();
    demo.start();
    comes_to(&demo, &id, "clean");
    // Cut off in the middle of the file: nothing is filed, and the next one is.
    let mut line = TcpStream::connect(("127.0.0.1", demo.place.public)).expect("connected");
    let worker = a_worker(&demo);
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: multipart/form-data; \
         boundary=cut\r\ncontent-length: 1000000\r\n\r\n--cut\r\ncontent-disposition: form-data; name=\"worker\"\r\n\r\n{worker}\r\n\
         --cut\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\npassport\r\n--cut\r\ncontent-disposition: form-data; \
         name=\"expires_on\"\r\n\r\n2031-05-06\r\n--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\n\r\n%PDF-1.7\n",
        token()
    );
    line.write_all(head.as_bytes()).expect("sent");
    line.write_all(&vec![b'%'; 300_000]).expect("sent");
    thread::sleep(Duration::from_millis(300));
    demo.kill();
    demo.start();
    let listed = demo.client.see(token(), &format!("/api/v1/documents?worker={worker}"));
    let papers = listed["items"].as_array().expect("items");
    assert_eq!(papers.len(), 1, "{listed}");
    let id = passport(&demo, "the next", "paper-2");
    comes_to(&demo, &id, "clean");
    demo.verify();
}

/// Files so many at a time, each of 20 MiB, and gives the server's peak of memory before and after, in KiB.
fn many_at_once(demo: &Demo, many: usize) -> (u64, u64) {
    let worker = a_worker(demo);
    let peak = || {
        let status = fs::read_to_string(format!("/proc/{}/status", demo.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak").to_owned();
        line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).expect("KiB")
    };
    let before = peak();
    let most = 20 * 1024 * 1024;
    thread::scope(|scope| {
        let sent: Vec<_> = (0..many).map(|_| scope.spawn(|| slowly(demo, &worker, most))).collect();
        for one in sent {
            let said = one.join().expect("a sender");
            assert!(said.starts_with("HTTP/1.1 201"), "{said}");
        }
    });
    (before, peak())
}

/// Sends one file in pieces; the answer's first bytes.
pub fn slowly(demo: &Demo, worker: &str, most: usize) -> String {
    let mut line = TcpStream::connect(("127.0.0.1", demo.place.public)).expect("connected");
    let parts = [("worker", worker), ("kind", "passport"), ("expires_on", "2031-05-06")];
    let part = |(name, text): (&str, &str)| {
        format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let before: String = parts.into_iter().map(part).collect();
    let before =
        format!("{before}--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\n\r\n%PDF-1.7\n");
    let after = "\r\n--cut--\r\n";
    let length = before.len() + (most - 9) + after.len();
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=cut\r\ncontent-length: {length}\r\n\r\n{before}",
        token()
    );
    line.write_all(head.as_bytes()).expect("sent");
    let piece = vec![b'%'; 128 * 1024];
    let mut left = most - 9;
    while left > 0 {
        let now = left.min(piece.len());
        line.write_all(&piece[..now]).expect("sent");
        left -= now;
    }
    line.write_all(after.as_bytes()).expect("sent");
    let mut said = String::new();
    line.read_to_string(&mut said).expect("an answer");
    said
}

#[test]
fn files_of_twenty_megabytes_pass_through_little_memory() {
    let demo = demo(|_| String::new());
    let (before, after) = many_at_once(&demo, 6);
    assert!(after < before + 80 * 1024, "{before} KiB before, {after} KiB after: six files are 120 MiB");
}

/// `cargo test --workspace --test http -- --ignored --nocapture a_hundred_files`
#[test]
#[ignore = "two gigabytes: run by hand"]
fn a_hundred_files_of_twenty_megabytes_at_once_fit_into_256_mebibytes() {
    let demo = demo(|_| String::new());
    let (before, after) = many_at_once(&demo, 100);
    eprintln!("peak {} MiB before, {} MiB after", before / 1024, after / 1024);
    assert!(after < 256 * 1024, "{before} KiB before, {after} KiB after");
}
