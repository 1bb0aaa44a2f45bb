//! Configuration: one TOML file, each value overridable by environment, secrets by environment or file only.
//!
//! `THROUGHLINE__SECTION__KEY` overrides a value, `THROUGHLINE__CONNECTION__<ID>__CREDENTIALS__<NAME>` gives a connection's secret, and
//! either with `_FILE` behind it names a file to read it from. Unknown keys are refused with the nearest right name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

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
    /// How long logs are kept.
    #[serde(default)]
    pub retention: Retention,
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
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            database: "sqlite://throughline.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            allowed_origins: Vec::new(),
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
    /// What it signs in with; secrets come from environment or files.
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
    /// Seconds a row waits for its parent before it is an exception.
    pub waits_seconds: Option<u64>,
    /// Attempts before a run is given up.
    pub retry: Option<u32>,
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
    /// Change feed and row history.
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

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {what} {}: {source}", path.display())]
    Read {
        /// What it is.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something that is not understood.
    #[error("{place}: {message}{}", hint.as_deref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
    Wrong {
        /// File and line, or variable.
        place: String,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl Config {
    /// Reads a file and the environment.
    pub fn load(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            what: "the configuration",
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, &path.display().to_string(), environment)
    }

    /// Reads a text and the environment; `name` stands for the file in messages.
    pub fn parse(
        text: &str,
        name: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file: Config = toml::from_str(text).map_err(|error| wrong(text, name, &error))?;
        refuse_secrets_in(&file, name)?;
        let mut table: toml::Table =
            toml::from_str(text).map_err(|error| wrong(text, name, &error))?;
        let mut secrets = Vec::new();
        for (variable, value) in environment {
            let Some(path) = variable.strip_prefix(PREFIX) else {
                continue;
            };
            let (path, value) = match path.strip_suffix("_FILE") {
                Some(path) if is_secret(path) => (path, read_secret(&variable, Path::new(&value))?),
                _ => (path, value),
            };
            let keys: Vec<String> = path.split("__").map(str::to_ascii_lowercase).collect();
            if is_secret(path) {
                secrets.push((variable, keys, SecretString::from(value)));
            } else {
                override_value(&mut table, &variable, &keys, &value)?;
            }
        }
        let mut config: Config =
            table
                .try_into()
                .map_err(|error: toml::de::Error| ConfigError::Wrong {
                    place: "environment".to_owned(),
                    message: error.message().to_owned(),
                    hint: nearest(error.message()),
                })?;
        for (variable, keys, secret) in secrets {
            config.set_secret(&variable, &keys, secret)?;
        }
        config.validate(name)?;
        Ok(config)
    }

    fn set_secret(
        &mut self,
        variable: &str,
        keys: &[String],
        secret: SecretString,
    ) -> Result<(), ConfigError> {
        match keys
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["auth", "hs256_key"] => self.auth.hs256_key = Some(secret),
            ["connection", id, "credentials", name] => {
                let connection = self
                    .connections
                    .iter_mut()
                    .find(|c| variable_name(&c.id) == *id)
                    .ok_or_else(|| ConfigError::Wrong {
                        place: variable.to_owned(),
                        message: format!("no connection has the id {id:?}"),
                        hint: None,
                    })?;
                connection.secrets.insert((*name).to_owned(), secret);
            }
            _ => {
                return Err(ConfigError::Wrong {
                    place: variable.to_owned(),
                    message: "no secret has this name".to_owned(),
                    hint: Some(format!(
                        "write {PREFIX}CONNECTION__<ID>__CREDENTIALS__<NAME>"
                    )),
                });
            }
        }
        Ok(())
    }

    fn validate(&self, name: &str) -> Result<(), ConfigError> {
        let refuse = |message: String, hint: &str| ConfigError::Wrong {
            place: name.to_owned(),
            message,
            hint: Some(hint.to_owned()),
        };
        for (place, connection) in self.connections.iter().enumerate() {
            let id = &connection.id;
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                return Err(refuse(
                    format!("connection id {id:?} is not usable"),
                    "use letters, digits and dashes",
                ));
            }
            if self.connections[..place]
                .iter()
                .any(|other| other.id == *id)
            {
                return Err(refuse(
                    format!("two connections have the id {id:?}"),
                    "give each an id of its own",
                ));
            }
            if let Err(error) = url::Url::parse(&connection.base_url) {
                return Err(refuse(
                    format!(
                        "connection {id}: base_url {:?} is no address: {error}",
                        connection.base_url
                    ),
                    "write it whole, such as https://acme.my.salesforce.com",
                ));
            }
            for (vendor, peer) in &connection.peers {
                if !self.connections.iter().any(|other| other.id == *peer) {
                    return Err(refuse(
                        format!("connection {id}: peer {vendor} = {peer:?} is no connection"),
                        "name the id of another [[connection]]",
                    ));
                }
            }
        }
        self.reporting
            .group_currency
            .parse::<entity::value::Currency>()
            .map_err(|error| {
                refuse(
                    format!("reporting.group_currency: {error}"),
                    "write a code such as USD",
                )
            })?;
        self.reporting
            .time_zone
            .parse::<chrono_tz::Tz>()
            .map_err(|_| {
                refuse(
                    format!(
                        "reporting.time_zone: {:?} is no IANA time zone",
                        self.reporting.time_zone
                    ),
                    "write a name such as Europe/Berlin",
                )
            })?;
        Ok(())
    }
}

