//! Looking into strangers' files in a process of its own: this program once more, without settings, with little memory and time. What
//! a crafted file does to a decoder ends there.
//!
//! Plaintext goes through pipes only; there is no file.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use documents::{Accepted, BYTES_MAX, Content, Page, Refusal};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::answer::Failure;

/// What it may write to, in bytes: a picture of 40 megapixels decoded takes 160 million, turned as much again.
const MEMORY_MAX: u64 = 1_000_000_000;
/// Processor time, in seconds.
const SECONDS_MAX: u64 = 20;
/// By the clock: a machine that is busy makes people wait, and then it says so.
const WAIT: Duration = Duration::from_secs(60);
/// The most that comes back: a document with its small picture, or a drawn page.
const ANSWER_MAX: u64 = 2 * BYTES_MAX as u64 + 40_000_000;

/// What comes back before the bytes, in one line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Head {
    Accepted { content: Content, pages: usize, bytes: usize, thumbnail: usize },
    Drawn { width: u32, height: u32, bytes: usize },
    Refused(Refusal),
}

/// Makes of a file what may be kept, or says why not.
pub fn accept(file: &[u8]) -> Result<Result<Accepted, Refusal>, Failure> {
    let (head, rest) = match ask(&[], file)? {
        Ok(answer) => answer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Head::Accepted { content, pages, bytes, thumbnail } = head else { return Err(strange()) };
    if bytes.checked_add(thumbnail) != Some(rest.len()) {
        return Err(strange());
    }
    let (kept, small) = rest.split_at(bytes);
    Ok(Ok(Accepted { content, bytes: kept.to_vec(), pages, thumbnail: small.to_vec() }))
}

fn strange() -> Failure {
    Failure::Failed("the process that looks into files gave no answer that can be read".to_owned())
}

type Asked = Result<(Head, Vec<u8>), Refusal>;

/// Hands a file to a process of its own. One that dies of what it read has met a damaged file: that is the answer.
fn ask(arguments: &[String], file: &[u8]) -> Result<Asked, Failure> {
    let content = match Content::of(file) {
        Ok(content) if file.len() <= BYTES_MAX => content,
        Ok(_) => return Ok(Err(Refusal::TooLong { most: BYTES_MAX })),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let program = std::env::current_exe().map_err(|error| Failure::Failed(format!("this program's file: {error}")))?;
    let failed = |error: std::io::Error| Failure::Failed(format!("no process to look into a file: {error}"));
    let mut child = Command::new(program)
        .arg("look-into")
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let answer = converse(&mut child, file.to_vec());
    let _killed = child.kill();
    let status = child.wait().map_err(failed)?;
    match answer {
        None => Err(Failure::Failed(format!("looking into a file took longer than {} seconds", WAIT.as_secs()))),
        Some(bytes) if status.success() => {
            let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(strange)?;
            let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|_| strange())?;
            match head {
                Head::Refused(refusal) => Ok(Err(refusal)),
                head => Ok(Ok((head, bytes[end + 1..].to_vec()))),
            }
        }
        Some(_) => Ok(Err(Refusal::Damaged(content))),
    }
}

/// Writes the file and reads the answer side by side, or neither would end; `None` when it takes too long.
fn converse(child: &mut Child, file: Vec<u8>) -> Option<Vec<u8>> {
    let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
    // A process that refuses a file early closes its end; what it says counts.
    thread::spawn(move || to.write_all(&file));
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.take(ANSWER_MAX).read_to_end(&mut bytes);
        said.send(read.map(|_| bytes).unwrap_or_default())
    });
    heard.recv_timeout(WAIT).ok()
}

/// The process itself: reads a file, answers and ends. Its limits are the first thing that it does.
pub fn serve(page: Option<usize>, side: u32) -> Result<(), Failure> {
    let failed = |what: &str, error: &dyn std::fmt::Display| Failure::Failed(format!("{what}: {error}"));
    for (resource, most) in [
        (Resource::Data, MEMORY_MAX),
        (Resource::Cpu, SECONDS_MAX),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 8),
    ] {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).map_err(|error| failed("a limit could not be set", &error))?;
    }
    let mut file = Vec::new();
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().take(most).read_to_end(&mut file).map_err(|error| failed("reading", &error))?;
    let (head, parts) = match page {
        None => match documents::accept(&file) {
            Ok(Accepted { content, bytes, pages, thumbnail }) => {
                (Head::Accepted { content, pages, bytes: bytes.len(), thumbnail: thumbnail.len() }, vec![bytes, thumbnail])
            }
            Err(refusal) => (Head::Refused(refusal), Vec::new()),
        },
        Some(page) => match documents::draw(&file, page, side) {
            Ok(Page { jpeg, width, height }) => (Head::Drawn { width, height, bytes: jpeg.len() }, vec![jpeg]),
            Err(refusal) => (Head::Refused(refusal), Vec::new()),
        },
    };
    let mut out = std::io::stdout().lock();
    let line = serde_json::to_vec(&head).map_err(|error| failed("answering", &error))?;
    let all = [&line[..], b"\n"].into_iter().chain(parts.iter().map(Vec::as_slice));
    for part in all {
        out.write_all(part).map_err(|error| failed("answering", &error))?;
    }
    out.flush().map_err(|error| failed("answering", &error))
}
