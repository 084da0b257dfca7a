//! Agencies that apply: sent by anybody, confirmed by a code, looked at by two people of the operator, founded, and live once the list
//! is complete.

mod apply;
mod list;
mod settle;

pub use apply::{Applying, apply, confirm};
pub use list::{Item, Rival, Seen, list};
pub use settle::{Refusal, approve, check, go_live, refuse};

use domain::OrgId;
use uuid::Uuid;

/// The version of the terms that agencies accept now.
pub const TERMS: &str = "2026-1";
/// How long an application waits for its address to be confirmed.
pub const CONFIRM_HOURS: i64 = 24;
/// How long it waits for an answer, and how long a refused one is kept.
pub const WAIT_DAYS: i64 = 60;
/// LIMIT: applications that wait for an answer.
pub const WAITING_MAX: i64 = 200;
/// LIMIT: applications that one network sends in a day.
pub const NETWORK_A_DAY: i64 = 20;
/// LIMIT: applications of one network that wait for an answer.
pub const NETWORK_WAITING: i64 = 10;

/// What the code of an application proves: its own identifier stands where a household's would, so that it signs nobody in.
const fn proves(application: Uuid) -> OrgId {
    OrgId(application)
}
