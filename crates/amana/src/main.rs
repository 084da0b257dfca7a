//! The binary: finds its installation, wires the parts, and runs one command.

mod adapters;
mod answer;
mod backup;
mod config;
mod files;
mod installation;
mod progress;
#[cfg(test)]
mod sample;
mod scratch;
mod secrets;
mod site;
mod verification;

fn main() {}
