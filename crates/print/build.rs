//! Checks that the fonts of the papers are there: npm brings them under their open licence, none is committed.

const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/node_modules/@expo-google-fonts");

fn main() {
    println!("cargo::rerun-if-changed={FONTS}");
    if !std::path::Path::new(FONTS).exists() {
        println!(
            "cargo::error=the fonts of the papers are missing: run `make assets` (needs Node.js; it installs a few packages)"
        );
        std::process::exit(1);
    }
}
