//! What a household does: asks for a profile, follows its cases, takes its steps.

mod household;
mod phone;
pub mod review;
mod routes;

pub use routes::routes;
