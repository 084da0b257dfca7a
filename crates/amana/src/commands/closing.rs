//! `amana audit close`, and `verify --archive`: the bodies of old records go into an archive that is read back before any is dropped.
//!
//! A closing that was cut off is run again: the archive that is there is gone on with, and what is dropped already stays so.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use audit::archive::{Archived, Reader, Whole, Writer};
use audit::hash::to_hex;
use audit::{ArchiveError, Closing, Event, LogId, Remains, leaf};
use serde_json::json;
use store::Store;
use store::tables::Limit;
use store::tables::closing::{Closable, closable};
use store::tables::inspect::{self, Body};
use store::tables::records;
use store::tables::search::{self, Search};

use crate::answer::{Answer, Failure};
use crate::cli::Close;
use crate::files;
use crate::progress::Progress;
use crate::site::Site;
use crate::verification::read;
use crate::writing::{self, Ask, Bodies};

/// Steps that are asked for at once: ten thousand bodies.
const STEPS: usize = 20;
/// What the check of an archive lists one by one.
const LISTED: usize = 100;

/// Closes the log.
pub fn close(site: &Site, ask: Close) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let Close { before, officer, archive, no_archive } = ask;
    let plan = writing::run(site, Ask::ClosePlan { officer: officer.clone(), before: before.clone() }, Vec::new())?;
    let until = plan.json["until"].as_u64().unwrap_or(0);
    let store = site.open_to_read(&found)?;
    let log = found.installation.log_id();
    let file = match (archive, no_archive) {
        (_, true) => None,
        (Some(file), false) => Some(file),
        (None, false) => Some(site.data().join("archives").join(format!("before-{}", until + 1))),
    };
    if page(&store, 0, until)?.is_empty() {
        let text = format!(
            "nothing to drop before {before}: no whole tile of 256 records that is old enough has a body that may go"
        );
        return Ok(Answer::done(text, json!({ "dropped": 0, "closings": 0, "until": until })));
    }
    if let Some(file) = &file
        && !file.exists()
    {
        write(&store, file, log, until)?;
    }
    let (steps, whole) = steps(&store, file.as_deref(), log, until)?;
    let dropped: u64 = steps.iter().map(|step| step.count).sum();
    drop(store);
    let sha256 = whole.map(|whole| to_hex(&whole.sha256));
    let mut progress = Progress::new("dropping", dropped);
    for steps in steps.chunks(STEPS) {
        let ask = Ask::Close { officer: officer.clone(), archive: sha256.clone(), steps: steps.to_vec() };
        writing::run(site, ask, Vec::new())?;
        progress.add(steps.iter().map(|step| step.count).sum());
    }
    drop(progress);
    let kept = match &file {
        Some(file) => format!(
            "; they are in {}, whose SHA-256 is {}: keep it where this machine cannot change it, or destroy it",
            file.display(),
            sha256.as_deref().unwrap_or_default()
        ),
        None => String::new(),
    };
    let text = format!(
        "{dropped} bodies up to record {until} were dropped under {} closings{kept}. Number, leaf and link of each stay: `amana audit \
         verify` holds as before",
        steps.len()
    );
    let json =
        json!({ "dropped": dropped, "closings": steps.len(), "until": until, "archive": file, "sha256": sha256 });
    Ok(Answer::done(text, json))
}

/// What may be dropped, the next records in their order.
fn page(store: &Store, after: u64, until: u64) -> Result<Vec<Closable>, Failure> {
    read(store, move |tx| closable(tx, after, until))
}

/// Writes all that may be dropped into a new file, durable under its name only when it is whole.
fn write(store: &Store, file: &Path, log: LogId, until: u64) -> Result<(), Failure> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        files::private_folder(folder).map_err(|error| Failure::io(folder, &error))?;
    }
    let new = PathBuf::from(format!("{}.new", file.display()));
    let failed = |error| broken(&new, &error);
    let to = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new);
    let to = to.map_err(|error| Failure::io(&new, &error))?;
    let mut writer = Writer::begin(BufWriter::new(to), log).map_err(failed)?;
    let mut progress = Progress::new("archiving", until);
    let mut after = 0;
    loop {
        let page = page(store, after, until)?;
        let Some(last) = page.last() else { break };
        after = last.n;
        for record in &page {
            writer.add(record.n, &record.mac, &record.bytes).map_err(failed)?;
        }
        progress.reach(after);
    }
    let (to, _) = writer.end().map_err(failed)?;
    let to = to.into_inner().map_err(|error| Failure::io(&new, error.error()))?;
    to.sync_all().map_err(|error| Failure::io(&new, &error))?;
    fs::rename(&new, file).map_err(|error| Failure::io(file, &error))?;
    files::sync_folder_of(file).map_err(|error| Failure::io(file, &error))
}

/// The steps that drop what may be dropped now. Every body is compared with the archive as it stands on the disk, which is read to its
/// end; one that is not in it is refused.
fn steps(store: &Store, file: Option<&Path>, log: LogId, until: u64) -> Result<(Vec<Bodies>, Option<Whole>), Failure> {
    let mut archive = file.map(|file| Shelf::open(file, log)).transpose()?;
    let (mut steps, mut after) = (Vec::new(), 0);
    loop {
        let page = page(store, after, until)?;
        let Some(last) = page.last().map(|last| last.n) else { break };
        let mut remains = Remains::default();
        for record in &page {
            if let Some(archive) = &mut archive {
                archive.holds(record)?;
            }
            remains.add(record.n, &leaf(&record.bytes), &record.mac);
        }
        let Remains { first, last: end, count, hash } = remains;
        steps.push(Bodies { after, first, last: end, count, remains: to_hex(&hash) });
        after = last;
    }
    Ok((steps, archive.map(Shelf::end).transpose()?))
}

