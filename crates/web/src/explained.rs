//! What the policies answer, as sentences: one wording for the page, the interface and the command.

use app::explorer::{About, Broken, Kept, Told};
use domain::{Overlay, StateToken};
use fluent_templates::fluent_bundle::FluentValue;
use policy::{Denial, Question, Rule, Standing, Why};

use crate::i18n::Lang;

/// A question in words, without what it is about.
pub fn question(lang: Lang, question: &Question) -> String {
    let parts = [
        ("role", lang.t(&format!("role-{}", question.role))),
        ("relation", standing(lang, question.standing)),
        ("purpose", why(lang, question)),
        ("state", state(lang, question.state)),
        ("over", over(lang, question.overlay)),
    ];
    let args: Vec<_> = parts.iter().map(|(name, word)| (*name, FluentValue::from(word.as_str()))).collect();
    lang.say("explain-asked", &args)
}

/// How somebody stands to the data, in words.
pub fn standing(lang: Lang, standing: Standing) -> String {
    let words: Vec<String> = standing.words().iter().map(|word| lang.t(&format!("relation-{word}"))).collect();
    lang.list(&words)
}

/// What for, in words; of a purpose that nobody said, which one it is.
pub fn why(lang: Lang, question: &Question) -> String {
    match (question.why, question.purpose()) {
        (Why::Working, Some(purpose)) => lang.t1("explain-usually", "purpose", lang.t(&format!("purpose-{purpose}"))),
        (_, Some(purpose)) => lang.t(&format!("purpose-{purpose}")),
        (_, None) => lang.t("purpose-none"),
    }
}

/// A state by its name: of a case, or of a record on the roster.
pub fn state(lang: Lang, state: StateToken) -> String {
    let name = lang.t(&format!("state-{}", state.as_str().replace(':', "-")));
    match state.as_str().split_once(':') {
        Some((of, _)) => lang.t1(&format!("explain-{of}"), "state", name),
        None => name,
    }
}

/// What lies over it, in a few words.
pub fn over(lang: Lang, overlay: Overlay) -> String {
    lang.t(&format!("over-{overlay}"))
}

/// The thing that a question is about, in words.
pub fn about(lang: Lang, about: About) -> String {
    lang.t(&format!("{}-{}", about.kind(), about.as_str()))
}

/// Why a rule is there, in the reader's language where it says so.
pub fn reason(lang: Lang, rule: &Rule) -> &str {
    match (lang, &rule.why_ar) {
        (Lang::Ar, Some(why)) => why,
        _ => &rule.why,
    }
}

/// The rule that decides and why: [`Denial::DEFAULT`] where none speaks.
pub fn decided(lang: Lang, rules: &[&Rule]) -> (String, String) {
    rules.first().map_or_else(
        || (Denial::DEFAULT.to_owned(), lang.t("explain-default")),
        |rule| (rule.id.to_string(), reason(lang, rule).to_owned()),
    )
}

/// Question and answer as one sentence.
pub fn answer(lang: Lang, asked: &Question, thing: About, told: &Told<'_>) -> String {
    let (rule, why) = decided(lang, &told.rules);
    let parts = [
        ("asked", question(lang, asked)),
        ("thing", about(lang, thing)),
        ("verdict", lang.t(&format!("verdict-{}", told.verdict.as_str()))),
        ("rule", rule),
        ("why", why),
    ];
    let args: Vec<_> = parts.iter().map(|(name, word)| (*name, FluentValue::from(word.as_str()))).collect();
    lang.say("explain-answer", &args)
}

/// A kept test that is answered otherwise, as one sentence.
pub fn otherwise(lang: Lang, kept: &Kept) -> String {
    let parts = [
        ("asked", question(lang, &kept.test.question)),
        ("thing", about(lang, kept.test.about)),
        ("expected", lang.t(&format!("verdict-{}", kept.test.expected.as_str()))),
        ("now", lang.t(&format!("verdict-{}", kept.now.as_str()))),
        ("rule", kept.rule.clone()),
    ];
    let args: Vec<_> = parts.iter().map(|(name, word)| (*name, FluentValue::from(word.as_str()))).collect();
    lang.say("explain-otherwise", &args)
}

/// A kept test that a set does not hold, as one sentence.
pub fn broken(lang: Lang, broken: &Broken) -> String {
    match broken {
        Broken::Otherwise(kept) => otherwise(lang, kept),
        Broken::Unreadable { word, .. } => lang.t2("explain-unreadable", "word", &word.word, "list", word.list),
    }
}
