//! The settings: a TOML file, over it `AMANA__SECTION__KEY` from the environment, under it defaults.
//!
//! An unknown key is refused, because a misspelt one would silently leave a default. Errors name file, line and key.
//! Whether the settings are safe is asked in `site`, when it is known what they are for.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use web::proxies::Proxies;

use crate::answer::Failure;
use crate::filing::Filing;
pub use crate::hidden::Hidden;
use crate::limits::Limits;
use crate::payments::Payments;
use crate::sessions::Sessions;
use crate::ways_out::{Connection, Mail, Sms};

/// Everything that can be set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where data and keys are.
    pub data: Data,
    /// The public listener.
    pub server: Server,
    /// PostgreSQL; without it the embedded database in the data folder.
    pub database: Database,
    /// The spool for mail and text messages that no other way takes.
    pub messages: Messages,
    /// A mail server.
    pub mail: Option<Mail>,
    /// Text messages.
    pub sms: Option<Sms>,
    /// The listener for health and metrics.
    pub operations: Operations,
    /// Who keeps the log's checkpoints outside.
    pub witness: Witness,
    /// The root key, where it is in no file.
    pub keys: Keys,
    /// How long sessions last.
    pub sessions: Sessions,
    /// Others by whose sign-in staff may come in.
    pub sso: Vec<Sso>,
    /// Services of others that people may connect, by their names in addresses.
    pub connections: BTreeMap<String, Connection>,
    /// How often one network may ask.
    pub limits: Limits,
    /// Where documents lie, and who looks into them.
    pub documents: Filing,
    /// Who takes card payments.
    pub payments: Payments,
}

/// The root key, where it is in no file of the key folder.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// The line of `root.key`; from the environment only, as `AMANA__KEYS__ROOT`.
    #[serde(skip_serializing)]
    pub root: Option<Hidden>,
    /// The same of the key that a rotation moves to.
    #[serde(skip_serializing)]
    pub root_next: Option<Hidden>,
    /// A Vault that keeps it.
    pub vault: Option<VaultAt>,
}

/// A Vault's Transit engine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultAt {
    /// Where it, or the Vault Agent before it, listens on this machine: `http://127.0.0.1:8200`.
    pub address: String,
    /// Where the engine is mounted.
    pub mount: String,
    /// The name of the key: of a kind that takes associated data (`aes256-gcm96`).
    pub key: String,
    /// The namespace, if the Vault has them.
    pub namespace: Option<String>,
    /// The file with the token, mode 0600.
    pub token: PathBuf,
}

impl Default for VaultAt {
    fn default() -> Self {
        Self {
            address: "http://127.0.0.1:8200".to_owned(),
            mount: "transit".to_owned(),
            key: "amana".to_owned(),
            namespace: None,
            token: "vault-token".into(),
        }
    }
}

/// Where data and keys are. Relative paths count from the file's folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// The data folder.
    pub folder: PathBuf,
    /// The folder of the key files; never inside the data folder.
    pub keys: Option<PathBuf>,
    /// The file that holds the log's head; best on another disk. By default `log-head` in the data folder.
    pub head: Option<PathBuf>,
}

impl Default for Data {
    fn default() -> Self {
        Self { folder: "data".into(), keys: None, head: None }
    }
}

/// The public listener.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Its address. It speaks clear text: anything but loopback needs `trusted_proxies`.
    pub address: SocketAddr,
    /// How people reach it, as it stands in links: `https://amana.example`. Without it, the address.
    pub url: Option<String>,
    /// The proxies that end TLS and may say who called: addresses, or networks of them (`10.0.0.0/8`).
    pub trusted_proxies: Vec<Proxies>,
    /// Whom a worker under protection reaches, in words and numbers of at most 120 characters: `Welfare desk, +968 2400 0199`.
    pub helper: Option<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], 7070)), url: None, trusted_proxies: Vec::new(), helper: None }
    }
}

/// PostgreSQL.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The server's login: `host=/run/postgresql dbname=amana user=amana_login`.
    pub url: Option<String>,
    /// The owner's login, for `amana migrate` and `amana backup`.
    pub admin_url: Option<String>,
    /// Connections of this node.
    pub pool: usize,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, admin_url: None, pool: 16 }
    }
}

