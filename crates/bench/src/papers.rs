//! Documents: what an upload costs, how soon the first byte of one comes, how much memory a hundred uploads at a time take. Files lie in a
//! folder; the kind that is measured opens without a scanner, which is a program of its own.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::papers::pdf;

use crate::http::Connection;
use crate::ours::Ours;
use crate::{Papers, machine};

const MIB: usize = 1024 * 1024;
/// Files are filed under this many papers at most: a hundred belong to each owner.
const FILED_MAX: usize = 60;
/// LIMIT: how long all of them may take to be looked into.
const LOOKED: Duration = Duration::from_mins(2);

/// A PDF of about so many bytes.
fn paper(bytes: usize, nth: usize) -> Vec<u8> {
    pdf(&format!("{nth} {}", "a line of a paper ".repeat(bytes / 18)), "")
}

/// A request that files this.
fn filing(token: &str, parts: &[(&str, &str)], key: &str, file: &[u8]) -> Vec<u8> {
    let mut before = String::new();
    for (name, text) in parts {
        write!(before, "--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").expect("a string");
    }
    before.push_str("--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\n\r\n");
    let after = b"\r\n--cut--\r\n";
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n\
         content-type: multipart/form-data; boundary=cut\r\ncontent-length: {}\r\n\r\n",
        before.len() + file.len() + after.len()
    );
    [head.as_bytes(), before.as_bytes(), file, after].concat()
}

const LICENCE: [(&str, &str); 2] = [("kind", "municipal_licence"), ("expires_on", "2031-05-06")];

