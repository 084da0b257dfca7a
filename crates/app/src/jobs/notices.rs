//! What a use case leaves in the outbox: jobs by their verb, messages by their template. References only.

use domain::{OrgId, UserId};
use serde_json::{Value as Json, json};
use store::Tx;
use store::tables::outbox::{self, Notice};
use uuid::Uuid;

use crate::{AppError, Desk};

/// A job about an object, once per version of it.
pub fn job(tx: &mut Tx, desk: &Desk, verb: &str, object: Uuid, version: i64) -> Result<(), AppError> {
    leave(tx, desk, "job", verb, format!("{verb}:{object}:{version}"), json!({ "object": object }), None, None)
}

/// Tells everybody of one organisation; the relay finds out who that is.
pub fn tell_org(tx: &mut Tx, desk: &Desk, org: OrgId, template: &str, key: &str, args: &Json) -> Result<(), AppError> {
    let mut args = args.clone();
    args["template"] = json!(template);
    leave(tx, desk, "job", "tell-org", format!("{key}:{org}"), args, Some(org), None)
}

/// Tells the worker of a case, if they have a sign-in.
pub fn tell_worker(tx: &mut Tx, desk: &Desk, worker: Uuid, template: &str, key: &str, args: &Json) -> Result<(), AppError> {
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

#[expect(clippy::too_many_arguments, reason = "one place builds every notice")]
fn leave(
    tx: &mut Tx, desk: &Desk, kind: &str, template: &str, key: String, args: Json, org: Option<OrgId>, user: Option<UserId>,
) -> Result<(), AppError> {
    let notice = Notice {
        // A notice's identifier only has to be its own: the key makes it one.
        id: Uuid::new_v5(&desk.id(0x0400), key.as_bytes()),
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
    };
    Ok(outbox::leave(tx, &notice, desk.real)?)
}
