//! Links to papers: asked for a purpose, opened once within a minute by whoever asked, in the session in which they asked.
//!
//! A link is nothing by itself. Whenever it is used the policy is asked anew, on the state in which the case stands at that moment; so a
//! session that ended, a consent taken back, a role lost or a case that moved closes it at once; and so does a clock that is set back.

mod ask;
mod expire;
mod lets;
mod open;
mod set_back;
mod shelf;
mod shut;

pub use ask::{Ask, LINK_SECONDS, LIVING_MAX, Link, make};
pub use expire::expire;
pub use open::{OPEN_SIDE, Opened, file, open, page};
pub(crate) use set_back::SetBack;
pub use shelf::{OnShelf, Stands, of_case, of_own, of_worker};
