//! Servers of the benchmark: started on free ports, waited for, killed when they are no longer needed.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running server; killed when dropped.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// How long it took until it did.
    pub started_in: Duration,
}

impl Process {
    /// Starts it and waits until somebody listens on its port.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    pub fn start(mut command: Command, port: u16, wait: Duration) -> Result<Self, String> {
        let (shown, began) = (format!("{command:?}"), Instant::now());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("{shown}: {error}"))?;
        let mut process = Self { child, port, started_in: Duration::ZERO };
        while began.elapsed() < wait {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                process.started_in = began.elapsed();
                return Ok(process);
            }
            if let Ok(Some(status)) = process.child.try_wait() {
                return Err(format!("{shown} ended with {status}"));
            }
            sleep(Duration::from_millis(1));
        }
        Err(format!("{shown}: nobody listens on {port}"))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits: what it holds is written.
    pub fn stop(mut self) -> Result<(), String> {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        sent.map_err(|error| error.to_string())?;
        self.child.wait().map(drop).map_err(|error| error.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // it may have ended by itself
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that is free now.
pub fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}
