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
