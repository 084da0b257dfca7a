//! The only crate that knows HTTP and HTML: the interface for programs, the portals for people, the parts they share.

pub mod assets;
pub mod i18n;
pub mod portals;
pub mod preferences;
pub mod ui;
