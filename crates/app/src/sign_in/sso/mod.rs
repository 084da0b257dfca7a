//! Signing in by somebody else's sign-in: linked to a person once, and good for the organisations that the settings name.
//!
//! What a provider says gives nobody a role. A session that it opened acts for those organisations alone, whatever else the person
//! is, so that whoever rules over one agency's sign-in rules over nothing else.

mod attempt;
mod enter;
mod linked;
mod provider;

pub use attempt::{Attempt, Begun, begin, take};
pub(crate) use attempt::{Errand, begin_errand, take_errand};
pub use enter::{enter, failed};
pub use linked::{Identity, identities, link, opened_by, serves, unlink};
pub use provider::{Ask, Asking, OPERATOR, Provider, Rules, Shown, Unshown};

/// How long somebody has for what the provider asks of them.
pub const MINUTES: i64 = 10;
