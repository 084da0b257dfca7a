//! Where a sealed value stands. It is sealed into the value, so that a ciphertext put anywhere else does not open.

use domain::OrgId;
use uuid::Uuid;

use crate::cipher::VERSION;

/// One column of one row of one organisation.
///
/// `row` is the identifier of the object that a permit names (the worker, the customer, the outbox notice), so tables
/// with sealed columns are keyed by that object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The organisation whose key wraps the subject's.
    pub org: OrgId,
    /// The table.
    pub table: &'static str,
    /// The row.
    pub row: Uuid,
    /// The column.
    pub column: &'static str,
}

impl Place {
    /// The associated data: `"amana/field/v1\0" | org | len table | table | row | len column | column | version`, lengths
    /// in one byte.
    pub fn associated_data(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(50 + self.table.len() + self.column.len());
        out.extend_from_slice(b"amana/field/v1\0");
        out.extend_from_slice(self.org.0.as_bytes());
        push_name(&mut out, self.table);
        out.extend_from_slice(self.row.as_bytes());
        push_name(&mut out, self.column);
        out.push(VERSION);
        out
    }
}

fn push_name(out: &mut Vec<u8>, name: &'static str) {
    out.push(u8::try_from(name.len()).expect("names of tables and columns are shorter than 256 bytes"));
    out.extend_from_slice(name.as_bytes());
}
