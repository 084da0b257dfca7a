//! The way to a running server: a Unix socket in the data folder, open to the server's own user only.
//!
//! One command on each connection: a frame of JSON, a frame with the file it brings along (empty for none), then the
//! answer as one frame. A frame is its length in four bytes, big-endian, and so many bytes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::Ask;
use crate::answer::{Answer, Failure};

/// The most bytes of a command, of its file and of an answer.
pub const FRAME_MAX: usize = 16 * 1024 * 1024;

/// The socket of a data folder.
pub fn socket(data: &Path) -> PathBuf {
    data.join("amana.sock")
}

/// An outcome as it goes over the socket.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The exit status.
    status: u8,
    /// For people.
    text: String,
    /// For programs; null for a failure.
    json: Value,
}

impl From<Result<Answer, Failure>> for Outcome {
    fn from(outcome: Result<Answer, Failure>) -> Self {
        match outcome {
            Ok(answer) => Self { status: u8::from(!answer.holds), text: answer.text, json: answer.json },
            Err(failure) => Self { status: failure.status(), text: failure.to_string(), json: Value::Null },
        }
    }
}

impl From<Outcome> for Result<Answer, Failure> {
    fn from(outcome: Outcome) -> Self {
        match (outcome.status, &outcome.json) {
            (1, Value::Null) => Err(Failure::Failed(outcome.text)),
            (2, _) => Err(Failure::Usage(outcome.text)),
            (3, _) => Err(Failure::Unsafe(outcome.text)),
            (status, _) => Ok(Answer::checked(status == 0, outcome.text, outcome.json)),
        }
    }
}

/// Hands a command to the running server and waits for its answer.
pub async fn send(data: &Path, ask: &Ask, file: &[u8]) -> Result<Answer, Failure> {
    let path = socket(data);
    let mut stream = UnixStream::connect(&path).await.map_err(|error| {
        Failure::Unsafe(format!(
            "another process has the database, and nobody answers at {} ({error}): a server that is starting or stopping, \
             another command, or a server of another user; wait for it, or stop it first",
            path.display()
        ))
    })?;
    let broken = |error: std::io::Error| {
        Failure::Failed(format!("the server broke off before it answered ({error}); look whether it was done"))
    };
    let ask = serde_json::to_vec(ask).expect("plain words are JSON");
    write(&mut stream, &ask).await.map_err(broken)?;
    write(&mut stream, file).await.map_err(broken)?;
    let answer = read(&mut stream).await.map_err(broken)?;
    let outcome: Outcome = serde_json::from_slice(&answer)
        .map_err(|_| Failure::Failed("the server's answer cannot be read: is it another version?".to_owned()))?;
    outcome.into()
}

/// Writes one frame.
pub async fn write(stream: &mut UnixStream, frame: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(frame.len()).ok().filter(|_| frame.len() <= FRAME_MAX).ok_or_else(too_long)?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(frame).await?;
    stream.flush().await
}

/// Reads one frame.
pub async fn read(stream: &mut UnixStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).await?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > FRAME_MAX {
        return Err(too_long());
    }
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame).await?;
    Ok(frame)
}

fn too_long() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, "a frame of more than 16 MiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_comes_through_as_it_was() {
        let through = |outcome: Result<Answer, Failure>| -> Result<Answer, Failure> {
            let bytes = serde_json::to_vec(&Outcome::from(outcome)).expect("JSON");
            serde_json::from_slice::<Outcome>(&bytes).expect("read back").into()
        };
        for failure in [Failure::Failed("a".into()), Failure::Usage("b".into()), Failure::Unsafe("c".into())] {
            assert_eq!(through(Err(failure.clone())).expect_err("a failure"), failure);
        }
        for holds in [true, false] {
            let answer = through(Ok(Answer::checked(holds, "said", serde_json::json!({"n": 1})))).expect("an answer");
            assert_eq!((answer.holds, answer.text.as_str(), &answer.json["n"]), (holds, "said", &1.into()));
        }
    }

    #[tokio::test]
    async fn a_frame_that_claims_too_much_is_refused_before_it_is_read() {
        let (mut here, mut there) = UnixStream::pair().expect("a pair");
        here.write_all(&u32::MAX.to_be_bytes()).await.expect("written");
        assert_eq!(read(&mut there).await.expect_err("too long").kind(), std::io::ErrorKind::InvalidData);
        assert!(write(&mut here, &vec![0; FRAME_MAX + 1]).await.is_err());
    }
}
