//! `throughline demo`: a generated firm behind real HTTP, synced, served, and going on living.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sandbox::firm::Scale;
use secrecy::SecretString;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::demo_token::{self, AUDIENCE, ISSUER, KEY_ID, ROLE_CLAIM};
use super::signing::Pair;
use super::{progress, report, sample, say};
use crate::app::{Hub, server};
use crate::config::{Config, Connection};
use crate::domain::clock::Clock;
use crate::serve::auth::{Key, Settings as AuthSettings, Verifier};
use crate::sync::Selection;

/// Seconds between two events in the firm's life.
const LIFE_SECONDS: u64 = 7;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Port of the hub; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder for the database and the signing key; a new temporary one where none is named
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Size of the firm: tiny (a few people, for trying things), small (40 people, 60,000 time entries), medium (400; 600,000) or
    /// large (700; 1,000,000)
    #[arg(long, default_value = "small", value_parser = ["tiny", "small", "medium", "large"], hide_possible_values = true)]
    scale: String,
    /// Seed of the firm: the same seed makes the same firm
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one line of JSON when ready, for scripts, and nothing else
    #[arg(long)]
    json: bool,
}

/// Runs the demo until it is interrupted.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let scale = Scale::named(&arguments.scale).with_context(|| {
        format!(
            "--scale {:?} is none of tiny, small, medium and large",
            arguments.scale
        )
    })?;
    let tell = |text: String| -> anyhow::Result<()> {
        if arguments.json {
            return Ok(());
        }
        say::line(text)
    };
    let listener = server::listen(&format!("127.0.0.1:{}", arguments.port)).await?;
    let folder = match &arguments.dir {
        Some(folder) => folder.clone(),
        None => std::env::temp_dir().join(format!("throughline-demo-{}", std::process::id())),
    };
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    tell(format!(
        "Generating a firm ({}) and its Salesforce, NetSuite and Kantata.",
        arguments.scale
    ))?;
    let firm = sandbox::start(sandbox::Options {
        seed: arguments.seed,
        scale,
        today: None,
    })
    .await
    .context("cannot start the simulators on this machine's loopback")?;
    let pair = Pair::generate()?;
    let (private_key, public_key) = pair.write(&folder)?;
    let database = folder.join("hub.db");
    let config = configuration(&firm, &database)?;
    let clock = Clock::system();
    let verifier = Verifier::open(
        AuthSettings {
            issuer: ISSUER.to_owned(),
            audience: AUDIENCE.to_owned(),
            role_claim: ROLE_CLAIM.to_owned(),
            leeway_seconds: 30,
            key: Key::Public {
                pem: pair.public_pem.clone(),
                algorithm: "ES256".to_owned(),
            },
        },
        clock.clone(),
    )?;
    let today = entity::value::Day::from_date(clock.now().datetime().date_naive());
    let hub = Hub::open(&config, clock.clone()).await?;
    let cancel = CancellationToken::new();
    super::stop_on_signal(cancel.clone());

    let drawn = (!arguments.json).then(|| progress::draw(hub.sync.progress()));
    let due = Selection {
        due: true,
        ..Selection::default()
    };
    let reports = hub.sync.round(&due, &cancel).await;
    if let Some(drawn) = drawn {
        drawn.phase("computing the figures");
        hub.metrics.refresh().await?;
        drawn.end().await;
    } else {
        hub.metrics.refresh().await?;
    }
    let reports = reports?;
    if cancel.is_cancelled() {
        say::error("stopped before the demo was ready", None);
        leave(arguments, &folder);
        return Ok(ExitCode::FAILURE);
    }
    let tokens = demo_token::all(&pair, &firm.world, &hub.clock)?;
    let landed: u64 = reports.iter().map(|report| report.landed).sum();
    tell(format!(
        "Synced {landed} objects in {} streams.",
        reports.len()
    ))?;
    report::failures(&reports);

    let url = format!("http://{}", listener.local_addr()?);
    let ready = json!({
        "url": url,
        "graphql": format!("{url}/graphql"),
        "ws": format!("{}/graphql/ws", url.replace("http", "ws")),
        "sse": format!("{url}/graphql/sse"),
        "dashboard": url,
        "tokens": tokens,
        "signing": {
            "alg": "ES256",
            "kid": KEY_ID,
            "privateKey": private_key,
            "publicKey": public_key,
            "claims": { "iss": ISSUER, "aud": AUDIENCE },
            "roleClaim": ROLE_CLAIM,
        },
        "database": format!("sqlite://{}", database.display()),
    });
    if arguments.json {
        say::line(&ready)?;
    } else {
        welcome(&url, &tokens, &database, today)?;
    }
    let world = Arc::clone(&firm.world);
    let stop = cancel.clone();
    tokio::spawn(async move {
        let mut life = tokio::time::interval(Duration::from_secs(LIFE_SECONDS));
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = life.tick() => {
                    let world = Arc::clone(&world);
                    let _ = tokio::task::spawn_blocking(move || world.advance()).await;
                }
            }
        }
    });
    server::run(hub, &config, verifier, tokens, listener, cancel).await?;
    drop(firm);
    leave(arguments, &folder);
    Ok(ExitCode::SUCCESS)
}

