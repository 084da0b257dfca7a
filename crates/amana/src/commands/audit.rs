//! `amana audit verify`, `prove`, `growth`, `checkpoint`: reading, beside a running server.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use app::log::{self, Signed};
use audit::Finding;
use audit::hash::to_hex;
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::files;
use crate::site::Site;
use crate::verification::{Ask, head_outside, read, stored_head, verify_log};

/// Verifies the log beside a running server, and says what was found and how far the check goes.
pub fn verify(site: &Site, from: u64, chain_key: Option<PathBuf>, state: Option<PathBuf>) -> Result<Answer, Failure> {
    let found = site.installation()?;
    // What is outside first: what is there now is in the database by the time that its rows are read.
    let outside = head_outside(site, &found)?;
    let store = site.open_to_read(&found)?;
    let stored = stored_head(&store, &found)?;
    let key = if chain_key.is_some() { "brought" } else { "server" };
    let ask = Ask { from, chain_key, expected: Some(outside.unwrap_or(stored)), outside: true, state };
    let verified = verify_log(site, &store, &found, &ask)?;
    let report = &verified.report;
    let mut text = String::new();
    for finding in &report.findings {
        writeln!(text, "{finding}").expect("a string takes all text");
    }
    if report.unlisted > 0 {
        writeln!(text, "and {} findings more", report.unlisted).expect("a string takes all text");
    }
    let verdict = if report.is_sound() { "the log holds" } else { "THE LOG DOES NOT HOLD" };
    writeln!(
        text,
        "{verdict}: {} records read, {} links derived anew; the last is {} {}",
        report.rows,
        report.verified,
        report.last.n,
        to_hex(&report.last.mac)
    )
    .expect("a string takes all text");
    writeln!(
        text,
        "the tree: {} complete tiles and {} checkpoints compared; its root is {}",
        verified.tiles,
        verified.checkpoints,
        verified.root.as_ref().map_or_else(|| "not derived".to_owned(), to_hex)
    )
    .expect("a string takes all text");
    if report.dropped > 0 {
        writeln!(
            text,
            "{} of them have no body any more: what stays of each is what its closing dropped",
            report.dropped
        )
        .expect("a string takes all text");
    }
    if let Some(n) = verified.resumed {
        writeln!(text, "records up to {n} were verified by the run that was cut off, and are not read again")
            .expect("a string takes all text");
    }
    writeln!(text, "the cases: {} stand where their last records left them", verified.cases)
        .expect("a string takes all text");
    let books = match report.findings.iter().any(|finding| matches!(finding, Finding::Books(_))) {
        true => "do not hold",
        false if report.is_sound() => "each link is derived anew, debits are credits, and log and cases say the same",
        false => "were not compared with the log, which does not hold",
    };
    writeln!(text, "the books: {} entries, {books}", verified.entries).expect("a string takes all text");
    if !report.is_sound() {
        text.push_str(
            "stop the server, keep a copy of database and keys as they are, and compare with a backup and with what witnesses keep: \
             docs/operations/log.md says how\n",
        );
    }
    if outside.is_none() {
        text.push_str("no head is kept outside of the database: a tail that was cut whole would not be seen\n");
    }
    if verified.from > 1 {
        writeln!(text, "what stands before record {} was taken for granted; without --from nothing is", verified.from)
            .expect("a string takes all text");
    }
    let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    let json = json!({
        "holds": report.is_sound(),
        "from": verified.from,
        "rows": report.rows,
        "verified": report.verified,
        "dropped": report.dropped,
        "resumed": verified.resumed,
        "last": { "n": report.last.n, "mac": to_hex(&report.last.mac) },
        "tree": {
            "tiles": verified.tiles,
            "checkpoints": verified.checkpoints,
            "root": verified.root.as_ref().map(to_hex),
        },
        "cases": verified.cases,
        "entries": verified.entries,
        "log": found.installation.log,
        "key": key,
        "tail_checked": outside.is_some(),
        "findings": findings,
        "unlisted": report.unlisted,
    });
    Ok(Answer::checked(report.is_sound(), text, json))
}

/// Prints the signed head, or the key that it is verified with.
pub fn checkpoint(site: &Site, vkey: bool) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let signer = found.signer()?;
    let key = signer.verifier(signer.epoch()).to_string();
    if vkey {
        return Ok(Answer::done(&key, json!({ "vkey": key })));
    }
    let store = site.open_to_read(&found)?;
    let signed = read(&store, move |tx| log::draw(tx, &signer))?.ok_or_else(nothing_yet)?;
    Ok(Answer::done(&signed.note, told(&signed, &key)))
}

