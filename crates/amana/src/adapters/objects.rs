//! Where sealed files lie: a folder of this machine, or a bucket that speaks S3. What passes here is sealed already.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use app::documents::ports::{Doing, Getting, Listed, Objects, Putting, Trouble};
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::io::AsyncReadExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::bucket::{self, Bucket};

/// Bytes that are written to a folder at a time: each time another thread does it.
const PIECE: usize = 256 * 1024;
/// Bytes that are read at a time.
const READ: usize = 256 * 1024;
/// LIMIT: files that are written to a folder at the same time, each with some two megabytes on its way. The next ones wait before a byte of
/// theirs is read.
const WRITERS: usize = 24;
/// LIMIT: how long one waits for that.
const SLOT_MAX: Duration = Duration::from_mins(2);
/// Bytes of each part but the last that go to a bucket: the least that S3 takes.
const PART: usize = 5 * 1024 * 1024;
/// LIMIT: the same for a bucket, where each writer holds one part.
const BUCKET_WRITERS: usize = 12;
/// A file in the folder: as long as it is fresh a backup is being taken, and nothing is removed. The sweep does it later.
pub const HOLD: &str = ".backup";
/// A file in the folder that documents are filed in. Where it is not, the folder is another one: its disk is not mounted, for example.
const MARK: &str = ".amana-documents";
/// LIMIT: a hold that is older is one of a backup that was killed.
const HOLD_MAX: Duration = Duration::from_hours(2);
/// How old what a writer left half done must be to be removed.
const LEFT: Duration = Duration::from_hours(24);

/// A place for sealed files.
pub struct Place {
    name: String,
    store: Arc<dyn ObjectStore>,
    piece: usize,
    writers: Arc<Semaphore>,
    /// Of a folder.
    folder: Option<PathBuf>,
}

impl Place {
    /// A folder, made if it is not there.
    pub fn folder(folder: &FilePath) -> Result<Self, String> {
        let is_new = !folder.exists();
        crate::files::private_folder(folder).map_err(|error| error.to_string())?;
        // A folder that was brought back from somewhere has its files and perhaps no mark.
        if is_new || holds_objects(folder) {
            mark(folder).map_err(|error| error.to_string())?;
        }
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())?.with_fsync(true);
        Ok(Self {
            name: folder.display().to_string(),
            store: Arc::new(store),
            piece: PIECE,
            writers: Arc::new(Semaphore::new(WRITERS)),
            folder: Some(folder.to_owned()),
        })
    }

    /// A bucket; nothing is asked of it yet.
    pub fn bucket(bucket: &Bucket) -> Result<Self, &'static str> {
        Ok(Self {
            name: format!("the bucket {} at {}", bucket.name, bucket.endpoint),
            store: Arc::new(bucket.open()?),
            piece: PART,
            writers: Arc::new(Semaphore::new(BUCKET_WRITERS)),
            folder: None,
        })
    }

    /// Whether this is the folder that documents are filed in, asked each time: disks come and go. Without it a file would seem lost that
    /// is not, and what is filed would lie where nobody looks for it.
    fn stands(&self) -> Result<(), Trouble> {
        match &self.folder {
            Some(folder) if !folder.join(MARK).exists() => Err(Trouble::Broken(format!(
                "this is not the folder that documents were filed in ({MARK} is not there): is its disk mounted?"
            ))),
            _ => Ok(()),
        }
    }

    /// Whether an object is not there, by this answer. Of a bucket only its own word counts: where the bucket is gone, or something
    /// else answers in its place, nothing is known of any object.
    fn lacks(&self, error: &Error) -> bool {
        match &self.folder {
            Some(_) => matches!(error, Error::NotFound { .. }),
            None => bucket::is_absent(error),
        }
    }
}

/// What the store's error means for whoever asked.
fn trouble(error: Error) -> Trouble {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            match io.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    return Trouble::Full("the place of documents".to_owned());
                }
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    return Trouble::Broken("the place of documents may not be written".to_owned());
                }
                _ => {}
            }
        }
        source = cause.source();
    }
    if let Some(refusal) = bucket::refusal(&error) {
        return refusal;
    }
    let said: String = error.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } | Error::UnknownConfigurationKey { .. } => {
            Trouble::Broken(said)
        }
        _ => Trouble::Later(said),
    }
}

