//! Values that come out of a row: what a column holds, in one form for both databases, and the types read from it.
//!
//! PostgreSQL's binary values are brought to the form that SQLite stores, so that each type is read in one place.

use jiff::{Timestamp, ToSpan, civil::Date};
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// PostgreSQL counts moments and days from 2000-01-01.
pub(super) const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;
pub(super) const PG_EPOCH_DAYS: i32 = 10_957;

/// What one column of one row holds.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Numbers, booleans (0, 1), moments (microseconds since 1970).
    Int(i64),
    /// A day of PostgreSQL (days since 1970); SQLite keeps days as text.
    Days(i32),
    /// Text and JSON.
    Text(&'a str),
    /// Bytes and identifiers.
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// `None` for what no column of ours holds: a float, or text that is not UTF-8.
    pub(super) fn of_sqlite(value: ValueRef<'a>) -> Option<Self> {
        Some(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Int(number),
            ValueRef::Real(_) => return None,
            ValueRef::Text(text) => Self::Text(std::str::from_utf8(text).ok()?),
            ValueRef::Blob(bytes) => Self::Bytes(bytes),
        })
    }
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Self::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Self::Int(i16::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Self::Int(i64::from(raw == [1])),
            Type::TIMESTAMPTZ => {
                let micros = i64::from_be_bytes(raw.try_into()?);
                Self::Int(micros.checked_add(PG_EPOCH_MICROS).ok_or("a moment out of range")?)
            }
            Type::DATE => {
                let days = i32::from_be_bytes(raw.try_into()?);
                Self::Days(days.checked_add(PG_EPOCH_DAYS).ok_or("a day out of range")?)
            }
            Type::JSONB => Self::Text(std::str::from_utf8(raw.get(1..).ok_or("jsonb without its version")?)?),
            Type::UUID | Type::BYTEA => Self::Bytes(raw),
            _ => Self::Text(std::str::from_utf8(raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::BOOL
                | Type::TIMESTAMPTZ
                | Type::DATE
                | Type::JSONB
                | Type::JSON
                | Type::UUID
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
        )
    }
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// Reads it; `None` where the cell holds something else.
    fn read(cell: Cell<'_>) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::read(other).map(Some),
        }
    }
}

macro_rules! column {
    ($($ty:ty: $cell:pat => $read:expr),+ $(,)?) => {$(
        impl Column for $ty {
            fn read(cell: Cell<'_>) -> Option<Self> {
                match cell { $cell => $read, _ => None }
            }
        }
    )+};
}

column! {
    i64: Cell::Int(number) => Some(number),
    i32: Cell::Int(number) => number.try_into().ok(),
    u32: Cell::Int(number) => number.try_into().ok(),
    u16: Cell::Int(number) => number.try_into().ok(),
    u8: Cell::Int(number) => number.try_into().ok(),
    bool: Cell::Int(number @ (0 | 1)) => Some(number == 1),
    Timestamp: Cell::Int(micros) => Timestamp::from_microsecond(micros).ok(),
    String: Cell::Text(text) => Some(text.to_owned()),
    serde_json::Value: Cell::Text(text) => serde_json::from_str(text).ok(),
    Vec<u8>: Cell::Bytes(bytes) => Some(bytes.to_vec()),
    Uuid: Cell::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
}

/// JSON, read as what it stands for.
pub struct Parsed<T>(pub T);

impl<T: DeserializeOwned> Column for Parsed<T> {
    fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => serde_json::from_str(text).ok().map(Self),
            _ => None,
        }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => bytes.try_into().ok(),
            _ => None,
        }
    }
}

impl Column for Date {
    fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => text.parse().ok(),
            Cell::Days(days) => Date::constant(1970, 1, 1).checked_add(days.days()).ok(),
            _ => None,
        }
    }
}
