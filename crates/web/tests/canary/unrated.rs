//! Nothing anywhere rates a worker: no column, no field or word of the interface, no route, no search, no page.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use testkit::columns;

use crate::routes;

/// Parts of names by which people are rated.
const RATING: &[&str] = &[
    "rate", "rated", "rating", "ratings", "score", "scores", "star", "stars", "rank", "ranked", "ranking", "grade",
    "best", "top",
];
/// Names with such a part that rate nobody: a share of a sum.
const SHARES: &[&str] = &["rate_basis_points"];
/// What a review of an agency is made of, and nothing of a worker.
const REVIEW_TABLES: &[&str] = &["agency_review", "published_review"];

/// The words of a name: `refresh_rate`, `AgencyReviewBody`, `/cases/{id}/review`.
fn parts(name: &str) -> BTreeSet<String> {
    let mut spaced = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

fn rates(name: &str) -> bool {
    !SHARES.contains(&name) && parts(name).iter().any(|part| RATING.contains(&part.as_str()))
}

fn speaks_of_reviews(name: &str) -> bool {
    parts(name).iter().any(|part| matches!(part.as_str(), "review" | "reviews" | "experience"))
}

#[test]
fn a_name_that_rates_is_found() {
    for name in ["worker_rating", "WorkerScore", "/workers/{id}/stars", "rank", "top"] {
        assert!(rates(name), "{name}");
    }
    for name in ["rate_basis_points", "started_at", "operator", "stopped", "moderated_by"] {
        assert!(!rates(name), "{name}");
    }
}

#[test]
fn no_column_of_the_schema_rates_and_none_of_a_review_names_a_worker() {
    let schema = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/migrations/postgres/0001_first.sql"),
    );
    let schema = schema.expect("the schema");
    let columns: Vec<(String, String)> =
        columns::created(&schema).into_iter().map(|(table, column, ..)| (table, column)).collect();
    assert!(columns.len() > 300, "{}", columns.len());
    let rating: Vec<_> = columns.iter().filter(|(table, column)| rates(table) || rates(column)).collect();
    assert!(rating.is_empty(), "{rating:?}");
    let of_reviews: Vec<_> = columns.iter().filter(|(table, _)| REVIEW_TABLES.contains(&table.as_str())).collect();
    assert_eq!(of_reviews.iter().filter(|(_, column)| column == "text").count(), 2);
    for (table, column) in of_reviews {
        assert!(!parts(column).contains("worker") && !parts(column).contains("profile"), "{table}.{column}");
    }
}

/// Every property of every schema of the description, with the schema's name.
fn properties(described: &Value) -> Vec<(String, String)> {
    fn walk(name: &str, schema: &Value, found: &mut Vec<(String, String)>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::Object(properties)) = map.get("properties") {
                    found.extend(properties.keys().map(|key| (name.to_owned(), key.clone())));
                }
                map.values().for_each(|inner| walk(name, inner, found));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(name, inner, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, schema) in described["components"]["schemas"].as_object().expect("schemas") {
        found.push((name.clone(), String::new()));
        walk(name, schema, &mut found);
    }
    found
}

#[test]
fn the_interface_has_no_field_that_rates_and_a_review_has_none_of_a_worker() {
    let described = serde_json::to_value(web::api::openapi()).expect("JSON");
    let found = properties(&described);
    assert!(found.len() > 200, "{}", found.len());
    let rating: Vec<_> = found.iter().filter(|(schema, property)| rates(schema) || rates(property)).collect();
    assert!(rating.is_empty(), "{rating:?}");
    let said: BTreeSet<&str> = found
        .iter()
        .filter(|(schema, _)| {
            matches!(schema.as_str(), "ReviewOfAgency" | "AgencyReviewBody" | "AgencyBody" | "SaidBody")
        })
        .map(|(_, property)| property.as_str())
        .collect();
    assert!(said.contains("coordination") && said.contains("answers"), "{said:?}");
    assert!(said.iter().all(|property| !parts(property).contains("worker") && !parts(property).contains("profile")));
    // Numbers count households; nobody gives one.
    let given = &described["components"]["schemas"]["ReviewOfAgency"]["properties"];
    for (name, property) in given.as_object().expect("properties") {
        assert_eq!(property["type"], "string", "{name}");
    }
}

#[test]
fn no_route_rates_and_reviews_stand_beside_cases_and_agencies_only() {
    let all = routes::all();
    let rating: Vec<_> =
        all.iter().filter(|route| rates(&route.path) || route.query.iter().any(|name| rates(name))).collect();
    assert!(rating.is_empty(), "{rating:?}");
    for route in all.iter().filter(|route| speaks_of_reviews(&route.path)) {
        let path = route.path.as_str();
        // The checks of profiles before they are listed are reviews by the operator: they say yes or ask for a change.
        let checks = path.starts_with("/operator/reviews") || path == "/api/v1/review-queue";
        let of_agencies = ["/cases/", "/agencies/", "/operator/agency-reviews", "/api/v1/reviews", "/break-glass/"];
        assert!(checks || of_agencies.iter().any(|place| path.contains(place)), "{path}");
        assert!(!path.contains("/workers/") && !path.contains("/catalogue"), "{path}");
    }
}

#[test]
fn the_catalogue_is_neither_sorted_nor_narrowed_by_what_somebody_thinks_of_a_person() {
    let catalogue = routes::all().into_iter().find(|route| route.path == "/api/v1/catalogue").expect("the catalogue");
    for name in &catalogue.query {
        assert!(!["sort", "order", "by"].contains(&name.as_str()) && !rates(name), "{name}");
    }
}
