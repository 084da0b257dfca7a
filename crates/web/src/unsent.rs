//! What somebody typed into a form while their session ended: it goes along through the sign-in, in the pages themselves, and is
//! sent when they say so. Nothing of it is kept anywhere else.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::form::Sent;
use crate::page::{Page, answer};
use crate::preferences::own_path;

/// LIMIT: bytes of what goes along; whatever is longer has to be typed again.
const UNSENT_MAX: usize = 64 * 1024;

/// What a form sends besides what somebody typed.
const UNSEEN: [&str; 8] = ["key", "version", "step", "back", "check", "kind", "to", "terms_sha256"];

/// A form that waits to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Where it is sent.
    action: String,
    /// The page that it stands on.
    stands: String,
    /// Names and values, in order.
    fields: Vec<(String, String)>,
}

impl Unsent {
    /// What was sent to `action` from the page `stands`, without its token: that one is of the session that ended.
    pub fn of(sent: &Sent, action: &str, stands: &str) -> Self {
        let fields = sent.pairs().filter(|(name, _)| *name != "csrf");
        Self {
            action: action.to_owned(),
            stands: stands.to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    /// As one value of a form; empty where there is nothing, or too much of it.
    pub fn to_field(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        if self.fields.is_empty() || text.len() > UNSENT_MAX { String::new() } else { text }
    }

    /// What [`Self::to_field`] wrote; nothing where it was not of ours, or leads elsewhere.
    pub fn read(field: &str) -> Option<Self> {
        let unsent: Self = serde_json::from_str(field).ok()?;
        let ours = |path: &str| own_path(path) == path;
        (field.len() <= UNSENT_MAX && unsent.action != "/" && ours(&unsent.action) && ours(&unsent.stands))
            .then_some(unsent)
    }
}

/// Shows what waits, and asks whether it is to be sent now.
#[derive(Debug, Template)]
#[template(path = "unsent.html")]
struct Waits {
    page: Page,
    unsent: Unsent,
}

impl Waits {
    fn typed(&self) -> impl Iterator<Item = &str> {
        let seen = |(name, value): &&(String, String)| !UNSEEN.contains(&name.as_str()) && !value.trim().is_empty();
        self.unsent.fields.iter().filter(seen).map(|(_, value)| value.as_str())
    }
}

/// Tells that the session ended, and leads to the sign-in with what was typed.
#[derive(Debug, Template)]
#[template(path = "unsent_ended.html")]
struct Ended {
    page: Page,
    unsent: String,
    to: String,
}

/// Tells that a fresh sign-in is wanted, and leads there with what was typed.
#[derive(Debug, Template)]
#[template(path = "unsent_anew.html")]
struct Anew {
    page: Page,
    unsent: String,
    to: String,
    /// Whether something was typed that is too much to go along.
    lost: bool,
}

/// The page for somebody who is to sign in anew before something that wants a fresh proof.
pub fn anew(page: Page, unsent: &Unsent, to: &str) -> Response {
    let field = unsent.to_field();
    let lost = field.is_empty() && !unsent.fields.is_empty();
    answer(StatusCode::FORBIDDEN, &Anew { unsent: field, to: to.to_owned(), lost, page }, false)
}

/// The page for somebody whose session ended while they wrote.
pub fn ended(page: Page, unsent: &Unsent) -> Response {
    answer(StatusCode::UNAUTHORIZED, &Ended { unsent: unsent.to_field(), to: unsent.stands.clone(), page }, false)
}

/// The page that asks; `page` has the token of the session that there is now.
pub fn ask(status: StatusCode, page: Page, unsent: Unsent) -> Response {
    answer(status, &Waits { page, unsent }, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsent(action: &str, value: &str) -> Unsent {
        let fields = vec![("text".to_owned(), value.to_owned())];
        Unsent { action: action.into(), stands: "/agency/workers".into(), fields }
    }

    #[test]
    fn what_was_typed_goes_along_as_it_is() {
        let kept = unsent("/agency/workers/new", "سلمى \"& <Salma>");
        assert_eq!(Unsent::read(&kept.to_field()), Some(kept));
    }

    #[test]
    fn nothing_leads_out_of_the_house_and_nothing_is_endless() {
        for elsewhere in ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/", ""] {
            assert_eq!(Unsent::read(&unsent(elsewhere, "a").to_field()), None, "{elsewhere}");
        }
        assert_eq!(unsent("/agency", &"a".repeat(UNSENT_MAX)).to_field(), "");
        assert_eq!(Unsent::read("no json"), None);
        assert_eq!(Unsent::default().to_field(), "");
    }
}
