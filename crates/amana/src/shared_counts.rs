//! The limits of this node, and the Redis by which it shares its counts with others: `[limits]`, put together.

use std::sync::Arc;

use web::limits::{Limits, SharedCounts};

use crate::adapters::redis::RedisCounts;
use crate::answer::Failure;
use crate::channels::{secret, trust, wrong};
use crate::site::Site;

/// How often one network may ask here, and who shares the counts.
pub fn limits(site: &Site) -> Result<Limits, Failure> {
    let shared = redis(site)?.map(|redis| Arc::new(redis) as Arc<dyn SharedCounts>);
    Ok(Limits::new(site.allowances()?, shared))
}

/// The Redis that keeps the common counts. A setting that makes no sense is refused with its line; nothing is asked of the Redis.
pub fn redis(site: &Site) -> Result<Option<RedisCounts>, Failure> {
    let (set, at) = (&site.config.limits, |key| ["limits", key]);
    let password = secret(site, &at("redis_password_file"), None, set.redis_password_file.as_deref())?;
    let Some(address) = &set.redis else {
        return match password {
            Some(_) => Err(wrong(site, &at("redis_password_file"), "there is no Redis that it is for")),
            None => Ok(None),
        };
    };
    let trust = trust(site, &at("redis_trust"), set.redis_trust.as_deref())?;
    let redis = RedisCounts::at(address.text(), password.as_ref().map(|password| password.as_str()), trust);
    redis.map(Some).map_err(|why| wrong(site, &at("redis"), why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(settings: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("redis.password", "secret"), ("no.pem", "none")] {
            crate::files::replace(&folder.path().join(name), text.as_bytes()).expect("written");
        }
        let file = folder.path().join("amana.toml");
        std::fs::write(&file, format!("[limits]\n{settings}")).expect("written");
        let site = Site::from_file(&file).expect("settings");
        let said = limits(&site).map_or_else(|failure| failure.to_string(), |limits| format!("{limits:?}"));
        assert!(!said.contains("secret"), "{said}");
        said.replace(&format!("{}/", folder.path().display()), "")
    }

    #[test]
    fn a_redis_is_taken_or_refused_by_line_and_name_and_its_password_is_never_said() {
        let (redis, password) =
            ("redis = \"rediss://amana@redis.example.om\"\n", "redis_password_file = \"redis.password\"\n");
        assert!(said("").contains("shared: None"));
        for good in [redis.to_owned(), format!("{redis}{password}")] {
            assert!(said(&good).contains("shared: Some(RedisCounts)"), "{good}");
        }
        for (settings, begins) in [
            (password.to_owned(), "amana.toml:2: limits.redis_password_file: there is no Redis"),
            (format!("{redis}redis_password_file = \"gone\"\n"), "amana.toml:3: limits.redis_password_file: "),
            (format!("{redis}redis_trust = \"no.pem\"\n"), "amana.toml:3: limits.redis_trust: "),
            ("redis = \"redis.example.om:secret\"\n".to_owned(), "amana.toml:2: limits.redis: no address"),
            (format!("{password}redis = \"rediss://a:secret@b\"\n"), "amana.toml:3: limits.redis: its password stands"),
        ] {
            assert!(said(&settings).starts_with(begins), "{settings}-> {}", said(&settings));
        }
    }
}
