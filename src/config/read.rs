//! Reads the file, then lays the environment over it; secrets come from the environment or from files of their own.

use std::path::Path;

use secrecy::SecretString;

use super::error::{nearest, nearest_of, without_value};
use super::{Config, ConfigError, PREFIX, SECRETS, Source};

impl Config {
    /// Reads a file and the environment.
    pub fn load(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Read {
            what: "the configuration",
            path: path.to_owned(),
            error,
        })?;
        Self::parse(&text, &path.display().to_string(), environment)
    }

    /// Reads a text and the environment; `name` stands for the file in messages.
    pub fn parse(
        text: &str,
        name: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let source = Source::new(name, text);
        let mut config: Config = toml::from_str(text).map_err(|error| wrong(&source, &error))?;
        config.source = source;
        config.refuse_secrets()?;
        let mut table: toml::Table =
            toml::from_str(text).map_err(|error| wrong(&config.source, &error))?;
        let mut secrets = Vec::new();
        for (variable, value) in environment {
            let Some(path) = variable.strip_prefix(PREFIX) else {
                continue;
            };
            let (path, value) = match path.strip_suffix("_FILE") {
                Some(path) if is_secret(path) || path == DATABASE => {
                    (path, read_secret(&variable, Path::new(&value))?)
                }
                _ => (path, value),
            };
            let keys: Vec<String> = path.split("__").map(str::to_ascii_lowercase).collect();
            if is_secret(path) {
                secrets.push((variable, keys, SecretString::from(value)));
                continue;
            }
            override_value(&mut table, &variable, &keys, &value)?;
            // Read after each, so that the variable at fault is the one that is named.
            let source = std::mem::take(&mut config.source);
            config = table.clone().try_into().map_err(|error: toml::de::Error| {
                let message = without_value(error.message());
                ConfigError::at(variable.clone(), message, hint(error.message()))
            })?;
            config.source = source;
        }
        for (variable, keys, secret) in secrets {
            config.set_secret(&variable, &keys, secret)?;
        }
        config.validate()?;
        Ok(config)
    }

    fn set_secret(
        &mut self,
        variable: &str,
        keys: &[String],
        secret: SecretString,
    ) -> Result<(), ConfigError> {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        match keys.as_slice() {
            ["auth", "hs256_key"] => self.auth.hs256_key = Some(secret),
            ["connection", id, "credentials", name] => {
                let known: Vec<String> = self
                    .connections
                    .iter()
                    .map(|connection| variable_name(&connection.id))
                    .collect();
                let connection = self
                    .connections
                    .iter_mut()
                    .find(|connection| variable_name(&connection.id) == *id);
                let Some(connection) = connection else {
                    let hint = nearest_of(id, known.iter().map(String::as_str));
                    let message = format!("no connection has the id {id:?}");
                    return Err(ConfigError::at(variable.to_owned(), message, hint));
                };
                connection.secrets.insert((*name).to_owned(), secret);
            }
            _ => {
                return Err(ConfigError::at(
                    variable.to_owned(),
                    "no secret has this name".to_owned(),
                    format!("write {PREFIX}CONNECTION__<ID>__CREDENTIALS__<NAME>"),
                ));
            }
        }
        Ok(())
    }
}

/// The variable whose value may hold a password.
const DATABASE: &str = "HUB__DATABASE";

fn is_secret(path: &str) -> bool {
    let name = path
        .rsplit("__")
        .next()
        .unwrap_or(path)
        .to_ascii_lowercase();
    SECRETS.contains(&name.as_str())
}

/// An id as it stands in the name of a variable, in small letters.
pub(super) fn variable_name(id: &str) -> String {
    id.to_ascii_lowercase().replace('-', "_")
}

fn read_secret(variable: &str, path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        let hint = "it names the file that holds the secret: check the path and who may read it";
        ConfigError::at(variable.to_owned(), message, hint.to_owned())
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
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
    let refuse = |message: &str| {
        let hint = format!(
            "write {PREFIX}SECTION__KEY, or {PREFIX}CONNECTION__<ID>__KEY with the id of a [[connection]]"
        );
        ConfigError::at(variable.to_owned(), message.to_owned(), hint)
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
                    .find(|connection| {
                        connection
                            .get("id")
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

fn wrong(source: &Source, error: &toml::de::Error) -> ConfigError {
    let offset = error.span().map_or(0, |span| span.start);
    let message = without_value(error.message());
    let message = match source.key(offset) {
        Some(key) if message.starts_with("invalid") => format!("{key}: {message}"),
        _ => message,
    };
    ConfigError::at(source.at(offset), message, hint(error.message()))
}

/// The nearest right name, or where all of them stand.
fn hint(message: &str) -> String {
    nearest(message).unwrap_or_else(|| {
        "throughline.example.toml has every key with its meaning and form".to_owned()
    })
}
