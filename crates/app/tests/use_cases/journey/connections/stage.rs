//! A service of others that does as it is told, each refresh token once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use app::connections::{Ask, Grant, Kind, Put, Rules, Service, Serving, Unserved};
use app::ports::{Clock, Message, Messenger, Sending};
use jiff::SignedDuration;
use zeroize::Zeroizing;

use crate::house::{Kept, SetClock, TestHouse};

/// What it does, and what was done with it.
#[derive(Default)]
pub struct Act {
    /// How many tokens it has given out; the newest is the good one.
    pub nth: u32,
    /// From which access token on they are good.
    pub good: u32,
    pub renewals: u32,
    /// How long a renewal takes.
    pub slow: Option<Duration>,
    pub renewing: Option<Unserved>,
    pub revoking: Option<Unserved>,
    pub sending: Option<Unserved>,
    pub putting: Option<Unserved>,
    pub revoked: Vec<String>,
    /// Account, receiver, text.
    pub sent: Vec<(String, String, String)>,
    /// By name: what it calls the version, and the text.
    pub entries: BTreeMap<String, (String, String)>,
    pub asked: u32,
    pub puts: u32,
    /// What was said to be known of entries that were taken away.
    pub known: Vec<Option<String>>,
}

impl Act {
    /// The access tokens that are out hold no more.
    pub fn forget_access(&mut self) {
        self.good = self.nth + 1;
    }
}

pub struct Stage {
    rules: Rules,
    clock: Arc<SetClock>,
    act: Mutex<Act>,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stage")
    }
}

impl Stage {
    pub fn new(name: &str, kind: Kind, t: &TestHouse) -> Arc<Self> {
        let rules = Rules { name: name.to_owned(), title: ("Nur".to_owned(), "نور".to_owned()), kind };
        Arc::new(Self { rules, clock: t.clock.clone(), act: Mutex::default() })
    }

    pub fn act(&self) -> MutexGuard<'_, Act> {
        self.act.lock().expect("not poisoned")
    }

    /// How many messages it took, how often it renewed a grant, and how many were given back.
    pub fn count(&self) -> (usize, u32, usize) {
        let act = self.act();
        (act.sent.len(), act.renewals, act.revoked.len())
    }

    /// Another grant, good for an hour; the refresh token of the one before is used up.
    pub fn granted(&self, account: &str) -> Grant {
        let mut act = self.act();
        act.nth += 1;
        Grant {
            account: account.to_owned(),
            access: Zeroizing::new(format!("access-{}", act.nth)),
            refresh: Zeroizing::new(format!("refresh-of-{}-{}", self.rules.name, act.nth)),
            expires_at: self.clock.now() + SignedDuration::from_hours(1),
        }
    }

    fn takes(&self, grant: &Grant) -> Result<(), Unserved> {
        let nth: u32 = grant.access.trim_start_matches("access-").parse().expect("one of ours");
        if nth < self.act().good || self.clock.now() >= grant.expires_at {
            return Err(Unserved::Refused("401".to_owned()));
        }
        Ok(())
    }
}

fn said<T: Send + 'static>(said: Result<T, Unserved>) -> Serving<'static, T> {
    Box::pin(std::future::ready(said))
}

impl Service for Stage {
    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn ask(&self, ask: &Ask) -> String {
        format!("https://login.example/authorize?state={}", ask.state)
    }

    fn redeem<'a>(&'a self, _: &'a Ask, _: &'a str, _: Option<&'a str>, account: &'a str) -> Serving<'a, Grant> {
        said(Ok(self.granted(account)))
    }

    fn renew<'a>(&'a self, grant: &'a Grant) -> Serving<'a, Grant> {
        let act = self.act();
        let (slow, refused) = (act.slow, act.renewing.clone());
        drop(act);
        Box::pin(async move {
            if let Some(slow) = slow {
                tokio::time::sleep(slow).await;
            }
            if let Some(refused) = refused {
                return Err(refused);
            }
            let newest = format!("refresh-of-{}-{}", self.rules.name, self.act().nth);
            if *grant.refresh != newest {
                return Err(Unserved::Refused("invalid_grant".to_owned()));
            }
            self.act().renewals += 1;
            Ok(self.granted(&grant.account))
        })
    }

    fn revoke<'a>(&'a self, grant: &'a Grant) -> Serving<'a, bool> {
        let mut act = self.act();
        match act.revoking.clone() {
            Some(refused) => said(Err(refused)),
            None => {
                act.revoked.push(grant.refresh.to_string());
                said(Ok(true))
            }
        }
    }

    fn send<'a>(&'a self, grant: &'a Grant, message: &'a Message) -> Serving<'a, ()> {
        if let Err(refused) = self.takes(grant) {
            return said(Err(refused));
        }
        let mut act = self.act();
        if let Some(refused) = act.sending.clone() {
            return said(Err(refused));
        }
        act.sent.push((grant.account.clone(), message.to.clone(), message.text.trim_end().to_owned()));
        said(Ok(()))
    }

    fn put<'a>(&'a self, grant: &'a Grant, put: Put<'a>) -> Serving<'a, Option<String>> {
        if let Err(refused) = self.takes(grant) {
            return said(Err(refused));
        }
        let mut act = self.act();
        act.asked += 1;
        if let Some(refused) = act.putting.clone() {
            return said(Err(refused));
        }
        match put.text {
            Some(text) => {
                act.puts += 1;
                let etag = format!("\"{}\"", act.puts);
                act.entries.insert(put.name.to_owned(), (etag.clone(), text.to_owned()));
                said(Ok(Some(etag)))
            }
            None => {
                act.known.push(put.etag.map(str::to_owned));
                act.entries.remove(put.name);
                said(Ok(None))
            }
        }
    }
}

/// The ways out of a house that has services.
pub struct Ways {
    pub kept: Arc<Kept>,
    pub services: Vec<Arc<dyn Service>>,
}

impl Messenger for Ways {
    fn send(&self, message: Message) -> Sending<'_> {
        self.kept.send(message)
    }

    fn services(&self) -> &[Arc<dyn Service>] {
        &self.services
    }
}
