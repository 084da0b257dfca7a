//! What a use case leaves in the outbox: jobs by their verb, messages by their template. References only.

use aws_lc_rs::digest;
use domain::{OrgId, UserId};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use store::Tx;
use store::tables::outbox::{self, Notice};
use store::tables::people::Address;
use uuid::Uuid;

use crate::{AppError, Desk};

/// The message that carries a worker's arrival code; its argument `id` names the case.
pub const ARRIVAL_CODE: &str = "arrival-code";

/// What came of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is carried out.
    Done,
    /// A part of it is carried out, the rest is due at once.
    Again,
    /// Somebody else is at it. It is looked at again soon, in case they are not any more.
    Elsewhere,
    /// It waits for something that nobody here can hurry. It is looked at again, however long that takes.
    Waits,
}

/// A job about an object, once per version of it.
pub fn job(tx: &mut Tx, desk: &Desk, verb: &str, object: Uuid, version: i64) -> Result<(), AppError> {
    leave(tx, desk, "job", verb, format!("{verb}:{object}:{version}"), json!({ "object": object }), None, None)
}

/// The same for a job that is due at a moment of real time.
pub fn job_at(tx: &mut Tx, desk: &Desk, verb: &str, object: Uuid, at: Timestamp) -> Result<(), AppError> {
    let notice = notice(desk, "job", verb, format!("{verb}:{object}"), json!({ "object": object }), None, None);
    Ok(outbox::leave(tx, &Notice { run_at: at, ..notice }, desk.real)?)
}

/// The same for one that asks somebody outside and may wait for them; once per version of the object.
pub(crate) fn long_job_at(
    tx: &mut Tx,
    desk: &Desk,
    verb: &str,
    (object, version): (Uuid, i64),
    at: Timestamp,
) -> Result<(), AppError> {
    let key = format!("{verb}:{object}:{version}");
    let notice = notice(desk, outbox::LONG, verb, key, json!({ "object": object }), None, None);
    Ok(outbox::leave(tx, &Notice { run_at: at, ..notice }, desk.real)?)
}

/// The same for a job that takes its time.
pub fn long_job(tx: &mut Tx, desk: &Desk, verb: &str, object: Uuid, version: i64) -> Result<(), AppError> {
    leave(tx, desk, outbox::LONG, verb, format!("{verb}:{object}:{version}"), json!({ "object": object }), None, None)
}

/// Tells everybody of one organisation; the relay finds out who that is.
pub fn tell_org(tx: &mut Tx, desk: &Desk, org: OrgId, template: &str, key: &str, args: &Json) -> Result<(), AppError> {
    let mut args = args.clone();
    args["template"] = json!(template);
    leave(tx, desk, "job", "tell-org", format!("{key}:{org}"), args, Some(org), None)
}

/// Tells the worker of a case, if they have a sign-in.
pub fn tell_worker(
    tx: &mut Tx,
    desk: &Desk,
    worker: Uuid,
    template: &str,
    key: &str,
    args: &Json,
) -> Result<(), AppError> {
    let mut args = args.clone();
    args["template"] = json!(template);
    args["worker"] = json!(worker);
    leave(tx, desk, "job", "tell-worker", format!("{key}:{worker}"), args, None, None)
}

/// Tells the operator's staff.
pub fn tell_operator(tx: &mut Tx, desk: &Desk, template: &str, key: &str, args: &Json) -> Result<(), AppError> {
    let mut args = args.clone();
    args["template"] = json!(template);
    leave(tx, desk, "job", "tell-operator", format!("{key}:operator"), args, None, None)
}

/// A message to one person.
pub fn message(tx: &mut Tx, desk: &Desk, user: UserId, template: &str, key: &str, args: &Json) -> Result<(), AppError> {
    leave(tx, desk, "message", template, format!("{key}:{user}"), args.clone(), None, Some(user))
}

/// The same from an organisation to one of its own people: it may leave by a mailbox that they have connected.
pub(crate) fn message_of(
    tx: &mut Tx,
    desk: &Desk,
    org: Option<OrgId>,
    user: UserId,
    template: &str,
    key: &str,
    args: &Json,
) -> Result<(), AppError> {
    leave(tx, desk, "message", template, format!("{key}:{user}"), args.clone(), org, Some(user))
}

/// A message to one address of a person, which the letter brings along sealed: it may be theirs no more when it leaves.
pub(crate) fn letter(
    tx: &mut Tx,
    desk: &Desk,
    user: UserId,
    to: &Address,
    template: &str,
    key: &str,
    args: &Json,
) -> Result<(), AppError> {
    let notice = notice(desk, "message", template, key.to_owned(), args.clone(), None, Some(user));
    let (channel, address) = (Some(to.channel.clone()), Some(to.sealed.clone()));
    Ok(outbox::leave(tx, &Notice { channel, address, ..notice }, desk.real)?)
}

/// The same with something that only its reader may know, sealed for the row `id`.
pub(crate) fn confided(
    tx: &mut Tx,
    desk: &Desk,
    (id, user): (Uuid, UserId),
    to: &Address,
    template: &str,
    args: &Json,
    sealed: Vec<u8>,
) -> Result<(), AppError> {
    let notice = Notice {
        id,
        key: format!("{template}:{id}"),
        kind: "message".to_owned(),
        template: template.to_owned(),
        args: args.clone(),
        org: None,
        user: Some(user),
        channel: Some(to.channel.clone()),
        address: Some(to.sealed.clone()),
        code: Some(sealed),
        run_at: desk.real,
        attempts: 0,
        last_error: None,
        dead_at: None,
    };
    Ok(outbox::leave(tx, &notice, desk.real)?)
}

/// The same notice once more, to the person's e-mail address: it did not arrive otherwise.
pub(crate) fn by_mail(tx: &mut Tx, desk: &Desk, missed: Notice) -> Result<(), AppError> {
    let key = format!("{}:email", missed.key);
    let again = notice(desk, &missed.kind, &missed.template, key, missed.args, missed.org, missed.user);
    Ok(outbox::leave(tx, &Notice { channel: Some("email".to_owned()), ..again }, desk.real)?)
}

#[expect(clippy::too_many_arguments, reason = "one place builds every notice")]
fn leave(
    tx: &mut Tx,
    desk: &Desk,
    kind: &str,
    template: &str,
    key: String,
    args: Json,
    org: Option<OrgId>,
    user: Option<UserId>,
) -> Result<(), AppError> {
    Ok(outbox::leave(tx, &notice(desk, kind, template, key, args, org, user), desk.real)?)
}

fn notice(
    desk: &Desk,
    kind: &str,
    template: &str,
    key: String,
    args: Json,
    org: Option<OrgId>,
    user: Option<UserId>,
) -> Notice {
    Notice {
        id: identifier(desk, &key),
        key,
        kind: kind.to_owned(),
        template: template.to_owned(),
        args,
        org,
        user,
        channel: None,
        address: None,
        code: None,
        run_at: desk.real,
        attempts: 0,
        last_error: None,
        dead_at: None,
    }
}

/// One request leaves several notices: each gets an identifier of its own from the request's and its key.
fn identifier(desk: &Desk, key: &str) -> Uuid {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(desk.id(0x0400).as_bytes());
    context.update(key.as_bytes());
    let mut bytes = [0u8; 10];
    bytes.copy_from_slice(&context.finish().as_ref()[..10]);
    let millis = u64::try_from(desk.now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}
