//! `[sms]`: an SMSC by SMPP 3.4, or a gateway by HTTP; where messages may go, and what they may cost.

use app::tariff::Tariff;

use super::{Texts, host, receipts, secret, timeout, trust, wrong};
use crate::adapters::gateway::{Gateway, Template};
use crate::adapters::line::{Tls, is_this_machine};
use crate::adapters::smpp::Smpp;
use crate::answer::Failure;
use crate::site::Site;
use crate::ways_out::{Http, Sms, Smsc};

/// LIMIT: the digits by which a destination is told.
const PREFIX_MAX: usize = 12;

impl Sms {
    pub(super) fn open(&self, site: &Site) -> Result<(Texts, Tariff), Failure> {
        let tariff = self.tariff(site)?;
        let number = self.from.strip_prefix('+').unwrap_or(&self.from);
        let is_number = (3..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let is_name = (1..=11).contains(&self.from.len())
            && self.from.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-_&".contains(&b));
        if !is_number && !is_name {
            return Err(wrong(site, &["sms", "from"], "up to eleven letters and digits, or a number"));
        }
        let texts = match (&self.smpp, &self.http) {
            (Some(smsc), None) => Texts::Smpp(self.smpp(site, smsc)?),
            (None, Some(http)) => Texts::Gateway(self.gateway(site, http)?),
            _ => return Err(wrong(site, &["sms"], "one way, in [sms.smpp] or in [sms.http]")),
        };
        Ok((texts, tariff))
    }

    fn tariff(&self, site: &Site) -> Result<Tariff, Failure> {
        let digits = |prefix: &String| {
            (1..=PREFIX_MAX).contains(&prefix.len())
                && !prefix.starts_with('0')
                && prefix.bytes().all(|b| b.is_ascii_digit())
        };
        let key = ["sms", "destinations"];
        if self.destinations.is_empty() {
            return Err(wrong(
                site,
                &key,
                "name the countries that messages may go to, with the cost of one: { 968 = 12 }",
            ));
        }
        if let Some(prefix) = self.destinations.keys().find(|prefix| !digits(prefix)) {
            return Err(wrong(site, &key, &format!("{prefix} is no country code: digits without + or 00")));
        }
        if let Some((prefix, cost)) = self.destinations.iter().find(|(_, cost)| !(1..=1_000_000).contains(*cost)) {
            return Err(wrong(site, &key, &format!("{prefix} = {cost}: between 1 and 1000000 thousandths")));
        }
        for (name, value) in
            [("day_max", self.day_max), ("prefix_hour_max", self.prefix_hour_max), ("org_hour_max", self.org_hour_max)]
        {
            if !(1..=1_000_000_000).contains(&value) {
                return Err(wrong(site, &["sms", name], "at least 1: without a limit strangers spend your money"));
            }
        }
        Ok(Tariff {
            destinations: self.destinations.clone(),
            day_max: self.day_max,
            prefix_hour_max: self.prefix_hour_max,
            org_hour_max: self.org_hour_max,
        })
    }

    fn smpp(&self, site: &Site, smsc: &Smsc) -> Result<Smpp, Failure> {
        let at = |key| ["sms", "smpp", key];
        let host = host(site, &at("server"), &smsc.server)?;
        let tls = Tls::named(&smsc.tls).filter(|tls| *tls != Tls::Starttls);
        let tls = tls.ok_or_else(|| wrong(site, &at("tls"), "tls or none"))?;
        if tls == Tls::None && !is_this_machine(&host) {
            let why = "SMPP in clear text only to this machine: end the operator's tunnel here, or use tls";
            return Err(wrong(site, &at("tls"), why));
        }
        let password = secret(site, &at("password_file"), smsc.password.as_ref(), smsc.password_file.as_deref())?;
        let Some(password) = password else {
            let why = "its password is missing: password_file, or AMANA__SMS__SMPP__PASSWORD in the environment";
            return Err(wrong(site, &at("user"), why));
        };
        if smsc.user.is_empty() || smsc.user.len() > 15 || !smsc.user.is_ascii() {
            return Err(wrong(site, &at("user"), "the system_id, of 1 to 15 letters"));
        }
        if password.len() > 8 || !password.is_ascii() {
            return Err(wrong(site, &at("password_file"), "SMPP 3.4 has passwords of at most 8 letters"));
        }
        let trust = trust(site, &at("trust"), smsc.trust.as_deref())?;
        let patience = timeout(site, &["sms", "timeout_seconds"], self.timeout_seconds)?;
        let login = (smsc.user.clone(), password);
        Ok(Smpp::new((host, smsc.port), tls, trust, login, self.from.clone(), patience, smsc.receipts))
    }

    fn gateway(&self, site: &Site, http: &Http) -> Result<Gateway, Failure> {
        let at = |key| ["sms", "http", key];
        let token = secret(site, &at("token_file"), http.token.as_ref(), http.token_file.as_deref())?;
        let template =
            Template::parse(&http.body, http.content_type.as_deref()).map_err(|why| wrong(site, &at("body"), why))?;
        let trust = trust(site, &at("trust"), http.trust.as_deref())?;
        let patience = timeout(site, &["sms", "timeout_seconds"], self.timeout_seconds)?;
        let naming = http.receipts.as_ref().map(|calls| receipts::naming(site, calls, &http.body)).transpose()?;
        Gateway::new(&http.url, template, token, trust, self.from.clone(), patience, naming)
            .map_err(|why| wrong(site, &at("url"), why))
    }
}
