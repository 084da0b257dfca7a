//! One run: everything is started once and measured by turns, forwards and backwards, so that what the machine does besides
//! falls on all alike.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Value, json};

use crate::callers::{Mover, PeerMover, Reader, Times};
use crate::load::{self, Asking};
use crate::ours::Ours;
use crate::peers::Peers;
use crate::process::{Process, free_port};
use crate::report::Points;
use crate::{Plan, inside, machine, probes, race};

/// Makes the callers of a load point.
type Callers<'a> = Box<dyn Fn() -> Result<Vec<Box<dyn Asking>>, String> + 'a>;
/// Says how many records are on disk.
type Count<'a> = Box<dyn Fn() -> Result<u64, String> + 'a>;

/// A load point of one subject in one scenario.
struct Turn<'a> {
    scenario: &'static str,
    subject: &'static str,
    port: u16,
    server: Vec<u32>,
    callers: Callers<'a>,
    /// How many records are on disk, where each request must leave one.
    records: Option<Count<'a>>,
}

/// The two hand-written peers.
struct Both {
    peers: Peers,
    servers: Vec<(&'static str, Process)>,
}

fn readers(
    plan: &Plan,
    paths: Vec<String>,
    token: String,
    wanted: &'static [u8],
    times: Times,
    masked: bool,
) -> Vec<Box<dyn Asking>> {
    let paths = Arc::new(paths);
    (0..plan.callers)
        .map(|nth| {
            let (paths, token) = (Arc::clone(&paths), token.clone());
            let (at, stride) = (nth * 7, nth * 2 + 1);
            Box::new(Reader { paths, at, stride, token, wanted, times, masked }) as Box<dyn Asking>
        })
        .collect()
}

fn ours_turns<'a>(plan: &'a Plan, ours: &'a Ours) -> Result<Vec<Turn<'a>>, String> {
    let household = ours.households(1)?.remove(0);
    let agency = ours.agency()?;
    let language = common_language(ours)?;
    let page = format!("/api/v1/catalogue?language={language}&experience_min=3");
    // The same page asked for in so many ways that none is kept: everybody is available by any of these days.
    let day = |nth: i64| Date::constant(2040, 1, 1).saturating_add(Span::new().days(nth));
    let pages: Vec<String> = (0..PAGES).map(|nth| format!("{page}&available_from={}", day(nth))).collect();
    let references = ours.some("/api/v1/catalogue", "", 2_000)?;
    let profiles: Vec<String> = references
        .iter()
        .filter_map(|profile| profile["reference"].as_str())
        .map(|reference| format!("/api/v1/catalogue/{reference}"))
        .collect();
    let roster = ours.some("/api/v1/workers?state=roster:listed", &agency, 500)?;
    let records: Vec<String> =
        roster.iter().filter_map(|worker| worker["id"].as_str()).map(|id| format!("/api/v1/workers/{id}")).collect();
    let turn = |scenario, callers: Callers<'a>| Turn {
        scenario,
        subject: "amana",
        port: ours.port(),
        server: vec![ours.id()],
        callers,
        records: None,
    };
    let mut turns = Vec::new();
    for (scenario, pages) in [("R1", pages), ("R1 kept", vec![page])] {
        let household = household.clone();
        turns.push(turn(
            scenario,
            Box::new(move || {
                Ok(readers(plan, pages.clone(), household.clone(), b"\"reference\"", Times::Just(24), true))
            }),
        ));
    }
    let reader = household.clone();
    turns.push(turn(
        "R2",
        Box::new(move || Ok(readers(plan, profiles.clone(), reader.clone(), b"\"reference\"", Times::Just(1), true))),
    ));
    let words = word_searches(ours)?;
    let searches: Vec<String> = (0..PAGES)
        .zip(words.iter().cycle())
        .map(|(nth, word)| format!("/api/v1/catalogue?q={word}&available_from={}", day(nth)))
        .collect();
    turns.push(turn(
        "R3",
        Box::new(move || Ok(readers(plan, searches.clone(), household.clone(), b"\"reference\"", Times::Some, true))),
    ));
    let names = name_searches(&roster)?;
    let searcher = agency.clone();
    turns.push(Turn {
        records: Some(Box::new(|| ours.records())),
        ..turn(
            "R3s",
            Box::new(move || Ok(readers(plan, names.clone(), searcher.clone(), b"\"reference\"", Times::Some, false))),
        )
    });
    turns.push(Turn {
        records: Some(Box::new(|| ours.records())),
        ..turn(
            "R2s",
            Box::new(move || {
                Ok(readers(plan, records.clone(), agency.clone(), b"\"kin_name\"", Times::Just(1), false))
            }),
        )
    });
    turns.push(Turn {
        records: Some(Box::new(|| ours.records())),
        ..turn(
            "W2",
            Box::new(move || {
                let meeting = now() + SignedDuration::from_hours(72);
                let movers = ours.cases_at_rest(plan.callers)?.into_iter().map(|case| {
                    Box::new(Mover { token: case.token, id: case.id, version: case.version, meeting })
                        as Box<dyn Asking>
                });
                Ok(movers.collect())
            }),
        )
    });
    Ok(turns)
}

