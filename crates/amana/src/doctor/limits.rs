//! The Redis by which several nodes share what they count: whether it is there, and whether others could listen.

use super::Finding;
use crate::site::Site;
use crate::{serving, shared_counts};

/// Asks it once, as a request would.
pub fn look(site: &Site) -> Vec<Finding> {
    let redis = match shared_counts::redis(site) {
        Ok(Some(redis)) => redis,
        Ok(None) => return Vec::new(),
        Err(failure) => return vec![Finding::failed("limits", &failure)],
    };
    let reached = match serving::runtime() {
        Ok(runtime) => runtime.block_on(redis.probe()),
        Err(failure) => return vec![Finding::failed("limits", &failure)],
    };
    vec![match reached {
        Err(why) => Finding::fault(
            "limits",
            format!("redis: {why}: each node counts for itself, and who asks several may ask so many times as often"),
            "look at limits.redis, limits.redis_password_file and limits.redis_trust, and at the Redis itself",
        ),
        Ok(found) if redis.is_open_to_others() => Finding::note(
            "limits",
            format!(
                "redis: {found}, in clear text: whoever stands between reads its password and changes what is counted"
            ),
            "let it speak TLS and write rediss:// in limits.redis",
        ),
        Ok(found) => Finding::fine("limits", format!("redis: {found}")),
    }]
}
