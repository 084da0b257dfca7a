//! The canary: a value that nobody else has in every classified column of two agencies and two households, and every answer of
//! every route to every role searched for it. The policy table says who may see it; a route or a column that is not tried is red.
//!
//! What one node forgets the other must not know either: see `revoked`.

#[allow(dead_code, reason = "each test file uses its part of the house")]
#[path = "../../../app/tests/use_cases/house/mod.rs"]
mod house;
#[allow(dead_code, reason = "each test file uses its part of the steps")]
#[path = "../../../app/tests/use_cases/journey/steps.rs"]
mod steps;

mod crawl;
mod files;
mod listen;
mod oracle;
mod planted;
mod revoked;
mod routes;
mod sought;
mod unrated;
mod way;
mod world;
