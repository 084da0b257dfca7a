//! The ports' other side: the clock, randomness, and the ways that messages leave.

pub mod clock;
pub mod https;
pub mod inbox;
pub mod nowhere;
pub mod oidc;
pub mod policies;
pub mod random;
pub mod redis;
pub mod spool;
pub mod streams;
pub mod witness;
