//! Who takes card payments: whether they are set rightly and can be reached.

use super::Finding;
use crate::installation::Kind;
use crate::site::Site;
use crate::{gateways, serving};

/// Goes to each gateway as far as one can without asking it anything.
pub fn look(site: &Site, kind: Kind) -> Vec<Finding> {
    let configured = match gateways::configured(site, kind) {
        Ok(configured) => configured,
        Err(failure) => return vec![Finding::failed("payments", &failure)],
    };
    if configured.all().is_empty() {
        return vec![Finding::fine("payments", "no gateway is set: nobody pays by card")];
    }
    let reached = match serving::runtime() {
        Ok(runtime) => runtime.block_on(configured.probe()),
        Err(failure) => return vec![Finding::failed("payments", &failure)],
    };
    let payments = &site.config.payments;
    reached.into_iter().map(|(name, reached)| {
        let play = match name {
            "thawani" => payments.thawani.as_ref().is_some_and(|it| it.sandbox),
            _ => payments.stripe.as_ref().is_some_and(|it| it.sandbox),
        };
        match reached {
            Ok(found) if play => Finding::note(
                "payments",
                format!("{name}: {found}; it is the test system: no money moves"),
                format!("before anybody pays: the real keys in [payments.{name}], and no sandbox = true"),
            ),
            Ok(found) => Finding::fine("payments", format!("{name}: {found}")),
            Err(why) => Finding::fault(
                "payments",
                format!("{name}: {why}"),
                format!("look at [payments.{name}] in the settings, at the gateway, and at what stands between; nobody pays by card until then"),
            ),
        }
    }).collect()
}
