//! The composition root: turns the configuration into the parts that run, and wires them.

pub mod server;
mod settings;
mod tasks;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Context;

use crate::config::{Config, Connection};
use crate::connect::Client;
use crate::domain::clock::Clock;
use crate::domain::record::Kind;
use crate::insight::freshness::Feed;
use crate::insight::metric::{Engine as Metrics, Settings as MetricSettings};
use crate::insight::rule::book::Thresholds;
use crate::insight::rule::engine::Engine as Rules;
use crate::model::Database;
use crate::model::feed::Keys;
use crate::model::identity::Ownership;
use crate::sync::{self, Source, Sync};
use crate::task::Wake;

pub use settings::{client, known_stream, settings};
pub use tasks::{MetricTask, RetentionTask, RuleTask};

/// Seconds without a good run after which a stream is stale, where the configuration says nothing.
const STALE_AFTER_SECONDS: u64 = 3_600;

/// The parts of a hub, wired and not started.
pub struct Hub {
    /// Database.
    pub database: Database,
    /// Time.
    pub clock: Clock,
    /// Keys of transactions.
    pub keys: Arc<Keys>,
    /// Ownership of entities.
    pub ownership: Arc<Ownership>,
    /// Connections.
    pub clients: Vec<Arc<Client>>,
    /// Sync of all of them.
    pub sync: Arc<Sync>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Rules.
    pub rules: Rules,
    /// Rung by sync after each commit: insight looks.
    pub changed: Wake,
}

impl Hub {
    /// Opens the database and the connections; sends nothing and starts nothing.
    pub async fn open(config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let keys = Arc::new(Keys::new());
        let ownership = Arc::new(Ownership::new(&config.ownership));
        let mut clients = Vec::new();
        let mut sources = Vec::new();
        for section in &config.connections {
            let client = Arc::new(settings::client(config, section, &clock)?);
            let schedule_seconds =
                i64::try_from(section.schedule_seconds).context("schedule_seconds is too large")?;
            sources.push(Source {
                client: Arc::clone(&client),
                schedule_seconds,
            });
            clients.push(client);
        }
        // What the configuration says is looked at before anything is written.
        let database = Database::open(&config.hub.database).await?;
        let changed = Wake::new();
        let sync_settings = sync::Settings {
            ownership: Arc::clone(&ownership),
            batch_rows: config.hub.batch_rows.max(1),
            ..sync::Settings::default()
        };
        let sync = Sync::open(
            database.clone(),
            clock.clone(),
            Arc::clone(&keys),
            sync_settings,
            sources,
            vec![changed.clone()],
        )
        .await?;
        let group_currency = config.reporting.group_currency.parse()?;
        let time_zone = config
            .reporting
            .time_zone
            .parse()
            .map_err(|_| anyhow::anyhow!("reporting.time_zone is no time zone"))?;
        let stale_after_ms = i64::try_from(STALE_AFTER_SECONDS)? * 1000;
        let metric_settings = MetricSettings {
            group_currency,
            time_zone,
            stale_after_ms,
            feeds: feeds(config, &clients),
            schedules: schedules(config),
            slas: slas(config),
            carried: Some(carried(&clients)),
        };
        let metrics = Arc::new(Metrics::new(
            database.clone(),
            Arc::clone(&keys),
            clock.clone(),
            Arc::clone(&ownership),
            metric_settings,
        ));
        let rules = Rules::new(
            database.clone(),
            Arc::clone(&keys),
            clock.clone(),
            Arc::clone(&metrics),
            Thresholds::default(),
        );
        Ok(Self {
            database,
            clock,
            keys,
            ownership,
            clients,
            sync: Arc::new(sync),
            metrics,
            rules,
            changed,
        })
    }
}

/// Milliseconds between runs, by connection.
fn schedules(config: &Config) -> HashMap<String, i64> {
    let sections = config.connections.iter();
    sections
        .map(|section| (section.id.clone(), milliseconds(section.schedule_seconds)))
        .collect()
}

/// Milliseconds within which a change is to be landed, by connection and stream, where the configuration says so.
fn slas(config: &Config) -> HashMap<(String, String), i64> {
    let mut slas = HashMap::new();
    for section in &config.connections {
        for (stream, own) in &section.streams {
            if let Some(seconds) = own.sla_seconds {
                let key = (section.id.clone(), stream.clone());
                slas.insert(key, milliseconds(seconds));
            }
        }
    }
    slas
}

fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds)
        .unwrap_or(i64::MAX)
        .saturating_mul(1000)
}

/// Kinds that some stream of a connected system feeds.
fn carried(clients: &[Arc<Client>]) -> BTreeSet<Kind> {
    let streams = clients.iter().flat_map(|client| client.streams());
    streams
        .flat_map(|stream| stream.emits.iter().copied())
        .collect()
}

/// Which stream of which connection feeds which kind, and how old it may be.
fn feeds(config: &Config, clients: &[Arc<Client>]) -> Vec<Feed> {
    let mut feeds = Vec::new();
    for (section, client) in config.connections.iter().zip(clients) {
        for stream in client.streams() {
            let stale_after_ms = stale_after(section, stream.name);
            feeds.extend(stream.emits.iter().map(|kind| Feed {
                kind: *kind,
                connection: section.id.clone(),
                stream: stream.name.to_owned(),
                stale_after_ms,
            }));
        }
    }
    feeds
}

/// Milliseconds without a good run after which a stream is late, by connection and stream.
fn stale_after_ms(config: &Config, clients: &[Arc<Client>]) -> HashMap<(String, String), i64> {
    let mut all = HashMap::new();
    for (section, client) in config.connections.iter().zip(clients) {
        for stream in client.streams() {
            let key = (section.id.clone(), stream.name.to_owned());
            all.insert(key, stale_after(section, stream.name));
        }
    }
    all
}

/// What the configuration says of a stream, else an hour or four of its connection's schedules.
fn stale_after(section: &Connection, stream: &str) -> i64 {
    let own = section.streams.get(stream);
    let own = own.and_then(|own| own.stale_after_seconds);
    let usual = section.schedule_seconds.saturating_mul(4);
    milliseconds(own.unwrap_or(STALE_AFTER_SECONDS.max(usual)))
}
