//! Bank files as banks write them, good and bad, and what their lines pay.

mod broken;
mod matching;
mod samples;
mod written;
