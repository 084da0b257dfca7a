//! The embedded database: one writing thread with group commit, a few connections that only read.

mod copy;
mod embedded;
mod folder;
mod link;
mod names;
mod readers;
mod writer;

pub(super) use embedded::Embedded;
pub(super) use folder::Folder;
pub(super) use link::SqliteLink;
