//! Configuration: one TOML file, each value overridable by environment, secrets by environment or file only.
//!
//! `THROUGHLINE__SECTION__KEY` overrides a value, `THROUGHLINE__CONNECTION__<ID>__CREDENTIALS__<NAME>` gives a connection's secret, and
//! either with `_FILE` behind it names a file to read it from. Unknown keys are refused with the nearest right name.

mod check;
mod error;
mod place;
mod read;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

pub use error::ConfigError;
pub use place::Source;

/// Prefix of every environment variable that is read.
const PREFIX: &str = "THROUGHLINE__";

/// Names of credentials that are secret: never read from the configuration file.
const SECRETS: &[&str] = &[
    "client_secret",
    "consumer_secret",
    "token_secret",
    "token",
    "private_key",
    "password",
    "hs256_key",
];

/// Everything that a hub is told at start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the hub keeps its data and listens.
    #[serde(default)]
    pub hub: Hub,
    /// How tokens are verified.
    #[serde(default)]
    pub auth: Auth,
    /// Systems it reads.
    #[serde(default, rename = "connection")]
    pub connections: Vec<Connection>,
    /// Which system owns which entity: entity (or entity.field) to vendors or connection ids, the first that has it wins.
    #[serde(default)]
    pub ownership: BTreeMap<String, Vec<String>>,
    /// What is reported, and how.
    #[serde(default)]
    pub reporting: Reporting,
    /// Access thresholds.
    #[serde(default)]
    pub policy: PolicySection,
    /// How long is kept what the present does not need.
    #[serde(default)]
    pub retention: Retention,
    /// The file it was read from, for messages.
    #[serde(skip)]
    pub source: Source,
}

/// Section `[hub]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hub {
    /// `sqlite://path` or `postgres://user@host/database`.
    pub database: String,
    /// Address to listen on.
    pub listen: String,
    /// Origins of other sites that may call the API from a browser.
    pub allowed_origins: Vec<String>,
    /// Addresses of reverse proxies, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// Objects that sync writes in one transaction.
    pub batch_rows: usize,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            database: "sqlite://throughline.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            allowed_origins: Vec::new(),
            proxies: Vec::new(),
            batch_rows: 20_000,
        }
    }
}

/// Section `[auth]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {
    /// Issuer that a token must name.
    pub issuer: String,
    /// Audience that a token must name.
    pub audience: String,
    /// Claim that carries the roles.
    pub role_claim: String,
    /// RS256, ES256, EdDSA or, for development, HS256.
    pub algorithm: Option<String>,
    /// PEM file of the public key.
    pub public_key_file: Option<PathBuf>,
    /// Address or file of a JSON web key set.
    pub jwks: Option<String>,
    /// Shared development key; environment or file only (`THROUGHLINE__AUTH__HS256_KEY`).
    #[serde(skip)]
    pub hs256_key: Option<SecretString>,
    /// Clock leeway in seconds.
    pub leeway_seconds: u64,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            issuer: "throughline".to_owned(),
            audience: "throughline".to_owned(),
            role_claim: "roles".to_owned(),
            algorithm: None,
            public_key_file: None,
            jwks: None,
            hs256_key: None,
            leeway_seconds: 30,
        }
    }
}

/// Section `[[connection]]`: one system.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Its name in the hub: letters, digits, dash; stable, since row ids follow from it.
    pub id: String,
    /// salesforce, netsuite or kantata.
    pub vendor: String,
    /// Mapping profile for the installation's custom fields: `standard`, or the path of a TOML file.
    #[serde(default)]
    pub profile: Option<String>,
    /// Address of the API.
    pub base_url: String,
    /// Address to sign in at, where it differs.
    #[serde(default)]
    pub login_url: Option<String>,
    /// What it signs in with besides its secrets, which come from environment or files; nothing for a vendor that takes a secret alone.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    /// Secrets by name, from environment or files.
    #[serde(skip)]
    pub secrets: BTreeMap<String, SecretString>,
    /// Names this system gives to legal entities, and their key in the system that owns them (a NetSuite subsidiary's id).
    #[serde(default)]
    pub legal_entities: BTreeMap<String, String>,
    /// Connections that this one's references point to, by vendor.
    #[serde(default)]
    pub peers: BTreeMap<String, String>,
    /// Seconds between two runs.
    #[serde(default = "five_minutes")]
    pub schedule_seconds: u64,
    /// Seconds that each run reads again.
    #[serde(default)]
    pub lookback_seconds: Option<u64>,
    /// Requests at the same time.
    #[serde(default)]
    pub concurrency: Option<usize>,
    /// Vendor's own settings, such as `api_version`.
    #[serde(default)]
    pub options: BTreeMap<String, toml::Value>,
    /// Settings by stream.
    #[serde(default)]
    pub streams: BTreeMap<String, StreamSection>,
}

