//! The binary as a process, with real files: what it prints, answers and refuses, and with which exit status.

mod api;
mod backup;
mod edited;
mod erased;
mod founding;
mod full;
mod keyfiles;
mod log;
mod messages;
#[allow(dead_code, reason = "shared with the other test binaries")]
mod place;
mod policy;
mod roots;
mod server;
mod settings;
mod witness;
