//! A list as PostgreSQL sends it (`array_send`): how many, then each with its length before it.

use std::error::Error;

use postgres::types::{FromSql, Kind, Type};

/// What is left of a list.
pub(super) struct List<'a> {
    left: &'a [u8],
}

/// Dimensions, whether there are nulls, the elements' type, how many, the first one's number: four bytes each.
const HEAD: usize = 20;

impl<'a> List<'a> {
    pub fn goes_on(&self) -> bool {
        !self.left.is_empty()
    }

    /// The next one's bytes, nothing for null; `None` where the list ends or breaks off.
    #[expect(clippy::option_option, reason = "there is no next one, or the next one is null")]
    pub fn element(&mut self) -> Option<Option<&'a [u8]>> {
        let (length, rest) = self.left.split_first_chunk::<4>()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.left = rest;
            return Some(None);
        };
        let (element, rest) = rest.split_at_checked(length)?;
        self.left = rest;
        Some(Some(element))
    }
}

impl<'a> FromSql<'a> for List<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self { left: raw.get(HEAD..).unwrap_or_default() })
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Array(_))
    }
}
