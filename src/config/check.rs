//! What must hold of a configuration besides its form: ids, addresses, peers, currency, time zone, and no secret in the file.

use super::error::nearest_of;
use super::read::variable_name;
use super::{Config, ConfigError, PREFIX, SECRETS};

impl Config {
    /// Refuses what cannot work, naming the line.
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        for (nth, _) in self.connections.iter().enumerate() {
            self.check_connection(nth)?;
        }
        let kept = [
            ("history_days", self.retention.history_days),
            ("run_days", self.retention.run_days),
        ];
        if let Some((key, _)) = kept.iter().find(|(_, days)| *days == 0) {
            return Err(ConfigError::at(
                self.source.of("retention", key),
                format!("retention.{key}: a day is the least"),
                "write how many days are kept".to_owned(),
            ));
        }
        let currency = &self.reporting.group_currency;
        if let Err(error) = currency.parse::<entity::value::Currency>() {
            return Err(ConfigError::at(
                self.source.of("reporting", "group_currency"),
                format!("reporting.group_currency: {error}"),
                "write a code such as USD".to_owned(),
            ));
        }
        let zone = &self.reporting.time_zone;
        if zone.parse::<chrono_tz::Tz>().is_err() {
            let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let hint = nearest_of(zone, known)
                .unwrap_or_else(|| "write a name such as Europe/Berlin".to_owned());
            return Err(ConfigError::at(
                self.source.of("reporting", "time_zone"),
                format!("reporting.time_zone: {zone:?} is no IANA time zone"),
                hint,
            ));
        }
        Ok(())
    }

    fn check_connection(&self, nth: usize) -> Result<(), ConfigError> {
        let connection = &self.connections[nth];
        let id = &connection.id;
        let refuse = |word: &str, message: String, hint: String| {
            ConfigError::at(self.place_of_nth(nth, &[word]), message, hint)
        };
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(refuse(
                "id",
                format!("connection id {id:?} is not usable"),
                "use letters, digits and dashes".to_owned(),
            ));
        }
        // In the name of a variable a dash is an underscore and capitals do not count.
        let twin = self.connections[..nth]
            .iter()
            .position(|other| variable_name(&other.id) == variable_name(id));
        if let Some(twin) = twin {
            return Err(refuse(
                "id",
                format!(
                    "two connections have the id {id:?}; the other is at {}",
                    self.place_of_nth(twin, &["id"])
                ),
                "give each an id of its own".to_owned(),
            ));
        }
        for (key, address) in [
            ("base_url", Some(&connection.base_url)),
            ("login_url", connection.login_url.as_ref()),
        ] {
            let Some(address) = address else {
                continue;
            };
            let why = match url::Url::parse(address) {
                Ok(url) if !matches!(url.scheme(), "http" | "https") || url.host().is_none() => {
                    "it begins neither with https:// nor with http://".to_owned()
                }
                Ok(url) if url.password().is_some() => {
                    return Err(refuse(
                        key,
                        format!("connection {id}: {key} carries a password"),
                        "secrets do not stand in the file; see credentials in throughline.example.toml"
                            .to_owned(),
                    ));
                }
                Ok(_) => continue,
                Err(error) => error.to_string(),
            };
            return Err(refuse(
                key,
                format!("connection {id}: {key} {address:?} is no address: {why}"),
                "write it whole, such as https://acme.my.salesforce.com".to_owned(),
            ));
        }
        for (vendor, peer) in &connection.peers {
            if !self.connections.iter().any(|other| other.id == *peer) {
                let known = self.connections.iter().map(|other| other.id.as_str());
                let hint = nearest_of(peer, known)
                    .unwrap_or_else(|| "name the id of another [[connection]]".to_owned());
                return Err(refuse(
                    "peers",
                    format!("connection {id}: peer {vendor} = {peer:?} is no connection"),
                    hint,
                ));
            }
        }
        Ok(())
    }

    /// Refuses secrets that stand in the file.
    pub(super) fn refuse_secrets(&self) -> Result<(), ConfigError> {
        for (nth, connection) in self.connections.iter().enumerate() {
            let secret = connection
                .credentials
                .keys()
                .find(|key| SECRETS.contains(&key.as_str()));
            let Some(secret) = secret else {
                continue;
            };
            let variable = format!(
                "{PREFIX}CONNECTION__{}__CREDENTIALS__{}",
                variable_name(&connection.id).to_ascii_uppercase(),
                secret.to_ascii_uppercase()
            );
            return Err(ConfigError::at(
                self.place_of_nth(nth, &[secret]),
                format!(
                    "connection {}: {secret} is a secret and may not stand in the file",
                    connection.id
                ),
                format!("set {variable}, or {variable}_FILE to the path of a file that holds it"),
            ));
        }
        let password = url::Url::parse(&self.hub.database)
            .is_ok_and(|url| url.password().is_some_and(|password| !password.is_empty()));
        if password {
            return Err(ConfigError::at(
                self.source.of("hub", "database"),
                "hub.database carries a password, which may not stand in the file".to_owned(),
                format!(
                    "set {PREFIX}HUB__DATABASE, or {PREFIX}HUB__DATABASE_FILE to the path of a file that holds it"
                ),
            ));
        }
        Ok(())
    }
}
