//! Looking into strangers' files in a process of its own: this program once more, without settings, with little memory and time. What
//! a crafted file does to a decoder ends there.
//!
//! Plaintext goes through pipes only; there is no file. The process reads all of the file before it answers, so nobody waits in a circle.

use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use app::documents::ports::{Doing, Getting, Looked, Looker, Looking, Task, Trouble};
use documents::{Accepted, BYTES_MAX, Content, Page, Refusal};
use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::answer::Failure;

/// What it may write to, in bytes: a picture of 40 megapixels decoded takes 160 million, turned as much again.
const MEMORY_MAX: u64 = 1_000_000_000;
/// Processor time, in seconds.
const SECONDS_MAX: u64 = 20;
/// By the clock, for each piece and for the answer: a machine that is busy makes people wait, and then it says so.
const WAIT: Duration = Duration::from_secs(45);
/// LIMIT: so many at a time.
const AT_ONCE: usize = 4;
/// Bytes that pass at a time.
const PIECE: usize = 64 * 1024;
/// LIMIT: bytes of the line before the answer's bytes.
const HEAD_MAX: usize = 4096;
/// The variable with the words that are drawn across a page: other accounts of the machine read a process's arguments, not this.
pub const WORDS: &str = "AMANA_WORDS";
/// So many bytes tell what a file is.
const TELLS: usize = 4096;

/// Looks into files by this program in a process of its own.
pub struct Apart {
    slots: Arc<Semaphore>,
}

impl Apart {
    /// With nothing under way.
    pub fn new() -> Self {
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Looker for Apart {
    fn begin(&self, task: Task) -> Doing<'_, Box<dyn Looking>> {
        Box::pin(async move {
            let slot = in_time(Arc::clone(&self.slots).acquire_owned()).await?;
            let slot = slot.map_err(|_| Trouble::Later("the server is being stopped".to_owned()))?;
            let mut child = start(&task)?;
            let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
                return Err(Trouble::Later("the process that looks into files has no pipes".to_owned()));
            };
            let (to, mut sent) = mpsc::channel::<Vec<u8>>(2);
            let (told, from) = mpsc::channel::<Told>(2);
            // A process that refuses a file early closes its end; what it says counts.
            thread::spawn(move || {
                while let Some(bytes) = sent.blocking_recv() {
                    if stdin.write_all(&bytes).is_err() {
                        break;
                    }
                }
            });
            thread::spawn(move || hear(child, stdout, &told));
            Ok(Box::new(Process { to: Some(to), from, first: Vec::new(), held: slot }) as Box<dyn Looking>)
        })
    }
}

async fn in_time<T>(waited: impl Future<Output = T>) -> Result<T, Trouble> {
    let late = || Trouble::Later(format!("looking into a file took longer than {} seconds", WAIT.as_secs()));
    tokio::time::timeout(WAIT, waited).await.map_err(|_| late())
}

fn start(task: &Task) -> Result<Child, Trouble> {
    let failed = |error: std::io::Error| Trouble::Later(format!("no process to look into a file: {error}"));
    let mut command = Command::new(std::env::current_exe().map_err(failed)?);
    command.arg("look-into").env_clear();
    // The allocator sets a gigabyte aside at a time; taken at once, and not as it is needed, that would be all there is.
    command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
    if let Task::Draw { page, side, words } = task {
        command.args(["--page", &page.to_string(), "--side", &side.to_string()]).env(WORDS, words);
    }
    command
        .current_dir("/")
        // What stops the server by the keyboard lets it finish.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)
}

/// What the process says.
enum Told {
    Bytes(Vec<u8>),
    Ended(std::io::Result<ExitStatus>),
}

/// Passes on what the process says, and how it ended. Whoever does not listen any more ends it.
fn hear(mut child: Child, mut stdout: impl Read, told: &mpsc::Sender<Told>) {
    let mut bytes = vec![0; PIECE];
    loop {
        match stdout.read(&mut bytes) {
            Ok(0) | Err(_) => break,
            Ok(read) => {
                if told.blocking_send(Told::Bytes(bytes[..read].to_vec())).is_err() {
                    let _killed = child.kill();
                    break;
                }
            }
        }
    }
    let status = child.wait();
    let _listening = told.blocking_send(Told::Ended(status));
}

struct Process {
    to: Option<mpsc::Sender<Vec<u8>>>,
    from: mpsc::Receiver<Told>,
    first: Vec<u8>,
    /// Given back when it is done.
    held: OwnedSemaphorePermit,
}

