//! The texts of the repository: what a clone holds, without what is built or fetched.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that Git ignores, and Git's own.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "dist", ".demo", ".test"];

/// One text file: its path from the top of the repository, with `/`, and what stands in it.
pub struct Text {
    pub path: String,
    pub body: String,
}

impl Text {
    /// A made-up file, for the tests that see to it that a check can fail.
    pub fn sample(path: &str, body: &str) -> Self {
        Self { path: path.into(), body: body.into() }
    }
}

/// The top of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is above this crate")
}

/// Every text file whose name ends in one of these, sorted by path. Files that are no UTF-8 are left out.
pub fn texts(endings: &[&str]) -> Vec<Text> {
    paths()
        .into_iter()
        .filter(|path| endings.iter().any(|end| path.ends_with(end)))
        .filter_map(|path| Some(Text { body: fs::read_to_string(root().join(&path)).ok()?, path }))
        .collect()
}

/// Every file of the repository, from its top, sorted.
pub fn paths() -> Vec<String> {
    let top = root();
    let mut found = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository is readable").flatten() {
            let path = entry.path();
            if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(&top).expect("found below the top");
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_walk_finds_the_house_and_nothing_that_was_built() {
    let paths = paths();
    assert!(
        paths.iter().any(|path| path == "Cargo.toml") && paths.iter().any(|path| path == "crates/domain/src/lib.rs")
    );
    assert!(!paths.iter().any(|path| path.starts_with("target/") || path.contains("node_modules/")));
}
