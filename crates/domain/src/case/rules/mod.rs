//! The specification of a placement as data: rows, the conditions and guards that they name.

mod guard;
mod table;
mod when;

pub use self::guard::Guard;
pub(in crate::case) use self::table::timeout_of;
pub use self::table::{AHEAD, Ahead, TIMEOUTS, TRANSITIONS, Then, Timeout, Transition};
pub use self::when::When;
