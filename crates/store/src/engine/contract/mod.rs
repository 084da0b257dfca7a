//! The contract of the engine: what holds on SQLite and on PostgreSQL alike, and what only one of them can promise.
//!
//! It stands inside the crate because only the crate can run statements; the tables' contract is in `tests/`.

mod commit;
mod crash;
mod embedded;
mod house;
mod records;
mod server;
mod speed;
mod tree;
mod walled;

/// Runs each case on both databases.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $case() { super::$case(&$crate::engine::contract::house::House::sqlite()); })+
        }
        mod on_postgres {
            $(#[test] fn $case() { super::$case(&$crate::engine::contract::house::House::postgres()); })+
        }
    };
}
use on_both;
