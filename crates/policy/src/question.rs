//! A question as people put it who ask what the policies say: who, standing how, what for, and where a case stands.
//!
//! Unlike an [`Ask`] it is about nobody's record: [`Question::ask`] makes the ask of it, for one class or for the steps.

use domain::words::UnknownWord;
use domain::{Class, Overlay, Purpose, Relation, RelationSet, Role, Side, StateToken};

use crate::ask::{Ask, PurposeGiven, PurposeSource, working_purpose};

/// How whoever asks stands to the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// As people of this role usually do: see [`usual`].
    Usual,
    /// Just so.
    As(RelationSet),
}

/// What for somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Nobody says: what people usually do in this state.
    Working,
    /// Nobody says, and nothing is taken for granted.
    Unsaid,
    /// For this.
    Stated(Purpose),
}

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    /// Who asks.
    pub role: Role,
    /// How they stand to the data.
    pub standing: Standing,
    /// What for.
    pub why: Why,
    /// Where the case, or the roster record, stands.
    pub state: StateToken,
    /// What lies over it.
    pub overlay: Overlay,
}

impl Standing {
    /// The word of [`Self::Usual`].
    pub const USUAL: &'static str = "usual";

    /// Reads `usual`, or relations one by one. No word at all is `usual`.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownWord> {
        let mut words = words.into_iter().peekable();
        let Some(first) = words.peek() else { return Ok(Self::Usual) };
        if *first == Self::USUAL {
            words.next();
            return match words.next() {
                None => Ok(Self::Usual),
                Some(word) => Err(UnknownWord {
                    list: "relation beside `usual`",
                    word: word.chars().take(64).collect(),
                    valid: "`usual` alone, or relations".to_owned(),
                }),
            };
        }
        let mut relations = RelationSet::NONE;
        for word in words {
            let relation = Relation::parse(word)
                .map_err(|unknown| UnknownWord { valid: format!("{}, {}", Self::USUAL, unknown.valid), ..unknown })?;
            relations = relations.with(relation);
        }
        Ok(Self::As(relations))
    }

    /// The words that [`Self::parse`] reads, one by one.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Usual => vec![Self::USUAL],
            Self::As(relations) => relations.iter().map(Relation::as_str).collect(),
        }
    }
}

impl Why {
    /// The word of [`Self::Working`].
    pub const WORKING: &'static str = "working";
    /// The word of [`Self::Unsaid`].
    pub const UNSAID: &'static str = "none";

    /// Reads `working`, `none` or a purpose. No word is `working`.
    pub fn parse(word: Option<&str>) -> Result<Self, UnknownWord> {
        match word {
            None | Some(Self::WORKING) => Ok(Self::Working),
            Some(Self::UNSAID) => Ok(Self::Unsaid),
            Some(word) => Purpose::parse(word).map(Self::Stated).map_err(|unknown| UnknownWord {
                valid: format!("{}, {}, {}", Self::WORKING, Self::UNSAID, unknown.valid),
                ..unknown
            }),
        }
    }

    /// The word that [`Self::parse`] reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => Self::WORKING,
            Self::Unsaid => Self::UNSAID,
            Self::Stated(purpose) => purpose.as_str(),
        }
    }
}

impl Question {
    /// The relations that it is asked with: about this class, or about the steps.
    pub fn relations(&self, class: Option<Class>) -> RelationSet {
        match self.standing {
            Standing::Usual => usual(self.role, class, self.state),
            Standing::As(relations) => relations,
        }
    }

    /// The question to the table about this class, or about the steps.
    pub fn ask(&self, class: Option<Class>) -> Ask {
        let ask = Ask::new(self.role, self.relations(class), self.state, self.overlay);
        match self.why {
            Why::Working => ask.with_working_purpose(),
            Why::Unsaid => ask,
            Why::Stated(purpose) => ask.with_stated_purpose(purpose),
        }
    }

    /// The purpose that it is asked for: the stated one, or what people usually do in its state.
    pub const fn purpose(&self) -> Option<Purpose> {
        match self.why {
            Why::Working => Some(working_purpose(self.state)),
            Why::Unsaid => None,
            Why::Stated(purpose) => Some(purpose),
        }
    }

