//! Invitations: an organisation asks somebody to join, an agency asks a worker to sign in. Nobody is added behind their back:
//! the invited person shows with a code that the address is theirs, reads what they are asked, and says yes or no.

mod accept;
mod invite;

pub use accept::{Waiting, accept, decline, waiting};
pub(crate) use invite::prepare;
pub use invite::{Invitee, invite, invite_as_system, invite_worker, living, register, withdraw};

/// How long an invitation can be accepted, in days of real time.
pub const DAYS: i64 = 14;
/// The most invitations of one organisation that wait at a time.
pub const WAITING_MAX: usize = 200;
