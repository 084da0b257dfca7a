//! The contract of the tables: every function of the store, run on SQLite and on PostgreSQL, each in the scope that uses it.
//!
//! SQL is plain text and is checked only when it runs: what is not called here is not known to work on both.

mod cases;
mod catalogue;
mod checkpoints;
mod closing;
mod house;
mod inspect;
mod people;
mod reviews;
mod roster;
mod search;
mod tenants;
mod town;
mod waiting;

/// Runs each case on both databases.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $case() { super::$case(&$crate::house::House::sqlite()); })+
        }
        mod on_postgres {
            $(#[test] fn $case() { super::$case(&$crate::house::House::postgres()); })+
        }
    };
}
use on_both;
