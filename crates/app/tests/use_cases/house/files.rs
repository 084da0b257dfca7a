//! A place for files in memory, a scanner that knows one word, and looking into files within this process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use app::documents::Documents;
use app::documents::ports::{
    Doing, Getting, Listed, Looked, Looker, Looking, Objects, Putting, Scanner, Scanning, Task, Trouble, Verdict,
};
use documents::{Accepted, Page};
use domain::DocumentKind;

/// What this scanner finds.
pub const HARM: &[u8] = b"harmful for the tests";

type Kept = Arc<Mutex<BTreeMap<String, (Vec<u8>, jiff::Timestamp)>>>;

/// What lies there, and what goes wrong.
#[derive(Default)]
pub struct Memory {
    pub kept: Kept,
    /// Nothing can be written.
    pub full: AtomicBool,
    /// Nothing answers.
    pub away: AtomicBool,
    /// What is written is not what was given.
    pub lying: Arc<AtomicBool>,
}

impl Memory {
    /// Every object's name.
    pub fn names(&self) -> Vec<String> {
        self.kept.lock().expect("not poisoned").keys().cloned().collect()
    }

    /// Changes what lies there.
    pub fn change(&self, object: &str, change: impl FnOnce(&mut Vec<u8>)) {
        change(&mut self.kept.lock().expect("not poisoned").get_mut(object).expect("an object").0);
    }

    /// Takes away what lies there.
    pub fn lose(&self, object: &str) {
        self.kept.lock().expect("not poisoned").remove(object).expect("an object");
    }

    /// Puts something there that nobody asked for.
    pub fn leave(&self, object: &str, at: jiff::Timestamp) {
        self.kept.lock().expect("not poisoned").insert(object.to_owned(), (b"orphan".to_vec(), at));
    }

    /// Whether these bytes are anywhere in what lies there.
    pub fn holds(&self, mark: &[u8]) -> bool {
        let kept = self.kept.lock().expect("not poisoned");
        kept.values().any(|(bytes, _)| bytes.windows(mark.len()).any(|window| window == mark))
    }

    fn answers(&self) -> Result<(), Trouble> {
        if self.away.load(Ordering::SeqCst) { Err(Trouble::Later("away".to_owned())) } else { Ok(()) }
    }
}

impl Objects for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn begin<'a>(&'a self, object: &'a str) -> Doing<'a, Box<dyn Putting>> {
        Box::pin(async move {
            self.answers()?;
            if self.full.load(Ordering::SeqCst) {
                return Err(Trouble::Full("memory".to_owned()));
            }
            let (kept, lying) = (Arc::clone(&self.kept), Arc::clone(&self.lying));
            Ok(Box::new(Put { kept, lying, object: object.to_owned(), bytes: Vec::new() }) as Box<dyn Putting>)
        })
    }

    fn open<'a>(&'a self, object: &'a str) -> Doing<'a, Option<Box<dyn Getting>>> {
        Box::pin(async move {
            self.answers()?;
            let found = self.kept.lock().expect("not poisoned").get(object).cloned();
            Ok(found.map(|(bytes, _)| Box::new(pieces(&bytes)) as Box<dyn Getting>))
        })
    }

    fn remove<'a>(&'a self, object: &'a str) -> Doing<'a, ()> {
        Box::pin(async move {
            self.answers()?;
            self.kept.lock().expect("not poisoned").remove(object);
            Ok(())
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Doing<'a, Vec<Listed>> {
        Box::pin(async move {
            self.answers()?;
            let kept = self.kept.lock().expect("not poisoned");
            let own = kept.iter().filter(|(object, _)| object.starts_with(prefix));
            let listed = |(object, (bytes, at)): (&String, &(Vec<u8>, jiff::Timestamp))| Listed {
                object: object.clone(),
                bytes: bytes.len() as u64,
                at: *at,
            };
            Ok(own.map(listed).collect())
        })
    }

    fn tidy(&self) -> Doing<'_, u64> {
        Box::pin(async { Ok(0) })
    }
}

struct Put {
    kept: Kept,
    lying: Arc<AtomicBool>,
    object: String,
    bytes: Vec<u8>,
}

