//! Signs in rows and columns: who sees what, who may take which step. Scrolls in its own box; the first column stays.

use askama::Template;
use policy::Extent;

use super::{Icon, icon, part};
use crate::i18n::Lang;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// So much of a class is seen.
    Seen(Extent),
    /// A step may be taken.
    Yes,
    /// It may not.
    No,
}

impl Sign {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Seen(Extent::Visible) | Self::Yes => "v-y",
            Self::Seen(Extent::OnRequest | Extent::Masked) => "v-m",
            Self::Seen(Extent::Hidden) | Self::No => "v-n",
        }
    }

    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Seen(Extent::Visible) => icon("eye"),
            Self::Seen(Extent::OnRequest) => icon("key"),
            Self::Seen(Extent::Masked) => icon("shield-half"),
            Self::Seen(Extent::Hidden) | Self::No => icon("minus"),
            Self::Yes => icon("check"),
        }
    }

    /// The message that says it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Seen(Extent::Visible) => "verdict-visible",
            Self::Seen(Extent::OnRequest) => "verdict-on_request",
            Self::Seen(Extent::Masked) => "verdict-masked",
            Self::Seen(Extent::Hidden) => "verdict-hidden",
            Self::Yes => "verdict-allowed",
            Self::No => "verdict-denied",
        }
    }
}

/// What the last move did to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// More is seen than before.
    Opened,
    /// Less is seen than before.
    Closed,
}

impl Change {
    const fn key(self) -> &'static str {
        match self {
            Self::Opened => "explorer-opened",
            Self::Closed => "explorer-closed",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Whether it is the one that the question is about.
    pub on: bool,
}

/// A cell.
#[derive(Debug, Clone, Copy)]
pub struct MatrixCell {
    /// What it says.
    pub sign: Sign,
    /// What the last move did to it.
    pub change: Option<Change>,
}

/// A row: a class of data or a step.
#[derive(Debug, Clone)]
pub struct MatrixRow {
    /// The thing.
    pub thing: String,
    /// One cell for each column.
    pub cells: Vec<MatrixCell>,
}

/// The table.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/matrix.html")]
pub struct Matrix {
    /// The page's language.
    pub lang: Lang,
    /// The id of its heading.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What it is of, beside the heading.
    pub note: String,
    /// The heading of the first column.
    pub corner: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
    /// The signs that are explained under it.
    pub signs: Vec<Sign>,
}

impl Matrix {
    /// The signs of a table of classes.
    pub const SEEN: [Sign; 4] = [
        Sign::Seen(Extent::Visible),
        Sign::Seen(Extent::OnRequest),
        Sign::Seen(Extent::Masked),
        Sign::Seen(Extent::Hidden),
    ];
    /// The signs of a table of steps.
    pub const TAKEN: [Sign; 2] = [Sign::Yes, Sign::No];
}

part!(Matrix);
