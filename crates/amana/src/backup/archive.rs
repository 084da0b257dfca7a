//! The sealed stream: manifest first, then the files. Nothing that is read from it has not been verified.

use std::fs::{self, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::digest;
use envelope::{FileError, FileKey, FileOpener, FileSealer, SystemEntropy};

use super::manifest::{self, Manifest, contradicts};
use crate::answer::Failure;
use crate::files;
use crate::progress::Progress;

const CONTEXT: &[u8] = b"amana/backup/v1";
/// LIMIT: a manifest names one file and a few counts.
const MANIFEST_MAX: u32 = 64 * 1024;
const PIECE: usize = 64 * 1024;

/// Length and SHA-256 of a file, in the manifest's words.
pub fn describe(path: &Path, name: &str) -> io::Result<manifest::File> {
    let (mut file, mut context, mut size) = (fs::File::open(path)?, digest::Context::new(&digest::SHA256), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        context.update(&piece[..length]);
        size += length as u64;
    }
    Ok(manifest::File { name: name.to_owned(), size, sha256: hex(context) })
}

/// Writes the backup `to`, which is not there yet: whole, or not at all.
pub fn write(to: &Path, manifest: &Manifest, folder: &Path, key: &FileKey) -> io::Result<()> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = to.with_file_name(name);
    let written = seal(&part, manifest, folder, key).and_then(|()| {
        fs::rename(&part, to)?;
        files::sync_folder_of(to)
    });
    if written.is_err() {
        // the part is of no use; where even this fails, its name says what it is
        drop(fs::remove_file(&part));
    }
    written
}

fn seal(part: &Path, manifest: &Manifest, folder: &Path, key: &FileKey) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    let mut sealer = FileSealer::new(BufWriter::with_capacity(4 * PIECE, file), key, CONTEXT, &SystemEntropy)?;
    let json = serde_json::to_vec(manifest)?;
    let length = u32::try_from(json.len()).ok().filter(|length| *length <= MANIFEST_MAX);
    sealer.write_all(&length.ok_or_else(|| io::Error::other("the manifest is too long"))?.to_be_bytes())?;
    sealer.write_all(&json)?;
    let mut progress = Progress::new("sealing", manifest.files.iter().map(|file| file.size).sum());
    for file in &manifest.files {
        let mut from = fs::File::open(folder.join(&file.name))?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = from.read(&mut piece)?;
            if length == 0 {
                break;
            }
            sealer.write_all(&piece[..length])?;
            progress.add(length as u64);
        }
    }
    sealer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// A backup that is being read.
pub struct Reading {
    opener: FileOpener<BufReader<fs::File>>,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Opens a backup and reads its manifest.
pub fn open(from: &Path, key: &FileKey) -> Result<Reading, Failure> {
    let file = fs::File::open(from).map_err(|error| Failure::Usage(format!("{}: {error}", from.display())))?;
    let mut opener = FileOpener::new(BufReader::new(file), key, CONTEXT).map_err(refused)?;
    let mut length = [0; 4];
    opener.read_exact(&mut length).map_err(refused)?;
    let length = u32::from_be_bytes(length);
    if length > MANIFEST_MAX {
        return Err(contradicts("a manifest too long to be one"));
    }
    let mut json = vec![0; length as usize];
    opener.read_exact(&mut json).map_err(refused)?;
    Ok(Reading { opener, manifest: Manifest::parse(&json)? })
}

impl Reading {
    /// Unpacks the files into a folder, and checks lengths, hashes and that nothing follows.
    pub fn unpack(mut self, folder: &Path) -> Result<Manifest, Failure> {
        let mut progress = Progress::new("opening", self.manifest.files.iter().map(|file| file.size).sum());
        for file in &self.manifest.files {
            let path = folder.join(&file.name);
            let failed = |error: io::Error| Failure::io(&path, &error);
            let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(failed)?;
            let (mut left, mut context) = (file.size, digest::Context::new(&digest::SHA256));
            let mut piece = vec![0; PIECE];
            while left > 0 {
                let wanted = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
                let length = self.opener.read(&mut piece[..wanted]).map_err(refused)?;
                if length == 0 {
                    return Err(contradicts("a file shorter than it says"));
                }
                context.update(&piece[..length]);
                out.write_all(&piece[..length]).map_err(failed)?;
                left -= length as u64;
                progress.add(length as u64);
            }
            out.sync_all().map_err(failed)?;
            if hex(context) != file.sha256 {
                return Err(contradicts("a file with another hash than it says"));
            }
        }
        match self.opener.read(&mut [0]).map_err(refused)? {
            0 => Ok(self.manifest),
            _ => Err(contradicts("something after its last file")),
        }
    }
}

fn hex(context: digest::Context) -> String {
    audit::hash::to_hex(context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes"))
}

/// What a seal that does not open means for the person at the command line.
fn refused(error: io::Error) -> Failure {
    let sealed = error.get_ref().and_then(|inner| inner.downcast_ref::<FileError>());
    match sealed {
        Some(FileError::NotSealed) => Failure::Unsafe("this is no backup of Amana".to_owned()),
        Some(FileError::WrongVersion(_)) => {
            Failure::Unsafe(format!("the backup is damaged at its begin, or was taken by a newer program ({error})"))
        }
        Some(FileError::WrongKey) => Failure::Unsafe(
            "the backup is foreign: it was sealed by another installation or under another backup key".to_owned(),
        ),
        Some(FileError::Cut(_)) => Failure::Unsafe(format!("the backup is cut short; use another copy ({error})")),
        Some(_) => Failure::Unsafe(format!("the backup is damaged; use another copy ({error})")),
        None if error.kind() == io::ErrorKind::UnexpectedEof => contradicts("no manifest"),
        None => Failure::Failed(format!("the backup cannot be read: {error}")),
    }
}
