//! The check of a document: looked into and made anew by a process of its own, then scanned. Only a clear word of the scanner's makes it
//! clean; whatever else happens, it waits, and the job comes back.
//!
//! Killed at any point it begins again: the row moves in one step, and an object that no row names is swept.

use documents::Refusal;
use domain::{DocumentRule, DocumentState};
use jiff::ToSpan;
use store::tables::documents::{self as table, Document};
use store::{Job, Recorded, Scope, StoreError, Tx};
use uuid::Uuid;

use super::file::{self, Part, Reading, Stored, Unread, Writing};
use super::ports::{Looked, Task, Trouble, Verdict};
use super::put::{PER_OWNER_MAX, type_of};
use super::reasons::reason_of;
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::{AppError, Desk, House, record};

/// The job's verb.
pub(crate) const LOOK: &str = "check-document";
/// What stands as the scanner's name where a decision of the operator's took its place.
pub(super) const UNSCANNED: &str = "none";

/// Days that it is told why a document was refused.
const REFUSED_DAYS: i32 = 30;
/// Documents that are judged anew in one round of tidying.
const ANEW: u32 = 200;

/// Attempts that follow each other within seconds; a moment's trouble is over by then.
const SOON: i64 = 4;

const JOB: Scope = Scope::System(Job::Relay);

/// Carries the check of a document as far as it goes now. It may run twice, also at the same time: the first that is done is kept.
/// While the store, the keys or the place of files are away it waits, however long that takes, and is never given up.
pub(crate) async fn carry_on(house: &House, id: Uuid, attempts: i64) -> Result<Done, AppError> {
    match as_far_as_it_goes(house, id).await {
        Err(error) if error.passes() && attempts > SOON => {
            tracing::warn!(document = %id, %error, "a document waits to be looked into");
            Ok(Done::Waits)
        }
        done => done,
    }
}

async fn as_far_as_it_goes(house: &House, id: Uuid) -> Result<Done, AppError> {
    let found = house.store.read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::get(tx, id)?) }).await?;
    let Some(row) = found else { return Ok(Done::Done) };
    match row.state {
        DocumentState::Waiting if row.looked_at.is_none() => match look(house, row).await? {
            Some(row) => scan(house, row).await,
            None => Ok(Done::Done),
        },
        DocumentState::Waiting | DocumentState::Clean | DocumentState::Held => scan(house, row).await,
        _ => Ok(Done::Done),
    }
}

/// Makes of the file what is kept. `None` when it was refused, and nothing is left to be scanned.
async fn look(house: &House, row: Document) -> Result<Option<Document>, AppError> {
    let rule = DocumentRule::of(row.kind, row.owner_kind).ok_or(AppError::NotFound)?;
    let key = file::check_key(house, &row).await?;
    let object = row.object.clone().ok_or(AppError::NotFound)?;
    let Some(mut reading) = Reading::begin(house, key.clone(), row.id, &object, Part::Whole).await? else {
        return lost(house, row, "it is missing").await;
    };
    let mut looking = house.documents.looker.begin(Task::Accept).await?;
    loop {
        match reading.next().await {
            Ok(Some(piece)) => looking.take(&piece).await?,
            Ok(None) => break,
            Err(Unread::Trouble(trouble)) => return Err(trouble.into()),
            Err(Unread::Damaged(error)) => return lost(house, row, &error.to_string()).await,
        }
    }
    if row.object_hash.as_deref() != Some(&reading.hash()[..]) {
        return lost(house, row, "its hash is another").await;
    }
    let (looked, mut made) = looking.finish().await?;
    let (content, pages, bytes) = match looked {
        Looked::Accepted { content, pages, bytes, .. } => (content, pages, bytes),
        Looked::Refused(refusal) => return refused(house, row, reason_of(&refusal)).await,
        Looked::Drawn { .. } => return Err(strange()),
    };
    if pages > rule.pages_max {
        return refused(house, row, reason_of(&Refusal::TooManyPages { pages, most: rule.pages_max })).await;
    }
    let mut whole = Writing::begin(house, &key, row.id, Part::Whole).await?;
    let mut small = Writing::begin(house, &key, row.id, Part::Small).await?;
    let mut left = bytes;
    while let Some(piece) = made.next().await? {
        let (of_whole, of_small) = piece.split_at(left.min(piece.len()));
        left -= of_whole.len();
        whole.take(of_whole).await?;
        small.take(of_small).await?;
    }
    if left > 0 {
        return Err(strange());
    }
    let (whole, small) = (whole.finish(house).await?, small.finish(house).await?);
    kept(house, row, type_of(content), pages, whole, small).await.map(Some)
}

fn strange() -> AppError {
    Trouble::Later("the process that looks into files gave no answer that can be read".to_owned()).into()
}

