//! Turns the sections of the configuration into what each stage takes.
use anyhow::Context;

use crate::config::Connection;
use crate::connect::{Settings, StreamSettings};

/// A connection's settings as its connector takes them.
pub fn settings(section: &Connection) -> anyhow::Result<Settings> {
    let mut settings = Settings::new(&section.id, &section.vendor, &section.base_url);
    settings.login_url.clone_from(&section.login_url);
    settings.credentials.clone_from(&section.credentials);
    settings.secrets.clone_from(&section.secrets);
    settings.peers.clone_from(&section.peers);
    settings.legal_entities.clone_from(&section.legal_entities);
    if let Some(concurrency) = section.concurrency {
        settings.concurrency = concurrency;
    }
    if let Some(path) = section
        .profile
        .as_deref()
        .filter(|profile| *profile != "standard")
    {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("connection {}: cannot read profile {path}", section.id))?;
        settings.profile = Some(text);
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
    for stream in crate::connect::registry::connector(&section.vendor)?.streams {
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
    if let Some(unknown) = section
        .streams
        .keys()
        .find(|name| !settings.streams.contains_key(*name))
    {
        let known: Vec<_> = settings.streams.keys().cloned().collect();
        anyhow::bail!(
            "connection {}: {} has no stream {unknown:?}; there are {}",
            section.id,
            section.vendor,
            known.join(", ")
        );
    }
    Ok(settings)
}