impl Looking for Process {
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        Box::pin(async move {
            let missing = TELLS.saturating_sub(self.first.len()).min(bytes.len());
            self.first.extend_from_slice(&bytes[..missing]);
            if let Some(to) = &self.to
                && in_time(to.send(bytes.to_vec())).await?.is_err()
            {
                self.to = None;
            }
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, (Looked, Box<dyn Getting>)> {
        Box::pin(async move {
            self.to = None;
            let mut head = Vec::new();
            loop {
                match in_time(self.from.recv()).await? {
                    Some(Told::Bytes(bytes)) => {
                        head.extend_from_slice(&bytes);
                        if let Some(end) = head.iter().take(HEAD_MAX).position(|byte| *byte == b'\n') {
                            let looked = serde_json::from_slice(&head[..end]).map_err(|_| strange())?;
                            let rest = head.split_off(end + 1);
                            let answer = Answered { rest: Some(rest), from: self.from, held: self.held };
                            return Ok((looked, Box::new(answer) as Box<dyn Getting>));
                        }
                        if head.len() > HEAD_MAX {
                            return Err(strange());
                        }
                    }
                    Some(Told::Ended(Ok(status))) => return died(status, &self.first, self.from, self.held),
                    Some(Told::Ended(Err(_))) | None => return Err(strange()),
                }
            }
        })
    }
}

fn strange() -> Trouble {
    Trouble::Later("the process that looks into files gave no answer that can be read".to_owned())
}

/// A process that dies of what it read has met a damaged file: that is the answer. One that somebody ended has not.
fn died(
    status: ExitStatus,
    first: &[u8],
    from: mpsc::Receiver<Told>,
    slot: OwnedSemaphorePermit,
) -> Result<(Looked, Box<dyn Getting>), Trouble> {
    // SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGSYS; or a panic
    let of_itself = status.signal().map_or(!status.success(), |signal| matches!(signal, 4 | 6 | 7 | 8 | 11 | 24 | 31));
    if !of_itself {
        return Err(Trouble::Later(format!("the process that looks into files was ended: {status}")));
    }
    let refusal = Content::by_head(first).map_or_else(|refusal| refusal, Refusal::Damaged);
    Ok((Looked::Refused(refusal), Box::new(Answered { rest: None, from, held: slot })))
}

/// The bytes after the head.
struct Answered {
    rest: Option<Vec<u8>>,
    from: mpsc::Receiver<Told>,
    #[expect(dead_code, reason = "given back when it is done")]
    held: OwnedSemaphorePermit,
}

impl Getting for Answered {
    fn next(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            if let Some(rest) = self.rest.take()
                && !rest.is_empty()
            {
                return Ok(Some(rest));
            }
            match in_time(self.from.recv()).await? {
                Some(Told::Bytes(bytes)) => Ok(Some(bytes)),
                Some(Told::Ended(Ok(status))) if status.success() => Ok(None),
                Some(Told::Ended(_)) | None => Err(strange()),
            }
        })
    }
}

/// Makes of a file what may be kept, or says why not.
pub async fn accept(file: &[u8]) -> Result<Result<Accepted, Refusal>, Trouble> {
    if file.len() > BYTES_MAX {
        return Ok(Err(Refusal::TooLong { most: BYTES_MAX }));
    }
    let mut looking = Apart::new().begin(Task::Accept).await?;
    for piece in file.chunks(PIECE) {
        looking.take(piece).await?;
    }
    let (looked, mut made) = looking.finish().await?;
    let (content, pages, bytes, thumbnail) = match looked {
        Looked::Accepted { content, pages, bytes, thumbnail } => (content, pages, bytes, thumbnail),
        Looked::Refused(refusal) => return Ok(Err(refusal)),
        Looked::Drawn { .. } => return Err(strange()),
    };
    let mut all = Vec::new();
    while let Some(mut more) = made.next().await? {
        all.append(&mut more);
    }
    if bytes.checked_add(thumbnail) != Some(all.len()) {
        return Err(strange());
    }
    let small = all.split_off(bytes);
    Ok(Ok(Accepted { content, bytes: all, pages, thumbnail: small }))
}

/// The process itself: reads a file, answers and ends. Its limits are the first thing that it does.
pub fn serve(task: Task) -> Result<(), Failure> {
    let failed = |what: &str, error: &dyn std::fmt::Display| Failure::Failed(format!("{what}: {error}"));
    for (resource, most) in [
        (Resource::Data, MEMORY_MAX),
        (Resource::Cpu, SECONDS_MAX),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 8),
    ] {
        // Two seconds between the warning that ends it and the end that nothing escapes.
        let hard = if matches!(resource, Resource::Cpu) { most + 2 } else { most };
        let limit = Rlimit { current: Some(most), maximum: Some(hard) };
        setrlimit(resource, limit).map_err(|error| failed("a limit could not be set", &error))?;
    }
    let mut file = Vec::new();
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().take(most).read_to_end(&mut file).map_err(|error| failed("reading", &error))?;
    let (head, parts) = looked(task, &file);
    let mut out = std::io::stdout().lock();
    let line = serde_json::to_vec(&head).map_err(|error| failed("answering", &error))?;
    let all = [&line[..], b"\n"].into_iter().chain(parts.iter().map(Vec::as_slice));
    for part in all {
        out.write_all(part).map_err(|error| failed("answering", &error))?;
    }
    out.flush().map_err(|error| failed("answering", &error))
}

fn looked(task: Task, file: &[u8]) -> (Looked, Vec<Vec<u8>>) {
    match task {
        Task::Accept => match documents::accept(file) {
            Ok(Accepted { content, bytes, pages, thumbnail }) => (
                Looked::Accepted { content, pages, bytes: bytes.len(), thumbnail: thumbnail.len() },
                vec![bytes, thumbnail],
            ),
            Err(refusal) => (Looked::Refused(refusal), Vec::new()),
        },
        Task::Draw { page, side, words } => match documents::view(file, page, side, &words) {
            Ok(Page { jpeg, width, height }) => (Looked::Drawn { width, height, bytes: jpeg.len() }, vec![jpeg]),
            Err(refusal) => (Looked::Refused(refusal), Vec::new()),
        },
    }
}
