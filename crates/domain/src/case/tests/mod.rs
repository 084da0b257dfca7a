//! The placement machine, looked at from outside.

mod clocks;
mod guards;
mod overlays;
mod print;
mod random;
mod way;
