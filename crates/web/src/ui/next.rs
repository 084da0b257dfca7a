//! The box that says what to do now: copper when it is the reader's turn, grey when somebody else's.

use askama::Template;

use super::{StepForm, part};
use crate::i18n::Lang;

/// Whose turn it is.
#[derive(Debug, Clone)]
pub enum Turn {
    /// The reader's: the steps that they may take now. The first is the main one; the others stand folded below it,
    /// or as a button alone when they are brief.
    Yours(Vec<StepForm>),
    /// Somebody else's: who acts and how long it usually takes, in one sentence.
    Theirs(String),
    /// Nobody's any more: how it ended, in one sentence.
    Nobody(String),
    /// Nothing is to be done while it stands so, and it is not over: how it stands, in one sentence.
    Rests(String),
}

/// What to do now, by when.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/next.html")]
pub struct Next {
    /// The page's language.
    pub lang: Lang,
    /// "by Sunday 22 Nov, 18:00"; empty when there is no limit.
    pub by: String,
    /// Whose turn it is and what can be done.
    pub turn: Turn,
}

impl Next {
    /// Whether it is the reader's turn.
    pub const fn is_yours(&self) -> bool {
        matches!(self.turn, Turn::Yours(_))
    }
}

part!(Next);
