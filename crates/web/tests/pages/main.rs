//! The pages as people meet them: the real router over a real house, signed in through the real door.

#[allow(dead_code, reason = "each test file uses its part of the house")]
#[path = "../../../app/tests/use_cases/house/mod.rs"]
mod house;

mod browser;
mod catalogue;
mod codes;
mod connections;
mod consents;
mod doorstep;
mod emergencies;
mod explorer;
mod frame;
mod guarded;
mod licence;
mod limited;
mod lists;
mod log;
mod looked;
mod meetings;
mod papers;
mod payments;
mod people;
mod probing;
mod reviews;
mod roster;
mod roster_search;
mod sessions;
mod sso;
mod standstill;
mod text_receipts;
mod versions;
