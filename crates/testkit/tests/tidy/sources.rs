//! What stands in the Rust files: their length, their header, and calls that belong to few places.

use crate::lex::{Kind, pieces};
use crate::none;
use crate::walk::{Text, texts};

/// Above this many production lines a file says why, in a header line that begins with `// LONG: `.
const EXPLAIN: usize = 400;
/// Above this many it is cut in two.
const MOST: usize = 500;

/// Code that may stand in few places only: what is written, the paths that may write it, and why not elsewhere.
const CALLS: &[(&str, &[&str], &str)] = &[
    (".unwrap()", &[], "say with `expect` why it cannot fail, or answer an error"),
    ("Timestamp::now(", PORTS, "the clock is a port"),
    ("Zoned::now(", PORTS, "the clock is a port"),
    ("SystemTime::now(", PORTS, "the clock is a port"),
    (
        "Instant::now(",
        &["crates/amana/", "crates/store/", "crates/web/", "crates/bench/", "crates/testkit/"],
        "the clock is a port",
    ),
    ("thread::sleep(", &["crates/amana/", "crates/store/", "crates/bench/", "crates/testkit/"], "the core never waits"),
    ("SystemRandom", PORTS, "randomness is a port"),
    (
        "rand::fill(",
        &["crates/amana/", "crates/envelope/", "crates/bench/", "crates/web/src/layers.rs", "crates/web/src/visit.rs"],
        "randomness is a port",
    ),
    ("Uuid::now_v7(", PORTS, "ids come from a port"),
    ("Uuid::new_v4(", PORTS, "ids come from a port"),
    ("async fn", WAITING, "what happens inside a transaction is synchronous"),
    (".await", WAITING, "what happens inside a transaction is synchronous"),
    ("println!(", COMMANDS, "the server speaks through `tracing`"),
    ("eprintln!(", COMMANDS, "the server speaks through `tracing`"),
    ("dbg!(", &[], "left over"),
    ("todo!(", &[], "nothing is half there"),
    ("unimplemented!(", &[], "nothing is half there"),
    ("process::exit(", &["crates/amana/", "crates/verify/", "build.rs"], "return an error"),
];
/// Who may wait: for the store, the network, the outside.
const WAITING: &[&str] =
    &["crates/store/", "crates/app/", "crates/web/", "crates/amana/", "crates/bench/", "crates/proofs/"];
const PORTS: &[&str] = &["crates/amana/", "crates/envelope/", "crates/bench/", "crates/proofs/"];
const COMMANDS: &[&str] = &["crates/amana/", "crates/verify/", "crates/policy-compile/", "crates/bench/", "build.rs"];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helpers", "helper", "manager", "service", "common", "misc"];

