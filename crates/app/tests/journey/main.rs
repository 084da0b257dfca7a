//! One placement case from the roster to the archive, as each person in turn; refused at each step to the wrong person; and what
//! lies beside the way. On both databases.

mod agency_reviews;
mod books;
#[path = "../both/mod.rs"]
mod both;
mod break_glass;
mod consents;
mod document_links;
#[path = "../house/mod.rs"]
#[allow(dead_code, reason = "each test file uses its part of the house")]
mod house;
mod leaving;
mod licence;
mod looks;
mod meetings;
mod notes;
mod openings;
mod packs;
mod protection;
mod refunds;
mod reviews;
mod sides;
mod statements;
mod steps;
mod strangers;
mod way;
