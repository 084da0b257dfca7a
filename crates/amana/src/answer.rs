//! What a command says, and the exit status that scripts rely on: 0 done or it holds, 1 a check found something or the work
//! failed, 2 bad usage or configuration, 3 refused for safety.

use std::io::{Write, stdout};
use std::process::ExitCode;

use serde_json::{Value, json};

/// The outcome of a command that did its work.
#[derive(Debug)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// The same for programs, printed with `--json`.
    pub json: Value,
    /// False when a check found something.
    pub holds: bool,
}

impl Answer {
    /// Done.
    pub fn done(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json, holds: true }
    }

    /// A check with its outcome.
    pub fn checked(holds: bool, text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json, holds }
    }
}

/// Why a command did not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It went wrong on the way: status 1.
    #[error("{0}")]
    Failed(String),
    /// Asked or configured wrongly: status 2.
    #[error("{0}")]
    Usage(String),
    /// It could be done, and would do harm: status 3.
    #[error("{0}")]
    Unsafe(String),
}

impl Failure {
    /// The exit status.
    pub const fn status(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Unsafe(_) => 3,
        }
    }

    /// The system refused something about this file or folder.
    pub fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Failed(format!("{}: {error}", path.display()))
    }
}

/// Prints the outcome and gives the exit status.
pub fn finish(outcome: Result<Answer, Failure>, as_json: bool) -> ExitCode {
    match outcome {
        Ok(answer) => {
            let said = if as_json { format!("{:#}", answer.json) } else { answer.text };
            say(said.trim_end());
            ExitCode::from(u8::from(!answer.holds))
        }
        Err(failure) => {
            if as_json {
                say(&format!("{:#}", json!({ "error": failure.to_string(), "status": failure.status() })));
            }
            eprintln!("amana: {failure}");
            ExitCode::from(failure.status())
        }
    }
}

/// Whoever reads may go away before the end, as `head` does; that is no failure of the command.
fn say(text: &str) {
    let end = if text.is_empty() { "" } else { "\n" };
    drop(stdout().write_all(format!("{text}{end}").as_bytes()));
}
