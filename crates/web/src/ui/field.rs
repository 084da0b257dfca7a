//! One question of a form: label above, hint and error under it. The server's answer shows the same field again, with what was typed.

use askama::Template;

use super::part;

/// One answer to choose from.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A second, quieter line; may be empty.
    pub detail: String,
    /// Whether it is chosen. Nothing is ever chosen in advance where it costs or reveals something.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not made.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), detail: String::new(), chosen: false }
    }

    /// With a second line.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Chosen, if `yes`.
    #[must_use]
    pub const fn chosen(mut self, yes: bool) -> Self {
        self.chosen = yes;
        self
    }
}

/// How a question is answered.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line. The first word is the HTML input type: `text`, `email`, `tel`, `date`, `datetime-local`, `search`.
    Line(&'static str),
    /// A whole number from..to.
    Number(i64, i64),
    /// A sum in rial with three decimals.
    Rial,
    /// A one-time code of six digits.
    Code,
    /// Several lines, 1,000 characters at most.
    Area,
    /// One of a few, each a card that can be pressed.
    Cards(Vec<Choice>),
    /// One of many.
    Select(Vec<Choice>),
    /// One of a few, small, in a filter panel.
    Radios(Vec<Choice>),
    /// Any of a few.
    Checks(Vec<Choice>),
    /// A sentence to agree to; the label is the sentence.
    Tick,
    /// A file of these kinds (`accept` attribute).
    File(&'static str),
}

/// One question.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/field.html")]
pub struct Field {
    /// The name that is sent.
    pub name: String,
    /// The question.
    pub label: String,
    /// How it is answered.
    pub kind: Kind,
    /// What was typed before; empty at first. A tick is `yes` when set.
    pub value: String,
    /// Help under the label.
    pub hint: String,
    /// What is wrong and how to mend it; empty when nothing is.
    pub error: String,
    /// What the browser may fill in (`autocomplete`); empty means `off`.
    pub fill: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Set before the name in the element's id where one page has the same field twice.
    pub scope: String,
}

impl Field {
    /// An empty question that must be answered.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            hint: String::new(),
            error: String::new(),
            fill: "off",
            optional: false,
            scope: String::new(),
        }
    }

    /// With help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With what was typed.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With what is wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// With what the browser may fill in.
    #[must_use]
    pub const fn fill(mut self, fill: &'static str) -> Self {
        self.fill = fill;
        self
    }

    /// That may stay empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The element's id.
    pub fn id(&self) -> String {
        if self.scope.is_empty() { self.name.clone() } else { format!("{}-{}", self.scope, self.name) }
    }

    fn described_by(&self) -> String {
        let id = self.id();
        let mut by = Vec::new();
        if !self.hint.is_empty() {
            by.push(format!("{id}-hint"));
        }
        if !self.error.is_empty() {
            by.push(format!("{id}-error"));
        }
        by.join(" ")
    }

    fn required(&self) -> bool {
        !self.optional
    }
}

part!(Field);
