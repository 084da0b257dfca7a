//! Statements: their text with walls and placeholders, the values that go in, the rows that come out.

mod cell;
mod plan;
mod row;
mod text;
mod value;
mod walls;
mod words;

pub use cell::{Cell, Column, Parsed};
pub(super) use plan::{Dialect, Identity, Plan};
pub(super) use row::Cells;
pub use row::Row;
pub(super) use text::named_uniques;
pub use value::Value;
pub(crate) use value::places;
pub(crate) use walls::{Door, Wall};
