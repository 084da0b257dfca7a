//! Searching the whole log for what stands near its beginning: the worst place for a search that begins at the end.

use std::time::Instant;

use store::Store;
use store::tables::Limit;
use store::tables::search::{self, Search};

use super::{Figure, SCOPE, drafts, short, told};

/// The record that is looked for.
const NTH: u64 = 1_234;
const TIMES: u32 = 20;

/// Milliseconds of one search, by what is searched.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn measure(store: &Store, size: u64) -> Result<Vec<Figure>, String> {
    let of = |search: Search| search;
    let (from, until) = (Some(drafts::at(NTH)), Some(drafts::at(NTH + 1)));
    let searches = [
        ("case", of(Search { case: Some(drafts::case(NTH)), ..Search::default() })),
        ("time", of(Search { from, until, ..Search::default() })),
        ("actor and time", of(Search { actor: Some(drafts::actor(NTH)), from, until, ..Search::default() })),
        (
            "action, purpose and time",
            of(Search {
                action: Some(drafts::action(NTH).to_owned()),
                purpose: Some(drafts::purpose(NTH).as_str().to_owned()),
                from,
                until,
                ..Search::default()
            }),
        ),
        ("actor", of(Search { actor: Some(drafts::actor(NTH)), ..Search::default() })),
        ("action", of(Search { action: Some(drafts::action(NTH).to_owned()), ..Search::default() })),
    ];
    let mut figures = Vec::new();
    for (name, search) in searches {
        let began = Instant::now();
        for _ in 0..TIMES {
            let wanted = search.clone();
            let found =
                store.read_now(SCOPE, move |tx| search::search(tx, &wanted, None, Limit::PAGE)).map_err(told)?;
            let rare = search.case.is_some() || search.from.is_some();
            if found.is_empty()
                || rare && !found.iter().any(|event| event.n.unsigned_abs() == NTH + 1) && found.len() < 25
            {
                return Err(format!("a search by {name} does not find record {}", NTH + 1));
            }
        }
        let taken = began.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES);
        figures.push((format!("search at {} by {name}", short(size)), taken, "ms"));
    }
    Ok(figures)
}
