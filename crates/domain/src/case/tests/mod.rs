//! The placement machine, looked at from outside.

mod clocks;
mod guards;
mod meetings;
mod overlays;
mod print;
mod random;
mod way;
