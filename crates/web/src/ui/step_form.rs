//! One step that can be taken: what it is, what it asks, what it costs, what follows, and the button.
//!
//! The words come from the messages `step-TOKEN` (the button) with the attributes `title`, `why`, `cost` and `after`;
//! each may vary by `$by`, the reader's side.

use askama::Template;
use domain::words::StepToken;
use fluent_templates::fluent_bundle::FluentValue;

use super::{Field, part};
use crate::i18n::Lang;

/// How the button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do now in a case (copper).
    Turn,
    /// The main action of a page.
    Main,
    /// One among several.
    Plain,
    /// Ends or refuses something.
    Stop,
}

/// A form that takes one step of a case or of a roster record. It posts `csrf`, `step`, `version`, `key` and its fields.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/step_form.html")]
pub struct StepForm {
    /// The page's language.
    pub lang: Lang,
    /// The step.
    pub step: StepToken,
    /// The reader's side, which the words may depend on: `customer`, `agency`, `worker`, `operator`.
    pub by: &'static str,
    /// Where the form is sent.
    pub action: String,
    /// The session's CSRF token.
    pub csrf: String,
    /// The version that the reader saw; a newer one is answered with 409.
    pub version: i64,
    /// The idempotency key: drawn anew for each page that is rendered.
    pub key: String,
    /// How the button looks.
    pub weight: Weight,
    /// What travels along unseen: `terms_sha256` of what is signed.
    pub hidden: Vec<(&'static str, String)>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// Only the button: for the plain "no" beside a "yes" that has said everything.
    pub brief: bool,
    /// What it costs, when a message cannot know it; empty takes the step's own words.
    pub cost: String,
}

impl StepForm {
    fn words(&self, attribute: &str) -> Option<String> {
        let key = format!("step-{}{attribute}", self.step.as_str());
        let text = self.lang.say(&key, &[("by", FluentValue::from(self.by))]);
        (text != key && text != "-").then_some(text)
    }

    /// The step as a heading: "Choose a time to meet".
    pub fn title(&self) -> String {
        self.words(".title").unwrap_or_else(|| self.label())
    }

    /// Whether an answer is to be mended: then it does not stand folded.
    pub fn is_refused(&self) -> bool {
        self.fields.iter().any(|field| !field.error.is_empty())
    }

    fn label(&self) -> String {
        self.words("").unwrap_or_default()
    }

    fn cost(&self) -> Option<String> {
        if self.cost.is_empty() { self.words(".cost") } else { Some(self.cost.clone()) }
    }

    /// The fields with ids of their own, since one page may offer several steps.
    fn scoped(&self) -> Vec<Field> {
        self.fields.iter().map(|field| Field { scope: self.step.as_str().to_owned(), ..field.clone() }).collect()
    }

    const fn button(&self) -> &'static str {
        match self.weight {
            Weight::Turn => "btn btn-turn",
            Weight::Main => "btn btn-main",
            Weight::Plain => "btn",
            Weight::Stop => "btn btn-stop",
        }
    }
}

part!(StepForm);
