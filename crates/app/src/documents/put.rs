//! A document is filed: asked for, taken as a stream, sealed as it comes, and then it waits for the check.
//!
//! What a crash leaves behind: an object without a row, which the catalogue's sweep removes. The row is written last.

use aws_lc_rs::digest::{Context, SHA256};
use documents::{Content, Refusal};
use domain::{DocumentKind, DocumentRule, DocumentState, DocumentType, FieldAction};
use jiff::SignedDuration;
use jiff::civil::Date;
use policy::ObjectRef;
use store::tables::documents::{self as table, Document};
use store::tables::keys;
use store::{Recorded, StoreError, Tx};
use uuid::Uuid;

use super::file::{self, Part, Stored, Writing};
use super::look::LOOK;
use super::reasons::reason_of;
use super::see::{Paper, paper};
use super::under_way::Sending;
use super::whose::{Of, Whose};
use crate::caller::Caller;
use crate::once::Once;
use crate::vault::Fresh;
use crate::{AppError, Desk, House, notices, record};

/// LIMIT: documents of one owner, all versions.
pub const PER_OWNER_MAX: i64 = 100;
/// LIMIT: documents that one organisation files within 24 hours.
pub const A_DAY: i64 = 1000;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// So many bytes tell what a file is.
const HEAD: usize = 4096;

/// What somebody wants to file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Whose paper it is.
    pub of: Of,
    /// What it is.
    pub kind: DocumentKind,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// The paper of which it is a later version.
    pub replaces: Option<Uuid>,
}

/// A document that is being taken.
pub struct Receiving {
    house: House,
    caller: Caller,
    new: NewDocument,
    rule: &'static DocumentRule,
    id: Uuid,
    keys: file::Keys,
    /// The key of whoever it is about, if they had none.
    fresh: Option<Fresh>,
    /// The first bytes, until they tell what it is.
    head: Vec<u8>,
    content: Option<Content>,
    writing: Writing,
    clear: Context,
    bytes: u64,
    _sending: Sending,
}

/// Begins to file a document. Refused before a byte is taken where policy, the kind, its last day or a limit says no.
pub async fn begin(house: &House, caller: &Caller, new: NewDocument) -> Result<Receiving, AppError> {
    let sending = house.documents.under_way.begin(caller.actor_id().0).await?;
    let first = new.clone();
    let (whose, rule) = house
        .read(caller, move |tx, desk, caller| asked(tx, desk, caller, &first).map(|(whose, rule, _)| (whose, rule)))
        .await?;
    let (subject, fresh) = match house.keys_of(vec![whose.subject]).await?.remove(&whose.subject) {
        Some(key) => (key, None),
        None => {
            let fresh = house.fresh_key(whose.org, whose.subject).await?;
            (fresh.key.clone(), Some(fresh))
        }
    };
    let id = house.desk().id(1);
    let keys = file::fresh(house, &subject, id);
    let writing = Writing::begin(house, &keys.file, id, Part::Whole).await?;
    Ok(Receiving {
        house: house.clone(),
        caller: caller.clone(),
        new,
        rule,
        id,
        keys,
        fresh,
        head: Vec::new(),
        content: None,
        writing,
        clear: Context::new(&SHA256),
        bytes: 0,
        _sending: sending,
    })
}

