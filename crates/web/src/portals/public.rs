//! What everybody may see, and the way in.

mod catalogue;
mod home;
mod licences;
mod profile;
mod sign_in;

pub use catalogue::{Applied, Available, Card, Catalogue, Filters};
pub use home::Home;
pub use licences::Licences;
pub use profile::{Profile, Way};
pub use sign_in::{Membership, Organisations, SignIn, SignInCode};
