//! Runs a hub: tasks, the change feed's followers, and the server on its address.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Hub, MetricTask, RetentionTask, RuleTask};
use crate::config::{Auth, Config};
use crate::domain::clock::Clock;
use crate::model::retention::Retention;
use crate::serve::auth::{Key, Settings as AuthSettings, Verifier};
use crate::serve::figures::Guarded;
use crate::serve::{FieldMapping, Parts, State, router};
use crate::sync::SyncTask;
use crate::task::{Driver, Wake};

/// Seconds between two looks that no bell asked for.
const LOOK_SECONDS: u64 = 30;
/// Seconds between two looks for what is past its retention.
const FORGET_SECONDS: u64 = 3_600;
/// Seconds after which reads of cost and personal facts stand in the audit log.
const AUDIT_SECONDS: u64 = 1;

/// How tokens are verified, from the section `[auth]`.
pub fn auth_settings(auth: &Auth) -> anyhow::Result<AuthSettings> {
    let key = match (&auth.hs256_key, &auth.public_key_file, &auth.jwks) {
        (Some(secret), None, None) => Key::Shared(secret.clone()),
        (None, Some(path), None) => {
            let pem = std::fs::read_to_string(path)
                .map_err(|error| {
                anyhow::anyhow!(
                    "auth.public_key_file {}: {error}\n  hint: it names the PEM file of the key that tokens are verified with",
                    path.display()
                )
            })?;
            let algorithm = auth
                .algorithm
                .clone()
                .context("auth.public_key_file needs auth.algorithm\n  hint: write algorithm = \"RS256\", \"ES256\" or \"EdDSA\"")?;
            Key::Public { pem, algorithm }
        }
        (None, None, Some(jwks)) if jwks.contains("://") => Key::SetAt(jwks.clone()),
        (None, None, Some(jwks)) => Key::SetFile(jwks.into()),
        (None, None, None) => anyhow::bail!(
            "[auth] names no key that tokens could be verified with\n  hint: set jwks, or public_key_file with algorithm, or THROUGHLINE__AUTH__HS256_KEY for development"
        ),
        _ => anyhow::bail!(
            "[auth] names several keys\n  hint: keep one of jwks, public_key_file and the development key"
        ),
    };
    Ok(AuthSettings {
        issuer: auth.issuer.clone(),
        audience: auth.audience.clone(),
        role_claim: auth.role_claim.clone(),
        leeway_seconds: auth.leeway_seconds,
        key,
    })
}

/// Opens the key of tokens, with the name of the setting where it cannot be read.
pub fn verifier(auth: &Auth, clock: Clock) -> anyhow::Result<Verifier> {
    Verifier::open(auth_settings(auth)?, clock).map_err(|error| {
        let place = match (&auth.public_key_file, &auth.jwks) {
            (Some(path), _) => format!("auth.public_key_file {}", path.display()),
            (None, Some(jwks)) => format!("auth.jwks {jwks}"),
            (None, None) => "the development key".to_owned(),
        };
        anyhow::anyhow!(
            "{place}: {error}\n  hint: give the public key as PEM with its algorithm, or a JSON web key set"
        )
    })
}

/// Takes the address, with a clear word where it is in use.
pub async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program has it: choose another port with hub.listen, or --port for the demo",
            std::io::ErrorKind::PermissionDenied => "ports below 1024 need rights: choose a higher one",
            _ => "write it as address:port, such as 127.0.0.1:8080",
        };
        anyhow::anyhow!("cannot listen on {address}: {error}\n  hint: {hint}")
    })
}

