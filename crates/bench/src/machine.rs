//! What the machine says of a process and all that it started: processor time and memory, read from `/proc` (proc(5)).

use std::collections::HashMap;
use std::fs;

/// Clock ticks of one second: USER_HZ is 100 on every Linux that people run servers on.
const TICKS_PER_SECOND: f64 = 100.0;

/// One line of `/proc/PID/stat`, as far as it is asked.
struct Stat {
    parent: u32,
    /// Own time in user and kernel mode, and that of children that ended.
    ticks: u64,
}

fn stat(pid: u32) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The program's name stands in brackets and may hold anything, brackets too.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Stat { parent: fields.get(1)?.parse().ok()?, ticks })
}

/// These processes and all that descend from them.
fn family(roots: &[u32]) -> Vec<(u32, Stat)> {
    let listed = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = listed.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut all: HashMap<u32, Stat> = pids.filter_map(|pid| Some((pid, stat(pid)?))).collect();
    let mut found = Vec::new();
    let mut next = roots.to_vec();
    while let Some(pid) = next.pop() {
        let Some(own) = all.remove(&pid) else { continue };
        next.extend(all.iter().filter(|(_, other)| other.parent == pid).map(|(pid, _)| *pid));
        found.push((pid, own));
    }
    found
}

/// Seconds of processor time that these process trees have used so far.
pub fn cpu_seconds(roots: &[u32]) -> f64 {
    let ticks: u64 = family(roots).iter().map(|(_, stat)| stat.ticks).sum();
    ticks as f64 / TICKS_PER_SECOND
}

/// Seconds of processor time that this process has used so far, without what it started.
pub fn own_cpu_seconds(pid: u32) -> f64 {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = line.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS_PER_SECOND
}

/// The most resident memory that this process has had, in MiB.
pub fn peak_mib(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// Processor seconds of this thread, as the scheduler counts them (steps of up to 4 ms).
pub fn thread_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|first| first.parse::<u64>().ok());
    nanoseconds.expect("a kernel that counts processor time") as f64 / 1e9
}

/// Resident memory of these process trees now, in MiB. Pages that processes share are counted once for each.
pub fn resident_mib(roots: &[u32]) -> f64 {
    let kib = |pid: u32| -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
    };
    let kib: u64 = family(roots).iter().filter_map(|(pid, _)| kib(*pid)).sum();
    kib as f64 / 1024.0
}

/// How many processes wanted to run in the last minute, on average.
pub fn load_average() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0.0)
}

/// Processor and count, as the report names them.
pub fn processors() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut models =
        text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let count = text.lines().filter(|line| line.starts_with("processor")).count();
    format!("{count} x {}", models.next().unwrap_or("unknown"))
}
