//! The binary: finds its installation, wires the parts, and runs one command.

mod adapters;
mod answer;
mod backup;
mod channels;
mod cli;
mod commands;
mod config;
mod demo;
mod doctor;
mod files;
mod filing;
mod gateways;
mod hidden;
mod installation;
mod keeper;
mod limits;
mod logs;
mod looking;
mod ops;
mod outside;
mod papers;
mod payments;
mod printing;
mod progress;
#[cfg(test)]
mod sample;
mod scratch;
mod secrets;
mod serving;
mod sessions;
mod shared_counts;
mod site;
mod sso;
mod vault;
mod verification;
mod ways_out;
mod witnesses;
mod writing;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Most of what a request costs besides its queries is small pieces of memory; this gives and takes them without a lock.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let as_json = cli.place.json;
    answer::finish(commands::run(cli), as_json)
}
