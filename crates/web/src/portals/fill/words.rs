//! Short texts from what is known: kinds of work, languages, the other party's name.

use app::cases::{CaseView, Party};

use crate::i18n::Lang;
use crate::page::{Page, Portal};

/// Words of a closed list, joined: `work`, `language`, `skill`.
pub fn list(page: &Page, kind: &str, tokens: &[String]) -> String {
    let said: Vec<String> = tokens.iter().map(|token| word(page, kind, token)).collect();
    page.lang.list(&said)
}

/// One word of a closed list; a word without a message shows itself.
pub fn word(page: &Page, kind: &str, token: &str) -> String {
    page.lang.maybe(&format!("{kind}-{}", token.replace('_', "-"))).unwrap_or_else(|| token.to_owned())
}

/// What a field is called. A customer's is called as in the panel of the household.
pub fn field(page: &Page, name: &str) -> String {
    page.t(format!("field-{}", name.strip_prefix("customer_").unwrap_or(name)))
}

/// An organisation as its partners may know it: an agency's code and name, a customer's reference.
pub fn party(page: &Page, party: &Party) -> String {
    match (&party.code, name(page, party.name.as_ref(), party.name_ar.as_ref())) {
        (Some(code), Some(name)) => page.lang.named(code, &name),
        (Some(code), None) => code.clone(),
        _ => party.reference.clone().unwrap_or_default(),
    }
}

/// A trade name in the reader's script, else in the other one.
pub fn name(page: &Page, latin: Option<&String>, arabic: Option<&String>) -> Option<String> {
    let name = match page.lang {
        Lang::Ar => arabic.or(latin),
        Lang::En => latin.or(arabic),
    };
    name.cloned()
}

/// With whom the reader has this case.
pub fn with(page: &Page, portal: Portal, view: &CaseView) -> String {
    match portal {
        Portal::Agency => party(page, &view.customer),
        Portal::Operator => page.lang.list(&[party(page, &view.customer), party(page, &view.agency)]),
        Portal::Public | Portal::Customer | Portal::Worker => party(page, &view.agency),
    }
}

/// The same as a sentence.
pub fn lede(page: &Page, portal: Portal, view: &CaseView) -> String {
    let with = with(page, portal, view);
    if with.is_empty() { String::new() } else { page.t1("case-lede", "with", with) }
}
