//! My profile, exactly as the public sees it, and what the public does not see.

use askama::Template;

use crate::page::Page;
use crate::portals::papers::Shelf;
use crate::portals::public::Card;
use crate::portals::{Panel, Told};
use crate::ui::{Badge, StepForm};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/worker/profile.html")]
pub struct OwnProfile {
    /// The frame; entry `my-profile`.
    pub page: Page,
    /// Whether it is listed, held, resting.
    pub badge: Badge,
    /// What the public sees; nothing while the profile is not listed.
    pub card: Option<Card>,
    /// How much of it is told to everybody, and why; nothing while the profile is not listed.
    pub told: Option<Told>,
    /// The own data, in clear: the owner sees it in every state.
    pub own: Panel,
    /// The own papers; nothing where there are none.
    pub documents: Option<Shelf>,
    /// To take the profile away; nothing when it is gone.
    pub withdraw: Option<StepForm>,
}
