//! The floors: dependencies point down only, and what belongs to one crate is named by that crate only.

use crate::manifest::{self, Manifest};
use crate::none;

/// Which of our crates each crate may be built from, bottom floor first. Tests may reach further (dev-dependencies).
/// INVARIANT: a crate names only crates above it in this list, so that there can be no circle.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("policy", &["domain"]),
    ("audit", &["domain"]),
    ("policy-compile", &["domain", "policy"]),
    ("envelope", &["domain", "policy"]),
    ("documents", &[]),
    ("exchange", &["domain"]),
    ("print", &["domain", "exchange"]),
    ("store", &["domain", "policy", "audit"]),
    ("app", &["domain", "policy", "audit", "envelope", "documents", "exchange", "store"]),
    ("web", &["domain", "policy", "envelope", "exchange", "store", "app"]),
    (
        "amana",
        &[
            "domain",
            "policy",
            "policy-compile",
            "audit",
            "envelope",
            "documents",
            "exchange",
            "print",
            "store",
            "app",
            "web",
        ],
    ),
    ("verify", &["audit"]),
    // development only
    ("proofs", &["policy-compile"]),
    ("testkit", &["domain", "policy", "policy-compile", "audit", "envelope", "store", "app", "web"]),
    ("bench", &["domain", "policy", "policy-compile", "audit", "envelope", "store", "app", "web", "testkit"]),
];

/// Outside crates that only some of ours may name: the one place that knows SQL, HTTP, Cedar, the outside world.
const OWNERS: &[(&str, &[&str])] = &[
    // the benchmark measures the machine with nothing of ours around it, beside a server of its own
    ("rusqlite", &["store", "bench"]),
    ("postgres", &["store", "testkit"]),
    ("tokio-postgres", &["store"]),
    ("cedar-policy", &["policy-compile", "proofs"]),
    ("cedar-policy-symcc", &["proofs"]),
    // the binary opens the listeners, and has one of its own for health and metrics
    ("axum", &["web", "amana", "bench"]),
    ("axum-extra", &["web"]),
    ("tower", &["web"]),
    ("tower-http", &["web"]),
    ("askama", &["web"]),
    ("utoipa", &["web"]),
    ("fluent-templates", &["web"]),
    ("rust-embed", &["web"]),
    ("calamine", &["app"]),
    ("csv", &["app", "exchange"]),
    ("encoding_rs", &["app"]),
    ("typst", &["print"]),
    ("typst-layout", &["print"]),
    ("typst-pdf", &["print"]),
    ("icu_calendar", &["app"]),
    ("clap", &["amana", "bench"]),
    ("figment", &["amana"]),
    ("age", &["amana"]),
    ("tracing-subscriber", &["amana"]),
    ("metrics-exporter-prometheus", &["amana"]),
    ("reqwest", &["amana", "testkit", "bench"]),
    ("lettre", &["amana"]),
    ("redis", &["amana"]),
    ("jsonwebtoken", &["app"]),
    ("object_store", &["amana"]),
    ("chrono", &[]),
    ("time", &[]),
    ("rand", &[]),
    ("anyhow", &["testkit", "bench"]),
];

/// What the pure floors may stand on: nothing that waits, talks or writes.
const PURE: &[&str] = &["domain", "policy", "audit"];
const PURE_MAY: &[&str] =
    &["jiff", "uuid", "serde", "serde_json", "toml", "thiserror", "aws-lc-rs", "zeroize", "base64"];

fn findings(manifests: &[Manifest]) -> Vec<String> {
    let mut found = Vec::new();
    for Manifest { folder, built_from } in manifests {
        let Some((_, may)) = FLOORS.iter().find(|(name, _)| name == folder) else {
            found.push(format!("crates/{folder} stands on no floor: add it to FLOORS and to ARCHITECTURE.md"));
            continue;
        };
        for named in built_from {
            let ours = FLOORS.iter().any(|(name, _)| name == named);
            if ours && !may.contains(&named.as_str()) {
                found.push(format!("crates/{folder} may not name `{named}`: dependencies point down only"));
            }
            if PURE.contains(&folder.as_str()) && !ours && !PURE_MAY.contains(&named.as_str()) {
                found.push(format!("crates/{folder} is pure and may not name `{named}`"));
            }
            if let Some((_, owners)) = OWNERS.iter().find(|(name, _)| name == named)
                && !owners.contains(&folder.as_str())
            {
                found.push(format!("crates/{folder} may not name `{named}`: it belongs to {owners:?}"));
            }
        }
    }
    found
}

#[test]
fn dependencies_point_down_only() {
    none(findings(&manifest::all()));
}

#[test]
fn the_floors_themselves_have_no_circle() {
    for (at, (name, may)) in FLOORS.iter().enumerate() {
        for named in *may {
            assert!(
                FLOORS[..at].iter().any(|(below, _)| below == named),
                "{name} names {named}, which is not below it"
            );
        }
    }
}

#[test]
fn an_upward_edge_a_circle_a_stray_database_and_an_unknown_crate_are_found() {
    let bad = |folder: &str, named: &str| {
        let sample = Manifest { folder: folder.into(), built_from: vec![named.into()] };
        findings(&[sample]).len()
    };
    assert_eq!(bad("policy", "store"), 1, "an upward edge");
    assert_eq!(bad("domain", "policy"), 1, "half of a circle");
    assert_eq!(bad("app", "rusqlite"), 1, "a database outside the store");
    assert_eq!(bad("web", "cedar-policy"), 1, "Cedar outside the compiler");
    assert_eq!(bad("domain", "tokio"), 1, "a runtime in a pure crate");
    assert_eq!(bad("helpers", "domain"), 1, "a crate that nobody placed");
    assert_eq!(bad("app", "store"), 0, "a downward edge");
}
