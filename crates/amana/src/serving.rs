//! Puts the house together from an installation and serves it: the public listener, the operations listener, the jobs.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use app::documents::Documents;
use app::ports::gateway::Gateway;
use app::ports::{Clock, Messenger, Random, Witness};
use app::sign_in::Access;
use app::{House, Parts};
use arc_swap::ArcSwap;
use axum::extract::ConnectInfo;
use domain::digest::Digest;
use domain::pack::{Pack, Packs};
use envelope::{Keyring, SystemEntropy};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use store::tables::documents;
use store::{Job, Scope, Store, StoreError, Tx};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::adapters::policies::Cedar;
use crate::adapters::random::SystemRandom;
use crate::adapters::streams::Streams;
use crate::answer::Failure;
use crate::printing::Typesetter;
use crate::site::Found;

/// How often the log is signed when it grew.
const SIGNED_EVERY: Duration = Duration::from_mins(1);
/// How often it is written down whom the limits refused.
const TOLD_EVERY: Duration = Duration::from_secs(30);
/// How long a stop waits for requests under way.
const STOP_MAX: Duration = Duration::from_secs(10);
/// LIMIT: a client has so long for the head of each request; one that sends nothing more is cut off after it as well.
const HEAD_MAX: Duration = Duration::from_secs(15);
/// LIMIT: bytes of a connection's buffers, and so of a request's head. A hundred uploads at a time are held by these and not by what is sent.
const BUFFER_MAX: usize = 32 * 1024;
/// LIMIT: connections at a time. The next ones wait in the system's own queue.
const CONNECTIONS_MAX: usize = 4096;
/// The pack that new offers are made under.
const IN_FORCE: (&str, &str) = ("packs/om.toml", include_str!("../../../packs/om.toml"));
/// Every earlier version, byte for byte as it was: cases are pinned to them for as long as they are kept.
const EARLIER: &[(&str, &str)] = &[];

/// The packs that this build ships.
fn packs() -> Result<Packs, Failure> {
    Ok(Packs::new(pack(IN_FORCE)?, EARLIER.iter().copied().map(pack).collect::<Result<_, _>>()?))
}

/// A shipped pack with its digest.
fn pack((file, text): (&str, &str)) -> Result<Pack, Failure> {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let mut bytes = [0u8; 32];
    bytes.copy_from_slice(hash.as_ref());
    Pack::parse(text, Digest::from(bytes)).map_err(|error| Failure::Failed(format!("{file}: {error}")))
}

/// Refuses to serve cases whose rules this build does not have: none of them could take a step, and their clocks would stand.
pub async fn refuse_unknown_packs(house: &House) -> Result<(), Failure> {
    let unknown = app::cases::unknown_pins(house)
        .await
        .map_err(|error| Failure::Failed(format!("the packs of the cases cannot be read: {error}")))?;
    let Some(pin) = unknown.first() else { return Ok(()) };
    Err(Failure::Unsafe(format!(
        "cases are pinned to the pack {pin}, which this program does not have, or not with the same bytes; serve them with a \
         program that keeps it (packs/earlier)"
    )))
}

/// Answers by the policies in force from the database on, if others than this program's were put in force. Refuses to serve
/// when they do not hold for this program: falling back to its own could open what was closed on purpose.
pub async fn follow_policies(house: &House) -> Result<(), Failure> {
    match app::policies::load(house).await {
        Ok(()) => Ok(()),
        Err(app::AppError::Policies(faults)) => {
            let faults: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
            Err(Failure::Unsafe(format!(
                "the policies in force do not hold for this program:\n{}\nserve with the program that they were proposed to, mend and \
                 propose them there (amana policy propose FOLDER), then come back",
                faults.join("\n")
            )))
        }
        Err(error) => Err(Failure::Failed(format!("the policies in force cannot be read: {error}"))),
    }
}

/// Refuses to serve without the root keys that the database hangs under, and ends a rotation that was cut off at its very end.
pub async fn settle_root(house: &House) -> Result<(), Failure> {
    match app::root_rotation::settle(house).await {
        Ok(()) => Ok(()),
        Err(app::AppError::Sealed(why)) => Err(Failure::Unsafe(why)),
        Err(error) => Err(Failure::Failed(format!("the root keys of the database cannot be read: {error}"))),
    }
}

