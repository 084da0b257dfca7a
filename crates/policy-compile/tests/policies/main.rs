//! What the shipped policies allow, what a bad set is answered, and that compiling agrees with Cedar.

mod common;
mod evaluator;
mod invariants;
mod refusals;
mod shipped;
mod steps;
mod visibility;
