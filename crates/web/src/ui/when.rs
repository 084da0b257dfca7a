//! A moment: words for people in Muscat time, the exact time for machines.

use askama::Template;
use jiff::Timestamp;

use super::part;
use crate::i18n::{Lang, muscat};

/// `<time datetime="…">Sunday 22 November, 18:00</time>`.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<time datetime="{{ exact }}"{% if !own.is_empty() %} data-own="{{ own }}"{% endif %}>{{ words }}</time>"#,
    ext = "html"
)]
pub struct When {
    exact: String,
    words: String,
    /// How a reader elsewhere is told their own time, which only a script knows; `%` stands for it.
    own: String,
    lang: Lang,
}

impl When {
    /// The moment as seen from `now`: the year is said only when it is another one.
    pub fn new(lang: Lang, at: Timestamp, now: Timestamp) -> Self {
        Self { exact: at.to_string(), words: lang.moment(muscat(at), muscat(now).date()), own: String::new(), lang }
    }

    /// The same with the reader's own time beside it, where that is another and a script runs.
    #[must_use]
    pub fn with_own(&self) -> Self {
        Self { own: self.lang.t1("own-time", "time", "%"), ..self.clone() }
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
