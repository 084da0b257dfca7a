//! May this caller do this, here, now, for this purpose?
//!
//! The pure half of the policy engine: the compiled [`Table`], the question put to it ([`Ask`]), and its three answers:
//! a [`Permit`] (the only proof that something was allowed), a [`Denial`] (safe to show), and [`Seen`] (a record with
//! the eyes that look at it, from which views are built). Cedar is not linked here: see the crate `policy-compile`.

mod admit;
mod answers;
mod ask;
mod codec;
mod diff;
mod explain;
mod fields;
mod grid;
pub mod mask;
mod permit;
mod question;
mod rule;
mod seen;
mod table;

pub use answers::{ClassAnswer, Extent, StepAnswer};
pub use ask::{Ask, PurposeGiven, PurposeSource, working_purpose};
pub use codec::{Damaged, shipped};
pub use diff::{Change, Diff, diff};
pub use explain::{Explanation, NearMiss, Reason};
pub use fields::{Declared, Field, Key, Sample};
#[doc(hidden)]
pub use fields::{declared, declared_count};
pub use permit::{Act, Denial, ObjectRef, Permit};
pub use question::{Question, Standing, Why, usual};
pub use rule::{Cover, Dim, Effect, Rule, Words, Written};
pub use seen::{Seen, Shown, Sight, View};
pub use table::{PolicySet, Table};
