//! Sealed files in the object store: written and read in pieces.

use std::io::Write;

use aws_lc_rs::digest::{Context, SHA256};
use domain::Class;
use envelope::{FileChunks, FileError, FileKey, FileSealer, ForInspection, Place, Sealed, SecretKey, SubjectKey};
use policy::Permit;
use store::tables::documents::Document;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::ports::{Getting, Piece, Putting, Trouble};
use crate::{AppError, House};

const TABLE: &str = "document";

/// What of a document a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The paper.
    Whole,
    /// Its small picture.
    Small,
}

/// What the sealed file belongs to: the file of another document, or its small picture, does not open in its place.
pub(super) fn context(document: Uuid, object: &str, part: Part) -> Vec<u8> {
    let what: &[u8] = match part {
        Part::Whole => b"document/v1\0",
        Part::Small => b"document-small/v1\0",
    };
    [what, document.as_bytes(), object.as_bytes()].concat()
}

/// A file's own key, and the two forms in which it stands in the row.
pub(super) struct Keys {
    pub file: FileKey,
    pub sealed: Vec<u8>,
    pub for_checks: Vec<u8>,
}

fn place(key: &SubjectKey, document: Uuid, column: &'static str) -> Place {
    Place { org: key.org(), table: TABLE, row: document, column }
}

/// Draws a key for a document.
pub(super) fn fresh(house: &House, subject: &SubjectKey, document: Uuid) -> Keys {
    let secret = SecretKey::random(&*house.entropy);
    let bytes = secret.bytes().to_vec();
    let sealed = subject.seal(&place(subject, document, "key"), &bytes).as_bytes().to_vec();
    let for_checks = subject.seal_for_inspection(&place(subject, document, "check_key"), &bytes).as_bytes().to_vec();
    Keys { file: FileKey::new(secret), sealed, for_checks }
}

/// The file's key, for whoever has a permit that names the document and its class.
pub(super) async fn key(house: &House, row: &Document, class: Class, permit: &Permit) -> Result<FileKey, AppError> {
    let Some(sealed) = row.key.clone() else { return Err(AppError::NotFound) };
    let subject = house.key_of(row.subject).await?;
    let place = place(&subject, row.id, "key");
    let opened = Sealed::<Vec<u8>>::from_bytes(sealed).open(&subject, &place, class, permit);
    file_key(opened.map_err(|error| AppError::unopened(&place, error))?, &place)
}

/// The file's key, for the house's own checks.
pub(super) async fn check_key(house: &House, row: &Document) -> Result<FileKey, AppError> {
    let Some(sealed) = row.check_key.clone() else { return Err(AppError::NotFound) };
    let subject = house.key_of(row.subject).await?;
    let place = place(&subject, row.id, "check_key");
    let opened = ForInspection::<Vec<u8>>::from_bytes(sealed).open(&subject, &place);
    file_key(opened.map_err(|error| AppError::unopened(&place, error))?, &place)
}

fn file_key(bytes: Vec<u8>, place: &Place) -> Result<FileKey, AppError> {
    let bytes = Zeroizing::new(bytes);
    let secret: [u8; 32] =
        bytes[..].try_into().map_err(|_| AppError::unopened(place, envelope::OpenError::NotThisType))?;
    Ok(FileKey::new(SecretKey::new(Zeroizing::new(secret))))
}

/// A name for a new object: says nothing, and is never used twice.
pub(super) fn object_name(house: &House) -> String {
    let mut bytes = [0u8; 16];
    house.entropy.fill(&mut bytes);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}/{}", &hex[..2], &hex[2..])
}

/// What became of a file that was written.
pub(super) struct Stored {
    pub object: String,
    pub hash: Vec<u8>,
    /// Bytes as they lie there.
    pub sealed_bytes: i64,
    /// Bytes in clear.
    pub bytes: i64,
}

/// Seals what is given and puts it into the object store, a chunk at a time.
pub(super) struct Writing {
    sealer: FileSealer<Vec<u8>>,
    putting: Box<dyn Putting>,
    object: String,
    hash: Context,
    sealed_bytes: u64,
    bytes: u64,
}

fn sealing(error: &std::io::Error) -> AppError {
    AppError::Sealed(format!("a document: {error}"))
}

