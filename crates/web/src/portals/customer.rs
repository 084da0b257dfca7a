//! What a household does: asks for a profile, follows its cases, takes its steps.

mod household;
mod phone;
mod routes;

pub use routes::routes;
