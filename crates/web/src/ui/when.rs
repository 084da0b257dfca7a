//! A moment: words for people in Muscat time, the exact time for machines.

use askama::Template;
use jiff::Timestamp;

use super::part;
use crate::i18n::{Lang, muscat};

/// `<time datetime="…">Sunday 22 November, 18:00</time>`.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<time datetime="{{ exact }}">{{ words }}</time>"#, ext = "html")]
pub struct When {
    exact: String,
    words: String,
}

impl When {
    /// The moment as seen from `now`: the year is said only when it is another one.
    pub fn new(lang: Lang, at: Timestamp, now: Timestamp) -> Self {
        Self { exact: at.to_string(), words: lang.moment(muscat(at), muscat(now).date()) }
    }

    /// The exact moment (RFC 3339), for machines and hidden fields.
    pub fn exact(&self) -> &str {
        &self.exact
    }

    /// The words alone, for use inside a sentence.
    pub fn words(&self) -> &str {
        &self.words
    }
}

part!(When);
