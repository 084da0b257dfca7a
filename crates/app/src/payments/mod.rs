//! Money that comes in for a case or goes back: noted by one person, confirmed by another, and only then in the books.

mod bank;
mod land;
mod note;

pub use bank::{BankPage, OpenLine, Read, Unread, bank, leave_line, pay_line, read_file};
pub use land::{Landed, Source, land};
pub use note::{
    Noted, PaymentView, answer_payment, at_the_counter, is_open_to, may_answer, may_note, note_payment, payments,
    waiting,
};

/// The words of how money moves.
pub const METHODS: [&str; 3] = ["cash", "bank", "card"];
/// LIMIT: one payment, minor units: a thousand million.
pub const AMOUNT_MAX: i64 = 1_000_000_000;
