//! W1: many callers want one worker at the same moment. One wins, everybody else is told so.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread::scope;

use serde::Serialize;
use serde_json::{Value, json};

use crate::http::{Connection, request};
use crate::ours::Ours;
use crate::peers::Peers;

/// What came of all races of one subject.
#[derive(Debug, Clone, Serialize)]
pub struct Raced {
    /// Callers at a time.
    pub callers: usize,
    /// Workers who were raced for.
    pub workers: usize,
    /// Workers with exactly one winner.
    pub one_winner: usize,
    /// Winners in all.
    pub winners: usize,
    /// Answers by status.
    pub answers: BTreeMap<u16, usize>,
}

impl Raced {
    /// One winner for each worker, a conflict for everybody else, and nothing broke.
    pub fn is_right(&self) -> bool {
        self.one_winner == self.workers && self.answers.keys().all(|status| matches!(status, 200 | 201 | 409))
    }
}

/// Lets all of them ask at once; the answers in the order of the requests.
fn at_once(port: u16, requests: &[Vec<u8>]) -> Result<Vec<(u16, Vec<u8>)>, String> {
    let ready = Barrier::new(requests.len());
    scope(|threads| {
        let asked: Vec<_> = requests
            .iter()
            .map(|request| {
                let ready = &ready;
                threads.spawn(move || {
                    let connection = Connection::open(port);
                    ready.wait();
                    connection.and_then(|mut one| one.ask(request)).map_err(|error| error.to_string())
                })
            })
            .collect();
        asked.into_iter().map(|one| one.join().map_err(|_| "a caller panicked".to_owned())?).collect()
    })
}

fn count(raced: &mut Raced, answers: &[(u16, Vec<u8>)]) -> usize {
    for (status, _) in answers {
        *raced.answers.entry(*status).or_default() += 1;
    }
    let won = answers.iter().filter(|(status, _)| matches!(status, 200 | 201)).count();
    raced.winners += won;
    raced.one_winner += usize::from(won == 1);
    won
}

fn begin(callers: usize, workers: usize) -> Raced {
    Raced { callers, workers, one_winner: 0, winners: 0, answers: BTreeMap::new() }
}

/// Each household has one case about the worker, and callers of every household hold in it at once. The winner lets go, so
/// that the household can race again.
pub fn ours(ours: &Ours, callers: usize, workers: usize) -> Result<Raced, String> {
    let homes = ours.households(usize::MAX)?;
    let mut raced = begin(callers, workers);
    for profile in ours.free_profiles(workers)? {
        let open = json!({ "kind": "placement", "profile": profile }).to_string();
        let homes: Vec<&String> = homes.iter().take(callers).collect();
        let open: Vec<Vec<u8>> = homes.iter().map(|home| request("POST", "/api/v1/cases", home, Some(&open))).collect();
        let mut cases = Vec::new();
        for (home, (status, body)) in homes.iter().zip(at_once(ours.port(), &open)?) {
            let case: Value = serde_json::from_slice(&body).unwrap_or_default();
            match case["id"].as_str() {
                Some(id) if status == 201 => cases.push((*home, id.to_owned())),
                // The demo's households ask about some already.
                _ if case["rule"] == "asked_already" => {}
                _ => return Err(format!("an enquiry answered {status}: {}", String::from_utf8_lossy(&body))),
            }
        }
        let hold = json!({ "step": "hold", "version": 1 }).to_string();
        let path = |id: &str| format!("/api/v1/cases/{id}/steps");
        let turns = cases.iter().cycle().take(callers);
        let holds: Vec<Vec<u8>> = turns.map(|(home, id)| request("POST", &path(id), home, Some(&hold))).collect();
        let answers = at_once(ours.port(), &holds)?;
        count(&mut raced, &answers);
        // Everybody goes: the winner frees the worker, the others their own enquiries.
        for (nth, (home, id)) in cases.iter().enumerate() {
            let won = answers.iter().skip(nth).step_by(cases.len()).any(|(status, _)| *status == 200);
            let gone = json!({ "step": "cancel", "version": if won { 2 } else { 1 } });
            let (status, said) = ours.post(&path(id), home, &gone)?;
            if status != 200 {
                return Err(format!("cancel answered {status}: {said}"));
            }
        }
    }
    Ok(raced)
}

/// The same at a peer: whoever opens the case has the worker.
pub fn peer(peers: &Peers, port: u16, mode: &str, callers: usize, workers: usize) -> Result<Raced, String> {
    let token = peers.token("customer")?;
    let mut raced = begin(callers, workers);
    let table = if mode == "unique" { "booking_case" } else { "booking_case_unguarded" };
    peers.sql(&format!("delete from {table} where worker > 1000"));
    for nth in 0..workers {
        let body = json!({ "worker": 1001 + nth }).to_string();
        let ask = request("POST", &format!("/cases?mode={mode}"), &token, Some(&body));
        let answers = at_once(port, &vec![ask; callers])?;
        count(&mut raced, &answers);
    }
    Ok(raced)
}