/// The house of an installation.
#[expect(clippy::too_many_arguments, reason = "one place puts every house together")]
pub fn house(
    found: &Found,
    store: Store,
    clock: Arc<dyn Clock>,
    messenger: Arc<dyn Messenger>,
    gateways: Vec<Arc<dyn Gateway>>,
    witnesses: Vec<Arc<dyn Witness>>,
    access: Access,
    documents: Documents,
    demo: bool,
) -> Result<House, Failure> {
    let keyring = Keyring::kept_by(Arc::new(found.keys.root()?), Arc::new(SystemEntropy))
        .map_err(|error| Failure::Unsafe(error.to_string()))?;
    documents.objects.settle(has_documents(&store)?);
    let policy =
        policy::shipped().map_err(|error| Failure::Failed(format!("the policies of this program: {error}")))?;
    // Only a demo's history is made twice alike.
    let random: Arc<dyn Random> = if demo { Arc::new(Streams) } else { Arc::new(SystemRandom) };
    Ok(House::new(Parts {
        store,
        policy: ArcSwap::from_pointee(policy),
        policies: Arc::new(Cedar),
        packs: ArcSwap::from_pointee(packs()?),
        keyring,
        indexes: found.keys.index()?,
        codes: found.keys.codes()?,
        entropy: Arc::new(SystemEntropy),
        log: found.signer()?,
        witnesses,
        clock,
        random,
        messenger,
        gateways,
        printer: Arc::new(Typesetter::default()),
        documents,
        texts: Arc::new(web::messages::Messages::new(access.url())),
        access,
        demo,
    }))
}

/// Whether a document has a file.
pub fn has_documents(store: &Store) -> Result<bool, Failure> {
    store
        .read_now(Scope::System(Job::Housekeeping), |tx: &mut Tx| -> Result<_, StoreError> {
            Ok(!documents::chunk(tx, None, 1)?.is_empty())
        })
        .map_err(|error| Failure::Failed(format!("the documents cannot be read: {error}")))
}

/// Runs due timers and the outbox until told to stop, and beside them the jobs that take their time.
pub async fn jobs(house: House, stop: watch::Receiver<bool>) {
    if let Err(error) = app::jobs::begin(&house).await {
        tracing::warn!(%error, "what was under way at the last stop waits for its lease to run out");
    }
    tokio::join!(
        quick(&house, stop.clone()),
        beside(stop.clone(), || app::jobs::relay::message_round(&house)),
        beside(stop.clone(), || app::connections::round(&house)),
        beside(stop, || app::jobs::relay::long_round(&house)),
    );
}

/// Signs the log each minute and gives the checkpoint to its witnesses; once more when told to stop.
pub async fn checkpoints(house: House, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = app::log::round(&house).await {
            tracing::error!(%error, "the log was not signed");
        }
        if *stop.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(SIGNED_EVERY) => {}
            // the last round is the one after the word to stop
            _ = stop.changed() => {}
        }
    }
}

/// Writes down for the operator whom the limits refused, twice a minute, and once more when told to stop.
pub async fn refusals(house: House, settings: Arc<web::site::Settings>, mut stop: watch::Receiver<bool>) {
    loop {
        let refused = settings.limits.take_refused(|network| app::limits::hidden(&house, network));
        if let Err(error) = app::limits::note(&house, refused).await {
            tracing::warn!(%error, "who was refused could not be written down");
        }
        if *stop.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(TOLD_EVERY) => {}
            // the last round is the one after the word to stop
            _ = stop.changed() => {}
        }
    }
}

async fn quick(house: &House, mut stop: watch::Receiver<bool>) {
    let mut rounds: u32 = 0;
    loop {
        let wait = pause(app::jobs::quick_round(house).await);
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(256)
            && let Err(error) = app::jobs::tidy(house).await
        {
            tracing::warn!(%error, "tidying");
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => return,
        }
    }
}