/// The files that are built into the product: none of a `tests` folder, none below a module that is declared `#[cfg(test)]`.
pub fn product(files: &[Text]) -> impl Iterator<Item = &Text> {
    let declared: Vec<String> = files.iter().flat_map(test_modules).collect();
    let below = move |path: &str| {
        declared
            .iter()
            .any(|module| path.strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    files.iter().filter(move |file| {
        let path = &file.path;
        !(path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/") || below(path))
    })
}

/// The modules in files of their own that this file declares for tests only, as paths without `.rs`.
fn test_modules(file: &Text) -> Vec<String> {
    let stem = file.path.trim_end_matches(".rs");
    let folder = match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib" | "main")) => folder,
        _ => stem,
    };
    let after = file.body.match_indices("#[cfg(test)]\n").map(|(at, mark)| file.body[at + mark.len()..].trim_start());
    let names = after.filter_map(|rest| rest[rest.find("mod ")? + 4..].split_once(';').map(|(name, _)| (rest, name)));
    names
        .filter(|(rest, name)| {
            rest.find("mod ").is_some_and(|at| at < 12) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
        .map(|(_, name)| format!("{folder}/{name}"))
        .collect()
}

/// The part of a file that is built into the product: what stands before the first `#[cfg(test)]` on a line of its own.
pub fn production(body: &str) -> &str {
    body.find("\n#[cfg(test)]\nmod ").map_or(body, |at| &body[..=at])
}

fn long_files(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in product(files) {
        let length = production(body).lines().count();
        let explained = body.lines().take(12).any(|line| line.starts_with("// LONG: "));
        if length > MOST {
            found.push(format!("{path}: {length} production lines; cut it in two below {MOST}"));
        } else if length > EXPLAIN && !explained {
            found.push(format!(
                "{path}: {length} production lines; shorten it, or say why in a `// LONG: ` header line"
            ));
        }
    }
    found
}

fn headers(files: &[Text]) -> Vec<String> {
    let bare = product(files).filter(|file| !file.body.starts_with("//! "));
    bare.map(|file| format!("{}: begins without a `//!` header that says what lives here", file.path)).collect()
}

fn names(files: &[Text]) -> Vec<String> {
    let stem =
        |path: &str| path.trim_end_matches("/mod.rs").trim_end_matches(".rs").rsplit('/').next().map(str::to_owned);
    let empty = product(files).filter(|file| stem(&file.path).is_some_and(|name| EMPTY_NAMES.contains(&name.as_str())));
    empty.map(|file| format!("{}: name it after what it does", file.path)).collect()
}

fn calls(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in product(files) {
        for piece in pieces(production(body)).iter().filter(|piece| piece.kind == Kind::Code) {
            for (call, may, why) in CALLS {
                for (at, _) in piece.text.match_indices(call) {
                    let begins = !call.starts_with(char::is_alphabetic)
                        || !piece.text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                    if begins && !may.iter().any(|place| path.starts_with(place) || path.ends_with(place)) {
                        let line = piece.line + piece.text[..at].matches('\n').count();
                        found.push(format!("{path}:{line}: `{call}`: {why}"));
                    }
                }
            }
        }
    }
    found
}

fn unfinished(files: &[Text]) -> Vec<String> {
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    let mut found = Vec::new();
    for Text { path, body } in files {
        for piece in pieces(body).iter().filter(|piece| piece.kind == Kind::Comment) {
            for mark in marks.iter().filter(|mark| piece.text.contains(*mark)) {
                found.push(format!("{path}:{}: {mark}: finish it or write an issue", piece.line));
            }
        }
    }
    found
}

fn sql(files: &[Text]) -> Vec<String> {
    const MAY: &[&str] = &["crates/store/", "crates/testkit/", "crates/bench/"];
    let mut found = Vec::new();
    for Text { path, body } in files.iter().filter(|file| !MAY.iter().any(|place| file.path.starts_with(place))) {
        for piece in pieces(body).iter().filter(|piece| piece.kind == Kind::Quoted && is_sql(piece.text)) {
            found.push(format!("{path}:{}: SQL outside the store", piece.line));
        }
    }
    found
}

/// Whether a text reads as a statement: a statement's first word, and the word that goes with it further on.
fn is_sql(text: &str) -> bool {
    const STATEMENTS: &[(&str, &str)] = &[
        ("select ", " from "),
        ("insert into ", " values"),
        ("insert into ", " select "),
        ("update ", " set "),
        ("delete from ", ""),
        ("create table ", ""),
        ("create unique index ", ""),
        ("alter table ", ""),
        ("drop table ", ""),
        ("pragma ", ""),
    ];
    let text = text.trim_start().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    STATEMENTS.iter().any(|(first, then)| text.starts_with(first) && text.contains(then))
}

#[test]
fn no_file_is_longer_than_one_can_hold_in_mind() {
    none(long_files(&texts(&[".rs"])));
}

#[test]
fn every_file_says_at_its_top_what_lives_there() {
    none(headers(&texts(&[".rs"])));
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    none(names(&texts(&[".rs"])));
}

#[test]
fn clocks_randomness_waiting_and_printing_stay_in_their_places() {
    none(calls(&texts(&[".rs"])));
}

#[test]
fn nothing_is_left_unfinished() {
    none(unfinished(&texts(&[".rs"])));
}

#[test]
fn only_the_store_knows_sql() {
    none(sql(&texts(&[".rs"])));
}

#[test]
fn a_long_file_is_found_and_an_explained_one_is_not() {
    let long = |lines: usize, header: &str| {
        long_files(&[Text::sample("crates/app/src/a.rs", &format!("//! a\n{header}{}", "let a = 1;\n".repeat(lines)))])
            .len()
    };
    assert_eq!(
        [long(100, ""), long(450, ""), long(450, "// LONG: one table\n"), long(600, "// LONG: no\n")],
        [0, 1, 0, 1]
    );
    let tested = format!("//! a\nfn a() {{}}\n\n#[cfg(test)]\nmod tests {{\n{}}}\n", "let a = 1;\n".repeat(600));
    assert_eq!(long_files(&[Text::sample("crates/app/src/a.rs", &tested)]).len(), 0, "tests do not count");
}

#[test]
fn a_module_for_tests_only_is_told_from_the_product() {
    let files = [
        Text::sample("crates/app/src/lib.rs", "//! a\n#[cfg(test)]\nmod sample;\npub mod cases;\n"),
        Text::sample("crates/app/src/sample.rs", ""),
        Text::sample("crates/app/src/sample/people.rs", ""),
        Text::sample("crates/app/src/samples.rs", ""),
        Text::sample("crates/app/src/cases.rs", "#[cfg(test)]\nmod tests { mod b; }\n"),
        Text::sample("crates/app/src/cases/tests.rs", ""),
    ];
    let paths: Vec<&str> = product(&files).map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["crates/app/src/lib.rs", "crates/app/src/samples.rs", "crates/app/src/cases.rs"]);
}

#[test]
fn a_bare_file_and_an_empty_name_are_found() {
    assert_eq!(headers(&[Text::sample("crates/app/src/a.rs", "fn a() {}")]).len(), 1);
    assert_eq!(
        names(&[Text::sample("crates/app/src/utils.rs", ""), Text::sample("crates/app/src/offer.rs", "")]).len(),
        1
    );
}

#[test]
fn a_clock_a_draw_an_unwrap_and_a_left_over_are_found_in_code_only() {
    let of = |path: &str, body: &str| calls(&[Text::sample(path, body)]).len();
    assert_eq!(of("crates/app/src/a.rs", "let now = jiff::Timestamp::now();"), 1);
    assert_eq!(of("crates/domain/src/a.rs", "let id = Uuid::now_v7(); x.unwrap();"), 2);
    assert_eq!(of("crates/domain/src/a.rs", "async fn a() { b().await }"), 2);
    assert_eq!(of("crates/app/src/a.rs", "// never Timestamp::now()\nlet a = \"x.unwrap()\";"), 0);
    assert_eq!(of("crates/amana/src/clock.rs", "let now = jiff::Timestamp::now();"), 0);
    assert_eq!(of("crates/app/src/a.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests { fn b() { c().unwrap(); } }"), 0);
    assert_eq!(unfinished(&[Text::sample("a.rs", "// TODO later")]).len(), 1);
}

#[test]
fn sql_in_another_crate_is_found_and_plain_english_is_not() {
    let of = |path: &str, body: &str| sql(&[Text::sample(path, body)]).len();
    assert_eq!(of("crates/app/src/a.rs", "tx.all(\"select id\\n from worker\", &[])"), 1);
    assert_eq!(of("crates/web/src/a.rs", "let q = \"UPDATE worker SET name = $1\";"), 1);
    assert_eq!(of("crates/store/src/a.rs", "tx.all(\"select id from worker\", &[])"), 0);
    assert_eq!(of("crates/web/src/a.rs", "let a = \"Select a worker.\"; // select a from b"), 0);
}
