//! What is hidden cannot be looked for, sorted by or counted: a filter for it answers byte for byte as one for what nobody has.

use std::collections::BTreeSet;

use domain::{Purpose, Role};

use crate::crawl::ask;
use crate::oracle::Standing;
use crate::planted::Owner;
use crate::routes;
use crate::world::{Person, World};

/// Queries that are no values of hidden fields: places in a list, and public days and years, which any day is compared with.
const NOT_VALUES: &[&str] = &["after", "limit", "before", "from", "until", "available_from", "experience_min"];
/// Names by which nobody sorts or filters: asked of every list.
const UNKNOWN: &[&str] =
    &["sort", "order", "filter", "fields", "include", "expand", "passport", "name", "civil_id", "group_by"];

/// One of so many values is looked for in each list by each person.
const EVERY: usize = 13;

/// The same letters and figures, each the next: nobody has it.
fn nobodys(text: &str) -> String {
    let next = |c: char| match c {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        c if c.is_ascii_alphanumeric() => char::from(c as u8 + 1),
        c => c,
    };
    text.chars().map(next).collect()
}

fn written(text: &str) -> String {
    text.replace('+', "%2B").replace(' ', "%20").replace('@', "%40")
}

async fn said(world: &World, person: &Person, path: &str, name: &str, value: &str) -> String {
    let answer = ask(world, person, "GET", &format!("{path}?{name}={}", written(value)), None, None).await;
    assert!(answer.status < 500, "{path}?{name}={value}: {}", answer.body);
    // What was typed is said back to whoever typed it.
    let whole = [value.to_owned(), written(value), value.to_lowercase()]
        .iter()
        .fold(answer.whole, |text, one| text.replace(one, "?"));
    without_csrf(&whole)
}

/// Where two answers part.
fn difference(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let from = at.saturating_sub(60);
    let part = |text: &str| text.chars().skip(from).take(120).collect::<String>();
    format!("{:?} and {:?}", part(one), part(other))
}

/// Forms carry a token that is the session's own, some a key drawn anew for each page.
fn without_csrf(text: &str) -> String {
    ["csrf", "key"].iter().fold(text.to_owned(), |text, name| {
        let named = format!("name=\"{name}\" value=\"");
        let mut parts = text.split(named.as_str());
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
    })
}

/// Tries every filter of every list with every hidden value.
pub async fn hidden_values_find_nothing(world: &World, leaks: &mut BTreeSet<String>) -> usize {
    let standing = Standing::of(world).await;
    let lists: Vec<_> =
        routes::all().into_iter().filter(|route| route.method == "GET" && !route.path.contains('{')).collect();
    let (mut tried, mut turn) = (0, 0);
    for person in &world.people {
        let shown = |canary, purpose| standing.shows(world, &person.caller, canary, purpose);
        let hidden = world.canaries.iter().enumerate().filter(|(_, canary)| {
            let seen = shown(*canary, None) || Purpose::ALL.iter().any(|purpose| shown(*canary, Some(*purpose)));
            !seen && canary.owner != Owner::Address
        });
        let hidden: Vec<_> = hidden.collect();
        for list in &lists {
            for name in list.query.iter().filter(|name| !NOT_VALUES.contains(&name.as_str())) {
                turn += 1;
                // Each list is asked for some of the values by everybody, and for every value by somebody.
                for (_, canary) in hidden.iter().filter(|(n, _)| (n + turn) % EVERY == 0) {
                    let there = canary.texts[0].trim_start_matches('+');
                    let found = said(world, person, &list.path, name, there).await;
                    let none = said(world, person, &list.path, name, &nobodys(there)).await;
                    tried += 1;
                    if found != none {
                        leaks.insert(format!(
                            "{} looks for {} of {:?} | by {}?{name}=: {}",
                            person.who,
                            canary.column,
                            canary.owner,
                            list.path,
                            difference(&found, &none)
                        ));
                    }
                }
            }
            if list.is_api() && matches!(person.caller.role, Role::Customer | Role::AgencyUser | Role::Auditor) {
                for name in UNKNOWN {
                    let answer = ask(world, person, "GET", &format!("{}?{name}=passport", list.path), None, None).await;
                    tried += 1;
                    if answer.status < 400 && list.path != "/api/v1/openapi.json" {
                        leaks.insert(format!("{} may say {name}= to {}", person.who, list.path));
                    }
                }
            }
        }
    }
    tried
}
