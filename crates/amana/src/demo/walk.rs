//! The walk through the demo's history: many lives, one clock that stands until every one of them waits for a later time.
//!
//! Between two moments the clock stops wherever a timer becomes due, so that holds lapse and reminders go out when they
//! would have. Nothing here inserts a row: lives call use cases.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::{AppError, House, jobs};
use jiff::{SignedDuration, Timestamp};
use store::tables::timers;
use store::{Job, Scope, Tx};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::adapters::clock::DemoClock;
use crate::adapters::streams;
use crate::progress::Progress;

/// How often notices are carried out: finely in the days that somebody will look at, each evening before.
const RELAY_FINE: SignedDuration = SignedDuration::from_hours(3);
const RELAY_COARSE: SignedDuration = SignedDuration::from_hours(24);
const FINE_DAYS: SignedDuration = SignedDuration::from_hours(24 * 14);

/// The clock's hand, and everybody who waits for it.
pub struct Walk {
    house: House,
    clock: Arc<DemoClock>,
    seed: u64,
    end: Timestamp,
    lives: Mutex<Lives>,
    quiet: Notify,
}

#[derive(Default)]
struct Lives {
    /// Who sleeps until when.
    asleep: BTreeMap<Timestamp, Vec<oneshot::Sender<()>>>,
    /// How many do something now.
    awake: usize,
    /// All of them, to be waited for at the end.
    begun: Vec<JoinHandle<()>>,
    /// The first life that failed.
    failed: Option<(String, AppError)>,
}

impl Walk {
    /// A walk from where the clock stands to `end`.
    pub fn new(house: House, clock: Arc<DemoClock>, seed: u64, end: Timestamp) -> Arc<Self> {
        Arc::new(Self { house, clock, seed, end, lives: Mutex::default(), quiet: Notify::new() })
    }

    /// The end of the history: now.
    pub const fn end(&self) -> Timestamp {
        self.end
    }

    /// What all identifiers of this history follow from.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Begins a life. Its name seeds its identifiers.
    pub fn live<F>(self: &Arc<Self>, name: String, life: F)
    where
        F: Future<Output = Result<(), AppError>> + Send + 'static,
    {
        self.lives().awake += 1;
        let awake = Awake(Arc::clone(self));
        let begun = tokio::spawn(async move {
            // However a life ends, by a panic too, the walk goes on without it.
            let awake = awake;
            if let Err(error) = streams::named(awake.0.seed, &name, life).await {
                awake.0.lives().failed.get_or_insert((name, error));
            }
        });
        self.lives().begun.push(begun);
    }

    /// Waits until the clock stands there. False when the history ends before.
    pub async fn until(&self, at: Timestamp) -> bool {
        if at > self.end {
            return false;
        }
        let woken = {
            let mut lives = self.lives();
            let (wake, woken) = oneshot::channel();
            lives.asleep.entry(at).or_default().push(wake);
            self.one_less(&mut lives);
            woken
        };
        woken.await.is_ok()
    }

    /// Lets time pass until the end. Gives the name of the first life that failed, and why.
    pub async fn run(&self, progress: &mut Progress) -> Result<(), (String, AppError)> {
        let clockwork = |error| ("the clock".to_owned(), error);
        let mut relay = Relay { next: self.now(), end: self.end };
        loop {
            self.everybody_sleeps().await;
            if let Some(failed) = self.lives().failed.take() {
                return Err(failed);
            }
            let Some(at) = self.lives().asleep.keys().next().copied() else { break };
            self.pass(at, &mut relay, progress).await.map_err(clockwork)?;
            let mut lives = self.lives();
            let woken = lives.asleep.remove(&at).unwrap_or_default();
            lives.awake += woken.len();
            for life in woken {
                // A life that is gone is not waited for.
                if life.send(()).is_err() {
                    self.one_less(&mut lives);
                }
            }
        }
        self.pass(self.end, &mut relay, progress).await.map_err(clockwork)?;
        deliver(&self.house).await.map_err(clockwork)?;
        // The database is closed when the last life is gone, not when it has said its last word.
        let begun = std::mem::take(&mut self.lives().begun);
        for life in begun {
            life.await.map_err(|_| ("a life".to_owned(), AppError::Conflict("panicked")))?;
        }
        Ok(())
    }

    /// Moves the clock to `at`; whatever becomes due on the way is done at its own time.
    async fn pass(&self, at: Timestamp, relay: &mut Relay, progress: &mut Progress) -> Result<(), AppError> {
        loop {
            let timer = next_timer(&self.house).await?.filter(|due| *due <= at);
            let stop = [timer, (relay.next <= at).then_some(relay.next)].into_iter().flatten().min();
            let to = stop.unwrap_or(at);
            progress.add(u64::try_from(self.now().duration_until(to).as_secs()).unwrap_or(0));
            self.clock.step_to(to);
            if timer.is_some_and(|due| due <= to) {
                jobs::timers::round(&self.house).await?;
            } else if stop.is_some() {
                deliver(&self.house).await?;
                relay.passed(to);
            } else {
                return Ok(());
            }
        }
    }

    fn now(&self) -> Timestamp {
        use app::ports::Clock;
        self.clock.now()
    }

    async fn everybody_sleeps(&self) {
        loop {
            let quiet = self.quiet.notified();
            if self.lives().awake == 0 {
                return;
            }
            quiet.await;
        }
    }

    fn one_less(&self, lives: &mut Lives) {
        // Whoever is cancelled in their sleep, when the program stops, was not counted.
        lives.awake = lives.awake.saturating_sub(1);
        if lives.awake == 0 {
            self.quiet.notify_one();
        }
    }

    fn lives(&self) -> MutexGuard<'_, Lives> {
        self.lives.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a life as awake for as long as it is held.
struct Awake(Arc<Walk>);

impl Drop for Awake {
    fn drop(&mut self) {
        self.0.one_less(&mut self.0.lives());
    }
}

/// When notices go out next.
struct Relay {
    next: Timestamp,
    end: Timestamp,
}

impl Relay {
    fn passed(&mut self, at: Timestamp) {
        let fine = at >= self.end - FINE_DAYS;
        self.next = at + if fine { RELAY_FINE } else { RELAY_COARSE };
    }
}

async fn deliver(house: &House) -> Result<(), AppError> {
    while jobs::relay::round(house).await?
        + jobs::relay::message_round(house).await?
        + jobs::relay::long_round(house).await?
        > 0
    {}
    Ok(())
}

async fn next_timer(house: &House) -> Result<Option<Timestamp>, AppError> {
    let system = Scope::System(Job::Timers);
    house.store.read(system, |tx: &mut Tx| -> Result<_, AppError> { Ok(timers::next(tx)?) }).await
}
