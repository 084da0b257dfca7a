//! The weekly catalogue: every object against its row, its hash and its key. What nobody owns is removed; what is missing or damaged is
//! told, because only a backup mends it.

use domain::{DocumentRule, DocumentState};
use envelope::FileError;
use jiff::{SignedDuration, Timestamp};
use store::tables::Limit;
use store::tables::document_catalogues::{self as table, Catalogue, Finding};
use store::tables::documents::{self, Document};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::file::{self, Part, Reading, Unread};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::{AppError, House, record};

/// The job that goes through everything.
pub(crate) const VERIFY: &str = "catalogue-documents";
/// The job that removes what nobody owns.
pub(crate) const SWEEP: &str = "sweep-documents";

const JOB: Scope = Scope::System(Job::Housekeeping);
/// Documents that are read to their end before the job's lease is drawn anew.
const SLICE: u32 = 8;
/// LIMIT: findings that are kept of one catalogue; the rest is counted, by kind.
const FINDINGS_MAX: usize = 500;
/// So begins the object of a finding that counts others; their number follows.
const LEFT_OUT: &str = "more:";
/// How long an object may lie there before its row does.
const ORPHAN: SignedDuration = SignedDuration::from_hours(1);
/// How long a catalogue is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(366 * 24);
const DAY: i64 = 24 * 3600;

/// Has everything gone through once a week, and what nobody owns removed once a day.
pub(crate) async fn due(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let day = desk.real.as_second().div_euclid(DAY);
    let before = desk.real.saturating_sub(KEPT).unwrap_or(desk.real);
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            table::forget(tx, before)?;
            notices::long_job(tx, &desk, SWEEP, Uuid::nil(), day)?;
            let newest = table::newest(tx, Limit::PAGE)?.into_iter().next();
            // 1 January 1970 was a Thursday: the week of the catalogue begins with it.
            let week = day.div_euclid(7);
            let this_week = |made: &Catalogue| made.begun_at.as_second().div_euclid(DAY).div_euclid(7) == week;
            if !newest.as_ref().is_some_and(this_week) {
                begun(tx, &desk)?;
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
}

fn begun(tx: &mut Tx, desk: &crate::Desk) -> Result<Uuid, AppError> {
    let id = desk.id(0x31);
    let new =
        Catalogue { id, begun_at: desk.real, done_at: None, after: None, checked: 0, sound: 0, findings: Vec::new() };
    table::insert(tx, &new)?;
    notices::long_job(tx, desk, VERIFY, id, 1)?;
    Ok(id)
}

/// Goes through everything now, without waiting for the job: for the command on the operator's own machine.
pub async fn verify(house: &House) -> Result<Catalogue, AppError> {
    let desk = house.desk();
    let id = house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(Recorded::housekeeping(begun(tx, &desk)?)) })
        .await?;
    while carry_on(house, id).await? == Done::Again {}
    let found = house.store.read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::get(tx, id)?) }).await?;
    found.ok_or(AppError::NotFound)
}

/// One slice of a catalogue. Killed in between, the slice is read again.
pub(crate) async fn carry_on(house: &House, id: Uuid) -> Result<Done, AppError> {
    let found = house
        .store
        .read(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(made) = table::get(tx, id)?.filter(|made| made.done_at.is_none()) else { return Ok(None) };
            let slice = documents::chunk(tx, made.after, SLICE)?;
            Ok(Some((made, slice)))
        })
        .await?;
    let Some((mut made, slice)) = found else { return Ok(Done::Done) };
    let last = slice.len() < SLICE as usize;
    made.after = slice.last().map(|row| row.id).or(made.after);
    for row in &slice {
        one(house, row, &mut made).await?;
    }
    if last {
        for object in orphans(house).await? {
            add(&mut made, Finding { what: "orphaned".to_owned(), document: None, object, mended: true });
        }
        made.done_at = Some(house.real());
    }
    save(house, made).await?;
    Ok(if last { Done::Done } else { Done::Again })
}

