//! The embedded database: one writing thread with group commit, a few connections that only read.

mod copy;
mod folder;
mod link;
mod names;
mod readers;
mod writer;

pub(super) use copy::copy_to;
pub(super) use folder::{Folder, open_reader, open_writer};
pub(super) use link::SqliteLink;
pub(super) use readers::Readers;
pub(super) use writer::Writer;
