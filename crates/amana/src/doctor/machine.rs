//! The machine under it: permissions, room on the disk, the clock.

use std::path::Path;

use jiff::Timestamp;
use store::tables::inspect;
use store::{Job, Scope, Store};

use super::Finding;
use crate::adapters::clock;
use crate::files;
use crate::site::{Found, Site};

/// What group and others may do.
const OTHERS: u32 = 0o077;
const GIB: u64 = 1 << 30;
/// A clock before this program was written is wrong.
const EARLIEST: &str = "2026-01-01T00:00:00Z";

/// Looks at it.
pub fn look(site: &Site, found: &Found, store: Option<&Store>) -> Vec<Finding> {
    let mut findings = vec![permissions(site.data()), clock(clock::real())];
    findings.push(room(site, store));
    if let Ok(head) = site.head_file().canonicalize()
        && let Ok(keys) = found.keys.path().canonicalize()
        && head.starts_with(keys)
    {
        let mend = "set data.head to a file elsewhere: the server writes it each second, keys are better left alone";
        findings.push(Finding::note("head", "the log's head is kept with the keys", mend));
    }
    findings
}

fn permissions(data: &Path) -> Finding {
    match files::mode(data) {
        Ok(mode) if mode & OTHERS == 0 => Finding::fine("folder", format!("{} is closed to others", data.display())),
        Ok(mode) => Finding::fault(
            "folder",
            format!("{} is open to others (mode {mode:o})", data.display()),
            format!("chmod 700 {}", data.display()),
        ),
        Err(error) => Finding::fault("folder", format!("{}: {error}", data.display()), ""),
    }
}

/// A database that grows needs room for its log, and a backup needs its size once more.
fn room(site: &Site, store: Option<&Store>) -> Finding {
    let data = site.data();
    let database = match store.filter(|_| site.config.database.url.is_some()) {
        Some(store) => match store.read_now(Scope::System(Job::Housekeeping), inspect::server_bytes) {
            Ok(bytes) => u64::try_from(bytes).unwrap_or(0),
            Err(error) => return Finding::fault("disk", format!("the database does not say its size: {error}"), ""),
        },
        None => std::fs::metadata(site.database().join("amana.db")).map_or(0, |metadata| metadata.len()),
    };
    let free = match rustix::fs::statvfs(data) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => return Finding::fault("disk", format!("{}: {error}", data.display()), ""),
    };
    let found = format!("{} MB free, the database has {} MB", free / 1_000_000, database / 1_000_000);
    let mend = "make room: a full disk stops every write, and a backup needs the database's size once more";
    match free {
        free if free < GIB / 2 || free < database => Finding::fault("disk", found, mend),
        free if free < 2 * GIB || free < 3 * database => Finding::note("disk", found, mend),
        _ => Finding::fine("disk", found),
    }
}

fn clock(now: Timestamp) -> Finding {
    let earliest: Timestamp = EARLIEST.parse().expect("a time");
    if now < earliest {
        let mend = "set the machine's clock, and keep it with NTP";
        return Finding::fault("clock", format!("the clock says {now:.0}"), mend);
    }
    Finding::fine("clock", format!("{now:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_clock_in_the_past_is_a_fault() {
        assert_eq!(clock("1970-01-01T00:00:10Z".parse().expect("a time")).level, Level::Fault);
        assert_eq!(clock("2031-01-01T00:00:10Z".parse().expect("a time")).level, Level::Fine);
    }
}