fn filed(line: &mut Connection, request: &[u8]) -> Result<String, String> {
    let (status, body) = line.ask(request).map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let id = said["id"].as_str().filter(|_| status == 201).map(str::to_owned);
    id.ok_or_else(|| format!("filing answered {status}: {said}"))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn looked_into(ours: &Ours, token: &str, id: &str) -> Result<(), String> {
    let began = Instant::now();
    while began.elapsed() < LOOKED {
        if ours.get(&format!("/api/v1/documents/{id}"), token)?["state"] == "clean" {
            return Ok(());
        }
        sleep(Duration::from_millis(10));
    }
    Err(format!("the document {id} was not looked into within {LOOKED:?}"))
}

/// Processor milliseconds of the server for each upload of 1 MiB: for what an upload is, sent again under its key, so that nothing is
/// looked into; and for all that becomes of a new one, in the server and in the process that looks into it.
fn uploads(ours: &Ours, token: &str, many: usize) -> Result<Value, String> {
    let mut line = Connection::open(ours.port()).map_err(|error| error.to_string())?;
    let own = || machine::own_cpu_seconds(ours.id());
    let all = || machine::cpu_seconds(&[ours.id()]);
    let each = |seconds: f64, of: usize| seconds * 1e3 / of as f64;
    let again = filing(token, &LICENCE, "again", &paper(MIB, 0));
    looked_into(ours, token, &filed(&mut line, &again)?)?;
    let before = own();
    for _ in 0..many {
        filed(&mut line, &again)?;
    }
    let upload = each(own() - before, many);
    let (before, before_all) = (own(), all());
    let mut last = String::new();
    let new = many.min(FILED_MAX);
    for nth in 1..=new {
        last = filed(&mut line, &filing(token, &LICENCE, &format!("new-{nth}"), &paper(MIB, nth)))?;
    }
    looked_into(ours, token, &last)?;
    let (own, all) = (own() - before, all() - before_all);
    Ok(json!({ "upload_ms": upload, "whole_ms": each(own, new), "looking_ms": each(all - own, new) }))
}

/// Milliseconds until the first byte of a document of 5 MiB that is handed out, and until its last.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn openings(ours: &Ours, token: &str, many: usize) -> Result<Value, String> {
    let mut line = Connection::open(ours.port()).map_err(|error| error.to_string())?;
    let file = paper(5 * MIB, 5);
    let id = filed(&mut line, &filing(token, &LICENCE, "five", &file))?;
    looked_into(ours, token, &id)?;
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..many {
        let ask = json!({ "purpose": "verify", "file": true });
        let (status, link) = ours.post(&format!("/api/v1/documents/{id}/links"), token, &ask)?;
        let url = link["url"].as_str().ok_or_else(|| format!("a link answered {status}: {link}"))?;
        let failed = |error: std::io::Error| error.to_string();
        let mut line = TcpStream::connect(("127.0.0.1", ours.port())).map_err(failed)?;
        let began = Instant::now();
        let head = format!(
            "GET {url} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        line.write_all(head.as_bytes()).map_err(failed)?;
        let mut bytes = vec![0; 64 * 1024];
        let mut read = 0;
        // The head may come by itself.
        while !bytes[..read].windows(4).any(|end| end == b"\r\n\r\n") || bytes[..read].ends_with(b"\r\n\r\n") {
            match line.read(&mut bytes[read..]).map_err(failed)? {
                0 => break,
                more => read += more,
            }
        }
        first.push(began.elapsed().as_secs_f64() * 1e3);
        let mut rest = Vec::with_capacity(file.len());
        line.read_to_end(&mut rest).map_err(failed)?;
        whole.push(began.elapsed().as_secs_f64() * 1e3);
        if !bytes.starts_with(b"HTTP/1.1 200") || read + rest.len() < file.len() {
            return Err(format!("{url} answered {}", String::from_utf8_lossy(&bytes[..read.min(200)])));
        }
    }
    for times in [&mut first, &mut whole] {
        times.sort_by(f64::total_cmp);
    }
    let at = |times: &[f64], part: usize| times[(times.len() - 1) * part / 100];
    Ok(json!({ "first_p50_ms": at(&first, 50), "first_p99_ms": at(&first, 99), "whole_p50_ms": at(&whole, 50) }))
}

/// The most memory of the server, in MiB, before and after a hundred files of 20 MiB were sent at the same time.
fn at_once(ours: &Ours, token: &str, many: usize) -> Result<Value, String> {
    let workers = ours.get("/api/v1/workers", token)?;
    let worker = workers["items"][0]["reference"].as_str().ok_or("nobody on the roster")?.to_owned();
    let (before, port) = (machine::peak_mib(ours.id()), ours.port());
    let file = [b"%PDF-1.7\n".to_vec(), vec![b'%'; 20 * MIB - 9]].concat();
    let sent = thread::scope(|scope| {
        let send = |nth: usize| {
            let (file, worker) = (&file, &worker);
            scope.spawn(move || -> Result<(), String> {
                let parts = [("worker", worker.as_str()), ("kind", "passport"), ("expires_on", "2031-05-06")];
                let request = filing(token, &parts, &format!("many-{nth}"), file);
                let mut line = Connection::open(port).map_err(|error| error.to_string())?;
                filed(&mut line, &request).map(drop)
            })
        };
        let threads: Vec<_> = (0..many).map(send).collect();
        threads.into_iter().try_for_each(|one| one.join().map_err(|_| "a sender panicked".to_owned())?)
    });
    sent?;
    Ok(json!({ "uploads": many, "before_mib": before, "peak_mib": machine::peak_mib(ours.id()) }))
}

/// Measures and prints it all, and keeps the figures.
pub fn run(plan: &Papers) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let data = folder.path().join("demo");
    // Building the world takes memory that serving it does not.
    Ours::start(&plan.program, &data, 0)?.stop()?;
    let ours = Ours::go_on(&plan.program, &data)?;
    let admin = ours.emails("agency_admin", Some(crate::ours::AGENCY));
    let token = ours.sign_in(admin.first().ok_or("the agency has no admin")?)?;
    let uploads = uploads(&ours, &token, plan.many)?;
    let openings = openings(&ours, &token, plan.many)?;
    let at_once = at_once(&ours, &token, plan.at_once)?;
    let verified = ours.stop_and_verify()?;
    let kept = json!({
        "machine": machine::processors(), "load": machine::load_average(),
        "uploads_of_1_mib": uploads, "openings_of_5_mib": openings, "at_once_of_20_mib": at_once,
    });
    let text = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
    println!("{text}\n{verified}");
    std::fs::write(&plan.out, text).map_err(|error| format!("{}: {error}", plan.out.display()))?;
    println!("kept in {}", plan.out.display());
    Ok(())
}
