//! Who sees what, right now: a small table under every page with personal data.

use askama::Template;

use super::{Icon, icon, part};
use crate::i18n::Lang;

/// How much of a thing somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eye {
    /// All of it.
    Visible,
    /// A masked rest.
    Masked,
    /// Nothing.
    Hidden,
}

impl Eye {
    const fn class(self) -> &'static str {
        match self {
            Self::Visible => "v-y",
            Self::Masked => "v-m",
            Self::Hidden => "v-n",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Visible => icon("eye"),
            Self::Masked => icon("shield-half"),
            Self::Hidden => icon("eye-off"),
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Visible => "sees-visible",
            Self::Masked => "sees-masked",
            Self::Hidden => "sees-hidden",
        }
    }
}

/// One thing and how much each party sees of it, in the order of [`Sees::parties`].
#[derive(Debug, Clone)]
pub struct SeesRow {
    /// The thing: "Worker's first name".
    pub thing: String,
    /// One per party.
    pub eyes: Vec<Eye>,
    /// Which rules say so, party by party; empty where the page does not tell.
    pub rules: Vec<SeesRule>,
}

/// A rule behind one cell of the table.
#[derive(Debug, Clone)]
pub struct SeesRule {
    /// Whose cell: "Agency".
    pub party: String,
    /// What it says.
    pub eye: Eye,
    /// The policy's id.
    pub id: String,
    /// Why it is so, in a sentence.
    pub why: String,
    /// Whether that sentence is in English on a page in another language.
    pub english: bool,
}

/// The table.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/sees.html")]
pub struct Sees {
    /// The page's language.
    pub lang: Lang,
    /// The columns: "You", "Agency", "Operator".
    pub parties: Vec<String>,
    /// The rows.
    pub rows: Vec<SeesRow>,
    /// Where the reader sees who opened their data; nothing for people who have no such page.
    pub log: Option<String>,
}

impl Sees {
    fn tells_rules(&self) -> bool {
        self.rows.iter().any(|row| !row.rules.is_empty())
    }
}

part!(Sees);
