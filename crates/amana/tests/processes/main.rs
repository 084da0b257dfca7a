//! The binary as a process, with real files: what it prints, answers and refuses, and with which exit status.

mod backup;
mod log;
mod place;
mod policy;
mod server;
mod settings;
