//! Growth: the same questions of a catalogue ten and a hundred times as long. What matters is the slope, not the figure.
//!
//! The world is built once with the smallest size; listed profiles are then copied in the database file while no server runs,
//! under references of their own and with earlier listing times, so that deep pages lead into the copies.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};

use crate::callers::{Reader, Times};
use crate::load::{self, Asking};
use crate::ours::Ours;
use crate::{Growth, machine};

/// What one size measured.
#[derive(Debug, Clone, Serialize)]
struct Size {
    profiles: u64,
    /// Milliseconds from the start of the program until it listens.
    start_ms: f64,
    rest_mib: f64,
    loaded_mib: f64,
    database_mib: f64,
    /// Processor microseconds of one request, by question.
    cpu_us: Vec<(&'static str, f64)>,
}

/// Profiles from the last one on, copied until there are so many.
const COPY: &str = "
    insert into profile (reference, agency_code, work, age_from, age_to, experience_years, skills, languages, available_from, held, listed_at, hidden)
    select printf('P-%s%07d', substr(p.reference, 3, 1), :base + n.value), p.agency_code, p.work, p.age_from, p.age_to, p.experience_years, p.skills,
        p.languages, p.available_from, 0, p.listed_at - 40000000000000 - (:base + n.value) * 1000003, 0
    from (with recursive n(value) as (select 1 union all select value + 1 from n where value < :more) select value from n) n
    join (select *, row_number() over (order by listed_at desc, reference) as place from profile where not hidden limit 5000) p
        on p.place = 1 + n.value % (select count(*) from (select 1 from profile where not hidden limit 5000))";
const TAGS: &str = "
    insert into profile_tag (kind, word, listed_at, reference)
    select 'work', w.value, p.listed_at, p.reference from profile p, json_each(p.work) w
        where not exists (select 1 from profile_tag t where t.reference = p.reference)
    union all
    select 'language', l.value, p.listed_at, p.reference from profile p, json_each(p.languages) l
        where not exists (select 1 from profile_tag t where t.reference = p.reference)
    union all
    select 'skill', s.value, p.listed_at, p.reference from profile p, json_each(p.skills) s
        where not exists (select 1 from profile_tag t where t.reference = p.reference)";

fn grow(file: &Path, to: u64) -> rusqlite::Result<u64> {
    let mut db = Connection::open(file)?;
    db.execute_batch("pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory;")?;
    let counted = "select count(*) from profile where not hidden";
    let there: i64 = db.query_row(counted, [], |row| row.get(0))?;
    let more = i64::try_from(to).unwrap_or(i64::MAX).saturating_sub(there);
    if more > 0 {
        let tx = db.transaction()?;
        tx.execute(COPY, &[(":base", &there), (":more", &more)])?;
        tx.execute(TAGS, [])?;
        tx.commit()?;
    }
    let there: i64 = db.query_row(counted, [], |row| row.get(0))?;
    db.execute_batch("pragma wal_checkpoint(truncate);")?;
    Ok(there.unsigned_abs())
}

/// The cursors of a walk from nine tenths of the catalogue on.
fn deep(file: &Path, profiles: u64) -> rusqlite::Result<Vec<String>> {
    let db = Connection::open(file)?;
    let sql = "select listed_at, reference from profile where not hidden order by listed_at desc, reference desc limit 40 offset ?1";
    let mut query = db.prepare(sql)?;
    let places = query.query_map([i64::try_from(profiles * 9 / 10).unwrap_or(0)], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    places.map(|place| place.map(|(at, reference)| web_cursor(at, &reference))).collect()
}

/// A cursor as the catalogue writes it: opaque to callers, and the benchmark is one of the house.
fn web_cursor(at: i64, reference: &str) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "at": at, "reference": reference }).to_string())
}

fn ask(plan: &Growth, ours: &Ours, paths: Vec<String>, times: Times) -> Result<f64, String> {
    let paths = std::sync::Arc::new(paths);
    let reader = |nth: usize| Reader {
        paths: std::sync::Arc::clone(&paths),
        at: nth * 7,
        stride: nth * 2 + 1,
        token: String::new(),
        wanted: b"\"reference\"",
        times,
        masked: true,
    };
    let callers = (0..plan.callers).map(|nth| Box::new(reader(nth)) as Box<dyn Asking>).collect();
    load::run(ours.port(), &[ours.id()], callers, Duration::from_secs(plan.seconds)).map(|point| point.cpu_us)
}