#[expect(clippy::disallowed_methods, reason = "the demo's clock goes on from now")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Different ways to ask for one page: more than a server keeps.
const PAGES: i64 = 4_000;

/// The first letters of what people can do, as they are typed: what the peers are searched for.
fn word_searches(ours: &Ours) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    for profile in ours.some("/api/v1/catalogue", "", 500)? {
        for skill in profile["fields"]["skills"]["value"].as_array().into_iter().flatten() {
            words.extend(skill.as_str().map(|skill| skill.chars().take(4).collect()));
        }
    }
    words.sort();
    words.dedup();
    if words.is_empty() { Err("nobody can do anything".to_owned()) } else { Ok(words) }
}

/// Searches by the first letters of first names, as they are typed.
fn name_searches(roster: &[Value]) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = roster
        .iter()
        .filter_map(|worker| worker["fields"]["name"]["value"].as_str()?.split(' ').next())
        .map(|word| word.chars().take(4).collect::<String>())
        .filter(|word| word.chars().all(|letter| letter.is_ascii_alphabetic()))
        .collect();
    words.sort();
    words.dedup();
    if words.is_empty() {
        return Err("the roster shows no names".to_owned());
    }
    Ok(words.iter().map(|word| format!("/api/v1/workers?q={word}")).collect())
}