/// Runs the hub until it is cancelled.
pub async fn run(
    hub: Hub,
    config: &Config,
    verifier: Verifier,
    demo_tokens: BTreeMap<String, String>,
    listener: TcpListener,
    cancel: CancellationToken,
) -> anyhow::Result<()> {
    let every = Duration::from_secs(LOOK_SECONDS);
    let (sync_bell, rule_bell, live_bell) = (Wake::new(), Wake::new(), Wake::new());
    let mut driver = Driver::new(hub.clock.clone(), cancel.clone());
    let metric_bells = vec![rule_bell.clone(), live_bell.clone()];
    driver.start(
        Arc::new(MetricTask {
            engine: Arc::clone(&hub.metrics),
            bells: metric_bells,
        }),
        hub.changed.clone(),
        every,
    );
    driver.start(
        Arc::new(RuleTask {
            rules: hub.rules.clone(),
            bells: vec![live_bell.clone()],
        }),
        rule_bell,
        every,
    );
    driver.start(
        Arc::new(SyncTask::new(Arc::clone(&hub.sync))),
        sync_bell.clone(),
        every,
    );
    driver.start(
        Arc::new(RetentionTask {
            database: hub.database.clone(),
            clock: hub.clock.clone(),
            retention: Retention {
                history_days: config.retention.history_days,
                run_days: config.retention.run_days,
            },
        }),
        Wake::new(),
        Duration::from_secs(FORGET_SECONDS),
    );

    let minimum_group = config.policy.minimum_group;
    let figures = Guarded {
        engine: Arc::clone(&hub.metrics),
        minimum_people: usize::try_from(minimum_group)?,
    };
    let state = State::new(Parts {
        database: hub.database.clone(),
        clock: hub.clock.clone(),
        keys: Arc::clone(&hub.keys),
        ownership: Arc::clone(&hub.ownership),
        verifier,
        figures: Arc::new(figures),
        ring: Arc::new(move || sync_bell.ring()),
        group_currency: config.reporting.group_currency.clone(),
        time_zone: config.reporting.time_zone.clone(),
        minimum_group,
        allowed_origins: config.hub.allowed_origins.clone(),
        proxies: config.hub.proxies.clone(),
        demo_tokens,
        mappings: mappings(&hub),
        stale_after_ms: super::stale_after_ms(config, &hub.clients),
    })?;
    let follower = state.clone();
    let stop = cancel.clone();
    tokio::spawn(async move {
        let bell = live_bell;
        tokio::select! {
            () = follower.follow(|| bell.rung()) => {}
            () = stop.cancelled() => {}
        }
    });
    let (reads, stop) = (state.clone(), cancel.clone());
    let auditing = tokio::spawn(async move {
        let mut each = tokio::time::interval(Duration::from_secs(AUDIT_SECONDS));
        loop {
            tokio::select! {
                _ = each.tick() => {}
                () = stop.cancelled() => break,
            }
            if let Err(error) = reads.audit_reads().await {
                tracing::error!(error = %error, "the audit log cannot be written; reads wait in memory");
            }
        }
    });
    let audited = state.clone();
    serve(listener, state, cancel.clone()).await?;
    cancel.cancel();
    let _ = auditing.await;
    audited.audit_reads().await?;
    driver.join().await;
    hub.database.close().await?;
    Ok(())
}

async fn serve(
    listener: TcpListener,
    state: State,
    cancel: CancellationToken,
) -> anyhow::Result<()> {
    let stopping = cancel.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service)
        .with_graceful_shutdown(async move { stopping.cancelled().await });
    tokio::select! {
        ended = server.into_future() => ended.context("the server ended"),
        // Streams that do not end by themselves are let go five seconds after the hub was asked to stop.
        () = async { cancel.cancelled().await; tokio::time::sleep(Duration::from_secs(5)).await } => Ok(()),
    }
}

/// How each canonical field is fed, for the API's catalogue.
fn mappings(hub: &Hub) -> Vec<FieldMapping> {
    let mut all = Vec::new();
    for client in &hub.clients {
        all.extend(client.mapper().lines().into_iter().map(|line| {
            FieldMapping {
                connection: client.settings.connection.clone(),
                stream: line.stream.to_owned(),
                entity: line.table.to_owned(),
                field: line.field.to_owned(),
                source: format!("{} ({})", line.from.join(" or "), line.convert),
                paths: line
                    .from
                    .iter()
                    .filter_map(|path| match (path.strip_prefix('^'), line.each) {
                        (Some(path), _) => Some(path.to_owned()),
                        (None, "") => Some(path.clone()),
                        (None, _) => None,
                    })
                    .collect(),
            }
        }));
    }
    all
}
