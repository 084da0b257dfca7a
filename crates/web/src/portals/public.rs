//! What everybody may see, and the way in.

mod agency;
pub mod browse;
mod catalogue;
pub(super) mod enter;
mod home;
mod join;
mod licences;
mod organisation;
mod profile;
mod routes;
mod sign_in;
pub mod with;

pub use agency::{Agency, Asked, Said};
pub use catalogue::{Applied, Available, Card, Catalogue, Filters};
pub use home::Home;
pub use licences::Licences;
pub use profile::{Profile, Way};
pub use routes::routes;
pub use sign_in::{Invited, Membership, Organisations, SignIn, SignInCode, SignInOther, SignInSecond};