/// A language that fills a page with three years of experience, as the peers' filter does.
fn common_language(ours: &Ours) -> Result<String, String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for profile in ours.some("/api/v1/catalogue", "", 500)? {
        for language in profile["fields"]["languages"]["value"].as_array().cloned().unwrap_or_default() {
            *counts.entry(language.as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
    // About one in eight, as one origin of eight at the peers.
    let near = |count: usize, of: usize| count.abs_diff(of / 8);
    let best = counts.into_iter().min_by_key(|(_, count)| near(*count, 500));
    best.map(|(language, _)| language).ok_or_else(|| "nobody speaks".to_owned())
}

fn peer_turns<'a>(plan: &'a Plan, both: &'a Both) -> Result<Vec<Turn<'a>>, String> {
    let mut turns = Vec::new();
    let (customer, agency) = (both.peers.token("customer")?, both.peers.token("agency")?);
    let approved = both.peers.sql("select id from worker_profile where status = 'approved' order by id limit 2000");
    let own = both.peers.sql("select id from worker_profile where org = 1 order by id limit 500");
    let paths = |ids: &str| ids.lines().map(|id| format!("/workers/{id}")).collect::<Vec<_>>();
    let (approved, own) = (paths(&approved), paths(&own));
    let words = both.peers.sql(
        "select distinct left(lower(word), 4) from worker_profile, regexp_split_to_table(skills, '[^A-Za-z]+') word \
         where status = 'approved' and length(word) > 3 limit 50",
    );
    let words: Vec<String> = words.lines().map(str::to_owned).collect();
    for (subject, process) in &both.servers {
        let server = vec![process.id(), both.peers.database_process()];
        let mut add = |scenario, records: bool, callers: Callers<'a>| {
            let count = || {
                let text = both.peers.sql("select count(*) from audit");
                text.parse::<u64>().map_err(|error| error.to_string())
            };
            let records = records.then(|| Box::new(count) as Count<'a>);
            turns.push(Turn { scenario, subject, port: process.port, server: server.clone(), callers, records });
        };
        let page = "/workers?nationality=ET&exp=3".to_owned();
        let token = customer.clone();
        add(
            "R1",
            false,
            Box::new(move || Ok(readers(plan, vec![page.clone()], token.clone(), b"\"code\"", Times::Just(24), true))),
        );
        let (token, paths) = (customer.clone(), approved.clone());
        add(
            "R2",
            false,
            Box::new(move || Ok(readers(plan, paths.clone(), token.clone(), b"\"code\"", Times::Just(1), true))),
        );
        let (token, paths) = (agency.clone(), own.clone());
        add(
            "R2s",
            true,
            Box::new(move || {
                Ok(readers(plan, paths.clone(), token.clone(), b"\"passport_no\"", Times::Just(1), false))
            }),
        );
        let (token, paths) =
            (customer.clone(), words.iter().map(|word| format!("/search?q={word}")).collect::<Vec<_>>());
        add(
            "R3",
            false,
            Box::new(move || Ok(readers(plan, paths.clone(), token.clone(), b"\"code\"", Times::Some, true))),
        );
        let token = agency.clone();
        add(
            "W2",
            true,
            Box::new(move || {
                let mover = |nth: usize| PeerMover {
                    token: token.clone(),
                    ids: (0..8).map(|of| 1 + nth * 8 + of).collect(),
                    nth: 0,
                };
                Ok((0..plan.callers).map(|nth| Box::new(mover(nth)) as Box<dyn Asking>).collect())
            }),
        );
    }
    Ok(turns)
}

fn measure(turn: &Turn<'_>, seconds: Duration, points: &mut Points) -> Result<(), String> {
    let named = |error: String| format!("{} {}: {error}", turn.scenario, turn.subject);
    let callers = (turn.callers)().map_err(named)?;
    let before = turn.records.as_ref().map(|count| count()).transpose().map_err(named)?;
    let point = load::run(turn.port, &turn.server, callers, seconds).map_err(named)?;
    if let (Some(count), Some(before)) = (&turn.records, before) {
        let kept = count().map_err(named)?.saturating_sub(before);
        if kept < point.requests {
            return Err(named(format!("{} requests were answered and {kept} are on record", point.requests)));
        }
    }
    eprintln!("{:<4} {:<10} {:>8.1} us {:>8.0}/s", turn.scenario, turn.subject, point.cpu_us, point.per_second);
    points.add(turn.scenario, turn.subject, point);
    Ok(())
}

/// Measures as planned, prints the table and keeps the figures.
pub fn run(plan: &Plan) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let load_before = machine::load_average();
    let limits = probes::measure(folder.path())?;
    let inside = inside::measure();
    let ours = Ours::start(&plan.program, &folder.path().join("demo"), plan.workers)?;
    let idle = machine::resident_mib(&[ours.id()]);
    let ceiling = {
        let port = free_port()?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(own);
        command.args(["ceiling", "--port", &port.to_string()]);
        Process::start(command, port, Duration::from_secs(10))?
    };
    let both = if plan.alone {
        None
    } else {
        let peers = Peers::start(&plan.peers, plan.workers)?;
        let servers = vec![("fastify", peers.serve("fastify.mjs")?), ("express", peers.serve("express.mjs")?)];
        Some(Both { peers, servers })
    };
    let mut points = Points::default();
    let seconds = Duration::from_secs(plan.seconds);
    for round in 0..plan.rounds {
        let mut turns = ours_turns(plan, &ours)?;
        let flat = || Ok(readers(plan, vec!["/".to_owned()], String::new(), b"", Times::Some, false));
        for scenario in ["R1", "R1 kept"] {
            turns.push(Turn {
                scenario,
                subject: "static axum",
                port: ceiling.port,
                server: vec![ceiling.id()],
                callers: Box::new(flat),
                records: None,
            });
        }
        if let Some(both) = &both {
            turns.extend(peer_turns(plan, both)?);
        }
        turns.retain(|turn| plan.wants(turn.scenario));
        turns.sort_by_key(|turn| turn.scenario);
        if round % 2 == 1 {
            turns.reverse();
        }
        turns.iter().try_for_each(|turn| measure(turn, seconds, &mut points))?;
    }
    let loaded = machine::resident_mib(&[ours.id()]);
    let mut races = Vec::new();
    if plan.wants("W1") {
        for (callers, workers) in [(64, plan.races), (512, plan.races / 10)] {
            races.push(("amana", race::ours(&ours, callers, workers)?));
            for (name, process) in both.iter().flat_map(|both| &both.servers) {
                let peers = &both.as_ref().ok_or("no peers")?.peers;
                races.push((name, race::peer(peers, process.port, "unique", callers, workers)?));
            }
        }
        if let Some(both) = &both {
            let (_, fastify) = &both.servers[0];
            races.push(("look, then insert", race::peer(&both.peers, fastify.port, "unguarded", 64, plan.races)?));
        }
    }
    let verified = ours.stop_and_verify()?;
    let load_after = machine::load_average();

    println!(
        "{}, load average {load_before:.1} before and {load_after:.1} after, {} rounds\n",
        machine::processors(),
        plan.rounds
    );
    println!("{}", points.table());
    for (name, raced) in &races {
        println!(
            "W1       {name:<18} {} callers for each of {} workers: one winner for {}, winners {}, answers {:?}",
            raced.callers, raced.workers, raced.one_winner, raced.winners, raced.answers
        );
    }
    for (name, figure, unit) in &limits {
        println!("probe    {name:<40} {figure:>10.1} {unit}");
    }
    for (name, figure) in &inside {
        println!("inside   {name:<40} {figure:>10.1} ns");
    }
    println!("memory   amana, {} workers: {idle:.0} MiB at rest, {loaded:.0} MiB after the load", plan.workers);
    println!("record   {verified}");
    let kept = json!({
        "machine": machine::processors(), "load": [load_before, load_after], "rounds": plan.rounds, "seconds": plan.seconds,
        "callers": plan.callers, "workers": plan.workers, "points": points.json(),
        "races": races.iter().map(|(name, raced)| json!({ "subject": name, "raced": raced })).collect::<Vec<_>>(),
        "probes": limits, "inside_ns": inside, "resident_mib": { "idle": idle, "loaded": loaded }, "record": verified,
    });
    let text = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
    fs::write(&plan.out, text).map_err(|error| format!("{}: {error}", plan.out.display()))?;
    println!("\nkept in {}", plan.out.display());
    let wrong = races.iter().find(|(name, raced)| *name == "amana" && !raced.is_right());
    wrong.map_or(Ok(()), |(_, raced)| Err(format!("a race did not end as it must: {raced:?}")))
}
