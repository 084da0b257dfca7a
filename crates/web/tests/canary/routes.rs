//! The routes that there are: of the API from its description, of the pages from the lines that register them. One whose path
//! or names this file cannot fill in is red.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::world::World;

/// One route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub method: String,
    pub path: String,
    /// The names of the texts that its query takes.
    pub query: Vec<String>,
}

impl Route {
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// Pages that keep nothing of anybody.
const NOT_OURS: &[&str] = &["/demo/", "/assets/"];

/// What a path may be written as instead of a text.
const NAMED: &[(&str, &[&str])] = &[
    ("books", &["/operator/ledger", "/agency/ledger", "/customer/ledger"]),
    (
        "papers",
        &[
            "/agency/workers/{reference}/documents",
            "/agency/cases/{reference}/documents",
            "/agency/documents",
            "/customer/documents",
        ],
    ),
    (
        "another",
        &[
            "/agency/workers/{reference}/documents/new",
            "/agency/cases/{reference}/documents/new",
            "/agency/documents/new",
            "/customer/documents/new",
        ],
    ),
    ("place", &["/operator/people", "/agency/people", "/customer/people"]),
    (r#"&format!("{place}/new")"#, &["/operator/people/new", "/agency/people/new", "/customer/people/new"]),
    (
        r#"&format!("{place}/{{id}}/end")"#,
        &["/operator/people/{id}/end", "/agency/people/{id}/end", "/customer/people/{id}/end"],
    ),
    (
        r#"&format!("{place}/{{id}}/role")"#,
        &["/operator/people/{id}/role", "/agency/people/{id}/role", "/customer/people/{id}/role"],
    ),
    (
        r#"&format!("{place}/invitations/{{id}}/withdraw")"#,
        &[
            "/operator/people/invitations/{id}/withdraw",
            "/agency/people/invitations/{id}/withdraw",
            "/customer/people/invitations/{id}/withdraw",
        ],
    ),
];

/// Every route of the server.
pub fn all() -> Vec<Route> {
    let mut found = api();
    found.extend(pages());
    found.sort();
    found.dedup();
    found
}

fn api() -> Vec<Route> {
    let described = serde_json::to_value(web::api::openapi()).expect("JSON");
    let mut found = vec![Route { method: "GET".into(), path: "/api/v1/openapi.json".into(), query: Vec::new() }];
    for (path, item) in described["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|one| one["in"] == "query").map(|one| text(&one["name"])).collect();
            found.push(Route { method: method.to_uppercase(), path: path.clone(), query });
        }
    }
    assert!(found.len() > 50, "{}", found.len());
    found
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The query of the pages: what their forms and links send.
const PAGE_QUERY: &[(&str, &[&str])] = &[
    ("/catalogue", &["work", "language", "experience_min"]),
    ("/agency/workers", &["q", "state", "language", "skill", "work"]),
    ("/customer/cases", &["q", "show"]),
    ("/agency/cases", &["q", "show"]),
    ("/operator/cases", &["q", "show"]),
    ("/operator/ledger", &["case"]),
    ("/agency/ledger", &["case"]),
    ("/customer/ledger", &["case"]),
    ("/operator/payments/new", &["case"]),
    ("/operator/reports", &["from", "until"]),
    ("/operator/reviews", &["line"]),
    ("/operator/organisations", &["q"]),
];

fn pages() -> Vec<Route> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                for (place, methods) in registered(&source) {
                    for place in resolved(&place, &source) {
                        if NOT_OURS.iter().any(|not| place.starts_with(not)) {
                            continue;
                        }
                        let query =
                            PAGE_QUERY.iter().find(|(page, _)| *page == place).map_or(&[][..], |(_, names)| names);
                        let query: Vec<String> = query.iter().map(|name| (*name).to_owned()).collect();
                        found.extend(methods.iter().map(|method| Route {
                            method: (*method).to_owned(),
                            path: place.clone(),
                            query: query.clone(),
                        }));
                    }
                }
            }
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// The calls of `.route(` in a source: how the path is written, and for which methods.
fn registered(source: &str) -> Vec<(String, Vec<&'static str>)> {
    let mut found = Vec::new();
    for (at, call) in source.match_indices(".route(") {
        let rest = &source[at + call.len()..];
        let (mut depth, mut end) = (1, rest.len());
        for (n, letter) in rest.char_indices() {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if depth == 0 {
                end = n;
                break;
            }
        }
        let inside = rest[..end].trim();
        let cut = if let Some(quoted) = inside.strip_prefix('"') {
            quoted.find('"').map_or(0, |n| n + 2)
        } else if inside.starts_with('&') {
            inside.find(')').map_or(0, |n| n + 1)
        } else {
            inside.find(',').unwrap_or(0)
        };
        let (place, handlers) = inside.split_at(cut);
        let methods = [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("delete(", "DELETE"),
            ("patch(", "PATCH"),
            // notes: post routes of two portals
            ("adding(", "POST"),
            ("removing(", "POST"),
        ];
        let methods = methods.iter().filter(|(call, _)| {
            handlers.match_indices(call).any(|(n, _)| {
                n == 0 || !handlers.as_bytes()[n - 1].is_ascii_alphanumeric() && handlers.as_bytes()[n - 1] != b'_'
            })
        });
        found.push((place.trim().to_owned(), methods.map(|(_, method)| *method).collect()));
    }
    found
}

fn resolved(place: &str, source: &str) -> Vec<String> {
    if let Some(text) = place.strip_prefix('"') {
        return vec![text.trim_end_matches('"').to_owned()];
    }
    if let Some((_, places)) = NAMED.iter().find(|(name, _)| *name == place) {
        return places.iter().map(|place| (*place).to_owned()).collect();
    }
    let said = source.split_once(&format!("const {place}: &str = \"")).map(|(_, rest)| rest);
    let said = said.unwrap_or_else(|| panic!("a route is registered as {place}: teach routes.rs what that is"));
    vec![said.split('"').next().expect("a text").to_owned()]
}

/// The addresses of a route with what there is put into its names, and with something that there is not.
pub fn filled(route: &Route, world: &World) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let segments: Vec<&str> = route.path.split('/').skip(1).collect();
    for (n, segment) in segments.iter().enumerate() {
        let choices = match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => vec![(*segment).to_owned()],
            Some(name) => {
                let kind = if n == 0 { "" } else { segments[n - 1] };
                world
                    .names(kind, name)
                    .unwrap_or_else(|| panic!("{route:?}: what stands at {{{name}}}? Teach World::names"))
            }
        };
        parts = parts.iter().flat_map(|before| choices.iter().map(move |one| format!("{before}/{one}"))).collect();
    }
    parts
}
