//! What the house does: one file per use case, and the reading and checking that use cases share.

pub mod imports;
