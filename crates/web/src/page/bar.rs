//! The bar of the demo: through whose eyes to look, and what time it is there.

use jiff::Timestamp;

use super::Page;
use crate::i18n::Lang;
use crate::site::DemoPowers;
use crate::ui::When;

/// LIMIT: the bar stands on every page, so it names the first people only, and whoever is looked through now.
const BAR_MAX: usize = 100;

/// Somebody through whose eyes the demo can be looked at.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// What `POST /demo/persona` takes as `person`.
    pub id: String,
    /// Name and organisation.
    pub name: String,
    /// The role, in words; people of one role must follow each other.
    pub role: String,
}

/// The bar of the demo: it is first on the page and cannot be closed.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The people to choose from, grouped by role.
    pub people: Vec<DemoPerson>,
    /// The id of the one looked through now; empty for nobody.
    pub current: String,
    /// The demo's time.
    pub clock: When,
}

impl Demo {
    /// The bar as it stands now; `current` is the address of whoever is looked through.
    pub fn bar(powers: &dyn DemoPowers, lang: Lang, current: String, now: Timestamp) -> Self {
        let listed = powers.people().into_iter().enumerate();
        let people = listed
            .filter(|(place, person)| *place < BAR_MAX || person.email == current)
            .map(|(_, person)| DemoPerson {
                name: format!("{} · {}", person.name, person.organisation),
                role: lang.t(&format!("role-{}", person.role)),
                id: person.email,
            })
            .collect();
        Self { people, current, clock: When::new(lang, now, now) }
    }

    /// Who is looked through now, in words.
    pub(crate) fn looking(&self, page: &Page) -> String {
        let now = self.people.iter().find(|person| person.id == self.current);
        let name = |person: &DemoPerson| person.name.split(" · ").next().map(str::to_owned);
        now.and_then(name).unwrap_or_else(|| page.t("demo-nobody"))
    }

    /// The people by role, in the order given.
    pub(crate) fn roles(&self) -> Vec<(&str, Vec<&DemoPerson>)> {
        let mut roles: Vec<(&str, Vec<&DemoPerson>)> = Vec::new();
        for person in &self.people {
            match roles.last_mut() {
                Some((role, people)) if *role == person.role => people.push(person),
                _ => roles.push((&person.role, vec![person])),
            }
        }
        roles
    }
}
