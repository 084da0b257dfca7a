//! The ports' other side: the clock, randomness, and the ways that messages leave.

pub mod bucket;
pub mod caldav;
pub mod clamd;
pub mod clock;
pub mod connected;
pub mod gateway;
pub mod https;
pub mod inbox;
pub mod line;
pub mod nowhere;
pub mod oauth;
pub mod objects;
pub mod oidc;
pub mod policies;
pub mod random;
pub mod receipts;
pub mod redis;
pub mod smpp;
pub mod smpp_line;
pub mod smtp;
pub mod spool;
pub mod streams;
pub mod witness;
