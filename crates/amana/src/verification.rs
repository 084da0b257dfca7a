//! Verifying the log from its rows: every leaf and link anew, the tree with its tiles, every checkpoint, and the end against
//! what is kept outside.
//!
//! Rows are read and parsed by several threads and checked in their order by this one: a link needs the key of its period,
//! which only the records before it tell.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::mem;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use audit::tiles::WIDTH;
use audit::{Closing, Event, Finding, Head, Report, Signed, Tree, TreeCheck, TreeReport, Verifier, leaf};
use store::tables::inspect::{self, Body, Linked, STRETCH};
use store::tables::search::{self, Search};
use store::tables::{Limit, checkpoints};
use store::{Job, Scope, Store, StoreError, Tx};

use crate::answer::Failure;
use crate::outside;
use crate::progress::Progress;
use crate::secrets::ORIGIN;
use crate::site::{Found, Site};

mod standing;

use standing::Left;

/// How long a record may be on its way into the log after its change, before the change counts as one without a record.
const ON_ITS_WAY: Duration = Duration::from_secs(1);

mod state;

use state::{Keeper, Resumed};

/// What is to be verified.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The first record; 1 for the whole log. The tree is compared from the first record of its tile on.
    pub from: u64,
    /// The chain's origin key, when the operator brings it.
    pub chain_key: Option<PathBuf>,
    /// The head kept outside.
    pub expected: Option<Head>,
    /// Whether checkpoints kept outside are compared as well.
    pub outside: bool,
    /// The file that keeps how far it came.
    pub state: Option<PathBuf>,
}

impl Ask {
    /// The whole log.
    pub const fn whole(expected: Option<Head>) -> Self {
        Self { from: 1, chain_key: None, expected, outside: false, state: None }
    }
}

/// What was verified, and what was found.
#[derive(Debug)]
pub struct Verified {
    /// The chain, and every finding.
    pub report: Report,
    /// The first record that was read.
    pub from: u64,
    /// The record after which this run went on, when an earlier one was cut off.
    pub resumed: Option<u64>,
    /// Complete tiles of the tree that were compared with their records.
    pub tiles: u64,
    /// Checkpoints that were compared with the tree.
    pub checkpoints: u64,
    /// Cases whose standing was compared with what the log says of it.
    pub cases: u64,
    /// Entries of the books whose links and sums were derived anew.
    pub entries: u64,
    /// The root of the tree over all records.
    pub root: Option<audit::Hash>,
}

