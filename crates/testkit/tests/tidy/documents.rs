//! The documents: ARCHITECTURE.md names the crates that there are, decisions stay one page, links lead somewhere, and nothing speaks
//! of the machine that it was written on.

use std::collections::BTreeSet;

use crate::none;
use crate::walk::{self, Text, texts};

/// One page.
const DECISION_LINES: usize = 60;
const ARCHITECTURE_LINES: usize = 300;

/// The crates that a document lists in table rows beginning with their folder, as in "| `crates/domain` | ..".
fn listed(document: &str) -> BTreeSet<&str> {
    document.lines().filter_map(|line| line.strip_prefix("| `crates/")?.split_once('`')).map(|(name, _)| name).collect()
}

fn architecture(document: &str, crates: &BTreeSet<&str>) -> Vec<String> {
    let listed = listed(document);
    let missing = crates.difference(&listed).map(|name| format!("ARCHITECTURE.md does not name crates/{name}"));
    let gone = listed.difference(crates).map(|name| format!("ARCHITECTURE.md names crates/{name}, which is not there"));
    let length = document.lines().count();
    let long = (length >= ARCHITECTURE_LINES)
        .then(|| format!("ARCHITECTURE.md has {length} lines; keep it under {ARCHITECTURE_LINES}"));
    missing.chain(gone).chain(long).collect()
}

fn decisions(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, Text { path, body }) in files.iter().enumerate() {
        let name = path.rsplit('/').next().unwrap_or_default();
        if !name.starts_with(&format!("{:04}-", at + 1)) {
            found.push(format!("{path}: decisions are numbered without a gap; this one is number {:04}", at + 1));
        }
        let length = body.lines().count();
        if length > DECISION_LINES {
            found.push(format!("{path}: {length} lines; a decision is one page ({DECISION_LINES} lines)"));
        }
        for part in ["# ", "\n## Decision", "\n## Why"] {
            if !body.starts_with(part) && !body.contains(part) {
                found.push(format!("{path}: has no `{}`", part.trim()));
            }
        }
    }
    found
}

/// The words that stand in no table row of the glossary between back ticks.
fn unexplained(glossary: &str, words: &[&'static str]) -> Vec<String> {
    let rows: Vec<&str> =
        glossary.lines().filter(|line| line.starts_with("| `") || line.starts_with("Overlay:")).collect();
    let missing = words.iter().filter(|word| !rows.iter().any(|row| row.contains(&format!("`{word}`"))));
    missing.map(|word| format!("docs/glossary.md does not explain `{word}`")).collect()
}

fn words_of_the_house() -> Vec<&'static str> {
    use domain::words::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
    fn all<T: Copy>(list: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
        list.iter().map(|one| word(*one)).collect()
    }
    [
        all(Role::ALL, Role::as_str),
        all(Relation::ALL, Relation::as_str),
        all(Purpose::ALL, Purpose::as_str),
        all(FieldAction::ALL, FieldAction::as_str),
        all(Class::ALL, Class::as_str),
        all(Overlay::ALL, Overlay::as_str),
        all(StateToken::ALL, StateToken::as_str),
        all(StepToken::ALL, StepToken::as_str),
    ]
    .concat()
}

/// Links of Markdown files that lead to a file or folder that is not there.
fn links(files: &[Text], there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (at, _) in body.match_indices("](") {
            let target = body[at + 2..].split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !there(&resolve(folder, target)) {
                found.push(format!("{path}: the link to {target} leads nowhere"));
            }
        }
    }
    found
}

/// Files and folders of crates that a document names and that are not there.
fn ghosts(files: &[Text], there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        for (at, _) in body.match_indices("crates/") {
            let name =
                body[at..].split(|c: char| !c.is_alphanumeric() && !"_-./".contains(c)).next().unwrap_or_default();
            let name = name.trim_end_matches(['.', '/']);
            if !there(name) {
                found.push(format!("{path}: {name} is not there"));
            }
        }
    }
    found
}

/// `../x` seen from a folder, as a path from the top.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/').filter(|part| !part.is_empty()) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Paths of one machine, hosts of package registries, documents that are not here: none means anything to a reader elsewhere.
fn local(files: &[Text]) -> Vec<String> {
    // Spelt in halves, or this file would be its own finding.
    let never = [
        concat!("DECI", "SIONS"),
        concat!("CASES", ".md"),
        concat!("HOUSE", ".md"),
        concat!("TRUST", ".md"),
        concat!("CONTRACT", ".md"),
        concat!("MISSION", ".md"),
        concat!("GUIDE", ".md"),
        concat!("/work", "/"),
        concat!("/ro", "ot/"),
        concat!("registry.npm", "js.org"),
        concat!("static.crates", ".io"),
    ];
    let mut found = Vec::new();
    for Text { path, body } in files {
        for word in never.iter().filter(|word| body.lines().any(|line| speaks_of(line, word))) {
            found.push(format!("{path}: `{word}` means nothing elsewhere"));
        }
    }
    found
}

