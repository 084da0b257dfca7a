//! Reading a sealed file that comes in pieces from elsewhere: pieces go in, what is verified comes out.

use aws_lc_rs::constant_time;
use zeroize::Zeroizing;

use super::{CHUNK, FileError, FileKey, HEADER, MAGIC, Stream, TAG};

/// Opens a sealed file whose bytes are pushed. Nothing comes out before its chunk is verified, and only [`FileChunks::finish`] says that
/// the whole file was sound. Holds at most a chunk and what was pushed last.
#[derive(Debug)]
pub struct FileChunks {
    key: FileKey,
    context: Vec<u8>,
    stream: Option<Stream>,
    ahead: Zeroizing<Vec<u8>>,
}

impl FileChunks {
    /// Begins; `context` as it was given to the sealer.
    pub fn new(key: FileKey, context: &[u8]) -> Self {
        Self { key, context: context.to_vec(), stream: None, ahead: Zeroizing::new(Vec::new()) }
    }

    /// Takes some bytes of the sealed file and gives what they complete.
    pub fn push(&mut self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, FileError> {
        self.ahead.extend_from_slice(sealed);
        if self.stream.is_none() {
            if self.ahead.len() < HEADER {
                return Ok(Zeroizing::new(Vec::new()));
            }
            self.stream = Some(header(&self.key, &self.context, &self.ahead[..HEADER])?);
            self.ahead.drain(..HEADER);
        }
        let stream = self.stream.as_mut().ok_or(FileError::NotSealed)?;
        let mut plain = Zeroizing::new(Vec::new());
        let mut done = 0;
        // A chunk is known not to be the last when something follows it.
        while self.ahead.len() - done > CHUNK + TAG {
            let at = stream.chunk;
            let chunk = &mut self.ahead[done..done + CHUNK + TAG];
            let length = stream.open(false, chunk).ok_or(FileError::Damaged(at))?;
            plain.extend_from_slice(&chunk[..length]);
            done += CHUNK + TAG;
        }
        self.ahead.drain(..done);
        Ok(plain)
    }

    /// The end of the file, when all of it was pushed.
    pub fn finish(mut self) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let Some(stream) = &mut self.stream else {
            return Err(if self.ahead.starts_with(MAGIC) { FileError::Cut(0) } else { FileError::NotSealed });
        };
        let at = stream.chunk;
        if self.ahead.len() < TAG {
            return Err(FileError::Cut(at));
        }
        let length = stream.open(true, &mut self.ahead).ok_or(FileError::Damaged(at))?;
        self.ahead.truncate(length);
        Ok(self.ahead)
    }
}

/// The stream that this header belongs to, if it is this key's and stands where it was put.
pub(super) fn header(key: &FileKey, context: &[u8], header: &[u8]) -> Result<Stream, FileError> {
    let Some(rest) = header.strip_prefix(MAGIC) else { return Err(FileError::NotSealed) };
    match rest.first() {
        Some(1) => {}
        Some(other) => return Err(FileError::WrongVersion(*other)),
        None => return Err(FileError::NotSealed),
    }
    if header.len() < HEADER {
        return Err(FileError::Cut(0));
    }
    if rest[1..9] != key.id().0 {
        return Err(FileError::WrongKey);
    }
    let salt: &[u8; 32] = rest[9..41].try_into().expect("a range of 32 bytes");
    let (stream, check) = key.stream(salt, context);
    constant_time::verify_slices_are_equal(&check, &rest[41..HEADER - MAGIC.len()]).map_err(|_| FileError::Moved)?;
    Ok(stream)
}
