//! What a connection is told: where, as whom, and what is different here.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::{OPTION, Stream};
use crate::domain::fault::{Fault, Remedy};

/// Settings of one connection.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its id in the configuration; row ids are made with it.
    pub connection: String,
    /// Vendor.
    pub vendor: String,
    /// Address of the API, without a slash at the end.
    pub base_url: String,
    /// Address to sign in at, where it differs.
    pub login_url: Option<String>,
    /// What it signs in with that is no secret.
    pub credentials: BTreeMap<String, String>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, SecretString>,
    /// Mapping profile, as TOML text; the vendor's built-in one where empty.
    pub profile: Option<String>,
    /// Connections that references to other systems point to, by vendor.
    pub peers: BTreeMap<String, String>,
    /// Names this system gives to legal entities, and the keys they have in the system that keeps them.
    pub legal_entities: BTreeMap<String, String>,
    /// Requests at the same time.
    pub concurrency: usize,
    /// Attempts for one request.
    pub attempts: usize,
    /// First wait before a repeated request, in milliseconds; doubles each time.
    pub first_wait_ms: u64,
    /// Vendor's own options.
    pub options: BTreeMap<String, String>,
    /// By stream; what is not named takes the defaults.
    pub streams: BTreeMap<String, StreamSettings>,
}

/// Settings of one stream of a connection.
#[derive(Clone, Debug)]
pub struct StreamSettings {
    /// False leaves it out.
    pub enabled: bool,
    /// Seconds read again instead of the stream's own lookback.
    pub lookback_seconds: Option<i64>,
    /// Mapping lines that differ here, as TOML: canonical field to source.
    pub overrides: toml::Table,
}

impl Default for StreamSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            lookback_seconds: None,
            overrides: toml::Table::new(),
        }
    }
}

impl Settings {
    /// Settings with the defaults.
    pub fn new(connection: &str, vendor: &str, base_url: &str) -> Self {
        Self {
            connection: connection.to_owned(),
            vendor: vendor.to_owned(),
            base_url: base_url.trim_end_matches('/').to_owned(),
            login_url: None,
            credentials: BTreeMap::new(),
            secrets: BTreeMap::new(),
            profile: None,
            peers: BTreeMap::new(),
            legal_entities: BTreeMap::new(),
            concurrency: 4,
            attempts: 6,
            first_wait_ms: 1_000,
            options: BTreeMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Settings of a stream.
    pub fn stream(&self, name: &str) -> StreamSettings {
        self.streams.get(name).cloned().unwrap_or_default()
    }

    /// Seconds that each pass over a stream's changes reads again.
    pub fn lookback(&self, stream: &Stream) -> i64 {
        let own = self.streams.get(stream.name);
        own.and_then(|own| own.lookback_seconds)
            .unwrap_or(stream.lookback_seconds)
    }

    /// Whether a stream is read: it is not switched off, and the option that it needs is on.
    pub fn reads(&self, stream: &Stream) -> bool {
        let mut options = stream.values(OPTION);
        self.stream(stream.name).enabled && options.all(|option| self.option(option, "") == "true")
    }

    /// A credential that is no secret.
    pub fn credential(&self, name: &str) -> Result<&str, Fault> {
        self.credentials
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| self.missing(name, "credentials"))
    }

    /// A secret.
    pub fn secret(&self, name: &str) -> Result<&SecretString, Fault> {
        self.secrets
            .get(name)
            .ok_or_else(|| self.missing(name, "secrets"))
    }

    /// An option of the vendor, or its default.
    pub fn option<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.options.get(name).map_or(default, String::as_str)
    }

    fn missing(&self, name: &str, what: &str) -> Fault {
        let variable = format!(
            "THROUGHLINE__CONNECTION__{}__CREDENTIALS__{}",
            self.connection.to_ascii_uppercase().replace('-', "_"),
            name.to_ascii_uppercase()
        );
        let hint = match what {
            "secrets" => {
                format!("set {variable}, or {variable}_FILE to the path of a file that holds it")
            }
            _ => format!("write {name} under [connection.credentials]"),
        };
        let detail = format!(
            "connection {} ({}) lacks {name}",
            self.connection, self.vendor
        );
        Fault::new("CREDENTIAL_MISSING", Remedy::FixConfiguration, detail).hint(hint)
    }
}
