//! One placement case from the roster to the archive, as each person in turn; refused at each step to the wrong person; and what
//! lies beside the way. On both databases.

mod agency_reviews;
mod books;
mod break_glass;
mod connections;
mod consents;
mod document_link_tries;
mod document_links;
mod invoices;
mod issued;
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
pub mod steps;
mod strangers;
mod way;
