//! The first page: the promise, and the way to the profiles.

use askama::Template;

use crate::page::Page;

/// The home page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/home.html")]
pub struct Home {
    /// The frame.
    pub page: Page,
    /// How many profiles are listed now.
    pub count: u64,
}

impl Home {
    /// What the product promises, each with its sign.
    const PLEDGES: &[(&str, &str)] = &[
        ("eye-off", "home-hidden"),
        ("heart-handshake", "home-no"),
        ("receipt", "home-cost"),
        ("history", "home-log"),
    ];
}
