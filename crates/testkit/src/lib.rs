//! What tests of several crates share. Nothing of it ships.

pub mod card_house;
pub mod columns;
pub mod outside;
pub mod papers;
pub mod postgres;
pub mod redis;
