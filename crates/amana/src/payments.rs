//! The settings of card payments: `[payments.thawani]` and `[payments.stripe]`. What they mean is read in `gateways`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::hidden::Hidden;

/// Who takes card payments; none: nobody pays by card.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payments {
    /// An account at Thawani, for rials.
    pub thawani: Option<Thawani>,
    /// An account at Stripe.
    pub stripe: Option<Stripe>,
}

/// An account at Thawani.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thawani {
    /// Where it answers; by default its real or its test system, as `sandbox` says.
    pub url: Option<String>,
    /// Whether this is its test system, where no money moves.
    pub sandbox: bool,
    /// A file with the secret key, mode 0600.
    pub key_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__PAYMENTS__THAWANI__KEY`.
    #[serde(skip_serializing)]
    pub key: Option<Hidden>,
    /// The publishable key, which stands in the page's address.
    pub publishable_key: String,
    /// A file with the secret of its webhooks, mode 0600.
    pub webhook_secret_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__PAYMENTS__THAWANI__WEBHOOK_SECRET`.
    #[serde(skip_serializing)]
    pub webhook_secret: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
}

/// An account at Stripe.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stripe {
    /// Where it answers; by default `https://api.stripe.com`.
    pub url: Option<String>,
    /// Whether its test mode is used, where no money moves.
    pub sandbox: bool,
    /// A file with the secret or restricted key, mode 0600.
    pub key_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__PAYMENTS__STRIPE__KEY`.
    #[serde(skip_serializing)]
    pub key: Option<Hidden>,
    /// A file with the secret of its webhook endpoint (`whsec_..`), mode 0600.
    pub webhook_secret_file: Option<PathBuf>,
    /// The same from the environment only, as `AMANA__PAYMENTS__STRIPE__WEBHOOK_SECRET`.
    #[serde(skip_serializing)]
    pub webhook_secret: Option<Hidden>,
    /// Certificates (PEM) that are believed beside the system's.
    pub trust: Option<PathBuf>,
}

impl Payments {
    /// The files that it names.
    pub fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let thawani =
            self.thawani.iter_mut().flat_map(|it| [&mut it.key_file, &mut it.webhook_secret_file, &mut it.trust]);
        let stripe =
            self.stripe.iter_mut().flat_map(|it| [&mut it.key_file, &mut it.webhook_secret_file, &mut it.trust]);
        thawani.chain(stripe).flatten()
    }
}