/// Puts what was made in the place of what was sent, which is destroyed.
async fn kept(
    house: &House,
    row: Document,
    content: domain::DocumentType,
    pages: usize,
    whole: Stored,
    small: Stored,
) -> Result<Document, AppError> {
    let sent = row.object.clone();
    let made = Document {
        content,
        pages: i64::try_from(pages).unwrap_or(i64::MAX),
        bytes: whole.bytes,
        object: Some(whole.object),
        object_hash: Some(whole.hash),
        object_bytes: whole.sealed_bytes,
        small: Some(small.object),
        small_hash: Some(small.hash),
        looked_at: Some(house.real()),
        ..row
    };
    let saved = made.clone();
    let outcome = house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            table::save(tx, &saved)?;
            Ok(Recorded::housekeeping(()))
        })
        .await;
    let gone = match &outcome {
        Ok(()) => [sent, None],
        // Nobody knows whether the row names them now: what it does not name is swept.
        Err(AppError::Store(StoreError::Gone)) => [None, None],
        // Somebody else was quicker, or it was destroyed meanwhile.
        Err(_) => [made.object.clone(), made.small.clone()],
    };
    for object in gone.into_iter().flatten() {
        house.documents.objects.remove(&object).await?;
    }
    outcome?;
    Ok(Document { version: made.version + 1, ..made })
}

/// What lies there is not what was sent. Whoever filed it has to file it anew, and somebody has to look at the disk.
async fn lost(house: &House, row: Document, why: &str) -> Result<Option<Document>, AppError> {
    tracing::error!(document = %row.id, why, "the file of a document that was filed cannot be read");
    refused(house, row, "document_lost").await
}

/// Refuses a document for this reason, and destroys what was sent.
async fn refused(house: &House, row: Document, reason: &'static str) -> Result<Option<Document>, AppError> {
    let desk = house.desk();
    let object = row.object.clone();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let refused = Document {
                state: DocumentState::Refused,
                reason: Some(reason.to_owned()),
                object: None,
                object_hash: None,
                key: None,
                check_key: None,
                looked_at: Some(desk.real),
                kept_until: Some(desk.today().saturating_add(REFUSED_DAYS.days())),
                ..row.clone()
            };
            table::save(tx, &refused)?;
            let draft = on_record(&desk, &row, "document_refused").fact("reason", audit::Fact::Word(reason.to_owned()));
            Ok(Recorded::with((), draft))
        })
        .await?;
    if let Some(object) = object {
        house.documents.objects.remove(&object).await?;
    }
    Ok(None)
}

/// A record of the house about a document and whoever it is about.
pub(super) fn on_record(desk: &Desk, row: &Document, action: &str) -> audit::Draft {
    let draft = record::plain(desk, &Caller::system(), action, 0)
        .org(Some(row.org))
        .object(audit::Object::new("document", row.id).at(row.version))
        .fact("kind", audit::Fact::Word(row.kind.as_str().to_owned()));
    about(draft, row)
}

/// Names the worker whom a document is about, so that a record of it is found by them.
pub(super) fn about(draft: audit::Draft, row: &Document) -> audit::Draft {
    match row.worker {
        Some(worker) => draft.object(audit::Object::new("worker", worker.0)),
        None => draft,
    }
}

/// Has the scanner look at it. Without a scanner it waits, unless the operator decided otherwise for its kind.
async fn scan(house: &House, row: Document) -> Result<Done, AppError> {
    let Some(scanner) = house.documents.scanner.clone() else {
        if row.state == DocumentState::Waiting && house.documents.unscanned.contains(&row.kind) {
            judged(house, row, Verdict::Clean, UNSCANNED.to_owned()).await?;
            return Ok(Done::Done);
        }
        return Ok(if row.state == DocumentState::Waiting { Done::Waits } else { Done::Done });
    };
    match verdict(house, &*scanner, &row).await {
        Ok(Some((Some(verdict), about))) => {
            judged(house, row, verdict, about).await?;
            Ok(Done::Done)
        }
        Ok(Some((None, about))) => {
            unread(house, row, about).await?;
            Ok(Done::Done)
        }
        Ok(None) => Ok(Done::Done),
        Err(Unscanned::Trouble(trouble)) => {
            tracing::warn!(document = %row.id, %trouble, "a document waits for the scanner");
            Ok(Done::Waits)
        }
        Err(Unscanned::App(error)) => Err(error),
    }
}

/// Why there is no verdict.
enum Unscanned {
    Trouble(Trouble),
    App(AppError),
}

