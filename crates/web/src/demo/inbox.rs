//! The demo's own page: every mail and text message that was sent. It does not exist outside the demo.

use askama::Template;

use crate::page::Page;
use crate::ui::{Pager, When};

/// One message.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The address or number it went to.
    pub to: String,
    /// Whether it went by text message.
    pub sms: bool,
    /// Its subject; empty for a text message.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// When.
    pub when: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/inbox.html")]
pub struct Inbox {
    /// The frame.
    pub page: Page,
    /// The address that was asked for (`?to=`); empty for all.
    pub to: String,
    /// Newest first.
    pub mails: Vec<Mail>,
    /// Back and next.
    pub pager: Pager,
}
