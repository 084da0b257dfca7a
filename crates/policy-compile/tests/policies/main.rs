//! What the shipped policies allow, what a bad set is answered, and that compiling agrees with Cedar.

mod evaluator;
mod invariants;
mod named;
mod questions;
mod refusals;
mod released;
mod shipped;
mod steps;
mod visibility;
