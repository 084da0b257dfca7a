//! A document that is sent with a form: what stands before the file is read first, the file passes on in pieces as it comes, and is held by
//! nobody whole.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use app::documents::{self, NewDocument, Receiving};
use app::{AppError, Caller, House};
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Request};
use axum::http::StatusCode;
use futures_util::Stream;

use crate::input::is_unkept;

/// LIMIT: bytes of a body that carries a document: 20 MiB for the file, the rest for what stands around it.
pub const BODY_MAX: usize = 20 * 1024 * 1024 + 64 * 1024;
/// LIMIT: parts before the file.
const PARTS_MAX: usize = 8;
/// LIMIT: bytes of a part that is no file.
const TEXT_MAX: usize = 512;
/// LIMIT: bytes that are read in a row before what came is sealed and written. Each turn wakes a thread.
const IN_A_ROW_MAX: usize = 128 * 1024;
/// LIMIT: how long the next piece may take to come. Who sends nothing for so long is cut off.
const PIECE_MAX: Duration = Duration::from_secs(20);

/// What stands before the file.
#[derive(Debug, Clone, Default)]
pub struct Said(Vec<(String, String)>);

impl Said {
    /// The part of this name without blanks around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(part, _)| part == name).map_or("", |(_, text)| text.trim())
    }

    /// The same; none when it is empty.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The first part that is none of these.
    pub fn unknown(&self, known: &[&str]) -> Option<&str> {
        self.0.iter().map(|(part, _)| part.as_str()).find(|part| !known.contains(part))
    }

    /// All of it, for an idempotency key.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(part, text)| [part.as_bytes(), b"=", text.as_bytes(), b"\0"].concat()).collect()
    }
}

/// Why a document was not taken.
#[derive(Debug)]
pub enum Untaken {
    /// The form cannot be read, is too large, or stands still.
    Form(StatusCode),
    /// The use case says no.
    App(AppError),
}

impl From<AppError> for Untaken {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

/// Lets a body through in pieces: whoever takes a form apart would else read on for as long as something comes, and hold it all.
pub async fn in_pieces(request: Request) -> Request {
    request.map(|body| Body::from_stream(Pieces { body: body.into_data_stream(), given: 0 }))
}

struct Pieces {
    body: BodyDataStream,
    /// Bytes that were given since whoever asks had a turn.
    given: usize,
}

impl Stream for Pieces {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.given >= IN_A_ROW_MAX {
            self.given = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = Pin::new(&mut self.body).poll_next(cx);
        match &next {
            Poll::Ready(Some(Ok(bytes))) => self.given += bytes.len(),
            _ => self.given = 0,
        }
        next
    }
}

/// Takes a document from a form whose last part is the file. `of` makes of what stands before it what is filed, and is asked before the
/// first byte of the file is read.
pub async fn take<E>(
    house: &House,
    caller: &Caller,
    mut parts: Multipart,
    of: impl FnOnce(&Said) -> Result<NewDocument, E>,
) -> Result<(Receiving, Said), E>
where
    E: From<Untaken>,
{
    let mut said = Said::default();
    while let Some(part) = next(&mut parts).await? {
        if part.name() == Some("file") {
            let new = of(&said)?;
            let receiving = documents::begin(house, caller, new).await.map_err(Untaken::App)?;
            let receiving = passed_on(part, receiving).await?;
            return match next(&mut parts).await? {
                // What comes too late would be overlooked.
                Some(_) => Err(Untaken::Form(StatusCode::BAD_REQUEST).into()),
                None => Ok((receiving, said)),
            };
        }
        if said.0.len() == PARTS_MAX {
            return Err(Untaken::Form(StatusCode::BAD_REQUEST).into());
        }
        let name = part.name().unwrap_or_default().to_owned();
        said.0.push((name, text(part).await?));
    }
    Err(Untaken::Form(StatusCode::BAD_REQUEST).into())
}

async fn in_time<T>(
    of: impl Future<Output = Result<T, axum::extract::multipart::MultipartError>>,
) -> Result<T, Untaken> {
    match tokio::time::timeout(PIECE_MAX, of).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(Untaken::Form(error.status())),
        Err(_) => Err(Untaken::Form(StatusCode::REQUEST_TIMEOUT)),
    }
}

async fn next(parts: &mut Multipart) -> Result<Option<Field<'_>>, Untaken> {
    in_time(parts.next_field()).await
}

async fn text(mut part: Field<'_>) -> Result<String, Untaken> {
    let unread = || Untaken::Form(StatusCode::BAD_REQUEST);
    let mut bytes = Vec::new();
    while let Some(piece) = in_time(part.chunk()).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > TEXT_MAX {
            return Err(unread());
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| unread())?;
    if is_unkept(&text) { Err(unread()) } else { Ok(text) }
}

async fn passed_on(mut part: Field<'_>, mut receiving: Receiving) -> Result<Receiving, Untaken> {
    while let Some(piece) = in_time(part.chunk()).await? {
        receiving.take(&piece).await?;
    }
    Ok(receiving)
}