fn size(plan: &Growth, data: &Path, file: &Path, to: u64) -> Result<Size, String> {
    let named = |error: rusqlite::Error| format!("{}: {error}", file.display());
    let profiles = grow(file, to).map_err(named)?;
    let deep = deep(file, profiles).map_err(named)?;
    let ours = Ours::go_on(&plan.program, data)?;
    let start_ms = ours.started_in().as_secs_f64() * 1e3;
    let rest_mib = machine::resident_mib(&[ours.id()]);
    // Days so far ahead that everybody is available by each: the same rows, and no page is kept.
    let days = |rest: &str| -> Vec<String> {
        let day = |n: u32| {
            format!(
                "/api/v1/catalogue?available_from=20{:02}-{:02}-{:02}{rest}",
                40 + n / 336,
                1 + n / 28 % 12,
                1 + n % 28
            )
        };
        (0..4_000).map(day).collect()
    };
    let first = ours.some("/api/v1/catalogue", "", 2_000)?;
    let references = first.iter().filter_map(|profile| profile["reference"].as_str());
    let profile = references.map(|reference| format!("/api/v1/catalogue/{reference}")).collect();
    let (work, language) = pair(&first).ok_or("nobody works and speaks")?;
    let walks = deep.iter().flat_map(|after| days(&format!("&after={after}")).into_iter().step_by(40)).collect();
    let cpu_us = vec![
        ("list", ask(plan, &ours, days(""), Times::Just(24))?),
        ("profile", ask(plan, &ours, profile, Times::Just(1))?),
        (
            "search by work and language",
            ask(plan, &ours, days(&format!("&work={work}&language={language}")), Times::Some)?,
        ),
        ("deep page", ask(plan, &ours, walks, Times::Just(24))?),
    ];
    let loaded_mib = machine::resident_mib(&[ours.id()]);
    ours.stop()?;
    let database_mib = std::fs::metadata(file).map(|file| file.len() as f64 / 1_048_576.0).unwrap_or_default();
    Ok(Size { profiles, start_ms, rest_mib, loaded_mib, database_mib, cpu_us })
}

/// The kind of work and the language that most people have together.
fn pair(profiles: &[Value]) -> Option<(String, String)> {
    let words = |profile: &Value, name: &str| -> Vec<String> {
        let list = profile["fields"][name]["value"].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for profile in profiles {
        for work in words(profile, "work") {
            for language in words(profile, "languages") {
                *pairs.entry((work.clone(), language)).or_default() += 1;
            }
        }
    }
    pairs.into_iter().max_by_key(|(_, people)| *people).map(|(pair, _)| pair)
}

/// The slope of a line through the logarithms: 0 is flat, 1 grows as the data does.
pub fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let over: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    let under: f64 = logs.iter().map(|(x, _)| (x - mx) * (x - mx)).sum();
    over / under
}

/// Measures each size, prints the table with the fitted slopes and keeps the figures.
pub fn run(plan: &Growth) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let data = folder.path().join("demo");
    let smallest = *plan.sizes.iter().min().ok_or("no sizes")?;
    Ours::start(&plan.program, &data, usize::try_from(smallest).unwrap_or(usize::MAX))?.stop()?;
    let file = data.join("db/amana.db");
    let mut sizes = Vec::new();
    for to in &plan.sizes {
        let size = size(plan, &data, &file, *to)?;
        eprintln!("{:>9} profiles: {:?}", size.profiles, size.cpu_us);
        sizes.push(size);
    }
    println!("{}, load average {:.1}\n", machine::processors(), machine::load_average());
    println!("profiles   start ms   rest MiB   loaded MiB   file MiB   CPU us/request");
    for size in &sizes {
        let cpu: Vec<String> = size.cpu_us.iter().map(|(name, cpu)| format!("{name} {cpu:.1}")).collect();
        println!(
            "{:>8} {:>10.0} {:>10.0} {:>12.0} {:>10.0}   {}",
            size.profiles,
            size.start_ms,
            size.rest_mib,
            size.loaded_mib,
            size.database_mib,
            cpu.join(", ")
        );
    }
    let mut slopes = Vec::new();
    for nth in 0..sizes[0].cpu_us.len() {
        let points: Vec<(f64, f64)> = sizes.iter().map(|size| (size.profiles as f64, size.cpu_us[nth].1)).collect();
        slopes.push((sizes[0].cpu_us[nth].0, slope(&points)));
    }
    for (name, slope) in &slopes {
        println!("growth   {name:<30} slope {slope:>6.3}");
    }
    let kept =
        json!({ "machine": machine::processors(), "load": machine::load_average(), "sizes": sizes, "slopes": slopes });
    let text = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
    std::fs::write(&plan.out, text).map_err(|error| format!("{}: {error}", plan.out.display()))?;
    println!("\nkept in {}", plan.out.display());
    Ok(())
}
