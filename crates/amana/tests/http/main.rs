//! The running server as its callers meet it: real processes, real connections, a whole world of invented people.
//!
//! Every answer of the API is held against the OpenAPI description: an undeclared status or a body of another shape is red.

mod client;
mod description;
mod world;

mod bad_input;
mod buckets;
mod cards;
mod closed;
mod disk_full;
mod documents;
mod exports;
mod foreign;
mod history;
mod imports;
mod kept_pages;
mod killed;
mod locked;
mod money_input;
mod odd_papers;
mod papers_kept;
mod policies;
mod postgres;
mod race;
mod signed_out;
mod tampered;
mod unknown;
mod walk;

#[allow(dead_code, reason = "the other tests of processes use the rest of it")]
#[path = "../processes/place.rs"]
mod place;
