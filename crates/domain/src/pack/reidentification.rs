//! How many people must fit what a profile says.

use serde::Deserialize;

/// `[reidentification]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReidentificationRules {
    /// So many people, the person included, must fit what a profile says: 2 to 100.
    pub people_min: u16,
    /// The width of an age band: 2 to 50 years.
    pub age_band_years: u16,
    /// The width of the wider band: a multiple of the other, at most 100.
    pub age_band_wide_years: u16,
}

impl ReidentificationRules {
    /// What is wrong with the figures, if anything is.
    pub(super) fn wrong(&self) -> Option<&'static str> {
        let Self { people_min, age_band_years: narrow, age_band_wide_years: wide } = self;
        match () {
            () if !(2..=100).contains(people_min) => Some("people_min is 2 to 100"),
            () if !(2..=50).contains(narrow) => Some("age_band_years is 2 to 50"),
            () if *wide > 100 || wide <= narrow || !wide.is_multiple_of(*narrow) => {
                Some("age_band_wide_years is a multiple of age_band_years, and at most 100")
            }
            () => None,
        }
    }
}
