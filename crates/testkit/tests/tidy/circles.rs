//! Inside a crate: its top-level modules name each other in one direction only, so that each can be read without the next.

use std::collections::{BTreeMap, BTreeSet};

use crate::lex::{Kind, pieces};
use crate::none;
use crate::sources;
use crate::walk::{Text, texts};

/// Who names whom: module -> the modules of the same crate that its production code names.
type Names = BTreeMap<String, BTreeSet<String>>;

/// The modules of each crate, keyed by crate.
fn modules(files: &[Text]) -> BTreeMap<String, Names> {
    let mut crates: BTreeMap<String, Names> = BTreeMap::new();
    for Text { path, body } in sources::product(files) {
        let Some((name, inside)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else {
            continue;
        };
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        if matches!(module, "lib" | "main" | "bin") {
            continue;
        }
        let named = crates.entry(name.into()).or_default().entry(module.into()).or_default();
        let production = sources::production(body);
        for piece in pieces(production).iter().filter(|piece| piece.kind == Kind::Code) {
            named.extend(paths(piece.text).filter(|other| other != module));
        }
    }
    for names in crates.values_mut() {
        let there: BTreeSet<String> = names.keys().cloned().collect();
        for named in names.values_mut() {
            named.retain(|other| there.contains(other));
        }
    }
    crates
}

/// The first names after `crate::`, those in braces included.
fn paths(code: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for (at, mark) in code.match_indices("crate::") {
        let rest = &code[at + mark.len()..];
        let word = |text: &str| {
            text.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
        };
        match rest.strip_prefix('{') {
            Some(list) => found.extend(top_level(list).map(word)),
            None => found.push(word(rest)),
        }
    }
    found.into_iter()
}

/// The parts of a use list, up to its closing brace, with what stands in inner braces left with its part.
fn top_level(list: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut from, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                parts.push(&list[from..at]);
                from = at + 1;
            }
            '}' if depth == 0 => {
                parts.push(&list[from..at]);
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    parts.into_iter()
}

/// The modules of a crate that each reach all the others of their group.
fn circles(files: &[Text]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (name, names) in modules(files) {
        for module in names.keys() {
            let together = |other: &&String| reaches(&names, module, other) && reaches(&names, other, module);
            let group: Vec<&str> = names.keys().filter(together).map(String::as_str).collect();
            if !group.is_empty() {
                found
                    .insert(format!("crates/{name}: {} name each other; one of them knows too much", group.join(", ")));
            }
        }
    }
    found.into_iter().collect()
}

fn reaches(names: &Names, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        for named in names.get(module).into_iter().flatten() {
            if named == to {
                return true;
            }
            if seen.insert(named.as_str()) {
                next.push(named);
            }
        }
    }
    false
}

#[test]
fn modules_name_each_other_in_one_direction() {
    none(circles(&texts(&[".rs"])));
}

#[test]
fn a_circle_of_modules_is_found() {
    let file = |name: &str, body: &str| Text::sample(&format!("crates/app/src/{name}.rs"), body);
    let three =
        [file("a", "use crate::b::B;"), file("b", "use crate::{c::{C, D}, x};"), file("c", "fn f(a: crate::a::A) {}")];
    assert_eq!(circles(&three), ["crates/app: a, b, c name each other; one of them knows too much"]);
    let line = [file("a", "use crate::b::B;"), file("b", "// use crate::a::A;\nuse crate::c;"), file("c", "")];
    assert_eq!(circles(&line).len(), 0);
    let tested =
        [file("a", "use crate::b::B;"), file("b", "fn b() {}\n\n#[cfg(test)]\nmod tests { use crate::a::A; }")];
    assert_eq!(circles(&tested).len(), 0, "tests may look anywhere");
}