/// Takes the temporary folder away, where it is one.
fn leave(arguments: &Arguments, folder: &std::path::Path) {
    if arguments.dir.is_none() {
        // What cannot be removed from a temporary folder does no harm there.
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// The configuration of the demo: three connections to the simulators.
fn configuration(firm: &sandbox::Running, database: &std::path::Path) -> anyhow::Result<Config> {
    let mut config = Config::parse("", "demo", [])?;
    config.hub.database = format!("sqlite://{}", database.display());
    let peers = BTreeMap::from([
        ("salesforce".to_owned(), "crm".to_owned()),
        ("netsuite".to_owned(), "erp".to_owned()),
        ("kantata".to_owned(), "psa".to_owned()),
    ]);
    let connection = |id: &str,
                      vendor: &str,
                      base_url: &str,
                      credentials: &[(&str, &str)],
                      secrets: &[(&str, &str)]| Connection {
        id: id.to_owned(),
        vendor: vendor.to_owned(),
        profile: None,
        base_url: base_url.to_owned(),
        login_url: None,
        credentials: credentials
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
        secrets: secrets
            .iter()
            .map(|(k, v)| ((*k).to_owned(), SecretString::from(*v)))
            .collect(),
        legal_entities: BTreeMap::new(),
        peers: peers.clone(),
        schedule_seconds: 5,
        lookback_seconds: None,
        concurrency: None,
        options: BTreeMap::from([("settle_seconds".to_owned(), toml::Value::Integer(0))]),
        streams: BTreeMap::new(),
    };
    let crm = &firm.salesforce;
    config.connections.push(connection(
        "crm",
        "salesforce",
        &crm.base_url,
        &[("client_id", &crm.client_id)],
        &[("client_secret", &crm.client_secret)],
    ));
    let erp = &firm.netsuite.endpoint;
    config.connections.push(connection(
        "erp",
        "netsuite",
        &erp.base_url,
        &[
            ("account", &erp.account),
            ("consumer_key", &erp.consumer_key),
            ("token_id", &erp.token_id),
        ],
        &[
            ("consumer_secret", &erp.consumer_secret),
            ("token_secret", &erp.token_secret),
        ],
    ));
    let psa = &firm.kantata;
    config.connections.push(connection(
        "psa",
        "kantata",
        &psa.base_url,
        &[],
        &[("token", &psa.token)],
    ));
    Ok(config)
}

fn welcome(
    url: &str,
    tokens: &BTreeMap<String, String>,
    database: &std::path::Path,
    today: entity::value::Day,
) -> anyhow::Result<()> {
    say::line(format!(
        "\n  Dashboard   {url}\n  GraphiQL    {url}/graphiql\n  Database    {}\n\nA token for each role:",
        database.display()
    ))?;
    for (role, token) in tokens {
        say::line(format!("\n  {role}\n  {token}"))?;
    }
    say::line("\nQueries to try:")?;
    for sample in sample::samples(today) {
        if let Some(token) = tokens.get(sample.role) {
            say::line(format!(
                "\n  {} ({})\n  {}",
                sample.title,
                sample.role,
                sample::command(&sample, url, token)
            ))?;
        }
    }
    say::line("\nThe firm goes on living: numbers move and alerts arrive. Ctrl-C ends it.")
}
