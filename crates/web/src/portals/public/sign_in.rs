//! Sign-in in two steps: where to send a code, then the code. The answer never tells whether an address is known.

use askama::Template;

use crate::page::Page;
use crate::portals::passkeys::PasskeyForm;
use crate::ui::{Field, Kind, When};

/// The first step: posts `csrf`, `address` and `to` to `/sign-in`. A phone number or an e-mail address; the server tells which.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/sign_in.html")]
pub struct SignIn {
    /// The frame; entry `sign-in`.
    pub page: Page,
    /// What was typed.
    pub address: String,
    /// What is wrong with it; empty at first.
    pub error: String,
    /// By whose sign-in staff may come in: the name in addresses, and in words.
    pub ways: Vec<(String, String)>,
    /// Why such a sign-in came to nothing; mostly empty.
    pub notice: String,
    /// The path to go to afterwards.
    pub to: String,
    /// What waits to be sent afterwards, as [`crate::unsent`] writes it; mostly nothing.
    pub unsent: String,
}

impl SignIn {
    fn field(&self) -> Field {
        Field::new("address", self.page.t("sign-in-address"), Kind::Line("text"))
            .hint(self.page.t("sign-in-address.hint"))
            .value(&*self.address)
            .error(&*self.error)
            .fill("username")
    }

    fn errors(&self) -> Vec<(String, String)> {
        crate::portals::form_errors([&self.field()])
    }
}

/// The second step: posts `csrf`, `code`, `to`, and what this page shows again, to `/sign-in/{challenge}`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/sign_in_code.html")]
pub struct SignInCode {
    /// The frame; entry `sign-in`.
    pub page: Page,
    /// The challenge's id.
    pub challenge: String,
    /// Where the code went, as typed by the same visitor.
    pub address: String,
    /// Until when the code works.
    pub until: When,
    /// What is wrong with the code; empty at first.
    pub error: String,
    /// The path to go to afterwards.
    pub to: String,
    /// What waits to be sent afterwards, as [`crate::unsent`] writes it; mostly nothing.
    pub unsent: String,
}

impl SignInCode {
    /// The other way for a code; said to everybody alike.
    fn other_way(&self) -> &'static str {
        if self.address.contains('@') { "sign-in-by-phone" } else { "sign-in-by-email" }
    }

    fn field(&self) -> Field {
        Field::new("code", self.page.t("sign-in-code"), Kind::Code)
            .hint(self.page.t("sign-in-code.hint"))
            .error(&*self.error)
    }

    fn errors(&self) -> Vec<(String, String)> {
        crate::portals::form_errors([&self.field()])
    }
}

/// The third step, for whoever has an authenticator: posts `csrf`, `code`, `second`, `to` to `/sign-in/{challenge}`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/sign_in_second.html")]
pub struct SignInSecond {
    /// The passkey that answers in the place of a code.
    pub passkey: Option<PasskeyForm>,
    /// The frame; entry `sign-in`.
    pub page: Page,
    /// The challenge's id.
    pub challenge: String,
    /// Until when it can be answered.
    pub until: When,
    /// What is wrong with the code; empty at first.
    pub error: String,
    /// The path to go to afterwards.
    pub to: String,
    /// What waits to be sent afterwards, as [`crate::unsent`] writes it; mostly nothing.
    pub unsent: String,
}

impl SignInSecond {
    fn field(&self) -> Field {
        Field::new("code", self.page.t("security-code"), Kind::Line("text"))
            .hint(self.page.t("security-code.hint"))
            .error(&*self.error)
            .fill("one-time-code")
    }

    fn errors(&self) -> Vec<(String, String)> {
        crate::portals::form_errors([&self.field()])
    }
}

/// The third step, for whoever wants two codes: posts `csrf`, `code`, `second`, `to` to `/sign-in/{challenge}`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/sign_in_other.html")]
pub struct SignInOther {
    /// The frame; entry `sign-in`.
    pub page: Page,
    /// The challenge's id.
    pub challenge: String,
    /// Where the code went: `sms` or `email`.
    pub channel: String,
    /// Until when the code works.
    pub until: When,
    /// What is wrong with the code; empty at first.
    pub error: String,
    /// The path to go to afterwards.
    pub to: String,
    /// What waits to be sent afterwards, as [`crate::unsent`] writes it; mostly nothing.
    pub unsent: String,
}

impl SignInOther {
    fn field(&self) -> Field {
        Field::new("code", self.page.t("sign-in-code"), Kind::Code)
            .hint(self.page.t("sign-in-code.hint"))
            .error(&*self.error)
    }

    fn errors(&self) -> Vec<(String, String)> {
        crate::portals::form_errors([&self.field()])
    }
}

/// One of several organisations that a person may act for.
#[derive(Debug, Clone)]
pub struct Membership {
    /// What `POST /organisations` takes as `membership`: in one organisation a person may have several roles.
    pub id: String,
    /// The organisation's reference.
    pub organisation: String,
    /// The organisation's name.
    pub name: String,
    /// The role in it, in words.
    pub role: String,
    /// Whether it is the one acted for now.
    pub current: bool,
}

/// Something that the person is invited to: posts `csrf` and `answer` (`yes`, `no`) to `/invitations/{id}`.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The invitation.
    pub id: String,
    /// Who invites; empty for a household of one's own.
    pub name: String,
    /// As what, in words.
    pub role: String,
    /// Until when.
    pub until: When,
}

/// The choice of an organisation: posts `csrf` and `organisation` to `/organisations`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/organisations.html")]
pub struct Organisations {
    /// The frame.
    pub page: Page,
    /// All of them.
    pub memberships: Vec<Membership>,
    /// What the person is invited to.
    pub invitations: Vec<Invited>,
    /// The page that waits behind the sign-in; `/` for none.
    pub to: String,
    /// The form that waits to be sent; empty for none.
    pub unsent: String,
}
