//! Exports of what is held about a person: asked by the person, or of a worker without a sign-in by the data-protection officer;
//! built by a job, kept sealed under the key of whoever it is about, and taken by links that hold for a minute.
//!
//! What goes in is what the person's own pages would show, read by the same use cases and with their records: nothing here
//! decides who may see what. Other people's values are in no export, whatever a case has opened.

mod account;
mod ask;
mod build;
mod cases;
mod expire;
mod file;
mod groups;
mod household;
mod looks;
mod pack;
mod record;
mod see;
mod take;

pub use ask::{A_DAY, REASON_MAX, ask, ask_about, may_ask_about};
pub(crate) use build::{BUILD, build};
pub use expire::expire;
pub use groups::described;
pub use see::{MyExport, Stage, list, one};
pub use take::{DOWNLOADS_MAX, LINK_SECONDS, Link, download, link, revoke};

use jiff::SignedDuration;

/// How long a file is kept, and its links can be asked for.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
