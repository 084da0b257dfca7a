//! Counts that several nodes share, in a Redis. It is asked within a moment or not at all: whoever waits for it long, or finds it gone,
//! goes on by their own counts, and it is tried again a little later.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo, RedisError};
use tokio::net::UnixStream;
use tokio::time::timeout;
use web::limits::{Counted, SharedCounts};

use super::line::{self, Stream, Tls, Trust, is_this_machine};

/// How long an answer is waited for. A count on the same network takes a tenth of a millisecond.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long a connection may take to come about, with TLS and login.
const CONNECT: Duration = Duration::from_millis(200);
/// How long it is left alone after it did not answer.
const REST: Duration = Duration::from_secs(1);

/// A Redis that keeps counts.
pub struct RedisCounts {
    place: Place,
    login: RedisConnectionInfo,
    trust: Trust,
    state: Mutex<State>,
}

/// Where it listens.
enum Place {
    Socket(PathBuf),
    Machine((String, u16), Tls),
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
    /// The Redis at this address: `rediss://USER@redis.example.om:6379/0` (over TLS), `redis://10.0.0.7:6379/0` or
    /// `redis+unix:///run/redis/redis.sock`. A password stands in the address or is given beside it. Nothing is asked of it yet; the
    /// error says what is wrong and repeats nothing.
    pub fn at(address: &str, password: Option<&str>, trust: Trust) -> Result<Self, &'static str> {
        const WRONG: &str = "no address of a Redis: write rediss://USER@HOST:6379/0, redis://HOST:6379/0 or redis+unix:///run/redis/redis.sock";
        // TLS is ours as everywhere: the client is given a stream that has it. `#insecure` would be a certificate nobody looks at.
        let (address, tls) = match address.strip_prefix("rediss://") {
            Some(rest) => (format!("redis://{rest}"), Tls::Always),
            None => (address.to_owned(), Tls::None),
        };
        if address.contains('#') {
            return Err(WRONG);
        }
        let info = address.into_connection_info().map_err(|_| WRONG)?;
        let place = match info.addr() {
            ConnectionAddr::Tcp(host, port) => Place::Machine((host.clone(), *port), tls),
            ConnectionAddr::Unix(file) => Place::Socket(file.clone()),
            _ => return Err(WRONG),
        };
        let login = info.redis_settings().clone();
        let login = match (login.password(), password) {
            (Some(_), Some(_)) => return Err("its password stands in the address already"),
            (None, Some(password)) => login.set_password(password),
            (_, None) => login,
        };
        let state = Mutex::new(State { was_there: true, ..State::default() });
        Ok(Self { place, login, trust, state })
    }

    /// Whether what is said on the way can be read by others.
    pub fn is_open_to_others(&self) -> bool {
        matches!(&self.place, Place::Machine((host, _), Tls::None) if !is_this_machine(host))
    }

    /// Asks it once, as a request would: what was found, or what is wrong.
    pub async fn probe(&self) -> Result<String, String> {
        let mut connection = self.connect().await?;
        let key = ("amana:limit:probe".to_owned(), Duration::from_secs(1));
        ask(&mut connection, &[key]).await.map_err(|error| said(&error))?;
        Ok(match &self.place {
            Place::Socket(file) => file.display().to_string(),
            Place::Machine((host, port), tls) => {
                format!("{host}:{port}{}", if *tls == Tls::None { "" } else { " over TLS" })
            }
        })
    }

    async fn connect(&self) -> Result<MultiplexedConnection, String> {
        let connecting = async {
            let stream: Box<dyn Stream> = match &self.place {
                Place::Socket(file) => Box::new(UnixStream::connect(file).await.map_err(|error| error.to_string())?),
                Place::Machine(at, tls) => {
                    line::connect(at, *tls, &self.trust).await.map_err(|error| error.to_string())?
                }
            };
            let config = AsyncConnectionConfig::new().set_response_timeout(Some(PATIENCE));
            let made = MultiplexedConnection::new_with_config(&self.login, stream, config).await;
            let (connection, driver) = made.map_err(|error| said(&error))?;
            // ends by itself with the last of its connections
            drop(tokio::spawn(driver));
            Ok(connection)
        };
        timeout(CONNECT, connecting).await.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }

    /// A connection, unless it is to be left alone.
    async fn connection(&self) -> Option<Result<MultiplexedConnection, String>> {
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
        let made = self.connect().await;
        if let Ok(connection) = &made {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.connection, state.rests_until) = (Some(connection.clone()), None);
        }
        Some(made)
    }

    async fn count(&self, keys: &[(String, Duration)]) -> Option<Vec<(u64, Duration)>> {
        let asked = match self.connection().await? {
            Ok(mut connection) => ask(&mut connection, keys).await.map_err(|error| said(&error)),
            Err(why) => Err(why),
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
            Err(why) => {
                (state.connection, state.rests_until) = (None, Some(now() + REST));
                metrics::counter!("amana_limits_unshared_total").increment(1);
                if std::mem::replace(&mut state.was_there, false) {
                    tracing::warn!(%why, "counts are not shared: each node goes on by its own");
                }
                None
            }
        }
    }
}

/// What the server said is wrong, without its words: they may repeat what was sent.
fn said(error: &RedisError) -> String {
    error.code().map_or_else(|| error.category().to_owned(), |code| format!("{}: {code}", error.category()))
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