/// How mail and text messages leave.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Messages {
    /// A folder in which each message is left as a file for a mail and SMS gateway to take.
    pub spool: Option<PathBuf>,
}

/// Who keeps the log's checkpoints outside of this machine. Any, all or none of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Witness {
    /// A folder on another machine or disk, one file for each checkpoint. It must be there.
    pub folder: Option<PathBuf>,
    /// A server that takes each checkpoint by POST: `http://witness.example/checkpoints`.
    pub url: Option<String>,
    /// A mailbox of somebody else; one checkpoint an hour at most.
    pub mail: Option<String>,
}

/// The listener for health and metrics.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Operations {
    /// Its address; for machines of one's own only.
    pub address: SocketAddr,
}

impl Default for Operations {
    fn default() -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], 7079)) }
    }
}

/// `[[sso]]`: somebody else's sign-in, by which staff may come in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sso {
    /// In addresses: lower-case letters, digits and dashes.
    pub name: String,
    /// For people.
    pub title: String,
    /// The same in Arabic; without it, `title`.
    pub title_ar: Option<String>,
    /// The issuer, as its tokens say it: `https://login.example`.
    pub issuer: String,
    /// What the provider calls this installation.
    pub client_id: String,
    /// The file with the secret that it gave, mode 0600; none for a public client.
    pub secret: Option<PathBuf>,
    /// For whom its people may act: `operator`, and codes of agencies.
    pub organisations: Vec<String>,
    /// Domains of mail whose verified addresses link a member at the first sign-in. Without them, each links while signed in.
    pub link_domains: Vec<String>,
    /// Whether a second factor that the provider asked for counts here.
    pub second_factor: bool,
    /// Its words in `acr` for that; `mfa` in `amr` is always understood.
    pub second_words: Vec<String>,
}