async fn save(house: &House, made: Catalogue) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            table::save(tx, &made)?;
            if made.done_at.is_none() {
                return Ok(Recorded::housekeeping(()));
            }
            let number = |what: &str| {
                let of = made.findings.iter().filter(|finding| finding.what == what);
                audit::Fact::Number(of.map(number_of).fold(0, i64::saturating_add))
            };
            let mut draft = record::plain(&desk, &Caller::system(), "documents_catalogued", 0)
                .object(audit::Object::new("document_catalogue", made.id))
                .fact("checked", audit::Fact::Number(made.checked))
                .fact("sound", audit::Fact::Number(made.sound));
            for what in FINDINGS {
                draft = draft.fact(*what, number(what));
            }
            if made.findings.iter().any(|finding| !finding.mended) {
                let key = format!("document-catalogue:{}", made.id);
                notices::tell_operator(tx, &desk, "task-document-lost", &key, &serde_json::json!({}))?;
            }
            Ok(Recorded::with((), draft))
        })
        .await
}

/// What may be wrong.
pub const FINDINGS: &[&str] = &["missing", "damaged", "undecryptable", "orphaned", "outlived"];

fn add(made: &mut Catalogue, finding: Finding) {
    if !finding.mended {
        tracing::error!(what = finding.what, document = ?finding.document, object = finding.object, "the catalogue of documents");
    }
    if made.findings.len() < FINDINGS_MAX {
        made.findings.push(finding);
        return;
    }
    // What only a backup mends is never left out for what is mended already.
    let mended = made.findings.iter_mut().find(|kept| kept.mended && left_out(kept).is_none());
    let out = match mended.filter(|_| !finding.mended) {
        Some(place) => std::mem::replace(place, finding),
        None => finding,
    };
    let same = |kept: &&mut Finding| kept.what == out.what && kept.mended == out.mended && left_out(kept).is_some();
    let object = |number: i64| format!("{LEFT_OUT}{number}");
    match made.findings.iter_mut().find(same) {
        Some(counted) => counted.object = object(number_of(counted).saturating_add(1)),
        None => made.findings.push(Finding { document: None, object: object(1), ..out }),
    }
}

/// How many a finding stands for that counts those of its kind that were left out; none for any other. No object is called like this.
fn left_out(finding: &Finding) -> Option<i64> {
    finding.object.strip_prefix(LEFT_OUT)?.parse().ok()
}

fn number_of(finding: &Finding) -> i64 {
    left_out(finding).unwrap_or(1)
}

/// One document: its file, and its small picture.
async fn one(house: &House, row: &Document, made: &mut Catalogue) -> Result<(), AppError> {
    if row.state == DocumentState::Destroyed {
        return Ok(());
    }
    let finding = |what: &str, object: &str, mended| Finding {
        what: what.to_owned(),
        document: Some(row.id),
        object: object.to_owned(),
        mended,
    };
    // The next round of tidying destroys it.
    if row.kept_until.is_some_and(|until| until < house.desk().today()) {
        add(made, finding("outlived", row.object.as_deref().unwrap_or_default(), true));
    }
    let parts = [(&row.object, &row.object_hash, Part::Whole), (&row.small, &row.small_hash, Part::Small)];
    for (object, hash, part) in parts {
        let Some(object) = object else { continue };
        made.checked += 1;
        match wrong(house, row, object, hash.as_deref(), part).await? {
            None => made.sound += 1,
            Some(what) => add(made, finding(what, object, false)),
        }
    }
    Ok(())
}

