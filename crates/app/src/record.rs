//! The audit record of a use case, written from what policy decided.

use audit::{Draft, Object, PurposeSource};
use policy::{Denial, Permit};

use crate::AppError;
use crate::caller::Caller;
use crate::desk::Desk;

/// The record of an allowed act.
pub fn allowed(desk: &Desk, caller: &Caller, permit: &Permit, nth: u16) -> Draft {
    let object = permit.object();
    let mut draft = Draft::new(desk.record(nth), desk.now, caller.actor(), permit.role(), permit.act().as_str())
        .org(caller.org)
        .relation(permit.relations())
        .object(Object::new(object.kind, object.id).at(object.version))
        .classes(permit.classes())
        .state(permit.state())
        .policy(permit.policies(), set_hash(permit.policy_set()))
        .req(caller.request);
    if let Some(given) = permit.purpose() {
        draft = draft.purpose(given.purpose, source(given.source));
    }
    draft
}

/// The error of a denied act, with its record.
pub fn denied(desk: &Desk, caller: &Caller, denial: Denial) -> AppError {
    let object = denial.object();
    let ask = denial.ask();
    let mut draft = Draft::new(desk.record(0x700), desk.now, caller.actor(), ask.role(), denial.act().as_str())
        .denied()
        .org(caller.org)
        .relation(ask.relations())
        .object(Object::new(object.kind, object.id).at(object.version))
        .classes(denial.refused())
        .state(ask.state())
        .policy(denial.rules(), set_hash(denial.policy_set()))
        .req(caller.request);
    if let Some(given) = ask.purpose() {
        draft = draft.purpose(given.purpose, source(given.source));
    }
    AppError::Denied(Box::new(denial), Box::new(draft))
}

/// A record of something that no policy decides: signing in, setting up, a job's housekeeping.
pub fn plain(desk: &Desk, caller: &Caller, action: &str, nth: u16) -> Draft {
    Draft::new(desk.record(nth), desk.now, caller.actor(), caller.role, action).org(caller.org).req(caller.request)
}

const fn source(source: policy::PurposeSource) -> PurposeSource {
    match source {
        policy::PurposeSource::Working => PurposeSource::Working,
        policy::PurposeSource::Stated => PurposeSource::Stated,
    }
}

/// The policy set's hash from its hexadecimal form; zeros for a set made by hand in a test.
pub(crate) fn set_hash(hex: &str) -> audit::Hash {
    let mut hash = [0u8; 32];
    for (byte, pair) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
    }
    hash
}
