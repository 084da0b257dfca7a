//! How long sessions last, as the settings say: `[sessions]`.

use app::sign_in::{Life, Lifetimes};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The shortest time that a session may be left alone: somebody reads a page, and fills in a form.
const IDLE_MIN: u32 = 5;
/// The longest that an access token holds, in minutes.
const ACCESS_MAX: u32 = 60;
/// The longest that any session lasts, in hours.
const WHOLE_MAX: u32 = 90 * 24;

/// How long sessions last, by the role that they act in: minutes without use, and hours in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// Whoever acts for the operator.
    pub operator_idle_minutes: u32,
    /// The same in all.
    pub operator_hours: u32,
    /// An agency's people.
    pub agency_idle_minutes: u32,
    /// The same in all.
    pub agency_hours: u32,
    /// Households and companies.
    pub household_idle_minutes: u32,
    /// The same in all.
    pub household_hours: u32,
    /// Workers.
    pub worker_idle_minutes: u32,
    /// The same in all.
    pub worker_hours: u32,
    /// How long a program's access token holds, between 1 and 60.
    pub access_minutes: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        let lives = Lifetimes::default();
        let minutes = |life: Life| u32::try_from(life.idle.as_mins()).unwrap_or(IDLE_MIN);
        let hours = |life: Life| u32::try_from(life.whole.as_hours()).unwrap_or(1);
        Self {
            operator_idle_minutes: minutes(lives.operator),
            operator_hours: hours(lives.operator),
            agency_idle_minutes: minutes(lives.agency),
            agency_hours: hours(lives.agency),
            household_idle_minutes: minutes(lives.household),
            household_hours: hours(lives.household),
            worker_idle_minutes: minutes(lives.worker),
            worker_hours: hours(lives.worker),
            access_minutes: u32::try_from(lives.access.as_mins()).unwrap_or(1),
        }
    }
}

impl Sessions {
    /// The lifetimes; or the setting that is out of bounds, and why.
    pub fn lifetimes(&self) -> Result<Lifetimes, (&'static str, String)> {
        let operator =
            life(("operator_idle_minutes", self.operator_idle_minutes), ("operator_hours", self.operator_hours))?;
        let agency = life(("agency_idle_minutes", self.agency_idle_minutes), ("agency_hours", self.agency_hours))?;
        let household =
            life(("household_idle_minutes", self.household_idle_minutes), ("household_hours", self.household_hours))?;
        let worker = life(("worker_idle_minutes", self.worker_idle_minutes), ("worker_hours", self.worker_hours))?;
        if operator.idle > household.idle {
            let why = "the operator's staff see more than households, and are not left alone for longer".to_owned();
            return Err(("operator_idle_minutes", why));
        }
        if operator.whole > household.whole {
            return Err((
                "operator_hours",
                "the operator's staff see more than households, and sign in more often".to_owned(),
            ));
        }
        if !(1..=ACCESS_MAX).contains(&self.access_minutes) {
            return Err(("access_minutes", format!("between 1 and {ACCESS_MAX} are possible")));
        }
        let access = SignedDuration::from_mins(self.access_minutes.into());
        Ok(Lifetimes { operator, agency, household, worker, access })
    }
}

fn life(
    (idle_name, idle): (&'static str, u32),
    (whole_name, whole): (&'static str, u32),
) -> Result<Life, (&'static str, String)> {
    if !(1..=WHOLE_MAX).contains(&whole) {
        return Err((whole_name, format!("{whole} hours; between 1 and {WHOLE_MAX} are possible")));
    }
    let most = whole * 60;
    if !(IDLE_MIN..=most).contains(&idle) {
        return Err((
            idle_name,
            format!("{idle} minutes; between {IDLE_MIN} and the {most} of {whole_name} are possible"),
        ));
    }
    Ok(Life::of(idle.into(), whole.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_what_the_program_ships() {
        assert_eq!(Sessions::default().lifetimes().expect("in bounds"), Lifetimes::default());
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_by_its_name() {
        let wrong = |change: fn(&mut Sessions)| {
            let mut set = Sessions::default();
            change(&mut set);
            set.lifetimes().expect_err("out of bounds").0
        };
        assert_eq!(wrong(|set| set.agency_idle_minutes = 4), "agency_idle_minutes");
        assert_eq!(wrong(|set| set.access_minutes = 0), "access_minutes");
        assert_eq!(wrong(|set| set.access_minutes = 61), "access_minutes");
        assert_eq!(wrong(|set| set.worker_hours = 0), "worker_hours");
        assert_eq!(wrong(|set| set.worker_hours = u32::MAX), "worker_hours");
        assert_eq!(wrong(|set| set.household_idle_minutes = 14 * 24 * 60 + 1), "household_idle_minutes");
        assert_eq!(wrong(|set| set.operator_hours = 15 * 24), "operator_hours");
        assert_eq!(
            wrong(|set| (set.household_idle_minutes, set.operator_idle_minutes) = (10, 20)),
            "operator_idle_minutes"
        );
    }
}
