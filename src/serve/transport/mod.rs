//! How requests come in and answers go out: HTTP, WebSocket, SSE, health, and the dashboard's files.

mod assets;
mod body;
mod health;
mod http;
mod precheck;
mod sse;
mod ws;

use std::sync::Arc;

use async_graphql::{Request, Response};
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::routing::{get, post};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use health::{Health, Ready};

use super::auth::Verifier;
use crate::access::Viewer;
use crate::domain::clock::Clock;

/// What transports ask of the API.
pub trait Api: Send + Sync + 'static {
    /// Answers a query or mutation.
    fn execute(&self, viewer: Viewer, request: Request) -> BoxFuture<'static, Response>;

    /// Follows a subscription; a query or mutation is answered once.
    fn subscribe(&self, viewer: Viewer, request: Request) -> BoxStream<'static, Response>;
}

/// Limits of what a client may send and hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Selections after fragments are spread out.
    pub selections: usize,
    /// Subscriptions of one connection.
    pub subscriptions: usize,
    /// Messages that may wait for a slow client.
    pub queue: usize,
    /// Milliseconds a query may take.
    pub query_ms: u64,
    /// Milliseconds to wait for `connection_init`.
    pub init_ms: u64,
    /// Milliseconds between pings.
    pub ping_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            selections: 5_000,
            subscriptions: 50,
            queue: 256,
            query_ms: 30_000,
            init_ms: 10_000,
            ping_ms: 20_000,
        }
    }
}

/// What all handlers share.
pub struct State {
    /// Verifies tokens.
    pub verifier: Verifier,
    /// Answers.
    pub api: Arc<dyn Api>,
    /// Tells whether the hub is well.
    pub health: Arc<dyn Health>,
    /// Limits.
    pub limits: Limits,
    /// Time.
    pub clock: Clock,
    /// Cancelled at shutdown: streams end with a hint to reconnect.
    pub shutdown: CancellationToken,
    /// Tokens by role for the dashboard's role switcher, as JSON; only the demo has them.
    pub demo_session: Option<String>,
    /// Origins of other sites whose pages may call the API.
    pub allowed_origins: Vec<String>,
}

/// Every route of the hub.
pub fn router(state: Arc<State>) -> Router {
    let security = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    let origins: Vec<HeaderValue> = state
        .allowed_origins
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    let cors = tower_http::cors::CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([axum::http::Method::GET, axum::http::Method::POST])
        .allow_headers([
            axum::http::header::AUTHORIZATION,
            axum::http::header::CONTENT_TYPE,
            axum::http::header::ACCEPT,
        ]);
    Router::new()
        .route(
            "/graphql",
            get(http::get)
                .post(http::post)
                .fallback(http::method_not_allowed),
        )
        .route("/graphql/ws", get(ws::upgrade))
        .route("/graphql/sse", post(sse::post).get(sse::get))
        .route("/graphiql", get(assets::graphiql))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/demo/session.json", get(assets::demo_session))
        .fallback(assets::file)
        .layer(cors)
        .layer(security("x-content-type-options", "nosniff"))
        .layer(security("referrer-policy", "no-referrer"))
        .layer(security("x-frame-options", "DENY"))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}
