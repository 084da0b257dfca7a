//! A question to the policies as addresses, forms, bodies and commands write it, and back: one reading for all of them.

use domain::words::UnknownWord;
use domain::{Overlay, Role, StateToken};
use policy::{Question, Standing, Why};
use serde::Deserialize;

/// The words of a question. What is left out is a customer's, in the usual relation, for the state's usual purpose, at the
/// meeting, with nothing over it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asking {
    /// Who asks.
    pub role: Option<String>,
    /// `usual`, or relations with commas between them.
    pub relation: Option<String>,
    /// `working`, `none` or a purpose.
    pub purpose: Option<String>,
    /// Where the case stands.
    pub state: Option<String>,
    /// What lies over it.
    pub overlay: Option<String>,
}

/// What a page asks when its address says nothing.
const FIRST: Question = Question {
    role: Role::Customer,
    standing: Standing::Usual,
    why: Why::Working,
    state: StateToken::MeetingSet,
    overlay: Overlay::None,
};

impl Asking {
    /// The question, and each word that is on no list with the name of its part. The part then is as if it were left out.
    pub fn read(&self) -> (Question, Vec<(&'static str, UnknownWord)>) {
        let mut unknown = Vec::new();
        let mut question = FIRST;
        let said =
            |part: &Option<String>| part.as_deref().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
        let mut note = |part, word| unknown.push((part, word));
        if let Some(word) = said(&self.role) {
            Role::parse(&word).map_or_else(|word| note("role", word), |role| question.role = role);
        }
        if let Some(words) = said(&self.relation) {
            let words = words.split([',', ' ']).filter(|word| !word.is_empty());
            Standing::parse(words).map_or_else(|word| note("relation", word), |standing| question.standing = standing);
        }
        Why::parse(said(&self.purpose).as_deref()).map_or_else(|word| note("purpose", word), |why| question.why = why);
        if let Some(word) = said(&self.state) {
            StateToken::parse(&word).map_or_else(|word| note("state", word), |state| question.state = state);
        }
        if let Some(word) = said(&self.overlay) {
            Overlay::parse(&word).map_or_else(|word| note("overlay", word), |overlay| question.overlay = overlay);
        }
        (question, unknown)
    }

    /// The words of a question.
    pub fn of(question: &Question) -> Self {
        Self {
            role: Some(question.role.to_string()),
            relation: Some(question.standing.words().join(",")),
            purpose: Some(question.why.as_str().to_owned()),
            state: Some(question.state.to_string()),
            overlay: Some(question.overlay.to_string()),
        }
    }

    /// The question as the query of an address.
    pub fn query(question: &Question) -> String {
        let parts = [
            ("role", question.role.as_str().to_owned()),
            ("relation", question.standing.words().join(",")),
            ("purpose", question.why.as_str().to_owned()),
            ("state", question.state.as_str().to_owned()),
            ("overlay", question.overlay.as_str().to_owned()),
        ];
        parts.iter().map(|(name, word)| format!("{name}={word}")).collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_back_from_its_address() {
        let asked = Asking {
            role: Some("agency_user".into()),
            relation: Some("own_org,party".into()),
            purpose: Some("permit".into()),
            state: Some("roster:listed".into()),
            overlay: Some("frozen".into()),
        };
        let (question, unknown) = asked.read();
        assert_eq!(unknown, []);
        let query = Asking::query(&question);
        assert_eq!(query, "role=agency_user&relation=own_org,party&purpose=permit&state=roster:listed&overlay=frozen");
        assert_eq!(Asking::of(&question).read().0, question);
    }

    #[test]
    fn every_word_that_is_on_no_list_is_named_with_its_part() {
        let asked = Asking { role: Some("burglar".into()), state: Some("offerd".into()), ..Asking::default() };
        let (question, unknown) = asked.read();
        assert_eq!(question, FIRST);
        let parts: Vec<_> = unknown.iter().map(|(part, _)| *part).collect();
        assert_eq!(parts, ["role", "state"]);
        assert!(unknown[0].1.to_string().contains("anonymous, customer"));
    }
}