impl Objects for Place {
    fn name(&self) -> &str {
        &self.name
    }

    fn settle(&self, filed: bool) {
        // An empty folder is as good as any for the first document, and not where the others are.
        if let (Some(folder), false) = (&self.folder, filed)
            && let Err(error) = mark(folder)
        {
            tracing::warn!(%error, "the folder of documents cannot be written");
        }
    }

    fn begin<'a>(&'a self, object: &'a str) -> Doing<'a, Box<dyn Putting>> {
        Box::pin(async move {
            self.stands()?;
            let slot = tokio::time::timeout(SLOT_MAX, Arc::clone(&self.writers).acquire_owned()).await;
            let slot = slot.map_err(|_| Trouble::Later("too many files are on their way".to_owned()))?;
            let slot = slot.map_err(|_| Trouble::Later("the server is being stopped".to_owned()))?;
            let (store, object) = (Arc::clone(&self.store), Path::from(object));
            let upload =
                Upload { store, object, parts: Parts::None, waiting: Vec::new(), piece: self.piece, _slot: slot };
            Ok(Box::new(upload) as Box<dyn Putting>)
        })
    }

    fn open<'a>(&'a self, object: &'a str) -> Doing<'a, Option<Box<dyn Getting>>> {
        Box::pin(async move {
            self.stands()?;
            let found = match self.store.get(&Path::from(object)).await {
                Ok(found) => found,
                Err(error) if self.lacks(&error) => return Ok(None),
                Err(error) => return Err(trouble(error)),
            };
            let getting: Box<dyn Getting> = match found.payload {
                GetResultPayload::File(file, _) => Box::new(File(tokio::fs::File::from_std(file))),
                GetResultPayload::Stream(stream) => Box::new(Stream(stream)),
            };
            Ok(Some(getting))
        })
    }

