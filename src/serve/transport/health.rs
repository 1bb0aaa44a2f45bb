//! Whether the process lives, whether it can serve, and its figures for Prometheus.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use serde::Serialize;

use super::State;

/// Whether the hub can serve, and how old what it serves is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ready {
    /// True where it can serve.
    pub ready: bool,
    /// Why not, or what a reader should know.
    pub notes: Vec<String>,
    /// Streams that are late, as connection/stream.
    pub stale: Vec<String>,
}

/// Tells whether the hub is well.
pub trait Health: Send + Sync + 'static {
    /// Whether it can serve.
    fn ready(&self) -> BoxFuture<'static, Ready>;

    /// Figures in the text form of Prometheus.
    fn metrics(&self) -> BoxFuture<'static, String>;
}

/// GET /livez.
pub(super) async fn livez() -> &'static str {
    "ok\n"
}

/// GET /readyz: 200 with what is stale, 503 where it cannot serve.
pub(super) async fn readyz(Shared(state): Shared<Arc<State>>) -> Response {
    let mut ready = state.health.ready().await;
    if state.shutdown.is_cancelled() {
        ready.ready = false;
        ready.notes.push("shutting down".to_owned());
    }
    let status = if ready.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, axum::Json(ready)).into_response()
}

/// GET /metrics.
pub(super) async fn metrics(Shared(state): Shared<Arc<State>>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        state.health.metrics().await,
    )
        .into_response()
}
