//! What a worker sees, in large type and few words: requests, the own profile, consents. Nothing here can be seen by the agency.

mod consents;
mod own;
mod profile;
mod request_page;
mod requests;
mod routes;

pub use consents::{Consent, Consents};
pub use profile::OwnProfile;
pub use requests::{Request, RequestRow, Requests};
pub use routes::routes;