/// Verifies a log.
///
/// A check that begins in the middle takes the link and the tree before its first record for granted, so it proves less.
pub fn verify_log(site: &Site, store: &Store, found: &Found, ask: &Ask) -> Result<Verified, Failure> {
    let origin = found.keys.path().join(ORIGIN);
    let key = match &ask.chain_key {
        Some(file) => found.keys.chain_from(file)?,
        None if origin.is_file() => found.keys.chain_from(&origin)?,
        None => found.keys.chain()?,
    };
    if key.period() > 0 {
        return Err(Failure::Usage(format!(
            "the server's chain key is of period {}; bring the origin key with --chain-key FILE to verify from the begin",
            key.period()
        )));
    }
    let Checkpoints { mut signed, mut unsigned, began } = kept_checkpoints(store, found)?;
    unsigned.extend(other_epoch(found, &began));
    if ask.outside {
        let (held, strange) = outside::all(&site.kept_outside(), &found.signer()?, &began)?;
        signed.extend(held);
        unsigned.extend(strange);
    }
    let stored = stored_head(store, found)?;
    // The roots that closings name are those of the tree as well.
    signed.extend(closed_roots(store)?);
    let log = found.installation.log_id();
    let mut keeper = ask.state.clone().map(|file| Keeper::new(file, key.clone(), log));
    let mut resumed = keeper.as_ref().map(|keeper| keeper.resumed(store, stored)).transpose()?.flatten();
    let start = match (&resumed, ask.from) {
        (Some(resumed), _) => link_before(store, resumed.chain.n, stored)?,
        (None, 0 | 1) => Head { n: 0, mac: key.genesis(log) },
        (None, from) => link_before(store, from - 1, stored)?,
    };
    let mut verifier = match &resumed {
        Some(resumed) => Verifier::resume(key, &resumed.chain, ask.expected)
            .ok_or_else(|| Failure::Failed("the state cannot be read: is it of another version?".to_owned()))?,
        None => Verifier::after(key, start, ask.expected).begun_at(stored.n),
    };
    let left = resumed.as_mut().map_or_else(|| Left::from(start.n + 1), |resumed| mem::take(&mut resumed.left));
    // whole tiles stand before the first row that is read; what of its tile stands before the first record serves the tree only
    let first = start.n / WIDTH as u64 * WIDTH as u64;
    let tree = tree_before(store, first)?;
    let (last, left) = (Cell::new(first), RefCell::new(left));
    let mut tree = TreeCheck::after(tree, |level, index| kept_tile(store, level, index, last.get()), signed);
    let mut progress = Progress::new("verifying", stored.n.saturating_sub(first));
    let mut take = |rows: Vec<Linked>| -> Result<(), Failure> {
        for row in &rows {
            last.set(row.n);
            let leaf = match &row.body {
                Body::Kept(bytes) if row.n <= start.n => leaf(bytes),
                Body::Kept(bytes) => verifier.push(row.n, bytes, &row.mac),
                Body::Dropped { leaf, .. } if row.n <= start.n => *leaf,
                Body::Dropped { leaf, closing } => {
                    verifier.push_dropped(row.n, *leaf, &row.mac, *closing);
                    *leaf
                }
            };
            tree.push(row.n, leaf)?;
            if !row.in_its_place && row.n > start.n {
                verifier.misfiled(row.n);
            }
            left.borrow_mut().note(row);
            if let Some(keeper) = &mut keeper
                && row.n % WIDTH as u64 == 0
            {
                keeper.keep(&verifier, || tree.standing(), &left.borrow())?;
            }
        }
        progress.add(rows.len() as u64);
        Ok(())
    };
    thread::scope(|threads| {
        let readers = thread::available_parallelism().map_or(1, |cores| cores.get().clamp(1, 4));
        let stretches = (stored.n - first.min(stored.n)).div_ceil(STRETCH as u64);
        let lines: Vec<Receiver<Result<Vec<Linked>, Failure>>> = (0..readers)
            .map(|nth| {
                let (send, receive) = sync_channel(2);
                threads.spawn(move || {
                    let own = (nth as u64..stretches).step_by(readers);
                    for rows in own.map(|stretch| read_stretch(store, first + stretch * STRETCH as u64, stored.n)) {
                        // whoever verifies has stopped listening after a failure
                        if send.send(rows).is_err() {
                            break;
                        }
                    }
                });
                receive
            })
            .collect();
        for line in lines.iter().cycle().take(usize::try_from(stretches).unwrap_or(usize::MAX)) {
            take(line.recv().map_err(|_| Failure::Failed("a reading thread ended early".to_owned()))??)?;
        }
        Ok(())
    })?;
    // what joined the log meanwhile, and what somebody put behind its head
    let mut after = i64::try_from(stored.n.max(first)).unwrap_or(i64::MAX);
    let mut follow = || -> Result<(), Failure> {
        loop {
            let rows = read(store, move |tx| inspect::stretch(tx, after, i64::MAX))?;
            let full = rows.len() == STRETCH;
            after = rows.last().map_or(after, |last| i64::try_from(last.n).unwrap_or(i64::MAX));
            take(rows)?;
            if !full {
                return Ok(());
            }
        }
    };
    follow()?;
    let signer = found.signer()?;
    let mut strayed = left.borrow().strayed(site, store, signer.ledger())?;
    if !strayed.found.is_empty() {
        thread::sleep(ON_ITS_WAY);
        follow()?;
        let now = left.borrow().strayed(site, store, signer.ledger())?;
        strayed.found.retain(|finding| now.found.contains(finding));
    }
    let tree = tree.finish()?;
    if let Some(keeper) = keeper {
        keeper.done()?;
    }
    let mut report = verifier.finish();
    // Records that do not hold tell nothing of cases.
    if report.is_sound() {
        for finding in strayed.found {
            report.find(finding);
        }
    }
    if !read(store, inspect::head_is_last)? {
        report.find(Finding::Head { last: report.last.n });
    }
    for finding in unsigned {
        report.find(finding);
    }
    let (cases, entries) = (strayed.cases, strayed.entries);
    Ok(Verified { cases, entries, ..told(report, tree, start.n + 1, resumed) })
}

/// Whether the file that names the epoch and the log's own checkpoints agree.
fn other_epoch(found: &Found, began: &BTreeMap<u32, u64>) -> Option<Finding> {
    let said = found.installation.epoch;
    let signed = began.last_key_value().map_or(1, |(epoch, _)| *epoch);
    (said != signed).then_some(Finding::Epoch { said, signed })
}

fn told(report: Report, tree: TreeReport, from: u64, resumed: Option<Resumed>) -> Verified {
    let (mut tiles, mut checkpoints, root) = (tree.tiles, tree.checkpoints, tree.root);
    let (mut from, mut after) = (from, None);
    if let Some(resumed) = resumed {
        (tiles, checkpoints) = (tiles + resumed.tiles, checkpoints + resumed.checkpoints);
        (from, after) = (resumed.chain.after + 1, Some(resumed.chain.n));
    }
    Verified { report: report.and_tree(tree), from, resumed: after, tiles, checkpoints, cases: 0, entries: 0, root }
}

/// The roots that the records of closings name, by the last record that each dropped.
fn closed_roots(store: &Store) -> Result<Vec<Signed>, Failure> {
    let (mut roots, mut before) = (Vec::new(), None);
    loop {
        let wanted = Search { action: Some(audit::CLOSED.to_owned()), ..Search::default() };
        let limit = Limit::new(100).expect("a size");
        let page = read(store, move |tx| search::search(tx, &wanted, before, limit))?;
        let Some(last) = page.last() else { return Ok(roots) };
        before = Some(last.n);
        roots.extend(page.iter().filter_map(|event| {
            let closing = Closing::of(&Event::parse(&event.body).ok()?.draft)?;
            Some(Signed {
                size: closing.remains.last,
                root: closing.root,
                place: format!("record {}, a closing,", event.n),
            })
        }));
    }
}

