//! What the server says while it runs: to standard error, as JSON lines where no person looks. `AMANA_LOG` chooses how much.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// Never said, whatever `AMANA_LOG` chooses.
const QUIET: &[&str] = &["rusmpp=off", "rusmpp_core=off"];

/// Starts it. `usual` is how much is said without `AMANA_LOG` (`warn`, `info`, `store=debug`).
pub fn start(usual: &str) {
    let filter = EnvFilter::try_from_env("AMANA_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    // What these say of themselves holds numbers, texts and passwords.
    let filter = QUIET.iter().fold(filter, |filter, one| match one.parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    });
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // a second start in one process keeps the first one's
    drop(if stderr().is_terminal() { lines.compact().try_init() } else { lines.json().try_init() });
}
