//! Reads `[payments.thawani]` and `[payments.stripe]`: every fault with its line, no test key where money is meant to be real, no real
//! key where it is not.

use std::path::Path;
use std::sync::Arc;

use app::ports::gateway::Gateway;
use zeroize::Zeroizing;

use super::stripe::{self, Stripe};
use super::thawani::{self, Thawani};
use crate::answer::Failure;
use crate::channels::{secret, trust, wrong};
use crate::hidden::Hidden;
use crate::installation::Kind;
use crate::payments;
use crate::site::Site;

/// LIMIT: a secret that strangers could try out is none.
const SECRET_MIN: usize = 16;

/// The gateways that are set.
#[derive(Debug, Default)]
pub struct Configured {
    thawani: Option<Arc<Thawani>>,
    stripe: Option<Arc<Stripe>>,
}

impl Configured {
    /// As the core sees them.
    pub fn all(&self) -> Vec<Arc<dyn Gateway>> {
        let thawani = self.thawani.iter().map(|one| Arc::clone(one) as Arc<dyn Gateway>);
        let stripe = self.stripe.iter().map(|one| Arc::clone(one) as Arc<dyn Gateway>);
        thawani.chain(stripe).collect()
    }

    /// Goes to each as far as one can without asking anything: what was found there, or what is wrong.
    pub async fn probe(&self) -> Vec<(&'static str, Result<String, String>)> {
        let mut found = Vec::new();
        if let Some(thawani) = &self.thawani {
            found.push(("thawani", thawani.probe().await));
        }
        if let Some(stripe) = &self.stripe {
            found.push(("stripe", stripe.probe().await));
        }
        found
    }
}

/// What is configured; nothing is asked. What makes no sense, or would take money for play or play for money, is refused with its line.
pub fn configured(site: &Site, kind: Kind) -> Result<Configured, Failure> {
    let payments = &site.config.payments;
    Ok(Configured {
        thawani: payments.thawani.as_ref().map(|it| at_thawani(site, kind, it).map(Arc::new)).transpose()?,
        stripe: payments.stripe.as_ref().map(|it| at_stripe(site, kind, it).map(Arc::new)).transpose()?,
    })
}

fn at_thawani(site: &Site, kind: Kind, it: &payments::Thawani) -> Result<Thawani, Failure> {
    let at = |key| ["payments", "thawani", key];
    let key = needed(site, &at("key_file"), it.key.as_ref(), it.key_file.as_deref())?;
    let calls =
        needed(site, &at("webhook_secret_file"), it.webhook_secret.as_ref(), it.webhook_secret_file.as_deref())?;
    if it.publishable_key.is_empty() || !it.publishable_key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(wrong(site, &at("publishable_key"), "the account's publishable key: letters and digits"));
    }
    let url = it.url.as_deref().unwrap_or(if it.sandbox { thawani::SANDBOX } else { thawani::REAL });
    let is = |known: &str| url.trim_end_matches('/').eq_ignore_ascii_case(known);
    let key_of = match (is(thawani::REAL), is(thawani::SANDBOX) || *key == *thawani::SANDBOX_KEY) {
        (_, true) => Money::Play,
        (true, false) => Money::Real,
        // A proxy, or a stand-in on this machine: only the settings know.
        (false, false) => Money::of(it.sandbox),
    };
    fits(site, &at("sandbox"), kind, it.sandbox, key_of)?;
    let trust = trust(site, &at("trust"), it.trust.as_deref())?;
    Thawani::new(url, &key, &it.publishable_key, &calls, trust).map_err(|why| wrong(site, &at("url"), why))
}

fn at_stripe(site: &Site, kind: Kind, it: &payments::Stripe) -> Result<Stripe, Failure> {
    let at = |key| ["payments", "stripe", key];
    let key = needed(site, &at("key_file"), it.key.as_ref(), it.key_file.as_deref())?;
    let calls =
        needed(site, &at("webhook_secret_file"), it.webhook_secret.as_ref(), it.webhook_secret_file.as_deref())?;
    let begins = |heads: [&str; 2]| heads.iter().any(|head| key.starts_with(head));
    let key_of = match (begins(["sk_test_", "rk_test_"]), begins(["sk_live_", "rk_live_"])) {
        (true, _) => Money::Play,
        (_, true) => Money::Real,
        _ => {
            return Err(wrong(
                site,
                &at("key_file"),
                "a secret or restricted key: it begins with sk_live_ or rk_live_",
            ));
        }
    };
    fits(site, &at("sandbox"), kind, it.sandbox, key_of)?;
    let trust = trust(site, &at("trust"), it.trust.as_deref())?;
    let url = it.url.as_deref().unwrap_or(stripe::REAL);
    Stripe::new(url, &key, &calls, trust).map_err(|why| wrong(site, &at("url"), why))
}

/// What a key moves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Money {
    Real,
    Play,
}

impl Money {
    const fn of(sandbox: bool) -> Self {
        if sandbox { Self::Play } else { Self::Real }
    }
}

/// The key moves the kind of money that the settings speak of, and a demo moves none.
fn fits(site: &Site, at: &[&str], kind: Kind, sandbox: bool, key_of: Money) -> Result<(), Failure> {
    let what = match (kind, sandbox, key_of) {
        (Kind::Demo, _, Money::Real) | (Kind::Demo, false, _) => {
            "a demo moves no real money: take the gateway's test key, and say sandbox = true"
        }
        (_, false, Money::Play) => {
            "the key or the address is of the gateway's test system: invoices would be paid with no money; take the real ones, or \
             say sandbox = true while you try it out"
        }
        (_, true, Money::Real) => {
            "sandbox = true, and the key or the address moves real money: take one of the two away"
        }
        _ => return Ok(()),
    };
    Err(Failure::Unsafe(format!("{}{}: {what}", site.at(at), at.join("."))))
}

fn needed(site: &Site, at: &[&str], given: Option<&Hidden>, file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let variable = at.join("__").to_uppercase();
    let variable = variable.trim_end_matches("_FILE");
    let Some(found) = secret(site, at, given, file)? else {
        return Err(wrong(
            site,
            at,
            &format!("it is missing: a file of mode 0600, or AMANA__{variable} in the environment"),
        ));
    };
    if found.len() < SECRET_MIN {
        return Err(wrong(site, at, "it is too short for a secret: at least 16 characters"));
    }
    Ok(found)
}
