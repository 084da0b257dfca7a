//! The binary as a process, with real files: what it prints, answers and refuses, and with which exit status.

mod api;
mod backup;
mod founding;
mod log;
mod place;
mod policy;
mod server;
mod settings;