/// What is wrong with an object; none where it is what was put there.
async fn wrong(
    house: &House,
    row: &Document,
    object: &str,
    hash: Option<&[u8]>,
    part: Part,
) -> Result<Option<&'static str>, AppError> {
    let key = match file::check_key(house, row).await {
        Ok(key) => key,
        Err(AppError::Sealed(_) | AppError::NotFound) => return Ok(Some("undecryptable")),
        Err(error) => return Err(error),
    };
    let Some(mut reading) = Reading::begin(house, key, row.id, object, part).await? else {
        return Ok(Some("missing"));
    };
    loop {
        match reading.next().await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(Unread::Trouble(trouble)) => return Err(trouble.into()),
            Err(Unread::Damaged(FileError::WrongKey | FileError::Moved)) => return Ok(Some("undecryptable")),
            Err(Unread::Damaged(_)) => return Ok(Some("damaged")),
        }
    }
    Ok((hash != Some(&reading.hash()[..])).then_some("damaged"))
}

/// Removes the objects that no document names and that are old enough, and names them. What is newer than all that this database knows
/// stays: in a copy from a backup it was filed after that, by the database that the copy was made of.
async fn orphans(house: &House) -> Result<Vec<String>, AppError> {
    let newest = house.store.read(JOB, |tx: &mut Tx| -> Result<_, AppError> { Ok(documents::newest(tx)?) }).await?;
    let Some(newest) = newest else { return Ok(Vec::new()) };
    let before = house.real().min(newest).saturating_sub(ORPHAN).unwrap_or(Timestamp::MIN);
    let mut removed = Vec::new();
    for prefix in 0..=u8::MAX {
        let listed = house.documents.objects.list(&format!("{prefix:02x}")).await?;
        let old: Vec<String> = listed.into_iter().filter(|one| one.at < before).map(|one| one.object).collect();
        for some in old.chunks(200) {
            let asked = some.to_vec();
            let known = house
                .store
                .read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(documents::known(tx, &asked)?) })
                .await?;
            for object in some.iter().filter(|object| !known.contains(object)) {
                house.documents.objects.remove(object).await?;
                removed.push(object.clone());
            }
        }
    }
    Ok(removed)
}

/// Removes what nobody owns and what writers left half done; on record where there was something.
pub(crate) async fn sweep(house: &House) -> Result<Done, AppError> {
    let half_done = house.documents.objects.tidy().await?;
    let removed = orphans(house).await?.len();
    let all = i64::try_from(half_done).unwrap_or(i64::MAX).saturating_add(i64::try_from(removed).unwrap_or(i64::MAX));
    if all == 0 {
        return Ok(Done::Done);
    }
    let desk = house.desk();
    house
        .store
        .write(JOB, move |_: &mut Tx| -> Result<_, AppError> {
            let draft = record::plain(&desk, &Caller::system(), "document_objects_swept", 0)
                .fact("number", audit::Fact::Number(all));
            Ok(Recorded::with((), draft))
        })
        .await?;
    Ok(Done::Done)
}

/// The newest catalogues, and how many documents stand where.
pub type Overview = (Vec<Catalogue>, Vec<(DocumentState, i64)>);

/// The newest catalogues, and how many documents stand where: for staff who look after the house or its log.
pub fn overview(tx: &mut Tx, _: &crate::Desk, caller: &Caller) -> Result<Overview, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let ten = Limit::new(10).unwrap_or(Limit::PAGE);
    Ok((table::newest(tx, ten)?, documents::counts(tx)?))
}

/// How many files of a kind are kept: where they stand, the epoch of the keys that they hang under, and their number. For staff.
pub async fn kept(
    house: &House,
    caller: &Caller,
    rule: &DocumentRule,
) -> Result<Vec<(DocumentState, i64, i64)>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let (kind, owner) = (rule.kind, rule.owner);
    house.store.read(JOB, move |tx: &mut Tx| -> Result<_, AppError> { Ok(documents::kept(tx, kind, owner)?) }).await
}

/// Documents that the scanner holds back, oldest first: for staff. Nothing of what is in them.
pub fn held_back(tx: &mut Tx, _: &crate::Desk, caller: &Caller) -> Result<Vec<Document>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let mut held = documents::in_state(tx, DocumentState::Held, None, Limit::PAGE)?;
    held.truncate(Limit::PAGE.get() as usize);
    Ok(held)
}