fn is_secret(path: &str) -> bool {
    let name = path
        .rsplit("__")
        .next()
        .unwrap_or(path)
        .to_ascii_lowercase();
    SECRETS.contains(&name.as_str())
}

fn variable_name(id: &str) -> String {
    id.to_ascii_lowercase().replace('-', "_")
}

fn read_secret(variable: &str, path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Wrong {
        place: variable.to_owned(),
        message: format!("cannot read {}: {source}", path.display()),
        hint: None,
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn refuse_secrets_in(config: &Config, name: &str) -> Result<(), ConfigError> {
    for connection in &config.connections {
        if let Some(secret) = connection
            .credentials
            .keys()
            .find(|key| SECRETS.contains(&key.as_str()))
        {
            let variable = format!(
                "{PREFIX}CONNECTION__{}__CREDENTIALS__{}",
                variable_name(&connection.id).to_ascii_uppercase(),
                secret.to_ascii_uppercase()
            );
            return Err(ConfigError::Wrong {
                place: name.to_owned(),
                message: format!(
                    "connection {}: {secret} is a secret and may not stand in the file",
                    connection.id
                ),
                hint: Some(format!(
                    "set {variable}, or {variable}_FILE to the path of a file that holds it"
                )),
            });
        }
    }
    Ok(())
}

/// Puts an environment value where its path says; numbers and booleans are recognised.
fn override_value(
    table: &mut toml::Table,
    variable: &str,
    keys: &[String],
    value: &str,
) -> Result<(), ConfigError> {
    let parsed = value
        .parse::<i64>()
        .map(toml::Value::Integer)
        .or_else(|_| value.parse::<bool>().map(toml::Value::Boolean))
        .unwrap_or_else(|_| toml::Value::String(value.to_owned()));
    let refuse = |message: &str| ConfigError::Wrong {
        place: variable.to_owned(),
        message: message.to_owned(),
        hint: Some(format!("write {PREFIX}SECTION__KEY")),
    };
    let (last, path) = keys.split_last().ok_or_else(|| refuse("names no key"))?;
    let mut path = path.iter();
    let mut here = table;
    if keys.first().is_some_and(|first| first == "connection") {
        path.next();
        let id = path.next().ok_or_else(|| refuse("names no connection"))?;
        here = here
            .get_mut("connection")
            .and_then(toml::Value::as_array_mut)
            .and_then(|list| {
                list.iter_mut()
                    .filter_map(toml::Value::as_table_mut)
                    .find(|c| {
                        c.get("id")
                            .and_then(toml::Value::as_str)
                            .is_some_and(|known| variable_name(known) == *id)
                    })
            })
            .ok_or_else(|| refuse("names a connection that the file does not have"))?;
    }
    for key in path {
        here = here
            .entry(key.clone())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()))
            .as_table_mut()
            .ok_or_else(|| refuse("goes below a value that is no section"))?;
    }
    here.insert(last.clone(), parsed);
    Ok(())
}

fn wrong(text: &str, name: &str, error: &toml::de::Error) -> ConfigError {
    let line = error
        .span()
        .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    ConfigError::Wrong {
        place: line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}")),
        message: error.message().to_owned(),
        hint: nearest(error.message()),
    }
}

/// The nearest right name to an unknown key, from what the parser expected there.
fn nearest(message: &str) -> Option<String> {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names
        .next()
        .filter(|_| message.starts_with("unknown field"))?;
    let best = names.max_by(|a, b| {
        strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
    })?;
    (strsim::jaro_winkler(unknown, best) > 0.7).then(|| format!("did you mean `{best}`?"))
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
        let text = include_str!("../throughline.example.toml");
        let config = Config::parse(text, "throughline.example.toml", []).unwrap();
        assert_eq!(config.connections.len(), 3);
        for section in &config.connections {
            let settings = crate::app::settings(section).unwrap();
            let connector = crate::connect::registry::connector(&settings.vendor).unwrap();
            crate::connect::Mapper::new(connector, &settings).unwrap();
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