/// The stretch of rows that begins after `after`; rows behind the head that the check began with are left for later.
fn read_stretch(store: &Store, after: u64, head: u64) -> Result<Vec<Linked>, Failure> {
    let until = (after + STRETCH as u64).min(head);
    let [after, until] = [after, until].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    read(store, move |tx| inspect::stretch(tx, after, until))
}

/// A tile as it is kept; one that grew since, as far as the `last` record read reaches.
fn kept_tile(store: &Store, level: u32, index: u64, last: u64) -> Result<Option<Vec<audit::Hash>>, Failure> {
    let (kept, head) = read(store, move |tx| Ok((checkpoints::tile(tx, level, index)?, inspect::head(tx)?)))?;
    let grew = head.is_some_and(|head| head.n > last);
    let below = last >> (8 * level).min(63);
    let reached = below.saturating_sub(index * WIDTH as u64).min(WIDTH as u64);
    Ok(kept.map(|mut kept| {
        if grew && level > 0 {
            kept.truncate(usize::try_from(reached).unwrap_or(WIDTH));
        }
        kept
    }))
}

/// The checkpoints in the database.
#[derive(Default)]
struct Checkpoints {
    /// Those that are what was signed.
    signed: Vec<Signed>,
    /// Those that are not.
    unsigned: Vec<Finding>,
    /// The first size of each epoch.
    began: BTreeMap<u32, u64>,
}

/// Reads them all and checks their signatures.
fn kept_checkpoints(store: &Store, found: &Found) -> Result<Checkpoints, Failure> {
    let signer = found.signer()?;
    let (mut all, mut after) = (Checkpoints::default(), (0, 0));
    loop {
        let page = read(store, move |tx| checkpoints::after(tx, after.0, after.1))?;
        let Some(last) = page.last() else { return Ok(all) };
        after = (last.epoch, last.size);
        for kept in &page {
            let (size, place) = (kept.size.unsigned_abs(), "the database".to_owned());
            match signer.open(&kept.note) {
                Ok(said) if said.size == size && i64::from(said.epoch) == kept.epoch => {
                    all.began.entry(said.epoch).or_insert(size);
                    all.signed.push(Signed { size, root: said.root, place });
                }
                Ok(said) => {
                    let why = format!("its note speaks of {} records in epoch {}", said.size, said.epoch);
                    all.unsigned.push(Finding::Unsigned { size, place, why });
                }
                Err(why) => all.unsigned.push(Finding::Unsigned { size, place, why }),
            }
        }
    }
}

/// The head as the database has it; that of an empty log where there is no record.
pub fn stored_head(store: &Store, found: &Found) -> Result<Head, Failure> {
    match read(store, inspect::head)? {
        Some(head) => Ok(head),
        None => Ok(Head { n: 0, mac: found.keys.chain()?.genesis(found.installation.log_id()) }),
    }
}

/// The head that the server last wrote outside of the database.
pub fn head_outside(site: &Site, found: &Found) -> Result<Option<Head>, Failure> {
    let file = site.head_file();
    let line = match std::fs::read(&file) {
        Ok(line) => line,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::io(&file, &error)),
    };
    match std::str::from_utf8(&line).ok().and_then(Head::parse) {
        Some((log, head)) if log == found.installation.log_id() => Ok(Some(head)),
        _ => Err(Failure::Unsafe(format!(
            "{} is no head of this log: it was cut, changed, or put here. Put it back, or keep it aside and verify again: without it \
             the log's end is compared with checkpoints alone",
            file.display()
        ))),
    }
}

fn link_before(store: &Store, n: u64, stored: Head) -> Result<Head, Failure> {
    let number = i64::try_from(n).unwrap_or(i64::MAX);
    read(store, move |tx| inspect::link(tx, number))?
        .ok_or_else(|| Failure::Usage(format!("there is no record {n} to begin after; the log ends at {}", stored.n)))
}

/// The tree of so many records, whole tiles, as it is kept.
fn tree_before(store: &Store, size: u64) -> Result<Tree, Failure> {
    let open = |level, index, count: usize| -> Result<_, Failure> {
        let mut hashes = read(store, move |tx| checkpoints::hashes(tx, level, index))?;
        hashes.truncate(count);
        Ok(hashes)
    };
    Tree::resume(size, open)?.ok_or_else(|| {
        Failure::Failed(
            "a tile of the tree before the first record is missing; verify the whole log, without --from".to_owned(),
        )
    })
}

/// Reads as the operator's machine does, in one snapshot.
pub fn read<T: Send + 'static>(
    store: &Store,
    closure: impl Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    store.read_now(Scope::System(Job::Housekeeping), closure).map_err(|error| match error {
        StoreError::Damaged(_) => Failure::Failed(error.to_string()),
        _ => Failure::Failed(format!("the database cannot be read: {error}")),
    })
}