/// Whether it may be filed: the owner, the rule, and the place that it takes among the paper's versions.
type Asked = (Whose, &'static DocumentRule, Option<Document>);

fn asked(tx: &mut Tx, desk: &Desk, caller: &Caller, new: &NewDocument) -> Result<Asked, AppError> {
    let whose = new.of.find(tx, desk, caller)?;
    let rule = DocumentRule::of(new.kind, whose.kind).ok_or_else(|| AppError::invalid("/kind", "document_kind"))?;
    // Only the owner's own organisation files for it.
    if caller.org != Some(whose.org) || caller.is_operator() {
        let denial = desk.policy.refuse_fields(&whose.ask, FieldAction::Edit, created(Uuid::nil()), wanted(rule));
        return Err(record::denied(desk, caller, denial));
    }
    let _permit = whose.may_file(desk, caller, rule, created(Uuid::nil()))?;
    rule.check_end(new.expires_on, desk.today()).map_err(|reason| AppError::invalid("/expires_on", reason))?;
    let before = match new.replaces {
        None => None,
        Some(paper) => {
            let last = table::last_of(tx, paper)?.filter(|last| whose.owns(last) && last.kind == new.kind);
            Some(last.ok_or_else(|| AppError::invalid("/replaces", "document_replaces"))?)
        }
    };
    if table::count_of_owner(tx, whose.owner)? >= PER_OWNER_MAX {
        return Err(AppError::Conflict("documents_full"));
    }
    let since = desk.real.saturating_sub(DAY).unwrap_or(desk.real);
    if table::count_since(tx, whose.org, since)? >= A_DAY {
        return Err(AppError::Conflict("documents_a_day"));
    }
    Ok((whose, rule, before))
}

fn wanted(rule: &DocumentRule) -> domain::ClassSet {
    domain::ClassSet::EMPTY.with(rule.class)
}

/// A document that does not stand in the database yet.
const fn created(id: Uuid) -> ObjectRef {
    ObjectRef { kind: "document", id, version: 0 }
}

fn refused(refusal: &Refusal) -> AppError {
    AppError::invalid("/file", reason_of(refusal))
}

impl Receiving {
    /// The most bytes that are taken.
    pub const fn bytes_max(&self) -> u64 {
        self.rule.bytes_max
    }

    /// Takes the next bytes. What is too long, or of no kind that is accepted, is refused as soon as that shows.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.rule.bytes_max {
            return Err(refused(&Refusal::TooLong {
                most: usize::try_from(self.rule.bytes_max).unwrap_or(usize::MAX),
            }));
        }
        self.clear.update(bytes);
        if self.content.is_none() {
            self.head.extend_from_slice(bytes);
            if self.head.len() < HEAD {
                return Ok(());
            }
            return self.tell().await;
        }
        self.writing.take(bytes).await
    }

    /// Tells what it is, and passes on what was held back until then.
    async fn tell(&mut self) -> Result<(), AppError> {
        let content = Content::by_head(&self.head).map_err(|refusal| refused(&refusal))?;
        if !self.rule.types.contains(&type_of(content)) {
            return Err(AppError::invalid("/file", "document_type"));
        }
        self.content = Some(content);
        let head = std::mem::take(&mut self.head);
        self.writing.take(&head).await
    }

    /// SHA-256 of what was taken, in clear: what the request asks, for its idempotency key.
    pub fn hash(&self) -> Vec<u8> {
        self.clear.clone().finish().as_ref().to_vec()
    }

    /// The end of the file: it is stored, verified, and files the row. From now on the job looks into it.
    pub async fn finish(mut self, once: Once) -> Result<Paper, AppError> {
        if self.content.is_none() {
            self.tell().await?;
        }
        let Self { house, caller, new, id, keys, fresh, content, writing, .. } = self;
        let content = content.ok_or_else(|| refused(&Refusal::Empty))?;
        let stored = writing.finish(&house).await?;
        let object = stored.object.clone();
        let filed = house
            .write_once(&caller, once, &id.to_string(), move |tx, desk, caller| {
                file_row(tx, desk, caller, &new, id, content, &keys, fresh.as_ref(), &stored)
            })
            .await;
        let named = match &filed {
            // The same request was carried out beside this one, and has a file of its own.
            Ok(paper) => paper.id == id,
            // Nobody knows whether the row is there.
            Err(AppError::Store(StoreError::Gone)) => true,
            Err(_) => false,
        };
        if !named {
            // Nobody will ever ask for it; if this fails too, the sweep finds it.
            let _gone = house.documents.objects.remove(&object).await;
        }
        filed
    }
}

#[expect(clippy::too_many_arguments, reason = "one place writes every new row")]
fn file_row(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    new: &NewDocument,
    id: Uuid,
    content: Content,
    keys: &file::Keys,
    fresh: Option<&Fresh>,
    stored: &Stored,
) -> Result<Recorded<Paper>, AppError> {
    let (whose, rule, before) = asked(tx, desk, caller, new)?;
    let permit = whose.may_file(desk, caller, rule, created(id))?;
    if let Some(Fresh { row, .. }) = fresh {
        keys::insert_subject(tx, whose.subject, row, desk.now)?;
    }
    let (paper_id, nth) = before.map_or((id, 1), |last| (last.paper, last.nth + 1));
    // It takes nobody's place until it is clean.
    let row = Document {
        id,
        paper: paper_id,
        nth,
        org: whose.org,
        owner_kind: whose.kind,
        owner: whose.owner,
        worker: whose.worker,
        household: whose.household,
        case: whose.case,
        subject: whose.subject,
        kind: rule.kind,
        state: DocumentState::Waiting,
        reason: None,
        content: type_of(content),
        pages: 0,
        bytes: stored.bytes,
        object: Some(stored.object.clone()),
        object_hash: Some(stored.hash.clone()),
        object_bytes: stored.sealed_bytes,
        small: None,
        small_hash: None,
        key: Some(keys.sealed.clone()),
        check_key: Some(keys.for_checks.clone()),
        expires_on: new.expires_on,
        uploaded_by: caller.actor_id(),
        uploaded_at: desk.real,
        looked_at: None,
        scanned_at: None,
        signatures: None,
        replaced_at: None,
        kept_until: None,
        version: 1,
    };
    table::insert(tx, &row)?;
    notices::long_job(tx, desk, LOOK, id, 1)?;
    let draft = whose
        .on_record(record::allowed(desk, caller, &permit, 0))
        .fact("kind", audit::Fact::Word(rule.kind.as_str().to_owned()))
        .fact("version", audit::Fact::Number(nth));
    Ok(Recorded::with(paper(desk, &whose, rule, row), draft))
}

pub(super) const fn type_of(content: Content) -> DocumentType {
    match content {
        Content::Jpeg => DocumentType::Jpeg,
        Content::Png => DocumentType::Png,
        Content::WebP => DocumentType::WebP,
        Content::Pdf => DocumentType::Pdf,
    }
}
