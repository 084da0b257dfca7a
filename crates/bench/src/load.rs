//! A load point: so many callers, each with a connection of its own, ask as fast as they are answered. What is wrong in an
//! answer fails the run: a figure without its correctness is not reported.

use std::sync::Barrier;
use std::thread::scope;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::http::Connection;
use crate::machine;

/// What one caller does: the next request, and whether its answer is right.
pub trait Asking: Send {
    /// The next request, whole.
    fn next(&mut self) -> Vec<u8>;
    /// Looks at the answer; says what is wrong.
    fn check(&mut self, status: u16, body: &[u8]) -> Result<(), String>;
}

/// What a load point measured.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Point {
    /// Requests that were answered, all of them rightly.
    pub requests: u64,
    /// For so long, in seconds.
    pub seconds: f64,
    /// Processor time of the server's whole process tree for one request, in microseconds.
    pub cpu_us: f64,
    /// Requests a second.
    pub per_second: f64,
    /// Half of the answers came within so many microseconds of their request.
    pub p50_us: f64,
    /// 99 of 100 did.
    pub p99_us: f64,
}

/// Asks for so long. `server` names the processes whose time counts.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn run(
    port: u16,
    server: &[u32],
    mut callers: Vec<Box<dyn Asking + '_>>,
    length: Duration,
) -> Result<Point, String> {
    let ready = Barrier::new(callers.len() + 1);
    let told = scope(|threads| {
        let asked: Vec<_> = callers
            .iter_mut()
            .map(|caller| {
                let ready = &ready;
                threads.spawn(move || {
                    let connection = Connection::open(port).map_err(|error| error.to_string());
                    ready.wait();
                    drive(connection?, caller.as_mut(), length)
                })
            })
            .collect();
        ready.wait();
        let (began, before) = (Instant::now(), machine::cpu_seconds(server));
        let times: Result<Vec<Vec<u32>>, String> =
            asked.into_iter().map(|one| one.join().map_err(|_| "a caller panicked".to_owned())?).collect();
        Ok::<_, String>((times?, began.elapsed().as_secs_f64(), machine::cpu_seconds(server) - before))
    });
    let (times, seconds, cpu) = told?;
    let mut times: Vec<u32> = times.concat();
    times.sort_unstable();
    let requests = times.len();
    if requests == 0 {
        return Err("nobody was answered".to_owned());
    }
    let at = |share: f64| f64::from(times[((requests - 1) as f64 * share) as usize]);
    Ok(Point {
        requests: requests as u64,
        seconds,
        cpu_us: cpu * 1e6 / requests as f64,
        per_second: requests as f64 / seconds,
        p50_us: at(0.50),
        p99_us: at(0.99),
    })
}

/// Microseconds of each request.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn drive(mut connection: Connection, caller: &mut dyn Asking, length: Duration) -> Result<Vec<u32>, String> {
    let (began, mut times) = (Instant::now(), Vec::with_capacity(65_536));
    while began.elapsed() < length {
        let request = caller.next();
        let asked = Instant::now();
        let (status, body) = connection.ask(&request).map_err(|error| error.to_string())?;
        times.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
        caller.check(status, &body)?;
    }
    Ok(times)
}
