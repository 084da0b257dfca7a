//! A value of a person as the reader may see it: in clear, masked, or not at all. What is hidden was never sent here.

use askama::Template;

use super::part;

/// One value; the words were chosen on the server from what the policy opened.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/shown.html")]
pub enum Shown {
    /// The value itself.
    Visible(String),
    /// What remains of it (`T•••••`), and when more will be seen ("opens at step 6"), empty when never.
    Masked {
        /// The rest that may be seen.
        rest: String,
        /// When more opens, in words.
        opens: String,
    },
    /// Nothing of it, and when it opens, in words.
    Hidden {
        /// When it opens, in words, or that it is sealed.
        opens: String,
        /// The rule that hides it, by its id; empty where the page does not tell.
        rule: String,
    },
}

impl Shown {
    /// Nothing, without the rule that says so.
    pub const fn hidden(opens: String) -> Self {
        Self::Hidden { opens, rule: String::new() }
    }

    /// A value in clear.
    pub fn clear(value: impl Into<String>) -> Self {
        Self::Visible(value.into())
    }
}

part!(Shown);
