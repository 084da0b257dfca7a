//! A state in a word: always an icon and a word, never colour alone.

use askama::Template;

use super::{Icon, part, small};

/// What a colour means; one meaning each (guide, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done, visible, good.
    Ok,
    /// Held, waiting on others.
    Info,
    /// Ends soon, masked.
    Wait,
    /// Blocked, refused.
    Stop,
    /// It is your turn, and nothing else.
    Turn,
    /// Restricted data.
    Seal,
    /// Chosen, ours.
    Brand,
    /// Neutral.
    Mute,
}

impl Tone {
    /// The tone's part of a class name.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Wait => "wait",
            Self::Stop => "stop",
            Self::Turn => "turn",
            Self::Seal => "seal",
            Self::Brand => "brand",
            Self::Mute => "mute",
        }
    }
}

/// A round badge.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<span class="badge b-{{ tone.class() }}">{{ icon }}{{ word }}</span>"#, ext = "html")]
pub struct Badge {
    tone: Tone,
    icon: Icon,
    word: String,
}

impl Badge {
    /// A badge of this meaning.
    pub fn new(tone: Tone, icon: &'static str, word: impl Into<String>) -> Self {
        Self { tone, icon: small(icon), word: word.into() }
    }
}

part!(Badge);
