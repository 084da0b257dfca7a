//! The manifests of the workspace's crates, as far as the floors ask.

use crate::walk::{self, Text};

/// A crate and what it names in its manifest.
pub struct Manifest {
    /// Its folder below `crates/`.
    pub folder: String,
    /// What the product itself is built from: `[dependencies]` and `[build-dependencies]`.
    pub built_from: Vec<String>,
}

impl Manifest {
    pub fn read(text: &Text) -> Self {
        let folder = text.path.trim_start_matches("crates/").trim_end_matches("/Cargo.toml").to_owned();
        let table: toml::Table = text.body.parse().unwrap_or_else(|e| panic!("{}: {e}", text.path));
        let names = |key: &str| {
            let named = table.get(key).and_then(toml::Value::as_table);
            named.into_iter().flat_map(|table| table.keys().cloned()).collect::<Vec<_>>()
        };
        Self { folder, built_from: [names("dependencies"), names("build-dependencies")].concat() }
    }
}

/// The manifests below `crates/`.
pub fn all() -> Vec<Manifest> {
    let texts = walk::texts(&["Cargo.toml"]);
    texts.iter().filter(|text| text.path.starts_with("crates/")).map(Manifest::read).collect()
}

/// Examples in the documentation of crates whose examples are not run: rustdoc takes seconds for each crate that has none, so those
/// say `doctest = false`.
fn unrun(manifests: &[Text], sources: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for manifest in manifests.iter().filter(|text| text.body.contains("doctest = false")) {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        for Text { path, body } in sources.iter().filter(|text| text.path.starts_with(folder)) {
            let opens = |line: &str| ["/// ```", "//! ```"].iter().any(|fence| line.trim_start().starts_with(fence));
            let at = body.lines().position(opens).map(|at| at + 1);
            found.extend(at.map(|at| {
                format!("{path}:{at}: an example that nothing runs; take `doctest = false` out of {}", manifest.path)
            }));
        }
    }
    found
}

#[test]
fn every_example_in_the_documentation_is_run() {
    crate::none(unrun(&walk::texts(&["Cargo.toml"]), &walk::texts(&[".rs"])));
}

#[test]
fn an_example_in_a_crate_without_doctests_is_found() {
    let text = |path: &str, body: &str| Text { path: path.into(), body: body.into() };
    let fence = ["///", "```"].join(" ");
    let source = [text("crates/a/src/lib.rs", &format!("/// Says.\n{fence}\nfn says() {{}}\n"))];
    let with = |doctest: &str| [text("crates/a/Cargo.toml", &format!("[lib]\ndoctest = {doctest}\n"))];
    assert_eq!(unrun(&with("false"), &source).len(), 1);
    assert!(unrun(&with("true"), &source).is_empty() && unrun(&with("false"), &[]).is_empty());
}
