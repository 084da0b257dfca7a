//! Counts that several nodes share, in a Redis. It is asked within a moment or not at all: whoever waits for it long, or finds it gone,
//! goes on by their own counts, and it is tried again a little later.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError};
use web::limits::{Counted, SharedCounts};

use crate::answer::Failure;

/// How long an answer is waited for. A count on the same network takes a tenth of a millisecond.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_millis(200);
/// How long it is left alone after it did not answer.
const REST: Duration = Duration::from_secs(1);

/// A Redis that keeps counts.
pub struct RedisCounts {
    client: Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Until when it is left alone.
    rests_until: Option<Instant>,
    /// Whether it answered last: its loss and its return are told once each.
    was_there: bool,
}

impl fmt::Debug for RedisCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the address may hold a password
        f.write_str("RedisCounts")
    }
}

impl RedisCounts {
    /// The Redis at this address: `redis://:PASSWORD@10.0.0.7:6379/0` or `redis+unix:///run/redis/redis.sock`. Nothing is asked of it yet.
    pub fn at(address: &str) -> Result<Self, Failure> {
        let client = Client::open(address).map_err(|_| {
            let why = "limits.redis is no address of a Redis: write redis://:PASSWORD@HOST:6379/0 or redis+unix:///run/redis/redis.sock";
            Failure::Usage(why.to_owned())
        })?;
        Ok(Self { client, state: Mutex::new(State { was_there: true, ..State::default() }) })
    }

    /// A connection, unless it is to be left alone.
    async fn connection(&self) -> Option<Result<MultiplexedConnection, RedisError>> {
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.rests_until.is_some_and(|until| now() < until) {
                return None;
            }
            if let Some(connection) = &state.connection {
                return Some(Ok(connection.clone()));
            }
            // One at a time: whoever comes while a connection is made goes on by their own count.
            state.rests_until = Some(now() + CONNECT);
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(PATIENCE));
        let made = self.client.get_multiplexed_async_connection_with_config(&config).await;
        if let Ok(connection) = &made {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.connection, state.rests_until) = (Some(connection.clone()), None);
        }
        Some(made)
    }

    async fn count(&self, keys: &[(String, Duration)]) -> Option<Vec<(u64, Duration)>> {
        let asked = match self.connection().await? {
            Ok(mut connection) => ask(&mut connection, keys).await,
            Err(error) => Err(error),
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        metrics::gauge!("amana_limits_shared").set(if asked.is_ok() { 1.0 } else { 0.0 });
        match asked {
            Ok(counts) => {
                if !std::mem::replace(&mut state.was_there, true) {
                    tracing::info!("counts are shared again");
                }
                Some(counts)
            }
            Err(error) => {
                (state.connection, state.rests_until) = (None, Some(now() + REST));
                metrics::counter!("amana_limits_unshared_total").increment(1);
                if std::mem::replace(&mut state.was_there, false) {
                    tracing::warn!(error = %error.category(), "counts are not shared: each node goes on by its own");
                }
                None
            }
        }
    }
}

impl SharedCounts for RedisCounts {
    fn add<'a>(&'a self, keys: &'a [(String, Duration)]) -> Counted<'a> {
        Box::pin(self.count(keys))
    }
}

/// All keys in one transaction and one round trip. A key is made with its end, so that none stays for ever.
async fn ask(
    connection: &mut MultiplexedConnection,
    keys: &[(String, Duration)],
) -> Result<Vec<(u64, Duration)>, RedisError> {
    let mut pipe = redis::pipe();
    pipe.atomic();
    for (key, window) in keys {
        pipe.cmd("SET").arg(key).arg(0).arg("PX").arg(millis(*window)).arg("NX").ignore();
        pipe.cmd("INCR").arg(key);
        pipe.cmd("PTTL").arg(key);
    }
    let answers: Vec<i64> = pipe.query_async(connection).await?;
    let count = |pair: &[i64]| {
        let left = Duration::from_millis(u64::try_from(pair[1]).unwrap_or_default());
        (u64::try_from(pair[0]).unwrap_or_default(), left)
    };
    Ok(answers.chunks_exact(2).map(count).collect())
}

fn millis(window: Duration) -> u64 {
    u64::try_from(window.as_millis()).unwrap_or(u64::MAX)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a connection rests is measured, and decides nothing that is kept"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests;
