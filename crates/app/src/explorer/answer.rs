//! One question, one answer: how much of a class is seen, or whether a step may be taken, and by which rules.

use domain::words::UnknownWord;
use domain::{Class, StepToken};
use policy::{ClassAnswer, Extent, Question, Rule, Table};

use super::fields;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// A class of data.
    Class(Class),
    /// A step.
    Step(StepToken),
}

impl About {
    /// `class` or `step`.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Class(_) => "class",
            Self::Step(_) => "step",
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Class(class) => class.as_str(),
            Self::Step(step) => step.as_str(),
        }
    }

    /// Reads what [`Self::kind`] and [`Self::as_str`] wrote.
    pub fn parse(kind: &str, word: &str) -> Result<Self, UnknownWord> {
        match kind {
            "class" => Class::parse(word).map(Self::Class),
            "step" => StepToken::parse(word).map(Self::Step),
            _ => Err(UnknownWord {
                list: "kind of question",
                word: kind.chars().take(64).collect(),
                valid: "class, step".to_owned(),
            }),
        }
    }
}

/// An answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// So much of the class is seen.
    Seen(Extent),
    /// The step may be taken, or not.
    Allowed(bool),
}

impl Verdict {
    /// Its word: `visible`, `on_request`, `masked`, `hidden`, `allowed`, `denied`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen(extent) => extent.as_str(),
            Self::Allowed(true) => "allowed",
            Self::Allowed(false) => "denied",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        let extents = Extent::ALL.map(Self::Seen);
        let all = [&extents[..], &[Self::Allowed(true), Self::Allowed(false)]].concat();
        all.iter().copied().find(|verdict| verdict.as_str() == word).ok_or_else(|| UnknownWord {
            list: "answer",
            word: word.chars().take(64).collect(),
            valid: all.iter().map(|verdict| verdict.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

/// An answer with the rules that decide.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    /// The answer.
    pub verdict: Verdict,
    /// The rules; none when nothing permits it and nothing forbids it.
    pub rules: Vec<&'t Rule>,
}

impl Told<'_> {
    /// The id of the first rule that decides: `default.deny` where none speaks.
    pub fn rule(&self) -> &str {
        self.rules.first().map_or(policy::Denial::DEFAULT, |rule| &rule.id)
    }
}

/// The answer to one question.
pub fn ask<'t>(table: &'t Table, question: &Question, about: About) -> Told<'t> {
    match about {
        About::Class(class) => {
            let answer = about_class(table, question, class);
            Told { verdict: Verdict::Seen(answer.extent), rules: answer.rules }
        }
        About::Step(step) => {
            let answer = table.about_step(question, step);
            Told { verdict: Verdict::Allowed(answer.allowed), rules: answer.rules }
        }
    }
}

/// How much of a class is seen: as policy opens it, and no more than its fields need in this state.
pub fn about_class<'t>(table: &'t Table, question: &Question, class: Class) -> ClassAnswer<'t> {
    let mut answer = table.about_class(question, class, None);
    if fields::is_closed(*question, class) {
        answer.extent = fields::closed(answer.extent);
        answer.purposes.clear();
    }
    answer
}

/// The steps that somebody may take in this state, as far as policy goes.
pub fn steps_in(table: &Table, question: &Question) -> Vec<StepToken> {
    let taken = |step: &StepToken| !table.about_step(question, *step).roles.is_empty();
    StepToken::ALL.iter().copied().filter(taken).collect::<Vec<_>>()
}
