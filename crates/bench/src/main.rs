//! The benchmark: ours beside a static axum, the machine's limits and two hand-written peers, in one run and by turns.
//! Every answer's correctness is part of the figure. docs/performance.md says what is measured and what is not equal.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and times become figures with three digits"
)]

mod callers;
mod ceiling;
mod http;
mod inside;
mod load;
mod log;
mod machine;
mod ours;
mod papers;
mod peers;
mod probes;
mod process;
mod race;
mod report;
mod rounds;
mod scale;
mod sealing;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Amana's benchmark
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measure everything by turns
    Run(Plan),
    /// Measure how it grows with the catalogue
    Scale(Growth),
    /// Measure the log by itself, and how it grows
    Log(Log),
    /// Measure documents: uploads, openings, memory
    Papers(Papers),
    /// Serve one static answer: the ceiling
    #[command(hide = true)]
    Ceiling {
        #[arg(long)]
        port: u16,
    },
}

/// What to measure, and for how long.
#[derive(Debug, clap::Args)]
pub struct Plan {
    /// How often each is measured
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Seconds of each load point
    #[arg(long, default_value_t = 3)]
    pub seconds: u64,
    /// Callers at a time
    #[arg(long, default_value_t = 16)]
    pub callers: usize,
    /// Workers in the catalogue
    #[arg(long, default_value_t = 10_000)]
    pub workers: usize,
    /// Workers who are raced for by 64 callers; a tenth of them by 512
    #[arg(long, default_value_t = 100)]
    pub races: usize,
    /// Only these, for example R1,W2
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// Leave the peers out: no Node, no PostgreSQL
    #[arg(long)]
    pub alone: bool,
    /// The program that is measured
    #[arg(long, default_value = "target/release/amana")]
    pub program: PathBuf,
    /// Where the peers' scripts are
    #[arg(long, default_value = "crates/bench/peers")]
    pub peers: PathBuf,
    /// Keep the figures here, as JSON
    #[arg(long, default_value = "target/bench.json")]
    pub out: PathBuf,
}

/// Which sizes to measure, and for how long.
#[derive(Debug, clap::Args)]
pub struct Growth {
    /// Profiles in the catalogue, growing
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    pub sizes: Vec<u64>,
    /// Seconds of each load point
    #[arg(long, default_value_t = 4)]
    pub seconds: u64,
    /// Callers at a time
    #[arg(long, default_value_t = 16)]
    pub callers: usize,
    /// The program that is measured
    #[arg(long, default_value = "target/release/amana")]
    pub program: PathBuf,
    /// Keep the figures here, as JSON
    #[arg(long, default_value = "target/bench-scale.json")]
    pub out: PathBuf,
}

/// How long a log to measure.
#[derive(Debug, clap::Args)]
pub struct Log {
    /// Records, growing
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    pub sizes: Vec<u64>,
    /// Records into a log as it is and into one that is searched by indexes
    #[arg(long, default_value_t = 200_000)]
    pub compared: u64,
    /// Seconds of each turn of group commit
    #[arg(long, default_value_t = 3)]
    pub seconds: u64,
    /// Turns of group commit
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// On a PostgreSQL of its own as well
    #[arg(long)]
    pub postgres: bool,
    /// Keep the figures here, as JSON; the databases stand beside it meanwhile
    #[arg(long, default_value = "target/bench-log.json")]
    pub out: PathBuf,
}

/// How many documents to measure.
#[derive(Debug, clap::Args)]
pub struct Papers {
    /// Uploads and openings, one after the other
    #[arg(long, default_value_t = 60)]
    pub many: usize,
    /// Uploads at the same time
    #[arg(long, default_value_t = 100)]
    pub at_once: usize,
    /// The program that is measured
    #[arg(long, default_value = "target/release/amana")]
    pub program: PathBuf,
    /// Keep the figures here, as JSON
    #[arg(long, default_value = "target/bench-papers.json")]
    pub out: PathBuf,
}

impl Plan {
    /// Whether this scenario is asked for.
    pub fn wants(&self, scenario: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one.eq_ignore_ascii_case(scenario))
    }
}

fn main() -> ExitCode {
    let done = match Cli::parse().what {
        What::Run(plan) => rounds::run(&plan),
        What::Scale(plan) => scale::run(&plan),
        What::Log(plan) => log::run(&plan),
        What::Papers(plan) => papers::run(&plan),
        What::Ceiling { port } => ceiling::serve(port),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
