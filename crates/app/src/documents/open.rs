//! A document is opened: policy is asked again at this very moment, and no byte of what is not clean ever leaves.

use domain::{DocumentRule, DocumentState};
use policy::Permit;
use store::Tx;
use store::tables::documents::Document;
use uuid::Uuid;

use super::file::{self, Part, Reading, Unread, broken};
use super::ports::{Looked, Piece, Task};
use super::see::found;
use super::whose::{Whose, object};
use crate::admit::Key;
use crate::caller::Caller;
use crate::{AppError, Desk, House};

/// A clean document that the caller may open now. The permit names this document at this version and no other.
#[derive(Debug)]
pub struct Opened {
    /// The row.
    pub row: Document,
    /// What is accepted as it.
    pub rule: &'static DocumentRule,
    /// Whose it is, and how the caller stands to that.
    pub whose: Whose,
    /// The policy's word.
    pub permit: Permit,
}

/// Whether the caller may open this document now; `through` names the case by which they come to it. [`AppError::Conflict`]
/// `document_waits` while it waits for the check, `document_held` while the scanner holds it, `document_refused` when it was refused.
/// The caller leaves the record ([`crate::record::allowed`] with the permit, and [`Whose::on_record`]).
pub fn admit(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, through: Option<&Key>) -> Result<Opened, AppError> {
    let (row, whose, rule) = found(tx, desk, caller, id, through)?;
    let permit = whose.may(desk, caller, rule.opened_by(), rule, object(&row))?;
    match row.state {
        DocumentState::Clean | DocumentState::Overruled => Ok(Opened { row, rule, whose, permit }),
        DocumentState::Waiting => Err(AppError::Conflict("document_waits")),
        DocumentState::Held => Err(AppError::Conflict("document_held")),
        DocumentState::Refused => Err(AppError::Conflict("document_refused")),
        DocumentState::Destroyed => Err(AppError::NotFound),
    }
}

/// A file that is being opened, in pieces.
pub struct Opening {
    row: Document,
    reading: Reading,
}

impl Opening {
    /// The next piece in clear; `None` at the end of a file that was sound. An error is final.
    pub async fn next(&mut self) -> Result<Option<Piece>, AppError> {
        self.reading.next().await.map_err(|unread| match unread {
            Unread::Trouble(trouble) => trouble.into(),
            Unread::Damaged(error) => broken(&self.row, &error),
        })
    }
}

/// The document's bytes, after the record of it is durable.
pub async fn bytes(house: &House, opened: &Opened) -> Result<Opening, AppError> {
    part(house, opened, Part::Whole).await
}

/// Its small picture: JPEG of at most 320 pixels.
pub async fn small(house: &House, opened: &Opened) -> Result<Opening, AppError> {
    part(house, opened, Part::Small).await
}

async fn part(house: &House, opened: &Opened, part: Part) -> Result<Opening, AppError> {
    let row = &opened.row;
    let object = match part {
        Part::Whole => row.object.as_deref(),
        Part::Small => row.small.as_deref(),
    };
    let object = object.ok_or(AppError::NotFound)?;
    let key = file::key(house, row, opened.rule.class, &opened.permit).await?;
    let reading = Reading::begin(house, key, row.id, object, part).await?;
    let reading = reading.ok_or_else(|| broken(row, &"it is missing"))?;
    Ok(Opening { row: row.clone(), reading })
}

/// One page as a picture (JPEG), the first is 0, its longer side of at most so many pixels, with these words drawn across it.
pub async fn draw(house: &House, opened: &Opened, page: usize, side: u32, words: &str) -> Result<Piece, AppError> {
    if page >= usize::try_from(opened.row.pages).unwrap_or(0) {
        return Err(AppError::NotFound);
    }
    let mut opening = bytes(house, opened).await?;
    let mut looking = house.documents.looker.begin(Task::Draw { page, side, words: words.to_owned() }).await?;
    while let Some(piece) = opening.next().await? {
        looking.take(&piece).await?;
    }
    match looking.finish().await? {
        (Looked::Drawn { .. }, mut picture) => {
            let mut all = Piece::default();
            while let Some(mut bytes) = picture.next().await? {
                all.append(&mut bytes);
            }
            Ok(all)
        }
        (Looked::Refused(refusal), _) => Err(broken(&opened.row, &refusal)),
        (Looked::Accepted { .. }, _) => Err(broken(&opened.row, &"the process that draws it answered something else")),
    }
}
