//! Checks that the front end has been built: what `assets/dist/` holds is embedded into this crate.

fn main() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/manifest.json");
    println!("cargo::rerun-if-changed={manifest}");
    println!("cargo::rerun-if-changed=../../locales");
    if !std::path::Path::new(manifest).exists() {
        println!(
            "cargo::error=assets/dist is missing: run `make assets` (needs Node.js; it installs a few packages and joins the stylesheet)"
        );
        std::process::exit(1);
    }
}