impl Config {
    /// Reads a file, and the environment over it.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::Usage(format!("cannot read the configuration {}: {error}", file.display())))?;
        let figment = Figment::from(Serialized::defaults(Self::default())).merge(Toml::string(&text));
        for secret in SECRETS {
            let key: Vec<String> = secret.split('.').map(str::to_owned).collect();
            if let Some(line) = line_set(&text, &key) {
                return Err(Failure::Usage(format!(
                    "{}:{line}: {secret} is a secret and stands in no settings file: give it as AMANA__{} in the environment",
                    file.display(),
                    key.join("__").to_uppercase()
                )));
            }
        }
        let mut config = extract(figment, Some((file, &text)))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let paths = [
            &mut config.data.keys,
            &mut config.data.head,
            &mut config.messages.spool,
            &mut config.witness.folder,
            &mut config.documents.folder,
            &mut config.documents.secret_file,
            &mut config.documents.trust,
        ];
        let token = config.keys.vault.as_mut().map(|vault| &mut vault.token);
        let secrets = config.sso.iter_mut().filter_map(|sso| sso.secret.as_mut());
        let mail = config.mail.iter_mut().flat_map(|mail| [&mut mail.password_file, &mut mail.trust]);
        let sms = config.sms.iter_mut().flat_map(Sms::files);
        let ways_out = mail.chain(sms).chain(config.limits.files()).flatten();
        let connected = config.connections.values_mut().flat_map(|one| [&mut one.secret, &mut one.trust]).flatten();
        let files = paths
            .into_iter()
            .flatten()
            .chain(token)
            .chain(secrets)
            .chain(ways_out)
            .chain(connected)
            .chain(config.payments.files());
        for path in files.chain([&mut config.data.folder]) {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// Defaults and the environment, for a data folder without a file.
    pub fn for_folder(folder: &Path) -> Result<Self, Failure> {
        let mut config = extract(Figment::from(Serialized::defaults(Self::default())), None)?;
        folder.clone_into(&mut config.data.folder);
        Ok(config)
    }
}

fn extract(figment: Figment, file: Option<(&Path, &str)>) -> Result<Config, Failure> {
    let merged = figment.merge(Env::prefixed("AMANA__").split("__"));
    merged.extract().map_err(|error| Failure::Usage(explain(&error, file)))
}

/// One sentence: where, which key, what is wrong with it.
fn explain(error: &figment::Error, file: Option<(&Path, &str)>) -> String {
    let mut key = error.path.clone();
    if let Kind::UnknownField(name, _) = &error.kind
        && key.last() != Some(name)
    {
        key.push(name.clone());
    }
    let what = match &error.kind {
        // What was given is in the error.
        _ if SECRETS.contains(&key.join(".").as_str()) => {
            "it is read as a number or a list: put it between double quotes inside the value".to_owned()
        }
        Kind::UnknownField(name, known) => format!("there is no setting `{name}` here; there are {}", known.join(", ")),
        Kind::Message(message) => message.trim_end().to_owned(),
        kind => kind.to_string(),
    };
    let from_environment = error.metadata.as_ref().is_some_and(|metadata| metadata.name.contains("environment"));
    match file {
        _ if from_environment => format!("AMANA__{} in the environment: {what}", key.join("__").to_uppercase()),
        Some((file, text)) => match line_of(text, &key) {
            Some(line) => format!("{}:{line}: {}: {what}", file.display(), key.join(".")),
            None => format!("{}: {what}", file.display()),
        },
        None => format!("{}: {what}", key.join(".")),
    }
}

/// Settings that stand in the environment or in files of their own only.
const SECRETS: &[&str] = &[
    "keys.root",
    "keys.root_next",
    "mail.password",
    "sms.smpp.password",
    "sms.http.token",
    "sms.http.receipts.secret",
    "documents.secret",
    "payments.thawani.key",
    "payments.thawani.webhook_secret",
    "payments.stripe.key",
    "payments.stripe.webhook_secret",
];

/// The line on which a key is set, counted from 1; or else the nearest thing around it that the file has: a list or table that
/// it stands in, its section.
pub fn line_of(text: &str, key: &[String]) -> Option<usize> {
    (1..=key.len()).rev().find_map(|length| line_set(text, &key[..length]))
}

/// The line on which this very key is set, or on which this very section begins.
fn line_set(text: &str, key: &[String]) -> Option<usize> {
    let (name, section) = key.split_last()?;
    let (section, whole) = (section.join("."), key.join("."));
    let mut inside = section.is_empty();
    for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
            if header == whole {
                return Some(at);
            }
            inside = header == section;
        } else if let Some((left, _)) = line.split_once('=') {
            let left = left.trim().trim_matches('"');
            if (inside && left == name) || left == whole {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("amana.toml");
        std::fs::write(&file, text).expect("written");
        Config::read(&file).map_err(|failure| {
            assert_eq!(failure.status(), 2, "{failure}");
            failure.to_string().replace(&format!("{}/", folder.path().display()), "")
        })
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        let config = read("").expect("defaults");
        assert_eq!(config.server.address.to_string(), "127.0.0.1:7070");
        assert_eq!(config.operations.address.to_string(), "127.0.0.1:7079");
        assert!(config.data.folder.ends_with("data") && config.data.folder.is_absolute());
    }

    #[test]
    fn a_misspelt_key_is_refused_with_file_line_and_key() {
        let error = read("[server]\naddress = \"127.0.0.1:80\"\nadress = \"x\"\n").expect_err("misspelt");
        assert!(error.starts_with("amana.toml:3: server.adress: there is no setting `adress` here"), "{error}");
        let error = read("\n[sever]\naddress = 1\n").expect_err("misspelt section");
        assert!(error.starts_with("amana.toml:2: sever: there is no setting `sever`"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused_with_its_line() {
        let error = read("[database]\n\npool = \"many\"\n").expect_err("no number");
        assert!(error.starts_with("amana.toml:3: database.pool: "), "{error}");
        let error = read("[server]\naddress = \"seven\"\n").expect_err("no address");
        assert!(error.starts_with("amana.toml:2: server.address: "), "{error}");
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_with_the_line() {
        let error = read("[server]\naddress 1\n").expect_err("no TOML");
        assert!(error.contains("line 2") && error.starts_with("amana.toml: "), "{error}");
    }

    #[test]
    fn a_missing_file_is_refused() {
        let failure = Config::read(Path::new("/nowhere/amana.toml")).expect_err("missing");
        assert_eq!(failure.status(), 2);
    }
}
