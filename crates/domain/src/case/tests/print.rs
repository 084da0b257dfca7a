//! Prints the machine: as its tables say, and as it answers when everybody tries everything.

use std::fmt::Write;

use crate::case::{Guard, TIMEOUTS, TRANSITIONS};
use crate::sample::{Journey, person, step};
use crate::words::{Role, StateToken, StepToken};

/// The states of a placement.
pub fn states() -> impl Iterator<Item = StateToken> {
    StateToken::ALL.iter().copied().take_while(|state| *state != StateToken::RosterDraft).skip(1)
}

/// The steps of a placement.
pub fn steps() -> impl Iterator<Item = StepToken> {
    StepToken::ALL.iter().copied().take_while(|step| *step != StepToken::Draft)
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_tables_read_as_the_specification() {
    let mut text = String::new();
    for state in StateToken::ALL {
        let rows: Vec<_> = TRANSITIONS.iter().filter(|row| row.from.contains(state)).collect();
        if rows.is_empty() {
            continue;
        }
        writeln!(text, "{state}").expect("a string");
        for row in rows {
            writeln!(text, "  {} by {} -> {}", row.step, list(row.who), list(row.to)).expect("a string");
            let needs: Vec<_> =
                row.when.iter().map(|w| w.rule()).chain(row.guards.iter().map(|g: &Guard| g.rule())).collect();
            if !needs.is_empty() {
                writeln!(text, "    needs {}", needs.join(", ")).expect("a string");
            }
        }
        for row in TIMEOUTS.iter().filter(|row| row.states.contains(state)) {
            writeln!(text, "  {} -> {:?}", row.timer, row.then).expect("a string");
        }
    }
    insta::assert_snapshot!("tables", text);
}

#[test]
fn everybody_tries_every_step_in_every_state() {
    let mut text = String::new();
    for state in states() {
        let journey = Journey::to(state);
        writeln!(text, "{state}").expect("a string");
        for token in steps() {
            let step = step(token, journey.at);
            let mut answers: Vec<(String, Vec<Role>)> = Vec::new();
            for role in Role::ALL {
                let answer = match journey.case.apply(&step, &person(*role), &journey.facts, journey.at, &journey.pack)
                {
                    Ok(moved) => format!("-> {}", moved.event.to),
                    Err(refusal) => refusal.rule.to_owned(),
                };
                match answers.iter_mut().find(|(known, _)| *known == answer) {
                    Some((_, roles)) => roles.push(*role),
                    None => answers.push((answer, vec![*role])),
                }
            }
            for (answer, roles) in
                answers.iter().filter(|(answer, _)| answer != "out_of_order" && answer != "not_yours")
            {
                writeln!(text, "  {token} by {}: {answer}", list(roles)).expect("a string");
            }
        }
    }
    insta::assert_snapshot!("state_by_step", text);
}

#[test]
fn every_row_can_be_taken_and_leads_where_it_says() {
    // A row whose step the machine does not know how to carry out would answer "out of order".
    for row in TRANSITIONS.iter().filter(|row| row.step != StepToken::Enquire) {
        for state in row.from {
            let journey = Journey::to(*state);
            let by = person(row.who[0]);
            match journey.case.apply(&step(row.step, journey.at), &by, &journey.facts, journey.at, &journey.pack) {
                Ok(moved) => {
                    assert!(row.to.contains(&moved.event.to), "{} from {state} led to {}", row.step, moved.event.to);
                }
                Err(refusal) => assert!(
                    !matches!(refusal.rule, "out_of_order" | "not_yours" | "not_a_party"),
                    "{refusal} though the table has a row"
                ),
            }
        }
    }
}