impl Writing {
    pub async fn begin(house: &House, key: &FileKey, document: Uuid, part: Part) -> Result<Self, AppError> {
        let object = object_name(house);
        let context = context(document, &object, part);
        let sealer = FileSealer::new(Vec::new(), key, &context, &*house.entropy).map_err(|error| sealing(&error))?;
        let putting = house.documents.objects.begin(&object).await?;
        Ok(Self { sealer, putting, object, hash: Context::new(&SHA256), sealed_bytes: 0, bytes: 0 })
    }

    pub async fn take(&mut self, plain: &[u8]) -> Result<(), AppError> {
        self.sealer.write_all(plain).map_err(|error| sealing(&error))?;
        self.bytes += plain.len() as u64;
        let sealed = self.sealer.take();
        self.put(sealed).await
    }

    async fn put(&mut self, sealed: Vec<u8>) -> Result<(), AppError> {
        if sealed.is_empty() {
            return Ok(());
        }
        self.hash.update(&sealed);
        self.sealed_bytes += sealed.len() as u64;
        Ok(self.putting.take(sealed).await?)
    }

    /// Writes the end, and reads back what lies there: an answer "it is stored" is about bytes that were seen.
    pub async fn finish(self, house: &House) -> Result<Stored, AppError> {
        let Self { sealer, mut putting, object, mut hash, mut sealed_bytes, bytes } = self;
        let last = sealer.finish().map_err(|error| sealing(&error))?;
        hash.update(&last);
        sealed_bytes += last.len() as u64;
        putting.take(last).await?;
        putting.finish().await?;
        let hash = hash.finish().as_ref().to_vec();
        if hash_of(house, &object).await?.as_deref() != Some(&hash[..]) {
            house.documents.objects.remove(&object).await?;
            return Err(Trouble::Later("what was stored is not what was sent".to_owned()).into());
        }
        let number = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
        Ok(Stored { object, hash, sealed_bytes: number(sealed_bytes), bytes: number(bytes) })
    }
}

/// SHA-256 of an object as it lies there; none where there is none.
pub(super) async fn hash_of(house: &House, object: &str) -> Result<Option<Vec<u8>>, AppError> {
    let Some(mut getting) = house.documents.objects.open(object).await? else { return Ok(None) };
    let mut hash = Context::new(&SHA256);
    while let Some(bytes) = getting.next().await? {
        hash.update(&bytes);
    }
    Ok(Some(hash.finish().as_ref().to_vec()))
}

/// Reads a sealed file, a chunk at a time; nothing comes out before it is verified.
pub(super) struct Reading {
    getting: Box<dyn Getting>,
    chunks: Option<FileChunks>,
    hash: Context,
}

/// Why a sealed file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// The object store has trouble.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// It is not what was put there.
    #[error(transparent)]
    Damaged(#[from] FileError),
}

impl Reading {
    /// `None` where the object is missing.
    pub async fn begin(
        house: &House,
        key: FileKey,
        document: Uuid,
        object: &str,
        part: Part,
    ) -> Result<Option<Self>, Trouble> {
        let Some(getting) = house.documents.objects.open(object).await? else { return Ok(None) };
        let chunks = Some(FileChunks::new(key, &context(document, object, part)));
        Ok(Some(Self { getting, chunks, hash: Context::new(&SHA256) }))
    }

    /// The next piece in clear; `None` at the end of a file that was sound.
    pub async fn next(&mut self) -> Result<Option<Piece>, Unread> {
        let Some(chunks) = &mut self.chunks else { return Ok(None) };
        while let Some(sealed) = self.getting.next().await? {
            self.hash.update(&sealed);
            let plain = chunks.push(&sealed)?;
            if !plain.is_empty() {
                return Ok(Some(plain));
            }
        }
        let Some(chunks) = self.chunks.take() else { return Ok(None) };
        let end = chunks.finish()?;
        Ok((!end.is_empty()).then_some(end))
    }

    /// SHA-256 of all that was read.
    pub fn hash(self) -> Vec<u8> {
        self.hash.finish().as_ref().to_vec()
    }
}

/// An object that is gone or damaged, for the log and whoever looks after the house.
pub(super) fn broken(row: &Document, why: &dyn std::fmt::Display) -> AppError {
    AppError::Sealed(format!("the file of document {}: {why}; compare it with a backup", row.id))
}
