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

/// Bytes that are written to a folder at a time.
const PIECE: usize = 64 * 1024;
/// Bytes that are read at a time.
const READ: usize = 128 * 1024;
/// LIMIT: files that are written to a folder at the same time, each with some two megabytes on its way. The next ones wait before a byte of
/// theirs is read.
const WRITERS: usize = 40;
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
        crate::files::private_folder(folder).map_err(|error| error.to_string())?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())?.with_fsync(true);
        Ok(Self {
            name: folder.display().to_string(),
            store: Arc::new(store),
            piece: PIECE,
            writers: Arc::new(Semaphore::new(WRITERS)),
            folder: Some(folder.to_owned()),
        })
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

    fn begin<'a>(&'a self, object: &'a str) -> Doing<'a, Box<dyn Putting>> {
        Box::pin(async move {
            let slot = Arc::clone(&self.writers).acquire_owned().await;
            let slot = slot.map_err(|_| Trouble::Later("the server is being stopped".to_owned()))?;
            let upload = self.store.put_multipart(&Path::from(object)).await.map_err(trouble)?;
            Ok(Box::new(Upload { parts: Some(upload), waiting: Vec::new(), piece: self.piece, _slot: slot })
                as Box<dyn Putting>)
        })
    }

    fn open<'a>(&'a self, object: &'a str) -> Doing<'a, Option<Box<dyn Getting>>> {
        Box::pin(async move {
            let found = match self.store.get(&Path::from(object)).await {
                Ok(found) => found,
                Err(Error::NotFound { .. }) => return Ok(None),
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
            match self.store.delete(&Path::from(object)).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(trouble(error)),
            }
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Doing<'a, Vec<Listed>> {
        Box::pin(async move {
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

struct Upload {
    parts: Option<Box<dyn MultipartUpload>>,
    waiting: Vec<u8>,
    piece: usize,
    _slot: OwnedSemaphorePermit,
}

impl Upload {
    async fn put(&mut self, bytes: Vec<u8>) -> Result<(), Trouble> {
        match &mut self.parts {
            Some(upload) => upload.put_part(PutPayload::from(bytes)).await.map_err(trouble),
            None => Err(Trouble::Later("it was given up".to_owned())),
        }
    }
}

impl Putting for Upload {
    fn take(&mut self, bytes: Vec<u8>) -> Doing<'_, ()> {
        Box::pin(async move {
            self.waiting.extend_from_slice(&bytes);
            if self.waiting.len() >= self.piece {
                let piece = std::mem::replace(&mut self.waiting, Vec::with_capacity(2 * self.piece));
                self.put(piece).await?;
            }
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            let rest = std::mem::take(&mut self.waiting);
            if !rest.is_empty() {
                self.put(rest).await?;
            }
            match self.parts.take() {
                Some(mut upload) => upload.complete().await.map(drop).map_err(trouble),
                None => Err(Trouble::Later("it was given up".to_owned())),
            }
        })
    }
}

impl Drop for Upload {
    /// What is not finished is taken away at once where that can be done; what is left is swept.
    fn drop(&mut self) {
        if let (Some(mut upload), Ok(runtime)) = (self.parts.take(), tokio::runtime::Handle::try_current()) {
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
