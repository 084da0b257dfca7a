//! The settings of gateways: what is refused, with its line, and that no secret is in what is said.

use std::path::Path;

use testkit::card_house::{CardHouse, Protocol};

use crate::gateways::configured;
use crate::gateways::settings::Configured;
use crate::installation::Kind;
use crate::site::Site;

const LIVE: &str = "sk_live_0123456789abcdef";
const TEST: &str = "sk_test_0123456789abcdef";

fn secret(folder: &Path, name: &str, text: &str) {
    crate::files::replace(&folder.join(name), text.as_bytes()).expect("written");
}

fn read(settings: &str, kind: Kind) -> Result<Configured, String> {
    let folder = tempfile::tempdir().expect("a folder");
    secret(folder.path(), "live.key", LIVE);
    secret(folder.path(), "test.key", TEST);
    secret(folder.path(), "thawani.key", "abcdefghijklmnopqrstuvwxyz0123");
    secret(folder.path(), "sandbox.key", "rRQ26GcsZzoEhbrP2HZvLYDbn9C9et");
    secret(folder.path(), "calls.secret", "whsec_0123456789abcdef");
    secret(folder.path(), "short.secret", "hunter2");
    std::fs::write(folder.path().join("open.key"), LIVE).expect("written");
    let file = folder.path().join("amana.toml");
    std::fs::write(&file, settings).expect("written");
    let read = Site::from_file(&file).and_then(|site| configured(&site, kind));
    read.map_err(|failure| failure.to_string().replace(&format!("{}/", folder.path().display()), ""))
}

fn stripe(key: &str, more: &str) -> String {
    format!("[payments.stripe]\nkey_file = \"{key}\"\nwebhook_secret_file = \"calls.secret\"\n{more}")
}

fn thawani(key: &str, more: &str) -> String {
    format!(
        "[payments.thawani]\nkey_file = \"{key}\"\nwebhook_secret_file = \"calls.secret\"\npublishable_key = \"HGvTMLDss\"\n{more}"
    )
}

fn refused(settings: &str, kind: Kind) -> String {
    let text = read(settings, kind).expect_err(settings);
    for secret in [LIVE, TEST, "hunter2", "rRQ26Gcs", "abcdefghij", "whsec_"] {
        assert!(!text.contains(secret), "{text}");
    }
    text
}

#[test]
fn a_gateway_that_is_set_is_one_and_nothing_set_is_none() {
    assert!(read("", Kind::Production).expect("nothing").all().is_empty());
    let both = stripe("live.key", "") + &thawani("thawani.key", "");
    let names = |configured: Configured| configured.all().iter().map(|one| one.name()).collect::<Vec<_>>();
    assert_eq!(names(read(&both, Kind::Production).expect("both")), ["thawani", "stripe"]);
}

#[tokio::test]
async fn a_gateway_is_reached_without_being_asked_anything() {
    let house = CardHouse::open(Protocol::Stripe, TEST, "whsec_0123456789abcdef");
    let url = |url: &str| stripe("test.key", &format!("sandbox = true\nurl = \"{url}\"\n"));
    let there = read(&url(&house.url()), Kind::Production).expect("set").probe().await;
    let at = house.url().replace("http://", "");
    assert_eq!(there, [("stripe", Ok(format!("{at} can be reached")))]);
    assert!(house.asked().is_empty());
    let gone = read(&url("http://127.0.0.1:9"), Kind::Production).expect("set").probe().await;
    assert!(matches!(&*gone, [("stripe", Err(_))]), "{gone:?}");
}

#[test]
fn test_keys_are_for_trying_out_and_real_ones_for_real_money() {
    use Kind::{Demo, Production};
    let sandbox = "sandbox = true\n";
    for (settings, kind, says) in [
        (stripe("live.key", ""), Production, None),
        (stripe("test.key", sandbox), Production, None),
        (stripe("test.key", sandbox), Demo, None),
        (stripe("test.key", ""), Production, Some("test system")),
        (stripe("live.key", sandbox), Production, Some("moves real money")),
        (stripe("live.key", ""), Demo, Some("a demo moves no real money")),
        (stripe("live.key", sandbox), Demo, Some("a demo moves no real money")),
        (thawani("thawani.key", ""), Production, None),
        (thawani("sandbox.key", sandbox), Production, None),
        (thawani("sandbox.key", sandbox), Demo, None),
        (thawani("sandbox.key", ""), Production, Some("test system")),
        (thawani("thawani.key", "url = \"https://uatcheckout.thawani.om/\"\n"), Production, Some("test system")),
        (
            thawani("thawani.key", "sandbox = true\nurl = \"https://checkout.thawani.om\"\n"),
            Production,
            Some("moves real money"),
        ),
        (thawani("thawani.key", ""), Demo, Some("a demo moves no real money")),
        (thawani("thawani.key", "sandbox = true\nurl = \"http://127.0.0.1:9\"\n"), Demo, None),
    ] {
        match says {
            None => assert!(read(&settings, kind).is_ok(), "{settings}"),
            Some(says) => {
                let text = refused(&settings, kind);
                assert!(
                    text.starts_with("amana.toml:") && text.contains(".sandbox: ") && text.contains(says),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn settings_by_which_nobody_could_pay_or_be_believed_are_refused_with_their_line() {
    for (settings, begins, says) in [
        (
            "[payments.stripe]\n".to_owned(),
            "amana.toml:1: payments.stripe.key_file: ",
            "AMANA__PAYMENTS__STRIPE__KEY in",
        ),
        (
            "[payments.stripe]\nkey_file = \"live.key\"\n".to_owned(),
            "amana.toml:1: payments.stripe.webhook_secret_file: ",
            "AMANA__PAYMENTS__STRIPE__WEBHOOK_SECRET in",
        ),
        (stripe("thawani.key", ""), "amana.toml:2: payments.stripe.key_file: ", "sk_live_"),
        (stripe("gone.key", ""), "amana.toml:2: payments.stripe.key_file: ", "cannot be read"),
        (stripe("open.key", ""), "amana.toml:2: payments.stripe.key_file: ", "set it to 600"),
        (stripe("short.secret", ""), "amana.toml:2: payments.stripe.key_file: ", "16 characters"),
        (stripe("live.key", "url = \"http://api.stripe.com\"\n"), "amana.toml:4: payments.stripe.url: ", "https://"),
        (
            stripe("live.key", "key = \"hunter2\"\n"),
            "amana.toml:4: payments.stripe.key is a secret",
            "AMANA__PAYMENTS__STRIPE__KEY",
        ),
        (
            stripe("live.key", "publishable_key = \"x\"\n"),
            "amana.toml:4: payments.stripe.publishable_key: ",
            "no setting",
        ),
        (
            thawani("thawani.key", "").replace("HGvTMLDss", "a b"),
            "amana.toml:4: payments.thawani.publishable_key: ",
            "publishable key",
        ),
        (
            thawani("thawani.key", "url = \"https://a.example/x\"\n"),
            "amana.toml:5: payments.thawani.url: ",
            "without a path",
        ),
    ] {
        let text = refused(&settings, Kind::Production);
        assert!(text.starts_with(begins) && text.contains(says), "{settings}\n-> {text}");
    }
}
