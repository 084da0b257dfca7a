//! Somebody else's mailbox or calendar, as the settings name it.

use app::connections::{Grant, Kind, Put, Rules, Service, Serving, Unserved};
use app::ports::Message;
use app::sso::Ask;

use super::caldav::Calendars;
use super::oauth::Grants;
use super::smtp::{Smtp, Unsent};

/// What is behind a service.
pub enum Behind {
    /// A mail server.
    Mailbox(Smtp),
    /// A calendar server.
    Calendar(Calendars),
}

/// A service that people may connect.
pub struct Connected {
    rules: Rules,
    grants: Grants,
    behind: Behind,
}

impl std::fmt::Debug for Connected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Connected").field(&self.rules.name).finish()
    }
}

impl Connected {
    /// A service that is asked when it is needed.
    pub fn new(name: String, title: (String, String), grants: Grants, behind: Behind) -> Self {
        let kind = match &behind {
            Behind::Mailbox(_) => Kind::Mailbox,
            Behind::Calendar(_) => Kind::Calendar,
        };
        Self { rules: Rules { name, title, kind }, grants, behind }
    }

    async fn redeem(&self, ask: &Ask, code: &str, issuer: Option<&str>, account: &str) -> Result<Grant, Unserved> {
        let grant = self.grants.redeem(ask, code, issuer, account).await?;
        let greeted = match &self.behind {
            Behind::Mailbox(smtp) => smtp.greet_as(&grant.account, &grant.access).await.map_err(unserved),
            Behind::Calendar(calendars) => calendars.greet(&grant).await,
        };
        if let Err(error) = greeted {
            // What opens nothing is not left lying there.
            drop(self.grants.revoke(&grant).await);
            return Err(error);
        }
        Ok(grant)
    }
}

fn unserved(unsent: Unsent) -> Unserved {
    use app::ports::SendError as E;
    match unsent {
        Unsent::Login => Unserved::Refused("535".to_owned()),
        Unsent::Message(E::Later(why)) => Unserved::Away(why),
        Unsent::Message(E::Never(why)) => Unserved::Never(why),
        Unsent::Message(E::Unknown(why)) => Unserved::Unknown(why),
    }
}

fn other_kind() -> Unserved {
    Unserved::Never("it is of the other kind".to_owned())
}

impl Service for Connected {
    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn ask(&self, ask: &Ask) -> String {
        self.grants.ask(ask)
    }

    fn redeem<'a>(
        &'a self,
        ask: &'a Ask,
        code: &'a str,
        issuer: Option<&'a str>,
        account: &'a str,
    ) -> Serving<'a, Grant> {
        Box::pin(self.redeem(ask, code, issuer, account))
    }

    fn renew<'a>(&'a self, grant: &'a Grant) -> Serving<'a, Grant> {
        Box::pin(self.grants.renew(grant))
    }

    fn revoke<'a>(&'a self, grant: &'a Grant) -> Serving<'a, bool> {
        Box::pin(self.grants.revoke(grant))
    }

    fn send<'a>(&'a self, grant: &'a Grant, message: &'a Message) -> Serving<'a, ()> {
        Box::pin(async move {
            match &self.behind {
                Behind::Mailbox(smtp) => smtp.carry_as(&grant.account, &grant.access, message).await.map_err(unserved),
                Behind::Calendar(_) => Err(other_kind()),
            }
        })
    }

    fn put<'a>(&'a self, grant: &'a Grant, put: Put<'a>) -> Serving<'a, Option<String>> {
        Box::pin(async move {
            match &self.behind {
                Behind::Calendar(calendars) => calendars.put(grant, put).await,
                Behind::Mailbox(_) => Err(other_kind()),
            }
        })
    }
}

#[cfg(test)]
mod tests;
