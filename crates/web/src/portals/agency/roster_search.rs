//! The filters of the roster as the address says them: read, shown again with what is wrong, put back into addresses.

use app::AppError;
use app::error::Fault;
use app::vocabulary::{LANGUAGES, SKILLS, Vocabulary, WORK};
use app::workers::Search;
use domain::StateToken;
use serde::Deserialize;

use crate::address::address;
use crate::page::Page;
use crate::portals::fill::words;
use crate::portals::state_name;
use crate::ui::{Choice, Field, Kind};

/// What the address asks of the roster. Everything may be left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RosterAsk {
    /// `table`, or the board.
    pub view: String,
    /// A lane of the board, shown as a table.
    pub stage: String,
    /// The name or reference that is looked for.
    pub q: String,
    /// A roster state.
    pub state: String,
    /// A language.
    pub language: String,
    /// A skill.
    pub skill: String,
    /// A kind of work.
    pub work: String,
    /// `ending`.
    pub papers: String,
    /// `yes`.
    pub incomplete: String,
    /// Where the page begins.
    pub after: Option<String>,
}

impl RosterAsk {
    /// Whether the table is asked for.
    pub fn is_table(&self) -> bool {
        self.view == "table"
    }

    /// The search. A word that is none of ours is a fault beside its field.
    pub fn search(&self) -> Result<Search, AppError> {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if !matches!(self.incomplete.trim(), "" | "yes") {
            return Err(AppError::invalid("incomplete", "filter_incomplete"));
        }
        Ok(Search {
            q: given(&self.q),
            state: given(&self.state),
            language: given(&self.language),
            skill: given(&self.skill),
            work: given(&self.work),
            papers: given(&self.papers),
            incomplete: given(&self.incomplete).is_some(),
        })
    }

    /// Names and values of the filters that are on, without what is typed to find a name.
    fn filters(&self) -> Vec<(&'static str, &str)> {
        [
            ("state", &self.state),
            ("language", &self.language),
            ("skill", &self.skill),
            ("work", &self.work),
            ("papers", &self.papers),
            ("incomplete", &self.incomplete),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.trim()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// Whether anything narrows the roster beside its lanes.
    pub fn is_narrow(&self) -> bool {
        !self.q.trim().is_empty() || !self.filters().is_empty()
    }

    /// The roster's address with these filters but one.
    fn address_without(&self, without: &str) -> String {
        let mut parts: Vec<(&str, &str)> = Vec::new();
        if self.is_table() {
            parts.push(("view", "table"));
        }
        if !self.stage.is_empty() {
            parts.push(("stage", self.stage.as_str()));
        }
        if !self.q.trim().is_empty() {
            parts.push(("q", self.q.trim()));
        }
        parts.extend(self.filters());
        address("/agency/workers", parts.into_iter().filter(|(name, _)| *name != without))
    }

    /// The address of the page that begins there.
    pub fn address(&self, after: Option<&str>) -> String {
        let address = self.address_without("");
        match after {
            Some(after) => format!("{address}{}after={after}", if address.contains('?') { '&' } else { '?' }),
            None => address,
        }
    }

    /// The same search, shown otherwise.
    pub fn seen_as(&self, view: &str, stage: &str) -> String {
        Self { view: view.to_owned(), stage: stage.to_owned(), ..self.clone() }.address(None)
    }

    /// The filters that are on, in words, each with the address without it.
    pub fn applied(&self, page: &Page) -> Vec<(String, String)> {
        let word = |name: &str, value: &str| match name {
            "state" => StateToken::parse(value).map_or_else(|_| value.to_owned(), |state| state_name(page.lang, state)),
            "papers" => page.t("stat-papers"),
            "incomplete" => page.t("roster-incomplete"),
            kind => words::word(page, kind, value),
        };
        self.filters().into_iter().map(|(name, value)| (word(name, value), self.address_without(name))).collect()
    }

    /// The questions of the panel, with what was asked and what is wrong with it.
    pub fn fields(&self, page: &Page, faults: &[Fault]) -> Vec<Field> {
        let any = |chosen: &str| Choice::new("", page.t("roster-any")).chosen(chosen.is_empty());
        let vocabulary = |list: &Vocabulary, kind: &str, chosen: &str| {
            let choice = |token| Choice::new(token, words::word(page, kind, token)).chosen(token == chosen);
            let mut choices: Vec<Choice> = list.tokens().map(choice).collect();
            choices.sort_by(|one, other| one.label.cmp(&other.label));
            choices.insert(0, any(chosen));
            Kind::Select(choices)
        };
        // Erased records have nothing left to look for.
        let mut states: Vec<Choice> = domain::worker::STATES
            .iter()
            .filter(|state| **state != StateToken::RosterErased)
            .map(|state| {
                Choice::new(state.as_str(), state_name(page.lang, *state)).chosen(state.as_str() == self.state)
            })
            .collect();
        states.insert(0, any(&self.state));
        let field = |name: &str, label: String, kind| {
            let wrong = faults.iter().find(|fault| fault.pointer == name);
            let error = wrong.map(|fault| page.t(format!("fault-{}", fault.reason))).unwrap_or_default();
            Field::new(name, label, kind).optional().error(error)
        };
        let tick = |name: &str, label: String, value: &str, chosen: &str| {
            let choice = Choice::new(value, label).chosen(chosen == value);
            field(name, page.t(format!("filter-{name}")), Kind::Checks(vec![choice]))
        };
        vec![
            field("state", page.t("case-state"), Kind::Select(states)),
            field("work", page.t("filter-work"), vocabulary(&WORK, "work", &self.work)),
            field("skill", page.t("skills"), vocabulary(&SKILLS, "skill", &self.skill)),
            field("language", page.t("filter-language"), vocabulary(&LANGUAGES, "language", &self.language)),
            tick("papers", page.t("stat-papers"), "ending", &self.papers),
            tick("incomplete", page.t("roster-incomplete"), "yes", &self.incomplete),
        ]
    }
}

/// What is wrong with the name that was typed, in words.
pub fn name_error(page: &Page, faults: &[Fault]) -> String {
    let wrong = faults.iter().find(|fault| fault.pointer == "q");
    wrong.map(|fault| page.t(format!("fault-{}", fault.reason))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_every_filter_and_says_any_name_safely() {
        let ask = RosterAsk {
            view: "table".into(),
            q: " سلام & co ".into(),
            state: "roster:draft".into(),
            incomplete: "yes".into(),
            ..RosterAsk::default()
        };
        let address = ask.address(Some("abc"));
        assert_eq!(
            address,
            "/agency/workers?view=table&q=%D8%B3%D9%84%D8%A7%D9%85%20%26%20co&state=roster:draft&incomplete=yes&after=abc"
        );
        assert_eq!(ask.seen_as("", "").matches("view").count(), 0);
        assert_eq!(RosterAsk::default().address(None), "/agency/workers");
        assert!(RosterAsk { incomplete: "maybe".into(), ..RosterAsk::default() }.search().is_err());
    }
}
