//! Words of errors for the API, from the same messages as the pages.

use domain::refusal::Refusal;
use fluent_templates::fluent_bundle::FluentValue;

use crate::i18n::Lang;

/// Why a step is refused and what to do next.
pub fn refusal(refusal: &Refusal) -> String {
    if let Ok(statement) = domain::attest::Statement::parse(refusal.rule) {
        return plain(&Lang::En.t1("refusal-statement", "statement", Lang::En.t(&format!("statement-{statement}"))));
    }
    let key = format!("refusal-{}", refusal.rule);
    let args: Vec<_> = refusal.args.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
    match Lang::En.say(&key, &args) {
        words if words == key => Lang::En.t("refusal-generic"),
        words => plain(&words),
    }
}

/// What cannot be twice.
pub fn conflict(word: &str) -> String {
    Lang::En.t(&format!("conflict-{word}"))
}

/// That a household asks about a profile already, and in which case.
pub fn asked_already(case: &str) -> String {
    plain(&Lang::En.t1("conflict-asked_already", "case", case.to_owned()))
}

/// What is wrong with an input.
pub fn fault(reason: &str) -> String {
    Lang::En.t(&format!("fault-{reason}"))
}

/// A sentence without the marks that set its parts apart on a page of mixed direction: programs print it as it is.
pub fn plain(words: &str) -> String {
    words.replace(['\u{2068}', '\u{2069}'], "")
}