/// A lane of the outbox that may be slow, so that nothing else waits for it.
async fn beside<R>(mut stop: watch::Receiver<bool>, round: impl Fn() -> R)
where
    R: Future<Output = Result<usize, app::AppError>>,
{
    loop {
        let wait = pause(round().await);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => return,
        }
    }
}

/// A round that found nothing waits a little, one that failed longer.
fn pause(round: Result<usize, app::AppError>) -> Duration {
    match round {
        Ok(0) => Duration::from_millis(250),
        Ok(_) => Duration::ZERO,
        Err(error) => {
            tracing::warn!(%error, "jobs");
            Duration::from_secs(1)
        }
    }
}

/// Listens, or says who may already do so.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::Failed(format!("cannot listen on {address}: {error}; name another port, or stop what listens there"))
    })
}

/// Serves a router until told to stop; requests under way are finished. Who connects and says nothing is cut off.
pub fn serve(
    listener: TcpListener,
    router: axum::Router,
    mut stop: watch::Receiver<bool>,
) -> Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>> {
    Box::pin(async move {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX).max_buf_size(BUFFER_MAX);
        let line = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut connections = JoinSet::new();
        loop {
            let next = async { (Arc::clone(&line).acquire_owned().await, listener.accept().await) };
            let (place, accepted) = tokio::select! {
                next = next => next,
                _ = stop.changed() => break,
            };
            let Ok((stream, peer)) = accepted else {
                // the moment's fault (no file left, a client that went away), never the listener's
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            let router = TowerToHyperService::new(router.clone());
            let connection = http.serve_connection(
                TokioIo::new(stream),
                service_fn(move |mut request: hyper::Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    router.call(request)
                }),
            );
            let mut stop = stop.clone();
            connections.spawn(async move {
                let mut connection = pin!(connection);
                let ended = tokio::select! {
                    ended = connection.as_mut() => ended,
                    _ = stop.changed() => {
                        connection.as_mut().graceful_shutdown();
                        connection.await
                    }
                };
                // a client that broke off or spoke nonsense was told so, or is gone
                drop((ended, place));
            });
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
        Ok(())
    })
}

/// Lets what is under way finish after the word to stop was given; whoever hangs on longer is cut off.
pub async fn finish(mut tasks: JoinSet<std::io::Result<()>>) {
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_MAX, all).await.is_err() {
        tracing::warn!("requests under way were cut off");
        tasks.shutdown().await;
    }
}

/// A file that may not grow (a limit on file sizes) is an error of that write, answered to its caller, and not the end of the
/// process, which is what the signal would mean unheard.
pub fn outlive_full_files() {
    const FILE_SIZE_EXCEEDED: i32 = 25; // SIGXFSZ on Linux, all platforms but MIPS and PA-RISC
    if let Err(error) = signal(SignalKind::from_raw(FILE_SIZE_EXCEEDED)) {
        tracing::warn!(%error, "a limit on file sizes would end this process");
    }
}

/// Where Linux is told what of this process's memory a core dump holds.
const CORE: &str = "/proc/self/coredump_filter";

/// Keeps memory, and with it keys, out of core dumps (core(5)). True when the system took it.
pub fn keep_memory_out_of_cores() -> bool {
    let said = std::fs::write(CORE, "0");
    if let Err(error) = &said {
        tracing::warn!(%error, "a core dump of this process would hold keys: forbid core dumps (ulimit -c 0)");
    }
    said.is_ok()
}

/// Waits for SIGTERM or Ctrl-C. They are heard from this call on, before the future is awaited: whoever is told that the
/// server is ready may stop it in the same moment.
pub fn told_to_stop() -> impl Future<Output = ()> {
    let [mut terminated, mut interrupted] =
        [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| signal(kind).ok());
    async move {
        tokio::select! {
            Some(()) = heard(&mut terminated) => {}
            Some(()) = heard(&mut interrupted) => {}
            else => std::future::pending().await,
        }
    }
}

async fn heard(signal: &mut Option<Signal>) -> Option<()> {
    match signal {
        Some(signal) => signal.recv().await,
        None => None,
    }
}

/// The runtime of a server.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("the system gives no threads: {error}")))
}
