//! The forms in which money's papers leave and enter: bank statements that come in, electronic invoices and printed papers that go out.
//!
//! Bytes to values and back, and nothing else: no file, no clock, no network.

pub mod amount;
pub mod paper;
pub mod statement;
pub mod ubl;