impl Putting for Put {
    fn take(&mut self, mut bytes: Vec<u8>) -> Doing<'_, ()> {
        self.bytes.append(&mut bytes);
        Box::pin(async { Ok(()) })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, ()> {
        if self.lying.load(Ordering::SeqCst) {
            self.bytes.pop();
        }
        // Just now, by any clock: a sweep beside it takes it for one that is still being filed.
        let at = jiff::Timestamp::MAX;
        self.kept.lock().expect("not poisoned").insert(self.object, (self.bytes, at));
        Box::pin(async { Ok(()) })
    }
}

/// Something in pieces of awkward sizes.
pub struct Pieces(Vec<Vec<u8>>);

/// These bytes in pieces.
pub fn pieces(bytes: &[u8]) -> Pieces {
    Pieces(bytes.chunks(50_001).rev().map(<[u8]>::to_vec).collect())
}

impl Getting for Pieces {
    fn next(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        let next = self.0.pop();
        Box::pin(async move { Ok(next) })
    }
}

/// A scanner that can be changed and taken away.
pub struct Words {
    pub signatures: Mutex<String>,
    pub finds: Mutex<Vec<u8>>,
    pub away: AtomicBool,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            signatures: Mutex::new("words 1".to_owned()),
            finds: Mutex::new(HARM.to_vec()),
            away: AtomicBool::new(false),
        }
    }
}

impl Scanner for Words {
    fn about(&self) -> Doing<'_, String> {
        let away = self.away.load(Ordering::SeqCst);
        let about = self.signatures.lock().expect("not poisoned").clone();
        Box::pin(async move { if away { Err(Trouble::Later("away".to_owned())) } else { Ok(about) } })
    }

    fn begin(&self, _: u64) -> Doing<'_, Box<dyn Scanning>> {
        let finds = self.finds.lock().expect("not poisoned").clone();
        Box::pin(async move { Ok(Box::new(Scan { finds, bytes: Vec::new() }) as Box<dyn Scanning>) })
    }
}

struct Scan {
    finds: Vec<u8>,
    bytes: Vec<u8>,
}

impl Scanning for Scan {
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        self.bytes.extend_from_slice(bytes);
        Box::pin(async { Ok(()) })
    }

    fn finish(self: Box<Self>) -> Doing<'static, Verdict> {
        let found = self.bytes.windows(self.finds.len()).any(|window| window == self.finds);
        Box::pin(async move { Ok(if found { Verdict::Found("Words.Harm-1".to_owned()) } else { Verdict::Clean }) })
    }
}

/// Looks into files here.
pub struct Here;

impl Looker for Here {
    fn begin(&self, task: Task) -> Doing<'_, Box<dyn Looking>> {
        Box::pin(async move { Ok(Box::new(Look { task, bytes: Vec::new() }) as Box<dyn Looking>) })
    }
}

struct Look {
    task: Task,
    bytes: Vec<u8>,
}

impl Looking for Look {
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        self.bytes.extend_from_slice(bytes);
        Box::pin(async { Ok(()) })
    }

    fn finish(self: Box<Self>) -> Doing<'static, (Looked, Box<dyn Getting>)> {
        let (looked, made) = match self.task {
            Task::Accept => match documents::accept(&self.bytes) {
                Ok(Accepted { content, bytes, pages, thumbnail }) => {
                    let head = Looked::Accepted { content, pages, bytes: bytes.len(), thumbnail: thumbnail.len() };
                    (head, [bytes, thumbnail].concat())
                }
                Err(refusal) => (Looked::Refused(refusal), Vec::new()),
            },
            Task::Draw { page, side, words } => match documents::view(&self.bytes, page, side, &words) {
                Ok(Page { jpeg, width, height }) => (Looked::Drawn { width, height, bytes: jpeg.len() }, jpeg),
                Err(refusal) => (Looked::Refused(refusal), Vec::new()),
            },
        };
        let made: Box<dyn Getting> = Box::new(pieces(&made));
        Box::pin(async move { Ok((looked, made)) })
    }
}

/// What a house needs for documents, with these.
pub fn documents(objects: &Arc<Memory>, scanner: Option<&Arc<Words>>, unscanned: &[DocumentKind]) -> Documents {
    Documents {
        objects: objects.clone(),
        looker: Arc::new(Here),
        scanner: scanner.map(|scanner| scanner.clone() as Arc<dyn Scanner>),
        unscanned: unscanned.to_vec(),
        under_way: app::documents::UnderWay::default(),
    }
}
