//! Why a document is not taken, in words that a page can translate.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Content;

/// Why a document is not taken. Nothing of its content is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Longer than anybody needs.
    #[error("the file is longer than {most} bytes")]
    TooLong {
        /// The most, in bytes.
        most: usize,
    },
    /// Of no kind that is read here.
    #[error("not a JPEG, PNG, WebP or PDF file")]
    Unknown,
    /// A drawing that can hold scripts.
    #[error("SVG drawings can hold scripts: send a photo or a PDF")]
    Drawing,
    /// A photo of a kind that few programs read.
    #[error("HEIC and AVIF photos are not read: send the photo as JPEG")]
    PhoneFormat,
    /// A picture that moves, or of an old kind.
    #[error("GIF, BMP and TIFF pictures are not read: send a JPEG, PNG or PDF file")]
    OldPicture,
    /// A container of other files: an archive, or a document of an office program.
    #[error("archives and office documents are not taken: send a PDF or a photo of each page")]
    Container,
    /// Something that runs.
    #[error("programs and web pages are not taken")]
    Program,
    /// One file that is two: a reader would see another thing than the check.
    #[error("the file is of two kinds at once")]
    TwoInOne,
    /// It cannot be read to its end.
    #[error("the {} file is damaged: save or scan it anew", .0.name())]
    Damaged(Content),
    /// More pixels than a scan has.
    #[error("the picture has more than {most} megapixels")]
    TooManyPixels {
        /// The most, in millions.
        most: u32,
    },
    /// A picture of several.
    #[error("the picture moves: send a still one")]
    Moving,
    /// A PDF with a password or a key.
    #[error("the PDF is locked: save it without a password")]
    Locked,
    /// A PDF that could do something.
    #[error("the PDF could {}: print it to a new PDF and send that", .0.does())]
    Active(Activity),
    /// More pages than are read.
    #[error("the PDF has {pages} pages, the most is {most}")]
    TooManyPages {
        /// How many there are.
        pages: usize,
        /// How many there may be.
        most: usize,
    },
    /// It unpacks to more than it may.
    #[error("the file unpacks to more than {most} megabytes")]
    Bomb {
        /// The most, in millions of bytes.
        most: u64,
    },
}

/// What a PDF could do beside being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Run a script.
    Script,
    /// Start a program or another file.
    Launch,
    /// Act when it is opened, printed or closed.
    ByItself,
    /// Bring other files along.
    Files,
    /// Play sound, films or three-dimensional models.
    Media,
    /// Send what is typed into it, or fetch something.
    Send,
    /// Show a form that only one maker's programs read.
    Form,
}

impl Activity {
    /// What it could do, as a verb.
    pub const fn does(self) -> &'static str {
        match self {
            Self::Script => "run a script",
            Self::Launch => "start a program",
            Self::ByItself => "act by itself when it is opened",
            Self::Files => "bring other files along",
            Self::Media => "play sound or film",
            Self::Send => "send or fetch something",
            Self::Form => "show a form with a life of its own",
        }
    }
}
