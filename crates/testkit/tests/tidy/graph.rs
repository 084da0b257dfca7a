//! What the product is linked from: licences, banned crates, single versions, one registry. Reads deny.toml, so that cargo-deny and
//! this test can never say different things; a plain `cargo metadata` is all it needs.

use std::collections::BTreeMap;
use std::process::Command;

use crate::none;
use crate::walk;

/// The lists of deny.toml.
struct Rules {
    licences: Vec<String>,
    banned: Vec<String>,
    single: Vec<String>,
}

/// One package of the graph. `source` is empty for our own.
struct Package {
    name: String,
    version: String,
    licence: String,
    source: String,
}

fn rules(deny: &str) -> Rules {
    let table: toml::Table = deny.parse().expect("deny.toml is TOML");
    let text = |value: &toml::Value| value.as_str().map(str::to_owned);
    let licences = table["licenses"]["allow"].as_array().expect("a list").iter().filter_map(text).collect();
    let (single, banned) = table["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .partition::<Vec<_>, _>(|entry| entry.get("deny-multiple-versions").is_some());
    let names = |entries: Vec<&toml::Value>| entries.iter().filter_map(|entry| text(&entry["name"])).collect();
    Rules { licences, banned: names(banned), single: names(single) }
}

fn findings(packages: &[Package], rules: &Rules) -> Vec<String> {
    let mut found = Vec::new();
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for Package { name, version, licence, source } in packages {
        *versions.entry(name).or_default() += 1;
        if !allows(licence, &rules.licences) {
            found.push(format!("{name} {version}: licence {licence:?} is not on deny.toml's list"));
        }
        if rules.banned.contains(name) {
            found.push(format!("{name} {version}: banned by deny.toml"));
        }
        if !source.is_empty() && !source.starts_with("registry+") {
            found.push(format!("{name} {version}: comes from {source}, not from the registry"));
        }
    }
    for name in rules.single.iter().filter(|name| versions.get(name.as_str()).is_some_and(|count| *count > 1)) {
        found.push(format!("{name}: more than one version in the graph"));
    }
    found
}

/// Whether an SPDX expression can be met with allowed licences. Precedence as in SPDX: `WITH`, `AND`, `OR`; `/` is the old `OR`.
fn allows(expression: &str, licences: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    !words.is_empty() && either(&words, &mut at, licences) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let mut met = both(words, at, licences);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, licences);
    }
    met
}

fn both(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let mut met = one(words, at, licences);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, licences);
    }
    met
}

fn one(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at, licences);
        *at += 1;
        return met;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    licences.contains(&name)
}

fn packages() -> Vec<Package> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let graph = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", &target]);
    let graph: serde_json::Value = serde_json::from_str(&graph).expect("cargo metadata answers JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    // Cargo's metadata lists what a feature only names if something else brings it (`ring?/std`); its tree has what is built.
    let tree = cargo(&["tree", "--workspace", "--locked", "--target", &target, "--prefix", "none", "--format", "{p}"]);
    let mut built: Vec<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap_or_default()))
        .collect();
    built.sort_unstable();
    let all = graph["packages"].as_array().expect("packages").iter();
    let is_built = |package: &serde_json::Value| {
        let name_and_version = package["name"].as_str().zip(package["version"].as_str());
        name_and_version.is_some_and(|found| built.binary_search(&found).is_ok())
    };
    all.filter(|package| is_built(package))
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            source: text(&package["source"]),
        })
        .collect()
}

/// What cargo answers.
fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo).args(arguments).current_dir(walk::root()).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo answers text")
}

fn rules_of_the_house() -> Rules {
    rules(&std::fs::read_to_string(walk::root().join("deny.toml")).expect("deny.toml is there"))
}

#[test]
fn what_we_link_is_licensed_wanted_and_there_once() {
    let packages = packages();
    assert!(packages.len() > 100, "the graph has {} packages only: it was not read", packages.len());
    none(findings(&packages, &rules_of_the_house()));
}

#[test]
fn a_foreign_licence_a_banned_crate_a_second_copy_and_a_git_source_are_found() {
    let package = |name: &str, licence: &str, source: &str| Package {
        name: name.into(),
        version: "1.0.0".into(),
        licence: licence.into(),
        source: source.into(),
    };
    let of = |packages: &[Package]| findings(packages, &rules_of_the_house()).len();
    assert_eq!(of(&[package("a", "AGPL-3.0-only", "registry+x")]), 1);
    assert_eq!(of(&[package("openssl", "Apache-2.0", "registry+x")]), 1);
    assert_eq!(of(&[package("rusqlite", "MIT", "registry+x"), package("rusqlite", "MIT", "registry+x")]), 1);
    assert_eq!(of(&[package("a", "MIT", "git+x")]), 1);
    assert_eq!(of(&[package("a", "MIT OR GPL-3.0-only", "registry+x"), package("b", "MIT", "")]), 0);
}

#[test]
fn licence_expressions_are_read_as_spdx_means_them() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
    let allows = |expression| allows(expression, &allowed);
    assert!(allows("MIT") && allows("GPL-2.0 OR MIT") && allows("GPL-2.0/MIT") && allows("ISC AND (GPL-2.0 OR MIT)"));
    assert!(allows("Apache-2.0 WITH LLVM-exception"));
    assert!(
        !allows("") && !allows("MIT AND GPL-2.0") && !allows("Apache-2.0") && !allows("ISC AND (GPL-2.0 OR AGPL-3.0)")
    );
}