/// An archive that is read along with the log.
struct Shelf<'a> {
    file: &'a Path,
    reader: Reader<BufReader<File>>,
}

impl<'a> Shelf<'a> {
    fn open(file: &'a Path, log: LogId) -> Result<Self, Failure> {
        let opened = File::open(file).map_err(|error| Failure::io(file, &error))?;
        let reader = Reader::begin(BufReader::new(opened)).map_err(|error| broken(file, &error))?;
        if reader.log() != log {
            return Err(Failure::Usage(format!("{} is the archive of another log", file.display())));
        }
        Ok(Self { file, reader })
    }

    fn next(&mut self) -> Result<Option<Archived>, Failure> {
        self.reader.next_body().map_err(|error| broken(self.file, &error))
    }

    /// Goes on to this record, which must be there as the log has it.
    fn holds(&mut self, record: &Closable) -> Result<(), Failure> {
        while let Some(body) = self.next()? {
            if body.n < record.n {
                continue;
            }
            if body.n == record.n && body.mac == record.mac && body.bytes == record.bytes {
                return Ok(());
            }
            break;
        }
        Err(Failure::Unsafe(format!(
            "{} does not hold record {} as the log has it, so nothing was dropped: name another file with --archive",
            self.file.display(),
            record.n
        )))
    }

    fn end(mut self) -> Result<Whole, Failure> {
        while self.next()?.is_some() {}
        Ok(self.reader.whole().expect("an archive that ended is whole"))
    }
}

/// Reads the body of one record out of an archive.
pub fn body_of(file: &Path, log: LogId, n: u64) -> Result<Vec<u8>, Failure> {
    let mut shelf = Shelf::open(file, log)?;
    while let Some(body) = shelf.next()? {
        if body.n == n {
            return Ok(body.bytes);
        }
    }
    Err(Failure::Usage(format!("{} does not hold record {n}", file.display())))
}

/// Checks an archive against what stays of its bodies in the log.
pub fn check(site: &Site, file: &Path) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let store = site.open_to_read(&found)?;
    let mut shelf = Shelf::open(file, found.installation.log_id())?;
    let (mut differ, mut unlisted, mut bodies, mut dropped) = (Vec::new(), 0_u64, 0_u64, 0_u64);
    let mut rows: Vec<inspect::Linked> = Vec::new();
    while let Some(body) = shelf.next()? {
        bodies += 1;
        if rows.last().is_none_or(|last| last.n < body.n) {
            let after = i64::try_from(body.n - 1).unwrap_or(i64::MAX);
            rows = read(&store, move |tx| inspect::stretch(tx, after, i64::MAX))?;
        }
        let row = rows.binary_search_by_key(&body.n, |row| row.n).ok().map(|at| &rows[at]);
        let kept = row.map(|row| match &row.body {
            Body::Kept(bytes) => (leaf(bytes), row.mac, false),
            Body::Dropped { leaf, .. } => (*leaf, row.mac, true),
        });
        dropped += u64::from(kept.is_some_and(|(_, _, dropped)| dropped));
        let wrong = match kept {
            None => Some("the log has no such record"),
            Some((kept, _, _)) if kept != leaf(&body.bytes) => {
                Some("its bytes are not those of the leaf that the log keeps")
            }
            Some((_, mac, _)) if mac != body.mac => Some("its link is not the one that the log keeps"),
            Some(_) => None,
        };
        match wrong {
            Some(wrong) if differ.len() < LISTED => differ.push(format!("record {}: {wrong}", body.n)),
            Some(_) => unlisted += 1,
            None => {}
        }
    }
    let whole = shelf.end()?;
    let under = closings_of(&store, &whole)?;
    let holds = differ.is_empty();
    let mut said = differ.clone();
    if unlisted > 0 {
        said.push(format!("and {unlisted} more"));
    }
    let verdict = if holds { "the archive holds" } else { "THE ARCHIVE IS NOT WHAT THE LOG KEEPS" };
    said.push(format!(
        "{verdict}: {bodies} bodies compared with leaf and link in the log, {dropped} of them dropped from it; its SHA-256 is {}",
        to_hex(&whole.sha256)
    ));
    said.push(match under[..] {
        [] => "no closing in the log names this archive".to_owned(),
        [one] => format!("it is the archive of the closing in record {one}"),
        [first, .., last] => format!("it is the archive of {} closings, in records {first} to {last}", under.len()),
    });
    said.push("that leaves and links are those of the log is what `amana audit verify` derives".to_owned());
    let json = json!({
        "holds": holds, "bodies": bodies, "dropped": dropped, "sha256": to_hex(&whole.sha256), "closings": under,
        "findings": differ, "unlisted": unlisted,
    });
    Ok(Answer::checked(holds, said.join("\n"), json))
}

/// The numbers of the records of closings that name this archive.
fn closings_of(store: &Store, whole: &Whole) -> Result<Vec<i64>, Failure> {
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let wanted = Search { action: Some(audit::CLOSED.to_owned()), ..Search::default() };
        let limit = Limit::new(100).expect("a size");
        let page = read(store, move |tx| search::search(tx, &wanted, before, limit))?;
        let Some(last) = page.last() else { break };
        before = Some(last.n);
        let names = |event: &records::Event| {
            let closing = Closing::of(&Event::parse(&event.body).ok()?.draft)?;
            (closing.archive == Some(whole.sha256)).then_some(event.n)
        };
        found.extend(page.iter().filter_map(names));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn broken(file: &Path, error: &ArchiveError) -> Failure {
    match error {
        ArchiveError::Io(error) => Failure::io(file, error),
        error => Failure::Failed(format!("{}: {error}", file.display())),
    }
}