    fn remove<'a>(&'a self, object: &'a str) -> Doing<'a, ()> {
        Box::pin(async move {
            self.stands()?;
            if self.folder.as_deref().is_some_and(is_held) {
                return Ok(());
            }
            match self.store.delete(&Path::from(object)).await {
                Ok(()) => Ok(()),
                Err(error) if self.lacks(&error) => Ok(()),
                Err(error) => Err(trouble(error)),
            }
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Doing<'a, Vec<Listed>> {
        Box::pin(async move {
            self.stands()?;
            let found = self.store.list(Some(&Path::from(prefix))).try_collect::<Vec<_>>().await.map_err(trouble)?;
            let listed = |meta: object_store::ObjectMeta| Listed {
                object: meta.location.to_string(),
                bytes: meta.size,
                at: jiff::Timestamp::from_microsecond(meta.last_modified.timestamp_micros())
                    .unwrap_or(jiff::Timestamp::UNIX_EPOCH),
            };
            Ok(found.into_iter().map(listed).collect())
        })
    }

    fn tidy(&self) -> Doing<'_, u64> {
        let folder = self.folder.clone();
        Box::pin(async move {
            let Some(folder) = folder else { return Ok(0) };
            let swept = tokio::task::spawn_blocking(move || half_done(&folder)).await;
            Ok(swept.map_err(|error| Trouble::Later(error.to_string()))?.unwrap_or(0))
        })
    }
}

fn mark(folder: &FilePath) -> std::io::Result<()> {
    let file = folder.join(MARK);
    if file.exists() { Ok(()) } else { crate::files::replace(&file, b"documents are filed here\n") }
}

/// Whether sealed files lie there already: in folders of two hexadecimal digits.
fn holds_objects(folder: &FilePath) -> bool {
    let prefix = |name: &str| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    std::fs::read_dir(folder)
        .is_ok_and(|mut found| found.any(|one| one.is_ok_and(|one| prefix(&one.file_name().to_string_lossy()))))
}

/// Whether a backup is being taken of this folder.
fn is_held(folder: &FilePath) -> bool {
    let since = std::fs::metadata(folder.join(HOLD)).and_then(|held| held.modified());
    since.is_ok_and(|at| SystemTime::from(super::clock::real()).duration_since(at).is_ok_and(|age| age < HOLD_MAX))
}

/// Removes what writers left half done: `name#1`, older than a day.
fn half_done(folder: &FilePath) -> std::io::Result<u64> {
    let mut removed = 0;
    for prefix in std::fs::read_dir(folder)? {
        let prefix = prefix?.path();
        if !prefix.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(prefix)? {
            let file = file?;
            let half = file.file_name().to_string_lossy().contains('#');
            let age = SystemTime::from(super::clock::real()).duration_since(file.metadata()?.modified()?);
            if half && age.is_ok_and(|age| age > LEFT) {
                std::fs::remove_file(file.path())?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// What was sent of an object so far.
enum Parts {
    /// Nothing: it may be short enough to go at once.
    None,
    /// All but what waits.
    Some(Box<dyn MultipartUpload>),
    /// It was given up, or it is finished.
    Over,
}

struct Upload {
    store: Arc<dyn ObjectStore>,
    object: Path,
    parts: Parts,
    waiting: Vec<u8>,
    piece: usize,
    _slot: OwnedSemaphorePermit,
}

fn given_up<T>() -> Result<T, Trouble> {
    Err(Trouble::Later("it was given up".to_owned()))
}

impl Upload {
    /// Sends a part. Parts follow each other, so that no more than one is held.
    async fn put(&mut self, bytes: Vec<u8>) -> Result<(), Trouble> {
        if let Parts::None = self.parts {
            self.parts = Parts::Some(self.store.put_multipart(&self.object).await.map_err(trouble)?);
        }
        match &mut self.parts {
            Parts::Some(upload) => upload.put_part(PutPayload::from(bytes)).await.map_err(trouble),
            Parts::None | Parts::Over => given_up(),
        }
    }
}

impl Putting for Upload {
    fn take(&mut self, bytes: Vec<u8>) -> Doing<'_, ()> {
        Box::pin(async move {
            if self.waiting.is_empty() {
                self.waiting.reserve_exact(self.piece.min(4 * bytes.len()));
            }
            self.waiting.extend_from_slice(&bytes);
            drop(bytes);
            // All parts but the last are of one length, as some servers ask.
            while self.waiting.len() > self.piece {
                let rest = self.waiting.split_off(self.piece);
                let part = std::mem::replace(&mut self.waiting, rest);
                self.put(part).await?;
            }
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            let rest = std::mem::take(&mut self.waiting);
            if let Parts::None = self.parts {
                self.parts = Parts::Over;
                let whole = self.store.put(&self.object, PutPayload::from(rest)).await;
                return whole.map(drop).map_err(trouble);
            }
            if !rest.is_empty() {
                self.put(rest).await?;
            }
            match &mut self.parts {
                Parts::Some(upload) => upload.complete().await.map_err(trouble)?,
                Parts::None | Parts::Over => return given_up(),
            };
            self.parts = Parts::Over;
            Ok(())
        })
    }
}

impl Drop for Upload {
    /// What is not finished is taken away at once where that can be done; what is left is swept.
    fn drop(&mut self) {
        let parts = std::mem::replace(&mut self.parts, Parts::Over);
        if let (Parts::Some(mut upload), Ok(runtime)) = (parts, tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { upload.abort().await });
        }
    }
}

struct File(tokio::fs::File);

impl Getting for File {
    fn next(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let mut bytes = vec![0; READ];
            let read = self.0.read(&mut bytes).await.map_err(|error| Trouble::Later(error.to_string()))?;
            bytes.truncate(read);
            Ok((read > 0).then_some(bytes))
        })
    }
}

struct Stream(futures_util::stream::BoxStream<'static, object_store::Result<bytes::Bytes>>);

impl Getting for Stream {
    fn next(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(async move { Ok(self.0.try_next().await.map_err(trouble)?.map(|bytes| bytes.to_vec())) })
    }
}
