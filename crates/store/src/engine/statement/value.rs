//! Values that go into statements: one set of types, bound to SQLite's storage classes and to PostgreSQL's types.
//!
//! | value | SQLite | PostgreSQL |
//! |---|---|---|
//! | id | blob of 16 bytes | uuid |
//! | time | integer, microseconds since 1970 | timestamptz |
//! | date | text, `2026-11-21` | date |
//! | money, numbers | integer | bigint, integer, smallint |
//! | bool | integer | boolean |
//! | text, JSON | text | text, jsonb |
//! | bytes | blob | bytea |

use super::cell::{PG_EPOCH_DAYS, PG_EPOCH_MICROS};
use bytes::{BufMut, BytesMut};
use jiff::{Timestamp, civil::Date};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use uuid::Uuid;

/// A value bound to `$n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// An identifier.
    Id(Uuid),
    /// Text.
    Text(String),
    /// A number; money in minor units.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A moment, kept to the microsecond.
    Time(Timestamp),
    /// A day.
    Date(Date),
    /// A JSON document, already written.
    Json(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The values of a statement: `params![id, org, "text", None::<i64>]`, bound to `$1`, `$2`, `$3`, `$4`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

/// `count` placeholders from `$first` on, for `in (...)`: `places(2, 3)` is `$2, $3, $4`.
pub(crate) fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

macro_rules! from {
    ($($source:ty => $variant:ident $(by $convert:expr)?),+ $(,)?) => {$(
        impl From<$source> for Value {
            fn from(value: $source) -> Self { Self::$variant($(($convert))?(value)) }
        }
    )+};
}

from! {
    Uuid => Id by std::convert::identity,
    String => Text by std::convert::identity,
    &str => Text by str::to_owned,
    &String => Text by Clone::clone,
    i64 => Int by std::convert::identity,
    i32 => Int by i64::from,
    u32 => Int by i64::from,
    u16 => Int by i64::from,
    u8 => Int by i64::from,
    bool => Bool by std::convert::identity,
    Timestamp => Time by std::convert::identity,
    Date => Date by std::convert::identity,
    Vec<u8> => Bytes by std::convert::identity,
    &[u8] => Bytes by <[u8]>::to_vec,
    serde_json::Value => Json by |json: serde_json::Value| json.to_string(),
    &serde_json::Value => Json by |json: &serde_json::Value| json.to_string(),
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T> From<Option<T>> for Value
where
    Value: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Text(text) | Self::Json(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Int(number) => ToSqlOutput::from(*number),
            Self::Bool(yes) => ToSqlOutput::from(i64::from(*yes)),
            Self::Time(time) => ToSqlOutput::from(time.as_microsecond()),
            Self::Date(date) => ToSqlOutput::from(date.to_string()),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl ToSql for Value {
    // The binary forms are those of <https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES>.
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Id(id) if *ty == Type::UUID => out.put_slice(id.as_bytes()),
            Self::Int(number) if *ty == Type::INT8 => out.put_i64(*number),
            Self::Int(number) if *ty == Type::INT4 => out.put_i32(i32::try_from(*number)?),
            Self::Int(number) if *ty == Type::INT2 => out.put_i16(i16::try_from(*number)?),
            Self::Bool(yes) if *ty == Type::BOOL => out.put_u8(u8::from(*yes)),
            Self::Time(time) if *ty == Type::TIMESTAMPTZ => out.put_i64(time.as_microsecond() - PG_EPOCH_MICROS),
            Self::Date(date) if *ty == Type::DATE => out.put_i32(days_since_1970(*date)? - PG_EPOCH_DAYS),
            Self::Json(text) if *ty == Type::JSONB => {
                out.put_u8(1);
                out.put_slice(text.as_bytes());
            }
            Self::Text(text) | Self::Json(text)
                if matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME | Type::JSON) =>
            {
                out.put_slice(text.as_bytes());
            }
            Self::Bytes(bytes) if *ty == Type::BYTEA => out.put_slice(bytes),
            _ => return Err(format!("a value of another kind was given for {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn days_since_1970(date: Date) -> Result<i32, jiff::Error> {
    Ok(date.since((jiff::Unit::Day, Date::constant(1970, 1, 1)))?.get_days())
}