/// Writes `event.json`, `proof.json` and `checkpoint.txt` of one record.
pub fn prove(site: &Site, n: u64, archive: Option<&Path>, out: &Path) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let signer = found.signer()?;
    let key = signer.verifier(signer.epoch()).to_string();
    let store = site.open_to_read(&found)?;
    let last = stored_head(&store, &found)?.n;
    let dropped = read(&store, move |tx| log::dropped(tx, n))?;
    let proven = match (dropped, archive) {
        (None, _) => read(&store, move |tx| log::prove(tx, &signer, n))?
            .ok_or_else(|| Failure::Usage(format!("there is no record {n}; the log ends at {last}")))?,
        (Some(dropped), None) => return Err(Failure::Usage(without_body(&dropped))),
        (Some(_), Some(file)) => {
            let event = super::closing::body_of(file, found.installation.log_id(), n)?;
            read(&store, move |tx| log::prove_archived(tx, &signer, n, event.clone()))?.ok_or_else(|| {
                Failure::Failed(format!("{} holds other bytes of record {n} than the log knows", file.display()))
            })?
        }
    };
    let proof = proven.proof.to_json();
    let note = &proven.checkpoint.note;
    write(
        out,
        &[("event.json", &proven.event), ("proof.json", proof.as_bytes()), ("checkpoint.txt", note.as_bytes())],
    )?;
    let at = |name| out.join(name).display().to_string();
    let command = format!(
        "amana-verify --event {} --proof {} --checkpoint {} --key {key}",
        at("event.json"),
        at("proof.json"),
        at("checkpoint.txt")
    );
    let text = format!(
        "record {n} is in the log of {} records; whoever has these files and the key verifies it with\n{command}",
        proven.checkpoint.size
    );
    let json = json!({ "n": n, "out": out, "command": command, "checkpoint": told(&proven.checkpoint, &key) });
    Ok(Answer::done(text, json))
}

/// Writes `growth.json` and `checkpoint.txt`: that the log only grew since a checkpoint that somebody kept.
pub fn growth(site: &Site, since: &Path, out: &Path) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let signer = found.signer()?;
    let (key, epoch) = (signer.verifier(signer.epoch()).to_string(), signer.epoch());
    let note = std::fs::read_to_string(since).map_err(|error| Failure::io(since, &error))?;
    let before = signer
        .open(&note)
        .map_err(|why| Failure::Usage(format!("{} is no checkpoint of this log: {why}", since.display())))?;
    if before.epoch != epoch {
        return Err(Failure::Usage(format!(
            "{} is of epoch {} and the log is in epoch {epoch}: what it went on from stands in its record `log_continued`",
            since.display(),
            before.epoch
        )));
    }
    let store = site.open_to_read(&found)?;
    let size = before.size;
    let grown = read(&store, move |tx| {
        let holds = store::tables::checkpoints::root(tx, size)? == Some(before.root);
        Ok(if holds { Ok(log::growth(tx, &signer, size)?) } else { Err(()) })
    })?;
    let grown = match grown {
        Ok(Some(grown)) => grown,
        Ok(None) => return Err(nothing_yet()),
        Err(()) => {
            let found = format!(
                "THE LOG DID NOT GROW FROM IT: it has another root at {size} records than {} says",
                since.display()
            );
            return Ok(Answer::checked(false, &found, json!({ "holds": false, "since": size })));
        }
    };
    let proof = grown.proof.to_json();
    write(out, &[("growth.json", proof.as_bytes()), ("checkpoint.txt", grown.checkpoint.note.as_bytes())])?;
    let command = format!(
        "amana-verify --growth {} --since {} --checkpoint {} --key {key}",
        out.join("growth.json").display(),
        since.display(),
        out.join("checkpoint.txt").display()
    );
    let text = format!("the log grew from {size} to {} records; verify it with\n{command}", grown.checkpoint.size);
    Ok(Answer::done(
        text,
        json!({ "since": size, "out": out, "command": command, "checkpoint": told(&grown.checkpoint, &key) }),
    ))
}

/// What is said of a record whose body was dropped.
fn without_body(dropped: &log::Dropped) -> String {
    let log::Dropped { n, closing, at, archive, .. } = dropped;
    let under = closing.map_or_else(String::new, |closing| format!(" under record {closing}"));
    let when = at.map_or_else(String::new, |at| format!(" on {}", at.strftime("%Y-%m-%d")));
    let next = match archive {
        Some(archive) => format!("bring the archive whose SHA-256 is {} with --archive FILE", to_hex(archive)),
        None => "no archive was made, so nobody can show it; its leaf is in the log as before".to_owned(),
    };
    format!("the body of record {n} was dropped{under}{when}: {next}")
}

fn told(signed: &Signed, key: &str) -> serde_json::Value {
    json!({ "epoch": signed.epoch, "size": signed.size, "root": to_hex(&signed.root), "note": signed.note, "vkey": key })
}

fn nothing_yet() -> Failure {
    Failure::Failed("the log is empty: there is nothing to sign yet".to_owned())
}

fn write(out: &Path, parts: &[(&str, &[u8])]) -> Result<(), Failure> {
    files::private_folder(out).map_err(|error| Failure::io(out, &error))?;
    for (name, bytes) in parts {
        files::replace(&out.join(name), bytes).map_err(|error| Failure::io(&out.join(name), &error))?;
    }
    Ok(())
}