impl From<Trouble> for Unscanned {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// The scanner's word on what lies there, and by which signatures; no word where nothing that can be read lies there. `None` where it has
/// judged by these before.
async fn verdict(
    house: &House,
    scanner: &dyn super::ports::Scanner,
    row: &Document,
) -> Result<Option<(Option<Verdict>, String)>, Unscanned> {
    let about = scanner.about().await?;
    if row.state != DocumentState::Waiting && row.signatures.as_ref() == Some(&about) {
        return Ok(None);
    }
    let key = file::check_key(house, row).await.map_err(Unscanned::App)?;
    let Some(object) = &row.object else { return Ok(None) };
    let Some(mut reading) = Reading::begin(house, key, row.id, object, Part::Whole).await? else {
        tracing::error!(document = %row.id, "the file of a document is missing");
        return Ok(Some((None, about)));
    };
    let mut scanning = scanner.begin(u64::try_from(row.bytes).unwrap_or(0)).await?;
    loop {
        match reading.next().await {
            Ok(Some(piece)) => scanning.take(&piece).await?,
            Ok(None) => break,
            Err(Unread::Trouble(trouble)) => return Err(trouble.into()),
            Err(Unread::Damaged(error)) => {
                tracing::error!(document = %row.id, %error, "the file of a document is damaged");
                return Ok(Some((None, about)));
            }
        }
    }
    Ok(Some((Some(scanning.finish().await?), about)))
}

/// What cannot be read is a matter of the catalogue; it is not asked for again until the signatures are others, or it would keep its place
/// among those that are judged anew.
async fn unread(house: &House, row: Document, about: String) -> Result<(), AppError> {
    if row.state == DocumentState::Waiting {
        return Ok(());
    }
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            table::save(tx, &Document { signatures: Some(about.clone()), ..row.clone() })?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Has everything judged anew that was judged by other signatures than the scanner has now; what is held as well, for a false alarm is
/// mended by new signatures.
pub(crate) async fn judge_anew(house: &House) -> Result<(), AppError> {
    let Some(scanner) = house.documents.scanner.clone() else { return Ok(()) };
    let about = match scanner.about().await {
        Ok(about) => about,
        Err(trouble) => {
            tracing::warn!(%trouble, "the scanner");
            return Ok(());
        }
    };
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            for row in table::judged_before(tx, &about, ANEW)? {
                notices::long_job(tx, &desk, LOOK, row.id, row.version)?;
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// A version that is clean takes the place of those before it: from now on they are kept as long as their kind says. Until then they stood,
/// whatever waited or was held behind them. What was refused has a time of its own.
fn takes_place(tx: &mut Tx, desk: &Desk, clean: &Document) -> Result<(), AppError> {
    let rule = DocumentRule::of(clean.kind, clean.owner_kind).ok_or(AppError::NotFound)?;
    let until = desk.today().saturating_add(rule.kept());
    let most = u32::try_from(PER_OWNER_MAX).unwrap_or(u32::MAX);
    for earlier in table::of_owner(tx, clean.owner, false, most)? {
        if earlier.paper == clean.paper && earlier.nth < clean.nth {
            table::replaced(tx, earlier.id, desk.real, until)?;
        }
    }
    Ok(())
}

/// Keeps the verdict.
async fn judged(house: &House, row: Document, verdict: Verdict, about: String) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut judged = Document { scanned_at: Some(desk.real), signatures: Some(about.clone()), ..row.clone() };
            let again = row.state != DocumentState::Waiting;
            let draft = match &verdict {
                // Nothing new: it stays where it is, and nobody is told twice.
                Verdict::Found(_) if row.state == DocumentState::Held => {
                    table::save(tx, &judged)?;
                    return Ok(Recorded::housekeeping(()));
                }
                Verdict::Clean => {
                    judged.state = DocumentState::Clean;
                    judged.reason = None;
                    if row.state != DocumentState::Clean {
                        takes_place(tx, &desk, &row)?;
                    }
                    let unscanned = about == UNSCANNED;
                    on_record(&desk, &row, "document_clean").fact("unscanned", audit::Fact::Flag(unscanned))
                }
                Verdict::Found(what) => {
                    judged.state = DocumentState::Held;
                    judged.reason = Some(what.chars().filter(|c| !c.is_control()).take(100).collect());
                    let key = format!("document-held:{}:{}", row.id, row.version);
                    notices::tell_operator(tx, &desk, "task-document-held", &key, &serde_json::json!({}))?;
                    on_record(&desk, &row, "document_held").fact("finding", audit::Fact::Word(word(what)))
                }
            };
            table::save(tx, &judged)?;
            Ok(Recorded::with((), draft.fact("again", audit::Fact::Flag(again))))
        })
        .await
}

/// What the scanner calls it, as a word of the log.
fn word(what: &str) -> String {
    let plain = what.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    format!("f:{}", plain.take(60).collect::<String>())
}