/// Whether a line holds the word where a path or host may begin.
fn speaks_of(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}".contains(c)) || !word.starts_with('/')
    })
}

#[test]
fn the_architecture_names_the_crates_that_there_are() {
    let document = std::fs::read_to_string(walk::root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let paths = walk::paths();
    let crates = paths.iter().filter_map(|path| path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")).collect();
    none(architecture(&document, &crates));
}

#[test]
fn every_decision_is_one_page_and_numbered() {
    let files: Vec<Text> =
        texts(&[".md"]).into_iter().filter(|text| text.path.starts_with("docs/decisions/")).collect();
    assert!(!files.is_empty(), "docs/decisions has no page");
    none(decisions(&files));
}

#[test]
fn the_glossary_explains_every_word_of_the_closed_lists() {
    let glossary = std::fs::read_to_string(walk::root().join("docs/glossary.md")).expect("the glossary is there");
    none(unexplained(&glossary, &words_of_the_house()));
}

#[test]
fn every_link_in_a_document_leads_somewhere() {
    let root = walk::root();
    none(links(&texts(&[".md"]), |target| root.join(target).exists()));
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let root = walk::root();
    none(ghosts(&texts(&[".md"]), |name| root.join(name).exists()));
}

#[test]
fn nothing_speaks_of_the_machine_that_it_was_written_on() {
    none(local(&texts(&[
        ".rs", ".md", ".toml", ".json", ".mjs", ".js", ".sh", ".cedar", ".ftl", ".html", ".sql", ".css", "Makefile",
        "run",
    ])));
}

#[test]
fn a_forgotten_crate_a_ghost_and_a_long_architecture_are_found() {
    let crates = BTreeSet::from(["domain"]);
    assert_eq!(architecture("| `crates/domain` | nouns |", &crates).len(), 0);
    assert_eq!(architecture("| `crates/ghost` | |", &crates).len(), 2);
    assert_eq!(architecture(&format!("| `crates/domain` |\n{}", "x\n".repeat(300)), &crates).len(), 1);
}

#[test]
fn a_gap_a_long_page_and_a_dead_link_are_found() {
    let page = "# A\n\n## Decision\nb\n\n## Why\nc\n";
    assert_eq!(decisions(&[Text::sample("docs/decisions/0001-a.md", page)]).len(), 0);
    assert_eq!(decisions(&[Text::sample("docs/decisions/0002-a.md", page)]).len(), 1);
    assert_eq!(decisions(&[Text::sample("docs/decisions/0001-a.md", &(page.to_owned() + &"x\n".repeat(60)))]).len(), 1);
    assert_eq!(decisions(&[Text::sample("docs/decisions/0001-a.md", "# A\n")]).len(), 2);
    let link = |body: &str| links(&[Text::sample("docs/a.md", body)], |target| target == "README.md").len();
    assert_eq!([link("[x](../README.md#top)"), link("[x](gone.md)"), link("[x](https://amana.example)")], [0, 1, 0]);
}

#[test]
fn a_file_that_moved_away_is_found() {
    let of = |body: &str| ghosts(&[Text::sample("a.md", body)], |name| name == "crates/app/src/a.rs").len();
    assert_eq!([of("in `crates/app/src/a.rs`."), of("see crates/app/src/b.rs"), of("| `crates/ghost` |")], [0, 1, 1]);
}

#[test]
fn a_word_that_nobody_explains_is_found() {
    assert_eq!(unexplained("| `enquire` | asks |\nand `erase`", &["enquire", "erase"]).len(), 1);
}

#[test]
fn a_path_of_one_machine_is_found() {
    let of = |body: &str| local(&[Text::sample("a.md", body)]).len();
    assert_eq!(
        [of(concat!("see /wo", "rk/main")), of("GET /workers/1"), of(concat!("https://registry.npm", "js.org/x"))],
        [1, 0, 1]
    );
    assert_eq!(of(concat!("as DECI", "SIONS 4 has it")), 1, "a document that is not here");
}
