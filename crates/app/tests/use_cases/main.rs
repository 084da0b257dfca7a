//! The use cases, each as its callers meet it: what it does, what it refuses, what stays on record; on both databases.
//!
//! One program of many files: it is linked once, and its PostgreSQL starts once.

mod access;
mod addresses;
mod alike;
mod both;
mod cards;
mod clock_back;
mod codes;
mod document_checks;
mod document_ends;
mod document_owners;
mod documents;
mod erasure;
mod exports;
mod factors;
mod founding;
mod house;
mod imports;
mod journey;
mod kiosk;
mod log_closed;
mod members;
mod messages;
mod on_record;
mod onboarding;
mod overrides;
mod payments;
mod policies;
mod policy_tests;
mod raced;
mod refunds;
mod reports;
mod resets;
mod root_rotation;
mod roster_import;
mod roster_many;
mod roster_search;
mod rotation;
mod sso;
mod whose_address;
