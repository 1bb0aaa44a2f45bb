//! Turns the sections of the configuration into what each stage takes; what is wrong is told with its line in the file.

use crate::config::{Config, Connection};
use crate::connect::{Client, Connector, Settings, StreamSettings, registry};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Code of a setting that names something which is not there.
const WRONG: &str = "OPTION_INVALID";

/// Opens a connection; sends nothing.
pub fn client(config: &Config, section: &Connection, clock: &Clock) -> anyhow::Result<Client> {
    let opened = settings(section).and_then(|settings| Client::open(settings, clock));
    opened.map_err(|fault| anyhow::Error::new(placed(config, section, fault)))
}

/// Adds the line of the file that a fault is about.
fn placed(config: &Config, section: &Connection, mut fault: Fault) -> Fault {
    // The words that name the place are looked for in the connection's lines, the narrowest first.
    let words: Vec<&str> = match fault.code {
        "UNKNOWN_VENDOR" => vec!["vendor"],
        "MAPPING_INVALID" => fault
            .detail
            .split_once("mapping line ")
            .and_then(|(_, rest)| rest.split(':').next())
            .unwrap_or_default()
            .rsplit('.')
            .collect(),
        WRONG if fault.detail.contains(": profile ") => vec!["profile"],
        WRONG => fault.detail.rsplit('"').skip(1).step_by(2).collect(),
        _ => Vec::new(),
    };
    let place = config.place_of(&section.id, &words);
    fault.detail = format!("{place}: {}", fault.detail);
    fault.hint.get_or_insert_with(|| {
        "a line is `field = \"source path\"`, or a table with from and convert; see throughline.example.toml and the vendor's profile.toml"
            .to_owned()
    });
    fault
}

/// A connection's settings as its connector takes them.
pub fn settings(section: &Connection) -> Result<Settings, Fault> {
    let mut settings = Settings::new(&section.id, &section.vendor, &section.base_url);
    settings.login_url.clone_from(&section.login_url);
    settings.credentials.clone_from(&section.credentials);
    settings.secrets.clone_from(&section.secrets);
    settings.peers.clone_from(&section.peers);
    settings.legal_entities.clone_from(&section.legal_entities);
    if let Some(concurrency) = section.concurrency {
        settings.concurrency = concurrency;
    }
    let connector = connector(section)?;
    if let Some(path) = section
        .profile
        .as_deref()
        .filter(|profile| *profile != "standard")
    {
        settings.profile = Some(std::fs::read_to_string(path).map_err(|error| {
            let detail = format!("connection {}: profile {path:?}: {error}", section.id);
            Fault::new(WRONG, Remedy::FixConfiguration, detail)
                .hint("write \"standard\", or the path of a TOML file as seen from where the hub is started")
        })?);
    }
    for (name, value) in &section.options {
        let text = match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        settings.options.insert(name.clone(), text);
    }
    let lookback = section
        .lookback_seconds
        .and_then(|seconds| i64::try_from(seconds).ok());
    for stream in connector.streams {
        let own = section.streams.get(stream.name);
        let overrides = own
            .map(|own| own.overrides.clone().into_iter().collect())
            .unwrap_or_default();
        let enabled = own.and_then(|own| own.enabled).unwrap_or(true);
        settings.streams.insert(
            stream.name.to_owned(),
            StreamSettings {
                enabled,
                lookback_seconds: lookback,
                overrides,
            },
        );
    }
    for name in section.streams.keys() {
        known_stream(connector, &section.id, name)?;
    }
    Ok(settings)
}

fn connector(section: &Connection) -> Result<&'static Connector, Fault> {
    registry::connector(&section.vendor).map_err(|mut fault| {
        fault.detail = format!("connection {}: {}", section.id, fault.detail);
        fault
    })
}

/// Refuses a stream that a vendor does not have, with the nearest that it has.
pub fn known_stream(connector: &Connector, id: &str, name: &str) -> Result<(), Fault> {
    let names: Vec<&str> = connector.streams.iter().map(|known| known.name).collect();
    if names.contains(&name) {
        return Ok(());
    }
    let nearest = names
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let detail = format!(
        "connection {id}: {} has no stream {name:?}",
        connector.title
    );
    Err(
        Fault::new(WRONG, Remedy::FixConfiguration, detail).hint(format!(
            "did you mean `{}`? There are {}",
            nearest.unwrap_or(&""),
            names.join(", ")
        )),
    )
}