fn five_minutes() -> u64 {
    300
}

/// Section `[connection.streams.NAME]`.
#[derive(Clone, Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct StreamSection {
    /// False leaves the stream out.
    pub enabled: Option<bool>,
    /// Seconds within which a change is to be landed.
    pub sla_seconds: Option<u64>,
    /// Seconds after which the stream counts as stale.
    pub stale_after_seconds: Option<u64>,
    /// Mapping lines that differ here: canonical field to source path and conversion.
    pub overrides: BTreeMap<String, toml::Value>,
}

/// Section `[reporting]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reporting {
    /// Currency of the group.
    pub group_currency: String,
    /// Time zone that "today" is taken in.
    pub time_zone: String,
}

impl Default for Reporting {
    fn default() -> Self {
        Self {
            group_currency: "USD".to_owned(),
            time_zone: "UTC".to_owned(),
        }
    }
}

/// Section `[policy]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySection {
    /// Least people that a cost-bearing figure is served over.
    pub minimum_group: u32,
}

impl Default for PolicySection {
    fn default() -> Self {
        Self { minimum_group: 3 }
    }
}

/// Section `[retention]`, in days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Former images of rows, by which `knownAt` answers, and the change feed, in which subscriptions go on after a cursor.
    pub history_days: u32,
    /// Sync runs.
    pub run_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            history_days: 1_100,
            run_days: 400,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[hub]\nlisten = \"127.0.0.1:1\"\n[[connection]]\nid = \"sf\"\nvendor = \"salesforce\"\nbase_url = \"https://acme.example\"\n[connection.credentials]\nclient_id = \"id\"\n";

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn unknown_key_names_line_and_nearest() {
        let error = Config::parse("[hub]\nlisen = \"x\"\n", "t.toml", [])
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("t.toml:2: unknown field `lisen`"),
            "{error}"
        );
        assert!(error.contains("did you mean `listen`?"), "{error}");
    }

    #[test]
    fn environment_overrides_and_secrets_never_print() {
        let config = Config::parse(
            FILE,
            "t.toml",
            environment(&[
                ("THROUGHLINE__HUB__LISTEN", "0.0.0.0:9"),
                (
                    "THROUGHLINE__CONNECTION__SF__CREDENTIALS__CLIENT_SECRET",
                    "hush",
                ),
                ("THROUGHLINE__CONNECTION__SF__SCHEDULE_SECONDS", "7"),
            ]),
        )
        .unwrap();
        assert_eq!(config.hub.listen, "0.0.0.0:9");
        assert_eq!(config.connections[0].schedule_seconds, 7);
        assert!(config.connections[0].secrets.contains_key("client_secret"));
        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn secrets_in_the_file_are_refused() {
        let text = format!("{FILE}client_secret = \"x\"\n");
        let error = Config::parse(&text, "t.toml", []).unwrap_err().to_string();
        assert!(
            error.contains("THROUGHLINE__CONNECTION__SF__CREDENTIALS__CLIENT_SECRET"),
            "{error}"
        );
    }

    #[test]
    fn the_example_is_a_configuration() {
        let text = include_str!("../../throughline.example.toml");
        let config = Config::parse(text, "throughline.example.toml", []).unwrap();
        assert_eq!(config.connections.len(), 3);
        for section in &config.connections {
            let settings = crate::app::settings(section).unwrap();
            let connector = crate::connect::registry::connector(&settings.vendor).unwrap();
            crate::connect::Mapper::new(connector, &settings).unwrap();
        }
    }

    #[test]
    fn what_does_nothing_is_no_key() {
        for (key, text) in [
            (
                "retry",
                format!("{FILE}[connection.streams.accounts]\nretry = 3\n"),
            ),
            (
                "waits_seconds",
                format!("{FILE}[connection.streams.accounts]\nwaits_seconds = 3\n"),
            ),
            ("audit_days", "[retention]\naudit_days = 3\n".to_owned()),
        ] {
            let error = Config::parse(&text, "t.toml", []).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown field `{key}`")), "{error}");
        }
    }

    #[test]
    fn nothing_is_kept_for_no_time() {
        for key in ["history_days", "run_days"] {
            let text = format!("[retention]\n{key} = 0\n");
            let error = Config::parse(&text, "t.toml", []).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("t.toml:2: retention.{key}")),
                "{error}"
            );
        }
    }

    #[test]
    fn wrong_values_are_named() {
        let error = Config::parse("[reporting]\ngroup_currency = \"usd\"\n", "t.toml", [])
            .unwrap_err()
            .to_string();
        assert!(error.contains("reporting.group_currency"), "{error}");
        let error = Config::parse(
            "",
            "t.toml",
            environment(&[("THROUGHLINE__HUB__PORT", "1")]),
        )
        .unwrap_err()
        .to_string();
        assert!(error.contains("unknown field `port`"), "{error}");
    }
}
