//! Witnesses: places that keep the log's checkpoints where this installation alone cannot take them back.

mod endpoint;
mod folder;
mod mailbox;
mod own_copy;

pub use endpoint::Endpoint;
pub use folder::Folder;
pub use mailbox::Mailbox;
pub use own_copy::OwnCopy;
