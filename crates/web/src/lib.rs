//! The only crate that knows HTTP and HTML: the interface for programs, the portals for people, the parts they share.

mod address;
pub mod api;
pub mod assets;
pub mod cursor;
pub mod demo;
mod doorstep;
pub mod form;
pub mod i18n;
pub mod input;
mod kept_pages;
mod knock;
pub mod layers;
pub mod limits;
pub mod messages;
pub mod once;
pub mod page;
pub mod portals;
pub mod preferences;
pub mod problem;
mod reasons;
pub mod router;
pub mod signed;
pub mod site;
pub mod ui;
pub mod upload;
pub mod visit;
pub mod words;