    /// The same question in another state. A working purpose follows the state.
    #[must_use]
    pub const fn in_state(mut self, state: StateToken) -> Self {
        self.state = state;
        self
    }

    /// The same question by another role.
    #[must_use]
    pub const fn by(mut self, role: Role) -> Self {
        self.role = role;
        self
    }
}

/// The same ask with its purpose stated, if it has one: what a disclosure asks.
pub(crate) fn stated(ask: Ask) -> Ask {
    match ask.purpose() {
        Some(PurposeGiven { purpose, source: PurposeSource::Working }) => ask.with_stated_purpose(purpose),
        _ => ask,
    }
}

/// How people of this role usually stand to data of this class (or, without one, to the object of a step) in this state: the
/// parties to what the case opened to them, an owner to its own, staff to their task, a worker to themself. Visitors, the
/// system, auditors and platform admins stand in no relation to anybody's data.
pub fn usual(role: Role, class: Option<Class>, state: StateToken) -> RelationSet {
    let one = |relation| RelationSet::NONE.with(relation);
    let case = StateToken::Enquiry..=StateToken::PermitRefused;
    let party = match case.contains(&state) || state >= StateToken::JobRequested {
        true => one(Relation::Party),
        false => RelationSet::NONE,
    };
    match (role, Side::of(role)) {
        (Role::Anonymous, _) | (_, Side::System) => RelationSet::NONE,
        (Role::Auditor | Role::PlatformAdmin, _) if class.is_some() => RelationSet::NONE,
        (_, Side::Operator) => one(Relation::Assigned),
        (_, Side::Worker) => one(Relation::Subject),
        (_, side) if class.is_none_or(|class| is_of_customer(class) == (side == Side::Customer)) => {
            party.with(Relation::OwnOrg)
        }
        _ => party,
    }
}

/// Whether data of this class is the household's own; everything else that a party owns is the agency's.
const fn is_of_customer(class: Class) -> bool {
    matches!(class, Class::CustomerIdentity | Class::CustomerArea | Class::CustomerMoney)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_answered_with_the_list_that_it_is_not_on() {
        let unknown = Standing::parse(["own_org", "partyy"]).expect_err("misspelt");
        assert!(unknown.to_string().contains("usual, none, subject, own_org, party"), "{unknown}");
        let unknown = Why::parse(Some("brows")).expect_err("misspelt");
        assert!(unknown.to_string().contains("working, none, browse, select"), "{unknown}");
        assert!(Standing::parse(["usual", "party"]).is_err());
    }

    #[test]
    fn what_was_written_reads_back() {
        for words in [vec!["usual"], vec!["none"], vec!["own_org", "party"]] {
            assert_eq!(Standing::parse(words.iter().copied()).expect("known").words(), words);
        }
        for word in ["working", "none", "permit"] {
            assert_eq!(Why::parse(Some(word)).expect("known").as_str(), word);
        }
        assert_eq!((Standing::parse([]), Why::parse(None)), (Ok(Standing::Usual), Ok(Why::Working)));
    }

    #[test]
    fn each_party_owns_its_own_and_is_a_party_to_the_rest_while_there_is_a_case() {
        let held = |role, class| usual(role, Some(class), StateToken::Held);
        let (party, own) = (RelationSet::NONE.with(Relation::Party), RelationSet::NONE.with(Relation::OwnOrg));
        assert_eq!(held(Role::Customer, Class::WorkerName), party);
        assert_eq!(held(Role::Customer, Class::CustomerIdentity), party.with(Relation::OwnOrg));
        assert_eq!(held(Role::AgencyUser, Class::CustomerIdentity), party);
        assert_eq!(usual(Role::AgencyUser, Some(Class::WorkerName), StateToken::RosterListed), own);
        assert_eq!(usual(Role::Customer, Some(Class::WorkerName), StateToken::RosterListed), RelationSet::NONE);
        assert_eq!(held(Role::Auditor, Class::WorkerName), RelationSet::NONE);
    }
}
