//! The packages of others that are sent to the browser, and the words under which we may.

use askama::Template;

use crate::assets::Licence;
use crate::page::Page;

/// The licences page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/licences.html")]
pub struct Licences {
    /// The frame.
    pub page: Page,
    /// [`crate::assets::licences`].
    pub packages: &'static [Licence],
}
